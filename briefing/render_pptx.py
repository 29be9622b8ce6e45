"""A briefing as slides, 16:9: charts that can be edited, digests of the other sections, sources in the speaker notes."""

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml import etree
from pptx import Presentation
from pptx.chart.chart import Chart as SlideChart
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Emu, Inches, Pt

from briefing import office
from briefing.document import Document, Figure, Items, KeyFigures, Note, Paragraph, Section, Table
from briefing.language import MISSING, format_date, ngettext, speaking
from briefing.language import gettext as _

WIDTH, HEIGHT, MARGIN = Inches(13.333), Inches(7.5), Inches(0.6)
FULL = Emu(WIDTH - 2 * MARGIN)  # between the margins
BODY_TOP, BODY_HEIGHT = Inches(1.35), Inches(5.45)
BLUE, GREY, BLACK = RGBColor(0x00, 0x55, 0x8C), RGBColor(0x55, 0x5B, 0x66), RGBColor(0x1B, 0x1E, 0x25)
LINES = (
    BLUE,
    RGBColor(0xB8, 0x45, 0x0C),
    RGBColor(0x00, 0x7A, 0x53),
    RGBColor(0x7A, 0x2A, 0x7E),
    RGBColor(0x6B, 0x5B, 0x00),
    GREY,
)
DASHES = (None, MSO_LINE.DASH, MSO_LINE.ROUND_DOT, MSO_LINE.LONG_DASH, MSO_LINE.DASH_DOT, MSO_LINE.SQUARE_DOT)
MAX_SLIDES = 7
DIGEST = (18, 16, 14, 12, 11)  # points of a digest, the largest that fits
HEAD = Pt(60)  # of the heading of a column, in two lines
IN_NOTES = ("in_brief", "coverage", "sources")  # sections that have no slide of their own
TITLE_ONLY = 5  # layout of the template


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a digest: `level` 0 is a heading, 1 a point."""

    text: str
    level: int = 1


def render(document: Document) -> bytes:
    """The document as a .pptx file of at most seven slides."""
    show = Presentation()
    show.slide_width, show.slide_height = WIDTH, HEIGHT
    with speaking(document.language):
        _Deck(show, document).write()
    properties = show.core_properties
    properties.title = office.printable(f"{document.title}: {document.subtitle}")
    properties.author, properties.language = office.AUTHOR, office.TAGS[document.language]
    properties.created = properties.modified = datetime.combine(document.made_on, datetime.min.time())
    file = io.BytesIO()
    show.save(file)
    return file.getvalue()


class _Deck:
    """Writes the slides of one document."""

    def __init__(self, show, document: Document):
        self.show, self.document = show, document
        self.is_rtl = document.direction == "rtl"

    def write(self) -> None:
        self.first()
        drawn = [(one, figures) for one in self.document.sections if (figures := _native_figures(one))]
        told = [one for one in self.document.sections if one not in [section for section, _figures in drawn]]
        told = [one for one in told if one.key not in IN_NOTES]
        places = MAX_SLIDES - 1 - math.ceil(len(told) / 2)
        for section, figures in drawn[: max(places, 1)]:
            self.charts(section, figures[:2])
        for pair in _paired(told)[: MAX_SLIDES - 1 - min(len(drawn), max(places, 1))]:
            self.digests(pair)

    def slide(self, title: str) -> Slide:
        """A slide with its title and its foot."""
        slide = self.show.slides.add_slide(self.show.slide_layouts[TITLE_ONLY])
        box = slide.shapes.title
        box.left, box.top, box.width, box.height = MARGIN, Inches(0.35), FULL, Inches(0.9)
        self.fill(box.text_frame, [Line(text=title, level=0)], sizes=(26, 22, 18), height=Inches(0.9))
        box.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        foot = _("{title} · {subtitle} · release {version} · not a United Nations document").format(
            title=self.document.title, subtitle=self.document.subtitle, version=self.document.release
        )
        below = _frame(slide, MARGIN, HEIGHT - Inches(0.55), FULL, Inches(0.35))
        self.fill(below, [Line(text=foot)], sizes=(10,), height=Inches(0.35), colour=GREY)
        return slide

    def first(self) -> None:
        """Title, key figures, the reading, and what the document is not."""
        slide = self.slide(self.document.title)
        subtitle = _("{subtitle}. Made on {day}.").format(
            subtitle=self.document.subtitle, day=format_date(self.document.made_on)
        )
        box = _frame(slide, MARGIN, Inches(1.1), FULL, Inches(0.4))
        self.fill(box, [Line(text=subtitle)], sizes=(14,), height=Inches(0.4), colour=GREY)
        parts = [part for section in self.document.sections[:1] for part in section.parts]
        top: int = Inches(1.65)
        for part in parts:
            if isinstance(part, KeyFigures):
                self._key_figures(slide, part, top)
                top += Inches(1.45)
        texts = [line for part in parts for line in _said(part)]
        body = _frame(slide, MARGIN, top, FULL, Inches(5.55) - top)
        self.fill(body, texts, sizes=(18, 16, 14, 12), height=Inches(5.55) - top)
        limits = _frame(slide, MARGIN, Inches(5.6), FULL, Inches(1.3))
        lines = [Line(text=line) for line in self.document.disclaimers]
        self.fill(limits, lines, sizes=(11, 10, 9), height=Inches(1.3), colour=GREY)
        told = [line for key in IN_NOTES[1:] if (one := self.document.section(key)) for line in _lines(one)]
        self.notes(slide, [line.text for line in told] + [self.document.citation])

    def _key_figures(self, slide: Slide, part: KeyFigures, top: int) -> None:
        """Boxes side by side, the first at the side where reading begins."""
        wide = FULL // len(part.figures)
        for number, figure in enumerate(part.figures):
            place = len(part.figures) - 1 - number if self.is_rtl else number
            box = _frame(slide, MARGIN + place * wide, top, wide - Inches(0.1), Inches(1.3))
            box.word_wrap = True
            for line, size, colour, is_bold in (
                (figure.label, 12, GREY, False), (figure.value, 26, BLUE, True), (figure.beside, 11, GREY, False)
            ):  # fmt: skip
                self.paragraph(box, line, size=size, colour=colour, is_bold=is_bold)

    def charts(self, section: Section, figures: Sequence[tuple[Figure, office.Native]]) -> None:
        """One chart over the whole slide, or two side by side; what the section says below."""
        slide = self.slide(figures[0][0].chart.title if len(figures) == 1 else section.heading)
        said = [*_lines(section), *(Line(text=data.rest) for _figure, data in figures if data.rest)]
        below = Inches(0.9) if said else 0
        wide = (FULL - Inches(0.3) * (len(figures) - 1)) // len(figures)
        for number, (figure, data) in enumerate(figures):
            left, top = MARGIN + number * (wide + Inches(0.3)), int(BODY_TOP)
            if len(figures) > 1:
                head = _frame(slide, left, top, wide, Inches(0.6))
                self.fill(head, [Line(text=figure.chart.title)], sizes=(14, 12), height=Inches(0.6), is_bold=True)
                top += Inches(0.6)
            height = BODY_TOP + BODY_HEIGHT - below - top
            box = Emu(left), Emu(top), Emu(wide), Emu(height)
            # python-pptx annotates the narrower data class, and the chart instead of the frame around it.
            frame: GraphicFrame = slide.shapes.add_chart(_CHARTS[data.form], *box, _chart_data(data))  # type: ignore[arg-type, assignment]
            frame._element.nvGraphicFramePr.cNvPr.set("descr", office.printable(figure.chart.alt))
            frame.name = figure.key
            _draw(frame.chart, data)
        if said:
            beneath = _frame(slide, MARGIN, BODY_TOP + BODY_HEIGHT - below, FULL, below)
            self.fill(beneath, said, sizes=(14, 12, 11, 10), height=below)
        self.notes(slide, [text for figure, _data in figures for text in (figure.chart.alt, figure.chart.source_line)])

    def digests(self, sections: Sequence[Section]) -> None:
        """One or two sections in columns, in the size at which the fuller one fits."""
        slide = self.slide(" · ".join(section.heading for section in sections))
        wide = (FULL - Inches(0.4) * (len(sections) - 1)) // len(sections)
        fullest = max((_lines(section) for section in sections), key=lambda lines: _needs(lines, DIGEST[-1], wide))
        sizes = [size for size in DIGEST if _needs(fullest, size, wide) + HEAD <= BODY_HEIGHT] or DIGEST[-1:]
        for number, section in enumerate(sections):
            place = len(sections) - 1 - number if self.is_rtl else number
            box = _frame(slide, MARGIN + place * (wide + Inches(0.4)), BODY_TOP, wide, BODY_HEIGHT)
            head = [Line(text=section.heading, level=0)] if len(sections) > 1 else []
            self.fill(box, [*head, *_lines(section)], sizes=sizes, height=BODY_HEIGHT, width=wide)
        self.notes(slide, [line.text for section in sections for line in _lines(section)])

    def notes(self, slide: Slide, lines: Sequence[str]) -> None:
        """What is said beside the slide, then the sources of the document."""
        sources = [
            _("{name} ({publisher}, {licence})").format(name=one.name, publisher=one.publisher, licence=one.licence)
            for one in self.document.sources
        ]
        text = "\n".join([*lines, "", _("Sources:"), *sources])
        frame = slide.notes_slide.notes_text_frame
        assert frame is not None  # the template's notes have a place for text
        frame.text = office.printable(text)
        for paragraph in frame.paragraphs:
            self._tag(paragraph)

    def fill(self, frame: TextFrame, lines: Sequence[Line], *, sizes: Sequence[int], height: int,
             width: int = FULL, colour: RGBColor = BLACK, is_bold: bool = False) -> None:  # fmt: skip
        """The lines in the largest size at which they fit; at the least size the last ones are left out, and that is said."""
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = Emu(0)
        shown, size = list(lines), sizes[-1]
        for size in sizes:
            if _needs(shown, size, width) <= height:
                break
        left_out = 0
        while len(shown) > 1 and _needs([*shown, Line(text="…")], size, width) > height:
            shown.pop()
            left_out += 1
        if left_out:
            text = ngettext(
                "… and {count} more line in the briefing.", "… and {count} more lines in the briefing.", left_out
            )
            shown.append(Line(text=text.format(count=left_out)))
        for line in shown:
            self.paragraph(
                frame,
                line.text,
                size=size,
                colour=BLUE if line.level == 0 else colour,
                is_bold=is_bold or line.level == 0,
            )

    def paragraph(self, frame: TextFrame, text: str, *, size: int, colour: RGBColor, is_bold: bool) -> None:
        """A paragraph in a frame; the first one fills what is there."""
        is_first = len(frame.paragraphs) == 1 and not frame.paragraphs[0].runs
        paragraph = frame.paragraphs[0] if is_first else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = office.printable(text)
        run.font.size, run.font.bold, run.font.name = Pt(size), is_bold, office.FONT
        run.font.color.rgb = colour
        paragraph.space_after = Pt(size * 0.3)
        paragraph.alignment = PP_ALIGN.RIGHT if self.is_rtl else PP_ALIGN.LEFT
        self._tag(paragraph)

    def _tag(self, paragraph) -> None:
        """The language and the direction of a paragraph."""
        if self.is_rtl:
            paragraph._p.get_or_add_pPr().set("rtl", "1")
            paragraph.alignment = PP_ALIGN.RIGHT
        for run in paragraph.runs:
            properties = run._r.get_or_add_rPr()
            properties.set("lang", office.TAGS[self.document.language])
            for name, face in (("ea", office.FONT_CHINESE), ("cs", office.FONT)):
                if properties.find(qn(f"a:{name}")) is None:
                    properties.append(etree.SubElement(properties, qn(f"a:{name}"), typeface=face))


def _frame(slide: Slide, left: int, top: int, width: int, height: int) -> TextFrame:
    """A new box for text on a slide; places and sizes in EMU."""
    return slide.shapes.add_textbox(Emu(left), Emu(top), Emu(width), Emu(height)).text_frame


def _native_figures(section: Section) -> list[tuple[Figure, office.Native]]:
    found = (
        (part, office.native(part.chart)) for part in section.parts if isinstance(part, Figure) and not part.is_map
    )
    return [(figure, data) for figure, data in found if data is not None]


def _paired(sections: Sequence[Section]) -> list[Sequence[Section]]:
    return [sections[start : start + 2] for start in range(0, len(sections), 2)]


def _lines(section: Section) -> list[Line]:
    return [line for part in section.parts for line in _said(part)]


def _said(part) -> Iterator[Line]:
    """A part in lines, shorter than in print: a slide is looked at, not read."""
    match part:
        case Paragraph() | Note():
            yield Line(text=part.text)
        case Items():
            if part.heading:
                yield Line(text=part.heading, level=0)
            for item in part.items:
                text = _("{label}: {text}").format(label=item.label, text=item.text) if item.label else item.text
                yield Line(text=f"• {text}" + (" " + _("(unverified)") if item.is_unverified else ""))
        case Figure() if office.native(part.chart) is None:
            yield Line(text=part.chart.alt)
        case Table():
            yield Line(text=part.title, level=0)
            for row in part.said():
                rest = [cell for cell in row[1:3] if cell and cell != MISSING]
                yield Line(
                    text="• " + (_("{label}: {text}").format(label=row[0], text=", ".join(rest)) if rest else row[0])
                )


def _needs(lines: Sequence[Line], size: int, width: int) -> int:
    """Height in EMU that the lines take, from the widths of letters: a Chinese one is as wide as high, others about half."""
    total = 0.0
    for line in lines:
        ems = sum(1.0 if ord(letter) > 0x2E7F else 0.54 for letter in line.text)
        total += math.ceil(max(ems, 0.1) * size / Emu(width).pt) * size * 1.22 + size * 0.3
    return Pt(total + 8)


MANY = 10  # bars: their names take two lines, and the programs leave out every other one that does not fit
LABEL_ROOM = 0.3  # of the scale, that the figure at the end of a bar takes
_CHARTS = {"lines": XL_CHART_TYPE.LINE, "bars": XL_CHART_TYPE.BAR_CLUSTERED}


def _chart_data(data: office.Native) -> CategoryChartData:
    found = CategoryChartData(number_format="0.0" if data.form == "lines" else "0.00")
    found.categories = [office.printable(one) if isinstance(one, str) else one for one in data.categories]
    for name, values in data.series.items():
        found.add_series(office.printable(name), values)
    return found


def _draw(chart: SlideChart, data: office.Native) -> None:
    """Axes, colours and dashes that hold in black and white."""
    chart.has_title = False
    chart.font.size, chart.font.name = Pt(11), office.FONT
    chart.has_legend = len(data.series) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    values = [value for series in data.series.values() for value in series if value is not None]
    axis = chart.value_axis
    axis.major_gridlines.format.line.color.rgb = RGBColor(0xD8, 0xDC, 0xE2)
    axis.format.line.fill.background()
    axis.minimum_scale, axis.maximum_scale = _ends(data.form, min(values), max(values))
    chart.category_axis.tick_labels.font.size = Pt(11 if len(data.categories) < MANY or data.form == "lines" else 9)
    chart.category_axis.format.line.color.rgb = GREY
    if data.form == "lines":
        _draw_lines(chart)
    else:
        _draw_bars(chart)


def _ends(form: str, lowest: float, highest: float) -> tuple[float | None, float | None]:
    """The ends of the scale: 0 to 1 for levels, 0 to 100 for scores; None where the program may choose.

    Bars to both sides get room for their figures, which would else stand on the names.
    """
    if lowest < 0:
        room = LABEL_ROOM * (max(highest, 0) - lowest)
        return lowest - room, max(highest, 0) + (room if highest > 0 else 0)
    top = 1 if form == "bars" else 100
    return 0, top if highest <= top else None


def _draw_lines(chart: SlideChart) -> None:
    chart.category_axis.tick_labels.number_format, chart.category_axis.tick_labels.number_format_is_linked = (
        "yyyy",
        False,
    )
    _set_axis(chart.category_axis, majorUnit="2", majorTimeUnit="years")
    for number, series in enumerate(chart.plots[0].series):
        series.smooth = False
        series.format.line.color.rgb = LINES[number % len(LINES)]
        series.format.line.width = Pt(2.25 if number == 0 else 1.5)
        series.format.line.dash_style = DASHES[number % len(DASHES)]


def _draw_bars(chart: SlideChart) -> None:
    chart.category_axis.reverse_order = True
    _set_axis(chart.category_axis, tickLblSkip="1")
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    plot = chart.plots[0]
    plot.gap_width = 40
    plot.series[0].format.fill.solid()
    plot.series[0].format.fill.fore_color.rgb = BLUE
    plot.series[0].invert_if_negative = False
    plot.has_data_labels = True
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = "0.00", False
    plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    plot.data_labels.font.size = Pt(11)


def _set_axis(axis, **values: str) -> None:
    """Set what python-pptx has no name for, in the order that the format asks."""
    following = ("c:baseTimeUnit", "c:majorUnit", "c:majorTimeUnit", "c:minorUnit", "c:tickLblSkip", "c:tickMarkSkip",
                 "c:noMultiLvlLbl", "c:extLst")  # fmt: skip
    element = axis._element
    for name, value in values.items():
        child = etree.SubElement(element, qn(f"c:{name}"), val=value)
        later = following[following.index(f"c:{name}") + 1 :]
        for other in element:
            if other.tag in [qn(one) for one in later]:
                other.addprevious(child)
                break
