"""Analysts' own texts: pasted or uploaded, scored and explained in memory. Nothing here is stored, cached or logged."""

import pandas as pd
import streamlit as st

from briefing import take_away
from briefing.content import texts as content
from briefing.content.texts import Reading
from briefing.language import format_number, format_signed, ngettext
from briefing.language import gettext as _
from briefing.speech_words import GROUPS, LANGUAGES, MARKERS, REASONS, language_of, said, share
from models.speech.posts import SUFFIXES
from models.speech.refusals import MESSAGES, PostsError
from ui.blocks import escaped
from ui.tables import show_table

MOST_PASTED = 100_000  # characters
MEGABYTES = 1  # of an upload: the server would put a larger one on its disk while it arrives
WRITTEN = ("lang", "p_hate", "is_flagged", "p_dangerous", "target", "abstained", "reason")


def show_texts() -> None:
    """Read an analyst's texts: choose, score, explain."""
    st.markdown(
        _(
            "Paste or upload texts to see how the classifier reads them. **Nothing is stored**: they stay in this server's "
            "memory while this page is open, are written to no file, log or release, and are gone when you leave. The "
            "figures are a classifier's, for judging a stream; they say nothing about a person and are no ground for "
            "removing a post."
        )
    )
    left, right = st.columns(2, gap="large")
    pasted = left.text_area(_("Texts, one a line"), height=170, max_chars=MOST_PASTED, key="pasted_texts")
    upload = right.file_uploader(
        _("Or a file with a column “text”: CSV, JSON Lines or Parquet, up to {size} MB").format(size=MEGABYTES),
        type=[ending.removeprefix(".") for ending in SUFFIXES], max_upload_size=MEGABYTES, key="uploaded_texts",
        help=_("Larger files: `python -m models.speech.score --input FILE --output FILE`, on your own machine."),
    )  # fmt: skip
    tags = ["", *content.languages()]
    lang = right.selectbox(
        _("Language"), tags, key="language_of_texts",
        format_func=lambda tag: language_of(tag) if tag else _("Recognise it text by text"),
    )  # fmt: skip
    if upload is None and not pasted.strip():
        st.caption(_("Nothing has been pasted or uploaded yet."))
        return
    try:
        found = (
            content.read_file(upload.name, upload.getvalue(), lang=lang)
            if upload
            else content.read_pasted(pasted, lang=lang)
        )
    except PostsError as error:
        st.error(escaped(_(MESSAGES[error.reason]).format(**error.fields)), icon=":material/error:")
        return
    show_reading(found)


def show_reading(found: Reading) -> None:
    """What was read, what could not be, the scores, and why one text got its score."""
    _show_rejected(found)
    if not found.texts:
        st.info(_("No text could be used."))
        return
    scores = found.scores
    flagged, abstained = int(scores["is_flagged"].fillna(False).sum()), int(scores["abstained"].sum())
    st.markdown(
        ngettext(
            "{count} text was read: {flagged} flagged, {abstained} not scored.",
            "{count} texts were read: {flagged} flagged, {abstained} not scored.", len(scores),
        ).format(count=format_number(len(scores), decimals=0), flagged=flagged, abstained=abstained)
    )  # fmt: skip
    show_table(table_of(found), hide_index=True, column_config={_("Text"): st.column_config.Column(width=320)})
    st.download_button(
        _("Scores as CSV, without the texts"), take_away.csv_of(scores[list(WRITTEN)].assign(row=list(found.rows))),
        file_name="scores.csv", mime="text/csv", icon=":material/download:", on_click="ignore",
    )  # fmt: skip
    place = st.selectbox(
        _("Explain text"), range(len(found.texts)), key="explained_text",
        format_func=lambda one: f"{found.rows[one]}: {found.excerpt(one)}",
    )  # fmt: skip
    _show_explanation(found, place)


def _show_rejected(found: Reading) -> None:
    for reason, count in found.rejected.counts.most_common():
        rows = ", ".join(str(row) for row in found.rejected.first_rows[reason][:5])
        st.warning(
            ngettext(
                "{count} row left out: {reason} (row {rows}).",
                "{count} rows left out: {reason} (row {rows}, …).",
                count,
            ).format(count=format_number(count, decimals=0), reason=escaped(_(reason)), rows=rows),
            icon=":material/rule:",
        )
    if found.is_cut:
        st.warning(
            _("Only the first {most} texts are read here; use the command line for more.").format(
                most=format_number(content.MOST_TEXTS, decimals=0)
            ),
            icon=":material/content_cut:",
        )


def table_of(found: Reading) -> pd.DataFrame:
    """A row a text: language and how sure, probability, flag, marker, target, or why there is no figure."""
    scores = found.scores
    markers = [
        said(MARKERS, max(MARKERS, key=lambda one: row[f"p_{one}"]))
        if row["p_dangerous"] >= 0.5 * row["p_hate"]
        else ""
        for row in scores.to_dict("records")
    ]
    return pd.DataFrame({
        _("Row"): list(found.rows),
        _("Text"): [found.excerpt(place) for place in range(len(found.texts))],
        _("Language"): [language_of(tag) for tag in scores["lang"]],
        _("Chance of hate"): [share(None if value != value else value) for value in scores["p_hate"]],
        _("Flagged"): ["" if pd.isna(one) else _("yes") if one else _("no") for one in scores["is_flagged"]],
        _("Note"): [said(REASONS, one) for one in scores["reason"]],
        _("Likely target"): [said(GROUPS, one) for one in scores["target"]],
        _("Marker (not validated)"): markers,
        _("Sure of language"): [share(value) for value in scores["lang_confidence"]],
    })  # fmt: skip


def _show_explanation(found: Reading, place: int) -> None:
    """What each word adds, for a text in a language that is scored; why there is nothing, for another."""
    row, why = found.scores.iloc[place], found.explain(place)
    if row["abstained"]:
        st.info(
            _("Not scored: {reason}. {status}.").format(
                reason=said(REASONS, row["reason"]).lower(), status=said(LANGUAGES, why.status)
            ),
            icon=":material/do_not_disturb_on:",
        )
        return
    st.markdown(
        _(
            "{language}: chance of hate {chance}; flagged from {threshold}. Each word's part is added to the log-odds; words "
            "that speak for hatred are masked."
        ).format(language=language_of(why.language), chance=share(row["p_hate"]), threshold=share(why.threshold))
    )
    reasons = [
        {_("Word"): one.word, _("Adds to the log-odds"): format_signed(one.points, decimals=2)} for one in why.reasons
    ]
    rest = [
        {_("Word"): _("everything else"), _("Adds to the log-odds"): format_signed(why.others, decimals=2)},
        {_("Word"): _("without any text"), _("Adds to the log-odds"): format_signed(why.start, decimals=2)},
    ]
    show_table(pd.DataFrame(reasons + rest), hide_index=True, width=460)
