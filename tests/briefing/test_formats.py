"""Formats, the command line and the pool of renderers: what comes out, what is refused, what survives a killed process."""

import io
import os
import queue
import signal
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from docx import Document as open_word
from PIL import Image

from briefing import __main__ as command
from briefing import formats, renderer
from briefing.documents import Request, RequestError, compose
from briefing.formats import Choices
from briefing.render_pool import Busy, Lost, RenderPool
from briefing.renderer import Job, do, read_job
from data import release as releases
from tests.briefing.conftest import MONTH

TODAY = date(2026, 2, 11)


def job(release, *names: str, codes=("SDN",), **more) -> Job:
    request = Request(**{"kind": "country", "codes": codes, "month": f"{MONTH:%Y-%m}", "language": "en"} | more)
    return Job(request=request, formats=names or ("pdf",), choices=Choices(), release=str(release.path), today=TODAY)


@pytest.fixture
def run(release, monkeypatch, tmp_path, capsys):
    """Runs the command over the invented release; gives its status, what it printed, what it said, and what it wrote."""
    monkeypatch.setattr(releases, "current", lambda: release)

    def call(*arguments: str):
        status = command.main([*arguments, "--out", str(tmp_path)] if "--out" not in arguments else arguments)
        said = capsys.readouterr()
        return status, said.out, said.err, sorted(path.name for path in tmp_path.iterdir())

    return call


@pytest.mark.parametrize("name", formats.FORMATS)
def test_every_format_is_made_under_names_of_codes_alone(release, name):
    document = compose(release, job(release).request, today=TODAY)
    files = formats.make(document, name, Choices())
    assert files
    assert all(file.startswith("pillar-two-country-SDN-2025-12-en") or file == "datapackage.json" for file in files)
    assert all(files.values())


def test_a_picture_has_300_dots_an_inch_and_carries_its_words(release):
    document = compose(release, job(release).request, today=TODAY)
    picture = Image.open(
        io.BytesIO(formats.make(document, "png", Choices())["pillar-two-country-SDN-2025-12-en-trend.png"])
    )
    assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    assert picture.info["Description"] == document.figures()[0].chart.alt
    assert picture.width > 1800


def test_pictures_asked_for_at_the_same_time_are_all_made(release):
    made = compose(release, job(release, kind="note").request, today=TODAY)
    together = threading.Barrier(4)

    def ask(_number: int) -> bytes:
        together.wait(timeout=60)
        return formats.make_one(made, "pdf")

    with ThreadPoolExecutor(4) as readers:
        assert len(set(readers.map(ask, range(4)))) == 1


def test_a_word_file_made_in_one_go_has_its_charts_as_pictures(release):
    made = compose(release, job(release).request, today=TODAY)
    word = open_word(io.BytesIO(formats.make_one(made, "docx")))
    assert len(word.inline_shapes) == len(made.figures())


def test_a_picture_as_svg_names_nothing_outside_itself(release):
    document = compose(release, job(release).request, today=TODAY)
    for content in formats.make(document, "svg", Choices()).values():
        assert b"<title>" in content
        assert b"http" not in content.replace(b"http://www.w3.org/", b"")


def test_the_command_writes_all_that_is_asked_for(run):
    status, printed, _said, written = run(
        "country", "Sudan", "--as-of", "2025-12", "--format", "pdf,svg", "--language", "fr"
    )
    assert status == 0
    assert written[0] == "pillar-two-country-SDN-2025-12-fr-change.svg"
    assert "pillar-two-country-SDN-2025-12-fr.pdf" in written
    assert printed.count("\n") == len(written)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("country", "Atlantis"), "no country known here"),
        (("country", "Kosovo"), "not one of the 195 States"),
        (("country", "SDN", "--format", "pdf,doc"), "“doc” is no format"),
        (("country", "SDN", "--format", ","), "No format is named"),
        (("country", "SDN", "--language", "de"), "is no language"),
        (("country", "SDN", "--as-of", "1999-01"), "run from 2023-08 to 2026-01"),
        (("country", "SDN", "--paper", "a3"), "is no paper"),
        (("leaflet", "SDN"), "is no kind"),
        (("country", "SDN", "--out", "no/such/folder"), "There is no folder"),
        (("country", "SDN", "--out", "/proc"), "cannot be written"),
    ],
)
def test_the_command_refuses_in_one_sentence_and_leaves_nothing_behind(run, arguments, says):
    status, printed, said, written = run(*arguments)
    assert (status, printed, written) == (2, "", [])
    assert says in said
    assert said.count("\n") == 1


def test_files_are_written_whole_or_not_at_all(tmp_path):
    (tmp_path / "b.pdf").mkdir()
    with pytest.raises(OSError, match=r"b\.pdf"):
        formats.write({"c.pdf": b"1", "b.pdf": b"2"}, tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_several_files_are_handed_over_as_one_archive():
    name, content = formats.as_one({"b.csv": b"2", "a.csv": b"1"}, name="briefing")
    assert name == "briefing.zip"
    assert zipfile.ZipFile(io.BytesIO(content)).namelist() == ["a.csv", "b.csv"]
    assert formats.as_one({"a.pdf": b"1"}, name="briefing") == ("a.pdf", b"1")


def test_a_job_survives_its_way_through_a_pipe(release):
    one = job(release, "pdf", "csv", codes=("SDN", "TCD"), kind="compare")
    assert read_job(one.line()) == one


def test_a_job_in_no_known_format_is_refused(release):
    with pytest.raises(RequestError, match="“exe” is no format; choose among pdf"):
        job(release, "exe")


def test_a_renderer_answers_a_job_that_cannot_be_done_with_the_reason(release, tmp_path):
    missing = Job(request=job(release).request, formats=("csv",), choices=Choices(), release=str(tmp_path), today=TODAY)
    answers = io.BytesIO()
    renderer.serve(io.BytesIO(missing.line()), answers)
    assert b'"failed": "manifest.json: the file is missing"' in answers.getvalue()


class HandTimer:
    """A timer that rings when the test says so; `running`: those that have started and not been cancelled."""

    running: queue.SimpleQueue = queue.SimpleQueue()

    def __init__(self, _seconds, ring):
        self.ring, self.daemon, self.is_cancelled = ring, False, False

    def start(self) -> None:
        self.running.put(self)

    def cancel(self) -> None:
        self.is_cancelled = True

    @classmethod
    def over_the_job(cls) -> "HandTimer":
        """The timer over the job in hand, once it runs: from then on the renderer has the job to itself."""
        while (found := cls.running.get(timeout=60)).is_cancelled:
            pass
        return found


@pytest.fixture(scope="module")
def pool():
    found = RenderPool(renderers=1, timer=HandTimer)
    yield found
    found.close()


def wait(ticket) -> None:
    assert ticket.finished.wait(timeout=60), "the pool gave no answer"


@pytest.fixture
def halted(release, pool):
    """A job in the hands of a renderer that stands still over it, and the timer that runs over the job."""
    wait(pool.submit(job(release, "csv")))
    os.kill(pool.renderers[0].pid, signal.SIGSTOP)
    return pool.submit(job(release, "csv")), HandTimer.over_the_job()


def test_a_document_of_the_pool_is_the_same_as_one_made_here(release, pool):
    ticket = pool.submit(job(release, "csv"))
    wait(ticket)
    assert ticket.state == "done"
    assert ticket.files == do(ticket.job, on_making=lambda _name: None)
    assert not ticket.was_retried


def test_a_renderer_killed_over_a_job_is_replaced_and_the_job_done(pool, halted):
    ticket, _timer = halted
    os.kill(pool.renderers[0].pid, signal.SIGKILL)
    wait(ticket)
    assert (ticket.state, ticket.was_retried) == ("done", True)


def test_a_renderer_that_hangs_is_replaced_when_its_time_is_up_and_the_job_done(halted):
    ticket, timer = halted
    timer.ring()
    wait(ticket)
    assert (ticket.state, ticket.was_retried) == ("done", True)


def test_a_job_lost_twice_is_given_up_and_the_next_one_done(release, pool, halted, monkeypatch):
    ticket, timer = halted
    with monkeypatch.context() as patched:
        patched.setattr("briefing.render_pool.COMMAND", ("false",))
        timer.ring()
        wait(ticket)
    assert (ticket.state, ticket.was_retried, ticket.why) == ("failed", True, "")
    following = pool.submit(job(release, "csv"))
    wait(following)
    assert following.state == "done"


class Recorder:
    """A renderer that notes its jobs and makes nothing."""

    def __init__(self, jobs):
        self.jobs = jobs

    def start(self, *, patience):
        pass

    def do(self, ticket, *, patience):
        self.jobs.append(ticket.job)

    def stop(self):
        pass


def test_each_renderer_rehearses_before_its_first_job(release, monkeypatch):
    jobs: list[Job] = []
    monkeypatch.setattr("briefing.render_pool.Renderer", lambda **_: Recorder(jobs))
    first, asked = job(release, codes=("CHE",)), job(release)
    rehearsed = RenderPool(renderers=1, rehearsal=first)
    wait(rehearsed.submit(asked))
    rehearsed.close()
    assert jobs == [first, asked]


def test_renderers_leave_the_processors_alone_until_a_job_is_asked_for(release):
    quiet = RenderPool(renderers=1, quiet=3600)
    assert quiet.renderers[0].pid is None
    ticket = quiet.submit(job(release))
    wait(ticket)
    quiet.close()
    assert [form for form, _name, _content in ticket.files] == list(ticket.job.formats)


def test_a_renderer_lost_over_its_rehearsal_does_the_first_job_all_the_same(release, monkeypatch):
    jobs: list[Job] = []

    class Frail(Recorder):
        def do(self, ticket, *, patience):
            super().do(ticket, patience=patience)
            if len(jobs) == 1:
                raise Lost("a renderer hung or died")

    monkeypatch.setattr("briefing.render_pool.Renderer", lambda **_: Frail(jobs))
    frail = RenderPool(renderers=1, rehearsal=job(release, codes=("CHE",)))
    ticket = frail.submit(job(release))
    wait(ticket)
    frail.close()
    assert (len(jobs), ticket.was_retried) == (2, False)


def test_a_queue_that_is_full_says_so(release):
    full = RenderPool(renderers=0, longest_queue=2)
    waiting = [full.submit(job(release)) for _one in range(2)]
    assert [full.ahead_of(ticket) for ticket in waiting] == [0, 1]
    with pytest.raises(Busy):
        full.submit(job(release))
