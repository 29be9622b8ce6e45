"""Why may I, why may I not: a member's answer for every action, with its reasons."""

from typing import Any

import streamlit as st

from briefing.content import rights
from briefing.language import gettext as _
from network import members
from network.desk import Visit
from ui.blocks import escaped
from ui.tables import show_table


def show_rights(visit: Visit, member_id: str, *, key: str) -> None:
    """One action with the reasons for and against, and the table of all of them."""
    answers = members.explain(visit, member_id)
    chosen = st.selectbox(_("May I …?"), list(answers), format_func=lambda action: _(rights.ACTIONS[action]), key=key)
    for title, is_allowed, why in rights.reasons(chosen, answers[chosen]):
        icon = ":green[:material/check_circle:]" if is_allowed else ":red[:material/block:]"
        st.markdown(f"{icon} {_('**{label}:** {value}').format(label=title, value=escaped(why))}")
    for title, are_shared in ((_("What is shared"), True), (_("Everything else"), False)):
        st.markdown(f"#### {title}")
        table = rights.table_of_answers(answers, are_shared=are_shared)
        show_table(table, hide_index=True, height="content", key=f"{key}_{are_shared}", column_config=wide_first())


def wide_first() -> dict[str, Any]:
    """A column of actions that holds the longest of them."""
    return {_("Action"): st.column_config.TextColumn(width=400)}
