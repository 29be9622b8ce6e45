"""World Development Indicators: population, infant mortality, income and trade of each country."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from data.forms import load_json, matching, records_table
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

FILE = "structure/wdi.csv"
ADDRESS = "https://api.worldbank.org/v2/country/all/indicator/{code}"
PAGES = "structure/wdi/*.json"  # as the interface sends them
PAGE_ROWS, MOST_PAGES = 20_000, 20
CODES = {  # the World Bank's code of each indicator → its column in the file
    "SP.POP.TOTL": "wdi.popsize.new",
    "SP.DYN.IMRT.IN": "wdi.imrate.new",
    "NY.GDP.PCAP.KD": "wdi.gdppc.new",
    "NY.GDP.PCAP.KD.ZG": "wdi.gdppcgrow.new",
    "NE.TRD.GNFS.ZS": "wdi.trade.new",
}
MEASURES = (
    Measure(series=Series(key="wdi.population", title="Population", unit="people, mid-year", kind="estimated"),
            columns=("wdi.popsize.new",), least=1),
    Measure(series=Series(key="wdi.infant_mortality", title="Infant mortality", unit="deaths per 1,000 live births",
                          kind="estimated"),
            columns=("wdi.imrate.new",), least=0, most=1000),
    Measure(series=Series(key="wdi.gdp_per_capita", title="Gross domestic product per person",
                          unit="constant 2015 US dollars per person"),
            columns=("wdi.gdppc.new",), least=0),
    Measure(series=Series(key="wdi.gdp_per_capita_growth", title="Growth of gross domestic product per person",
                          unit="per cent change on the year before"),
            columns=("wdi.gdppcgrow.new",), least=-100),
    Measure(series=Series(key="wdi.trade_share", title="Trade: exports and imports of goods and services",
                          unit="per cent of gross domestic product"),
            columns=("wdi.trade.new",), least=0),
)  # fmt: skip
# Codes that the World Bank gives to groups of countries; the empty one to the four income groups.
GROUPS = dict.fromkeys((
    "",
    "AFE", "AFW", "ARB", "CEB", "CSS", "EAP", "EAR", "EAS", "ECA", "ECS", "EMU", "EUU", "FCS", "HIC", "HPC", "IBD",
    "IBT", "IDA", "IDB", "IDX", "INX", "LAC", "LCN", "LDC", "LIC", "LMC", "LMY", "LTE", "MEA", "MIC", "MNA", "NAC",
    "OED", "OSS", "PRE", "PSS", "PST", "SAS", "SSA", "SSF", "SST", "TEA", "TEC", "TLA", "TMN", "TSA", "TSS", "UMC",
    "WLD",
), "a group of countries, not one of the 195 States")  # fmt: skip

SOURCE = Source(
    key="wdi",
    name="World Development Indicators",
    publisher="World Bank",
    licence="CC BY 4.0",
    citation="World Bank, World Development Indicators: SP.POP.TOTL, SP.DYN.IMRT.IN (UN Inter-agency Group for Child "
    "Mortality Estimation), NY.GDP.PCAP.KD, NY.GDP.PCAP.KD.ZG, NE.TRD.GNFS.ZS.",
    homepage="https://datatopics.worldbank.org/world-development-indicators/",
    endpoints=(f"{ADDRESS}?format=json&per_page={PAGE_ROWS}",),
    files=(FILE,),
    cadence_months=12,
    publication_lag_days=212,  # the July update holds the year before for most countries
    stale_after_days=365 + 212 + 31,
    series=tuple(measure.series for measure in MEASURES),
    access=Access(hosts=("api.worldbank.org",), seconds_between_requests=1, max_megabytes=50, total_seconds=300),
    note="Figures are revised backwards with every release; the file keeps one vintage, of 2025. The Holy See is absent.",
)


def fetch(folder: Path) -> dict[str, bytes]:
    """The raw files, from a data folder."""
    return read_folder(SOURCE, folder)


def download(visit: "Visit", *, today: date) -> None:
    """Each indicator for all countries and years; one page, unless the World Bank sends fewer rows a page."""
    for code in CODES:
        page, count = 0, 1
        while page < count:
            page += 1
            path = PAGES.replace("*", f"{code}-{page:02}")
            asked = {
                "format": "json",
                "per_page": str(PAGE_ROWS),
                "date": f"{FIRST_YEAR}:{today.year}",
                "page": str(page),
            }
            fetched = visit.get(ADDRESS.format(code=code), path, JSON, params=asked)
            count = _page(fetched.read(), path)[0]["pages"]


def parse(files: Mapping[str, bytes], *, today: date) -> Parsed:
    """Indicators a State and year; groups of countries and territories are rejects, empty cells not reported.

    The codes are those of the present States: the World Bank carries their figures back to before independence, such
    as those of Ukraine for 1989, which stay with them here.
    """
    rejects = Rejects(SOURCE.key)
    columns = [column for measure in MEASURES for column in measure.columns]
    if matching(files, PAGES):
        file, table = PAGES, _paged(files, columns)
    else:
        file, raw = newest_file(files, FILE)
        table = read_table(raw, file=file, required=["iso3c", "year", *columns], rejects=rejects)
    rows = annual_rows(table, unit="iso3c", year="year", file=file, rejects=rejects, today=today, not_covered=GROUPS)
    observations = annual_observations(
        rows, MEASURES, source=SOURCE, file=file, reference=SOURCE.homepage, rejects=rejects, today=today
    )
    return Parsed(observations=observations, rejects=rejects.table())


def _paged(files: Mapping[str, bytes], columns: list[str]) -> pd.DataFrame:
    """The indicators' pages as one table like the file's: a row a country and year. Raises TableError."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for file in matching(files, PAGES):
        for record in _page(files[file], file)[1]:
            try:
                column = CODES[record["indicator"]["id"]]
                key = (str(record["countryiso3code"]), str(record["date"]))
                rows.setdefault(key, {"iso3c": key[0], "year": key[1], **dict.fromkeys(columns)})[column] = record[
                    "value"
                ]
            except (KeyError, TypeError):
                raise TableError(f"{file}: a record is not of the documented form; has it changed?") from None
    found = {column for row in rows.values() for column, value in row.items() if value is not None}
    absent = [code for code, column in CODES.items() if column not in found]
    if absent:
        raise TableError(f"{PAGES}: no figure of {', '.join(absent)}; has the World Bank renamed it?")
    return records_table(rows.values(), file=PAGES, required=["iso3c", "year", *columns])


def _page(raw: bytes, file: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What a page says of itself, and its records; raises TableError, with the World Bank's own words if it sent any."""
    content = load_json(raw, file)
    match content:
        case [{"message": [{"value": said}, *_]}]:
            raise TableError(f"{file}: the World Bank answered: {str(said)[:200]}")
        case [{"pages": int(count)} as about, list() as records] if count <= MOST_PAGES:
            return about, records
    raise TableError(f"{file}: not of the documented form; has it changed?")
