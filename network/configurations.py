"""Peacebuilding Commission configurations and groups of one's own: the countries that people look at together."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypedDict

from sqlalchemy import select

from data.countries import countries
from data.settings import CURATED
from network import text
from network.desk import Desk, Reader, find, reading, writing
from network.roles import Thing
from network.sharing import view
from network.tables import configuration

EVIDENCE = ("seen", "derived", "memory", "belief")
UNVERIFIED = frozenset({"memory", "belief"})
COUNTRY_SPECIFIC = "country-specific configuration"


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """A set of countries with a name, and how it is known that it exists."""

    id: str
    title: str
    countries: tuple[str, ...]
    since: str | None
    as_of: str | None
    source: str
    evidence: str
    version: int

    @property
    def is_unverified(self) -> bool:
        return self.evidence in UNVERIFIED


class Stated(TypedDict):
    """What a form states of a configuration; days in ISO, as precise as they are known."""

    title: str
    countries: Sequence[str]
    source: str
    evidence: str
    since: str | None
    as_of: str | None


@writing("configuration.keep")
def add(
    desk: Desk, *, title: str, countries: Sequence[str], source: str, evidence: str, since: str | None = None,
    as_of: str | None = None,
) -> str:  # fmt: skip
    """A new configuration; its id."""
    desk.allow(Thing(kind="configuration"))
    return desk.add(configuration, _cells(title, countries, source, evidence, since, as_of))


@writing("configuration.keep")
def change(
    desk: Desk, *, configuration_id: str, version: int, title: str, countries: Sequence[str], source: str, evidence: str,
    since: str | None = None, as_of: str | None = None,
) -> int:  # fmt: skip
    """Replace what is known of a configuration; the new version."""
    desk.allow(Thing(kind="configuration"))
    current = find(desk.connection, configuration, configuration_id)
    return desk.change(
        configuration, current, _cells(title, countries, source, evidence, since, as_of), version=version
    )


def _cells(
    title: str, states: Iterable[str], source: str, evidence: str, since: str | None, as_of: str | None
) -> dict[str, object]:
    return {
        "title": text.kept("title", title, text.LINE, is_line=True),
        "countries": [text.country(code) for code in text.distinct("countries", states, least=1, most=195)],
        "source": text.kept("source", source, text.PARAGRAPH), "evidence": text.choice("evidence", evidence, EVIDENCE),
        "since": text.partial_date("since", since) if since else None,
        "as_of": text.partial_date("as_of", as_of) if as_of else None,
    }  # fmt: skip


@writing("configuration.keep")
def seed(desk: Desk) -> int:
    """Add the country-specific configurations of the curated table that are not there yet; how many were added.

    Rows that an administrator changed are left as they are.
    """
    desk.allow(Thing(kind="configuration"))
    known = set(desk.connection.scalars(select(configuration.c.id)))
    with (CURATED / "pbc_configurations.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == COUNTRY_SPECIFIC]
    new = []
    for row in rows:
        key = f"pbc-{row['iso3'].lower()}"
        if key not in known:
            title = countries()[row["iso3"]].name("en")
            cells = _cells(
                title, [row["iso3"]], row["source"], row["evidence"], row["from"] or None, row["as_of"] or None
            )
            new.append({"id": key, **cells})
            known.add(key)
    return len(desk.add_all(configuration, new))


@reading
def every(reader: Reader) -> list[Configuration]:
    """All configurations by title."""
    reader.require("configuration.read", Thing(kind="configuration"))
    rows = reader.connection.execute(select(configuration)).mappings()
    return sorted((view(Configuration, row) for row in rows), key=lambda one: (one.title.casefold(), one.id))
