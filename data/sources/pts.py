"""Political Terror Scale: how widespread State violence against people's physical integrity is, from 1 to 5."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from data.countries import countries
from data.http_files import TABLE
from data.snapshots import read_folder
from data.sources.declaration import Access, Parsed, Series, Source
from data.tables import (
    FIRST_YEAR,
    Measure,
    Rejects,
    annual_observations,
    newest_file,
    read_table,
    with_iso3,
    with_number,
    with_year,
    without_duplicates,
)

if TYPE_CHECKING:
    from data.http import Visit

FILE = "hr/PTS-*.csv"
ADDRESS = "https://www.politicalterrorscale.org/Data/Files/PTS-{year}.csv"
CODES = ("PTS_A", "PTS_H", "PTS_S")  # Amnesty International, Human Rights Watch, US Department of State
MEASURES = (
    Measure(
        series=Series(
            key="pts.political_terror", title="State violence against people: political terror", kind="estimated",
            unit="scale: 1 = secure rule of law to 5 = terror against the whole population, mean of the reports coded",
        ),
        columns=("mean",), low="lowest", high="highest", least=1, most=5,
    ),
)  # fmt: skip
NOT_COVERED = {
    "Crimea": "a part of Ukraine that is coded apart; Ukraine has its own rows",
    "European Union": "not a State",
    "Gaza (Hamas)": "authorities in Gaza, coded apart; the State of Palestine has its own rows",
    "Israel in Occupied Territories": "coded apart from 1994 to 2015; Israel has its own rows for all years",
    "Israel in pre-1967 borders": "coded apart from 1994 to 2015; Israel has its own rows for all years",
    "Russia-Occupied Areas (Ukraine)": "a part of Ukraine that is coded apart; Ukraine has its own rows",
    "Somaliland": "not one of the 195 States",
    "630": "Puerto Rico, not one of the 195 States",
    "732": "Western Sahara, not one of the 195 States",
}

SOURCE = Source(
    key="pts",
    name="Political Terror Scale 1976–2023",
    publisher="Political Terror Scale project, University of North Carolina Asheville",
    licence="CC BY-NC 4.0",
    citation="Gibney, Mark, et al. (2024). The Political Terror Scale 1976–2023. Political Terror Scale website: "
    "https://www.politicalterrorscale.org. Method: Wood, Reed M. & Mark Gibney (2010). The Political Terror Scale (PTS): A "
    "Re-introduction and a Comparison to CIRI. Human Rights Quarterly 32(2).",
    homepage="https://www.politicalterrorscale.org/Data/",
    endpoints=(ADDRESS, "https://www.politicalterrorscale.org/Data/Download.html"),
    files=(FILE,),
    cadence_months=12,
    publication_lag_days=304,  # by the end of October, for the year before
    stale_after_days=365 + 304 + 31,
    series=tuple(measure.series for measure in MEASURES),
    access=Access(
        hosts=("www.politicalterrorscale.org", "politicalterrorscale.org"),
        seconds_between_requests=1,
        max_megabytes=20,
        total_seconds=300,
    ),
    is_default=False,  # non-commercial: a deployment may switch it on, the shipped release must not hold it
    note="Up to three yearly reports are coded on one scale. The value is their mean, so that a country that only one "
    "organisation wrote about is not made safer or riskier by that; the bounds are the lowest and the highest code.",
)


def fetch(folder: Path) -> dict[str, bytes]:
    """The raw files, from a data folder."""
    return read_folder(SOURCE, folder)


def download(visit: "Visit", *, today: date) -> None:
    """The newest yearly edition, named after the year it appeared in."""
    years = [today.year - back for back in range(3)]
    visit.first({ADDRESS.format(year=year): FILE.replace("*", str(year)) for year in years}, TABLE)


def parse(files: dict[str, bytes], *, today: date) -> Parsed:
    """The mean of the reports coded a State and year, with the lowest and highest; years without a code give nothing.

    Where two units are one State, the unit that existed at the end of the year counts: Serbia from 2006, the Federal
    Republic of Yugoslavia 1991–2005, the Socialist one before; the Soviet Union to 1991 for the Russian Federation.
    """
    file, raw = newest_file(files, FILE)
    rejects = Rejects(SOURCE.key)
    table = read_table(raw, file=file, required=["Country", "Year", "COW_Code_N", "UN_Code_N", *CODES], rejects=rejects)
    rows = with_year(table, "Year", file=file, rejects=rejects, today=today, is_whole=True)
    rows = _coded(rows[rows["Year"] >= FIRST_YEAR], file, rejects)
    rows = _states(rows, file, rejects).rename(columns={"Year": "year"})
    rows = without_duplicates(rows, ["iso3", "year"], file=file, rejects=rejects)
    observations = annual_observations(
        rows, MEASURES, source=SOURCE, file=f"{file}, PTS_A, PTS_H, PTS_S", reference=SOURCE.homepage,
        rejects=rejects, today=today,
    )  # fmt: skip
    return Parsed(observations=observations, rejects=rejects.table())


def _coded(rows: pd.DataFrame, file: str, rejects: Rejects) -> pd.DataFrame:
    """The rows with at least one code, with `mean`, `lowest` and `highest` of the codes."""
    codes = pd.concat(
        [with_number(rows, column, file=file, rejects=rejects, low=1, high=5)[column] for column in CODES], axis=1
    )
    return rows.loc[codes.index].assign(mean=codes.mean(axis=1), lowest=codes.min(axis=1), highest=codes.max(axis=1))


def _states(rows: pd.DataFrame, file: str, rejects: Rejects) -> pd.DataFrame:
    """The rows with their iso3: by UN number, else by Correlates of War number, else by name; the younger unit first."""
    number = rows["UN_Code_N"].str.zfill(3)
    has_un = number.isin([country.m49 for country in countries().values()]) | number.isin(list(NOT_COVERED))
    has_cow = ~has_un & (rows["COW_Code_N"] != "NA")
    by_un = with_iso3(
        rows[has_un].assign(UN_Code_N=number), "UN_Code_N", file=file, rejects=rejects, not_covered=NOT_COVERED
    )
    by_cow = with_iso3(rows[has_cow], "COW_Code_N", file=file, rejects=rejects, is_number=True)
    by_name = with_iso3(rows[~has_un & ~has_cow], "Country", file=file, rejects=rejects, not_covered=NOT_COVERED)
    # In the file's order the Federal Republic of Yugoslavia stands before the Socialist one, which it follows in time.
    return pd.concat([by_un, by_cow, by_name])
