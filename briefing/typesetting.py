"""Typst with the project's fonts and no others; one thread at a time, for a compiler cannot be shared between two."""

import threading
from functools import cache
from pathlib import Path
from typing import Any

from briefing.drawing.measure import FONTS

_in_hand = threading.Lock()


def compiled(template: Path, **how: Any) -> Any:
    """What Typst makes of a template; `how`: its format and inputs, as typst.Compiler.compile takes them.

    Raises typst.TypstError for a template that cannot be set.
    """
    with _in_hand:
        return _compiler(template).compile(input=str(template), **how)


@cache
def _compiler(template: Path) -> Any:
    import typst

    return typst.Compiler(str(template), root=str(template.parent), font_paths=[str(FONTS)], ignore_system_fonts=True)
