"""Facts on record about a country, each with date and source, and "unverified" beside what nobody verified."""

import streamlit as st

from briefing.content import Fact, Topic
from briefing.language import gettext as _
from ui.blocks import escaped

OPEN_UP_TO = 6  # facts of a topic that is shown unfolded


def show_evidence(topics: tuple[Topic, ...]) -> None:
    """All topics, each folded if long."""
    st.caption(
        _(
            "What this release has on record, whatever the month chosen above. Facts marked “unverified” were not seen in "
            "a text; none of them enters a score."
        )
    )
    if not topics:
        st.info(_("Nothing is on record."))
    for topic in topics:
        label = f"{escaped(topic.heading)} ({len(topic.facts)})"
        with st.expander(label, expanded=len(topic.facts) <= OPEN_UP_TO):
            origins = {_origin(fact) for fact in topic.facts}
            is_shared = len(origins) == 1 and len(topic.facts) > 1
            st.markdown("\n".join(_line(fact, with_origin=not is_shared) for fact in topic.facts))
            if is_shared:
                st.markdown(f":gray[{origins.pop()}]")


def _line(fact: Fact, *, with_origin: bool) -> str:
    """One fact as a list item of Markdown; everything that comes from outside is made harmless."""
    status = f": **{escaped(fact.status)}**" if fact.status else ""
    when = f", {escaped(fact.when)}" if fact.when else ""
    badge = ""
    if fact.is_unverified:
        badge = f" :orange-badge[{_('unverified')}]"
    elif fact.is_date_unverified:
        badge = f" :orange-badge[{_('date unverified')}]"
    beside = [escaped(fact.note)] if fact.note else []
    if with_origin:
        beside.append(_origin(fact))
    second = f"  \n  :gray[{' · '.join(beside)}]" if beside else ""
    return f"- {escaped(fact.fact)}{status}{when}{badge}{second}"


def _origin(fact: Fact) -> str:
    """Where a fact comes from: its reference, linked where that is an address, else the data set, linked to its home."""
    parts = [link(fact.reference, fact.address)] if fact.is_addressed else [escaped(fact.reference)]
    if not fact.is_addressed and fact.source:
        parts.append(link(fact.source, fact.address))
    if fact.as_of:
        parts.append(escaped(_("as of {day}").format(day=fact.as_of)))
    return " · ".join(part for part in parts if part)


def link(text: str, address: str) -> str:
    """A Markdown link to a web address; the bare text where there is none."""
    if not address.startswith(("https://", "http://")):
        return escaped(text)
    target = address.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")
    return f"[{escaped(text)}](<{target}>)"
