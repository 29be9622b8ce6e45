"""Tables on screen: the titles of their columns in the reader's writing direction, and one way to show a table."""

import pandas as pd
import pytest
import streamlit as st

from briefing.language import speaking
from data.settings import ROOT
from ui.tables import titled

ROWS = pd.DataFrame({"نطاق 90%": [1], "state": [2], "code": [3]})


@pytest.fixture
def in_arabic():
    with speaking("ar"):
        config = {"state": st.column_config.TextColumn("الدولة", width=90), "code": None, "_index": None}
        return titled(ROWS, config)


def test_a_title_from_right_to_left_is_isolated_from_the_canvas_it_is_drawn_on(in_arabic):
    assert in_arabic["نطاق 90%"]["label"] == "\u2067نطاق 90%\u2069"
    assert in_arabic["state"]["label"] == "\u2067الدولة\u2069"


def test_what_else_is_configured_stays(in_arabic):
    assert in_arabic["state"]["width"] == 90
    assert in_arabic["code"] is None
    assert in_arabic["_index"] is None


@pytest.mark.parametrize("spoken", ["en", "fr", "zh"])
def test_a_title_from_left_to_right_stands_bare(spoken):
    with speaking(spoken):
        assert titled(ROWS[["state"]], {"state": "State"})["state"]["label"] == "State"


def test_no_table_is_shown_in_another_way():
    shown = [*ROOT.glob("ui/*.py"), *ROOT.glob("pages/*.py"), ROOT / "app.py"]
    direct = [path.name for path in shown if "st.dataframe(" in path.read_text(encoding="utf-8")]
    assert direct == ["tables.py"]
