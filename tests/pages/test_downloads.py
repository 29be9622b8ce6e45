"""Every chart that a page shows can be taken away: drawn without a browser, on white, with its words."""

import ast
import xml.etree.ElementTree as ET

import pytest
import streamlit as st

from briefing import take_away
from briefing.drawing import draw
from briefing.drawing.on_white import on_white
from briefing.palette import DARK
from data.settings import ROOT
from ui import blocks, theme

OFFERING = {"show_table_of", "show_taking_away"}

PAGES = {  # each with charts, and the address that shows them
    "situation": {},
    "country": {"iso3": "SDN"},
    "compare": {},
    "configurations": {"iso3": "CAF"},
    "accountability": {"iso3": "SDN"},
    "commitments": {"iso3": "SDN"},
    "method": {},
    "track_record": {},
    "speech": {"iso3": "SDN"},
}


class Tabs:
    """Stands for the tabs of a page, one of which is open; knows how many there are once the page ran."""

    def __init__(self):
        self.open_now, self.count = 0, 1

    def __call__(self, labels, **_):
        self.count = len(labels)
        return [Tab(is_open=place == self.open_now) for place in range(len(labels))]


class Tab:
    def __init__(self, *, is_open: bool):
        self.open = is_open

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None


@pytest.fixture
def shown(monkeypatch):
    """The charts that pages offer from here on, all of them unfolded."""
    found = []
    monkeypatch.setattr(st, "expander", lambda *_, **__: Tab(is_open=True))
    monkeypatch.setattr(blocks, "show_downloads", found.append)
    return found


@pytest.mark.parametrize("name", PAGES)
def test_every_chart_of_every_tab_can_be_taken_away_and_drawn_from_a_dark_screen_on_white(
    name, open_page, shown, monkeypatch
):
    tabs, on_screen = Tabs(), 0
    monkeypatch.setattr(theme, "theme_name", lambda: "dark")
    monkeypatch.setattr(st, "tabs", tabs)
    app = open_page(name, **PAGES[name])
    for place in range(tabs.count):
        tabs.open_now = place
        app = app.run() if place else app
        assert not app.exception
        on_screen += len(app.get("plotly_chart"))
    assert on_screen == len(shown) > 0
    for chart in {take_away.file_name(one): one for one in shown}.values():
        svg = draw(on_white(chart), width=640).svg
        ET.fromstring(svg)
        assert DARK.text_soft not in svg


def test_nothing_puts_a_chart_on_screen_without_what_may_be_taken_away():
    """Also on pages for members, where a chart needs figures that were entered."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "ui").glob("*.py"))}
    for file, text in texts.items():
        for function in ast.walk(ast.parse(text)) if "plotly_chart" in text else ():
            if isinstance(function, ast.FunctionDef):
                called = {_name(one.func) for one in ast.walk(function) if isinstance(one, ast.Call)}
                assert "plotly_chart" not in called or called & OFFERING, f"{file}: {function.name}"


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def test_a_chart_offers_its_picture_its_table_and_its_citation(open_page):
    app = open_page("compare", iso3="SDN,CHE")
    assert not app.get("download_button")  # what is folded comes when it is asked for
    app.session_state["folded_trends"] = True
    app.run()
    labels = {element.proto.label for element in app.get("download_button")}
    assert {"PNG", "SVG", "CSV"} <= labels
    assert any("Pillar Two, “" in block.value for block in app.get("code"))


def test_names_of_files_hold_latin_letters_and_digits_alone(open_page, shown):
    open_page("compare", iso3="SDN,CHE", lang="fr")
    for chart in shown:
        name = take_away.file_name(chart)
        assert name.isascii()
        assert name.replace("-", "").isalnum()
        assert len(name) < 100
