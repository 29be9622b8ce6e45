"""Questions for the next meeting, and what other bodies should be told: fixed rules over the figures, each with its reason."""

from collections.abc import Iterator
from dataclasses import dataclass

from briefing.charts.profile import FactorLevel
from briefing.content.configurations import Configuration, last_seen
from briefing.content.forecast import Forecast
from briefing.content.group import GroupContent, Member
from briefing.language import (
    country_name,
    format_date,
    format_list,
    format_month,
    format_number,
    format_sentences,
    format_share,
    format_signed,
    mark,
)
from briefing.language import gettext as _
from briefing.speech_words import name_of
from briefing.wording import HARDLY, HIGH_FROM, percent
from indicators.framework import risk_factors
from models.composite import ROUNDING

MOVED = 0.05  # by which a risk factor has to move, on its scale from 0 to 1, to be asked about
FIRST_PLACES = 30  # of the forecast: METHOD counts a State among them as high
QUIET_YEARS = 2  # without a trace on record after which one asks whether a configuration still meets
REVIEW_YEARS = 4.5  # between two reviews of a State; after that the next one is near
ASKED_OF_FACTORS = 2
MOVERS = 3  # indicators named as what moved a score
DAYS_A_YEAR = 365.25
BODIES = {  # who should be told → the risk factors that are theirs to act on when high
    mark("Security Council"): (1, 11, 13, 14),
    mark("Human Rights Council"): (2, 3, 6, 9),
    mark("Special Advisers"): (7, 10, 12),
    mark("Regional organisations"): (1, 5, 8),
}


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question, the State it is about (empty: all of them), and the figures it comes from."""

    iso3: str
    rule: str  # key of the rule that asks it
    text: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Message:
    """What one body should be told of one State, and the figures it comes from."""

    body: str  # a key of BODIES
    iso3: str
    text: str
    reason: str


def ask(content: GroupContent, configuration: Configuration | None) -> tuple[Question, ...]:
    """The questions of all rules, State by State, then those about the set; an empty tuple where no rule applies."""
    found = [question for member in content.members for question in _about(member, content)]
    return (*found, *_about_neighbours(content), *_about_record(content, configuration))


def _about(member: Member, content: GroupContent) -> Iterator[Question]:
    for rule in (_score, _factors, _high, _speech, _unknown, _invitation, _refused, _review, _forecast):
        for text, reason in rule(member, content):
            yield Question(iso3=member.iso3, rule=rule.__name__.strip("_"), text=text, reason=reason)


Asked = Iterator[tuple[str, str]]


def _score(member: Member, content: GroupContent) -> Asked:
    change = member.change
    if change is None or abs(change.total) < HARDLY:
        return
    if abs(change.became_known) > abs(change.total) / 2 and change.became_known * change.total > 0:
        return  # what changed is what is known, not the country
    text = (
        _("The risk score has risen by {points} points since {then}. What is behind it, and who acts on it?")
        if change.total > 0
        else _("The risk score has fallen by {points} points since {then}. What has helped, and will it last?")
    )
    titles = {line.key: _(line.title) for line in member.indicators}
    along = [key for key, value in change.moved.items() if value * change.total > 0]
    largest = sorted(along, key=lambda key: -abs(change.moved[key]))[:MOVERS]
    moved = [f"{titles[key]} ({format_signed(change.moved[key], decimals=1)})" for key in largest]
    reasons = [_("Moved it most: {indicators}.").format(indicators=format_list(moved))]
    if change.then.overlaps(change.now):
        reasons.append(_("The intervals of the two months overlap."))
    points = format_number(abs(change.total), decimals=1)
    yield text.format(points=points, then=format_month(content.since)), format_sentences(reasons)


def _factors(member: Member, content: GroupContent) -> Asked:
    for number in _grown(member)[:ASKED_OF_FACTORS]:
        before, after = member.factor(number)
        yield (
            _("“{factor}” has grown. What has been offered to the State against it since {then}?").format(
                factor=_(risk_factors()[number].title), then=format_month(content.since)
            ),
            _("Level {before} then, {after} now.").format(before=_level(before), after=_level(after)),
        )


def _grown(member: Member) -> list[int]:
    """Numbers of the risk factors that grew, the most first."""
    growth = {factor.number: member.growth(factor.number) or 0.0 for factor in member.factors}
    return sorted(
        (number for number, size in growth.items() if size >= MOVED - ROUNDING), key=lambda number: -growth[number]
    )


def _high(member: Member, content: GroupContent) -> Asked:
    asked = _grown(member)[:ASKED_OF_FACTORS]
    for factor in [one for one in _highest(member) if one.number not in asked][:ASKED_OF_FACTORS]:
        yield (
            _("“{factor}” stands high. Which measures are under way, who carries them, and what is missing?").format(
                factor=_(factor.title)
            ),
            _("Level {level}; high is {least} or more of 1.").format(
                level=_level(factor.level), least=_level(HIGH_FROM)
            ),
        )


def _speech(member: Member, content: GroupContent) -> Asked:
    if member.bursts:
        yield (
            _(
                "Hate speech has risen in what is counted. Who answers it, and have people who know the language read it?"
            ),
            _say_bursts(member),
        )


def _say_bursts(member: Member) -> str:
    """When the newest alarm was, in which stream, and how many there were."""
    newest = member.bursts[0]
    return _("Newest alarm: week of {week}, {stream}. Alarms since the last meeting: {count}.").format(
        week=format_date(newest.week), stream=name_of(newest), count=len(member.bursts)
    )


def _unknown(member: Member, content: GroupContent) -> Asked:
    unknown = [one for one in member.factors if one.state == "not enough known"]
    if unknown:
        yield (
            _(
                "Too little is known on {factors}. Who could say more: the country team, neighbours, civil society?"
            ).format(factors=_quoted(unknown)),
            _("{coverage} of what the score rests on is known.").format(
                coverage=format_share(member.now.coverage, decimals=0)
            ),
        )


def _invitation(member: Member, content: GroupContent) -> Asked:
    for point in member.open_points:
        if point.kind == "invitation":
            yield (
                _("Would the State issue a standing invitation to the special procedures, and agree dates for visits?"),
                point.sentence,
            )


def _refused(member: Member, content: GroupContent) -> Asked:
    themes = [one for one in member.open_points if one.kind == "theme"]
    if themes:
        yield (
            _(
                "In its review of {month} the State did not accept recommendations on {theme}. Has its position changed?"
            ).format(month=format_month(themes[0].when), theme=themes[0].about),
            themes[0].sentence,
        )


def _review(member: Member, content: GroupContent) -> Asked:
    review = member.last_review
    if review is not None and (content.month - review).days / DAYS_A_YEAR >= REVIEW_YEARS:
        yield (
            _("The next universal periodic review of the State is near. What will be put into it, and by whom?"),
            _("Last review on record: {month}.").format(month=format_month(review)),
        )


def _forecast(member: Member, content: GroupContent) -> Asked:
    found = member.forecast
    if found is not None and found.rank <= FIRST_PLACES:
        yield (
            _("If killings of civilians began, who would do what on the first day, and has it been rehearsed?"),
            say_forecast(found),
        )


def say_forecast(found: Forecast) -> str:
    """A forecast in a sentence, with its place among the States covered."""
    return _(
        "Chance of a new mass killing in {first}–{last}: {p} (90% interval {low}–{high}); place {rank} of {covered}."
    ).format(
        first=found.first, last=found.last, p=percent(found.p), low=percent(found.low), high=percent(found.high),
        rank=found.rank, covered=found.covered,
    )  # fmt: skip


def _about_neighbours(content: GroupContent) -> Iterator[Question]:
    risen = sorted((one for one in content.neighbours if (one.rise or 0) >= HARDLY), key=lambda one: -(one.rise or 0))
    for one in risen[:ASKED_OF_FACTORS]:
        yield Question(
            iso3="", rule="neighbours",
            text=_(
                "Next to {names}, the risk score has risen in {neighbour}. What crosses the border, and who watches it?"
            ).format(
                neighbour=country_name(one.neighbour.iso3),
                names=format_list([country_name(code) for code in one.neighbour.of]),
            ),
            reason=_("{neighbour}: {change} points since {then}.").format(
                neighbour=country_name(one.neighbour.iso3), change=format_signed(one.rise, decimals=1),
                then=format_month(content.since),
            ),
        )  # fmt: skip


def _about_record(content: GroupContent, configuration: Configuration | None) -> Iterator[Question]:
    seen = None if configuration is None else last_seen(configuration)
    if configuration is not None and (seen is None or (content.month - seen).days / DAYS_A_YEAR >= QUIET_YEARS):
        when = _("Newest day on record: {month}.").format(month=format_month(seen)) if seen is not None else ""
        yield Question(
            iso3="", rule="record",
            text=_("{name}: does the Commission still meet on it, under whose chair, and when next?").format(
                name=country_name(configuration.iso3)
            ),
            reason=when or _("No date is on record."),
        )  # fmt: skip


def tell(content: GroupContent) -> tuple[Message, ...]:
    """What each body should be told, body by body; a body of which no rule speaks has no message."""
    found = [message for body in BODIES for member in content.members for message in _messages(body, member, content)]
    return tuple(found)


def _messages(body: str, member: Member, content: GroupContent) -> Iterator[Message]:
    own = [factor for factor in _highest(member) if factor.number in BODIES[body]]
    if own:
        yield Message(
            body=body, iso3=member.iso3,
            text=_("Stands high: {factors}.").format(factors=_quoted(own)),
            reason=_("Level {level}; high is {least} or more of 1.").format(
                level=format_list([_level(one.level) for one in own]), least=_level(HIGH_FROM)
            ),
        )  # fmt: skip
    if body == "Human Rights Council":
        for point in member.open_points:
            if point.kind == "invitation":
                text = _("It has not issued a standing invitation, as far as is known.")
                yield Message(body=body, iso3=member.iso3, text=text, reason=point.sentence)
    if body == "Special Advisers" and member.forecast is not None and member.forecast.rank <= FIRST_PLACES:
        text = _("It is among the first {count} of the forecast of new mass killings.").format(count=FIRST_PLACES)
        yield Message(body=body, iso3=member.iso3, text=text, reason=say_forecast(member.forecast))
    if body == "Special Advisers" and member.bursts:
        text = _("Hate speech has risen in what is counted.")
        yield Message(body=body, iso3=member.iso3, text=text, reason=_say_bursts(member))
    if body == "Regional organisations":
        risen = [one for one in content.neighbours if member.iso3 in one.neighbour.of and (one.rise or 0) >= HARDLY]
        rises = [f"{country_name(one.neighbour.iso3)} {format_signed(one.rise, decimals=1)}" for one in risen]
        if risen:
            yield Message(
                body=body, iso3=member.iso3,
                text=_("The risk score of neighbours has risen: {names}.").format(
                    names=format_list([country_name(one.neighbour.iso3) for one in risen])
                ),
                reason=_("Points since {then}: {rises}.").format(
                    then=format_month(content.since), rises=format_list(rises)
                ),
            )  # fmt: skip


def _highest(member: Member) -> list[FactorLevel]:
    high = [factor for factor in member.factors if (factor.level or 0.0) >= HIGH_FROM]
    return sorted(high, key=lambda one: (-(one.level or 0.0), one.number))


def _level(level: float | None) -> str:
    return format_number(level, decimals=2)


def _quoted(factors: list[FactorLevel]) -> str:
    return format_list([_("“{text}”").format(text=_(one.title)) for one in factors])
