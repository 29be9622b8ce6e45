"""A refresh that builds upon a former release: what it keeps, what it holds back, and what it need not do again."""

import json
from datetime import timedelta
from types import SimpleNamespace

import pandas as pd
import pytest

from data import observations, refresh_again, release, snapshots, sources
from data.corrections import Correction
from data.refresh import RefreshError
from data.refresh_decisions import accept
from data.refresh_reading import Obtained, from_folder, from_store, only
from tests.data import small

FIRST = "2026-03-05.1"
LATER = small.NOW + timedelta(days=40)
STATES = ("Sudan", "Mali", "Fiji", "Chad", "Peru", "Cuba", "Iraq", "Iran", "Togo", "Oman", "Kenya", "Ghana", "Benin")


def again(data_folder, root, *, now=LATER, **changes):
    """A refresh that builds upon the release in use."""
    return small.build(data_folder, root, now=now, former=release.current(root), **changes)


def served(root):
    return release.current(root)


def entry(root, key):
    return next(one for one in served(root).document("sources") if one["key"] == key)


def write(data_folder, key, rows):
    (data_folder / key / f"{key}.csv").write_text("\n".join(["country,year,value", *rows, ""]), encoding="utf-8")


def alpha_rows(change=lambda value: value, *, years=(2023, 2024), states=STATES):
    """Rows of the source alpha: 10, 20 … deaths, with a change."""
    return [f"{name},{year},{change(10.0 * place)}" for place, name in enumerate(states, 1) for year in years]


@pytest.fixture
def large(data_folder, root):
    """A release whose source alpha has enough figures for its bounds to be judged."""
    write(data_folder, "alpha", alpha_rows())
    small.build(data_folder, root, now=small.NOW + timedelta(days=1))
    return root


# A source that fails


@pytest.mark.parametrize("text", ["", "country;year\n", "<html>", "country,year,value\nSudan,2030,1\n"])
def test_a_source_that_fails_keeps_its_last_good_figures(data_folder, root, text):
    (data_folder / "beta" / "beta.csv").write_text(text)
    assert again(data_folder, root)["observations"] == 12


def test_figures_that_are_kept_are_those_of_the_file_that_was_good(data_folder, root):
    good = snapshots.digest((data_folder / "beta" / "beta.csv").read_bytes())
    (data_folder / "beta" / "beta.csv").write_text("broken")
    again(data_folder, root)
    assert [one["sha256"] for one in entry(root, "beta")["files"]] == [good]


def test_the_release_says_what_is_kept_and_since_when(data_folder, root):
    (data_folder / "beta" / "beta.csv").unlink()
    (notice,) = again(data_folder, root)["notices"]
    assert notice == (
        "Beta: the figures received on 2026-03-05 are kept, because beta: there is no file 'beta/beta.csv' in the data "
        "folder; add it, or switch the source off"
    )


def test_a_source_that_is_kept_is_available_and_says_what_troubles_it(data_folder, root):
    (data_folder / "beta" / "beta.csv").unlink()
    again(data_folder, root)
    beta = entry(root, "beta")
    assert (beta["status"], beta["rows"], "there is no file" in beta["trouble"]) == ("available", 6, True)


def test_figures_are_taken_over_where_the_raw_file_is_not_kept_any_more(data_folder, root, tmp_path):
    (data_folder / "beta" / "beta.csv").unlink()
    assert again(data_folder, root, store=tmp_path / "another")["observations"] == 12


def test_figures_taken_over_twice_are_not_corrected_twice(data_folder, root, tmp_path):
    fix = Correction(series=small.SHARE, iso3="SDN", period_end=pd.Timestamp("2024-12-31").date(), expects=0.5,
                     value=0.6, why="Misprint.", reference="tests")  # fmt: skip
    small.build(data_folder, root, fixes=[fix])
    (data_folder / "beta" / "beta.csv").unlink()
    again(data_folder, root, fixes=[fix], store=tmp_path / "another")
    figures = served(root).frame("observations")
    assert figures.loc[(figures["series"] == small.SHARE) & (figures["iso3"] == "SDN"), "value"].tolist() == [0.5, 0.6]


def test_a_source_that_never_gave_anything_is_not_available(data_folder, root, monkeypatch):
    gamma = small.declare("gamma", small.Series(key="gamma.share", title="Share", unit="share"))
    monkeypatch.setattr(sources, "modules", lambda: small.MODULES | {"gamma": small.source_module(gamma)})
    again(data_folder, root, keys=["alpha", "beta", "gamma"])
    assert entry(root, "gamma")["status"].startswith("not available: gamma: there is no file")


def test_a_source_that_nobody_can_ask_stays_as_it_was_without_a_confession(data_folder, root, tmp_path):
    # Its file lies in no store, and no program fetches it: nothing went wrong.
    write(data_folder, "alpha", ["Sudan,2024,12"])
    store = tmp_path / "another"
    obtain = only(["alpha"], from_folder(data_folder, store=store, now=LATER), from_store(store=store, now=LATER))
    summary = again(data_folder, root, store=store, obtain=obtain)
    beta = entry(root, "beta")
    assert (summary["is_new"], summary["notices"], beta["trouble"], beta["rows"]) == (True, [], "", 6)


def test_no_release_is_made_where_nothing_but_sources_that_nobody_can_ask_is_left(data_folder, root, tmp_path):
    with pytest.raises(RefreshError, match="no source could be read"):
        again(data_folder, root, store=tmp_path / "none", obtain=from_store(store=tmp_path / "none", now=LATER))


def test_a_source_that_recovers_says_nothing_more(data_folder, root):
    good = (data_folder / "beta" / "beta.csv").read_bytes()
    (data_folder / "beta" / "beta.csv").unlink()
    again(data_folder, root)
    (data_folder / "beta" / "beta.csv").write_bytes(good)
    assert (again(data_folder, root)["notices"], entry(root, "beta")["trouble"]) == ([], "")


def test_no_release_is_made_where_every_source_fails(data_folder, root):
    for key in ("alpha", "beta"):
        (data_folder / key / f"{key}.csv").write_text("broken")
    with pytest.raises(RefreshError, match="no source could be read"):
        again(data_folder, root)


# Figures that change too much


CHANGED = {
    "half the rows are gone": (lambda: alpha_rows(states=STATES[:6]), "12 of its 26 figures are still there"),
    "a third of the values moved": (lambda: alpha_rows(lambda value: value * 1.5 if value < 60 else value),
                                    "10 of 26 figures moved by more than 5%"),
    "the scale is reversed": (lambda: alpha_rows(lambda value: 140 - value), "is the scale reversed?"),
    "the values are all the same": (lambda: alpha_rows(lambda value: 1), "all its figures are the same now"),
    "the values are in thousands": (lambda: alpha_rows(lambda value: value / 1000), "figures moved by more than 5%"),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "reason"), CHANGED.values(), ids=CHANGED.keys())
def test_figures_are_held_back_where(data_folder, large, rows, reason):
    write(data_folder, "alpha", rows())
    again(data_folder, large)
    alpha = entry(large, "alpha")
    assert (alpha["is_held"], reason in alpha["trouble"], alpha["rows"]) == (True, True, 26)


def test_figures_that_are_held_back_are_not_shown(data_folder, large):
    write(data_folder, "alpha", alpha_rows(lambda value: value / 1000))
    again(data_folder, large)
    figures = served(large).frame("observations")
    assert figures.loc[figures["series"] == small.DEATHS, "value"].min() == 10


def test_the_release_tells_readers_that_figures_wait_for_a_look(data_folder, large):
    write(data_folder, "alpha", alpha_rows(lambda value: value / 1000))
    (notice,) = again(data_folder, large)["notices"]
    assert notice.startswith(
        "Alpha: its new figures changed more than usual and wait for a person's look; those received on 2026-03-06"
    )


@pytest.mark.parametrize("rows", [
    lambda: alpha_rows(lambda value: value * 1.04), lambda: alpha_rows(years=(2022, 2023, 2024)),
    lambda: alpha_rows(lambda value: value * 3 if value < 40 else value), lambda: alpha_rows(states=STATES[:7]),
])  # fmt: skip
def test_usual_changes_are_let_in(data_folder, large, rows):
    write(data_folder, "alpha", rows())
    assert again(data_folder, large)["notices"] == []


def test_a_series_that_vanishes_is_held_back(data_folder, root, monkeypatch):
    def parse(files, *, today):
        parsed = small.MODULES["beta"].parse(files, today=today)
        return small.Parsed(observations=parsed.observations.iloc[:0], facts=parsed.facts)

    silent = SimpleNamespace(SOURCE=small.BETA, fetch=small.MODULES["beta"].fetch, parse=parse)
    monkeypatch.setattr(sources, "modules", lambda: small.MODULES | {"beta": silent})
    with (data_folder / "beta" / "beta.csv").open("a") as file:
        file.write("\n")
    again(data_folder, root)
    assert entry(root, "beta")["trouble"] == "beta.share: none of its 6 figures is there any more"


def test_a_change_of_our_own_code_is_not_held_back(data_folder, large, monkeypatch):
    def parse(files, *, today):
        parsed = small.MODULES["alpha"].parse(files, today=today)
        figures = parsed.observations.assign(value=parsed.observations["value"] * 1000)
        return small.Parsed(observations=figures, facts=parsed.facts, rejects=parsed.rejects)

    other = SimpleNamespace(SOURCE=small.ALPHA, fetch=small.MODULES["alpha"].fetch, parse=parse)
    monkeypatch.setattr(sources, "modules", lambda: small.MODULES | {"alpha": other})
    assert again(data_folder, large)["notices"] == []


def store_of(root):
    return root.parent / "snapshots"


def test_figures_that_a_person_accepted_are_let_in(data_folder, large):
    write(data_folder, "alpha", alpha_rows(lambda value: value / 1000))
    again(data_folder, large)
    accept("alpha", store=store_of(large), by="R. Eader", now=LATER)
    again(data_folder, large)
    alpha, figures = entry(large, "alpha"), served(large).frame("observations")
    newest = observations.read(figures, as_of=None, series=[small.DEATHS])
    assert (alpha["is_held"], newest["value"].max()) == (False, pytest.approx(0.13))


def test_who_accepted_what_and_why_is_written_down(data_folder, large):
    write(data_folder, "alpha", alpha_rows(lambda value: value / 1000))
    again(data_folder, large)
    accept("alpha", store=store_of(large), by="R. Eader", now=LATER)
    (decision,) = snapshots.decisions("alpha", root=store_of(large))
    assert (decision["by"], decision["on"], "moved by more" in decision["why"][0]) == (
        "R. Eader", "2026-04-14T12:00:00+00:00", True)  # fmt: skip


def test_what_was_accepted_does_not_cover_the_next_change(data_folder, large):
    write(data_folder, "alpha", alpha_rows(lambda value: value / 1000))
    again(data_folder, large)
    accept("alpha", store=store_of(large), by="R. Eader", now=LATER)
    write(data_folder, "alpha", alpha_rows(lambda value: value / 2000))
    again(data_folder, large)
    assert entry(large, "alpha")["is_held"]


@pytest.mark.parametrize("key", ["alpha", "gamma"])
def test_there_is_nothing_to_accept_where_nothing_is_held_back(large, data_folder, key):
    with pytest.raises(ValueError, match=r"nothing of alpha is held back|no source is called 'gamma'"):
        accept(key, store=store_of(large), by="R. Eader", now=LATER)


# Two clocks


def figure(root, *, as_of=None, iso3="SDN", year=2024):
    rows = observations.read(served(root).frame("observations"), as_of=as_of, series=[small.DEATHS])
    rows = rows[(rows["iso3"] == iso3) & (rows["period_end"] == pd.Timestamp(f"{year}-12-31"))]
    return rows["value"].tolist()


def test_a_value_published_anew_is_the_one_that_is_known_today(data_folder, large):
    write(data_folder, "alpha", ["Sudan,2024,12", *alpha_rows()[2:], "Sudan,2023,10.0"])
    again(data_folder, large)
    assert figure(large) == [12]


def test_a_value_that_was_published_before_stays_readable(data_folder, large):
    write(data_folder, "alpha", ["Sudan,2024,12", *alpha_rows()[2:], "Sudan,2023,10.0"])
    again(data_folder, large)
    assert figure(large, as_of=(LATER - timedelta(days=1)).date()) == [10]


def test_every_vintage_of_a_value_stays_readable(data_folder, large):
    for number, now in ((12, LATER), (13, LATER + timedelta(days=30))):
        write(data_folder, "alpha", [f"Sudan,2024,{number}", *alpha_rows()[2:], "Sudan,2023,10.0"])
        again(data_folder, large, now=now)
    seen = [figure(large, as_of=(LATER + timedelta(days=days)).date()) for days in (-1, 1, 31)]
    assert seen == [[10], [12], [13]]


def test_a_vintage_survives_refreshes_that_change_nothing_of_it(data_folder, large):
    write(data_folder, "alpha", ["Sudan,2024,12", *alpha_rows()[2:], "Sudan,2023,10.0"])
    again(data_folder, large)
    (data_folder / "beta" / "beta.csv").write_text("country,year,value\nSudan,2024,0.5\nMali,2024,0.4\n")
    again(data_folder, large, now=LATER + timedelta(days=1))
    assert (figure(large), figure(large, as_of=small.NOW.date())) == ([12], [10])


def test_a_source_that_fails_keeps_its_vintages(data_folder, large):
    write(data_folder, "alpha", ["Sudan,2024,12", *alpha_rows()[2:], "Sudan,2023,10.0"])
    again(data_folder, large)
    (data_folder / "alpha" / "alpha.csv").unlink()
    again(data_folder, large, now=LATER + timedelta(days=1))
    assert (figure(large), figure(large, as_of=small.NOW.date())) == ([12], [10])


def test_a_second_version_within_a_day_replaces_the_first(data_folder, large):
    for number in (12, 13):
        write(data_folder, "alpha", [f"Sudan,2024,{number}", *alpha_rows()[2:], "Sudan,2023,10.0"])
        again(data_folder, large)
    assert (figure(large), figure(large, as_of=small.NOW.date())) == ([13], [10])


def test_a_value_that_our_own_code_reads_otherwise_is_no_vintage(data_folder, large, monkeypatch):
    def parse(files, *, today):
        parsed = small.MODULES["alpha"].parse(files, today=today)
        return small.Parsed(observations=parsed.observations.assign(value=7.0), facts=parsed.facts)

    other = SimpleNamespace(SOURCE=small.ALPHA, fetch=small.MODULES["alpha"].fetch, parse=parse)
    monkeypatch.setattr(sources, "modules", lambda: small.MODULES | {"alpha": other})
    again(data_folder, large)
    assert (figure(large), figure(large, as_of=small.NOW.date())) == ([7], [7])


def test_a_value_that_its_publisher_withdrew_is_left_out(data_folder, large):
    write(data_folder, "alpha", alpha_rows()[1:])
    again(data_folder, large)
    assert (figure(large, year=2023), figure(large, year=2024)) == ([], [10])


def test_a_refresh_counts_what_it_changed(data_folder, large):
    write(data_folder, "alpha", ["Sudan,2024,12", *alpha_rows()[2:], "Sudan,2022,1"])
    changes = again(data_folder, large)["changes"]["alpha"]
    assert changes == {"new": 1, "revised": 1, "corrected": 0, "withdrawn": 1}


def test_a_release_carries_what_became_of_its_figures(data_folder, large):
    before = release.current_version(large)
    write(data_folder, "alpha", ["Sudan,2024,12", *alpha_rows()[2:], "Sudan,2022,1"])
    again(data_folder, large)
    told = served(large).document("changes")
    assert (told["since"], told["sources"]["alpha"]["revised"], [one["version"] for one in told["methods"]]) == (
        before, 1, ["1"])  # fmt: skip


# A change of method


def other_method(staging, folder):
    small.score(staging, folder)
    said = json.loads((staging / "method.json").read_text())
    (staging / "method.json").write_text(json.dumps(said | {"version": "2"}))


def test_a_change_of_method_is_told_to_readers(data_folder, root):
    write(data_folder, "alpha", ["Sudan,2024,12"])
    (notice,) = again(data_folder, root, score=other_method)["notices"]
    assert notice.startswith(
        "The method changed from 1 to 2 with this release: the scores of all months are computed anew"
    )


def test_every_change_of_method_stays_told_in_the_releases_that_follow(data_folder, root):
    write(data_folder, "alpha", ["Sudan,2024,12"])
    again(data_folder, root, score=other_method)
    write(data_folder, "alpha", ["Sudan,2024,13"])
    again(data_folder, root, score=other_method, now=LATER + timedelta(days=1))
    assert served(root).document("changes")["methods"] == [
        {"version": "1", "release": "2026-03-05.1", "on": "2026-03-05"},
        {"version": "2", "release": "2026-04-14.1", "on": "2026-04-14"},
    ]


# What need not be done again


class Counted:
    """The scoring step of the tests, counted."""

    def __init__(self):
        self.times = 0

    def __call__(self, staging, folder):
        self.times += 1
        small.score(staging, folder)


def test_nothing_is_built_where_nothing_has_changed(data_folder, root):
    summary = again(data_folder, root)
    assert (summary["version"], summary["is_new"], release.versions(root)) == (FIRST, False, [FIRST])


def test_nothing_is_built_where_the_next_day_brings_nothing_new(data_folder, root):
    again(data_folder, root, now=LATER + timedelta(days=1))
    assert release.versions(root) == [FIRST]


def test_a_file_that_is_other_bytes_and_the_same_figures_makes_no_release(data_folder, root):
    with (data_folder / "beta" / "beta.csv").open("a") as file:
        file.write("\n")
    assert again(data_folder, root)["is_new"] is False


def failing(trouble):
    """Beta cannot be had, for a reason; alpha comes from its folder."""
    return lambda data_folder, root: only(
        ["alpha"], from_folder(data_folder, store=store_of(root), now=LATER),
        lambda module: Obtained(source=module.SOURCE, trouble=trouble))  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "is_new"),
    [("b.example: broke off after 1,200 bytes (IncompleteRead)", "b.example: broke off after 98 bytes (IncompleteRead)", False),
     ("b.example: answered 429 and asks to wait 3,600 s", "b.example: answered 429 and asks to wait 120 s", False),
     ("b.example: answered 500", "b.example: answered 404", True)],
)  # fmt: skip
def test_a_publisher_who_stays_down_makes_no_release_at_each_attempt(data_folder, root, first, second, is_new):
    again(data_folder, root, obtain=failing(first)(data_folder, root))
    assert again(data_folder, root, obtain=failing(second)(data_folder, root))["is_new"] is is_new


def test_scores_are_not_computed_again_where_only_the_notices_changed(data_folder, root):
    (data_folder / "beta" / "beta.csv").unlink()
    score = Counted()
    again(data_folder, root, score=score)
    assert (score.times, release.verify(served(root).path)["version"]) == (0, "2026-04-14.1")


@pytest.mark.parametrize("what", ["figures", "code", "outcomes", "sources", "signals"])
def test_scores_are_computed_again_where_what_they_are_made_of_changed(data_folder, root, monkeypatch, what):
    keys, signals = ["alpha", "beta"], None
    if what == "figures":
        write(data_folder, "alpha", ["Sudan,2024,12"])
    elif what == "code":
        monkeypatch.setattr(refresh_again, "code_digest", lambda: "another")
    elif what == "outcomes":
        (data_folder / "risk").mkdir()
        (data_folder / "risk" / "ewp_outcomes.csv").write_text("1")
    elif what == "signals":
        signals = data_folder / "signals"
        signals.mkdir()
        (signals / "signals.parquet").write_text("1")
    else:
        keys = ["alpha"]
    score = Counted()
    again(data_folder, root, score=score, keys=keys, signals=signals)
    assert score.times == 1


def test_what_was_found_before_is_not_even_read(data_folder, root, monkeypatch):
    summary = again(data_folder, root)
    refresh_again.note_found(store_of(root), summary["mark"], summary["version"])

    def parse(files, *, today):
        raise AssertionError("read")

    modules = {
        key: SimpleNamespace(SOURCE=one.SOURCE, fetch=one.fetch, parse=parse) for key, one in small.MODULES.items()
    }
    monkeypatch.setattr(sources, "modules", lambda: modules)
    assert again(data_folder, root)["is_new"] is False


@pytest.mark.parametrize("what", ["a file", "the day", "a decision", "the code", "the release in use"])
def test_what_was_found_before_is_read_where_anything_is_different(data_folder, root, monkeypatch, what):
    summary = again(data_folder, root)
    refresh_again.note_found(store_of(root), summary["mark"], summary["version"])
    now, read = LATER, []
    if what == "a file":
        write(data_folder, "alpha", ["Sudan,2024,12"])
    elif what == "the day":
        now = LATER + timedelta(days=1)
    elif what == "a decision":
        snapshots.note_decision("alpha", {"decision": "accept", "by": "x", "on": "y"}, root=store_of(root))
    elif what == "the code":
        monkeypatch.setattr(refresh_again, "code_digest", lambda: "another")
    else:
        refresh_again.note_found(store_of(root), summary["mark"], "2026-01-01.1")

    def parsing(one):
        def parse(files, *, today):
            read.append(one.SOURCE.key)
            return one.parse(files, today=today)

        return SimpleNamespace(SOURCE=one.SOURCE, fetch=one.fetch, parse=parse)

    monkeypatch.setattr(sources, "modules", lambda: {key: parsing(one) for key, one in small.MODULES.items()})
    again(data_folder, root, now=now)
    assert read[:2] == ["alpha", "beta"]


def test_a_note_of_what_was_found_that_is_broken_does_no_harm(data_folder, root):
    (store_of(root) / "alpha").mkdir(parents=True, exist_ok=True)
    (store_of(root) / refresh_again.CHECKED).write_text("{")
    assert again(data_folder, root)["is_new"] is False


# A dry run


def test_a_dry_run_says_what_would_change_and_makes_no_release(data_folder, large):
    before = release.versions(large)
    write(data_folder, "alpha", ["Sudan,2024,12", *alpha_rows()[2:], "Sudan,2023,10.0"])
    summary = again(data_folder, large, is_dry=True)
    assert (summary["changes"]["alpha"]["revised"], release.versions(large)) == (1, before)
