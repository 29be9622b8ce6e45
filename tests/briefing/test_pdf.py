"""PDF: sound, tagged, searchable, with every font embedded, on as many pages as promised, with the release's figures."""

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from briefing.document import Items, Note, Paragraph, Section
from briefing.documents import Request, compose
from briefing.language import PLANNED
from briefing.render_pdf import STEPS, TEMPLATE, RenderError, count_pages, render_pdf
from data.release import current
from data.settings import SHIPPED_RELEASES
from tests.briefing.conftest import MONTH

TODAY = date(2026, 2, 11)


def tool(name: str, package: str) -> str:
    found = shutil.which(name)
    assert found, f"{name} is missing: sudo apt-get install {package}"
    return found


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def text_of(pdf: bytes) -> str:
    """The text of a PDF in one line a page, pages apart by form feeds."""
    done = subprocess.run([tool("pdftotext", "poppler-utils"), "-", "-"], input=pdf, capture_output=True, check=True)
    return "\f".join(" ".join(page.split()) for page in done.stdout.decode().split("\f"))


def document(release, kind="country", codes=("SDN",), language="en", **more):
    asked = Request(kind=kind, codes=codes, month=f"{MONTH:%Y-%m}", language=language, **more)
    return compose(release, asked, today=TODAY)


@pytest.fixture(scope="module")
def written(release, tmp_path_factory):
    """Renders a document once and gives the file."""
    folder, kept = tmp_path_factory.mktemp("pdf"), {}

    def write(kind="country", codes=("SDN",), language="en", paper="a4") -> Path:
        made = document(release, kind, codes, language)
        path = folder / f"{made.file_name}-{paper}.pdf"
        if path not in kept:
            path.write_bytes(render_pdf(made, paper=paper))
            kept[path] = made
        return path

    return write


@pytest.mark.parametrize("language", PLANNED)
def test_a_pdf_is_sound_and_every_font_is_embedded_in_every_language(written, language):
    path = written(language=language)
    assert "No syntax or stream encoding errors found" in run(tool("qpdf", "qpdf"), "--check", str(path))
    fonts = run(tool("pdffonts", "poppler-utils"), str(path)).splitlines()[2:]
    assert fonts
    assert [
        line for line in fonts if not re.search(r"\s(yes)\s+(yes)\s+(yes)\s", line)
    ] == []  # embedded, subset, unicode
    assert not [line for line in fonts if "Noto" not in line]


def test_a_pdf_is_tagged_and_names_its_title_its_language_and_its_standard(written):
    path = written(language="fr")
    about = run(tool("pdfinfo", "poppler-utils"), str(path))
    assert re.search(r"Title:\s+Soudan – Note de synthèse par pays", about)
    assert re.search(r"Tagged:\s+yes", about)
    raw = path.read_bytes()
    assert b"pdfuaid:part>1<" in raw.replace(b" ", b"") or b"pdfuaid" in raw
    assert b"/Lang" in raw


def test_every_figure_of_a_pdf_has_its_text_alternative(release, written):
    from pypdf import PdfReader

    made = document(release)
    found: list[str] = []

    def walk(node) -> None:
        node = node.get_object()
        if not isinstance(node, dict):
            return
        if node.get("/S") == "/Figure":
            found.append(str(node.get("/Alt", "")))
        children = node.get("/K", [])
        for child in children if isinstance(children, list) else [children]:
            if not isinstance(child, int):
                walk(child)

    walk(PdfReader(written()).trailer["/Root"]["/StructTreeRoot"])
    assert {figure.chart.alt for figure in made.figures()} <= set(found)


@pytest.mark.parametrize(("paper", "size"), [("a4", "595.276 x 841.89"), ("letter", "612 x 792")])
def test_a_pdf_has_the_paper_asked_for(written, paper, size):
    assert size in run(tool("pdfinfo", "poppler-utils"), str(written(paper=paper)))


@pytest.mark.parametrize(
    ("kind", "codes"),
    [("country", ("COD",)), ("country", ("VAT",)), ("compare", ("SDN", "CAF", "VCT", "VAT", "GBR", "BIH")),
     ("configuration", ("COD",)), ("note", ("COD",)), ("note", ("VAT",))],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_pdf_keeps_to_its_pages(release, written, kind, codes, language):
    assert count_pages(written(kind, codes, language).read_bytes()) <= document(release, kind, codes).page_limit


@pytest.fixture(scope="module")
def shipped():
    return current(SHIPPED_RELEASES)


@pytest.mark.parametrize("month", ["", "2024-12"], ids=["with-a-forecast", "before-the-forecast"])
@pytest.mark.parametrize("language", PLANNED)
def test_the_fullest_briefing_keeps_to_its_pages_on_the_shorter_paper(shipped, language, month):
    asked = Request(
        kind="country", codes=("COD",), month=month or shipped.manifest["default_month"], language=language
    )  # fmt: skip
    made = compose(shipped, asked, today=TODAY)
    assert 2 <= count_pages(render_pdf(made, paper="letter")) <= 4


@pytest.mark.parametrize("language", PLANNED)
def test_a_note_is_one_page_in_every_language(shipped, language):
    asked = Request(kind="note", codes=("COD",), month=shipped.manifest["default_month"], language=language)
    assert count_pages(render_pdf(compose(shipped, asked, today=TODAY), paper="letter")) == 1


def test_asides_are_left_out_where_the_pages_would_not_hold_them(release, monkeypatch):
    made = document(release)
    asides = [
        item.aside
        for section in made.sections
        for part in section.parts
        if isinstance(part, Items)
        for item in part.items
        if item.aside
    ]
    start = " ".join(asides[0].split()[:4])
    assert start in text_of(render_pdf(made, paper="a4"))
    monkeypatch.setattr("briefing.render_pdf.STEPS", ((9.4, False),))
    assert start not in text_of(render_pdf(made, paper="a4"))


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_state_of_which_nothing_is_known_has_its_profile_on_the_first_page(shipped, paper):
    asked = Request(kind="country", codes=("VAT",), month=shipped.manifest["default_month"], language="ru")
    made = compose(shipped, asked, today=TODAY)
    (figure,) = made.section("factors").parts
    first = text_of(render_pdf(made, paper=paper)).split("\f")[0]
    assert all(made.section(key).heading in first for key in ("score", "forecast", "speech", "factors"))
    assert " ".join(figure.chart.title.split()[:3]) in first


def test_text_is_never_set_smaller_than_a_print_can_be_read_at():
    """8.2 pt for the text; what is a share of it has a floor of its own in the template."""
    shares = re.findall(r"size: ([0-9.]+)em", TEMPLATE.read_text(encoding="utf-8"))
    assert min(size for size, _has_asides in STEPS) >= 8.2
    assert [share for share in shares if float(share) * 8.2 < 7] == []


def test_a_note_stays_on_the_page_of_the_table_that_it_is_about(shipped):
    asked = Request(kind="country", codes=("SDN",), month=shipped.manifest["default_month"], language="ru")
    made = compose(shipped, asked, today=TODAY)
    pages = text_of(render_pdf(made, paper="letter")).split("\f")
    note = next(part for part in made.section("speech").parts if isinstance(part, Note)).text.split(";")[0]
    heading = made.section("speech").heading
    assert [note in page for page in pages] == [heading in page for page in pages]


def test_the_text_of_a_pdf_can_be_searched_and_holds_the_release_s_figures(release, written):
    text = run(tool("pdftotext", "poppler-utils"), "-layout", str(written()), "-")
    row = release.frame("scores").query("iso3 == 'SDN' and month == @MONTH").iloc[0]
    assert f"risk score of {row['score']:.1f} out of 100" in " ".join(text.split())
    factors = release.frame("factors").query("iso3 == 'SDN' and month == @MONTH").iloc[0]
    assert f"{factors['rf1']:.2f}" in text


def test_arabic_is_stored_as_letters_and_not_as_shapes(written):
    text = run(tool("pdftotext", "poppler-utils"), str(written(language="ar")), "-")
    assert "السودان" in text


def test_chinese_is_stored_as_letters(written):
    assert "苏丹" in run(tool("pdftotext", "poppler-utils"), str(written(language="zh")), "-")


def test_what_a_text_holds_is_never_read_as_markup(release):
    trick = '#read("/etc/passwd") *bold* $x$ <label> \\ " {{'
    made = document(release, kind="note")
    made = replace(made, sections=(Section(key="what", heading=trick, parts=(Paragraph(text=trick),)),))
    path_free = render_pdf(made, paper="a4")
    assert count_pages(path_free) == 1


def test_another_paper_is_refused(release):
    with pytest.raises(ValueError, match="paper must be one of a4, letter, got 'a3'"):
        render_pdf(document(release, kind="note"), paper="a3")


def test_the_same_document_gives_the_same_bytes(release):
    made = document(release, kind="note")
    assert render_pdf(made, paper="a4") == render_pdf(made, paper="a4")


def test_a_file_without_pages_is_refused():
    with pytest.raises(RenderError, match="without a list of pages"):
        count_pages(b"%PDF-1.7")
