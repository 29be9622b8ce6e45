"""The indicators, one file a risk factor."""

import importlib
import pkgutil
from collections.abc import Container
from functools import cache

from indicators.declaration import Indicator


@cache
def catalogue() -> dict[str, Indicator]:
    """Every indicator by key, in the order of the risk factors. Raises ValueError if a key is declared twice."""
    found: dict[str, Indicator] = {}
    for name in sorted(module.name for module in pkgutil.iter_modules(__path__)):
        for indicator in importlib.import_module(f"{__name__}.{name}").INDICATORS:
            if indicator.key in found:
                raise ValueError(f"indicator {indicator.key!r} is declared twice")
            found[indicator.key] = indicator
    return found


def active(sources: Container[str]) -> list[Indicator]:
    """The indicators whose source is read; one whose source is off counts neither as known nor as missing."""
    return [indicator for indicator in catalogue().values() if indicator.source in sources]
