"""The pieces that pages are put together from: a chart with its table and source, and texts that others wrote."""

from collections.abc import Callable

import streamlit as st

from briefing import take_away
from briefing.charts.chart import CONFIG, Chart
from briefing.language import gettext as _
from briefing.language import kept_apart, language
from network.text import BIDI
from ui.tables import show_table

SPACES = "\u00a0\u202f"  # that do not break: French writes them before : and ;
JOINERS = "\u200c\u200d"  # that Persian, the scripts of India and emoji need between letters
DIRECTION = BIDI - set("\u200e\u200f\u061c")  # overrides and embeddings; single marks are part of ordinary Arabic text
MARKDOWN = frozenset("\\`*_{}[]()<>#+-.!|~$:&")


def show_chart(chart: Chart, *, key: str, level: int = 2) -> None:
    """A chart under its title, and below it, folded, the same figures as a table and where they come from.

    `level` of the title among the headings of the page: one more than the heading it stands under.
    """
    st.markdown(f"{'#' * level} {chart.title}")
    st.plotly_chart(chart.figure, config=CONFIG, theme=None, alt=chart.alt, key=key)
    show_table_of(chart, key=key)


def show_table_of(chart: Chart, *, key: str) -> None:
    """The figures of a chart as a table, folded, with their source and what may be taken away: files and a citation."""
    _show_folded(chart, _("Table, source, download"), icon=":material/table_view:", key=key, has_table=True)


def show_taking_away(chart: Chart, *, key: str) -> None:
    """Source, files and citation of a chart whose figures another table of the page holds already."""
    _show_folded(chart, _("Source, download"), icon=":material/download:", key=key, has_table=False)


def _show_folded(chart: Chart, label: str, *, icon: str, key: str, has_table: bool) -> None:
    """What is folded is sent when it is opened: a page with its charts comes sooner without their tables."""
    folded = st.expander(label, icon=icon, key=f"folded_{key}", on_change="rerun")
    if folded.open:
        with folded:
            st.caption(chart.source_line)
            if has_table:
                show_table(chart.table, hide_index=True)
            show_downloads(chart)


def show_downloads(chart: Chart) -> None:
    """A chart as PNG, SVG and CSV, and its citation to copy. Pictures are made when they are asked for."""
    name = take_away.file_name(chart)
    spoken = language()

    def picture(form: str) -> Callable[[], bytes]:
        return lambda: take_away.picture(chart, form=form, language=spoken)

    with st.container(horizontal=True, gap="small"):
        for form, label, media_type in (("png", _("PNG"), "image/png"), ("svg", _("SVG"), "image/svg+xml")):
            st.download_button(
                label, picture(form), f"{name}.{form}", media_type, key=f"{form}_{name}", icon=":material/image:",
                on_click="ignore", help=_("The picture carries its source and the disclaimer"),
            )  # fmt: skip
        st.download_button(
            _("CSV"), lambda: take_away.csv_of(chart.table), f"{name}.csv", "text/csv", key=f"csv_{name}",
            icon=":material/table_view:", on_click="ignore",
        )  # fmt: skip
    st.caption(_("To cite, copy:"))
    st.code(take_away.citation(chart), language=None, wrap_lines=True)


def show_model_card(card: str) -> None:
    """A model card; static/app.css lets its tables scroll by themselves."""
    with st.container(key="model_card"):
        st.markdown(card)


def escaped(text: str) -> str:
    """A text that someone else wrote, with nothing left in it that Markdown would act on."""
    kept = (letter for letter in text if letter.isprintable() or letter in SPACES + JOINERS)
    return kept_apart("".join(f"\\{letter}" if letter in MARKDOWN else letter for letter in kept))


def number_format(decimals: int, *, signed: bool = False) -> str:
    """How a table column writes numbers: with a point in English, as the browser's language does in the others."""
    return f"%{'+' if signed else ''}.{decimals}f" if language() == "en" else "localized"


def shortened(text: str, limit: int = 30) -> str:
    """The text, cut after so many characters."""
    return text if len(text) <= limit else f"{text[:limit]}…"


def show_text(text: str) -> None:
    """A text that somebody wrote, letter by letter and line by line: nothing in it is markup or changes its direction."""
    if DIRECTION & set(text):
        st.caption(_("This text holds marks that can make it read as something else; they are shown as ⟦…⟧."))
        text = "".join(f"⟦U+{ord(letter):04X}⟧" if letter in DIRECTION else letter for letter in text)
    st.text(text)
