"""What follows for a set of States, in words: warnings, what was not taken up, whom to tell, questions, the record."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from briefing.content.configurations import Configuration
from briefing.content.evidence import read_evidence
from briefing.content.forecast import has_forecasts
from briefing.content.group import GroupContent, Member
from briefing.content.questions import Question, ask, say_forecast, tell
from briefing.content.speech import Burst
from briefing.language import country_name, format_date, format_list, format_month, mark
from briefing.language import gettext as _
from briefing.speech_words import name_of, say_burst
from ui.blocks import escaped
from ui.blocks_alerts import show_alerts
from ui.blocks_evidence import show_topic
from ui.shell import Page
from ui.tables import show_table

NOW = {
    "invitation": mark("none issued"),
    "treaty": mark("no, as far as is known"),
}  # kind of open point → how it stands
ALARMS_TOLD = 8  # in sentences


def say(iso3: str, text: str) -> str:
    """A text with the State it is about in front, as Markdown."""
    return _("**{name}**: {text}").format(name=escaped(country_name(iso3)), text=escaped(text))


def show_warnings(page: Page, content: GroupContent) -> None:
    """Forecast of a new mass killing, alerts, and bursts of hate speech, for the States of the set."""
    st.subheader(_("Forecast"), anchor=False)
    if has_forecasts(page.release):
        st.markdown("\n".join(_say_forecast(member) for member in content.members))
        st.caption(_("The newest forecast of this release, whatever month is chosen above."))
    else:
        st.info(_("This release carries no forecasts; the track record says why."), icon=":material/block:")
    show_alerts(content.codes)
    show_speech(content)


def _say_forecast(member: Member) -> str:
    said = _("Not covered by the forecast; that is no sign of safety.")
    if member.forecast is not None:
        said = say_forecast(member.forecast)
    return f"- {say(member.iso3, said)}"


def show_speech(content: GroupContent) -> None:
    """Alarms of hate speech since the last meeting, in the States and next door, and where nobody counts."""
    st.subheader(_("Hate speech"), anchor=False)
    uncounted = [country_name(one.iso3) for one in content.members if not one.streams]
    if uncounted:
        st.info(
            _(
                "No stream here: nobody counts hate speech in {names} for this installation. That is a gap, not calm."
            ).format(names=escaped(format_list(uncounted))),
            icon=":material/signal_disconnected:",
        )
    for member in content.members:
        if member.streams and not member.bursts:
            st.markdown(f"- {say(member.iso3, _('Counted, and no alarm since the last meeting.'))}")
    found = [
        *(burst for one in content.members for burst in one.bursts),
        *(burst for one in content.neighbours for burst in one.bursts),
    ]
    lines = [f"- **{format_date(one.week)}** {_say_burst(one)}" for one in found[:ALARMS_TOLD]]
    st.markdown("\n".join(lines))
    if len(found) > ALARMS_TOLD:
        st.caption(_("The hate-speech page has all alarms."))


def _say_burst(one: Burst) -> str:
    return f"{escaped(name_of(one, with_country=True))}. {escaped(say_burst(one))}"


def show_recommendations(content: GroupContent) -> None:
    """What mechanisms asked of each State that it has not taken up, as far as the release knows."""
    st.caption(
        _(
            "From the newest review whose recommendations the release holds, and from the records "
            "of invitations and treaties. An accepted recommendation is not a recommendation followed: no source here says "
            "what was carried out."
        )
    )
    for member in content.members:
        st.markdown(f"**{escaped(country_name(member.iso3))}**")
        if not member.open_points:
            st.markdown(_("Nothing is on record as not taken up. That may be a gap in the records."))
            continue
        rows = pd.DataFrame({
            _("About"): [one.about[:1].upper() + one.about[1:] for one in member.open_points],
            _("Review"): ["" if one.when is None else format_month(one.when) for one in member.open_points],
            _("Recommended"): ["" if one.asked is None else str(one.asked) for one in member.open_points],
            _("Not accepted"): ["" if one.refused is None else str(one.refused) for one in member.open_points],
            _("On record"): [_(NOW[one.kind]) if one.kind in NOW else "" for one in member.open_points],
        })  # fmt: skip
        show_table(rows, hide_index=True)


def show_messages(content: GroupContent) -> None:
    """What other bodies should be told, body by body, with the figures it rests on."""
    st.caption(
        _(
            "By fixed rules: a risk factor that stands high is told to the bodies that can act on it; an invitation not "
            "issued, a place among the first in the forecast and rising neighbours to those they concern."
        )
    )
    found = tell(content)
    if not found:
        st.info(_("No rule finds anything that another body would have to be told."))
    for body in dict.fromkeys(message.body for message in found):
        st.markdown(f"**{_(body)}**")
        st.markdown(
            "\n".join(
                f"- {say(one.iso3, one.text)}  \n  :gray[{escaped(one.reason)}]" for one in found if one.body == body
            )
        )


def show_questions(content: GroupContent, configuration: Configuration | None) -> None:
    """Questions for the next meeting, each with the figures that raise it."""
    st.caption(_("Drawn up from the figures by fixed rules, to be chosen from and put in the chair's own words."))
    found = ask(content, configuration)
    if not found:
        st.info(_("No rule finds a question to ask."))
    for iso3 in dict.fromkeys(one.iso3 for one in found):
        st.markdown(f"**{escaped(country_name(iso3)) if iso3 else _('On the whole')}**")
        st.markdown("\n".join(_line(number, one) for number, one in enumerate(_of(found, iso3), start=1)))


def _of(found: Sequence[Question], iso3: str) -> list[Question]:
    return [one for one in found if one.iso3 == iso3]


def _line(number: int, one: Question) -> str:
    return f"{number}. {escaped(one.text)}  \n   :gray[{escaped(one.reason)}]"


def show_record(page: Page, content: GroupContent) -> None:
    """What the facts say of each State's tie with the Commission at the month, with their sources."""
    for member in content.members:
        st.markdown(f"**{escaped(country_name(member.iso3))}**")
        own = [
            one for one in read_evidence(page.release, member.iso3, content.month).then if one.key == "peacebuilding"
        ]
        if not own:
            st.markdown(_("Nothing is on record."))
        for topic in own:
            show_topic(topic)
    st.caption(
        _(
            "Regions the Commission met about, such as the Sahel or the Great Lakes, are no States and are not listed. Land "
            "borders: Natural Earth, 1:50 million, as the maps are drawn; borders too short for that scale are missing."
        )
    )
