"""The model card of the forecast, as a page shows it, in the reader's language."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

CARD = Path(__file__).parent.parent / "cards" / "onset.md"
START = re.compile(r"(#+ |- )?")


def model_card(translated: Callable[[str], str]) -> str:
    """The card as Markdown, its headings one level lower, for a page has a title of its own.

    `translated`: gives each of `texts()` in the reader's language.
    """
    blocks = [f"{'#' if sign.startswith('#') else ''}{sign}{translated(text)}" for sign, text in _blocks()]
    return re.sub(r"(\n- .*)\n(?=\n- )", r"\1", "\n\n".join(blocks))  # points of one list stand close together


def texts() -> list[str]:
    """What there is to translate: headings, paragraphs, points and tables, without the sign that they start with."""
    return [text for _sign, text in _blocks()]


@cache
def _blocks() -> list[tuple[str, str]]:
    """Each block with its sign: "## " of a heading, "- " of a point, "" of a paragraph or of a table, which keeps its lines."""
    found: list[tuple[str, str]] = []
    for part in re.split(r"\n\n+|\n(?=- )", CARD.read_text(encoding="utf-8").strip()):
        sign = START.match(part).group()  # type: ignore[union-attr]
        lines = [line.strip() for line in part.removeprefix(sign).split("\n")]
        found.append((sign, ("\n" if part.startswith("|") else " ").join(lines)))
    return found
