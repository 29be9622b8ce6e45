"""Texts that others wrote, on a page."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.language import speaking
from ui.blocks import MARKDOWN, escaped, number_format
from ui.controls import GROUPS, REGIONS, members, plain

MONTH = pd.Timestamp("2025-12-01")


@given(st.text())
def test_no_character_that_markdown_acts_on_is_left_bare(text):
    bare = escaped(text).replace("\\\\", "")
    for letter in MARKDOWN - {"\\"}:
        bare = bare.replace(f"\\{letter}", "")
    assert not set(bare) & MARKDOWN


@given(st.text(min_size=61))
def test_what_a_visitor_wrote_is_kept_short(text):
    assert len(plain(text)) <= 2 * 60 + 1


@pytest.mark.parametrize(
    ("code", "signed", "text"), [("en", False, "%.1f"), ("en", True, "%+.1f"), ("fr", False, "localized")]
)
def test_tables_write_numbers_as_the_language_does(code, signed, text):
    with speaking(code):
        assert number_format(1, signed=signed) == text


@pytest.mark.parametrize("region", REGIONS)
def test_every_region_has_states(region):
    assert len(members(region=region, group="", month=MONTH)) >= 14


@pytest.mark.parametrize(("group", "count"), [("AG", 54), ("WEOG", 29), ("EEG", 23), ("GRULAC", 33), ("", 195)])
def test_every_group_has_its_states(group, count):
    assert group in {"", *GROUPS}
    assert len(members(region="", group=group, month=MONTH)) == count


@pytest.mark.parametrize(
    ("month", "states"),
    [
        ("2006-05", set()),
        ("2006-06", {"BDI", "SLE"}),
        ("2008-05", {"BDI", "SLE", "GNB"}),
        ("2008-06", {"BDI", "SLE", "GNB", "CAF"}),
        ("2025-12", {"BDI", "SLE", "GNB", "CAF", "LBR", "GIN"}),
    ],
)
def test_a_state_belongs_to_the_configurations_from_the_month_its_own_began(month, states):
    assert set(members(region="", group="PBC", month=pd.Timestamp(f"{month}-01"))) == states
