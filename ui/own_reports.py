"""What a State reports of itself: shown as its own statement, entered by its focal point, never scored."""

import streamlit as st

from briefing.content.evidence import say_date
from briefing.language import country_name, mark
from briefing.language import gettext as _
from network import statements
from network.desk import Visit
from network.errors import NetworkError
from network.roles import Thing, why
from network.statements import Entry, Statement
from network.tables import THEMES
from ui.blocks import escaped, show_text
from ui.blocks_evidence import link
from ui.forms import Form
from ui.refusals import show_refusal
from ui.shell import today
from ui.visitor import current, visit

NAMES = {
    "nuclear_security": mark("Nuclear security"),
    "human_rights": mark("Human rights"),
    "accountability": mark("Accountability"),
}


def show_own_reports(iso3: str) -> None:
    """The statements of one State, and the form for those who speak for it."""
    st.markdown("## " + _("What {country} reports of itself").format(country=country_name(iso3)))
    st.caption(
        _("The State's own statements, each with its document. Nobody else has verified them; none enters a score.")
    )
    if current().person is None:
        st.info(
            _("Members of the network see what States report of themselves. Sign in to see it."), icon=":material/lock:"
        )
        return
    try:
        mine = visit()
        found = statements.every(mine, iso3=iso3)
    except NetworkError as error:
        show_refusal(error)
        return
    for entry in found:
        _show_entry(entry)
    if not found:
        st.markdown(_("Nothing has been entered."))
    if why(current().person, "report.enter", Thing(kind="state_report", state=iso3)).is_allowed:
        with st.expander(_("Enter a report of this State"), icon=":material/add:"):
            _show_form(iso3)


def _show_entry(entry: Entry) -> None:
    one = entry.statement
    with st.container(border=True):
        badge = f":blue-badge[{_('the State’s own statement')}]"
        st.markdown(f"**{_(NAMES[one.theme])}** · {say_date(one.said_on)} {badge}")
        show_text(one.statement)
        st.markdown(f":gray[{link(one.document, one.address) if one.address else escaped(one.document)}]")
        form = Form(f"withdraw_{entry.id}")
        if entry.is_ones_own and st.button(_("Withdraw"), key=form.key("send"), icon=":material/undo:"):
            form.send(
                lambda given: statements.withdraw(given, entry_id=entry.id, version=entry.version),
                said=_("The report was withdrawn."),
            )


def _show_form(iso3: str) -> None:
    form = Form(f"report_{iso3}")
    with st.form(form.key(), enter_to_submit=False):
        left, right = st.columns(2)
        theme = left.selectbox(_("Subject"), THEMES, key=form.key("theme"), format_func=lambda one: _(NAMES[one]))
        day = right.date_input(
            _("Date of the statement"),
            today(),
            min_value="1945-10-24",
            max_value=today(),
            key=form.key("day"),
            format="YYYY-MM-DD",
        )
        text = st.text_area(_("What the State reports, in its words"), key=form.key("text"))
        document = st.text_input(_("Document: title or symbol"), key=form.key("document"))
        address = st.text_input(_("Its web address, if it has one"), key=form.key("address"))
        is_sent = st.form_submit_button(_("Enter"))
    if not is_sent:
        return

    def write(given: Visit) -> str:
        said = Statement(
            iso3=iso3, theme=theme, statement=text, said_on=day.isoformat(), document=document, address=address.strip()
        )
        return statements.enter(given, statement=said)

    form.send(write, said=_("The report was entered."))
