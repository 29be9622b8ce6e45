"""What every chart is: a figure, a title that says what it shows, its text alternative, its table and its source."""

import re
import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from briefing.language import separators
from briefing.palette import Palette

CONFIG = {"displayModeBar": False, "responsive": True, "scrollZoom": False}  # for plotly.js, on screen
FONT = "Source Sans, Source Sans Pro, Noto Sans, Arial, sans-serif"
TEXT_SIZE = 13  # px; nothing in a chart is smaller than SMALL_TEXT
SMALL_TEXT = 12
LABEL_WIDTH = 47  # characters that fit beside a figure on a screen 390 px wide
BAR = 12  # px
# A word in Latin letters, or one Chinese character, with the marks that may not begin a line or end one.
WIDE_PIECES = re.compile(r"[（《“「]?(?:[!-~]+|[^!-~])[，。、；：！？）》”」]*")
LINE = 17  # px from one line of a label to the next
SIDE = 10  # px of margin left and right, so that the labels at the ends of an axis are not cut


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One chart. `figure` is a Plotly figure as a plain dict and is never changed in place.

    `title` says what is shown; `alt` says in words what a sighted reader takes from the picture; `table` holds every
    figure drawn, under readable column names; `source_line` names where the figures come from and what they are about.
    """

    figure: dict[str, Any]
    title: str
    alt: str
    table: pd.DataFrame
    source_line: str

    def __post_init__(self) -> None:
        for name in ("title", "alt", "source_line"):
            if not getattr(self, name).strip():
                raise ValueError(f"chart {self.title!r}: {name} must not be empty")

    @property
    def height(self) -> int:
        """Height in px."""
        return int(self.figure["layout"]["height"])


def layout(colours: Palette, *, height: float, **more: Any) -> dict[str, Any]:
    """What all figures share; `more` adds to it or replaces parts.

    Transparent, for the page behind it shows through; an export sets `paper_bgcolor`. Nothing can be dragged or zoomed,
    so that a finger on a telephone scrolls the page.
    """
    shared = {
        "height": round(height),
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": TEXT_SIZE, "color": colours.text},
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        "separators": separators(),
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": colours.background,
            "bordercolor": colours.outline,
            "font": {"family": FONT, "size": TEXT_SIZE, "color": colours.text},
            "align": "left",
        },
        "legend": legend(colours),
        "showlegend": False,
    }
    return shared | more


def legend(colours: Palette, **more: Any) -> dict[str, Any]:
    """A legend below the plot that wraps on narrow screens; clicking it changes nothing."""
    shared = {
        "orientation": "h",
        "x": 0,
        "xanchor": "left",
        "y": -0.1,
        "yanchor": "top",
        "font": {"size": SMALL_TEXT, "color": colours.text},
        "bgcolor": "rgba(0,0,0,0)",
        "itemclick": False,
        "itemdoubleclick": False,
    }
    return shared | more


def axis(colours: Palette, **more: Any) -> dict[str, Any]:
    """An axis with fine lines and readable labels."""
    shared = {
        "fixedrange": True,
        "showline": False,
        "zeroline": False,
        "gridcolor": colours.grid,
        "gridwidth": 1,
        "ticks": "outside",
        "ticklen": 6,
        "tickcolor": "rgba(0,0,0,0)",  # the tick is there for its distance, not to be seen
        "tickfont": {"size": SMALL_TEXT, "color": colours.text_soft},
        "title": {"font": {"size": SMALL_TEXT, "color": colours.text_soft}, "standoff": 6},
    }
    return shared | more


def axis_title(colours: Palette, text: str, *, standoff: int = 6) -> dict[str, Any]:
    """An axis title that names the unit."""
    return {"text": text, "font": {"size": SMALL_TEXT, "color": colours.text_soft}, "standoff": standoff}


def hidden_axis(**more: Any) -> dict[str, Any]:
    """An axis that places things and shows nothing."""
    return {"fixedrange": True, "visible": False} | more


def drawn(traces: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The traces that hold anything; one that shows nothing if none does, for Plotly refuses a figure without any."""
    nothing = {"type": "scatter", "mode": "markers", "x": [None], "y": [None], "showlegend": False, "hoverinfo": "skip"}
    return [trace for trace in traces if len(trace["x"])] or [nothing]


def note(text: str, **place: Any) -> dict[str, Any]:
    """A text without an arrow, left-aligned unless `place` says otherwise."""
    shared = {"text": text, "showarrow": False, "align": "left", "xanchor": "left", "yanchor": "middle"}
    return shared | place


def wrap(text: str, *, width: int) -> list[str]:
    """The text in lines of at most `width` characters, broken between words; Plotly's tags in it are made harmless.

    Chinese has no spaces and its characters are twice as wide: there lines break between any two of them.
    """
    if any(_is_wide(letter) for letter in text):
        return [plain(line) for line in _wrap_wide(text, width=width)]
    return textwrap.wrap(plain(text), width, break_long_words=False) or [""]


def _wrap_wide(text: str, *, width: int) -> list[str]:
    lines, room = [""], width
    for piece in WIDE_PIECES.findall(text):
        taken = sum(2 if _is_wide(letter) else 1 for letter in piece)
        if taken > room and lines[-1]:
            lines, room = [*lines, ""], width
        lines[-1], room = lines[-1] + piece, room - taken
    return [line.strip() for line in lines]


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


def plain(text: str) -> str:
    """The text with the characters that Plotly reads as markup replaced."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
