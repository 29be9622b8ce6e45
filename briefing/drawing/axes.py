"""Axes: from figures to places on the picture, and where ticks stand and what they say."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from briefing.language import format_number, format_share, format_short_month, in_figures

DAY = 86_400.0
EPOCH = date(1970, 1, 1)
NICE = (1, 2, 2.5, 5, 10)
MONTHS_APART = (1, 2, 3, 6, 12, 24, 36, 60, 120, 240)
TICKS = 6  # aimed at where the figure does not say


@dataclass(frozen=True, kw_only=True)
class Axis:
    """An axis between two places on the picture, `start` for `first` and `end` for `last` (after a logarithm, if any)."""

    name: str  # x, y, x2 …
    kind: str  # linear | log | date | category
    first: float
    last: float
    start: float  # px
    end: float
    look: Mapping[str, Any]
    categories: tuple[str, ...] = ()

    @property
    def is_horizontal(self) -> bool:
        return self.name.startswith("x")

    def value(self, raw: Any) -> float | None:
        """A figure of the data as the axis counts it; None for what is missing."""
        return value_of(raw, self.kind, self.categories)

    def at(self, value: float) -> float:
        """Where a value lies, in px."""
        return self.start + (value - self.first) / (self.last - self.first) * (self.end - self.start)

    def place(self, raw: Any) -> float | None:
        """Where a figure of the data lies, in px; None for what is missing."""
        value = self.value(raw)
        return None if value is None else self.at(value)

    def ticks(self) -> list[tuple[float, str]]:
        """Places in px and texts of the ticks, from low to high."""
        low, high = sorted((self.first, self.last))
        room = (high - low) * 1e-6
        return [(self.at(value), text) for value, text in _ticks(self, low, high) if low - room <= value <= high + room]


def value_of(raw: Any, kind: str, categories: Sequence[str]) -> float | None:
    """A raw figure as a number on an axis of a kind."""
    if raw is None:
        return None
    if kind == "category":
        return float(categories.index(str(raw)))
    if kind == "date":
        return _seconds(raw)
    value = float(raw)
    if value != value:
        return None
    if kind == "log":
        return math.log10(value) if value > 0 else None
    return value


def _seconds(raw: Any) -> float:
    if isinstance(raw, int | float):
        return float(raw) / 1000  # Plotly counts milliseconds
    day = raw if isinstance(raw, date) else datetime.fromisoformat(str(raw))
    return (date(day.year, day.month, day.day) - EPOCH).days * DAY


def kind_of(look: Mapping[str, Any], values: Sequence[Any]) -> str:
    """linear, log, date or category: as the figure says, else as its figures look."""
    if look.get("type") in ("linear", "log", "date", "category"):
        return str(look["type"])
    first = next((value for value in values if value is not None), 0.0)
    if isinstance(first, int | float):
        return "linear"
    try:
        datetime.fromisoformat(str(first))
    except ValueError:
        return "linear" if _is_number(first) else "category"
    return "date"


def _is_number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def extent(look: Mapping[str, Any], values: Sequence[float], kind: str) -> tuple[float, float]:
    """First and last value: the figure's range, else that of its values with a little room."""
    stated = look.get("range")
    if stated is not None:
        if kind == "date":
            return _seconds(stated[0]), _seconds(stated[1])
        return float(stated[0]), float(stated[1])
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if look.get("rangemode") == "tozero":
        low, high = min(low, 0.0), max(high, 0.0)
    room = (high - low) * 0.05 or 0.5
    found = (0.0 if look.get("rangemode") == "tozero" and low == 0 else low - room, high + room)
    return (found[1], found[0]) if look.get("autorange") == "reversed" else found


def _ticks(axis: Axis, low: float, high: float) -> list[tuple[float, str]]:
    look = axis.look
    if look.get("tickvals") is not None:
        said = look.get("ticktext") or [_said(value, axis, 0.0) for value in look["tickvals"]]
        return [(axis.value(value) or 0.0, str(text)) for value, text in zip(look["tickvals"], said, strict=True)]
    if axis.kind == "category":
        return [(float(place), text) for place, text in enumerate(axis.categories)]
    if axis.kind == "date":
        return _months(axis, low, high)
    if axis.kind == "log":
        return [(float(n), _said(10.0**n, axis, 0.0)) for n in range(math.ceil(low), math.floor(high) + 1)]
    step = float(look.get("dtick") or _nice((high - low) / max(int(look.get("nticks") or TICKS), 1)))
    origin = float(look.get("tick0") or 0.0)
    first = math.ceil((low - origin) / step - 1e-9)
    count = math.floor((high - origin) / step + 1e-9) - first + 1
    values = [round(origin + (first + place) * step, 10) + 0.0 for place in range(count)]
    return [(value, _said(value, axis, step)) for value in values]


def _nice(least: float) -> float:
    """The smallest of 1, 2, 2.5 and 5 times a power of ten that is at least `least`."""
    power = 10.0 ** math.floor(math.log10(least)) if least > 0 else 1.0
    return next(nice * power for nice in NICE if nice * power >= least * (1 - 1e-9))


def _said(value: float, axis: Axis, step: float) -> str:
    """What a tick says, in the reader's numbers."""
    pattern = str(axis.look.get("tickformat") or "")
    suffix = str(axis.look.get("ticksuffix") or "")
    if pattern.endswith("%"):
        return format_share(value, decimals=int(pattern.strip(",.%") or 0))
    if pattern == "d":
        return f"{value:.0f}"
    decimals = max((_decimals(one) for one in (value, step)), default=0)
    return in_figures(format_number(value, decimals=decimals) + suffix)


def _decimals(value: float) -> int:
    text = f"{value:.6f}".rstrip("0")
    return len(text.split(".")[1])


def _months(axis: Axis, low: float, high: float) -> list[tuple[float, str]]:
    """First days of months or years, as far apart as they must be."""
    months = (high - low) / DAY / 30.44
    most = int(axis.look.get("nticks") or TICKS)
    stated = axis.look.get("dtick")
    apart = int(str(stated)[1:]) if isinstance(stated, str) and stated.startswith("M") else 0
    apart = apart or next((one for one in MONTHS_APART if months / one <= most), MONTHS_APART[-1])
    first = EPOCH + timedelta(days=low // DAY)
    place = (first.year * 12) // apart * apart if apart >= 12 else first.year * 12
    found: list[tuple[float, str]] = []
    while True:
        day = date(place // 12, place % 12 + 1, 1)
        at = _seconds(day)
        if at > high:
            return found
        if at >= low:
            found.append((at, _month_said(day, apart)))
        place += apart


def _month_said(day: date, apart: int) -> str:
    return f"{day.year}" if apart >= 12 else format_short_month(day)
