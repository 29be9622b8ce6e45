"""Tables of the administration page: members, sessions, directory, configurations and the audit trail, in words."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pandas as pd

from briefing.content.rights import ACTIONS, grant_name
from briefing.language import (
    MISSING,
    NATIVE_NAMES,
    country_name,
    format_clauses,
    format_date,
    format_list,
    language,
    mark,
)
from briefing.language import gettext as _
from network.configurations import Configuration
from network.directory import Entry
from network.members import Member
from network.presence import Presence
from network.trail import Trace

KINDS = {  # kind of thing, as the audit trail names it → what a person calls it
    "source": mark("source of figures"),
    "member": mark("member"),
    "role_grant": mark("role"),
    "configuration": mark("configuration"),
    "watchlist": mark("watchlist"),
    "alert": mark("alert"),
    "note": mark("note"),
    "audience": mark("named person"),
    "consultation": mark("consultation"),
    "recipient": mark("person consulted"),
    "reply": mark("reply"),
    "decision": mark("decision"),
    "follow_up": mark("follow-up"),
    "directory_entry": mark("line of the directory"),
    "feed_token": mark("feed address"),
    "digest_setting": mark("digest setting"),
    "central_authority": mark("central authority"),
    "state_report": mark("State's report"),
    "mission_incident": mark("incident against a mission"),
    "incident_step": mark("step after an incident"),
    "mission_threat": mark("threat level of a mission"),
    "mission_advice": mark("advice to missions"),
    "session": mark("session"),
}
MORE_ACTIONS = {  # actions that no role is asked about
    "session.start": mark("Sign in"),
}
LISTINGS = {"focal points": mark("Focal points"), "group of friends": mark("Group of Friends")}
EVIDENCE = {  # how it is known → what a person reads
    "seen": mark("seen in the source"),
    "derived": mark("derived from the source"),
    "memory": mark("from memory – unverified"),
    "belief": mark("believed – unverified"),
}


def table_of_members(everyone: Sequence[Member], titles: Mapping[str, str]) -> pd.DataFrame:
    """Members with their roles; `titles`: those of the configurations, by id."""
    return pd.DataFrame(
        [
            {
                _("Name"): one.name,
                _("E-mail"): one.email or MISSING,
                _("Roles"): format_clauses(grant_name(grant, dict(titles)) for grant in one.grants) or MISSING,
                _("Account"): _("active") if one.is_active else _("inactive"),
                _("First sign-in"): format_date(one.joined_at),
                _("Language"): NATIVE_NAMES.get(one.language, one.language),
            }
            for one in everyone
        ]
    )


def table_of_sessions(found: Sequence[Presence]) -> pd.DataFrame:
    """Sessions that are not over, in UTC."""
    return pd.DataFrame(
        [
            {
                _("Name"): one.member_name,
                _("Signed in (UTC)"): moment(one.started_at),
                _("Last seen (UTC)"): moment(one.seen_at),
                _("Ends at the latest (UTC)"): moment(one.ends_at),
            }
            for one in found
        ]
    )


def table_of_directory(entries: Sequence[Entry]) -> pd.DataFrame:
    """Lines of the directory, each with its date and how it is known."""
    return pd.DataFrame(
        [
            {
                _("State or organisation"): one.name(language()),
                _("What for"): _(one.line.membership),
                _("As of"): one.line.as_of or MISSING,
                _("How it is known"): evidence(one.line.evidence),
                _("Name"): one.line.person or MISSING,
                _("Source"): one.line.source,
            }
            for one in entries
        ]
    )


def table_of_configurations(found: Sequence[Configuration], everyone: Sequence[Member]) -> pd.DataFrame:
    """Configurations with their countries and the members who belong to them."""
    return pd.DataFrame(
        [
            {
                _("Configuration"): _(one.title),
                _("Countries"): format_list([country_name(iso3) for iso3 in one.countries]),
                _("Members of the network"): ", ".join(names_in(one.id, everyone)) or MISSING,
                _("As of"): one.as_of or MISSING,
                _("How it is known"): evidence(one.evidence),
            }
            for one in found
        ]
    )


def names_in(configuration: str, everyone: Sequence[Member]) -> list[str]:
    """The names of the members with a role in a configuration."""
    return [
        one.name
        for one in everyone
        if any(grant.scope_kind == "configuration" and grant.scope == configuration for grant in one.grants)
    ]


def table_of_traces(found: Sequence[Trace]) -> pd.DataFrame:
    """Rows of the audit trail: who did what to which thing; never what was written."""
    return pd.DataFrame(
        [
            {
                _("Row"): one.seq,
                _("When (UTC)"): moment(one.at, seconds=True),
                _("Who"): _("operator (command line)") if one.member_id == "operator" else one.member_name,
                _("Action"): _({**ACTIONS, **MORE_ACTIONS}.get(one.action, one.action)),
                _("Thing"): _(KINDS.get(one.thing_kind, one.thing_kind)),
                _("Details"): json.dumps(one.details, ensure_ascii=False) if one.details else "",
                _("Id"): one.thing_id,
            }
            for one in found
        ]
    )


def evidence(code: str) -> str:
    """How something is known, in words."""
    return _(EVIDENCE.get(code, code))


def moment(at: datetime, *, seconds: bool = False) -> str:
    """A moment in UTC, such as 2026-11-21 09:00."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M{':%S' if seconds else ''}}"
