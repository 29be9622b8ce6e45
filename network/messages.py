"""Every sentence the network may say to a reader: a code, its English text, and the values it names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from string import Formatter

Translate = Callable[[str], str]


def N_(text: str) -> str:
    """Marks a text for the message catalogue without translating it here."""
    return text


MESSAGES: dict[str, str] = {
    # text and choices
    "text_empty": N_("“{field}” is empty. Write something, or leave the form."),
    "text_too_long": N_("“{field}” holds {length} characters; at most {limit} are kept. Shorten it, or cite a source instead."),
    "text_nul": N_("“{field}” holds a NUL character at position {position}, which no text has. Remove it and send it again."),
    "text_surrogate": N_(
        "“{field}” holds half a character (a lone surrogate) at position {position}. Type that character again."
    ),
    "text_one_line": N_("“{field}” must be a single line."),
    "bad_choice": N_("“{field}” must be one of: {choices}; got {value}."),
    "bad_list": N_("“{field}” must name between {least} and {most} different items; got {count}."),
    "bad_country": N_("{value} is not the code of a State covered here."),
    "bad_number": N_("“{field}” must be a finite number; got {value}."),
    "bad_address": N_("“{value}” is not a web address that can be shown: it must start with http:// or https:// and a host."),
    "bad_email": N_("“{value}” is not an e-mail address."),
    "bad_date": N_("“{field}” must be a date written YYYY, YYYY-MM or YYYY-MM-DD; got {value}."),
    "date_future": N_("“{field}” lies in the future: {value}. Enter what has happened."),
    "dates_reversed": N_("It ends on {until}, before it begins on {since}. Put the two days right."),
    "dates_overlap": N_(
        "A level for this mission already stands from {since} to {until}. Choose other days, or take that one off first."
    ),
    "deadline_past": N_("The deadline, {deadline}, has already passed. Choose a later one."),
    # may I?
    "sign_in_first": N_("Sign in first."),
    "member_inactive": N_("This account has been closed. An administrator can open it again."),
    "no_such_action": N_("Nobody may do “{action}”: it is not in the table of what each role may do."),
    "no_role": N_("No role of yours allows this. It needs: {roles}."),
    "allowed": N_("Allowed for the role “{role}” ({condition})."),
    "role_but_condition": N_("The role “{role}” allows it only under a condition that is not met ({condition})."),
    "readable_author": N_("You wrote it."),
    "readable_named": N_("You are one of the people it names."),
    "readable_network": N_("It is shared with the whole network, and you belong to it."),
    "readable_configuration": N_("It is shared within a configuration you belong to."),
    "unreadable_named": N_("It is shared only with the people it names, and you are not one of them."),
    "unreadable_configuration": N_("It is shared within a configuration you do not belong to."),
    "unreadable_network": N_("It is shared with the network; a reader's role does not belong to it."),
    "not_here": N_("There is nothing here that you may open."),
    # the state of things
    "changed_meanwhile": N_(
        "{changed_by} changed this on {changed_at}, after you opened it. Your text is kept: compare both, then decide."
    ),
    "submission_used": N_("This form was already sent with other content. Reload the page and send it again."),
    "file_not_kept": N_(
        "The file could not be kept: a refresh may be writing, or the disk is full. Try again in a minute; the log says more."
    ),
    "bad_submission": N_("The form carried no usable key. Reload the page and send it again."),
    "last_administrator": N_("This is the last administrator. Name another one first."),
    "already_member": N_("{email} already belongs to a member."),
    "already_granted": N_("This member already has that role."),
    "role_scope": N_("The role “{role}” needs {needed}."),
    "not_reviewable": N_("This alert is {status}; only a proposed one can be reviewed."),
    "not_closable": N_("This alert is {status}; only a published one can be closed."),
    "suppressed": N_(
        "An equal or higher alert for this country and rule was published on {published}. "
        "Until {until} only an “extreme” one may follow it."
    ),
    "consultation_closed": N_("This consultation was closed on {closed}. Nothing more can be added to it."),
    "recipient_unfit": N_("{name} cannot be consulted: only active focal points and configuration members can."),
    "recipient_self": N_("You cannot consult yourself. Choose other people."),
    "not_settled": N_("This decision is {status}; that step needs it to be {needed}."),
    "unknown_response": N_("“{value}” is not one of the pillar-two responses. Choose one from the list."),
    "withdrawn": N_("This note was withdrawn on {withdrawn}."),
    "too_many_tokens": N_("You already have {limit} feed addresses. Revoke one first."),
    "too_often": N_("That was more than {limit} times in {seconds} seconds. Wait until {until} and try again."),
    # tables of incidents
    "table_unreadable": N_("{file} cannot be read as a table ({reason}). Save it as CSV in UTF-8 or as XLSX, and try again."),
    "table_too_large": N_("{file} is too large: at most {limit} {unit} are read. Divide it, and try again."),
    "table_headless": N_(
        "No row among the first {rows} names the columns. They must be called, in any order: {columns}."
    ),
    "heading_twice": N_("Row {row}: “{heading}” stands over {count} columns. Give each column a heading of its own."),
    "row_fault": N_("Row {row}: {reason}"),
    "cell_empty": N_("“{field}” is empty. Fill it in."),
    "cell_unknown_state": N_(
        "“{value}” is no State known here; the nearest names: {nearest}. If it is an organisation, write ORG as institution."
    ),
    "cell_no_state": N_("“{value}” is no State known here. If it is an organisation, write ORG as institution."),
    "cell_institution": N_(
        "“{value}” is no institution. Write EMB (embassy), CON (consulate) or ORG (international organisation)."
    ),
    "cell_day": N_("“{value}” is no day. Write it 2010-01-24 or 24/1/2010."),
    "row_overlaps": N_("the same act against the same mission as in row {other}, on days that overlap."),
    "row_repeats": N_("the same act against the same mission is already in the register, on {since}."),
    # sign-in
    "not_a_member": N_("This account is not a member of the network. Ask an administrator to invite {email}."),
    "token_without_email": N_("Your sign-in provider sent no e-mail address. Allow it to share the address, then sign in again."),
    "email_not_verified": N_("Your sign-in provider has not verified {email}. Verify it there, then sign in again."),
    "account_bound": N_("{email} already signs in with another account. Ask an administrator to release it."),
    "token_expired": N_("This sign-in has expired. Sign in again."),
    "clock_skew": N_(
        "The sign-in provider's clock is {seconds} seconds ahead of this server's. An operator must set one of the two right."
    ),
    "token_incomplete": N_("The sign-in provider's answer lacks “{claim}”. An operator must check the provider's settings."),
    "session_over": N_("Your session has ended. Sign in again."),
    "local_not_asked": N_("Signing in a local person is switched off (R2P_LOCAL_PERSON)."),
    "local_not_loopback": N_("A local person is signed in only on this machine, and the server listens on {bound_to}."),
    # the store
    "database_unreachable": N_(
        "The network database cannot be reached. What is shown read-only still works; nothing you sent was saved. Try again soon."
    ),
    "database_busy": N_("Many people are saving at once. Nothing was saved; send it again."),
    "disk_full": N_("The disk of the network database is full. Nothing was saved; tell the operator, then send it again."),
    "database_read_only": N_("The network database may only be read at present. Nothing was saved; tell the operator."),
    "database_damaged": N_("The network database is damaged. Nothing was saved; the operator must restore a backup."),
    "database_fault": N_("The network database refused the change ({fault}). Nothing was saved; tell the operator."),
    "schema_absent": N_("The network database is empty. The operator must run: python -m network.migrate upgrade"),
    "schema_old": N_(
        "The network database is at revision {found}, this program needs {needed}: an upgrade was not run or was interrupted. "
        "The operator must run: python -m network.migrate upgrade"
    ),
    "schema_new": N_("The network database is at revision {found}, which this program does not know. Update the program."),
    "schema_foreign": N_("This database holds tables of something else ({tables}). Name another one in R2P_DATABASE."),
    # audit
    "audit_sound": N_("{rows} rows, unbroken, from the first to row {last}."),
    "audit_edited": N_("Row {row} was edited: its content does not fit its own hash."),
    "audit_missing": N_("Row {row} is missing: after row {before} comes row {after}."),
    "audit_unlinked": N_("Row {row} does not follow the row before it: it was moved, or the row before it was replaced."),
    "audit_tail": N_("Row {row} is missing: the trail ends at row {last}, but {head} rows were written."),
    "audit_head": N_("Row {row} is the last one, but the record of the trail's end does not fit it."),
    "audit_extra": N_("Row {row} lies after the recorded end of the trail, row {head}."),
    "audit_anchor": N_("Row {row} is not the one written down earlier: the trail was rewritten."),
    "audit_thing_edited": N_("{kind} {id} was changed without a trace: its content does not fit audit row {row}."),
    "audit_thing_missing": N_("{kind} {id} was deleted without a trace: audit row {row} is its last."),
    "audit_thing_unknown": N_("{kind} {id} was added without a trace: no audit row names it."),
    # archives
    "archive_unreadable": N_("{file} is not a backup of the network, or it is damaged ({reason}). Nothing was restored."),
    "archive_damaged": N_("{file}: the part {part} does not fit its digest. Nothing was restored; take another backup."),
    "archive_newer": N_("{file} was written at revision {found}, which this program does not know. Update the program."),
    "database_other_revision": N_(
        "The database is empty but at revision {found}, and the backup at {needed}. Restore into a new, empty database."
    ),
    "database_not_empty": N_("The database already holds data. Restore into an empty one."),
    # feeds and mail
    "feed_title": N_("Pillar Two: {name}'s watchlists"),
    "feed_unknown": N_("This feed address is not valid, or it was revoked. Make a new one under “My account”."),
    "news_alert": N_("{country}: {level} alert"),
    "news_alert_body": N_("Rule: {rule}. {change} Reviewed and published on {date}. Reason given: {reason}"),
    "news_change": N_("From {before} to {after} {unit}."),
    "news_crossing": N_("{country}: a threshold of yours was reached"),
    "news_crossing_body": N_(
        "The {measure} is {value} in release {release}; your list “{title}” asks to be told from {threshold} on."
    ),
    "news_closed": N_("{country}: alert closed"),
    "news_closed_body": N_("Rule: {rule}. Closed on {date}. Reason given: {reason}"),
    "news_consultation": N_("You are asked for your view"),
    "news_consultation_body": N_("A focal point put a question to you; answers are due by {deadline}. Sign in to read it."),
    "news_reply": N_("A reply to your consultation"),
    "news_reply_body": N_("{name} replied on {date}. Sign in to read it."),
    "news_decision": N_("A decision was settled"),
    "news_decision_body": N_("A decision that you may read was {status} on {date}. Sign in to read it."),
    "digest_subject": N_("Pillar Two: {count} new since {since}"),
    "digest_greeting": N_("Dear {name},"),
    "digest_intro": N_("This is what is new on your watchlists and in your consultations from {since} to {until} (UTC)."),
    "digest_footer": N_("You receive this {cadence}. Change it at {address}"),
    "flag_note": N_("An alert marks risk factors that are present; it does not predict what anyone will do."),
}  # fmt: skip

_FACTORS = {
    "rf1": N_("level of risk factor 1"), "rf2": N_("level of risk factor 2"), "rf3": N_("level of risk factor 3"),
    "rf4": N_("level of risk factor 4"), "rf5": N_("level of risk factor 5"), "rf6": N_("level of risk factor 6"),
    "rf7": N_("level of risk factor 7"), "rf8": N_("level of risk factor 8"), "rf9": N_("level of risk factor 9"),
    "rf10": N_("level of risk factor 10"), "rf11": N_("level of risk factor 11"), "rf12": N_("level of risk factor 12"),
    "rf13": N_("level of risk factor 13"), "rf14": N_("level of risk factor 14"),
}  # fmt: skip

# Words that stand inside a sentence as values.
TERMS: dict[str, str] = {
    "reader": N_("reader"), "focal_point": N_("focal point"), "configuration_member": N_("configuration member"),
    "reviewer": N_("reviewer"), "administrator": N_("administrator"), "operator": N_("operator (command line)"),
    "any": N_("always"), "own": N_("one's own"), "configuration": N_("within one's configuration"),
    "named": N_("when named"), "readable": N_("if one may read it"), "another": N_("if one may read it and did not propose it"),
    "proposed": N_("proposed"), "suppressed": N_("suppressed"), "published": N_("published"), "dismissed": N_("dismissed"),
    "closed": N_("closed"), "agreed": N_("agreed"), "not_agreed": N_("not agreed"), "done": N_("done"),
    "proposed_or_agreed": N_("proposed or agreed"), "open": N_("open"),
    "notable": N_("notable"), "high": N_("high"), "extreme": N_("extreme"),
    "daily": N_("daily"), "weekly": N_("weekly"), "off": N_("off"),
    "name": N_("name"), "email": N_("e-mail"), "title": N_("title"), "note": N_("note"), "question": N_("question"),
    "background": N_("background"), "reply": N_("reply"), "decision": N_("decision"), "rationale": N_("rationale"),
    "reason": N_("reason"), "summary": N_("summary"), "source": N_("source"), "sources": N_("sources"),
    "follow_up": N_("follow-up"), "outcome": N_("outcome"), "organisation": N_("organisation"), "contact": N_("contact"),
    "label": N_("label"), "role": N_("role"), "scope": N_("scope"), "language": N_("language"), "cadence": N_("cadence"),
    "status": N_("status"), "sensitivity": N_("sensitivity"), "recipients": N_("recipients"), "named_people": N_("named people"),
    "countries": N_("countries"), "factors": N_("risk factors"), "thresholds": N_("thresholds"),
    "threshold": N_("threshold"), "measure": N_("measure"), "level": N_("level"), "rule": N_("rule"),
    "listing": N_("list"), "membership": N_("membership"), "since": N_("since"), "as_of": N_("as of"),
    "evidence": N_("evidence"), "response": N_("response"), "deadline": N_("deadline"), "month": N_("month"),
    "release": N_("release"), "figures": N_("figures"), "key": N_("key"),
    "score": N_("risk score"), "onset_probability": N_("onset probability"), **_FACTORS,
    "own_state": N_("for one's own State"), "purpose": N_("purpose"), "remark": N_("remark"), "authority": N_("authority"),
    "theme": N_("subject"), "statement": N_("statement"), "said_on": N_("day of the statement"), "document": N_("document"),
    "host": N_("host State"), "mission": N_("country or organisation"), "institution": N_("institution"),
    "act": N_("harmful act"), "happened_on": N_("date"), "ended_on": N_("end date"), "place": N_("place"),
    "reported_by": N_("reported by"), "measures": N_("measures"), "offenders": N_("proceedings against offenders"),
    "stage": N_("step"), "office": N_("office"), "body": N_("text"), "threat_level": N_("threat level"),
    "assessed_by": N_("assessed by"), "given_on": N_("date of the advice"), "until": N_("until"),
    "bytes": N_("bytes"), "rows": N_("rows"),
    "needs_state_or_organisation": N_("a State or an organisation"), "needs_configuration": N_("a configuration"),
    "needs_nothing": N_("no scope"),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Term:
    """A word of `TERMS` that stands inside a sentence and is translated with it."""

    code: str

    def __post_init__(self) -> None:
        if self.code not in TERMS:
            raise ValueError(f"{self.code!r} is no term; terms are declared in network/messages.py")


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """English words of another catalogue, such as a rule's title, that stand inside a sentence and are translated."""

    text: str


def same(text: str) -> str:
    """The text as it is: the translation into English."""
    return text


@dataclass(frozen=True, kw_only=True)
class Message:
    """A sentence by its code and the values it names; `sentence` turns it into a reader's language."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.code not in MESSAGES:
            raise ValueError(f"{self.code!r} is no message; messages are declared in network/messages.py")
        named = placeholders(MESSAGES[self.code])
        if named != set(self.values):
            raise ValueError(f"message {self.code!r} names {sorted(named)}, got {sorted(self.values)}")

    def sentence(self, translate: Translate = same) -> str:
        """The whole sentence; `translate` maps an English text of this module to the reader's language."""
        return translate(MESSAGES[self.code]).format(
            **{name: _word(value, translate) for name, value in self.values.items()}
        )


def placeholders(text: str) -> set[str]:
    """The names between braces in a sentence."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _word(value: object, translate: Translate) -> str:
    if isinstance(value, Term):
        return translate(TERMS[value.code])
    if isinstance(value, Phrase):
        return translate(value.text)
    if isinstance(value, Message):
        return value.sentence(translate)
    if isinstance(value, (list, tuple)):
        return ", ".join(_word(item, translate) for item in value)
    return str(value)
