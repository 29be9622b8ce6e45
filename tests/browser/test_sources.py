"""Licences, ages, rejects and gaps, in Chromium."""

import csv
import io

from playwright.sync_api import expect


def test_one_source_says_licence_citation_and_age_against_its_promise(visit):
    page = visit().open("/sources?source=ucdp")
    expect(page.get_by_role("heading", name="UCDP country-year")).to_be_visible()
    expect(page.get_by_text("Licence: CC BY 4.0")).to_be_visible()
    expect(page.get_by_text("Uppsala Conflict Data Program (invented figures).")).to_be_visible()
    expect(page.get_by_text("Its newest figures should never be older than 18 months.")).to_be_visible()


def test_a_source_that_is_missing_from_the_release_says_why(visit):
    page = visit().open("/sources?source=icc")
    expect(page.get_by_role("alert").filter(has_text="icc.csv is not in the data folder")).to_be_visible()


def test_rows_set_aside_can_be_downloaded_with_their_reasons(visit):
    page = visit().open("/sources?source=unhcr")
    page.get_by_text("2 rows set aside").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download all as CSV").click()
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["value"], row["reason"]) for row in rows] == [
        ("UNK", "not a State covered"),
        ("Sudann", "unknown country"),
    ]


def test_unverified_facts_are_counted(visit):
    page = visit().open("/sources")
    expect(page.get_by_text("2 of 24 facts are unverified")).to_be_visible()


def test_a_source_that_does_not_exist_gets_a_sentence(visit):
    page = visit().open("/sources?source=nothing")
    expect(page.get_by_role("alert").filter(has_text="“nothing” is not among the choices of “Source”.")).to_be_visible()
