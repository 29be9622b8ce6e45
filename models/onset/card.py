"""The model card of the forecast, as a page shows it."""

import re
from functools import cache
from pathlib import Path

CARD = Path(__file__).parent.parent / "cards" / "onset.md"


@cache
def model_card() -> str:
    """The card as Markdown, its headings one level lower, for a page has a title of its own."""
    return re.sub(r"^(#+) ", r"#\1 ", CARD.read_text(encoding="utf-8"), flags=re.MULTILINE)
