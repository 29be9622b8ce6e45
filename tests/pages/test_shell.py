"""What every page shares, without a browser."""

from datetime import date

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from briefing.language import speaking
from tests.pages.conftest import PATIENCE, run_page
from tests.support.release import write_release
from ui import shell

NAMES = list(shell.NAVIGATION)


def texts(app) -> str:
    return " ".join(one.value for kind in ("markdown", "caption", "warning", "info", "error") for one in app.get(kind))


@pytest.mark.parametrize("name", NAMES)
def test_a_page_runs_without_an_exception(open_page, name):
    assert not open_page(name).exception


@pytest.mark.parametrize("name", NAMES)
def test_a_page_runs_in_french(open_page, name):
    app = open_page(name, lang="fr")
    assert not app.exception
    assert "Chiffres jusqu’en janvier 2026." in texts(app)


@pytest.mark.parametrize("name", NAMES)
def test_without_any_release_a_page_says_what_to_do(serve, tmp_path, monkeypatch, name):
    serve(tmp_path)
    monkeypatch.setattr("data.release.current.__defaults__", (None, tmp_path))
    app = run_page(name)
    assert not app.exception
    assert "There are no figures to show yet." in texts(app)
    assert "python -m data.refresh" in texts(app)


def test_a_damaged_release_is_named_with_the_file_and_the_reason(serve, tmp_path):
    write_release(tmp_path, version="2026-02-09.1", is_current=False)
    newest = write_release(tmp_path, version="2026-02-10.1")
    (newest / "facts.parquet").unlink()
    serve(tmp_path)
    assert "Release 2026-02-10.1 is damaged and is not shown: facts.parquet: the file is missing" in texts(
        run_page("sources")
    )


def test_a_page_for_members_is_closed_to_a_visitor(serve, releases):
    from streamlit.testing.v1 import AppTest

    def script() -> None:
        from ui.shell import open_page

        open_page("For members", action="note.read")
        raise AssertionError("the page went on")

    serve(releases)
    app = AppTest.from_function(script)
    app.session_state[shell.GATE] = True
    app.run()
    assert not app.exception
    assert "This page is for members of the network." in texts(app)


@pytest.fixture
def page() -> shell.Page:
    month = pd.Timestamp("2026-01-01")
    return shell.Page(
        title="Any", release=None, language="en", first_month=month, last_month=month, default_month=month
    )  # fmt: skip


def source(**more: object) -> dict:
    return {"key": "ucdp", "name": "UCDP", "newest_period": "2024-12-31", "stale_after_days": 540} | more


def test_the_age_of_the_violence_figures_is_counted_in_months_to_the_day_of_the_reader(page):
    with speaking("en"):
        sentence = shell.freshness(page, [source()], day=date(2026, 1, 15))
    assert sentence == "Figures to January 2026. Newest violence figures: December 2024, 13 months old."


def test_sources_behind_their_promise_are_counted(page):
    with speaking("en"):
        sentence = shell.freshness(page, [source(), source(key="upr")], day=date(2026, 12, 15))
    assert sentence.endswith("2 of 2 sources are older than they promise; see Sources.")


def test_a_source_without_figures_promises_nothing_and_is_not_called_late(page):
    with speaking("en"):
        sentence = shell.freshness(page, [source(newest_period=None)], day=date(2026, 12, 15))
    assert sentence == "Figures to January 2026."


@pytest.mark.parametrize("name", NAMES)
def test_what_a_page_does_not_know_in_its_address_is_said_and_left_aside(open_page, name):
    said = texts(open_page(name, nonsense="1", utm_source="mail"))
    assert "“nonsense” in the address means nothing to this page, which is shown without it." in said
    assert "utm" not in said


def test_a_language_that_is_not_offered_is_said_with_the_one_that_is_shown(open_page):
    assert "“xx” is no language of this service. Shown is “English”." in texts(open_page("method", lang="xx"))


def test_a_page_that_is_none_is_said_once_on_the_page_shown_instead(serve, releases):
    app = AppTest.from_file(str(shell.PAGES / "situation.py"), default_timeout=PATIENCE)
    app.session_state[shell.GATE] = True
    app.session_state["no_page"] = "no*where"
    serve(releases)
    assert "There is no page “no\\*where” here. Shown is “Situation”." in texts(app.run())
    assert "There is no page" not in texts(app.run())
