"""The administration page's books: the audit trail, how long things are kept, and how they are saved and taken along."""

import streamlit as st

from briefing.content import people
from briefing.language import gettext as _
from briefing.language import mark, ngettext
from network import export, retention, trail
from network.desk import Visit
from network.retention import RULES
from ui.blocks import escaped
from ui.forms import Form
from ui.tables import show_table

PAGE = 100  # rows of the trail on screen
WHOLE = 100_000  # rows of the trail in a file
VERIFIED = "audit_report"  # in the session: what the last verification found
FILED = "audit_file"  # in the session: the trail as a file
WHY = {  # rule of network.retention → what it lets go of, and why then
    "submissions": mark("Keys of forms that were sent: a form is not sent again after a week."),
    "attempts": mark("Counters of how often something was done: they serve windows of an hour at most."),
    "sessions": mark("Sessions: long enough to answer who was signed in when something happened."),
    "drafts": mark("Texts that a conflict kept, and their author did not come back for."),
    "deliveries": mark("Notes of digests sent: long enough to answer whether one went out."),
    "feed_tokens": mark("Revoked feed addresses: they open nothing any more."),
    "withdrawn_notes": mark("The text of withdrawn notes: a month to think again."),
    "closed_members": mark("Who held an account that was closed: a year to come back. What they wrote stays, without the name."),
}  # fmt: skip


def show_trail(visit: Visit) -> None:
    """Who did what to which thing, newest first; a check of the whole chain; the trail as a file."""
    st.markdown(
        _(
            "Every change leaves a row here that is chained to the one before, and holds no text that anybody wrote. Editing, "
            "deleting or reordering rows, or changing a thing without a row, breaks the chain."
        )
    )
    with st.container(horizontal=True):
        if st.button(_("Verify the whole trail"), key="verify", icon=":material/verified:", type="primary"):
            st.session_state[VERIFIED] = trail.verify(visit)
        if st.button(_("Prepare the trail as a file"), key="prepare_trail", icon=":material/download:"):
            st.session_state[FILED] = _file(visit)
        if FILED in st.session_state:
            st.download_button("CSV", st.session_state[FILED], "audit.csv", "text/csv", key="trail_file")
    report = st.session_state.get(VERIFIED)
    if report is not None:
        show = st.success if report.is_sound else st.error
        show(report.sentence(_), icon=":material/verified:" if report.is_sound else ":material/gpp_bad:")
        st.caption(_("Write this down elsewhere; it proves later that nothing before it was replaced:"))
        st.code(f"{report.last}:{report.last_hash}", language=None, wrap_lines=True)
    _show_rows(visit)


def _show_rows(visit: Visit) -> None:
    newest = trail.read(visit, limit=1)
    last = newest[0].seq if newest else 0
    pages = max(1, -(-last // PAGE))
    number = st.number_input(_("Page, the newest first"), 1, pages, 1, key="trail_page") if pages > 1 else 1
    found = trail.read(visit, before=last + 1 - (number - 1) * PAGE, limit=PAGE)
    show_table(people.table_of_traces(found), hide_index=True, key="trail")


def _file(visit: Visit) -> bytes:
    rows = [
        {"seq": one.seq, "at": one.at, "member_id": one.member_id, "member": one.member_name, "action": one.action,
         "thing_kind": one.thing_kind, "thing_id": one.thing_id, "details": one.details, "hash": one.hash}
        for one in trail.read(visit, limit=WHOLE)
    ]  # fmt: skip
    return export.csv_bytes(rows, list(rows[0]) if rows else [])


def show_keeping(visit: Visit) -> None:
    """How long things are kept, with a button to let go of what is due, and the commands that only an operator can give."""
    st.subheader(_("How long things are kept"), anchor=False)
    for rule in RULES.values():
        days = ngettext("{days} day", "{days} days", rule.days).format(days=rule.days)
        st.markdown(f"- **{days}** – {_(WHY[rule.name])}")
    form = Form("retention")
    if st.button(_("Let go of what is due now"), key=form.key("send"), icon=":material/auto_delete:"):
        form.send(retention.run, said=_("What was due is gone."))
    st.subheader(_("Backup"), anchor=False)
    st.markdown(
        _(
            "A backup holds everything, also what is shared between named people, which no administrator may read. It is "
            "therefore taken on the server, by whoever runs it, while people go on working:"
        )
    )
    st.code(
        "python -m network.backup FILE\npython -m network.restore FILE --database sqlite:///NEW.sqlite", language="bash"
    )
    st.markdown(_("What you yourself may read can be taken along under {page}.").format(page=escaped(_("My account"))))
