"""The missions page at a browser: a focal point brings a table, follows an incident up and takes the yearly report away."""

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from network import incidents
from tests.browser.conftest import NARROW, WIDE
from tests.browser.test_country import CROSSING, SMALL, fits
from tests.support import people

TWELVE = Path(__file__).parents[1] / "network" / "fixtures" / "incidents_2010.csv"


@pytest.fixture
def focal(visit, network):
    """Belgium's focal point at a browser."""

    def arrive(**screen):
        return visit(at=network.address, said=people.claims("focal"), **screen)

    return arrive


@pytest.fixture
def register(network):
    """What the register of Belgium holds, read as its focal point, and emptied after the test."""
    with people.opened(network.database) as store:

        def read():
            return incidents.register(people.visit_of(store, network.ids["focal"]), host="BEL")

        yield read
        for one in read():
            incidents.remove(people.visit_of(store, network.ids["focal"]), incident_id=one.id, version=one.version)


def merged(*rows: list) -> bytes:
    """A workbook with a title and headings merged over several columns, as ministries send it, and these rows below."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Incidents against missions, 2010"])
    sheet.append(["Mission", None, "Incident", None])
    sheet.append(["Country or organisation", "Institution", "Harmful act", "Date"])
    for area in ("A1:D1", "A2:B2", "C2:D2"):
        sheet.merge_cells(area)
    for row in rows:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def bring(page, name: str, content: bytes) -> None:
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "", "buffer": content})


def test_a_table_is_brought_its_bad_rows_are_told_by_number_and_the_good_ones_are_entered(focal, register):
    visitor = focal()
    page = visitor.open("/missions?host=BEL&section=enter")
    bring(page, "2010.csv", TWELVE.read_bytes())
    page.get_by_role("button", name="Enter 12 incidents").click()
    expect(page.get_by_text("12 incidents were entered.")).to_be_visible()
    page = visitor.open("/missions?host=BEL&section=enter")
    bring(
        page,
        "more.xlsx",
        merged(
            ["Bhutan", "EMB", "theft of national flag", date(2010, 1, 19)],
            ["League of Arab States", "EMB", "graffiti", date(2010, 6, 24)],
            ["Atlantis", "EMB", "burglary", date(2010, 6, 24)],
            ["Sweden", "EMB", "burglary", date(2999, 6, 24)],
        ),
    )
    expect(page.get_by_text("Row 4: the same act against the same mission is already in the register")).to_be_visible()
    expect(page.get_by_text("Row 6: “Atlantis” is no State known here")).to_be_visible()
    expect(page.get_by_text("Row 7: “date” lies in the future: 2999-06-24.")).to_be_visible()
    page.get_by_role("button", name="Enter 1 incident").click()
    expect(page.get_by_text("1 incident was entered.")).to_be_visible()
    assert len(register()) == 13
    assert (visitor.strayed, visitor.errors) == ([], [])


def test_a_step_is_added_and_the_yearly_report_is_taken_away_as_word_and_pdf(focal, network, register):
    visitor = focal()
    page = visitor.open("/missions?host=BEL&section=enter")
    bring(page, "2010.csv", TWELVE.read_bytes())
    page.get_by_role("button", name="Enter 12 incidents").click()
    expect(page.get_by_text("12 incidents were entered.")).to_be_visible()
    sweden = next(one for one in register() if one.incident.mission.iso3 == "SWE")
    page = visitor.open(f"/missions?host=BEL&section=open&incident={sweden.id}")
    page.get_by_role("textbox", name="Office").fill("Protocol department")
    page.get_by_role("button", name="Add this step").click()
    expect(page.get_by_text("The step was added.")).to_be_visible()
    page = visitor.open("/missions?host=BEL&section=report&year=2010")
    for name, suffix in (("PDF", ".pdf"), ("Word (DOCX)", ".docx")):
        with page.expect_download() as waiting:
            page.locator("[data-testid=stDownloadButton] button").filter(has_text=name).click()
        assert waiting.value.suggested_filename == f"pillar-two-missions-BEL-2010-en{suffix}"
        content = Path(waiting.value.path()).read_bytes()
        if suffix == ".pdf":
            assert content.startswith(b"%PDF-")
        else:
            words = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
            assert "League of Arab States" in words
            assert "65/30" in words
    assert (visitor.strayed, visitor.errors) == ([], [])


@pytest.mark.parametrize(("width", "dark"), [(WIDE, False), (NARROW, True)], ids=["desk", "telephone"])
def test_every_section_fits_its_screen_and_fails_nowhere(focal, network, register, width, dark):
    with people.opened(network.database) as store:
        mission = incidents.Mission(host="BEL", institution="ORG", organisation="League of Arab States")
        told = incidents.Incident(mission=mission, act="mission burglary", happened_on="2010-01-24")
        incidents.report(people.visit_of(store, network.ids["focal"]), incidents=[told])
    visitor = focal(width=width, dark=dark)
    for section in ("register", "enter", "open", "protection", "report"):
        page = visitor.open(f"/missions?host=BEL&section={section}")
        expect(page.get_by_role("tab", selected=True)).to_be_visible()
        expect(page.locator("[data-testid=stException]")).to_have_count(0)
        assert fits(page, width), section
        assert page.evaluate(CROSSING) == [], section
        assert page.evaluate(SMALL) == [], section
    assert (visitor.strayed, visitor.errors) == ([], [])


def test_another_states_focal_point_sees_nothing_of_the_register(visit, network):
    page = visit(at=network.address, said=people.claims("other")).open("/missions?host=BEL")
    expect(page.get_by_text("“BEL” is not among the choices of “Host State”.")).to_be_visible()
    expect(page.get_by_text("Nothing is in the register of Ghana yet.")).to_be_visible()
