"""Rules that turn figures into plain sentences: where a country stands, what is high, what moved, what is not known.

Every sentence is fixed and filled with figures of the release; a threshold that a rule uses is said in its sentence.
"""

import re
from collections.abc import Sequence

import pandas as pd

from briefing.charts.profile import FactorLevel
from briefing.content.figures import (
    HELD,
    KNOWN,
    NOT_AVAILABLE,
    NOT_YET,
    IndicatorLine,
    Score,
    ScoreChange,
)
from briefing.content.vintage import KnownThen
from briefing.language import (
    country_name,
    format_clauses,
    format_date,
    format_list,
    format_month,
    format_number,
    format_share,
    format_signed,
    in_figures,
    mark,
    ngettext,
)
from briefing.language import gettext as _
from models.composite import HIDDEN_BELOW, SHOWN_FROM

HIGH_FROM = 2 / 3  # level of a risk factor: the upper third of the scale
NAMED = 4  # risk factors named in one sentence; the others are counted
HARDLY = 0.5  # points below which a change is called none
NAMEABLE = 0.05  # points below which an indicator would be said to have moved the score by 0.0
CODE = re.compile(r"(?P<code>\d+([.,]\d+)?) = (?P<word>.+)")
RESPONSE_KINDS = {"encourage": mark("Encourage"), "build capacity": mark("Build capacity"), "assist": mark("Assist")}
STATES = {
    KNOWN: mark("Known"),
    HELD: mark("Out of date"),
    NOT_AVAILABLE: mark("Not available"),
    NOT_YET: mark("Does not apply"),
}


def reading(
    score: Score, factors: Sequence[FactorLevel], indicators: Sequence[IndicatorLine], change: ScoreChange | None
) -> list[str]:
    """The country in a few sentences, the most important first."""
    sentences = [say_place(score), say_high(factors), say_change(change, indicators), say_known(indicators)]
    return [sentence for sentence in sentences if sentence]


def say_place(score: Score) -> str:
    """Where the score stands among all, or why none is shown."""
    coverage = format_share(score.coverage, decimals=0)
    if score.score is None or score.rank is None or score.rank_low is None or score.rank_high is None:
        return _(
            "No score is shown: {coverage} of what a score rests on is known, less than {least}. That is a gap in the "
            "figures, not a sign of safety."
        ).format(coverage=coverage, least=format_share(HIDDEN_BELOW, decimals=0))
    if score.rank_high <= score.scored / 10:
        place = _("It ranks in the highest tenth of the {scored} States with a score, at both ends of its interval.")
    elif score.rank_high <= score.scored / 4:
        place = _("It ranks in the highest quarter of the {scored} States with a score, at both ends of its interval.")
    elif score.rank_low > score.scored * 3 / 4:
        place = _("It ranks in the lowest quarter of the {scored} States with a score, at both ends of its interval.")
    else:
        place = _("Its rank among the {scored} States with a score may lie anywhere from {best} to {worst}.")
    sentence = place.format(scored=score.scored, best=score.rank_low, worst=score.rank_high)
    if score.status == "grey":
        sentence += " " + _(
            "Coverage is thin: {coverage} of what the score rests on is known, less than {enough}; its place may change "
            "once more is known."
        ).format(coverage=coverage, enough=format_share(SHOWN_FROM, decimals=0))
    return sentence


def say_framework() -> str:
    """The document that the risk factors are taken from, as the United Nations cites it in the reader's language."""
    return _(
        "Risk factors: United Nations, Framework of Analysis for Atrocity Crimes: A Tool for Prevention (2014), "
        "A/70/741-S/2016/71."
    )


def say_high(factors: Sequence[FactorLevel]) -> str:
    """Which risk factors are high, and of how many too little is known to say."""
    least = format_number(HIGH_FROM, decimals=2)
    high = sorted((one for one in factors if (one.level or 0) >= HIGH_FROM), key=lambda one: -(one.level or 0))
    if high:
        named = [f"{_(one.title)} ({format_number(one.level, decimals=2)})" for one in high[:NAMED]]
        if len(high) > NAMED:
            more = len(high) - NAMED
            named.append(ngettext("{count} more", "{count} more", more).format(count=more))
        sentence = ngettext(
            "{count} of 14 risk factors is high ({least} or more of 1): {factors}.",
            "{count} of 14 risk factors are high ({least} or more of 1): {factors}.",
            len(high),
        ).format(count=len(high), least=least, factors=format_clauses(named))
    else:
        sentence = _("No risk factor of which enough is known is high ({least} or more of 1).").format(least=least)
    unknown = sum(one.state == "not enough known" for one in factors)
    if unknown:
        sentence += " " + ngettext(
            "Of {count} other, not enough is known.", "Of {count} others, not enough is known.", unknown
        ).format(count=unknown)
    return sentence


def say_change(change: ScoreChange | None, indicators: Sequence[IndicatorLine]) -> str:
    """How the score moved over the year, what moved it, and whether that is more than its interval."""
    if change is None:
        return ""
    then = format_month(change.then.month)
    points = format_number(abs(change.total), decimals=1)
    if abs(change.total) < HARDLY:
        return _("Since {then} the score has hardly moved ({change} points).").format(
            then=then, change=format_signed(change.total, decimals=1)
        )
    whole = (
        _("Since {then} the score has risen by {points} points.")
        if change.total > 0
        else _("Since {then} the score has fallen by {points} points.")
    )
    sentence = whole.format(then=then, points=points)
    titles = {line.key: line.title for line in indicators}
    along = {key: value for key, value in change.moved.items() if value * change.total > 0 and abs(value) >= NAMEABLE}
    largest = sorted(along.items(), key=lambda item: -abs(item[1]))[:2]
    if abs(change.became_known) > abs(change.total) / 2 and change.became_known * change.total > 0:
        sentence += " " + _("Most of it comes from what became known, or is no longer counted.")
    elif largest:
        named = [f"{_(titles[key])} ({format_signed(value, decimals=1)})" for key, value in largest]
        sentence += " " + _("Moved it most: {indicators}.").format(indicators=format_list(named))
    if change.then.overlaps(change.now):
        sentence += " " + _("The intervals of the two months overlap.")
    return sentence


def say_known(indicators: Sequence[IndicatorLine]) -> str:
    """How many indicators are known, out of date and not available, and where the page shows which."""
    counts = counted(indicators)
    everything = len(indicators) - counts[NOT_YET]
    if not counts[HELD] and not counts[NOT_AVAILABLE]:
        return _("All {count} indicators are known.").format(count=everything)
    return _(
        "{known} of {count} indicators are known, {old} out of date, {missing} not available: see “Indicators” before "
        "quoting a figure."
    ).format(known=counts[KNOWN], count=everything, old=counts[HELD], missing=counts[NOT_AVAILABLE])


def counted(indicators: Sequence[IndicatorLine]) -> dict[str, int]:
    """State of knowledge → how many indicators are in it."""
    return {state: sum(line.state == state for line in indicators) for state in STATES}


def percent(share: float) -> str:
    """A probability in percent: with one decimal, two below one in a hundred."""
    return format_share(share, decimals=1 if share >= 0.01 else 2)


def say_known_then(now: Score, then: KnownThen) -> str:
    """The score of a month as it could be known when it ended, beside the one that is known today."""
    month, share = format_month(now.month), format_share(then.coverage, decimals=0)
    if then.score is None:
        return _(
            "By the end of {month} only {share} of the score was known, less than half: no score would have been shown."
        ).format(month=month, share=share)
    if now.score is None:
        return _(
            "From what had been published by the end of {month} the score was **{then}** ({share} of it known). Today no "
            "score is shown for that month."
        ).format(month=month, then=format_number(then.score, decimals=1), share=share)
    return _(
        "From what had been published by the end of {month} the score was **{then}** ({share} of it known). With what has "
        "been published since it is **{now}**, {difference} points."
    ).format(
        month=month, then=format_number(then.score, decimals=1), share=share, now=format_number(now.score, decimals=1),
        difference=format_signed(round(now.score, 1) - round(then.score, 1), decimals=1),  # as a reader would subtract
    )  # fmt: skip


def say_what_known_then_is() -> str:
    """What the score as it was known rests on, and what it cannot tell."""
    return _(
        "This is what today's method gives from the figures of its day, not what anyone was shown. A figure counts from the "
        "day it was published or, where that day is not recorded, after its source's usual delay. Figures revised before "
        "this service kept each version count with the value that stands now."
    )


def say_interval(score: Score) -> str:
    """The ends of the 90% interval of the score."""
    return in_figures(f"{format_number(score.low, decimals=0)}–{format_number(score.high, decimals=0)}")


def say_place_in_interval() -> str:
    """Why a score seldom lies in the middle of its interval."""
    return _(
        "The interval spans what other defensible choices would give. Ranking States against one another, and filling what is "
        "unknown from comparable States, draw exceptional levels towards the rest: a high score therefore lies near the "
        "upper end of its interval, a low one near the lower."
    )


def say_period(start: pd.Timestamp | None, end: pd.Timestamp | None) -> str:
    """A period as a reader meets it: a year, a month, a day, or from one day to another; empty for None."""
    if start is None or end is None:
        return ""
    if start == end:
        return format_date(end)
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return f"{end:%Y}" if start.year == end.year else f"{start:%Y}–{end:%Y}"
    if start.day == 1 and (end + pd.Timedelta(days=1)).day == 1 and (start.year, start.month) == (end.year, end.month):
        return format_month(end)
    return _("{start} to {end}").format(start=format_date(start), end=format_date(end))


def say_age(line: IndicatorLine) -> str:
    """How old an indicator's value is; empty where there is none."""
    if line.age_months is None:
        return ""
    if line.is_lasting:
        return _("holds until changed")
    if line.age_months < 24:
        return ngettext("{count} month", "{count} months", line.age_months).format(count=line.age_months)
    years = line.age_months // 12
    return ngettext("{count} year", "{count} years", years).format(count=years)


def say_value(value: float | None, unit: str) -> str:
    """A value as a reader meets it: the word that a coded unit such as "1 = party, 0 = not a party" gives it, or a number.

    Numbers have three significant digits and no more than three decimals. Empty for None.
    """
    if value is None:
        return ""
    words = coded(_(unit))
    if value in words:
        return words[value]
    size = abs(value)
    decimals = 0 if size >= 100 or value == round(value) else 1 if size >= 10 else 2 if size >= 0.1 else 3
    return format_number(value, decimals=decimals)


def coded(unit: str) -> dict[float, str]:
    """What the codes of a unit such as "1 = party, 0 = not a party" stand for; empty for any other unit.

    A remark behind a semicolon, such as "1 is worse", belongs to none of the words.
    """
    codes = re.split("[;；]", unit.replace("\u00a0", " "))[0]
    parts = [CODE.fullmatch(part) for part in re.split(r",\s+", codes)]
    if not all(parts):
        return {}
    return {float(part["code"].replace(",", ".")): part["word"] for part in parts if part}


def compare(scores: Sequence[Score]) -> list[str]:
    """What may be said of the order of two or more scores, given their intervals."""
    missing = [country_name(one.iso3) for one in scores if one.score is None]
    ranked = sorted((one for one in scores if one.score is not None), key=lambda one: -(one.score or 0))
    pairs = [(a, b, a.overlaps(b)) for place, a in enumerate(ranked) for b in ranked[place + 1 :]]
    together = [(a, b) for a, b, overlaps in pairs if overlaps]
    apart = [(a, b) for a, b, overlaps in pairs if not overlaps]
    sentences = []
    if pairs and not apart:
        sentences.append(
            _(
                "Not distinguishable: the 90% intervals of {countries} all overlap, so no order among them can be told."
            ).format(countries=format_list([country_name(one.iso3) for one in ranked]))
        )
    else:
        sentences += [_say_apart(ranked, one, apart) for one in ranked if any(a is one for a, _b in apart)]
        if together:
            listed = [
                _("{one} and {other}").format(one=country_name(a.iso3), other=country_name(b.iso3)) for a, b in together
            ]
            sentences.append(
                _("Not distinguishable, because their 90% intervals overlap: {pairs}.").format(
                    pairs=format_clauses(listed)
                )
            )
    if missing:
        sentences.append(
            _("No score is shown for {countries}: not enough is known.").format(countries=format_list(missing))
        )
    return sentences


def _say_apart(ranked: Sequence[Score], one: Score, apart: Sequence[tuple[Score, Score]]) -> str:
    below = [country_name(b.iso3) for a, b in apart if a is one]
    return _("{country} stands above {others}: their 90% intervals are apart.").format(
        country=country_name(one.iso3), others=format_list(below)
    )
