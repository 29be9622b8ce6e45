"""Ethnic Power Relations: share of a country's people that is excluded from power or discriminated against."""

from datetime import date
from pathlib import Path

from data.snapshots import read_folder
from data.sources.declaration import Parsed, Series, Source
from data.tables import Measure, Rejects, annual_observations, annual_rows, newest_file, read_table

FILE = "violence/epr_country_year_*.csv"
SHARE = "share of the population, 0 to 1"
MEASURES = (
    Measure(series=Series(key="epr.excluded_population", unit=SHARE, kind="estimated",
                          title="Population in ethnic groups excluded from executive power"),
            columns=("exclpop",), least=0, most=1),
    Measure(series=Series(key="epr.discriminated_population", unit=SHARE, kind="estimated",
                          title="Population in ethnic groups actively discriminated against"),
            columns=("discrimpop",), least=0, most=1),
)  # fmt: skip

SOURCE = Source(
    key="epr",
    name="Ethnic Power Relations, country-years from GROWup, 1946–2020",
    publisher="International Conflict Research, ETH Zurich",
    licence="None stated",
    citation="Vogt, Manuel, Nils-Christian Bormann, Seraina Rüegger, Lars-Erik Cederman, Philipp Hunziker & Luc Girardin "
    "(2015). Integrating Data on Ethnicity, Geography, and Conflict: The Ethnic Power Relations Data Set Family. Journal "
    "of Conflict Resolution 59(7), 1327–1342.",
    homepage="https://growup.ethz.ch/",
    endpoints=("https://growup.ethz.ch/rfe",),
    files=(FILE,),
    cadence_months=24,
    publication_lag_days=365,
    stale_after_days=3 * 365,
    series=tuple(measure.series for measure in MEASURES),
    is_default=False,
    note="Shares of the whole population (exclpop, discrimpop), not of its politically relevant groups. A country where "
    "ethnicity plays no part in politics has 0.",
)


def fetch(folder: Path) -> dict[str, bytes]:
    """The raw files, from a data folder."""
    return read_folder(SOURCE, folder)


def parse(files: dict[str, bytes], *, today: date) -> Parsed:
    """Shares a State and year; former States and Taiwan are rejects.

    In 2006 both Yugoslavia (345) and Serbia (340) have a row: the State that existed at the end of that year counts, the
    other row is a reject. Germany is 260, Yemen 678, as Gleditsch and Ward number them.
    """
    file, raw = newest_file(files, FILE)
    rejects = Rejects(SOURCE.key)
    columns = [column for measure in MEASURES for column in measure.columns]
    table = read_table(raw, file=file, required=["countries_gwid", "year", *columns], rejects=rejects)
    by_number = table.sort_values("countries_gwid", kind="stable")  # so that 340 comes before 345
    rows = annual_rows(
        by_number, unit="countries_gwid", year="year", file=file, rejects=rejects, today=today, is_number=True
    )
    observations = annual_observations(
        rows, MEASURES, source=SOURCE, file=file, reference=SOURCE.homepage, rejects=rejects, today=today
    )
    return Parsed(observations=observations, rejects=rejects.table())
