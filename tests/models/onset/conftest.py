"""A made-up data folder, and forecasts learned from it once for all tests."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from models.onset import forecast, predict, scores
from models.onset.fit import Effort
from tests.models.onset import made

HERE = Path(__file__).parent
LITTLE = Effort(trees=8, trees_of_a_repeat=4, folds=2)  # so that a whole backtest takes seconds


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("onset"))  # forecasts are fitted once, not once a process


@pytest.fixture(scope="session")
def made_folder(tmp_path_factory):
    return made.write_folder(tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="session")
def made_rows(made_folder):
    return forecast.read_rows(made_folder)


@pytest.fixture(scope="session")
def made_forecast(made_rows):
    """Forecasts made at the end of 2024, with their fitted model."""
    return forecast.forecast_year(made_rows, 2024, seed=1, repeats=3, effort=LITTLE)


@pytest.fixture(scope="session")
def made_release(made_folder):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(predict, "reproduce", lambda rows, published: {})  # the published figures are of the real files
        patch.setattr(predict, "REPEATS_PAST", 2)
        patch.setattr(predict, "REPEATS_NEWEST", 2)
        patch.setattr(scores, "DRAWS", 30)
        yield predict.build(made_folder, seed=1, effort=LITTLE)


@pytest.fixture(scope="session")
def made_years(made_rows):
    """Forecasts of every year from 1979 to 2023, without intervals."""
    return forecast.forecast_years(made_rows, dict.fromkeys(range(1979, 2024), 0), seed=3, workers=1, effort=LITTLE)


@pytest.fixture
def rng():
    return np.random.default_rng(5)


@pytest.fixture
def country_years():
    """A builder of country-years that carry nothing but an onset: {code: {year: onset}}."""

    def build(onsets: dict[int, dict[int, int]]) -> pd.DataFrame:
        rows = [(year, code, str(code), onset) for code, years in onsets.items() for year, onset in years.items()]
        return pd.DataFrame(rows, columns=["year", "ccode", "unit", "onset"])

    return build


@pytest.fixture(scope="session")
def real_rows(shared_data):
    return forecast.read_rows(shared_data)
