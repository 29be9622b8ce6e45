"""One chart taken away from a page: as a picture, as a table, and as a citation."""

import csv
import io
import re
import unicodedata
import zlib

import pandas as pd

from briefing import language as languages
from briefing.charts.chart import Chart
from briefing.language import gettext as _
from network.export import neutral

LONGEST = 60  # letters of a file name
FEWEST = 8  # letters that a name of words must have to say anything


def picture(chart: Chart, *, form: str, language: str) -> bytes:
    """The chart as "png" or "svg" on white, in a language; safe on any thread."""
    from briefing.drawing.on_white import on_white
    from briefing.render_picture import render_png, render_svg

    with languages.speaking(language):
        return (render_png if form == "png" else render_svg)(on_white(chart))


def csv_of(table: pd.DataFrame) -> bytes:
    """A chart's table as CSV in UTF-8 with a byte-order mark; text that a spreadsheet would run is made harmless."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([neutral(str(name)) for name in table.columns])
    for row in table.itertuples(index=False):
        writer.writerow(["" if pd.isna(cell) else neutral(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig")


def citation(chart: Chart) -> str:
    """How to cite a chart: its title, and the sentence on its source, which names the release."""
    return _("Pillar Two, “{title}”. {source}").format(title=chart.title, source=chart.source_line)


def file_name(chart: Chart) -> str:
    """A name without ending, of the title's Latin letters and digits, and of a number that tells charts apart."""
    plain = unicodedata.normalize("NFKD", chart.title).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST].strip("-")
    number = f"{zlib.crc32(f'{chart.title}|{chart.alt}|{chart.source_line}'.encode()):08x}"
    return f"pillar-two-{words}-{number}" if len(words) >= FEWEST else f"pillar-two-chart-{number}"
