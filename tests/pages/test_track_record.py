"""The track-record page, the forecast on the country page, and a release without forecasts."""

import json

import pytest

from data import release as releases_
from tests.pages.conftest import run_page
from tests.support import forecasts
from tests.support.release import CREATED, DEFAULT_MONTH, VERSION, write_release

FORECAST_FILES = ("forecasts.parquet", "drivers.parquet", "forecast_changes.parquet")


def words(page) -> str:
    kinds = ("title", "subheader", "markdown", "caption", "info", "warning", "error")
    return "\n".join(str(one.value) for kind in kinds for one in page.get(kind))


def figures(page) -> str:
    return "\n".join(f"{one.label}: {one.value}" for one in page.metric)


@pytest.fixture
def section(open_page):
    """Open one section of the track-record page."""

    def run(name: str, **parameters: str):
        page = open_page("track_record", **parameters)
        page.session_state["track_record_sections"] = name
        return page.run()

    return run


@pytest.fixture
def forecast_of(open_page):
    """Open the forecast of one State."""

    def run(iso3: str, **parameters: str):
        page = open_page("country", iso3=iso3, **parameters)
        page.session_state["country_sections"] = "Forecast"
        return page.run()

    return run


@pytest.fixture
def without_forecasts(serve, tmp_path):
    """Serve a release that says why it has no forecasts."""
    folder = write_release(tmp_path, is_current=False)
    for name in (*FORECAST_FILES, "manifest.json"):
        (folder / name).unlink()
    record = {"evaluated": False, "reason": "Files that the forecasts are learned from were not at hand: risk/a.csv."}
    (folder / "track_record.json").write_text(json.dumps(record), encoding="utf-8")
    method = {"version": "1", "seed": 1, "draws_latest": 60, "draws_history": 20}
    releases_.seal(
        folder, version=VERSION, created=CREATED, default_month=f"{DEFAULT_MONTH:%Y-%m}", notices=[], method=method
    )
    releases_.switch(VERSION, tmp_path)
    serve(tmp_path)


@pytest.mark.parametrize(
    "name", ["What it is worth", "Reliability", "Onsets", "By period and region", "A year's list", "Register"]
)
def test_every_section_is_drawn(section, name):
    assert not section(name).exception


def test_missed_bars_are_counted_and_named(section):
    page = section("What it is worth")
    assert "2 of the 9 bars set beforehand are missed" in words(page)
    assert words(page).count("**MISSED**") == 2


def test_an_onset_that_was_missed_is_listed_with_both_ranks(section):
    rows = section("Onsets").dataframe[0].value.set_index("Country")
    assert rows.loc["Libya", ["Our rank", "Ours", "Published rank"]].tolist() == [65, "missed", 98]


def test_a_past_list_says_what_followed(section):
    page = section("A year's list", year="2022")
    rows = page.dataframe[0].value.set_index("Country")
    assert rows.loc["Sudan", "What followed"] == "onset in 2023"
    assert "For onsets in 2023 or 2024" in words(page)


def test_the_newest_list_says_that_nothing_is_known_yet(section):
    page = section("A year's list")
    assert set(page.dataframe[0].value["What followed"]) == {"not known yet"}


def test_a_year_without_forecasts_gets_a_sentence(section):
    page = section("A year's list", year="1066")
    assert not page.exception
    assert "is not among the choices" in page.warning[0].value


def test_an_empty_register_is_said_to_be_empty(section, monkeypatch, tmp_path):
    monkeypatch.setattr("ui.blocks_track_record.REGISTER", tmp_path / "register.csv")
    assert "The register is empty" in words(section("Register"))


def test_an_altered_register_is_not_shown(section, monkeypatch, tmp_path):
    (tmp_path / "register.csv").write_text("release,p\n2026-01-01.1,0.9\n", encoding="utf-8")
    monkeypatch.setattr("ui.blocks_track_record.REGISTER", tmp_path / "register.csv")
    page = section("Register")
    assert "does not fit its seals" in words(page)
    assert not page.dataframe


def test_a_release_without_forecasts_says_why(without_forecasts):
    page = run_page("track_record")
    assert not page.exception
    assert "risk/a" in words(page).replace("\\", "")
    assert not page.tabs


def test_a_country_without_forecasts_in_the_release_shows_its_risk_score(without_forecasts):
    page = run_page("country", iso3="SDN")
    page.session_state["country_sections"] = "Forecast"
    page.run()
    assert "This release carries no forecasts" in words(page)


def test_a_forecast_has_its_interval_and_its_rank_among_those_covered(forecast_of):
    page = forecast_of("SDN")
    assert not page.exception
    assert "Chance of an onset, 2026–2027: 20.0%" in figures(page)
    assert "90% interval 10.0% to 40.0%" in words(page)
    assert "of 191 States covered" in "\n".join(one.delta for one in page.metric)


def test_a_forecast_never_says_that_anyone_will_do_anything(forecast_of):
    assert "it says nothing about what anyone will do" in words(forecast_of("SDN"))


def test_drivers_stand_under_the_direction_in_which_they_move_the_forecast(forecast_of):
    text = words(forecast_of("SDN")).replace("\\", "")
    raises, lowers = text.index("**Raises the forecast**"), text.index("**Lowers the forecast**")
    assert raises < text.index("Armed conflict: a higher level of risk than in 88% of countries") < lowers
    assert lowers < text.index("Liberties and courts: a higher level")


def test_what_would_change_it_starts_from_the_forecast(forecast_of):
    text = words(forecast_of("SDN")).replace("\\", "")
    assert "Armed conflict falls to the level of the median country: 20.0% → 10.0%" in text
    assert "A coup is attempted: 20.0% → 30.0%" in text


@pytest.mark.parametrize("iso3", forecasts.NOT_COVERED)
def test_a_state_that_is_not_covered_gets_no_figure_and_a_reason(forecast_of, iso3):
    page = forecast_of(iso3)
    assert not page.exception
    assert "is not covered by the forecast" in words(page)
    assert "Chance of an onset" not in figures(page)


def test_the_model_card_is_on_the_method_page(open_page):
    page = open_page("method")
    page.session_state["method_sections"] = "The forecast"
    page.run()
    assert "Five of the nine bars set for it are missed" in words(page)
    assert "## Model card" in words(page)


@pytest.mark.parametrize("name", ["track_record", "country"])
def test_the_pages_are_drawn_in_french(open_page, name):
    page = open_page(name, lang="fr")
    assert not page.exception


@pytest.mark.parametrize("section", ["", "year"])
def test_a_year_that_is_none_is_said_whichever_section_is_open(open_page, section):
    app = open_page("track_record", year="1800", **({"section": section} if section else {}))
    assert [one.value for one in app.warning if "“1800” is not among the choices" in one.value] != []
    assert len([one for one in app.warning if "1800" in one.value]) == 1
