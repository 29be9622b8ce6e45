"""python -m data.refresh over a network: from the first fetch to the release, and every day after."""

import json
import signal
from datetime import UTC, datetime

import pytest

from data import refresh, refresh_commands, release, snapshots, sources
from data.lock import locked
from data.settings import Settings
from tests.data import small
from tests.sources.server import NOTHING, Answer

ROWS = {
    "alpha": ["Sudan,2023,5", "Sudan,2024,5", "Mali,2024,40", "Atlantis,2024,1"],
    "beta": ["Sudan,2024,0.5", "Mali,2024,0.25"],
}


@pytest.fixture
def publishers(server, monkeypatch):
    """Two publishers whose files a test may change; they know their own versions."""
    monkeypatch.setattr(sources, "modules", lambda: small.LIVE)
    files = {key: "\n".join(["country,year,value", *rows, ""]) for key, rows in ROWS.items()}

    def answer(request):
        text = files.get(request.host.removesuffix(".example"))
        if text is None:
            return NOTHING
        etag = f'"{snapshots.digest(text.encode())[:8]}"'
        if request.headers.get("if-none-match") == etag:
            return Answer(status=304)
        return Answer(body=text.encode(), headers={"Content-Type": "text/csv", "ETag": etag})

    server.answer = answer
    return files


@pytest.fixture
def run(publishers, line, tmp_path, monkeypatch):
    """Runs the command; the scoring step is that of the tests."""
    monkeypatch.setenv("R2P_DATA", str(tmp_path / "outcomes"))
    chosen = Settings(releases=tmp_path / "releases", snapshots=tmp_path / "snapshots")
    monkeypatch.setattr("data.refresh_commands.SHIPPED_RELEASES", tmp_path / "none")

    def command(*arguments):
        return refresh_commands.run([str(one) for one in arguments], chosen=chosen, score=small.score, line=line)

    return command


@pytest.fixture
def root(tmp_path):
    return tmp_path / "releases"


def entry(root, key):
    return next(one for one in release.current(root).document("sources") if one["key"] == key)


def today() -> str:
    return datetime.now(UTC).date().isoformat()


def test_a_first_refresh_fetches_reads_and_makes_a_release(run, root):
    assert run() == 0
    served = release.current(root)
    assert (served.manifest["counts"]["observations"], release.verify(served.path)["sources"]) == (5, 2)


def test_what_came_over_the_network_is_told_line_by_line(run, capsys):
    run()
    assert [line for line in capsys.readouterr().err.splitlines() if line.startswith("alpha")] == [
        "alpha: 1 files, 0.0 MB received", "alpha: 3 observations, 1 facts, 1 rejects"]  # fmt: skip


def test_the_same_again_asks_only_whether_there_is_anything_newer(run, root, server):
    run()
    server.requests.clear()
    run()
    assert (["if-none-match" in one.headers for one in server.requests], len(release.versions(root))) == (
        [True, True],
        1,
    )


def test_the_same_again_says_that_nothing_was_needed(run, capsys):
    run()
    capsys.readouterr()
    assert run() == 0
    assert capsys.readouterr().out.startswith(
        f"No new release was needed. Release {today()}.1 is current: 5 observations"
    )


def test_a_new_figure_makes_a_new_release(run, root, publishers):
    run()
    publishers["alpha"] += "Fiji,2024,3\n"
    run()
    assert (release.current_version(root), entry(root, "alpha")["rows"]) == (f"{today()}.2", 4)


def test_a_publisher_that_is_down_costs_nothing_but_a_notice(run, root, publishers):
    run()
    del publishers["beta"]
    assert run() == 0
    (notice,) = release.current(root).manifest["notices"]
    assert notice == (
        f"Beta: the figures received on {today()} are kept, because beta.example/csv: answered 404, there is no such file; "
        "has the address changed?"
    )


def test_the_command_fails_where_all_publishers_are_down(run, root, publishers, capsys):
    run()
    publishers.clear()
    assert run() == 1
    assert (
        "No new release: no source could be read from the network; the release in use stays as it was"
        in capsys.readouterr().err
    )


def test_only_the_sources_that_are_named_are_asked(run, server, publishers, root):
    run()
    server.requests.clear()
    publishers["alpha"] += "Fiji,2024,3\n"
    publishers["beta"] += "Fiji,2024,0.3\n"
    run("--only", "alpha")
    assert ({one.host for one in server.requests}, entry(root, "alpha")["rows"], entry(root, "beta")["rows"]) == (
        {"alpha.example"}, 4, 2)  # fmt: skip


def test_a_source_that_is_named_and_does_not_exist_is_told(run, capsys):
    assert run("--only", "alpha,gamma") == 1
    assert "no source that is switched on is called 'gamma'; there are alpha, beta" in capsys.readouterr().err


@pytest.mark.parametrize("names", ["", " , "])
def test_naming_no_source_does_not_mean_all_of_them(run, server, capsys, names):
    assert run("--only", names) == 1
    assert (server.requests, "--only names no source; there are alpha, beta" in capsys.readouterr().err) == ([], True)


def test_offline_asks_nobody_and_reads_what_came_last(run, server, root):
    run()
    server.requests.clear()
    assert run("--offline", "--out", root.parent / "another") == 0
    assert (server.requests, release.current(root.parent / "another").manifest["counts"]["observations"]) == ([], 5)


def test_a_dry_run_makes_no_release(run, root, publishers, capsys):
    run()
    publishers["alpha"] += "Fiji,2024,3\n"
    assert run("--dry-run") == 0
    assert (release.versions(root), capsys.readouterr().out.splitlines()[-2:]) == (
        [f"{today()}.1"], ["alpha: 1 new", "Nothing was built: this was a dry run."])  # fmt: skip


def test_what_a_dry_run_saw_is_built_by_the_next_run(run, root, publishers):
    run()
    publishers["alpha"] += "Fiji,2024,3\n"
    run("--dry-run")
    run()
    assert entry(root, "alpha")["rows"] == 4


def test_the_summary_is_printed_as_json_when_asked(run, capsys):
    run("--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["observations"], told["is_new"], told["notices"], "mark" in told) == (5, True, [], False)


def test_a_folder_and_offline_exclude_each_other(run):
    with pytest.raises(SystemExit):
        run("--offline", "--from", "somewhere")


def test_a_fresh_refresh_builds_upon_nothing(run, root, publishers):
    run()
    del publishers["beta"]
    run("--fresh")
    assert entry(root, "beta")["status"].startswith("not available: beta.example/csv")


# Figures held back


def large(publishers, change=lambda value: value):
    states = ("Sudan", "Mali", "Fiji", "Chad", "Peru", "Cuba", "Iraq", "Iran", "Togo", "Oman", "Kenya", "Ghana")
    rows = [f"{name},{year},{change(10.0 * n)}" for n, name in enumerate(states, 1) for year in (2023, 2024)]
    publishers["alpha"] = "\n".join(["country,year,value", *rows, ""])


def test_changed_figures_wait_until_a_person_accepts_them(run, root, publishers, capsys):
    large(publishers)
    run()
    large(publishers, lambda value: value * 1000)
    run()
    is_held = entry(root, "alpha")["is_held"]
    assert run("accept", "alpha", "--by", "R. Eader") == 0
    newest = release.current(root).frame("observations")
    assert (is_held, newest["value"].max(), "Alpha: accepted by R. Eader: alpha.deaths: 24 of 24" in capsys.readouterr().err) == (
        True, 120_000, True)  # fmt: skip


def test_figures_that_wait_are_told_with_the_command_that_lets_them_in(run, publishers, capsys):
    large(publishers)
    run()
    large(publishers, lambda value: value * 1000)
    run()
    assert "python -m data.refresh accept alpha" in capsys.readouterr().err


def test_nothing_can_be_accepted_where_nothing_waits(run, capsys):
    run()
    assert run("accept", "alpha") == 1
    assert capsys.readouterr().err.splitlines()[-1] == "Nothing was accepted: nothing of alpha is held back"


# Files saved by hand


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "beta.csv"
    path.write_text("country,year,value\nSudan,2024,0.75\nMali,2024,0.25\nFiji,2024,0.1\nAtlantis,2024,1\n")
    return path


def test_a_file_saved_by_hand_is_shown_before_anything_changes(run, root, saved, capsys):
    run()
    capsys.readouterr()
    assert run("--file", "beta", saved) == 0
    assert (capsys.readouterr().out.splitlines(), release.versions(root)) == (
        [
            "Beta: beta.csv, read as beta/beta.csv",
            "It holds 3 figures and 1 facts. It would change: 1 new, 1 revised.",
            "Rows set aside, unknown country: 1",
            "  row 5, country = 'Atlantis': 'Atlantis' is no country known here; nearest: Antigua and Barbuda, Austria, Iceland",
            "Nothing was changed: take it with --take, or refuse it with --refuse WHY.",
        ],
        [f"{today()}.1"],
    )


def test_a_file_that_is_taken_makes_a_release(run, root, saved):
    run()
    assert run("--file", "beta", saved, "--take", "--by", "R. Eader") == 0
    assert entry(root, "beta")["rows"] == 4  # three figures, and the vintage that one of them replaces


def test_a_file_that_is_refused_changes_nothing_and_is_remembered(run, root, saved, tmp_path):
    run()
    run("--file", "beta", saved, "--refuse", "Atlantis is none.", "--by", "R. Eader")
    (decision,) = snapshots.decisions("beta", root=tmp_path / "snapshots")
    assert (decision["decision"], decision["why"], decision["by"], release.versions(root)) == (
        "refuse", ["Atlantis is none."], "R. Eader", [f"{today()}.1"])  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [("beta.csv", "country;year\n", "no column 'value'"), ("beta.xlsx", "x", "beta reads beta/beta.csv; rename beta.xlsx"),
     ("beta.csv", "", "empty")],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_not_taken(run, tmp_path, capsys, name, text, complaint):
    run()
    (tmp_path / name).write_text(text)
    assert run("--file", "beta", tmp_path / name, "--take") == 1
    assert complaint in capsys.readouterr().err.splitlines()[-1]


def test_a_file_that_is_taken_is_told_in_one_json_document(run, saved, capsys):
    run()
    capsys.readouterr()
    run("--json", "--file", "beta", saved, "--take")
    told = json.loads(capsys.readouterr().out)
    assert (told["file"]["change"]["new"], told["decision"], told["release"]["is_new"]) == (1, "taken", True)


@pytest.mark.parametrize("option", [["--dry-run"], ["--every", "6h"], ["--offline"], ["--only", "alpha"], ["--fresh"]])
@pytest.mark.parametrize("decision", [["accept", "alpha"], ["--file", "beta", "{saved}", "--take"]])
def test_an_option_that_a_decision_would_pass_over_is_refused(run, saved, root, capsys, option, decision):
    run()
    with pytest.raises(SystemExit):
        run(*option, *(one.format(saved=saved) for one in decision))
    assert (f"{option[0]} has no effect on" in capsys.readouterr().err, release.versions(root)) == (
        True,
        [f"{today()}.1"],
    )


def test_a_decision_without_a_file_is_refused(run, capsys):
    with pytest.raises(SystemExit):
        run("--take")
    assert "name it with --file SOURCE PATH" in capsys.readouterr().err


def test_a_file_of_a_source_that_does_not_exist_is_not_taken(run, saved, capsys):
    assert run("--file", "gamma", saved) == 1
    assert "no source is called 'gamma'; there are alpha, beta" in capsys.readouterr().err


def test_a_file_is_not_taken_while_a_refresh_is_writing(run, saved, tmp_path, capsys):
    run()
    with locked(tmp_path / "snapshots"):
        assert run("--file", "beta", saved, "--take") == 1
    assert "another refresh is writing" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_not_taken(run, tmp_path, capsys):
    assert run("--file", "beta", tmp_path / "none.csv") == 1
    assert capsys.readouterr().err.startswith("The file was not taken: ")


# Again and again


@pytest.mark.parametrize("interval", ["5m", "0h", "6", "6 h", "1w", "14m"])
def test_an_interval_that_is_none_or_too_short_is_refused(run, interval, capsys):
    with pytest.raises(SystemExit):
        run("--every", interval)
    assert "15m" in capsys.readouterr().err


@pytest.fixture
def signals():
    """The handlers of this process, put back afterwards."""
    former = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)}
    yield
    for one, handler in former.items():
        signal.signal(one, handler)


def test_it_goes_on_after_a_refresh_that_failed_until_it_is_told_to_end(run, publishers, monkeypatch, signals, capsys):
    rounds = []

    class Event:
        """Lets three rounds pass without any waiting, then receives the signal to end."""

        def __init__(self):
            self.is_over = False

        def is_set(self):
            return self.is_over

        def set(self):
            self.is_over = True

        def wait(self, seconds):
            rounds.append(seconds)
            if len(rounds) == 1:
                publishers.clear()
            if len(rounds) == 3:
                signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr("data.refresh_commands.Event", Event)
    assert run("--every", "6h") == 0
    assert (len(rounds), max(rounds) <= 6 * 3600, capsys.readouterr().err.count("No new release: ")) == (3, True, 2)


def test_json_is_one_line_a_refresh_where_more_follow(run, monkeypatch, signals, capsys):
    class Event:
        """Lets one round pass."""

        def __init__(self):
            self.rounds = 0

        def is_set(self):
            return self.rounds > 0

        def set(self):
            """Told to end."""

        def wait(self, seconds):
            self.rounds += 1

    monkeypatch.setattr("data.refresh_commands.Event", Event)
    run("--every", "6h", "--json")
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["is_new"] is True


def test_the_command_of_the_module_is_this_one(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(refresh, "settings", lambda: Settings(releases=tmp_path, snapshots=tmp_path / "snapshots"))
    with pytest.raises(SystemExit):
        refresh.main(["--help"])
    assert "--every 6h" in capsys.readouterr().out
