"""What the Word, slide and spreadsheet documents share: languages, fonts, printable text, and charts as plain series."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

import pandas as pd

from briefing.charts.chart import Chart
from briefing.language import format_signed, ngettext
from briefing.language import gettext as _

TAGS = {"en": "en-GB", "fr": "fr-FR", "es": "es-ES", "ar": "ar-SA", "ru": "ru-RU", "zh": "zh-CN"}
FONT = "Arial"  # on every desk, or a face of the same widths; it has Latin, Cyrillic and Arabic
FONT_CHINESE = "Microsoft YaHei"
AUTHOR = "Pillar Two"
MONTH = re.compile(r"\d{4}-\d{2}")
ALL_BARS, MOST_BARS = 14, 10  # up to as many as there are risk factors all are drawn, of more only the largest
LEAST_KNOWN = 0.25  # of the bars; a chart of gaps says less than words

Category = str | date


def printable(text: str) -> str:
    """The text without what XML refuses: control characters, unpaired surrogates, and the two non-characters."""
    return "".join(
        character
        for character in text
        if character in "\n\t" or not (unicodedata.category(character) in ("Cc", "Cs") or character in "\ufffe\uffff")
    )


@dataclass(frozen=True, kw_only=True)
class Native:
    """A chart as an office program draws it itself. `form`: lines (categories are months, oldest first) or bars.

    `series`: name → one value a category, None where nothing is known. `rest`: what is said of the bars left out.
    """

    form: str
    categories: tuple[Category, ...]
    series: dict[str, tuple[float | None, ...]]
    rest: str = ""


def native(chart: Chart) -> Native | None:
    """The chart as plain series, from its table; None where it holds hardly any figures to draw.

    Months in the first column make lines; anything else makes bars of the first column of fractions. Of many bars only the
    largest are drawn, and `rest` says in words what the others come to.
    """
    table = chart.table
    floats = [name for name in table.columns[1:] if pd.api.types.is_float_dtype(table[name])]
    if table.empty or not floats or table[floats].isna().all(axis=None):
        return None
    names = table.iloc[:, 0].astype(str)
    if names.map(lambda name: bool(MONTH.fullmatch(name))).all():
        ordered = table.assign(_month=pd.to_datetime(names + "-01")).sort_values("_month")
        return Native(
            form="lines",
            categories=tuple(month.date() for month in ordered["_month"]),
            series={name: _values(ordered[name]) for name in floats},
        )
    bars = table.assign(_name=names)[names != _("Sum")]
    return _bars(bars, floats[0]) if bars[floats[0]].notna().mean() >= LEAST_KNOWN else None


def _bars(table: pd.DataFrame, column: str) -> Native:
    rest = ""
    if len(table) > ALL_BARS:
        table = table.sort_values(column, key=lambda values: -values.abs(), kind="stable")
        others, table = table.iloc[MOST_BARS:], table.iloc[:MOST_BARS]
        rest = ngettext(
            "Not drawn: {count} other, {sum}.", "Not drawn: {count} others, together {sum}.", len(others)
        ).format(count=len(others), sum=format_signed(others[column].sum(), decimals=1))
    return Native(form="bars", categories=tuple(table["_name"]), series={column: _values(table[column])}, rest=rest)


def _values(column: pd.Series) -> tuple[float | None, ...]:
    return tuple(None if pd.isna(value) else float(value) for value in column)
