"""Handing in a file: what it would change is shown first; it is kept only when a reviewer takes it."""

import pytest
from sqlalchemy import select

from data import snapshots
from data.lock import locked
from data.settings import settings
from network.tables import audit
from tests.data.sources.test_letters import LETTERS, workbook

NASTY = "<script>alert(1)</script> **bold**"


def texts(app) -> str:
    kinds = ("markdown", "caption", "warning", "info", "error", "success", "text")
    return " ".join(one.value for kind in kinds for one in app.get(kind))


@pytest.fixture
def store(tmp_path, monkeypatch):
    """The folder of raw files that the page writes to."""
    monkeypatch.setenv("R2P_SNAPSHOTS", str(tmp_path / "snapshots"))
    return tmp_path / "snapshots"


@pytest.fixture
def opened(open_as, store):
    """The page of the letters as a reviewer sees it, with a file chosen."""

    def choose(raw: bytes, name: str = "export.xlsx"):
        app = open_as("reviewer", "hand_in", source="letters")
        app.file_uploader[0].upload(name, raw)
        return app.run()

    return choose


def press(app, label):
    next(one for one in app.button if one.label == label).click()
    return app.run()


def traces(network) -> list[tuple[str, str]]:
    with network.store.engine.connect() as connection:
        rows = connection.execute(select(audit.c.action, audit.c.details)).all()
    return [(row.action, row.details["decision"]) for row in rows if row.action == "source.hand_in"]


def test_the_page_opens_on_a_source_that_only_a_file_can_fill(open_as, store):
    app = open_as("reviewer", "hand_in")
    assert next(one for one in app.selectbox if one.label == "Source").value == "letters"


def test_the_size_named_is_the_one_that_the_server_takes_and_the_way_for_more_is_told(open_as, store):
    app = open_as("reviewer", "hand_in", source="upr")
    assert app.file_uploader[0].proto.max_upload_size_mb == 5
    assert (
        "A file of more than 5 MB is handed in by whoever runs this service: `python -m data.refresh --file upr PATH`"
        in texts(app)
    )


def test_what_a_file_would_change_is_shown_and_nothing_is_kept(opened, store):
    app = opened(workbook())
    assert "It holds: figures 4, facts 0; rows that could not be used 5." in texts(app)
    assert "It would change: 4 new figures." in texts(app)
    assert sorted(app.dataframe[0].value["Row"]) == [7, 8, 9, 10, 11]
    assert not list(store.glob("letters/*"))


def test_a_file_that_is_taken_is_kept_with_who_took_it(opened, store, network):
    app = press(opened(workbook()), "Take the file")
    (decision,) = snapshots.decisions("letters", root=store)
    (kept,) = snapshots.latest("letters", root=store)
    assert (decision["decision"], decision["by"], kept.path) == ("take", "Reviewer", "sp/communications.xlsx")
    assert (traces(network), "The file was taken." in texts(app)) == ([("source.hand_in", "take")], True)


def test_a_refusal_needs_a_reason(opened, store):
    app = press(opened(workbook()), "Refuse it")
    assert ("Say why the file is refused." in texts(app), snapshots.decisions("letters", root=store)) == (True, [])


def test_a_file_that_is_refused_is_not_kept_and_the_reason_is(opened, store, network):
    app = opened(workbook())
    app.text_input[0].input(NASTY)
    app = press(app, "Refuse it")
    (decision,) = snapshots.decisions("letters", root=store)
    assert (decision["why"], snapshots.latest("letters", root=store)) == ([NASTY], [])
    assert (traces(network), app.dataframe[-1].value["Why"].tolist()) == ([("source.hand_in", "refuse")], [NASTY])


@pytest.mark.parametrize(
    ("raw", "name", "why"),
    [(b"Year;State\n", "export.csv", "no column 'Date'"), (b"PK\x03\x04", "export.xlsx", "no Excel workbook"),
     (b"", "export.csv", "empty")],
)  # fmt: skip
def test_a_file_that_cannot_be_used_says_why_and_offers_no_decision(opened, raw, name, why):
    app = opened(raw, name)
    assert why in texts(app).replace("\\", "")
    assert [one.label for one in app.button if one.label == "Take the file"] == []


def test_while_a_refresh_is_writing_nothing_is_kept_and_that_is_said(opened, store):
    app = opened(workbook(LETTERS[:3]))
    with locked(store):
        app = press(app, "Take the file")
    assert "a refresh may be writing" in texts(app)
    assert snapshots.latest("letters", root=store) == []


def test_the_folder_of_raw_files_is_named_to_nobody(opened, store):
    snapshots.note_latest("letters", [], root=store)
    (store / "letters" / "latest.json").write_text("broken")
    assert str(settings().snapshots) not in texts(opened(workbook()))
