"""How far hate-speech signals can be trusted, by language, with the model card; and the measures that answer them."""

import json

import pandas as pd
import streamlit as st

from briefing.language import format_number, format_share
from briefing.language import gettext as _
from briefing.speech_card import model_card
from briefing.speech_words import language_of
from indicators.responses import responses
from models.speech.evaluate import FIGURES
from ui.blocks import show_model_card
from ui.blocks_responses import show_measures
from ui.tables import show_table

AT_ONCE = (
    "answer_incitement",
    "counter_speech",
    "leaders_speak_out",
    "watch_speech_before_votes",
    "support_the_targets",
)


def show_quality() -> None:
    """Quality by language on texts kept apart, then the whole card."""
    st.markdown(
        _(
            "The classifier is trusted in a language only where it did well enough on texts it had never seen. In every "
            "other language posts are counted and not scored: **not reliable in this language**. On a data set of another "
            "origin it does much worse than below; see “On a data set it never saw” in the card."
        )
    )
    show_table(quality(), hide_index=True)
    show_model_card(model_card())


def quality() -> pd.DataFrame:
    """A row a language with a head: how it did on the texts kept for measuring."""
    heads = json.loads(FIGURES.read_text(encoding="utf-8"))["heads"]
    rows = [
        {
            _("Language"): language_of(tag),
            _("Status"): _("Reliable") if one["is_reliable"] else _("Not reliable"),
            _("Texts measured on"): one["texts"],
            _("Area under ROC"): format_number(one["auc"], decimals=2),
            _("Macro-F1"): format_number(one["macro_f1"], decimals=2),
            _("Hate found"): format_share(one["found"], decimals=0),
            _("False alarms"): format_share(one["false_alarms"], decimals=0),
        }
        for tag, one in heads.items()
    ]
    return pd.DataFrame(rows)


def show_answers() -> None:
    """What answers hate speech: at once, when a stream rises; and over years."""
    st.markdown(
        _(
            "A rise calls for people before it calls for rules: those who speak the language read what was said, and trusted "
            "voices answer. More speech, not less, is the first answer; law is for incitement that meets the six-part test."
        )
    )
    against = [one for one in responses().responses if one.is_against_hatred]
    for heading, is_at_once in ((_("When a stream rises"), True), (_("Over years"), False)):
        st.subheader(heading, anchor=False)
        show_measures([one for one in against if (one.key in AT_ONCE) == is_at_once])
