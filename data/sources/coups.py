"""Powell and Thyne: years in which somebody tried to overthrow a government by a coup."""

from collections.abc import Mapping
from datetime import date
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from data import schema
from data.countries import countries
from data.forms import matching
from data.http_files import TABLE
from data.snapshots import read_folder
from data.sources.declaration import Access, Parsed, Series, Source
from data.tables import FIRST_YEAR, Measure, Rejects, annual_observations, annual_rows, newest_file, read_table

if TYPE_CHECKING:
    from data.http import Visit

FILE = "structure/all-coups.csv"
LIST = "structure/powell_thyne_coups_final.txt"  # as its authors offer it: a row an attempt
ADDRESS = "https://www.uky.edu/~clthyn2/coup_data/powell_thyne_coups_final.txt"
MEASURE = Measure(
    series=Series(key="coups.coup_attempts", title="Attempted or successful coup",
                  unit="1 = at least one attempt in the year, 0 = none"),
    columns=("cou.any",), least=0, most=1, is_category=True,
)  # fmt: skip
NOT_LISTED = ("PSE", "VAT")  # of no system of States that coups are listed by
# First year of the States that joined the system of States after FIRST_YEAR (Gleditsch and Ward).
FIRST_YEARS = (
    dict.fromkeys(("NAM",), 1990)
    | dict.fromkeys(("ARM", "AZE", "BLR", "EST", "GEO", "KAZ", "KGZ", "LTU", "LVA", "MDA", "MKD", "TJK", "TKM", "UKR", "UZB"),
                    1991)
    | dict.fromkeys(("BIH", "HRV", "SVN"), 1992) | dict.fromkeys(("CZE", "ERI", "SVK"), 1993)
    | {"PLW": 1994, "TLS": 2002, "MNE": 2006, "SSD": 2011}
)  # fmt: skip

SOURCE = Source(
    key="coups",
    name="Global Instances of Coups",
    publisher="Jonathan M. Powell and Clayton L. Thyne",
    licence="None stated",
    citation="Powell, Jonathan M. & Clayton L. Thyne (2011). Global instances of coups from 1950 to 2010: A new dataset. "
    "Journal of Peace Research 48(2), 249–259; updated.",
    homepage="https://www.uky.edu/~clthyn2/coup_data/home.htm",
    endpoints=(ADDRESS,),
    files=(FILE,),
    cadence_months=12,
    publication_lag_days=90,
    stale_after_days=365 + 90 + 31,
    series=(MEASURE.series,),
    access=Access(hosts=("www.uky.edu",), seconds_between_requests=1, max_megabytes=5, total_seconds=120),
    is_default=False,
    note="The file says whether there was an attempt in a year, not how many. It lists attempts worldwide since 1950; a "
    "State without an entry in a year is given 0 for that year, as derived from the list.",
)


def fetch(folder: Path) -> dict[str, bytes]:
    """The raw files, from a data folder."""
    return read_folder(SOURCE, folder)


def download(visit: "Visit", *, today: date) -> None:
    """The list of attempts."""
    visit.get(ADDRESS, LIST, TABLE)


def parse(files: Mapping[str, bytes], *, today: date) -> Parsed:
    """1 or 0 a State and year, to the last year of the list; former States are rejects."""
    rejects = Rejects(SOURCE.key)
    if matching(files, LIST):
        file = LIST
        table = read_table(files[LIST], file=LIST, required=["ccode", "year", "month", "coup"], rejects=rejects)
        table = table.drop_duplicates(["ccode", "year"]).assign(**{MEASURE.columns[0]: "1"})
    else:
        file, raw = newest_file(files, FILE)
        table = read_table(raw, file=file, required=["ccode", "year", *MEASURE.columns], rejects=rejects)
    rows = annual_rows(table, unit="ccode", year="year", file=file, rejects=rejects, today=today, is_number=True)
    published = annual_observations(
        rows, [MEASURE], source=SOURCE, file=file, reference=SOURCE.homepage, rejects=rejects, today=today
    )
    derived = annual_observations(
        fill_years_without_an_entry(rows), [MEASURE], source=SOURCE, file=file,
        reference=f"No entry in {SOURCE.homepage}", rejects=rejects, today=today, evidence="derived",
    )  # fmt: skip
    return Parsed(
        observations=schema.observations(pd.concat([published, derived], ignore_index=True)), rejects=rejects.table()
    )


def fill_years_without_an_entry(rows: pd.DataFrame) -> pd.DataFrame:
    """A row with 0 for every State and year, from FIRST_YEAR to the last year listed, that the list does not name.

    Powell and Thyne set out to list every attempt worldwide, so silence about a State that existed says that none was
    found; the observations made of these rows carry the evidence "derived". Nothing is filled where no year is listed.
    """
    years = range(FIRST_YEAR, int(rows["year"].max()) + 1) if len(rows) else range(0)
    listed = set(zip(rows["iso3"], rows["year"], strict=True))
    filled = [
        (iso3, year, "0", None)
        for iso3, year in product(countries(), years)
        if iso3 not in NOT_LISTED and year >= FIRST_YEARS.get(iso3, FIRST_YEAR) and (iso3, year) not in listed
    ]
    return pd.DataFrame(filled, columns=["iso3", "year", *MEASURE.columns, "row"])
