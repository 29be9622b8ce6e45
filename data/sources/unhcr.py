"""UNHCR: refugees, asylum-seekers, internally displaced and stateless people at the end of each year."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from data import schema
from data.forms import load_json, matching, paged_table
from data.http_files import JSON
from data.snapshots import read_folder
from data.sources.declaration import Access, Parsed, Series, Source
from data.tables import (
    FIRST_YEAR,
    Measure,
    Rejects,
    TableError,
    annual_observations,
    annual_rows,
    newest_file,
    read_table,
)

if TYPE_CHECKING:
    from data.http import Visit

ORIGIN = "displacement/unhcr_by_origin_*.csv"
ASYLUM = "displacement/unhcr_by_asylum_*.csv"
ORIGIN_PAGES = "displacement/unhcr_by_origin/page-*.json"  # as the interface sends them
ASYLUM_PAGES = "displacement/unhcr_by_asylum/page-*.json"
ADDRESS = "https://api.unhcr.org/population/v1/population/"
PAGE_ROWS = 1000
MOST_PAGES = 200  # an interface that never ends is broken
PEOPLE = "people at the end of the year"
FIRST_ASYLUM_YEAR = 2000  # before, the asylum-seekers of (nearly) all origins stand under "Unknown", and 0 elsewhere

# Refugees here are refugees and other people in need of international protection (`oip`, counted since 2018, most of
# them Venezuelans): UNHCR reports the two side by side, and neither contains the other.
REFUGEES = ("refugees", "oip")
BY_ORIGIN = (
    Measure(series=Series(key="unhcr.refugees_by_origin", unit=PEOPLE,
                          title="Refugees and people in need of international protection from the country"),
            columns=REFUGEES, least=0),
    Measure(series=Series(key="unhcr.asylum_seekers_by_origin", unit=PEOPLE, title="Asylum-seekers from the country"),
            columns=("asylum_seekers",), least=0),
    Measure(series=Series(key="unhcr.idps", unit=PEOPLE,
                          title="Internally displaced people whom UNHCR protects or assists"),
            columns=("idps",), least=0),
)  # fmt: skip
BY_ASYLUM = (
    Measure(series=Series(key="unhcr.refugees_hosted", unit=PEOPLE,
                          title="Refugees and people in need of international protection in the country"),
            columns=REFUGEES, least=0),
    Measure(series=Series(key="unhcr.stateless", unit=PEOPLE, title="Stateless people reported in the country"),
            columns=("stateless",), least=0),
)  # fmt: skip

SOURCE = Source(
    key="unhcr",
    name="UNHCR Refugee Data Finder, end-year population figures",
    publisher="Office of the United Nations High Commissioner for Refugees",
    licence="CC BY 4.0",
    citation="UNHCR, Refugee Data Finder, end-year population figures by country of origin and of asylum.",
    homepage="https://www.unhcr.org/refugee-statistics/",
    endpoints=(ADDRESS,),
    files=(ORIGIN, ASYLUM),
    cadence_months=12,
    publication_lag_days=181,  # Global Trends, each June, for the end of the year before
    stale_after_days=365 + 181 + 31,
    series=tuple(measure.series for measure in (*BY_ORIGIN, *BY_ASYLUM)),
    access=Access(hosts=("api.unhcr.org",), seconds_between_requests=1, max_megabytes=20, total_seconds=300),
    note="UNHCR lists a country and year only where it counts somebody: one that is absent is not reported, not 0. "
    "Its 0 stands for none, for not available and for not applicable; for people displaced inside their country and for "
    "stateless people, whom it counts in some countries only, a 0 is taken as not reported.",
)


def fetch(folder: Path) -> dict[str, bytes]:
    """The raw files, from a data folder."""
    return read_folder(SOURCE, folder)


def download(visit: "Visit", *, today: date) -> None:
    """All years by origin, then by asylum, page by page."""
    for pages, side in ((ORIGIN_PAGES, "coo_all"), (ASYLUM_PAGES, "coa_all")):
        download_pages(visit, ADDRESS, pages, {side: "true"}, today=today)


def download_pages(visit: "Visit", address: str, pages: str, asked: Mapping[str, str], *, today: date) -> None:
    """Every page of one question to UNHCR's interface; the first says how many there are."""
    years = {"cf_type": "ISO", "yearFrom": str(FIRST_YEAR), "yearTo": str(today.year), "limit": str(PAGE_ROWS)}
    page, count = 0, 1
    while page < count:
        page += 1
        path = pages.replace("*", f"{page:03}")
        fetched = visit.get(address, path, JSON, params=years | dict(asked) | {"page": str(page)})
        content = load_json(fetched.read(), path)
        told = content.get("maxPages") if isinstance(content, dict) else None
        if not isinstance(told, int) or told > MOST_PAGES:
            raise TableError(f"{path}: says nothing of how many pages there are; has the interface changed?")
        count = told


def parse(files: Mapping[str, bytes], *, today: date) -> Parsed:
    """Figures by origin and by asylum, a State and year; territories and unknown origins are rejects.

    All figures are for the end of the year: at mid-2025 UNHCR counted 8.42 million asylum-seekers and some two million
    returned refugees, the file's year 2025 holds 9.00 and 4.36 million. A year that has not ended is a future date, so a
    mid-year figure of the current year never passes for an annual one.
    """
    rejects = Rejects(SOURCE.key)
    parts = [_side(files, ORIGIN, ORIGIN_PAGES, "coo_iso", BY_ORIGIN, rejects, today),
             _side(files, ASYLUM, ASYLUM_PAGES, "coa_iso", BY_ASYLUM, rejects, today)]  # fmt: skip
    return Parsed(observations=schema.observations(pd.concat(parts, ignore_index=True)), rejects=rejects.table())


def _side(
    files: Mapping[str, bytes], pattern: str, pages: str, unit: str, measures: tuple[Measure, ...], rejects: Rejects,
    today: date,
) -> pd.DataFrame:  # fmt: skip
    columns = dict.fromkeys(column for measure in measures for column in measure.columns)
    required = [unit, "year", *columns]
    if matching(files, pages):
        file, table = pages, paged_table(files, pages, under="items", required=required)
    else:
        file, raw = newest_file(files, pattern)
        table = read_table(raw, file=file, required=required, rejects=rejects)
    rows = annual_rows(table, unit=unit, year="year", file=file, rejects=rejects, today=today)
    return annual_observations(
        _as_reported(rows), measures, source=SOURCE, file=file, reference=SOURCE.homepage, rejects=rejects, today=today
    )


def _as_reported(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows, blank where UNHCR's 0 says "not reported", and 0 where its blank says "nobody in this category".

    A row is about one country and year in which UNHCR counted somebody. In it, `oip` is blank where nobody falls under
    it. A 0 among `idps` or `stateless`, or among asylum-seekers before 2000, is a gap of the table.
    """
    rows = rows.assign(oip=rows["oip"].where(rows["oip"] != "", "0"))
    for column in rows.columns.intersection(["idps", "stateless"]):
        rows[column] = rows[column].where(~_is_zero(rows[column]), "")
    if "asylum_seekers" in rows:
        is_gap = _is_zero(rows["asylum_seekers"]) & (rows["year"] < FIRST_ASYLUM_YEAR)
        rows["asylum_seekers"] = rows["asylum_seekers"].where(~is_gap, "")
    return rows


def _is_zero(text: pd.Series) -> pd.Series:
    return text.str.fullmatch(r"0(\.0*)?").fillna(False).astype(bool)
