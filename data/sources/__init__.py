"""One module a source: its declaration SOURCE, fetch(folder) → raw files, parse(raw files) → Parsed."""

import importlib
import pkgutil
from functools import cache
from types import ModuleType

from data.sources.declaration import Source


@cache
def modules() -> dict[str, ModuleType]:
    """Every source module by its key, in alphabetical order."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__) if found.name != "declaration")
    loaded = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return {module.SOURCE.key: module for module in loaded}


def declarations() -> dict[str, Source]:
    """Every source's declaration by its key."""
    return {key: module.SOURCE for key, module in modules().items()}


def enabled(asked: str = "") -> list[str]:
    """Keys of the sources to read: those on by default, and what `+key,-key` adds or takes away.

    Raises ValueError for a key that no source has.
    """
    chosen = {key for key, source in declarations().items() if source.is_default}
    for word in filter(None, (part.strip() for part in asked.split(","))):
        if word[1:] not in declarations():
            raise ValueError(f"R2P_SOURCES: no source is called {word[1:]!r}; there are {', '.join(declarations())}")
        chosen = chosen | {word[1:]} if word[0] == "+" else chosen - {word[1:]}
    return sorted(chosen)
