"""IDMC: people displaced inside their country by conflict and violence, at the end of each year."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from data.forms import matching, paged_table
from data.snapshots import read_folder
from data.sources.declaration import Access, Parsed, Series, Source
from data.sources.unhcr import download_pages
from data.tables import Measure, Rejects, annual_observations, annual_rows, newest_file, read_table

if TYPE_CHECKING:
    from data.http import Visit

FILE = "displacement/idmc_*.csv"
PAGES = "displacement/idmc/page-*.json"  # as UNHCR's interface sends them
ADDRESS = "https://api.unhcr.org/population/v1/idmc/"
COLUMNS = ("coo_iso", "year", "total")
MEASURES = (
    Measure(
        series=Series(
            key="idmc.idps_conflict", title="People displaced inside the country by conflict and violence",
            unit="people at the end of the year", kind="estimated",
        ),
        columns=("total",), least=0,
    ),
)  # fmt: skip

SOURCE = Source(
    key="idmc",
    name="Global Internal Displacement Database: conflict and violence, as published by UNHCR",
    publisher="Internal Displacement Monitoring Centre",
    licence="CC BY 4.0",
    citation="Internal Displacement Monitoring Centre (IDMC), Global Internal Displacement Database, total number of "
    "internally displaced people by conflict and violence; in UNHCR, Refugee Data Finder.",
    homepage="https://www.internal-displacement.org/database/displacement-data/",
    endpoints=(ADDRESS,),
    files=(FILE,),
    cadence_months=12,
    publication_lag_days=151,  # Global Report on Internal Displacement, each May, for the end of the year before
    stale_after_days=365 + 151 + 31,
    series=tuple(measure.series for measure in MEASURES),
    access=Access(hosts=("api.unhcr.org",), seconds_between_requests=1, max_megabytes=20, total_seconds=300),
    note="By country since 2009; before, one estimate for the world, which no State can be given. IDMC lists only "
    "countries where it counts displaced people: one that is absent has no figure, not 0.",
)


def fetch(folder: Path) -> dict[str, bytes]:
    """The raw files, from a data folder."""
    return read_folder(SOURCE, folder)


def download(visit: "Visit", *, today: date) -> None:
    """All years by country, page by page."""
    download_pages(visit, ADDRESS, PAGES, {"coo_all": "true"}, today=today)


def parse(files: Mapping[str, bytes], *, today: date) -> Parsed:
    """Displaced people a State and year; the world estimates of 1990–2008 and territories are rejects."""
    rejects = Rejects(SOURCE.key)
    if matching(files, PAGES):
        file, table = PAGES, paged_table(files, PAGES, under="items", required=COLUMNS)
    else:
        file, raw = newest_file(files, FILE)
        table = read_table(raw, file=file, required=COLUMNS, rejects=rejects)
    rows = annual_rows(table, unit="coo_iso", year="year", file=file, rejects=rejects, today=today)
    observations = annual_observations(
        rows, MEASURES, source=SOURCE, file=file, reference=SOURCE.homepage, rejects=rejects, today=today
    )
    return Parsed(observations=observations, rejects=rejects.table())
