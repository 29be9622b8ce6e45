"""What a source declares about itself, and what its parser returns."""

from dataclasses import dataclass, field

import pandas as pd

from data import schema

LICENCES = {  # licence → may figures built from it be redistributed with attribution
    "CC BY 4.0": True,
    "CC BY-SA 4.0": True,
    "Public domain": True,
    "PDDL": True,
    "Facts, cited": True,  # dates, counts and statuses of public record: no licence needed, source named
    "CC BY-NC 4.0": False,
    "None stated": False,
}


@dataclass(frozen=True, kw_only=True)
class Series:
    """One thing that a source measures, in one unit."""

    key: str  # source.name
    title: str  # English, sentence case, as a reader meets it
    unit: str
    kind: str = "measured"

    def __post_init__(self) -> None:
        if self.kind not in schema.KINDS:
            raise ValueError(f"series {self.key!r}: kind must be one of {schema.KINDS}, got {self.kind!r}")
        if self.key.count(".") != 1:
            raise ValueError(f"series {self.key!r}: the key must read source.name")


@dataclass(frozen=True, kw_only=True)
class Source:
    """A publisher's data set: where it is, what may be done with it, how fresh it promises to be."""

    key: str
    name: str
    publisher: str
    licence: str  # one of LICENCES
    citation: str
    homepage: str
    endpoints: tuple[str, ...]  # production addresses
    files: tuple[str, ...]  # paths, or glob patterns, inside a data folder
    cadence_months: int  # how often the publisher renews it; 0 = never
    publication_lag_days: int  # from the end of a period to the day it can be known
    stale_after_days: int  # freshness promise: age of the newest period beyond which it counts as broken
    series: tuple[Series, ...]
    is_default: bool = True  # read unless switched off; others are read only when R2P_SOURCES asks
    note: str = ""

    def __post_init__(self) -> None:
        if self.licence not in LICENCES:
            raise ValueError(f"source {self.key!r}: licence must be one of {sorted(LICENCES)}, got {self.licence!r}")
        if self.is_default and not self.is_redistributable:
            raise ValueError(f"source {self.key!r}: {self.licence!r} may not be shipped, so it cannot be on by default")
        for one in self.series:
            if not one.key.startswith(f"{self.key}."):
                raise ValueError(f"source {self.key!r}: series {one.key!r} must start with {self.key!r}")
        if len({one.key for one in self.series}) != len(self.series):
            raise ValueError(f"source {self.key!r}: a series is declared twice")

    @property
    def is_redistributable(self) -> bool:
        return LICENCES[self.licence]


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """What a parser makes of raw files: figures, facts, and every row it could not use."""

    observations: pd.DataFrame = field(default_factory=lambda: schema.observations([]))
    facts: pd.DataFrame = field(default_factory=lambda: schema.facts([]))
    rejects: pd.DataFrame = field(default_factory=lambda: schema.rejects([]))
