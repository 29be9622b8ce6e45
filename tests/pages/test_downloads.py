"""Every chart that a page shows can be taken away: drawn without a browser, on white, with its words."""

import xml.etree.ElementTree as ET

import pytest

from briefing import take_away
from briefing.drawing import draw
from briefing.drawing.on_white import on_white
from briefing.palette import DARK
from ui import blocks, theme

PAGES = (
    "situation",
    "country",
    "compare",
    "configurations",
    "accountability",
    "commitments",
    "method",
    "track_record",
    "speech",
)


@pytest.fixture
def shown(monkeypatch):
    """The charts that pages show from here on."""
    found = []
    monkeypatch.setattr(blocks, "show_downloads", found.append)
    return found


@pytest.mark.parametrize("name", PAGES)
def test_every_chart_of_a_page_can_be_drawn_from_a_dark_screen_on_white(name, open_page, shown, monkeypatch):
    monkeypatch.setattr(theme, "theme_name", lambda: "dark")
    app = open_page(name)
    assert not app.exception
    for chart in shown:
        svg = draw(on_white(chart), width=640).svg
        ET.fromstring(svg)
        assert DARK.text_soft not in svg
    assert shown or name in ("speech", "configurations", "commitments")


def test_a_chart_offers_its_picture_its_table_and_its_citation(open_page):
    app = open_page("compare", iso3="SDN,CHE")
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
