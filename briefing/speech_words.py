"""What is said of hate-speech signals: names of streams, groups and states, and the sentences about bursts and gaps."""

from briefing.content.speech import NOT_RELIABLE, NOTHING_SEEN, RELIABLE, Burst, Series
from briefing.language import (
    country_name,
    format_date,
    format_list,
    format_number,
    format_sentences,
    format_share,
    language_name,
    mark,
    ngettext,
)
from briefing.language import gettext as _
from models.speech.aggregate import LEAST_POSTS
from models.speech.languages import UNKNOWN

STREAMS = {"posts": mark("Posts"), "news": mark("News"), "radio transcripts": mark("Radio transcripts")}
GROUPS = {  # target groups, as the classifier names them
    "disability": mark("Disability"),
    "gender": mark("Gender"),
    "migrants and refugees": mark("Migrants and refugees"),
    "race or origin": mark("Race or origin"),
    "region": mark("Region"),
    "religion": mark("Religion"),
    "sexual orientation or identity": mark("Sexual orientation or gender identity"),
}
WEEKS = {  # status of a week
    "shown": mark("Shown"),
    "suppressed": mark("Too few posts to show"),
    NOT_RELIABLE: mark("Not reliable in this language"),
    NOTHING_SEEN: mark("Nothing was read"),
}
LANGUAGES = {  # status of a language
    "reliable": mark("Reliable"),
    "unreliable": mark("Not reliable: counted, not scored"),
    "none": mark("No model: counted, not scored"),
    "unknown": mark("Language not recognised: not scored"),
}
REASONS = {  # why a text has no score, or a lower one, as the classifier gives it
    "language not recognised": mark("Language not recognised"),
    "no model for this language": mark("No model for this language"),
    "not reliable in this language": mark("Not reliable in this language"),
    "no words": mark("No words"),
    "judged without its quotation": mark("Judged without what it quotes"),
}
MARKERS = {"dehumanisation": mark("Dehumanisation"), "threat": mark("Threat or call to violence")}
MADE_UP = mark("Demonstration: made-up counts")


def said(words: dict[str, str], key: str) -> str:
    """The reader's word for a key; the key where there is none."""
    return _(words[key]) if key in words else key


def language_of(tag: str) -> str:
    """The name of a language, or that none was recognised."""
    return _("language not recognised") if tag == UNKNOWN else language_name(tag)


def name_of(series: Series | Burst, *, with_country: bool = False) -> str:
    """A series by stream and language, with its country where asked for, and marked where it is made up."""
    name = bare_name(series)
    if with_country:
        name = _("{country}: {what}").format(country=country_name(series.iso3), what=name)
    return _("{what} [demonstration]").format(what=name) if series.is_made_up else name


def bare_name(series: Series | Burst) -> str:
    """A series by stream and language, without any mark: for titles that carry the mark themselves."""
    return _("{stream}, {language}").format(stream=said(STREAMS, series.stream), language=language_of(series.language))


def share(value: float | None) -> str:
    """A share with one decimal."""
    return format_share(value, decimals=1)


def say_burst(burst: Burst) -> str:
    """Why a week raised an alarm, with its figures; for people who were not told how alarms work."""
    sentences = [
        ngettext(
            "{flagged} of {scored} distinct post was flagged; the stream's own past made about {expected} likely.",
            "{flagged} of {scored} distinct posts were flagged; the stream's own past made about {expected} likely.",
            burst.scored,
        ).format(
            flagged=format_number(burst.flagged, decimals=0), scored=format_number(burst.scored, decimals=0),
            expected=format_number(burst.expected, decimals=0),
        )
    ]  # fmt: skip
    if burst.is_sudden:
        sentences.append(_("So many or more would come by chance in {chance}.").format(chance=_chance(burst.tail)))
    if burst.is_drift:
        sentences.append(_("Over several weeks flagged posts have added up to more than usual: a slow rise."))
    if burst.seen > 1.5 * burst.unique:
        sentences.append(
            _("Copies were counted once: {seen} posts were read, {unique} of them distinct.").format(
                seen=format_number(burst.seen, decimals=0), unique=format_number(burst.unique, decimals=0)
            )
        )
    return format_sentences(sentences)


def _chance(tail: float) -> str:
    weeks = 1 / max(tail, 1e-4)
    if weeks >= 10_000:
        return _("fewer than one week in 10,000")
    rounded = round(weeks, -2) if weeks >= 1000 else round(weeks, -1) if weeks >= 100 else round(weeks)
    return _("one week in {weeks}").format(weeks=format_number(rounded, decimals=0))


def say_series(series: Series) -> str:
    """Where a series stands in its newest week, with its denominator, or why no figure is given."""
    last = series.weeks.iloc[-1]
    if not series.is_reliable:
        return _(
            "Not reliable in this language: {seen} posts were read in the week of {week}, and none was scored. No rate is "
            "given; that is a gap in what can be measured, not a sign of calm."
        ).format(seen=format_number(int(last["seen"]), decimals=0), week=format_date(last["week"]))
    newest = series.newest
    if newest is None:
        return _("No week has the {least} distinct posts that a figure needs.").format(least=LEAST_POSTS)
    sentence = _(
        "In the week of {week}, {prevalence} of {posts} distinct posts are put down as hateful (90% interval {low} to "
        "{high}), corrected for the classifier's errors; {flagged} were flagged."
    ).format(
        week=format_date(newest["week"]), prevalence=share(newest["prevalence"]), low=share(newest["prevalence_low"]),
        high=share(newest["prevalence_high"]), posts=format_number(int(newest["unique"]), decimals=0),
        flagged=format_number(int(newest["flagged"]), decimals=0),
    )  # fmt: skip
    if len(series.level_changes):
        days = format_list([format_date(day) for day in series.level_changes])
        sentence += " " + _("Looking back, the flagged rate settled on another level in the week of {weeks}.").format(
            weeks=days
        )
    return sentence


def say_coverage(states: dict[str, str]) -> str:
    """How many States have a stream, and what no stream means."""
    reliable = sum(state == RELIABLE for state in states.values())
    if not states:
        return _(
            "No stream is connected to this installation, so no State has hate-speech signals. Grey means that nobody is "
            "counting here; it never means that there is no hate speech."
        )
    return ngettext(
        "{count} State has a stream, {reliable} of them in a language in which the classifier is reliable. Grey means that "
        "nobody is counting here; it never means that there is no hate speech.",
        "{count} States have a stream, {reliable} of them in a language in which the classifier is reliable. Grey means that "
        "nobody is counting here; it never means that there is no hate speech.",
        len(states),
    ).format(count=len(states), reliable=reliable)
