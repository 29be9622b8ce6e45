"""World Development Indicators: population, infant mortality, income and trade of each country."""

from datetime import date
from pathlib import Path

from data.snapshots import read_folder
from data.sources.declaration import Parsed, Series, Source
from data.tables import Measure, Rejects, annual_observations, annual_rows, newest_file, read_table

FILE = "structure/wdi.csv"
MEASURES = (  # the World Bank's code of each indicator stands beside it
    Measure(series=Series(key="wdi.population", title="Population", unit="people, mid-year", kind="estimated"),
            columns=("wdi.popsize.new",), least=1),  # SP.POP.TOTL
    Measure(series=Series(key="wdi.infant_mortality", title="Infant mortality", unit="deaths per 1,000 live births",
                          kind="estimated"),
            columns=("wdi.imrate.new",), least=0, most=1000),  # SP.DYN.IMRT.IN
    Measure(series=Series(key="wdi.gdp_per_capita", title="Gross domestic product per person",
                          unit="constant 2015 US dollars per person"),
            columns=("wdi.gdppc.new",), least=0),  # NY.GDP.PCAP.KD
    Measure(series=Series(key="wdi.gdp_per_capita_growth", title="Growth of gross domestic product per person",
                          unit="per cent change on the year before"),
            columns=("wdi.gdppcgrow.new",), least=-100),  # NY.GDP.PCAP.KD.ZG
    Measure(series=Series(key="wdi.trade_share", title="Trade: exports and imports of goods and services",
                          unit="per cent of gross domestic product"),
            columns=("wdi.trade.new",), least=0),  # NE.TRD.GNFS.ZS
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
    endpoints=("https://api.worldbank.org/v2/country/all/indicator/{code}?format=json&per_page=20000",),
    files=(FILE,),
    cadence_months=12,
    publication_lag_days=212,  # the July update holds the year before for most countries
    stale_after_days=365 + 212 + 31,
    series=tuple(measure.series for measure in MEASURES),
    note="Figures are revised backwards with every release; the file keeps one vintage, of 2025. The Holy See is absent.",
)


def fetch(folder: Path) -> dict[str, bytes]:
    """The raw files, from a data folder."""
    return read_folder(SOURCE, folder)


def parse(files: dict[str, bytes], *, today: date) -> Parsed:
    """Indicators a State and year; groups of countries and territories are rejects, empty cells not reported.

    The codes are those of the present States: the World Bank carries their figures back to before independence, such
    as those of Ukraine for 1989, which stay with them here.
    """
    file, raw = newest_file(files, FILE)
    rejects = Rejects(SOURCE.key)
    columns = [column for measure in MEASURES for column in measure.columns]
    table = read_table(raw, file=file, required=["iso3c", "year", *columns], rejects=rejects)
    rows = annual_rows(table, unit="iso3c", year="year", file=file, rejects=rejects, today=today, not_covered=GROUPS)
    observations = annual_observations(
        rows, MEASURES, source=SOURCE, file=file, reference=SOURCE.homepage, rejects=rejects, today=today
    )
    return Parsed(observations=observations, rejects=rejects.table())
