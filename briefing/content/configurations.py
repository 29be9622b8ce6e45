"""The Peacebuilding Commission's configurations and engagements on record, and the States that border a set of States."""

import re
import unicodedata
from dataclasses import dataclass

import pandas as pd

from briefing.content.timing import OVER, first_day, timing
from data.countries import countries
from data.release import Release
from data.schema import UNVERIFIED

TOPIC = "peacebuilding"
CONFIGURATION, CHAIR = "country-specific configuration", "country-specific configuration - chair only"
ENGAGEMENT, BRIEFING = "engagement (meeting of the Commission)", "thematic briefing"
KINDS = (
    CONFIGURATION,
    ENGAGEMENT,
    BRIEFING,
)  # the first that is on record says what a State's tie with the Commission is
NOT_CONSIDERED = "not a country under consideration"  # in the note of a State that only told of its own experience
BORDER, OVERSEAS = "border", "land border of an overseas part"


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """A State's tie with the Peacebuilding Commission, as the newest fact of its kind has it; dates as precise as known."""

    iso3: str
    kind: str  # one of KINDS
    since: str  # empty if the beginning is not known
    as_of: str  # the day the sources speak of, empty if they do not say
    timing: str  # at the month asked for; see briefing.content.timing
    is_unverified: bool

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"configuration of {self.iso3}: kind must be one of {KINDS}, got {self.kind!r}")

    @property
    def slug(self) -> str:
        """The State's English name as an address writes it, such as `central-african-republic`."""
        return slug(self.iso3)


def slug(iso3: str) -> str:
    """The English name of a State in lower case, without accents, its words joined by hyphens."""
    name = unicodedata.normalize("NFKD", countries()[iso3].name("en"))
    plain = "".join(letter for letter in name if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")


def read_configurations(release: Release, month: pd.Timestamp) -> tuple[Configuration, ...]:
    """One a State: country-specific configurations first, then engagements and briefings, each by English name.

    Regions the Commission met about are no States, so they are not among the facts. One that began after the month is
    there all the same and says so in its `timing`.
    """
    facts = release.frame("facts")
    rows = facts[(facts["topic"] == TOPIC) & facts["fact"].isin(KINDS)].fillna("")
    rows = rows[~rows["note"].str.contains(NOT_CONSIDERED, regex=False)]
    rows = rows.assign(place=rows["fact"].map(KINDS.index))
    first = rows.sort_values(["place", "from_date"], kind="stable").drop_duplicates("iso3")
    found = [
        Configuration(
            iso3=row["iso3"], kind=row["fact"], since=row["from_date"], as_of=row["as_of"], timing=timing(row, month),
            is_unverified=row["evidence"] in UNVERIFIED,
        )
        for row in first.to_dict("records")
    ]  # fmt: skip
    order = {iso3: place for place, iso3 in enumerate(countries())}
    return tuple(sorted(found, key=lambda one: (KINDS.index(one.kind), order[one.iso3])))


def last_seen(one: Configuration) -> pd.Timestamp | None:
    """The newest day on which a configuration is on record; None where no date is known."""
    days = [day for day in (first_day(one.since), first_day(one.as_of)) if day is not None]
    return max(days, default=None) if one.timing != OVER else first_day(one.since)


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """A State that shares a land border with at least one of a set, and is not of the set itself."""

    iso3: str
    of: tuple[str, ...]  # the States of the set that it borders
    is_overseas: bool  # only through a part of a State on another continent


def read_neighbours(release: Release, codes: tuple[str, ...]) -> tuple[Neighbour, ...]:
    """The neighbours of a set of States by land, by English name; read from the boundaries that the maps are drawn with."""
    facts = release.frame("facts")
    rows = facts[(facts["topic"] == BORDER) & facts["iso3"].isin(codes) & ~facts["fact"].isin(codes)]
    found = []
    for iso3 in countries():
        own = rows[rows["fact"] == iso3]
        if len(own):
            of = tuple(code for code in codes if code in set(own["iso3"]))
            found.append(Neighbour(iso3=iso3, of=of, is_overseas=bool((own["status"] == OVERSEAS).all())))
    return tuple(found)
