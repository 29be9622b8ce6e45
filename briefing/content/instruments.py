"""Where each State stood towards a treaty on a given day, from the facts on record: party, signatory, outside, or not known."""

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from briefing.language import mark
from data.countries import countries
from data.schema import UNVERIFIED
from data.sources.nuclear_security import INSTRUMENTS as NUCLEAR
from data.sources.treaties import (
    CURATED_PARTY,
    CURATED_SIGNATORY,
    CURATED_WITHDRAWN,
    PARTY,
    PARTY_2022,
    STATE_SINCE,
    TREATIES,
    first_day,
    last_day,
)

STATES = {  # where a State stands → what a reader meets, in the order of legends and tables
    "party": mark("Party"),
    "undated": mark("Party, since when is not known"),
    "leaving": mark("Party; withdrawal announced"),
    "due": mark("Withdrawal due, not confirmed"),
    "left": mark("Withdrawn"),
    "signed": mark("Signed, not a party"),
    "outside": mark("Not a party"),
    "unknown": mark("Not known"),
}
BOUND = frozenset({"party", "leaving"})  # surely a party on that day
PARTIES = PARTY | CURATED_PARTY | {PARTY_2022}
SIGNATORIES = CURATED_SIGNATORY | {"signatory state"}
OUTSIDERS = frozenset({"not a party", "no action"})
WITHDRAWAL = "Withdrawal from the Rome Statute"
ANNOUNCED = frozenset({"withdrawal announced", "withdrawal notified"})
SIGNED_ON = re.compile(r"\bsigned (\d{4}(?:-\d\d){0,2})")


@dataclass(frozen=True, kw_only=True)
class Instrument:
    """A treaty as a page names it: `fact` is its heading among the facts of a release, `short` fits a column."""

    key: str
    topic: str  # of facts.parquet
    fact: str
    short: str


_TITLES = {one.key: one.title for one in TREATIES}


def _treaty(key: str, short: str) -> Instrument:
    return Instrument(key=key, topic="treaty", fact=_TITLES[key], short=short)


def _nuclear(key: str, short: str) -> Instrument:
    return Instrument(key=key, topic="nuclear_security", fact=NUCLEAR[key], short=short)


INSTRUMENTS = {
    one.key: one
    for one in (
        _treaty("rome_statute", mark("Rome Statute")),
        _treaty("apic", mark("Privileges and immunities of the Court")),
        _treaty("genocide", mark("Genocide Convention")),
        _treaty("ljubljana_the_hague", mark("Ljubljana–The Hague Convention")),
        _treaty("cat", mark("Convention against Torture")),
        _treaty("opcat", mark("Optional Protocol (torture)")),
        _treaty("icpped", mark("Enforced disappearance")),
        _treaty("icerd", mark("Racial discrimination")),
        _treaty("iccpr", mark("Civil and political rights")),
        _treaty("crc", mark("Rights of the child")),
        _treaty("un_personnel_safety", mark("Safety of UN personnel")),
        _treaty("protected_persons", mark("Protected persons")),
        _nuclear("cppnm", mark("Physical protection of nuclear material")),
        _nuclear("cppnm_amendment", mark("Amendment on physical protection")),
        _treaty("nuclear_terrorism", mark("Nuclear terrorism")),
        _nuclear("npt", mark("Non-proliferation")),
    )
}
ACCOUNTABILITY = ("rome_statute", "apic", "genocide", "ljubljana_the_hague", "cat", "opcat", "icpped")
HUMAN_RIGHTS = (
    "iccpr",
    "icerd",
    "cat",
    "opcat",
    "crc",
    "icpped",
    "genocide",
    "un_personnel_safety",
    "protected_persons",
)
NUCLEAR_SECURITY = ("cppnm", "cppnm_amendment", "nuclear_terrorism", "npt")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a State stood towards an instrument on a day. Dates are ISO texts as precise as known, empty where unknown."""

    iso3: str
    instrument: str
    state: str  # one of STATES
    words: str = ""  # of the source
    signed: str = ""
    since: str = ""
    until: str = ""  # a withdrawal takes or took effect
    announced: str = ""  # a withdrawal was announced or notified
    seen_on: str = ""  # the day the source says it of
    is_carried: bool = False  # the day asked for lies after the day the source speaks of
    is_unverified: bool = False
    is_date_unverified: bool = False
    reference: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.state not in STATES:
            raise ValueError(f"{self.iso3}, {self.instrument}: state must be one of {list(STATES)}, got {self.state!r}")

    @property
    def is_bound(self) -> bool:
        """Whether the State was surely a party, as far as anyone verified."""
        return self.state in BOUND and not self.is_unverified


def month_end(month: pd.Timestamp) -> pd.Timestamp:
    """The last day of a month: figures of a month say how things stood when it was over."""
    return (month + pd.offsets.MonthEnd(0)).normalize()


def read_standings(facts: pd.DataFrame, keys: Sequence[str], day: pd.Timestamp) -> dict[str, dict[str, Standing]]:
    """Standing by ISO3 and instrument, of all States covered, on a day.

    `facts`: facts.parquet. A State that no fact names is "unknown": lists that are complete have a fact for every State.
    """
    announced = _announcements(facts, day) if "rome_statute" in keys else {}
    found: dict[str, dict[str, Standing]] = {
        iso3: {key: Standing(iso3=iso3, instrument=key, state="unknown") for key in keys} for iso3 in countries()
    }
    for row in _rows(facts, keys):
        if row["iso3"] in found:
            notice = ""
            if row["key"] == "rome_statute":
                notice = announced.get(row["iso3"]) or _notified(row["to_date"], day)
            found[row["iso3"]][row["key"]] = _standing(row, day, notice)
    return found


def _rows(facts: pd.DataFrame, keys: Sequence[str]) -> list[dict[Hashable, Any]]:
    """The facts of some instruments, with `key` and the days that their dates stand for."""
    wanted = {(INSTRUMENTS[key].topic, INSTRUMENTS[key].fact): key for key in keys}
    rows = facts[facts["fact"].isin([fact for _topic, fact in wanted])].fillna("")
    named = [wanted.get(pair) for pair in zip(rows["topic"], rows["fact"], strict=True)]
    rows = rows.assign(key=pd.Series(named, index=rows.index, dtype="object")).dropna(subset=["key"])
    signed = rows["note"].str.extract(SIGNED_ON, expand=False).fillna("")
    rows = rows.assign(
        signed=signed, _signed=last_day(signed), _joined=last_day(rows["from_date"]), _left=last_day(rows["to_date"]),
        _seen=last_day(rows["as_of"]),
    )  # fmt: skip
    return rows.to_dict("records")


def _announcements(facts: pd.DataFrame, day: pd.Timestamp) -> dict[str, str]:
    """The day (ISO text) on which a State announced or notified that it leaves the Rome Statute, if by then it had."""
    rows = facts[(facts["topic"] == "icc") & (facts["fact"] == WITHDRAWAL)].fillna("")
    rows = rows[rows["status"].isin(list(ANNOUNCED)) & ~rows["evidence"].isin(UNVERIFIED)]
    rows = rows[first_day(rows["from_date"]) <= day]
    return dict(zip(rows["iso3"], rows["from_date"], strict=True))


def _notified(effective: str, day: pd.Timestamp) -> str:
    """The day (ISO text) on which a withdrawal that took effect was notified, if it was by then: a year before (article 127)."""
    if not effective:
        return ""
    notified = f"{int(effective[:4]) - 1}{effective[4:]}"
    return notified if last_day(pd.Series([notified])).iloc[0] <= day else ""


def _standing(row: Mapping[Any, Any], day: pd.Timestamp, announced: str) -> Standing:
    state = _state(row, day)
    return Standing(
        iso3=row["iso3"], instrument=row["key"], state="leaving" if state == "party" and announced else state,
        words=row["status"], signed=row["signed"], since=row["from_date"], until=row["to_date"], announced=announced,
        seen_on=row["as_of"],
        is_carried=state != "unknown" and day > row["_seen"],
        is_unverified=row["evidence"] in UNVERIFIED,
        is_date_unverified=row["date_evidence"] in UNVERIFIED or "unverified" in row["note"],
        reference=row["reference"], note=row["note"],
    )  # fmt: skip


def _state(row: Mapping[Any, Any], day: pd.Timestamp) -> str:
    """One of STATES. Where only a year or month is known, a State joined, and left, at its end.

    A day that is not known is NaT, of which every comparison is false.
    """
    status = row["status"]
    if status == CURATED_WITHDRAWN:
        if day >= row["_left"]:
            # a text from before the day on which it was due cannot tell whether it came about
            return "left" if row["_seen"] >= row["_left"] else "due"
        if pd.isna(row["_left"]):
            return "left" if day >= row["_seen"] else "unknown"
        return _since_joining(row, day)
    if status in PARTIES or status.startswith("party"):
        return _since_joining(row, day)
    if status in SIGNATORIES:
        return "outside" if day < row["_signed"] else "signed"
    if status.startswith("acceded") and "announced withdrawal" in status:
        return "leaving"
    return "outside" if status in OUTSIDERS else "unknown"


def _since_joining(row: Mapping[Any, Any], day: pd.Timestamp) -> str:
    if pd.isna(row["_joined"]):
        return "party" if day >= row["_seen"] else "undated"
    if day >= row["_joined"]:
        return "party"
    if "succe" in row["status"] or (row["status"] == PARTY_2022 and row["iso3"] in STATE_SINCE):
        return "unknown"  # a successor State carried the treaty over, so nothing is said of the time before
    return "signed" if day >= row["_signed"] else "outside"


def count_states(standings: Iterable[Standing]) -> dict[str, int]:
    """How many States stand where, by STATES; what nobody verified counts as not known."""
    counts = dict.fromkeys(STATES, 0)
    for one in standings:
        counts["unknown" if one.is_unverified else one.state] += 1
    return counts


def newest_days(standings: Mapping[str, Mapping[str, Standing]], keys: Sequence[str]) -> dict[str, str]:
    """The newest day (ISO text) that the sources of each instrument speak of; empty where none says."""
    return {key: max((one[key].seen_on for one in standings.values()), default="") for key in keys}


def parties_by_year(
    facts: pd.DataFrame, keys: Sequence[str], among: Sequence[str], years: Sequence[int]
) -> pd.DataFrame:
    """States surely party at each year's end: rows of years, one column an instrument."""
    codes, rows = set(among), [row for row in _rows(facts, keys) if row["evidence"] not in UNVERIFIED]
    ends = {year: pd.Timestamp(year=year, month=12, day=31) for year in years}
    counts = pd.DataFrame(0, index=list(years), columns=list(keys))
    for row in rows:
        if row["iso3"] in codes:
            counts[row["key"]] += [_state(row, end) in BOUND for end in ends.values()]
    return counts
