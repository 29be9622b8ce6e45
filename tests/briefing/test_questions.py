"""Questions for the next meeting and messages to other bodies: which figures raise them, and which do not."""

from dataclasses import replace

import pandas as pd
import pytest

from briefing.charts.profile import FactorLevel
from briefing.content.configurations import CONFIGURATION, Configuration
from briefing.content.forecast import Forecast
from briefing.content.group import read_group
from briefing.content.open_points import OpenPoint
from briefing.content.questions import BODIES, ask, tell
from briefing.content.timing import STANDING
from briefing.language import speaking
from indicators.framework import risk_factors
from indicators.responses import ACTORS

SINCE, MONTH = pd.Timestamp("2024-12-01"), pd.Timestamp("2025-12-01")


def level(number: int, value: float | None, state: str = "known") -> FactorLevel:
    factor = risk_factors()[number]
    return FactorLevel(number=number, title=factor.title, group=factor.group, level=value,
                       state=state if value is not None else "no data yet", indicators=2, known=2, held=0)  # fmt: skip


def levels(**high: float) -> tuple[FactorLevel, ...]:
    return tuple(level(number, high.get(f"rf{number}", 0.1)) for number in risk_factors())


@pytest.fixture(scope="module")
def rising(release):
    return read_group(release, ["MLI"], since=SINCE, month=MONTH)


@pytest.fixture
def quiet(rising):
    """A State of which no rule has anything to say, and what to change about it."""

    def with_(**more):
        member = replace(
            rising.members[0], change=None, factors=levels(), factors_then=levels(), open_points=(), forecast=None, bursts=(),
            last_review=None,
        )  # fmt: skip
        return replace(rising, members=(replace(member, **more),), neighbours=())

    return with_


def rules(content, configuration=None) -> list[str]:
    return [one.rule for one in ask(content, configuration)]


def forecast(rank: int) -> Forecast:
    return Forecast(iso3="MLI", made=2024, p=0.023, low=0.01, high=0.05, rank=rank, covered=167, raising=(), lowering=(),
                    what_ifs=())  # fmt: skip


def invitation() -> OpenPoint:
    return OpenPoint(
        iso3="MLI", kind="invitation", about="an invitation", sentence="Asked: 5.", when=None, asked=5, refused=3
    )


def test_a_quiet_state_raises_no_question_and_no_message(quiet):
    assert (ask(quiet(), None), tell(quiet())) == ((), ())


def test_a_score_that_rose_is_asked_about_with_what_moved_it(rising):
    first = ask(rising, None)[0]
    assert first.rule == "score"
    assert first.text.startswith("The risk score has risen by")
    assert "since December 2024" in first.text
    assert first.reason.startswith("Moved it most:")


def test_a_score_that_only_became_better_known_is_not_asked_about(rising, quiet):
    change = replace(rising.members[0].change, moved={}, became_known=5.0, total=5.0)
    assert rules(quiet(change=change)) == []


def test_a_change_below_half_a_point_is_none(rising, quiet):
    change = replace(rising.members[0].change, moved={"deaths": 0.4}, became_known=0.0, total=0.4)
    assert rules(quiet(change=change)) == []


@pytest.mark.parametrize(("then", "now", "is_asked"), [(0.2, 0.25, True), (0.2, 0.24, False), (0.4, 0.2, False)])
def test_a_risk_factor_that_grew_by_a_twentieth_is_asked_about(quiet, then, now, is_asked):
    assert ("factors" in rules(quiet(factors_then=levels(rf5=then), factors=levels(rf5=now)))) == is_asked


def test_a_factor_that_grew_and_stands_high_is_asked_about_once(quiet):
    found = rules(quiet(factors_then=levels(rf5=0.5), factors=levels(rf5=0.9)))
    assert found == ["factors"]


@pytest.mark.parametrize(("value", "is_high"), [(0.67, True), (0.66, False)])
def test_a_factor_of_two_thirds_or_more_is_high(quiet, value, is_high):
    same = levels(rf7=value)
    content = quiet(factors_then=same, factors=same)
    assert rules(content) == (["high"] if is_high else [])
    assert [one.body for one in tell(content)] == (["Special Advisers"] if is_high else [])


def test_at_most_two_factors_that_are_high_are_asked_about_the_highest_first(quiet):
    same = levels(rf1=0.7, rf2=0.9, rf3=0.8)
    found = ask(quiet(factors_then=same, factors=same), None)
    assert [risk_factors()[number].title in found[place].text for place, number in enumerate((2, 3))] == [True, True]
    assert len(found) == 2


def test_what_is_not_known_is_asked_about_by_name(quiet):
    unknown = tuple(replace(one, level=None, state="not enough known") if one.number == 4 else one for one in levels())
    (one,) = ask(quiet(factors=unknown), None)
    assert risk_factors()[4].title in one.text


def test_an_invitation_not_issued_is_asked_for_and_told_to_the_council(quiet):
    content = quiet(open_points=(invitation(),))
    assert rules(content) == ["invitation"]
    assert [(one.body, one.reason) for one in tell(content)] == [("Human Rights Council", "Asked: 5.")]


@pytest.mark.parametrize(("rank", "is_high"), [(30, True), (31, False)])
def test_a_place_among_the_first_thirty_is_asked_about_and_told(quiet, rank, is_high):
    content = quiet(forecast=forecast(rank))
    assert rules(content) == (["forecast"] if is_high else [])
    assert [one.body for one in tell(content)] == (["Special Advisers"] if is_high else [])


@pytest.mark.parametrize(("held", "is_near"), [("2021-05-01", True), ("2021-07-01", False)])
def test_a_review_is_near_four_and_a_half_years_after_the_last(quiet, held, is_near):
    assert rules(quiet(last_review=pd.Timestamp(held))) == (["review"] if is_near else [])


def test_a_neighbour_that_rose_is_asked_about_and_told_to_the_region(release, quiet):
    beside = read_group(release, ["GIN"], since=SINCE, month=MONTH)  # Mali, next door, rose most
    content = replace(quiet(iso3="GIN"), neighbours=beside.neighbours)
    assert rules(content) == ["neighbours"]
    assert [one.body for one in tell(content)] == ["Regional organisations"]


@pytest.mark.parametrize(("seen", "is_quiet"), [("2023-11-30", True), ("2024-05-06", False), ("", True)])
def test_a_configuration_without_a_trace_for_two_years_is_asked_about(quiet, seen, is_quiet):
    one = Configuration(iso3="BDI", kind=CONFIGURATION, since=seen, as_of=seen, timing=STANDING, is_unverified=False)
    assert rules(quiet(), one) == (["record"] if is_quiet else [])


def test_an_alarm_of_hate_speech_is_asked_about_and_told(release, quiet):
    (sudan,) = read_group(release, ["SDN"], since=pd.Timestamp("2025-10-01"), month=MONTH).members
    content = quiet(bursts=sudan.bursts)
    assert rules(content) == ["speech"]
    assert [one.body for one in tell(content)] == ["Special Advisers"]
    assert "29 December 2025" in tell(content)[0].reason


def test_bodies_are_actors_and_share_no_factor_that_does_not_exist():
    assert set(BODIES) <= set(ACTORS)
    assert {number for numbers in BODIES.values() for number in numbers} <= set(risk_factors())


def test_questions_speak_the_readers_language(rising):
    with speaking("fr"):
        assert ask(rising, None)[0].text.startswith("Le score de risque a augmenté de")
