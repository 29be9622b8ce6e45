"""Who may do what, in words: the network's actions, a member's answers to each, and the reasons behind an answer."""

import pandas as pd

from briefing.language import country_name, format_sentences, mark
from briefing.language import gettext as _
from data.countries import countries
from network.messages import TERMS
from network.roles import GRANTABLE, RULES, Grant, Role, Verdict

ACTIONS = {  # key of network.roles.RULES → what a person calls it
    "alert.read": mark("Read published alerts"),
    "alert.read_proposed": mark("Read alerts that await review"),
    "alert.propose": mark("Propose an alert"),
    "alert.review": mark("Publish or dismiss a proposed alert"),
    "alert.close": mark("Close a published alert"),
    "watchlist.read": mark("Read a watchlist"),
    "watchlist.keep_own": mark("Keep a watchlist of one's own"),
    "watchlist.keep_shared": mark("Keep a configuration's watchlist"),
    "note.read": mark("Read a note"),
    "note.share": mark("Share a note"),
    "note.edit": mark("Change a note"),
    "note.withdraw": mark("Withdraw a note"),
    "consultation.read": mark("Read a consultation"),
    "consultation.ask": mark("Put a question to focal points"),
    "consultation.change": mark("Extend or close a consultation"),
    "consultation.mark_read": mark("Confirm that a question was read"),
    "consultation.reply": mark("Reply to a consultation"),
    "consultation.edit_reply": mark("Change a reply"),
    "decision.read": mark("Read a decision"),
    "decision.propose": mark("Propose a decision"),
    "decision.edit": mark("Change a proposed decision"),
    "decision.settle": mark("Agree to a decision, or not"),
    "decision.complete": mark("Mark a decision as done"),
    "decision.follow_up": mark("Write down what came of a decision"),
    "directory.read": mark("Read the directory"),
    "directory.read_contacts": mark("Read names and contacts in the directory"),
    "directory.keep": mark("Change the directory"),
    "member.read": mark("See who belongs to the network"),
    "member.read_details": mark("See members' e-mail addresses and rights"),
    "member.keep": mark("Invite members, give and take roles, close accounts"),
    "member.keep_own": mark("Change one's own name and language"),
    "authority.read": mark("Read the central authorities for cooperation"),
    "authority.read_contacts": mark("Read how to reach the central authorities"),
    "authority.keep": mark("Change the central authorities for cooperation"),
    "report.read": mark("Read what States report of themselves"),
    "report.enter": mark("Enter a report of one's State"),
    "missions.open": mark("Open the page on the protection of missions"),
    "missions.read": mark("Read the register of incidents against missions"),
    "missions.keep": mark("Keep the register of incidents, threat levels and advice"),
    "session.read": mark("See who is signed in, and since when"),
    "session.end": mark("End a session"),
    "configuration.read": mark("See the configurations"),
    "configuration.keep": mark("Change the configurations"),
    "feed.keep": mark("Make and revoke feed addresses of one's own"),
    "digest.keep": mark("Choose one's own digest"),
    "draft.keep": mark("Read and discard one's own kept drafts"),
    "export.readable": mark("Export everything one may read"),
    "audit.read": mark("Read and verify the audit trail"),
    "source.hand_in": mark("Take or refuse a file handed in for a source"),
    "retention.run": mark("Let go of what is due by the retention rules"),
}
LEVELS = {  # what the action is done to → what a person calls it; see network.members.explain
    "own": mark("Of one's own"),
    "others": mark("Of others"),
    "network": mark("Shared with the network"),
    "configuration": mark("Shared in a configuration"),
    "named": mark("Shared with others by name"),
}
SHARED = ("watchlist", "note", "consultation", "decision")  # kinds that are shared by level
CONDITIONS = {  # what stands in a cell of the table of roles; see network.roles.Condition
    "any": mark("yes"),
    "own": mark("one's own"),
    "named": mark("own, or when named"),
    "readable": mark("if one may read it"),
    "configuration": mark("within one's configuration"),
    "another": mark("another's, if one may read it"),
    "own_state": mark("for one's own State"),
}


def role_name(role: Role) -> str:
    """A role in the reader's language, as it begins a line."""
    word = _(TERMS[role])
    return word[:1].upper() + word[1:]


def grant_name(grant: Grant, titles: dict[str, str]) -> str:
    """A role with what it is for; `titles`: those of the configurations, by id."""
    scope = grant.scope
    if grant.scope_kind == "state" and scope in countries():
        scope = country_name(scope)
    elif grant.scope_kind == "configuration":
        scope = titles.get(scope, scope)
    return f"{role_name(grant.role)} – {scope}" if scope else role_name(grant.role)


def table_of_roles() -> pd.DataFrame:
    """Actions (rows) by role (columns): the condition in a word; empty where the role may not."""
    rows = [
        {_("Action"): _(ACTIONS[action])}
        | {role_name(role): _(CONDITIONS[row[role]]) if role in row else "" for role in GRANTABLE}
        for action, row in RULES.items()
    ]
    return pd.DataFrame(rows)


def levels(action: str) -> list[str]:
    """The levels that an action is asked about: what is shared by level has three, anything else is another's."""
    is_shared = action.split(".")[0] in SHARED
    return ["own", "network", "configuration", "named"] if is_shared else ["own", "others"]


def table_of_answers(answers: dict[str, dict[str, Verdict]], *, are_shared: bool) -> pd.DataFrame:
    """Actions (rows) by what they are done to (columns): ✓ where the member may, – where not.

    `are_shared`: the actions on what is shared by level, or all others.
    """
    rows = [
        {_("Action"): _(ACTIONS[action])}
        | {_(LEVELS[level]): "✓" if verdicts[level].is_allowed else "–" for level in levels(action)}
        for action, verdicts in answers.items()
        if (action.split(".")[0] in SHARED) is are_shared
    ]
    return pd.DataFrame(rows)


def reasons(action: str, verdicts: dict[str, Verdict]) -> list[tuple[str, bool, str]]:
    """For each level: its title, whether the action is allowed there, and why or why not in sentences."""
    return [
        (
            _(LEVELS[level]),
            verdicts[level].is_allowed,
            format_sentences(one.sentence(_) for one in verdicts[level].reasons),
        )
        for level in levels(action)
    ]
