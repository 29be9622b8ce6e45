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
class Access:
    """How a source may be fetched by program: whom to ask, how often, and how much to take."""

    hosts: tuple[str, ...]  # the only ones that are asked, also after a redirect
    seconds_between_requests: float  # to one host; as published, else one second
    max_megabytes: float  # of one file, unpacked by the transport; beyond it the fetch is given up
    total_seconds: float  # for one file, from the first request to the last byte, waits included
    key_variable: str = ""  # environment variable that may hold a key
    key_header: str = ""  # request header that the key travels in, to the first host only

    def __post_init__(self) -> None:
        for host in self.hosts:
            if host != host.lower() or not all(part.isalnum() for part in host.replace("-", "x").split(".")):
                raise ValueError(f"{host!r} is no plain host name in lower case")
        if not self.hosts or min(self.seconds_between_requests, self.max_megabytes, self.total_seconds) <= 0:
            raise ValueError("access: name a host, and give limits above zero")
        if bool(self.key_variable) != bool(self.key_header):
            raise ValueError("access: give both key_variable and key_header, or neither")


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """How much of a source may change from one release to the next before a person has to look."""

    least_kept: float  # share of a series' figures, or of the facts, that must still be there
    most_moved: float  # share of the figures there before and after that may move
    moved_by: float  # a figure has moved if it changed by more than this share of its size
    least_agreement: float  # rank correlation of a series before and after; a reversed scale gives -1

    def __post_init__(self) -> None:
        if not (0 <= self.least_kept <= 1 and 0 <= self.most_moved <= 1 and self.moved_by > 0):
            raise ValueError("bounds: shares lie between 0 and 1, and moved_by above 0")
        if not -1 <= self.least_agreement <= 1:
            raise ValueError("bounds: least_agreement is a correlation, from -1 to 1")


# Rows halve, a third of the values move, a column's meaning flips.
USUAL = Bounds(least_kept=1 / 2, most_moved=1 / 3, moved_by=0.05, least_agreement=0.5)


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
    is_supplement: bool = False  # handed in by a person who wants it: a release without it has nothing to confess
    is_default: bool = True  # read unless switched off; others are read only when R2P_SOURCES asks
    note: str = ""
    curated: tuple[str, ...] = ()  # tables of data/curated/ that are read besides `files`
    access: Access | None = None  # None: no program may or can fetch it; files come from a folder or by hand
    bounds: Bounds = USUAL

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
