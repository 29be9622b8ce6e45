"""A set of States between two months: every figure is the release's, and what was not known then is not said."""

import pandas as pd
import pytest

from briefing.content import read_country
from briefing.content.group import read_group
from briefing.content.open_points import read_open_points
from data import schema
from data.release import Release

SINCE, MONTH = pd.Timestamp("2024-12-01"), pd.Timestamp("2025-12-01")


@pytest.fixture(scope="module")
def content(release):
    return read_group(release, ["CAF", "MLI", "VAT"], since=SINCE, month=MONTH)


@pytest.fixture
def on_record(release):
    """The release with these facts and observations, and nothing else of either."""

    def record(*facts: dict, observations: tuple[dict, ...] = ()) -> Release:
        changed = Release(path=release.path, manifest=release.manifest)
        changed._cache["facts"] = schema.facts(list(facts))
        changed._cache["observations"] = schema.observations(list(observations))
        return changed

    return record


def of_release(release: Release, name: str, iso3: str, month: pd.Timestamp) -> pd.Series:
    rows = release.frame(name)
    return rows[(rows["iso3"] == iso3) & (rows["month"] == month)].iloc[0]


def review(series: str, value: float, when: str = "2013-01-31") -> dict:
    end = pd.Timestamp(when)
    return {"iso3": "CAF", "series": f"upr.{series}", "value": value, "period_start": end, "period_end": end,
            "kind": "measured", "evidence": "published", "source": "upr", "known_on": end, "reference": "UPR"}  # fmt: skip


def fact(topic: str, start: str, **more: str) -> dict:
    shared = {"iso3": "CAF", "topic": topic, "fact": "Rome Statute", "status": "", "from_date": start, "evidence": "seen",
              "source": "ucdp", "reference": "a text"}  # fmt: skip
    return shared | more


# figures


@pytest.mark.parametrize("iso3", ["CAF", "MLI", "SDN", "TCD", "COD"])
def test_scores_of_states_and_neighbours_are_the_releases_own(release, content, iso3):
    found = {one.iso3: one for one in content.members} | {one.neighbour.iso3: one for one in content.neighbours}
    for score, month in ((found[iso3].then, SINCE), (found[iso3].now, MONTH)):
        row = of_release(release, "scores", iso3, month)
        assert (score.score, score.low, score.high, score.rank) == (row["score"], row["low"], row["high"], row["rank"])


def test_the_change_is_the_difference_of_the_scores_and_its_parts_add_up(content):
    mali = content.members[1]
    assert mali.rise == mali.now.score - mali.then.score
    assert sum(mali.change.moved.values()) + mali.change.became_known == pytest.approx(mali.rise, abs=1e-3)


def test_the_change_over_twelve_months_is_that_of_the_country_page(release, content):
    page = read_country(release, "MLI", MONTH)
    assert content.members[1].change.moved == page.change.moved


def test_levels_of_risk_factors_are_the_releases_own(release, content):
    for month, levels in ((SINCE, content.members[1].factors_then), (MONTH, content.members[1].factors)):
        row = of_release(release, "factors", "MLI", month)
        assert all(one.level is None or one.level == pytest.approx(row[f"rf{one.number}"]) for one in levels)


def test_growth_of_a_risk_factor_needs_a_level_at_both_months(content):
    mali = content.members[1]
    then, now = mali.factor(1)
    assert mali.growth(1) == pytest.approx(now - then)
    assert mali.growth(13) is None  # no data at all


def test_a_state_without_a_score_has_no_change(content):
    vatican = content.members[2]
    assert (vatican.now.score, vatican.rise, vatican.change) == (None, None, None)


def test_neighbours_of_the_set_are_beside_it_and_not_in_it(content):
    assert [one.neighbour.iso3 for one in content.neighbours] == ["TCD", "COD", "GIN", "SDN"]


def test_a_state_named_twice_is_looked_at_once(release):
    assert read_group(release, ["MLI", "MLI"], since=SINCE, month=MONTH).codes == ("MLI",)


def test_measures_answer_the_highest_risk_factors_of_any_state(content):
    assert content.answers
    assert all(fitting for _label, fitting in content.answers)


@pytest.mark.parametrize("since", ["2025-12", "2026-01"])
def test_a_day_that_is_not_before_the_month_is_refused(release, since):
    with pytest.raises(ValueError, match="must lie before the month shown, 2025-12"):
        read_group(release, ["MLI"], since=pd.Timestamp(f"{since}-01"), month=MONTH)


def test_an_empty_set_is_refused(release):
    with pytest.raises(ValueError, match="the set is empty"):
        read_group(release, [], since=SINCE, month=MONTH)


# events


@pytest.mark.parametrize(
    ("month", "kinds"), [("2025-04", []), ("2025-05", ["peacebuilding"]), ("2025-12", ["peacebuilding"])]
)
def test_what_the_commission_did_is_an_event_from_its_month_on(on_record, month, kinds):
    record = on_record(fact("peacebuilding", "2025-05-06", fact="engagement (meeting of the Commission)"))
    (member,) = read_group(record, ["CAF"], since=SINCE, month=pd.Timestamp(f"{month}-01")).members
    assert [one.kind for one in member.events] == kinds


@pytest.mark.parametrize(("month", "count"), [("2025-09", 0), ("2025-10", 1)])
def test_a_withdrawal_is_an_event_of_the_day_it_took_effect(on_record, month, count):
    record = on_record(fact("treaty", "2004-09-21", to_date="2025-10-27", status="withdrawn"))
    (member,) = read_group(record, ["CAF"], since=SINCE, month=pd.Timestamp(f"{month}-01")).members
    assert [(one.kind, one.when) for one in member.events] == [("withdrawal", "27 October 2025")] * count


# hate speech


@pytest.mark.parametrize(
    ("since", "month", "weeks"),
    [("2025-10", "2025-11", ["2025-11-17"]), ("2025-10", "2025-12", ["2025-12-29", "2025-11-17"]),
     ("2025-11", "2025-12", ["2025-12-29"]), ("2025-09", "2025-10", [])],
)  # fmt: skip
def test_alarms_are_those_after_the_last_meeting_and_up_to_the_month(release, since, month, weeks):
    (sudan,) = read_group(
        release, ["SDN"], since=pd.Timestamp(f"{since}-01"), month=pd.Timestamp(f"{month}-01")
    ).members
    assert [f"{one.week:%Y-%m-%d}" for one in sudan.bursts] == weeks


def test_a_state_without_a_stream_has_none_and_no_alarm(release):
    (mali,) = read_group(release, ["MLI"], since=SINCE, month=MONTH).members
    assert (mali.streams, mali.bursts) == ((), ())


def test_the_made_up_stream_is_nobodys(release):
    (kenya,) = read_group(release, ["KEN"], since=SINCE, month=MONTH).members
    assert kenya.streams == ()


def test_alarms_next_door_stand_beside_the_set(content):
    assert [one.neighbour.iso3 for one in content.neighbours if one.bursts] == ["SDN"]


# open points


def points(release: Release, month: str = "2025-12"):
    return read_open_points(release, "CAF", pd.Timestamp(f"{month}-01"), ())


def test_recommendations_that_were_not_accepted_are_counted_by_theme(on_record):
    record = on_record(observations=(review("impunity_recommendations", 10), review("impunity_share_noted", 0.3),
                                     review("minority_recommendations", 4), review("minority_share_noted", 0.0)))  # fmt: skip
    assert [(one.about, one.asked, one.refused) for one in points(record)] == [("impunity", 10, 3)]


def test_only_the_newest_review_by_the_month_counts(on_record):
    both = [
        row
        for when, share in (("2008-12-31", 0.8), ("2013-01-31", 0.3))
        for row in (review("impunity_recommendations", 10, when), review("impunity_share_noted", share, when))
    ]
    record = on_record(observations=tuple(both))
    assert [[one.refused for one in points(record, month)] for month in ("2008-11", "2008-12", "2012-12", "2013-01")] == [
        [], [8], [8], [3],
    ]  # fmt: skip


def test_an_invitation_that_was_asked_for_and_not_issued_is_open(on_record):
    asked = (review("standing_invitation_requests", 5), review("standing_invitation_requests_accepted", 2))
    (one,) = points(on_record(observations=asked))
    assert (one.kind, one.asked, one.refused) == ("invitation", 5, 3)


@pytest.mark.parametrize(("month", "is_open"), [("2014-05", True), ("2014-06", False), ("2020-01", False)])
def test_an_invitation_is_open_until_the_month_it_was_issued_in(on_record, month, is_open):
    issued = fact("standing_invitation", "2014-06-18", status="yes")
    record = on_record(issued, observations=(review("standing_invitation_requests", 5),))
    assert bool(points(record, month)) == is_open


def test_an_invitation_that_is_only_remembered_closes_nothing(on_record):
    issued = fact("standing_invitation", "2014-06-18", status="yes", evidence="memory")
    assert points(on_record(issued, observations=(review("standing_invitation_requests", 5),)))


def test_a_treaty_that_a_state_is_known_not_to_be_a_party_to_is_open(release):
    for iso3 in ("CAF", "MLI", "COL", "CHE"):
        lines = read_country(release, iso3, MONTH).indicators
        value = next(line.value for line in lines if line.key == "rome")
        found = [one.kind for one in read_open_points(release, iso3, MONTH, lines)]
        assert found == (["treaty"] if value == 0 else [])
