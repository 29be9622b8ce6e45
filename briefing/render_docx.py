"""A briefing as a Word document: real headings, tables that can be edited, charts as pictures with their alternatives."""

import io
from collections.abc import Mapping
from datetime import datetime

from docx import Document as WordDocument
from docx.document import Document as Word
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table as WordTable
from docx.table import _Cell as Box
from docx.text.paragraph import Paragraph as WordParagraph

from briefing import office
from briefing.document import Document, Figure, Item, Items, KeyFigures, Note, Paragraph, Part, Section, Table
from briefing.language import format_date, speaking
from briefing.language import gettext as _

PAPERS = {"a4": (Mm(210), Mm(297)), "letter": (Mm(215.9), Mm(279.4))}
MARGIN = Mm(20)
NARROW, HIGHEST, HIGHEST_WIDE = Mm(110), Mm(165), Mm(85)  # of pictures that need not fill the page
BLUE, GREY = RGBColor(0x00, 0x55, 0x8C), RGBColor(0x55, 0x5B, 0x66)
SHADE, RULE = "EEF1F5", "B8BEC8"
SIZES = {"Normal": 10, "Title": 22, "Subtitle": 11, "Heading 1": 14, "Heading 2": 11, "Caption": 8.5, "List Bullet": 10}
SMALL = Pt(8.5)
LETTER = Mm(1.6)  # width of a letter in a table, about
CELL_PADDING, WIDEST = 3, 45  # letters


def render(document: Document, pictures: Mapping[str, bytes], *, paper: str) -> bytes:
    """The document as a .docx file. `pictures`: figure key → PNG; a figure without one is left to its alternative in words.

    `paper`: a4 or letter. Raises KeyError for another.
    """
    word = WordDocument()
    writer = _Writer(word, document, pictures, paper)
    with speaking(document.language):
        writer.write()
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


class _Writer:
    """Writes one document; holds what every part needs: the Word document, its direction and the width of a line."""

    def __init__(self, word: Word, document: Document, pictures: Mapping[str, bytes], paper: str):
        self.word, self.document, self.pictures = word, document, pictures
        self.is_rtl = document.direction == "rtl"
        page = word.sections[0]
        page.page_width, page.page_height = PAPERS[paper]
        page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN
        self.width = Emu(page.page_width - 2 * MARGIN)
        if self.is_rtl:
            page._sectPr.append(OxmlElement("w:bidi"))
        self._set_styles()
        self._set_properties()

    def write(self) -> None:
        self.text(self.document.title, "Title")
        self.text(self.document.subtitle, "Subtitle")
        for section in self.document.sections:
            self.section(section)
        self.text(_("About this document"), "Heading 1")
        for line in (*self.document.disclaimers, self.document.citation):
            self.text(line, size=SMALL, colour=GREY)
        self._footer()

    def section(self, section: Section) -> None:
        self.text(section.heading, "Heading 1")
        for part in section.parts:
            self.part(part)

    def part(self, part: Part) -> None:
        match part:
            case Paragraph():
                self.text(part.text, size=Pt(11.5) if part.is_lead else None)
            case Note():
                self._shade(self.text(part.text, size=Pt(9)))
            case Items():
                self.items(part)
            case KeyFigures():
                self.key_figures(part)
            case Table():
                self.table(part)
            case Figure():
                self.figure(part)

    def text(self, text: str, style: str = "Normal", *, size: Pt | None = None, colour: RGBColor | None = None,
             into: Box | None = None, is_bold: bool = False) -> WordParagraph:  # fmt: skip
        """A paragraph; `into` a cell, whose first empty paragraph is used."""
        if into is None:
            paragraph = self.word.add_paragraph(style=style)
        else:
            empty = len(into.paragraphs) == 1 and not into.paragraphs[0].runs
            paragraph = into.paragraphs[0] if empty else into.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(1)
        self._run(paragraph, text, size=size, colour=colour, is_bold=is_bold)
        if self.is_rtl:
            paragraph._p.get_or_add_pPr().insert_element_before(
                OxmlElement("w:bidi"), *("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr")
            )
        return paragraph

    def _run(self, paragraph: WordParagraph, text: str, *, size: Pt | None = None, colour: RGBColor | None = None,
             is_bold: bool = False) -> None:  # fmt: skip
        run = paragraph.add_run(office.printable(text))
        run.bold = is_bold or None
        if size is not None:
            run.font.size = size
        if colour is not None:
            run.font.color.rgb = colour
        if self.is_rtl:
            run.font.rtl = True
            run.font.cs_bold = is_bold or None
            if size is not None:
                _complex_size(run._r.get_or_add_rPr(), size)

    def items(self, part: Items) -> None:
        if part.heading:
            self.text(part.heading, "Heading 2")
        for item in part.items:
            self.item(item)

    def item(self, item: Item) -> None:
        paragraph = self.text(
            _("{label}: ").format(label=item.label) if item.label else "", "List Bullet", is_bold=True
        )
        self._run(paragraph, item.text)
        if item.is_unverified:
            self._run(paragraph, " " + _("(unverified)"), colour=GREY)
        if item.below:
            paragraph.runs[-1].add_break()
            self._run(paragraph, item.below, size=SMALL, colour=GREY)

    def key_figures(self, part: KeyFigures) -> None:
        table = self._grid(3, len(part.figures))
        for column, figure in enumerate(part.figures):
            lines = (
                (figure.label, SMALL, GREY, False),
                (figure.value, Pt(17), BLUE, True),
                (figure.beside, SMALL, GREY, False),
            )
            for row, (line, size, colour, is_bold) in enumerate(lines):
                self.text(line, size=size, colour=colour, into=table.cell(row, column), is_bold=is_bold)
        self._head(table)
        self.text("", size=Pt(4))

    def table(self, part: Table) -> None:
        self.text(part.title, "Heading 2")
        table = self._grid(1 + len(part.rows), len(part.columns))
        for box, column in zip(table.rows[0].cells, part.columns, strict=True):
            self.text(column.heading, size=SMALL, into=box, is_bold=True)
            _fill(box, SHADE)
        for row, cells in zip(table.rows[1:], part.said(), strict=True):
            for box, cell in zip(row.cells, cells, strict=True):
                self.text(cell, size=SMALL, into=box)
            _never_split(row)
        self._head(table)
        _set_widths(table, self.width, part)
        self.text(part.note, "Caption")

    def _grid(self, rows: int, columns: int) -> WordTable:
        table = self.word.add_table(rows, columns, style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        _rule_lightly(table)
        if self.is_rtl:
            table._tbl.tblPr.insert_element_before(
                OxmlElement("w:bidiVisual"), *("w:tblStyleRowBandSize", "w:tblStyleColBandSize", "w:tblW", "w:jc")
            )
        return table

    @staticmethod
    def _head(table: WordTable) -> None:
        """The first row is the header, said again on every page."""
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))

    def figure(self, part: Figure) -> None:
        title = self.text(part.chart.title, "Heading 2")
        title.paragraph_format.keep_with_next = True
        if part.key in self.pictures:
            paragraph = self.word.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.keep_with_next = True
            width = self.width if part.is_wide else NARROW
            shape = paragraph.add_run().add_picture(io.BytesIO(self.pictures[part.key]), width=width)
            highest = HIGHEST_WIDE if part.is_wide else HIGHEST
            if shape.height > highest:
                shape.width, shape.height = Emu(round(shape.width * highest / shape.height)), highest
            properties = shape._inline.docPr
            properties.set("descr", office.printable(part.chart.alt))
            properties.set("title", office.printable(part.chart.title))
        else:
            self.text(part.chart.alt)
        self.text(part.chart.source_line, "Caption")

    def _shade(self, paragraph: WordParagraph) -> None:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), SHADE)
        paragraph._p.get_or_add_pPr().insert_element_before(
            shade, *("w:tabs", "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr")
        )

    def _footer(self) -> None:
        paragraph = self.word.sections[0].footer.paragraphs[0]
        line = _("{title} · release {version}, made on {day} · page").format(
            title=self.document.title, version=self.document.release, day=format_date(self.document.made_on)
        )
        self._run(paragraph, line + " ", size=SMALL, colour=GREY)
        _page_number(paragraph)
        if self.is_rtl:
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))

    def _set_styles(self) -> None:
        tag = office.TAGS[self.document.language]
        for name, size in SIZES.items():
            style = self.word.styles[name]
            style.font.name, style.font.size = office.FONT, Pt(size)
            style.font.italic = False
            if name != "Normal":
                style.font.color.rgb = GREY if name in ("Subtitle", "Caption") else BLUE
            _set_faces(style)
        self.word.styles["List Bullet"].font.color.rgb = RGBColor(0, 0, 0)
        self.word.styles["Normal"].paragraph_format.space_after = Pt(5)
        self.word.styles["Caption"].font.bold = False
        for name in ("Heading 1", "Heading 2"):
            self.word.styles[name].paragraph_format.space_before = Pt(12 if name == "Heading 1" else 8)
            self.word.styles[name].paragraph_format.space_after = Pt(4)
        _set_language(self.word, tag)

    def _set_properties(self) -> None:
        properties = self.word.core_properties
        properties.title = office.printable(f"{self.document.title}: {self.document.subtitle}")
        properties.author, properties.comments = office.AUTHOR, ""
        properties.language = office.TAGS[self.document.language]
        properties.created = properties.modified = datetime.combine(self.document.made_on, datetime.min.time())


def _set_faces(style: ParagraphStyle) -> None:
    """The same face for Latin, Arabic and Chinese text, and the same size for complex scripts as for others."""
    properties = style.element.get_or_add_rPr()
    faces = properties.get_or_add_rFonts()
    for place in list(faces.attrib):
        del faces.attrib[place]
    for place, face in (
        ("ascii", office.FONT),
        ("hAnsi", office.FONT),
        ("cs", office.FONT),
        ("eastAsia", office.FONT_CHINESE),
    ):
        faces.set(qn(f"w:{place}"), face)
    _complex_size(properties, style.font.size)


def _complex_size(properties, size: Pt) -> None:
    found = properties.find(qn("w:szCs"))
    if found is None:
        found = OxmlElement("w:szCs")
        later = ("highlight", "u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang")
        properties.insert_element_before(found, *(f"w:{name}" for name in later))
    found.set(qn("w:val"), str(round(size.pt * 2)))


def _set_language(word: Word, tag: str) -> None:
    defaults = word.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    found = defaults.find(qn("w:lang"))
    if found is None:
        found = OxmlElement("w:lang")
        defaults.append(found)
    latin = tag if tag[:2] not in ("ar", "zh") else "en-GB"
    for place, value in (("val", latin), ("eastAsia", "zh-CN"), ("bidi", "ar-SA")):
        found.set(qn(f"w:{place}"), value)


def _rule_lightly(table: WordTable) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", RULE)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    for side in ("left", "right", "insideV"):
        line = OxmlElement(f"w:{side}")
        line.set(qn("w:val"), "nil")
        borders.append(line)
    order = ("top", "left", "start", "bottom", "right", "end", "insideH", "insideV")
    borders[:] = sorted(borders, key=lambda line: order.index(line.tag.split("}")[1]))
    table._tbl.tblPr.insert_element_before(borders, *("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook"))


def _fill(box: Box, colour: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), colour)
    box._tc.get_or_add_tcPr().append(shade)


def _never_split(row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _set_widths(table: WordTable, width: int, part: Table) -> None:
    """Columns as wide as what stands in them asks for: first so that no word has to break, then by their longest cell."""
    said = part.said()
    cells = [[column.heading, *(row[place] for row in said)] for place, column in enumerate(part.columns)]
    least = [max(len(word) for cell in column for word in (cell.split() or [""])) + CELL_PADDING for column in cells]
    wanted = [
        max(min(max(map(len, column)), WIDEST) + CELL_PADDING - low, 0)
        for column, low in zip(cells, least, strict=True)
    ]
    spare = max(width / LETTER - sum(least), 0)
    shares = [low + spare * (want + 1) / (sum(wanted) + len(wanted)) for low, want in zip(least, wanted, strict=True)]
    table.autofit = False
    for place, share in enumerate(shares):
        whole = Emu(round(width * share / sum(shares)))
        table.columns[place].width = whole
        for box in table.columns[place].cells:
            box.width = whole


def _page_number(paragraph: WordParagraph) -> None:
    run = paragraph.add_run()
    run.font.size, run.font.color.rgb = SMALL, GREY
    for kind, code in (("begin", None), (None, "PAGE"), ("end", None)):
        if code:
            element = OxmlElement("w:instrText")
            element.text = code
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)
