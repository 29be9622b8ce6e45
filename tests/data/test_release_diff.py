"""What moved from one release to another, and why."""

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest

from data import durable, release, release_commands, release_diff, sources
from data.release import ReleaseError
from data.settings import Settings
from tests.data import small

FIRST, SECOND = "2026-03-05.1", "2026-03-06.1"


@pytest.fixture
def build(root, data_folder):
    """Builds a second release in which a test changes the scoring files, and compares it with the first."""

    def built(change=lambda frames, documents: None, *, method="1", least=0.05):
        def score(staging, folder):
            small.score(staging, folder)
            frames, documents = small.frames(), {"indicators": small.indicators()}
            change(frames, documents)
            for name, frame in frames.items():
                durable.write_frame(staging / f"{name}.parquet", frame)
            durable.write_text(staging / "indicators.json", json.dumps(documents["indicators"]))
            said = json.loads((staging / "method.json").read_text())
            durable.write_text(staging / "method.json", json.dumps(said | {"version": method}))

        small.build(data_folder, root, now=small.NOW + timedelta(days=1), score=score)
        one, other = (release.open_release(root / version) for version in (FIRST, SECOND))
        return release_diff.compare(one, other, month=None, least=least)

    return built


def move(frames, iso3, points=0.0, **cells):
    """Move the score of a State in the newest month, and cells of its indicators."""
    for name, changes in ({"scores": {"score": points, "high": points}} | cells).items():
        table = frames[name]
        row = (table["iso3"] == iso3) & (table["month"] == small.MONTHS[-1])
        for column, change in changes.items():
            table.loc[row, column] += change


def causes(found):
    return {one.iso3: one.causes for one in found.moved}


def test_nothing_moved_where_nothing_is_different(build):
    assert build().moved == ()


def test_a_score_moves_by_the_points_between_the_releases(build):
    found = build(lambda frames, _: move(frames, "SDN", 1.5, levels={"deaths": 0.03}, values={"deaths": 0.03}))
    assert [(one.iso3, one.change) for one in found.moved] == [("SDN", pytest.approx(1.5, abs=1e-4))]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"levels": {"deaths": 0.03}, "values": {"deaths": 0.03}}, ("data",)),
        ({"ages": {"deaths": -12}}, ("data",)),
        ({"levels": {"deaths": 0.03}}, ("method",)),
        ({}, ("method",)),
        ({"levels": {"deaths": 0.03, "share": 0.01}, "values": {"deaths": 0.03}}, ("data", "method")),
    ],
)
def test_a_score_moves_for_a_reason(build, cells, why):
    assert causes(build(lambda frames, _: move(frames, "SDN", 1.5, **cells))) == {"SDN": why}


def test_a_correction_is_told_from_new_data(build, monkeypatch):
    rows = small.MODULES["alpha"]

    def parse(files, *, today):
        parsed = rows.parse(files, today=today)
        figures = parsed.observations
        is_row = figures["iso3"] == "SDN"
        return small.Parsed(observations=figures.assign(
            reference=figures["reference"].mask(is_row, figures["reference"] + "; corrected from 5: misprint (tests)")
        ), facts=parsed.facts, rejects=parsed.rejects)  # fmt: skip

    corrected = SimpleNamespace(SOURCE=small.ALPHA, fetch=rows.fetch, parse=parse)
    monkeypatch.setattr(sources, "modules", lambda: small.MODULES | {"alpha": corrected})
    found = build(lambda frames, _: move(frames, "SDN", 1.5, levels={"deaths": 0.03}, values={"deaths": 0.03}))
    assert causes(found) == {"SDN": ("correction",)}


def test_a_new_version_of_the_method_is_told_for_every_score_that_moved(build):
    found = build(
        lambda frames, _: move(frames, "SDN", 1.5, levels={"deaths": 0.03}, values={"deaths": 0.03}), method="2"
    )
    assert (causes(found), found.method) == ({"SDN": ("data", "method")}, ("1", "2"))


def test_a_goalpost_that_was_moved_is_a_change_of_method(build):
    def change(frames, documents):
        documents["indicators"][0]["ceiling"] = 60
        move(frames, "SDN", 1.5, levels={"deaths": 0.03})

    found = build(change)
    assert (causes(found), found.indicators["redefined"]) == ({"SDN": ("method",)}, ["deaths"])


def test_a_reworded_title_is_no_change_of_method(build):
    found = build(lambda frames, documents: documents["indicators"][0].update(title="People killed"))
    assert found.indicators["redefined"] == []


def test_a_level_that_became_known_is_told_as_coverage(build):
    def change(frames, documents):
        table = frames["levels"]
        table.loc[(table["iso3"] == "VAT") & (table["month"] == small.MONTHS[-1]), "deaths"] = 0.5
        scores = frames["scores"]
        row = (scores["iso3"] == "VAT") & (scores["month"] == small.MONTHS[-1])
        scores.loc[row, ["score", "low", "high", "rank", "rank_low", "rank_high"]] = [50, 40, 60, 100, 90, 110]
        scores.loc[row, "status"] = "shown"

    (moved,) = build(change).moved
    assert (moved.before, moved.change, "coverage" in moved.causes) == (None, None, True)


def test_the_indicators_that_moved_most_come_first(build):
    found = build(lambda frames, _: move(frames, "SDN", 1.5, levels={"deaths": 0.01, "share": 0.05}))
    assert found.moved[0].indicators == ("share", "deaths")


def test_a_change_too_small_to_be_seen_is_not_told(build):
    assert build(lambda frames, _: move(frames, "SDN", 0.04)).moved == ()


def test_the_figures_that_changed_are_counted_by_source(build, data_folder):
    (data_folder / "alpha" / "alpha.csv").write_text(
        "country,year,value\nSudan,2023,5\nSudan,2024,6\nMali,2024,40\nPeru,2024,1\n"
    )
    # of six figures three are gone (Mali 2023, Fiji twice), one is another (Sudan 2024), one is new (Peru 2024)
    assert build().sources == {"alpha": {"new": 1, "withdrawn": 3, "changed": 1}}


def test_a_month_that_one_release_lacks_is_refused(root, build):
    build()
    one, other = (release.open_release(root / version) for version in (FIRST, SECOND))
    with pytest.raises(ReleaseError, match="do not both have the month 1999-01"):
        release_diff.compare(one, other, month="1999-01", least=0.1)


@pytest.fixture
def command(root, monkeypatch):
    chosen = Settings(releases=root, snapshots=root.parent / "snapshots")
    monkeypatch.setattr("data.release_commands.settings", lambda: chosen)
    monkeypatch.setattr("data.release.settings", lambda: chosen)
    return lambda *arguments: release_commands.main([str(one) for one in arguments])


def test_the_command_tells_it_in_words(build, command, capsys):
    build(lambda frames, _: move(frames, "SDN", 1.5, levels={"deaths": 0.03}, values={"deaths": 0.03}))
    assert command("diff", FIRST, SECOND) == 0
    lines = capsys.readouterr().out.splitlines()
    assert (lines[0], lines[-1], lines[-2][-16:]) == (
        f"From release {FIRST} to {SECOND}, in 2026-02:", "1 scores moved.", "(+1.5); data; deaths"[-16:])  # fmt: skip


def test_the_command_tells_it_as_json(build, command, capsys):
    build(lambda frames, _: move(frames, "SDN", 1.5))
    command("diff", FIRST, SECOND, "--json")
    assert json.loads(capsys.readouterr().out)["moved"][0]["causes"] == ["method"]


@pytest.mark.parametrize("version", ["2020-01-01.1", "../x"])
def test_the_command_names_a_release_that_is_not_there(command, capsys, version):
    assert command("diff", FIRST, version) == 1
    assert version in capsys.readouterr().err
