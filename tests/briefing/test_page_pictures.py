"""Pages as pictures: each compared with one that was looked at, closely enough that a moved table fails.

A page is shrunk to a grid of grey cells, a cell about 2.5 mm wide. To look at a change and accept it:
`python -m tests.briefing.accept_pages`, then look at the pictures it names.
"""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops

from briefing.documents import Request, compose
from briefing.render_pdf import page_pictures
from tests.briefing.conftest import MONTH

GOLDEN = Path(__file__).parent / "golden"
TODAY = date(2026, 2, 11)
PAGES = (  # kind, States, language, which page
    ("country", "SDN", "fr", 1), ("country", "SDN", "fr", 3), ("country", "VAT", "en", 1), ("country", "COD", "en", 2),
    ("compare", "SDN CHE VAT", "en", 1), ("configuration", "CAF TCD", "en", 1), ("note", "MLI", "fr", 1),
    ("country", "SDN", "ar", 1), ("note", "SDN", "zh", 1),
)  # fmt: skip
DPI = 40
CELLS = 84  # across a page
DIFFERENT = 24  # of 255: a cell that differs by more differs
MOST = 0.02  # of the cells


def page(release, kind: str, codes: str, language: str, number: int) -> Image.Image:
    request = Request(kind=kind, codes=tuple(codes.split()), month=f"{MONTH:%Y-%m}", language=language)
    pictures = page_pictures(compose(release, request, today=TODAY), paper="a4", dpi=DPI)
    return pictures[number - 1].convert("L")


def golden_file(kind: str, codes: str, language: str, number: int) -> Path:
    return GOLDEN / f"{kind}-{codes.replace(' ', '-')}-{language}-{number}.png"


def share_of_difference(one: Image.Image, other: Image.Image) -> float:
    """The share of the cells of two pages that differ."""
    if one.size != other.size:
        return 1.0
    size = (CELLS, round(CELLS * one.height / one.width))
    cells = [picture.resize(size, Image.Resampling.BOX) for picture in (one, other)]
    return float((np.asarray(ImageChops.difference(*cells)) > DIFFERENT).mean())


@pytest.mark.parametrize("what", PAGES, ids=lambda what: "-".join(map(str, what)).replace(" ", "-"))
def test_a_page_looks_as_it_was_last_looked_at(release, what):
    found = share_of_difference(page(release, *what), Image.open(golden_file(*what)))
    assert found <= MOST, f"{found:.1%} of the page differs; see {golden_file(*what).name} and accept_pages.py"


def test_a_table_that_moves_by_a_line_is_noticed(release):
    there = page(release, *PAGES[1])
    moved = there.copy()
    half = there.height // 2
    moved.paste(there.crop((0, half, there.width, there.height - 7)), (0, half + 7))  # 7 px = 4.4 mm, a row
    assert share_of_difference(there, moved) > 2 * MOST
