"""Charts as pictures that can be passed on: PNG at 300 dots an inch and SVG, with source and disclaimer in the picture."""

import json
import struct
import zlib
from pathlib import Path
from typing import Any

from briefing.charts.chart import Chart
from briefing.document import Document, Figure
from briefing.documents.basis import not_of_the_united_nations
from briefing.drawing import draw
from briefing.drawing.measure import families
from briefing.drawing.svg import escape
from briefing.language import direction, language, speaking
from briefing.typesetting import compiled

TEMPLATE = Path(__file__).with_name("render_picture.typ")
DPI = 300
WIDTH, HALF = 680, 440  # px at which charts are drawn: wide ones, and those that may stand two abreast
MM_A_PX = 0.235  # in print; with texts of 13 px that is 8.7 points
MARGINS = 10  # mm, left and right together
MAP_HEIGHT = 420  # px
SIGNATURE = b"\x89PNG\r\n\x1a\n"
INCH = 0.0254  # metres


def render_png(chart: Chart, *, is_wide: bool = True, is_bare: bool = False) -> bytes:
    """The chart as PNG, in the language spoken now; `is_bare`: without title, source and disclaimer, for other documents."""
    (pages,) = _pages(_compiled(chart, form="png", is_wide=is_wide, is_bare=is_bare))
    return _with_notes(pages, chart)


def render_svg(chart: Chart, *, is_wide: bool = True) -> bytes:
    """The chart as SVG whose letters are shapes, so that it looks the same everywhere; read out by its alternative."""
    (page,) = _pages(_compiled(chart, form="svg", is_wide=is_wide, is_bare=False))
    head, rest = page.decode().split(">", 1)
    said = f"<title>{escape(chart.title)}</title><desc>{escape(chart.alt)}</desc>"
    return f'{head} role="img">{said}{rest}'.encode()


def png_files(document: Document) -> dict[str, bytes]:
    """File name → PNG of each figure of a document."""
    with speaking(document.language):
        return {_name(document, one, "png"): render_png(one.chart, is_wide=one.is_wide) for one in document.figures()}


def svg_files(document: Document) -> dict[str, bytes]:
    """File name → SVG of each figure of a document."""
    with speaking(document.language):
        return {_name(document, one, "svg"): render_svg(one.chart, is_wide=one.is_wide) for one in document.figures()}


def bare_pictures(document: Document) -> dict[str, bytes]:
    """Figure key → PNG without title and source, for documents that say them in their own text."""
    with speaking(document.language):
        return {one.key: render_png(one.chart, is_wide=one.is_wide, is_bare=True) for one in document.figures()}


def _name(document: Document, figure: Figure, ending: str) -> str:
    return f"{document.file_name}-{figure.key.replace('_', '-')}.{ending}"


def _compiled(chart: Chart, *, form: str, is_wide: bool, is_bare: bool) -> Any:
    is_map = "geo" in chart.figure["layout"]
    picture = draw(chart, width=WIDTH if is_wide else HALF, height=MAP_HEIGHT if is_map else None)
    shown = {
        "title": chart.title, "alt": chart.alt, "svg": picture.svg, "is_bare": is_bare, "language": language(),
        "direction": direction(), "fonts": list(families(language())),
        "width": picture.width * MM_A_PX + (0 if is_bare else MARGINS),
        "below": [chart.source_line, not_of_the_united_nations(has_map=is_map)],
    }  # fmt: skip
    inputs = {"shown": json.dumps(shown, ensure_ascii=False)}
    return compiled(TEMPLATE, format=form, ppi=DPI, sys_inputs=inputs)


def _pages(compiled: Any) -> list[bytes]:
    return [compiled] if isinstance(compiled, bytes) else list(compiled)


def _with_notes(png: bytes, chart: Chart) -> bytes:
    """A PNG that knows its size in print, its title, its alternative in words and its source."""
    dots = round(DPI / INCH)
    notes = [_chunk(b"pHYs", struct.pack(">IIB", dots, dots, 1))]
    for name, text in (("Title", chart.title), ("Description", chart.alt), ("Source", chart.source_line)):
        notes.append(_chunk(b"iTXt", name.encode() + b"\0\0\0\0\0" + text.encode()))
    head = len(SIGNATURE) + 25  # of the signature and the first chunk, IHDR
    return png[:head] + b"".join(notes) + _without(png[head:], b"pHYs")


def _without(chunks: bytes, kind: bytes) -> bytes:
    """The chunks of a PNG but those of one kind."""
    kept, at = [], 0
    while at < len(chunks):
        length = struct.unpack(">I", chunks[at : at + 4])[0] + 12
        if chunks[at + 4 : at + 8] != kind:
            kept.append(chunks[at : at + length])
        at += length
    return b"".join(kept)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
