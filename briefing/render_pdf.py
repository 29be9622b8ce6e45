"""Documents as PDF by Typst: tagged (PDF/UA-1), searchable, fonts embedded; the template is render_pdf.typ."""

import io
import json
import re
from datetime import UTC, datetime, time
from itertools import pairwise
from pathlib import Path
from typing import Any

from PIL import Image

from briefing import document as model
from briefing.document import Document, Part, Section
from briefing.drawing import draw
from briefing.drawing.measure import families
from briefing.language import MISSING, format_date, speaking
from briefing.language import gettext as _
from briefing.typesetting import compiled

TEMPLATE = Path(__file__).with_name("render_pdf.typ")
PAPERS = {"a4": "a4", "letter": "us-letter"}
WIDE, HALF = 755, 440  # px at which figures are drawn: on the whole width of a page, and on half of it
TREND_HEIGHT = 320  # px of a wide line chart: screens have more room below than pages
TALLEST, TALLEST_HALF = 1.2, 2.5  # height over width that still leaves room for a title on the page
COLUMN = {"a4": 1400, "letter": 1240}  # px at HALF from the top of a page to its foot
BELOW_THE_BRIEF = 0.68  # of a page: what title, key figures and reading leave of the first one
AROUND = 110  # px at HALF that heading, title and source line of a figure take in a column
LEAST_SCALE = 0.8  # of a figure: smaller ones could not be read
MAP_HEIGHT = 440  # px, the scale of colours included
PAIRS = (("factors", "drivers"), ("score", "drivers"), ("factors", "speech"))  # sections that stand beside each other
AS_COLUMNS = ("sources",)  # tables set as entries in two columns
LONG_TITLE = 50  # letters: a title that is set smaller
WIDEST = 60  # letters: what a column may claim
NARROW = 18  # letters: a column whose cells are all shorter takes only the room it needs
STEPS = (  # pt of the text, and whether asides are set: the first at which the document keeps to its pages
    (9.4, True), (9.0, True), (8.6, True), (8.2, True), (8.2, False),
)  # fmt: skip
PAGE_COUNT = re.compile(rb"/Type\s*/Pages\b[^>]*?/Count\s+(\d+)", re.DOTALL)


class RenderError(RuntimeError):
    """A document that could not be turned into a format; the message says which and why."""


def render_pdf(document: Document, *, paper: str) -> bytes:
    """The document as PDF on "a4" or "letter". Raises RenderError, and ValueError for another paper."""
    data = _data(document, paper)
    best = b""
    for size, has_asides in STEPS:
        how = {"size": size, "has_asides": has_asides}
        pdf = _set(document, data | how, format="pdf", pdf_standards=["ua-1"])
        if not best or count_pages(pdf) < count_pages(best):
            best = pdf
        if count_pages(best) <= document.page_limit:
            break
    return best


def page_pictures(document: Document, *, paper: str, dpi: int) -> list[Image.Image]:
    """The pages of the document as pictures, set in the largest text."""
    pages = _set(document, _data(document, paper) | {"size": STEPS[0][0], "has_asides": True}, format="png", ppi=dpi)
    return [Image.open(io.BytesIO(one)) for one in (pages if isinstance(pages, list) else [pages])]


def _set(document: Document, data: dict[str, Any], **how: Any) -> Any:
    """The pages as Typst gives them in a format."""
    import typst

    made = datetime.combine(document.made_on, time(12), UTC)
    inputs = {"document": json.dumps(data, ensure_ascii=False)}
    try:
        return compiled(TEMPLATE, timestamp=made, sys_inputs=inputs, **how)
    except typst.TypstError as error:
        raise RenderError(f"{document.file_name}: the pages could not be set: {error}") from error


def count_pages(pdf: bytes) -> int:
    """How many pages a PDF made by Typst has."""
    found = PAGE_COUNT.search(pdf)
    if found is None:
        raise RenderError("a PDF without a list of pages")
    return int(found.group(1))


def _data(document: Document, paper: str) -> dict[str, Any]:
    """Everything that the template shows, in the document's language. Raises ValueError for a paper that is none of PAPERS."""
    if paper not in PAPERS:
        raise ValueError(f"paper must be one of {', '.join(PAPERS)}, got {paper!r}")
    with speaking(document.language):
        return _said(document, paper)


def _said(document: Document, paper: str) -> dict[str, Any]:
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "language": document.language,
        "direction": document.direction,
        "fonts": list(families(document.language)),
        "hyphenate": document.language not in ("ar", "zh"),
        "paper": PAPERS[paper],
        "is_one_page": document.page_limit == 1,
        "is_long": len(document.title) > LONG_TITLE,
        "keywords": [*document.codes, document.release, f"{document.as_of:%Y-%m}"],
        "footer": _("Release {version} · made on {day} · not a United Nations document").format(
            version=document.release, day=format_date(document.made_on)
        ),
        "words": {"page": _("Page {page} of {pages}"), "unverified": _("unverified"), "colon": _("{label}: ").format(label="")},
        "rows": [
            [[_section(one, is_half=len(row) > 1, column=_room(row, paper)) for one in column] for column in row]
            for row in rows_of(document)
        ],
        "disclaimers": list(document.disclaimers),
        "citation": document.citation,
    }  # fmt: skip


def rows_of(document: Document) -> list[list[list[Section]]]:
    """The sections in order, in rows of columns: one column, or two beside each other.

    A profile with no drivers to stand beside has the notes before it, which say what is not known, as the other column:
    alone it would leave them half a page.
    """
    rows: list[list[list[Section]]] = []
    is_alone = not any(one.key == "drivers" for one in document.sections)
    for section in document.sections:
        if rows and (rows[-1][-1][-1].key, section.key) in PAIRS:
            rows[-1].append([section])
        elif section.key == "factors" and is_alone and (notes := _notes_at_end(rows)):
            rows = [*rows[: -len(notes)], [notes, [section]]]
        else:
            rows.append([[section]])
    return rows


def _room(row: list[list[Section]], paper: str) -> float:
    """The height of a column in px at HALF: a page, or what the beginning of a briefing leaves of its first page."""
    return COLUMN[paper] * (BELOW_THE_BRIEF if any(len(column) > 1 for column in row) else 1)


def _notes_at_end(rows: list[list[list[Section]]]) -> list[Section]:
    """The last sections that are nothing but text, each in a row of its own."""
    found: list[Section] = []
    for row in reversed(rows):
        if len(row) > 1 or not all(isinstance(part, model.Note | model.Paragraph) for part in row[0][0].parts):
            break
        found.insert(0, row[0][0])
    return found


def _section(section: Section, *, is_half: bool, column: float) -> dict[str, Any]:
    """A section as it is set; figures in a column of half the width are drawn so that they end on one page."""
    parts: list[dict[str, Any]] = []
    scale = _scale(section, column) if is_half else 1.0
    for part, is_abreast in zip(section.parts, _abreast(section, is_half=is_half), strict=True):
        made = _part(part, is_half=is_half or is_abreast, scale=scale)
        last = parts[-1] if parts else {"type": ""}
        is_second_figure = is_abreast and last["type"] == "figure"
        if is_second_figure or (_is_short_list(made) and _is_short_list(last)):
            parts[-1] = {"type": "abreast", "parts": [last, made]}
        else:
            parts.append(made)
    _say_sources_once(parts)
    return {"heading": section.heading, "parts": parts}


def _scale(section: Section, column: float) -> float:
    """How much smaller the figures of a column must be drawn to end on one page with it; not below LEAST_SCALE."""
    figures = [part for part in section.parts if isinstance(part, model.Figure)]
    tall = sum(draw(one.chart, width=HALF).height for one in figures)
    return max(min(1.0, (column - AROUND * len(figures)) / tall), LEAST_SCALE) if figures else 1.0


def _abreast(section: Section, *, is_half: bool) -> list[bool]:
    """For each part, whether it is one of two figures that may stand beside each other; in a column of half a page none may."""
    found = [False] * len(section.parts)
    if is_half:
        return found
    for place, (one, other) in enumerate(pairwise(section.parts)):
        if all(isinstance(part, model.Figure) and not part.is_wide for part in (one, other)) and not found[place]:
            found[place] = found[place + 1] = True
    return found


def _is_short_list(part: dict[str, Any]) -> bool:
    """Whether a list may stand beside another: headed, without details."""
    return part["type"] == "items" and bool(part["heading"]) and not any(one["detail"] for one in part["items"])


def _say_sources_once(parts: list[dict[str, Any]]) -> None:
    """Of figures with the same source line, leave it to the last."""
    figures = [one for part in parts for one in (part["parts"] if part["type"] == "abreast" else [part])]
    figures = [one for one in figures if one["type"] == "figure"]
    for one, following in pairwise(figures):
        if one["source_line"] == following["source_line"]:
            one["source_line"] = ""


def _part(part: Part, *, is_half: bool, scale: float) -> dict[str, Any]:
    match part:
        case model.Paragraph():
            return {"type": "paragraph", "text": part.text, "is_lead": part.is_lead}
        case model.Note():
            return {"type": "note", "text": part.text}
        case model.KeyFigures():
            figures = [{"label": one.label, "value": one.value, "beside": one.beside} for one in part.figures]
            return {"type": "key_figures", "figures": figures}
        case model.Items():
            return _items(part)
        case model.Table():
            return _columns_of(part) if part.key in AS_COLUMNS else _table(part)
        case model.Figure():
            return _figure(part, is_half=is_half, scale=scale)
    raise TypeError(f"no part of a document: {part!r}")


def _items(part: model.Items) -> dict[str, Any]:
    items = [_item(one) for one in part.items]
    return {"type": "items", "heading": part.heading, "items": items, "is_small": False}


def _item(one: model.Item) -> dict[str, Any]:
    return {
        "text": one.text, "label": one.label, "detail": one.detail, "aside": one.aside, "is_unverified": one.is_unverified
    }  # fmt: skip


def _table(table: model.Table) -> dict[str, Any]:
    """A table as it is set; the columns with long cells share the room that the others leave."""
    rows = table.said()
    columns = []
    for place, column in enumerate(table.columns):
        lengths = [len(row[place]) for row in rows] or [0]
        is_narrow = max(lengths) <= NARROW and len(column.heading) <= 2 * NARROW
        typical = round((max(lengths) + sum(lengths) / len(lengths)) / 2)
        share = 0 if is_narrow else min(max(typical, NARROW), WIDEST)
        columns.append({"heading": column.heading, "is_numeric": column.is_numeric, "share": share})
    if not any(column["share"] for column in columns):
        columns[0]["share"] = 1
    return {"type": "table", "title": table.title, "columns": columns, "rows": rows, "note": table.note}


def _columns_of(table: model.Table) -> dict[str, Any]:
    """A table of long texts as two columns of entries: the first cell of each row, and below it the others."""
    entries = []
    for cells in table.said():
        others = zip(table.columns[1:], cells[1:], strict=True)
        told = " · ".join(_told(column, cell) for column, cell in others if cell != MISSING)
        entries.append({"text": told, "label": cells[0], "detail": "", "aside": "", "is_unverified": False})
    half = (len(entries) + 1) // 2
    columns = [
        {"type": "items", "heading": "", "items": part, "is_small": True} for part in (entries[:half], entries[half:])
    ]  # fmt: skip
    return {"type": "abreast", "parts": [column for column in columns if column["items"]]}


def _told(column: model.Column, cell: str) -> str:
    """A cell with the name of its column, where the cell alone would not say what it is."""
    return _("{name}: {value}").format(name=column.name, value=cell) if column.kind != "text" else cell


def _figure(figure: model.Figure, *, is_half: bool, scale: float) -> dict[str, Any]:
    """A figure as it is set; `scale` below 1 draws it on a wider sheet, which the page shows smaller."""
    chart = figure.chart
    height = MAP_HEIGHT if figure.is_map else TREND_HEIGHT if figure.key == "trend" else None
    width = (HALF if is_half else WIDE) / scale
    picture = draw(chart, width=width, height=height)
    tallest = width * (TALLEST_HALF if is_half else TALLEST)
    if picture.height > tallest:
        picture = draw(chart, width=width * picture.height / tallest, height=height)
    return {
        "type": "figure",
        "title": chart.title,
        "alt": chart.alt,
        "source_line": chart.source_line,
        "svg": picture.svg,
    }
