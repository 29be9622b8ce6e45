"""Rows of bars or dots with the label on its own line above: the form in which long names survive a narrow screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from briefing.charts.chart import BAR, LABEL_WIDTH, LINE, SMALL_TEXT, TEXT_SIZE, note, wrap
from briefing.palette import Palette

GAP = 12  # px between rows
SHORT_FIGURE = 4  # characters; a longer figure takes from the room of its label
HEADING = 26  # px of a heading line


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row: its label on the left, its figure on the right of the label, a heading above it or none."""

    label: str
    figure: str = ""
    heading: str = ""
    is_strong: bool = False
    is_soft: bool = False  # label and figure in the softer colour: nothing known, or the rest


@dataclass(frozen=True, kw_only=True)
class Stack:
    """Where rows lie, in px from the top: `middles` of the marks, the labels as annotations, the height of it all."""

    middles: tuple[float, ...]
    labels: tuple[dict[str, Any], ...]
    height: float

    def axis(self) -> dict[str, Any]:
        """The vertical axis on which one unit is one px."""
        return {"fixedrange": True, "visible": False, "range": [self.height, 0]}


def stack(rows: Sequence[Row], colours: Palette, *, top: float = 2.0, mark: float = BAR) -> Stack:
    """Lay out rows downwards from `top`; `mark` is the height of bar, dot or cell; both in px."""
    middles, labels = [], []
    for row in rows:
        if row.heading:
            for line in wrap(row.heading, width=LABEL_WIDTH):
                labels.append(_heading(line, top, colours))
                top += HEADING - 4
            top += 4
        lines = wrap(row.label, width=LABEL_WIDTH - max(0, len(row.figure) - SHORT_FIGURE))
        for number, line in enumerate(lines):
            labels.append(_label(line, top + number * LINE, row, colours))
        if row.figure:
            labels.append(_figure(row, top, colours))
        top += len(lines) * LINE + 2
        middles.append(top + mark / 2)
        top += mark + GAP
    return Stack(middles=tuple(middles), labels=tuple(labels), height=top)


def _place(top: float, size: float) -> dict[str, Any]:
    return {"xref": "paper", "yref": "y", "y": top + LINE / 2, "font": {"size": size}}


def _label(line: str, top: float, row: Row, colours: Palette) -> dict[str, Any]:
    text = f"<b>{line}</b>" if row.is_strong else line
    place = _place(top, TEXT_SIZE)
    place["font"]["color"] = colours.text_soft if row.is_soft else colours.text
    return note(text, x=0, **place)


def _figure(row: Row, top: float, colours: Palette) -> dict[str, Any]:
    text = f"<b>{row.figure}</b>" if row.is_strong else row.figure
    place = _place(top, TEXT_SIZE)
    place["font"]["color"] = colours.text_soft if row.is_soft else colours.text
    return note(text, x=1, **(place | {"xanchor": "right", "align": "right"}))


def _heading(line: str, top: float, colours: Palette) -> dict[str, Any]:
    place = _place(top, SMALL_TEXT)
    place["font"]["color"] = colours.text_soft
    return note(f"<b>{line}</b>", x=0, **place)
