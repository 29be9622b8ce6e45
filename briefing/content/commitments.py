"""What States have committed themselves to, ready to be shown: reviews, invitations, nuclear security; never scored."""

import re
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from briefing.content.evidence import say_date
from briefing.content.instruments import INSTRUMENTS, NUCLEAR_SECURITY, STATES, Standing
from briefing.language import country_name, country_order, format_list, mark
from briefing.language import gettext as _
from data.schema import UNVERIFIED
from data.sources.nuclear_security import INSTRUMENTS as NUCLEAR
from data.sources.treaties import first_day, last_day

SESSION = re.compile(r"cycle (\d+), session (\d+)")
REQUESTS, ACCEPTED = "upr.standing_invitation_requests", "upr.standing_invitation_requests_accepted"
INVITATIONS = {  # status of the fact → what a reader meets
    "yes": mark("Issued"),
    "pledged": mark("Pledged"),
    "not issued": mark("Not issued"),
    "not issued at that date": mark("Not issued when last asked"),
    "unknown": mark("Not known"),
}
ACTS = (  # of nuclear security, beyond treaties → how a profile calls them
    ("iaea_safeguards", mark("Safeguards agreement with the IAEA")),
    ("additional_protocol", mark("Additional protocol to the safeguards agreement")),
    ("unscr_1540_report", mark("Reports under Security Council resolution 1540 (2004)")),
    ("gicnt", mark("Global Initiative to Combat Nuclear Terrorism")),
    ("iaea_advisory_mission", mark("Advisory missions of the IAEA")),
)


@dataclass(frozen=True, kw_only=True)
class Review:
    """A State's place in the Universal Periodic Review on a day; dates in the reader's language, empty where not known."""

    iso3: str
    latest: str  # cycle and session, or empty
    latest_when: str
    following: str
    following_when: str
    is_date_unverified: bool
    is_in_old_order: bool  # the next one is taken from the order of the cycle before; nobody saw the new one
    order: int  # number of the session that comes next, 9999 where none is on record


def read_reviews(facts: pd.DataFrame, among: Sequence[str], day: pd.Timestamp) -> list[Review]:
    """The latest review held by a day and the next one after it, the earliest next session first.

    Where a later review is on record as held, it is the next one as seen from the day; else the one planned is.
    """
    rows = facts[facts["topic"].isin(["upr_review", "upr_next"]) & facts["iso3"].isin(list(among))].fillna("")
    named = rows["fact"].str.extract(SESSION)
    rows = rows.assign(cycle=named[0], number=pd.to_numeric(named[1]), begun=first_day(rows["from_date"]))
    rows = rows.dropna(subset=["number"])
    own = defaultdict(list)
    for row in rows.sort_values("number").to_dict("records"):
        own[row["iso3"]].append(row)
    found = [_review(iso3, own[iso3], day) for iso3 in among if iso3 in own]
    found += [
        Review(iso3=iso3, latest="", latest_when="", following="", following_when="", is_date_unverified=False,
               is_in_old_order=False, order=9999)
        for iso3 in among if iso3 not in own
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.order, country_order(one.iso3)))


def _review(iso3: str, rows: Sequence[Mapping[Hashable, Any]], day: pd.Timestamp) -> Review:
    held = [row for row in rows if row["topic"] == "upr_review" and row["begun"] <= day]
    later = [row for row in rows if row["topic"] == "upr_next" or row["begun"] > day]
    latest, following = held[-1] if held else None, later[0] if later else None
    shown = [row for row in (latest, following) if row is not None and row["from_date"]]
    return Review(
        iso3=iso3, latest=_session(latest), latest_when=_days(latest), following=_session(following),
        following_when=_days(following), order=9999 if following is None else int(following["number"]),
        is_date_unverified=any(row["date_evidence"] in UNVERIFIED for row in shown),
        is_in_old_order=following is not None and following["topic"] == "upr_next" and following["evidence"] == "derived",
    )  # fmt: skip


def _session(row: Any) -> str:
    if row is None:
        return ""
    return _("cycle {cycle}, session {session}").format(cycle=row["cycle"], session=int(row["number"]))


def _days(row: Any) -> str:
    if row is None or not row["from_date"]:
        return ""
    start, end = say_date(row["from_date"]), say_date(row["to_date"])
    return _("{start} to {end}").format(start=start, end=end) if end else start


def list_reviews(reviews: Sequence[Review]) -> pd.DataFrame:
    """The calendar in the reader's language: one row a State."""
    return pd.DataFrame({
        _("State"): [country_name(one.iso3) for one in reviews],
        _("Latest review"): [one.latest or _("Not known") for one in reviews],
        _("Held"): [one.latest_when or _("Not known") for one in reviews],
        _("Next review"): [one.following or _("Not known") for one in reviews],
        _("Planned for"): [one.following_when or (_("days not known") if one.following else "") for one in reviews],
        _("Doubt"): [_doubt(one) for one in reviews],
    })  # fmt: skip


def _doubt(one: Review) -> str:
    found = [_("date unverified")] if one.is_date_unverified else []
    return "; ".join([*found, *([_("in the order of the cycle before")] if one.is_in_old_order else [])])


def list_invitations(
    facts: pd.DataFrame, points: pd.DataFrame, among: Sequence[str], day: pd.Timestamp
) -> pd.DataFrame:
    """Standing invitations on a day, how each is known, and how often the State was asked to issue one in its reviews.

    `points`: observations. An invitation dated after the day was not on record as issued then. What nobody verified says so.
    """
    rows = facts[facts["topic"] == "standing_invitation"].fillna("").drop_duplicates("iso3").set_index("iso3")
    known = rows.assign(begun=first_day(rows["from_date"])).to_dict("index")
    asked = _latest(points, REQUESTS, day)
    accepted = _latest(points, ACCEPTED, day)
    # Of another review's requests nothing may be said here: a review without a request has none that was accepted.
    accepted = accepted[accepted["period_end"].eq(asked["period_end"].reindex(accepted.index))]
    return pd.DataFrame(
        [
            _invitation(iso3, known.get(iso3), asked["value"], accepted["value"], day)
            for iso3 in sorted(among, key=country_order)
        ]
    )


def _invitation(
    iso3: str, row: Mapping[Hashable, Any] | None, asked: pd.Series, accepted: pd.Series, day: pd.Timestamp
) -> dict[str, Any]:
    status, when, said, source, note, doubt = "unknown", "", "", "", "", ""
    if row is not None:
        is_later = row["status"] == "yes" and row["begun"] > day
        status = "unknown" if is_later or row["evidence"] in UNVERIFIED else row["status"]
        when = "" if is_later else say_date(row["from_date"])
        said, source, note = say_date(row["as_of"]), row["reference"], row["note"]
        doubt = _("unverified") if row["evidence"] in UNVERIFIED else ""
    return {
        _("State"): country_name(iso3), _("Standing invitation"): _(INVITATIONS[status]), _("No later than"): when,
        _("Requests in the latest review on record"): _whole(asked.get(iso3)), _("Of these accepted"): _whole(accepted.get(iso3)),
        _("The source speaks of"): said or _("not dated"), _("Doubt"): doubt, _("How it is known"): source, _("Remark"): note,
    }  # fmt: skip


def _latest(points: pd.DataFrame, series: str, day: pd.Timestamp) -> pd.DataFrame:
    """The newest figure of each State by a day, by iso3: value, period_end."""
    own = points[(points["series"] == series) & (points["period_end"] <= day)]
    return own.sort_values("period_end").drop_duplicates("iso3", keep="last").set_index("iso3")


def _whole(value: Any) -> int | None:
    return None if value is None or pd.isna(value) else int(value)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a profile: what, how it stood, and where that is known from; `is_known` is False where nothing is."""

    what: str
    said: str
    reference: str = ""
    note: str = ""
    is_known: bool = True
    is_unverified: bool = False


def nuclear_profile(facts: pd.DataFrame, standings: Mapping[str, Standing], iso3: str, day: pd.Timestamp) -> list[Line]:
    """What a State had joined, reported and received in nuclear security by a day: treaties first, then acts."""
    lines = [_treaty_line(standings[key]) for key in NUCLEAR_SECURITY]
    rows = facts[(facts["topic"] == "nuclear_security") & (facts["iso3"] == iso3)].fillna("")
    rows = rows.assign(begun=first_day(rows["from_date"]), sure=last_day(rows["from_date"])).sort_values("begun")
    for key, what in ACTS:
        own = rows[rows["fact"] == NUCLEAR.get(key, "")]
        own = own[own["begun"].isna() | (own["sure"] <= day)]
        lines.append(_act_line(_(what), own))
    return lines


def _treaty_line(one: Standing) -> Line:
    title, said = _(INSTRUMENTS[one.instrument].fact), _(STATES[one.state])
    if one.state == "party" and one.since:
        said = _("Party since {day}").format(day=say_date(one.since))
    elif one.state == "signed" and one.signed:
        said = _("Signed on {day}, not a party").format(day=say_date(one.signed))
    elif one.state == "unknown" and one.words:
        said = _("{said} – the source: {words}").format(said=said, words=_(one.words))
    return Line(what=title, said=said, reference=one.reference, note=one.note, is_known=one.state != "unknown",
                is_unverified=one.is_unverified)  # fmt: skip


def _act_line(what: str, rows: pd.DataFrame) -> Line:
    if rows.empty:
        return Line(what=what, said=_("Not known"), is_known=False)
    parts = [_act(row["status"], row["from_date"]) for row in rows.to_dict("records")]
    return Line(
        what=what, said=format_list(parts), reference="; ".join(dict.fromkeys(rows["reference"])),
        note="; ".join(filter(None, dict.fromkeys(rows["note"]))), is_unverified=bool(rows["evidence"].isin(UNVERIFIED).any()),
    )  # fmt: skip


def _act(status: str, when: str) -> str:
    return _("{what} ({when})").format(what=_(status), when=say_date(when)) if when else _(status)


def count_nuclear_acts(facts: pd.DataFrame, among: Sequence[str], day: pd.Timestamp) -> pd.DataFrame:
    """How many of some States have anything on record by a day, by act: columns what, states; the rest is not known."""
    rows = facts[(facts["topic"] == "nuclear_security") & facts["iso3"].isin(list(among))].fillna("")
    sure = last_day(rows["from_date"])
    rows = rows[(sure.isna() | (sure <= day)) & ~rows["evidence"].isin(UNVERIFIED)]
    counts = rows.groupby("fact")["iso3"].nunique()
    return pd.DataFrame([{"what": _(what), "states": int(counts.get(NUCLEAR.get(key, ""), 0))} for key, what in ACTS])
