"""Watchlists: countries, risk factors and thresholds that a person or a configuration keeps an eye on."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from network import text
from network.columns import Cells
from network.desk import Desk, Reader, reading, writing
from network.roles import Person, Thing
from network.sharing import Sharing, level_cells, view
from network.tables import watchlist
from network.visibility import shared_thing, visible, visible_row

FACTORS = range(1, 15)
MEASURES = ("score", "onset_probability", *(f"rf{factor}" for factor in FACTORS))
MOST_THRESHOLDS = 50


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """A measure, and the value from which on it is worth a look; in the unit the release gives it in.

    `score` 0–100, `rf1` … `rf14` 0–1, `onset_probability` 0–1.
    """

    measure: str
    at_least: float

    def __post_init__(self) -> None:
        text.choice("measure", self.measure, MEASURES)
        text.number("threshold", self.at_least)


@dataclass(frozen=True, kw_only=True)
class Watch:
    """What is watched. No country means every country; no factor means every factor."""

    title: str
    countries: tuple[str, ...] = ()
    factors: tuple[int, ...] = ()
    thresholds: tuple[Threshold, ...] = ()

    def __post_init__(self) -> None:
        text.kept("title", self.title, text.LINE, is_line=True)
        for code in text.distinct("countries", self.countries, least=0, most=195):
            text.country(code)
        for factor in text.distinct("factors", self.factors, least=0, most=14):
            text.choice("factors", factor, FACTORS)
        text.distinct("thresholds", (one.measure for one in self.thresholds), least=0, most=MOST_THRESHOLDS)

    def concerns(self, *, iso3: str, factor: int | None) -> bool:
        """Whether an alert on that country and factor (None: the whole country) belongs on this list."""
        is_country = not self.countries or iso3 in self.countries
        return is_country and (factor is None or not self.factors or factor in self.factors)


@dataclass(frozen=True, kw_only=True)
class Watchlist:
    """A watchlist as kept; `configuration_id` is None for one's own."""

    id: str
    version: int
    watch: Watch
    configuration_id: str | None
    created_by: str
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """A figure that reached a threshold of a list."""

    iso3: str
    measure: str
    value: float
    at_least: float


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The figures of a release and of the one before it: measure → value by country, in the release's units."""

    release: str
    created_at: datetime
    now: Mapping[str, Mapping[str, float]]
    before: Mapping[str, Mapping[str, float]]


def crossings(watch: Watch, figures: Mapping[str, Mapping[str, float]]) -> list[Crossing]:
    """Figures that reach their threshold, by country and measure; `figures` is measure → value by country.

    A figure that is absent or NaN crosses nothing: not known is not high, and not low.
    """
    found = []
    for iso3 in sorted(watch.countries or figures):
        for threshold in watch.thresholds:
            value = figures.get(iso3, {}).get(threshold.measure, math.nan)
            if value >= threshold.at_least:
                found.append(Crossing(iso3=iso3, measure=threshold.measure, value=value, at_least=threshold.at_least))
    return found


def new_crossings(watch: Watch, figures: Figures) -> list[Crossing]:
    """Crossings that the former release did not have; one whose former figure is not known counts as new."""
    before = {(one.iso3, one.measure) for one in crossings(watch, figures.before)}
    return [one for one in crossings(watch, figures.now) if (one.iso3, one.measure) not in before]


def _cells(watch: Watch) -> dict[str, Any]:
    return {
        "title": watch.title, "countries": list(watch.countries), "factors": list(watch.factors),
        "thresholds": [asdict(one) for one in watch.thresholds],
    }  # fmt: skip


@writing("watchlist.keep_own")
def keep(desk: Desk, *, watch: Watch) -> str:
    """A new watchlist of one's own, which nobody else sees; its id."""
    desk.allow(Thing(kind="watchlist", author=desk.person.id))
    return desk.add(watchlist, _cells(watch) | {"sensitivity": "named"})


@writing("watchlist.keep_shared")
def keep_shared(desk: Desk, *, watch: Watch, configuration_id: str) -> str:
    """A new watchlist of a configuration one belongs to, which all its members see and keep; its id."""
    sharing = Sharing(sensitivity="configuration", configuration=configuration_id)
    desk.allow(sharing.thing("watchlist", desk.person.id))
    return desk.add(watchlist, _cells(watch) | level_cells(desk, sharing))


@writing("watchlist.keep_own")
def change(desk: Desk, *, watchlist_id: str, version: int, watch: Watch) -> int:
    """Replace what a list watches; the new version."""
    row = _kept(desk, watchlist_id)
    return desk.change(watchlist, row, _cells(watch), version=version)


@writing("watchlist.keep_own")
def remove(desk: Desk, *, watchlist_id: str) -> None:
    """Delete a list."""
    desk.remove(watchlist, _kept(desk, watchlist_id)["id"])


def _kept(desk: Desk, watchlist_id: str) -> Cells:
    row = visible_row(
        desk.connection, watchlist, watchlist_id, visible(desk.person, watchlist, action="watchlist.read")
    )
    is_shared = row["sensitivity"] == "configuration"
    desk.require(
        "watchlist.keep_shared" if is_shared else "watchlist.keep_own", shared_thing(desk.connection, "watchlist", row)
    )
    return row


@reading
def mine(reader: Reader) -> list[Watchlist]:
    """One's own lists and those of one's configurations, by title."""
    reader.require("watchlist.read", Thing(kind="watchlist", author=reader.person.id))
    return of_person(reader.connection, reader.person)


@reading
def read(reader: Reader, watchlist_id: str) -> Watchlist:
    """One list. Raises NotFound if it is not there or not one's to see."""
    reader.require("watchlist.read", Thing(kind="watchlist", author=reader.person.id))
    return _view(
        visible_row(
            reader.connection, watchlist, watchlist_id, visible(reader.person, watchlist, action="watchlist.read")
        )
    )


def of_person(connection: Connection, person: Person) -> list[Watchlist]:
    """The lists a person sees, by title."""
    rows: Sequence[Cells] = connection.execute(
        select(watchlist).where(visible(person, watchlist, action="watchlist.read"))
    ).mappings().all()  # fmt: skip
    return sorted(map(_view, rows), key=lambda one: (one.watch.title.casefold(), one.id))


def _view(row: Cells) -> Watchlist:
    thresholds = tuple(Threshold(**one) for one in row["thresholds"])
    return view(Watchlist, row, watch=view(Watch, row, thresholds=thresholds))
