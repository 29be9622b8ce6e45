"""Word, slides, workbook and CSV: what they hold, and that other programs open them."""

import csv
import io
import json
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from docx import Document as open_word
from openpyxl import load_workbook
from PIL import Image
from pptx import Presentation

from briefing import office, render_csv, render_docx, render_pptx, render_xlsx
from briefing.charts.chart import Chart
from briefing.document import (
    Column,
    Document,
    Figure,
    Item,
    Items,
    KeyFigure,
    KeyFigures,
    Note,
    Paragraph,
    Section,
    Table,
    is_missing,
)
from briefing.documents import Request, compose
from tests.briefing.conftest import MONTH

TODAY = date(2026, 2, 11)
FORMULAS = ("=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "=cmd|'/c calc'!A1", "＝1")


def made(release, **more) -> Document:
    request = Request(**{"kind": "country", "codes": ("SDN",), "month": f"{MONTH:%Y-%m}", "language": "en"} | more)
    return compose(release, request, today=TODAY)


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(file, "PNG")
    return file.getvalue()


def chart(table: pd.DataFrame) -> Chart:
    return Chart(
        figure={"layout": {"height": 100}}, title="A chart", alt="In words.", table=table, source_line="Source: us."
    )


def small(*parts, language="en", data=()) -> Document:
    """A document of one section."""
    return Document(
        kind="country", language=language, title="Freedonia", subtitle="A test", as_of=pd.Timestamp("2025-12-01"),
        release="2026-02-11.1", made_on=TODAY, codes=("FRE",), sources=(), disclaimers=("Not a document of anyone.",),
        sections=(Section(key="one", heading="One", parts=parts),), citation="Cite me.", file_name="pillar-two-test",
        page_limit=4, data=data,
    )  # fmt: skip


def words(content: bytes) -> str:
    return "\n".join(
        paragraph.text for paragraph in open_word(io.BytesIO(content)).element.body.iter() if paragraph.text
    )


def slides(content: bytes):
    return Presentation(io.BytesIO(content)).slides


# --- What a chart becomes


def test_months_become_lines_with_the_oldest_first():
    data = office.native(chart(pd.DataFrame({"Month": ["2025-02", "2025-01"], "Score": [2.0, float("nan")]})))
    assert (data.form, data.categories) == ("lines", (date(2025, 1, 1), date(2025, 2, 1)))
    assert data.series == {"Score": (None, 2.0)}


def test_of_many_bars_the_ten_largest_are_drawn_and_the_others_are_said():
    table = pd.DataFrame(
        {"Indicator": [*(f"No. {n}" for n in range(20)), "Sum"], "Points": [*map(float, range(20)), 190.0]}
    )
    data = office.native(chart(table))
    assert data.series["Points"] == tuple(map(float, range(19, 9, -1)))
    assert data.rest == "Not drawn: 10 others, together +45.0."


def test_a_chart_of_gaps_is_told_in_words():
    table = pd.DataFrame({"Risk factor": list("abcdef"), "Level": [0.5, *[float("nan")] * 5]})
    assert office.native(chart(table)) is None
    told = slides(render_pptx.render(small(Figure(key="profile", chart=chart(table)))))[1]
    assert "In words." in [shape.text_frame.text for shape in told.shapes if shape.has_text_frame][-1]


# --- Word


def test_a_word_document_has_real_headings_tables_with_header_rows_and_alternatives_of_pictures(release):
    document = made(release)
    content = render_docx.render(document, {figure.key: picture() for figure in document.figures()}, paper="a4")
    word = open_word(io.BytesIO(content))
    headings = [one.text for one in word.paragraphs if one.style.name == "Heading 1"]
    assert headings[: len(document.sections)] == [section.heading for section in document.sections]
    assert len(word.tables) == 1 + len(document.tables())
    assert all("tblHeader" in table.rows[0]._tr.xml for table in word.tables)
    assert [shape._inline.docPr.get("descr") for shape in word.inline_shapes] == [
        one.chart.alt for one in document.figures()
    ]


def test_a_figure_without_a_picture_is_told_in_words(release):
    document = made(release)
    assert document.figures()[0].chart.alt in words(render_docx.render(document, {}, paper="letter"))


def test_tables_in_word_say_what_the_document_says(release):
    document = made(release)
    word = open_word(io.BytesIO(render_docx.render(document, {}, paper="a4")))
    found = [[cell.text for cell in row.cells] for row in word.tables[-1].rows[1:]]
    assert found == document.tables()[-1].said()


def test_arabic_runs_from_right_to_left_in_every_format():
    table = Table(
        key="figures", title="جدول", columns=(Column(name="اسم"), Column(name="رقم", kind="number")), rows=(("س", 1),)
    )
    document = small(Paragraph(text="نص"), table, language="ar", data=(table,))
    body = open_word(io.BytesIO(render_docx.render(document, {}, paper="a4"))).element.xml
    assert body.count("<w:bidi/>") > 5
    assert "<w:bidiVisual/>" in body
    assert "<w:rtl" in body
    frame = slides(render_pptx.render(document))[0].shapes.title.text_frame
    assert frame.paragraphs[0]._p.pPr.get("rtl") == "1"
    book = load_workbook(io.BytesIO(render_xlsx.render(document)))
    assert all(sheet.sheet_view.rightToLeft for sheet in book)


@pytest.mark.parametrize("language", list(office.TAGS))
def test_every_format_names_its_language(language):
    document = small(Paragraph(text="A text"), language=language)
    tag = office.TAGS[language]
    assert open_word(io.BytesIO(render_docx.render(document, {}, paper="a4"))).core_properties.language == tag
    assert Presentation(io.BytesIO(render_pptx.render(document))).core_properties.language == tag
    assert load_workbook(io.BytesIO(render_xlsx.render(document))).properties.language == tag


def test_characters_that_xml_refuses_are_left_out_and_markup_is_text():
    hostile = "a\x00b\x0b\ud800<b>&amp;\u202e\uffff"
    document = small(
        Paragraph(text=hostile), Note(text=hostile), Items(items=(Item(text=hostile, label=hostile),)),
        KeyFigures(figures=(KeyFigure(key="one", label=hostile, value=hostile),)),
    )  # fmt: skip
    assert "ab<b>&amp;\u202e" in words(render_docx.render(document, {}, paper="a4"))
    assert any("ab<b>&amp;" in shape.text_frame.text for shape in slides(render_pptx.render(document))[0].shapes)


# --- Slides


@pytest.mark.parametrize(("kind", "codes"), [("country", ("SDN",)), ("country", ("VAT",)), ("compare", ("SDN", "TCD", "CHE")),
                                         ("configuration", ("SDN", "TCD")), ("note", ("SDN",))])  # fmt: skip
def test_a_deck_has_at_most_seven_slides_each_with_a_title_and_the_sources_in_its_notes(release, kind, codes):
    document = made(release, kind=kind, codes=codes)
    deck = slides(render_pptx.render(document))
    assert len(deck) <= 7
    for slide in deck:
        assert slide.shapes.title.text_frame.text
        assert document.sources[0].publisher in slide.notes_slide.notes_text_frame.text


def test_charts_on_slides_can_be_edited_and_hold_the_figures_of_the_document(release):
    document = made(release)
    charts = [
        shape.chart for slide in slides(render_pptx.render(document)) for shape in slide.shapes if shape.has_chart
    ]
    history = next(table for table in document.data if table.key == "score_by_month")
    drawn = [value for value in charts[0].plots[0].series[0].values if value is not None]
    known = [row[3] for row in history.rows if not is_missing(row[3])]
    assert drawn == pytest.approx(known, abs=0.051)  # the chart rounds to one decimal


def test_a_text_too_long_for_its_slide_is_cut_at_a_line_and_that_is_said():
    parts = [Paragraph(text="word " * 60) for _number in range(40)]
    first = Section(key="in_brief", heading="In brief", parts=(Paragraph(text="x"),))
    sections = replace(small(*parts), sections=(first, Section(key="one", heading="One", parts=tuple(parts))))
    body = slides(render_pptx.render(sections))[1].shapes[2].text_frame.text
    assert "more lines in the briefing" in body
    assert body.count("\n") < 40


def test_columns_of_a_slide_are_set_in_one_size():
    first = Section(key="in_brief", heading="In brief", parts=(Paragraph(text="x"),))
    full = Section(key="one", heading="One", parts=(Paragraph(text="word " * 200),))
    brief = Section(key="two", heading="Two", parts=(Paragraph(text="word"),))
    slide = slides(render_pptx.render(replace(small(Paragraph(text="x")), sections=(first, full, brief))))[1]
    columns = [
        shape.text_frame
        for shape in slide.shapes
        if shape.has_text_frame and shape.text_frame.text.startswith(("One\n", "Two\n"))
    ]
    sizes = {run.font.size for frame in columns for paragraph in frame.paragraphs for run in paragraph.runs}
    assert (len(columns), len(sizes)) == (2, 1)


# --- Workbook and CSV


def test_a_workbook_has_a_sheet_a_table_with_typed_cells_and_a_frozen_header(release):
    document = made(release)
    book = load_workbook(io.BytesIO(render_xlsx.render(document)))
    assert len(book.sheetnames) == 1 + len(document.data)
    sheet = book["Score by month"]
    history = next(table for table in document.data if table.key == "score_by_month")
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet["D"][1:]] == pytest.approx([row[3] for row in history.rows])
    assert sheet["C2"].is_date
    assert sheet["C2"].number_format == "yyyy-mm"


def test_unknown_is_an_empty_cell_never_a_zero():
    table = Table(key="figures", title="Figures", columns=(Column(name="A", kind="number"), Column(name="B")),
                  rows=((None, "x"), (float("nan"), ""), (0.0, "y")))  # fmt: skip
    document = small(Paragraph(text="x"), data=(table,))
    sheet = load_workbook(io.BytesIO(render_xlsx.render(document)))["Figures"]
    assert [cell.value for cell in sheet["A"][1:]] == [None, None, 0]
    assert _rows(document)[1:] == [["", "x"], ["", ""], ["0", "y"]]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_that_a_spreadsheet_would_run_is_text(text):
    table = Table(key="figures", title="Figures", columns=(Column(name="A"),), rows=((text,),))
    document = small(Paragraph(text="x"), data=(table,))
    cell = load_workbook(io.BytesIO(render_xlsx.render(document)))["Figures"]["A2"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")
    assert _rows(document)[1][0] == f"'{text}"


def _rows(document: Document, *, with_hxl: bool = False) -> list[list[str]]:
    files = render_csv.files(document, with_hxl=with_hxl)
    return list(csv.reader(io.StringIO(files["pillar-two-test-figures.csv"].decode(), newline="")))


def test_the_data_package_describes_every_file_beside_it(release):
    document = made(release)
    files = render_csv.files(document, with_hxl=True)
    package = json.loads(files["datapackage.json"])
    assert {one["path"] for one in package["resources"]} == set(files) - {"datapackage.json"}
    for resource in package["resources"]:
        rows = list(csv.reader(io.StringIO(files[resource["path"]].decode(), newline="")))
        assert [field["name"] for field in resource["schema"]["fields"]] == rows[0]
        assert resource["dialect"]["commentRows"] == [2]
        assert any(cell.startswith("#") for cell in rows[1])


# --- Other programs


@pytest.fixture(scope="module")
def converted(release, tmp_path_factory):
    """The texts of PDF files that LibreOffice makes of each document."""
    assert shutil.which("soffice"), "LibreOffice is missing: sudo apt-get install libreoffice-writer-nogui"
    folder = tmp_path_factory.mktemp("office")
    document = made(release, language="fr")
    (folder / "word.docx").write_bytes(render_docx.render(document, {}, paper="a4"))
    (folder / "slides.pptx").write_bytes(render_pptx.render(document))
    (folder / "book.xlsx").write_bytes(render_xlsx.render(document))
    home = f"-env:UserInstallation=file://{folder}/home"
    files = ["word.docx", "slides.pptx", "book.xlsx"]
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "pdf", *files], cwd=folder, check=True, capture_output=True
    )
    return document, {name: _text(folder / f"{name}.pdf") for name in ("word", "slides", "book")}


def _text(path: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True).stdout.decode()


@pytest.mark.parametrize("name", ["word", "slides", "book"])
def test_libreoffice_opens_each_and_shows_the_score(converted, name):
    document, texts = converted
    score = next(figure.value for figure in document.sections[0].parts[0].figures if figure.key == "score")
    assert "Soudan" in texts[name]
    assert score.replace(",", "." if name == "book" else ",") in texts[name].replace("\u202f", "")


def test_no_format_holds_a_path_of_the_machine(release):
    document = made(release)
    here = str(Path.cwd()).encode()
    for content in (
        render_docx.render(document, {}, paper="a4"),
        render_pptx.render(document),
        render_xlsx.render(document),
    ):
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            assert not any(here in file.read(name) for name in file.namelist())


# --- Figures in every format are those of the release


@pytest.fixture(scope="module")
def known(release) -> dict[str, float]:
    """The figures of Sudan as the release holds them: its score with interval, and its risk factors."""
    scores = release.frame("scores").query("iso3 == 'SDN' and month == @MONTH").iloc[0]
    factors = release.frame("factors").query("iso3 == 'SDN' and month == @MONTH").iloc[0]
    levels = {f"rf{n}": float(factors[f"rf{n}"]) for n in range(1, 15) if not pd.isna(factors[f"rf{n}"])}
    return {name: float(scores[name]) for name in ("score", "low", "high")} | levels


def test_figures_in_a_word_document_are_those_of_the_release(release, known):
    told = words(render_docx.render(made(release), {}, paper="a4"))
    assert f"risk score of {known['score']:.1f} out of 100" in told
    assert f"({known['low']:.0f}–{known['high']:.0f})" in told.replace("90% interval ", "")


def test_figures_in_charts_on_slides_are_those_of_the_release(release, known):
    charts = {
        shape.name: shape.chart.plots[0]
        for slide in slides(render_pptx.render(made(release)))
        for shape in slide.shapes
        if shape.has_chart
    }
    levels = [value for value in charts["profile"].series[0].values if value is not None]
    wanted = [known[f"rf{n}"] for n in range(1, 15) if f"rf{n}" in known]
    assert levels == pytest.approx(wanted, abs=0.0051)


def test_figures_in_a_workbook_are_those_of_the_release(release, known):
    book = load_workbook(io.BytesIO(render_xlsx.render(made(release))))
    row = [cell.value for cell in book["Scores"][2]]
    assert row[3:6] == pytest.approx([known["score"], known["low"], known["high"]])
    levels = [row[3].value for row in book["Risk factors"].iter_rows(min_row=2) if row[3].value is not None]
    assert levels == pytest.approx([known[f"rf{n}"] for n in range(1, 15) if f"rf{n}" in known])


def test_figures_in_csv_are_those_of_the_release(release, known):
    document = made(release)
    files = render_csv.files(document, with_hxl=False)
    (row,) = csv.DictReader(io.StringIO(files[f"{document.file_name}-scores.csv"].decode(), newline=""))
    assert float(row["Score (0 to 100)"]) == pytest.approx(known["score"])
    factors = csv.DictReader(io.StringIO(files[f"{document.file_name}-risk-factors.csv"].decode(), newline=""))
    levels = [
        float(one["Level (0 = absent, 1 = highest)"]) for one in factors if one["Level (0 = absent, 1 = highest)"]
    ]
    assert levels == pytest.approx([known[f"rf{n}"] for n in range(1, 15) if f"rf{n}" in known])


@pytest.mark.parametrize(
    ("form", "lowest", "highest", "ends"),
    [
        ("bars", 0.1, 0.9, (0, 1)),
        ("bars", 0.0, 8.4, (0, None)),
        ("lines", 17.0, 81.0, (0, 100)),
        ("bars", -2.0, 0.0, (pytest.approx(-2.6), 0)),
        ("bars", -2.0, 1.0, (pytest.approx(-2.9), pytest.approx(1.9))),
    ],
)
def test_bars_to_both_sides_leave_room_for_their_figures(form, lowest, highest, ends):
    assert render_pptx._ends(form, lowest, highest) == ends


def test_a_chart_of_many_bars_names_each_of_them_in_small_letters():
    names, presentation = tuple(f"Indicator {n}" for n in range(10)), Presentation()
    data = office.Native(form="bars", categories=names, series={"Points": (1.0,) * 10})
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    chart = slide.shapes.add_chart(render_pptx._CHARTS["bars"], 0, 0, 100, 100, render_pptx._chart_data(data)).chart
    render_pptx._draw(chart, data)
    assert chart.category_axis.tick_labels.font.size.pt == 9
