"""IDMC: people displaced inside their country by conflict and violence, at the end of each year."""

from datetime import date
from pathlib import Path

from data.snapshots import read_folder
from data.sources.declaration import Parsed, Series, Source
from data.tables import Measure, Rejects, annual_observations, annual_rows, newest_file, read_table

FILE = "displacement/idmc_*.csv"
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
    endpoints=("https://api.unhcr.org/population/v1/idmc/",),
    files=(FILE,),
    cadence_months=12,
    publication_lag_days=151,  # Global Report on Internal Displacement, each May, for the end of the year before
    stale_after_days=365 + 151 + 31,
    series=tuple(measure.series for measure in MEASURES),
    note="By country since 2009; before, one estimate for the world, which no State can be given. IDMC lists only "
    "countries where it counts displaced people: one that is absent has no figure, not 0.",
)


def fetch(folder: Path) -> dict[str, bytes]:
    """The raw files, from a data folder."""
    return read_folder(SOURCE, folder)


def parse(files: dict[str, bytes], *, today: date) -> Parsed:
    """Displaced people a State and year; the world estimates of 1990–2008 and territories are rejects."""
    file, raw = newest_file(files, FILE)
    rejects = Rejects(SOURCE.key)
    table = read_table(raw, file=file, required=["coo_iso", "year", "total"], rejects=rejects)
    rows = annual_rows(table, unit="coo_iso", year="year", file=file, rejects=rejects, today=today)
    observations = annual_observations(
        rows, MEASURES, source=SOURCE, file=file, reference=SOURCE.homepage, rejects=rejects, today=today
    )
    return Parsed(observations=observations, rejects=rejects.table())
