"""A value that says nothing of a State is neither safe nor missing."""

import numpy as np
import pandas as pd
import pytest

from data import schema
from models import composite, scoring
from tests.indicators.test_levels import an_indicator, at, measured, observed

SILENT = an_indicator(ceiling=1, silent=(0.0,), lasting=(1.0,))


def test_a_silent_value_is_kept_and_makes_no_level():
    found = measured(SILENT, observed(("FRA", 2010, 0.0), ("SDN", 2010, 1.0)))
    assert at(found.values, "FRA", "2011-01") == 0
    assert np.isnan(at(found.levels, "FRA", "2011-01"))
    assert at(found.is_silent, "FRA", "2011-01") == 1
    assert at(found.levels, "SDN", "2011-01") == 1


def test_a_silent_indicator_neither_lowers_the_score_nor_the_coverage():
    other = observed(("FRA", 2010, 60.0), ("SDN", 2010, 60.0), series="src.other")
    both = pd.concat([observed(("FRA", 2010, 0.0), ("SDN", 2010, 1.0)), other], ignore_index=True)
    panel = scoring.build_panel(both, schema.facts([]), [SILENT, an_indicator(key="other", series="src.other")])
    france, sudan = panel.states.index("FRA"), panel.states.index("SDN")
    assert panel.raw_scores[-1, france] == pytest.approx(60)
    assert panel.raw_scores[-1, sudan] == pytest.approx(80)  # (1 + 0.6) / 2
    assert panel.coverage[-1, france] == 1
    assert composite.contributions(panel.levels, panel.tree, panel.applies)[-1, france].tolist() == pytest.approx(
        [0, 60]
    )
