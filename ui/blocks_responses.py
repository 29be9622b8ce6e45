"""The pillar-two responses that fit the highest risk factors or an alert: what, who, what it needs, where it is written."""

from collections.abc import Sequence

import streamlit as st

from briefing.charts.profile import FactorLevel
from briefing.language import format_clauses, format_list, format_number, language
from briefing.language import gettext as _
from briefing.wording import RESPONSE_KINDS
from indicators.framework import risk_factors
from indicators.responses import Response, responses
from ui.blocks import escaped
from ui.blocks_evidence import link


def show_responses(answers: Sequence[tuple[str, Sequence[Response]]]) -> None:
    """Responses to the highest risk factors, each under its label, and to any other that the reader asks for."""
    st.markdown(
        _(
            "Measures of the second pillar of the responsibility to protect – encourage, build capacity, assist – against "
            "the risk factors that stand highest here. They are proposals in our own words, to be weighed by those who know "
            "the country; the texts they rest on are linked."
        )
    )
    if not answers:
        st.info(_("No risk factor of which enough is known stands high enough to choose measures by."))
    for place, (label, fitting) in enumerate(answers):
        with st.expander(escaped(label), expanded=place == 0):
            show_measures(fitting)
    titles = {number: f"{number}. {_(factor.title)}" for number, factor in risk_factors().items()}
    asked = st.selectbox(
        _("Measures against another risk factor"), list(titles), index=None, format_func=titles.__getitem__,
        placeholder=_("Choose a risk factor"), key="responses_to", width=620,
    )  # fmt: skip
    if asked is not None:
        show_measures(responses().fitting(asked))


def label_of(factor: FactorLevel) -> str:
    """A risk factor with its level, as the heading of its responses."""
    return _("{factor} – level {level}").format(factor=factor.label, level=format_number(factor.level, decimals=2))


def show_measures(fitting: Sequence[Response]) -> None:
    """Measures, each with its kind, who can take it, what it needs and what it rests on."""
    for response in fitting:
        hatred = f" :violet-badge[{_('against hatred')}]" if response.is_against_hatred else ""
        st.markdown(
            f":blue-badge[{_(RESPONSE_KINDS[response.kind])}]{hatred} **{escaped(_(response.measure))}**  \n"
            f"{_('Who:')} {escaped(format_list([_(actor) for actor in response.who]))}  \n"
            f"{_('Needs:')} {escaped(_(response.needs))}  \n"
            f":gray[{_('Rests on:')} {_citations(response)}]"
        )


def _citations(response: Response) -> str:
    parts = []
    for citation in response.cites:
        document = responses().documents[citation.document]
        part = link(document.name, _in_own_language(document.address))
        if citation.is_unverified:
            part += f" :orange-badge[{_('unverified')}]"
        else:
            read = document.seen[0]
            part += " (" + link(_("read: {part}").format(part=_(read.part)), read.at) + ")"
        parts.append(part)
    return format_clauses(parts)


def _in_own_language(address: str) -> str:
    """The United Nations' address of a document, of the version in the reader's language; any other as it is."""
    return address.replace("//undocs.org/", f"//undocs.org/{language()}/")
