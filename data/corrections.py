"""Known upstream errors, corrected as data: each correction states the value that it expects to find."""

from dataclasses import dataclass, fields
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

FILE = Path(__file__).with_name("corrections.yml")


class CorrectionError(ValueError):
    """A correction that is malformed or no longer fits; the message says which, and what to do."""


@dataclass(frozen=True, kw_only=True)
class Correction:
    """One value that a source has wrong: where it is, what it reads there, and what it should read."""

    series: str
    iso3: str
    period_end: date
    expects: float  # the value as the source gives it today
    value: float | None  # the right one; None where only the error is known, so that the figure is left out
    why: str  # a sentence
    reference: str  # where the right value, or the proof of the error, can be read

    def __post_init__(self) -> None:
        if not isinstance(self.period_end, date):
            raise CorrectionError(f"{self.where}: period_end must be a date such as 2013-12-31")
        for number in (self.expects, 0 if self.value is None else self.value):
            if isinstance(number, bool) or not isinstance(number, int | float) or not isfinite(number):
                raise CorrectionError(f"{self.where}: expects and value must be finite numbers, got {number!r}")
        if not (str(self.why).strip() and str(self.reference).strip()):
            raise CorrectionError(f"{self.where}: why and reference must say what is wrong and where it is shown")

    @property
    def where(self) -> str:
        return f"correction of {self.series}, {self.iso3}, {self.period_end}"


def load(path: Path) -> list[Correction]:
    """The corrections in a YAML file, a list of entries with the fields of Correction.

    Raises CorrectionError naming the entry for one that lacks a field, has another, or repeats an earlier one.
    """
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    except yaml.YAMLError as error:
        raise CorrectionError(f"{path.name}: no YAML ({error})") from None
    if not isinstance(entries, list):
        raise CorrectionError(f"{path.name}: must be a list of corrections, got {type(entries).__name__}")
    found = [_correction(entry, f"{path.name}, entry {number}") for number, entry in enumerate(entries, start=1)]
    places = [one.where for one in found]
    twice = sorted({place for place in places if places.count(place) > 1})
    if twice:
        raise CorrectionError(f"{path.name}: listed twice: {'; '.join(twice)}")
    return found


def _correction(entry: Any, where: str) -> Correction:
    names = {one.name for one in fields(Correction)}
    if not isinstance(entry, dict) or set(entry) != names:
        raise CorrectionError(f"{where}: must have exactly the fields {', '.join(sorted(names))}")
    return Correction(**entry)


def apply(observations: pd.DataFrame, corrections: list[Correction]) -> pd.DataFrame:
    """The observations with every correction made; its reference says what was corrected, and why.

    A correction of a series that is absent altogether is passed over: that source was not read.
    Raises CorrectionError if the value it expects is not there: the publisher has changed it, so a person must look.
    """  # fmt: skip
    corrected = observations.copy()
    for one in corrections:
        is_series = corrected["series"] == one.series
        if not is_series.any():
            continue
        is_place = is_series & (corrected["iso3"] == one.iso3)
        is_place &= corrected["period_end"] == pd.Timestamp(one.period_end)
        is_row = is_place & (corrected["value"] == one.expects)
        if not is_row.any():
            found = corrected.loc[is_place, "value"].tolist() or "nothing"
            raise CorrectionError(
                f"{one.where}: expected {one.expects:g}, found {found}; if the publisher has mended it, "
                f"remove the entry from {FILE.name}"
            )
        if one.value is None:
            corrected = corrected[~is_row]
            continue
        corrected.loc[is_row, "value"] = one.value
        corrected.loc[is_row, "reference"] += f"; corrected from {one.expects:g}: {one.why} ({one.reference})"
    return corrected.reset_index(drop=True)
