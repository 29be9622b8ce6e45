"""The fonts that ship with the project, and how wide a text is in them."""

import html
import re
from functools import cache
from pathlib import Path

from PIL import ImageFont

FONTS = Path(__file__).resolve().parent.parent / "fonts"
LATIN, NASKH, HAN = "Noto Sans", "Noto Naskh Arabic", "Noto Sans CJK SC"
LINE_HEIGHT = 1.3  # of the size
FILES = {LATIN: "NotoSans", NASKH: "NotoNaskhArabic", HAN: "NotoSansSC"}
ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufeff]")
CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
UNIT = 100  # px at which letters are measured


def families(code: str) -> tuple[str, ...]:
    """The families of a language, one after the other, each for the letters that those before it lack."""
    return {"ar": (NASKH, LATIN, HAN), "zh": (HAN, LATIN, NASKH)}.get(code, (LATIN, NASKH, HAN))


def font_files() -> list[Path]:
    """The files of all fonts, regular and bold."""
    return sorted(FONTS.glob("*.[ot]tf"))


@cache
def text_width(text: str, size: float) -> float:
    """How many px a line of text takes at a size; Plotly's markup takes none."""
    is_bold = "<b>" in text
    said = html.unescape(re.sub(r"</?[bi]>", "", text))
    return sum(_advance(letter, is_bold) for letter in said) * size / UNIT


@cache
def _advance(letter: str, is_bold: bool) -> float:
    """The width of one letter at UNIT px; letters of Arabic as they stand alone, which is never too little."""
    family = (
        "Noto Naskh Arabic" if ARABIC.match(letter) else "Noto Sans CJK SC" if CHINESE.match(letter) else "Noto Sans"
    )
    return float(_font(family, is_bold).getlength(letter))


@cache
def _font(family: str, is_bold: bool) -> ImageFont.FreeTypeFont:
    file = next(FONTS.glob(f"{FILES[family]}-{'Bold' if is_bold else 'Regular'}.*"))
    return ImageFont.truetype(str(file), UNIT, layout_engine=ImageFont.Layout.BASIC)
