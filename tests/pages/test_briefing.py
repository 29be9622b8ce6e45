"""The briefing page: what is chosen, how far it is, what is handed over, and what a reader is told when it fails."""

import threading

import pytest
from streamlit.testing.v1 import AppTest

from briefing.language import speaking
from briefing.render_pool import FAILED, WAITING, Ticket
from ui import blocks_briefing as blocks


class Desk:
    """A pool that answers at once, in the manner asked for."""

    def __init__(self, **answer):
        self.answer, self.jobs = answer, []

    def submit(self, job):
        self.jobs.append(job)
        ticket = Ticket(job=job, state="done", **self.answer)
        if not self.answer.get("why") and self.answer.get("files") is None:
            ticket.files = [(name, f"{job.request.kind}.{name}", b"content") for name in job.formats]
        ticket.finished = threading.Event()
        ticket.finished.set()
        return ticket

    def ahead_of(self, _ticket):
        return 0


@pytest.fixture
def desk(monkeypatch) -> Desk:
    found = Desk()
    monkeypatch.setattr(blocks, "pool", lambda: found)
    return found


def made(app: AppTest) -> AppTest:
    return next(button for button in app.button if button.key == "make").click().run()


def offered(app: AppTest) -> list[str]:
    return [one.proto.label for one in app.get("download_button")]


def test_a_country_briefing_is_made_and_offered(open_page, desk):
    app = made(open_page("briefing", iso3="MLI", as_of="2025-06"))
    assert not app.exception
    (job,) = desk.jobs
    assert (job.request.kind, job.request.codes, job.request.month) == ("country", ("MLI",), "2025-06")
    assert offered(app) == ["PDF, for printing"]


def test_a_comparison_keeps_the_states_of_its_address_and_a_name_of_any_kind(open_page, desk):
    made(open_page("briefing", kind="compare", iso3="Sudan,CHE"))
    assert desk.jobs[0].request.codes == ("SDN", "CHE")


def test_a_configuration_compares_with_the_month_of_the_last_meeting(open_page, desk):
    made(open_page("briefing", kind="configuration", iso3="CAF", since="2025-03", **{"in": "fr"}))
    assert (desk.jobs[0].request.since, desk.jobs[0].request.language) == ("2025-03", "fr")


def test_the_chairs_briefing_is_made_on_arrival_and_once(open_page, desk):
    app = open_page("briefing", kind="configuration", iso3="CAF", since="2025-03")
    assert desk.jobs == []
    app.session_state[blocks.ON_ARRIVAL] = True
    assert offered(app.run()) == ["PDF, for printing"]
    app.run()
    assert len(desk.jobs) == 1


def test_a_note_is_for_the_council_unless_another_body_is_asked_for(open_page, desk):
    made(open_page("briefing", kind="note", iso3="SDN", audience="pbc"))
    assert desk.jobs[0].request.audience == "pbc"


def test_what_was_made_is_not_offered_once_something_else_is_chosen(open_page, desk):
    app = made(open_page("briefing", iso3="MLI"))
    app.query_params["iso3"] = "SDN"
    assert offered(app.run()) == []


def test_a_reader_is_told_of_a_renderer_that_was_replaced(open_page, desk):
    desk.answer["was_retried"] = True
    app = made(open_page("briefing", iso3="MLI"))
    assert any("second try" in one.value for one in app.info)


def test_a_reader_is_told_what_to_do_when_nothing_could_be_made(open_page, desk, monkeypatch):
    submit = desk.submit
    monkeypatch.setattr(desk, "submit", lambda job: _failed(submit(job)))
    app = made(open_page("briefing", iso3="MLI"))
    assert "try again" in app.error[0].value
    assert offered(app) == []


def _failed(ticket: Ticket) -> Ticket:
    ticket.state, ticket.files = FAILED, []
    return ticket


def test_an_unknown_country_gets_a_sentence_with_the_nearest_names(open_page, desk):
    app = open_page("briefing", iso3="Sudann")
    assert any("Perhaps" in one.value for one in app.warning)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"kind": "x"}, "“x” is not among the choices of “Document”"),
        ({"kind": "note", "audience": "x"}, "“x” is not among the choices of “For”"),
        ({"as_of": "2090-01"}, "There are no figures for January 2090"),
        ({"in": "de"}, "“de” is not among the choices of “Language of the document”"),
        ({"kind": "configuration", "iso3": "CAF", "since": "2099-01"}, "“2099\\-01” is not among the choices"),
        ({"kind": "compare", "iso3": "SDN,MLI,TCD,NER,CAF,COD,CHE"}, "At most 6 States"),
    ],
)
def test_what_an_address_asks_for_in_vain_is_said(open_page, desk, asked, says):
    assert [one.value for one in open_page("briefing", **asked).warning if says in one.value]


def test_too_few_states_make_nothing(open_page, desk):
    app = open_page("briefing", kind="compare", iso3="SDN")
    assert [button.key for button in app.button if button.key == "make"] == []
    assert any("at least 2 States" in one.value for one in app.info)


@pytest.mark.parametrize(
    ("ticket", "ahead", "says"),
    [
        ({"state": WAITING}, 1, "1 document is before yours."),
        ({"state": WAITING}, 3, "3 documents are before yours."),
        ({"state": "at work"}, 0, "Reading the figures"),
        ({"state": "at work", "making": "docx", "made": 1}, 0, "Making Word document, 2 of 2"),
    ],
)
def test_progress_is_said_in_words(desk, ticket, ahead, says):
    with speaking("en"):
        assert blocks.say_progress(Ticket(job=_job(), **ticket), ahead=ahead) == says


def _job():
    from datetime import date

    from briefing.documents import Request
    from briefing.formats import Choices
    from briefing.renderer import Job

    request = Request(kind="country", codes=("SDN",), month="2025-12", language="en")
    return Job(request=request, formats=("pdf", "docx"), choices=Choices(), release="", today=date(2026, 1, 1))


@pytest.mark.parametrize("page", ["country", "compare"])
def test_a_button_leads_from_a_page_to_its_briefing(open_page, page):
    app = open_page(page, iso3="SDN,CHE" if page == "compare" else "SDN")
    assert "to_briefing" in [button.key for button in app.button]
