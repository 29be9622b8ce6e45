"""Natural Earth boundaries: which States share a land border, read from the shapes that the map is drawn with."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import permutations
from pathlib import Path

import pandas as pd

from data import schema
from data.countries import countries
from data.snapshots import read_folder
from data.sources.declaration import Parsed, Source
from data.tables import Rejects, TableError, newest_file

FILE = "geo/world-atlas_*_countries-50m.topojson"
LAND_BORDER = "land border"
# A border that a State has only through a part of it on another continent. It is a border, but says little about what
# spills over from one society to the other, so it has a status of its own.
OVERSEAS_BORDER = "land border of an overseas part"
OVERSEAS = {frozenset({"FRA", "BRA"}): "French Guiana", frozenset({"FRA", "SUR"}): "French Guiana"}
# Shapes without a code: on the maps of the United Nations both lie within a member State (for Cyprus: S/RES/541 (1983)).
PARTS = {"Somaliland": "SOM", "N. Cyprus": "CYP"}

SOURCE = Source(
    key="boundaries",
    name="World Atlas TopoJSON 2.0.2 (Natural Earth, 1:50 million)",
    publisher="Natural Earth, packed as world-atlas",
    licence="Public domain",
    citation="Made with Natural Earth. Free vector and raster map data at naturalearthdata.com; packed as world-atlas.",
    homepage="https://github.com/topojson/world-atlas",
    endpoints=("https://www.naturalearthdata.com/downloads/50m-cultural-vectors/",),
    files=(FILE,),
    cadence_months=0,
    publication_lag_days=0,
    stale_after_days=3650,  # land borders between States seldom change
    series=(),
    note="The boundaries shown and used do not imply official endorsement or acceptance by the United Nations. Borders "
    "too short for the scale are absent, such as that of Spain and Morocco; so is Tuvalu, an island State. Shapes of no "
    "State covered (territories, Western Sahara, Kosovo) are listed as rejects, and a border with one is no fact.",
)


def fetch(folder: Path) -> dict[str, bytes]:
    """The raw files, from a data folder."""
    return read_folder(SOURCE, folder)


def parse(files: dict[str, bytes], *, today: date) -> Parsed:
    """Facts of the topic "border", each pair of neighbours twice: iso3, fact = the neighbour's iso3.

    Two States are neighbours where their shapes share an arc. Raises TableError for a file that is no such topology.
    """
    file, raw = newest_file(files, FILE)
    by_number = {country.m49: country.iso3 for country in countries().values()}
    owners: dict[int, set[str]] = defaultdict(set)
    strangers = []
    for position, (number, name, arcs) in enumerate(_shapes(file, raw), start=1):
        iso3 = by_number.get(number) or PARTS.get(name)
        if iso3 is None:
            strangers.append({"row": position, "name": name})
            continue
        for arc in arcs:
            owners[arc].add(iso3)
    pairs = sorted({pair for owner in owners.values() for pair in permutations(owner, 2)})
    rejects = Rejects(SOURCE.key)
    rejects.add(pd.DataFrame(strangers, columns=["row", "name"]), file=file, column="name", reason="not a State covered",
                details="a shape of no State covered; a border with it is no fact")  # fmt: skip
    return Parsed(facts=schema.facts([_fact(*pair, file) for pair in pairs]), rejects=rejects.table())


def _shapes(file: str, raw: bytes) -> list[tuple[str, str, set[int]]]:
    """M49 number, name and arcs of each shape; raises TableError where the file is no such topology."""
    try:
        shapes = [
            (str(shape.get("id")), str(shape.get("properties", {}).get("name", "")), set(_arcs(shape["arcs"])))
            for shape in json.loads(raw)["objects"]["countries"]["geometries"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise TableError(f"{file}: no TopoJSON with an object 'countries' ({error!r}); fetch it again") from None
    if not shapes:
        raise TableError(f"{file}: holds no shapes; fetch it again")
    return shapes


def _arcs(nested: list) -> Iterator[int]:
    """The numbers of all arcs of a shape; ~n is arc n backwards (TopoJSON specification, 2.1.4)."""
    for item in nested:
        if isinstance(item, list):
            yield from _arcs(item)
        else:
            yield item if item >= 0 else ~item


def _fact(iso3: str, neighbour: str, file: str) -> dict[str, str]:
    part = OVERSEAS.get(frozenset({iso3, neighbour}))
    return {
        "iso3": iso3, "topic": "border", "fact": neighbour, "status": OVERSEAS_BORDER if part else LAND_BORDER,
        "evidence": "derived", "source": SOURCE.key, "reference": f"{SOURCE.homepage}, version 2.0.2, {file}",
        "note": f"through {part}" if part else "",
    }  # fmt: skip
