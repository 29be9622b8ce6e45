"""The fight against impunity, ready to be shown: the matrix of States and instruments, one State, and its history."""

from collections.abc import Mapping, Sequence

import pandas as pd

from briefing.charts.instruments import Step
from briefing.content.evidence import Evidence, say_date
from briefing.content.instruments import INSTRUMENTS, STATES, Standing
from briefing.language import country_name, country_order, format_clauses
from briefing.language import gettext as _
from data.schema import UNVERIFIED
from data.sources.treaties import first_day

LAW = {  # heading of the fact → heading of a column
    "Genocide defined as a crime": "law_genocide",
    "Crimes against humanity defined as crimes": "law_crimes_against_humanity",
    "War crimes defined as crimes": "law_war_crimes",
    "Aggression defined as a crime": "law_aggression",
    "Command responsibility": "law_command_responsibility",
}
SITUATION = "Situation before the Court"
COURT = "International Criminal Court"


def say_standing(one: Standing) -> str:
    """A standing in a cell: what it is, and the year since when; of a withdrawal, when it was announced or took effect."""
    year = {
        "party": one.since,
        "leaving": one.announced,
        "left": one.until,
        "due": one.until,
        "signed": one.signed,
    }.get(one.state, "")
    text = _(STATES[one.state]) + (f" ({year[:4]})" if year else "")
    return f"{text} – {_('unverified')}" if one.is_unverified else text


def matrix(standings: Mapping[str, Mapping[str, Standing]], keys: Sequence[str], among: Sequence[str]) -> pd.DataFrame:
    """One row a State of `among`, by its name: iso3, name, and one column an instrument in words."""
    rows = [
        {"iso3": iso3, "name": country_name(iso3)} | {key: say_standing(standings[iso3][key]) for key in keys}
        for iso3 in sorted(among, key=country_order)
    ]
    return pd.DataFrame(rows, columns=["iso3", "name", *keys])


def read_law(facts: pd.DataFrame, among: Sequence[str]) -> pd.DataFrame:
    """What domestic law makes a crime: one row a State, the columns of LAW in words, None where not known; and as_of."""
    rows = facts[
        (facts["topic"] == "domestic_law") & facts["fact"].isin(list(LAW)) & ~facts["evidence"].isin(UNVERIFIED)
    ]
    wide = rows.drop_duplicates(["iso3", "fact"]).pivot(index="iso3", columns="fact", values="status")
    wide = wide.reindex(index=list(among), columns=list(LAW)).rename(columns=LAW)
    seen = rows.groupby("iso3")["as_of"].max().reindex(wide.index)
    return wide.astype(object).where(wide.notna(), None).assign(as_of=seen).reset_index(names="iso3")


def list_standings(standings: Mapping[str, Standing], keys: Sequence[str], day: pd.Timestamp) -> pd.DataFrame:
    """One State on a day: a row an instrument, with every date and how it is known; in the reader's language.

    Dates that had not come by the day stand apart, under “Afterwards”.
    """
    rows = []
    for key in keys:
        one = standings[key]
        dates = {
            _("Signed"): one.signed, _("Party since"): one.since, _("Withdrawal announced"): one.announced,
            _("Withdrawal takes effect"): one.until,
        }  # fmt: skip
        then = {name: text if _has_come(text, day) else "" for name, text in dates.items()}
        later = [f"{name}: {say_date(text)}" for name, text in dates.items() if text and not then[name]]
        doubt = _("unverified") if one.is_unverified else _("date unverified") if one.is_date_unverified else ""
        rows.append(
            {_("Instrument"): _(INSTRUMENTS[key].short), _("Standing"): _(STATES[one.state])}
            | {name: say_date(text) for name, text in then.items()}
            | {_("Afterwards"): format_clauses(later), _("Doubt"): doubt}
            | {_("The source speaks of"): say_date(one.seen_on) or _("not dated")}
            | {_("Source"): one.reference, _("Remark"): one.note}
        )
    return pd.DataFrame(rows)


def _has_come(text: str, day: pd.Timestamp) -> bool:
    return bool(first_day(pd.Series([text])).iloc[0] <= day)


def read_steps(
    facts: pd.DataFrame, standings: Mapping[str, Standing], keys: Sequence[str], iso3: str, day: pd.Timestamp
) -> list[Step]:
    """What happened by a day: signatures, ratifications, withdrawals, and situations before the Court, with their dates."""
    steps = []
    for key in keys:
        one, line = standings[key], _(INSTRUMENTS[key].short)
        for kind, text, what in (
            ("signed", one.signed, _("signed")), ("joined", one.since, _("became a party")),
            ("announced", one.announced, _("withdrawal announced")), ("left", one.until, _("withdrawal takes effect")),
        ):  # fmt: skip
            steps += _step(
                line, kind, what, text, day, one.is_unverified or (kind == "left" and one.is_date_unverified)
            )
    rows = facts[(facts["topic"] == "icc") & (facts["iso3"] == iso3)].fillna("")
    for row in rows.to_dict("records"):
        if row["fact"] in (SITUATION, "Declaration under article 12(3)"):
            doubt = row["evidence"] in UNVERIFIED or row["date_evidence"] in UNVERIFIED
            steps += _step(_(COURT), "court", _(row["fact"]), row["from_date"], day, doubt)
    return steps


def _step(line: str, kind: str, what: str, text: str, day: pd.Timestamp, doubt: bool) -> list[Step]:
    if not _has_come(text, day):
        return []
    begun = first_day(pd.Series([text])).iloc[0]
    return [Step(line=line, kind=kind, what=what, when=say_date(text), day=begun, is_unverified=doubt)]


def narrowed(evidence: Evidence, topics: Sequence[str]) -> Evidence:
    """The evidence of some topics only."""
    then, later = (tuple(one for one in part if one.key in topics) for part in (evidence.then, evidence.later))
    return Evidence(then=then, later=later)
