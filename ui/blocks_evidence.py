"""Facts on record about a country, each with date and source, and "unverified" beside what nobody verified."""

import pandas as pd
import streamlit as st

from briefing.content import Evidence, Fact, Topic
from briefing.content.timing import OVER
from briefing.language import format_list, format_month, ngettext
from briefing.language import gettext as _
from ui.blocks import escaped

OPEN_UP_TO = 6  # facts of a topic that is shown unfolded


def show_evidence(evidence: Evidence, month: pd.Timestamp) -> None:
    """All topics as they stood at the month, each folded if long; then, folded, what is dated after it."""
    st.caption(
        _(
            "What stood at the end of {month}, as far as this release has it on record. Facts marked “unverified” were not "
            "seen in a text; none of them enters a score. A fact without a date of its own is shown with the day its "
            "source speaks of."
        ).format(month=format_month(month))
    )
    if not evidence.then:
        st.info(_("Nothing is on record."))
    for topic in evidence.then:
        with st.expander(_label(topic), expanded=len(topic.facts) <= OPEN_UP_TO):
            show_topic(topic)
    if evidence.later:
        count = sum(len(topic.facts) for topic in evidence.later)
        label = ngettext("{count} fact dated after {month}", "{count} facts dated after {month}", count)
        with st.expander(label.format(count=count, month=format_month(month)), icon=":material/update:"):
            st.caption(_("On record today; nobody could know it at the month shown."))
            for topic in evidence.later:
                st.markdown(f"**{_label(topic)}**")
                show_topic(topic)


def _label(topic: Topic) -> str:
    return f"{escaped(topic.heading)} ({len(topic.facts)})"


def show_topic(topic: Topic) -> None:
    """The facts of one topic, each with its source, or with the one they share below them; then where each was read."""
    origins = {_origin(fact) for fact in topic.facts}
    is_shared = len(origins) == 1 and len(topic.facts) > 1
    st.markdown("\n".join(_line(fact, with_origin=not is_shared) for fact in topic.facts))
    if is_shared:
        st.markdown(f":gray[{origins.pop()}]")
    read = _read(topic)
    if read:
        with st.popover(_("Where this was read"), type="tertiary", icon=":material/menu_book:"):
            st.caption(_("References and remarks, in the words in which they were recorded."))
            st.markdown("\n".join(f"- {one}" for one in read))


def _line(fact: Fact, *, with_origin: bool) -> str:
    """One fact as a list item of Markdown; everything that comes from outside is made harmless."""
    said = escaped(fact.fact)
    if fact.status:
        said = _("{label}: {text}").format(label=said, text=f"**{escaped(fact.status)}**")
    when = f" · {escaped(fact.when)}" if fact.when else ""
    badge = ""
    if fact.is_unverified:
        badge = f" :orange-badge[{_('unverified')}]"
    elif fact.is_date_unverified:
        badge = f" :orange-badge[{_('date unverified')}]"
    if fact.timing == OVER:
        badge += f" :gray-badge[{_('ended')}]"
    if fact.is_said_later:
        badge += f" :gray-badge[{_('said of a later day')}]"
    second = f"  \n  :gray[{_origin(fact)}]" if with_origin and _origin(fact) else ""
    return f"- {said}{when}{badge}{second}"


def _origin(fact: Fact) -> str:
    """The data set that a fact comes from, linked to where it was read or to its home, and the day it speaks of."""
    parts = [link(fact.source or fact.reference, fact.address)]
    if fact.as_of:
        parts.append(escaped(_("as of {day}").format(day=fact.as_of)))
    return " · ".join(part for part in parts if part)


def _read(topic: Topic) -> list[str]:
    """Where each fact of a topic was read, and what was remarked; those with the same reference and remark together."""
    named: dict[tuple[str, str], list[str]] = {}
    for fact in topic.facts:
        if fact.reference or fact.note:
            named.setdefault((fact.reference, fact.note), []).append(fact.fact)
    return [
        _("{label}: {text}").format(
            label=escaped(format_list(list(dict.fromkeys(facts)))),
            text=" – ".join(escaped(one) for one in dict.fromkeys(read) if one),
        )
        for read, facts in named.items()
    ]


def link(text: str, address: str) -> str:
    """A Markdown link to a web address; the bare text where there is none."""
    if not address.startswith(("https://", "http://")):
        return escaped(text)
    target = address.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")
    return f"[{escaped(text)}](<{target}>)"
