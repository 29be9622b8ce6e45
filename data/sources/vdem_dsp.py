"""Digital Society Survey in V-Dem v11.1: hate speech, false information and polarisation, 2000 to 2020."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from data.forms import matching
from data.snapshots import read_folder
from data.sources.declaration import Parsed, Series, Source
from data.sources.vdem import ACCESS, ARCHIVE, download, read_archive, reference_of
from data.tables import Measure, Rejects, annual_observations, annual_rows, newest_file, read_table

FILE = "hr/vdem_v12minus_dsp_subset_2000_2020.csv"
SCALE = "measurement-model scale, about -4 ({}) to 4 ({}); {} is worse"
INDEX = "index from 0 to 1; low is worse"


def _surveyed(key: str, title: str, unit: str, column: str, *, least: float = -6, most: float = 6) -> Measure:
    return Measure(series=Series(key=f"vdem_dsp.{key}", title=title, unit=unit, kind="estimated"),
                   columns=(column,), least=least, most=most)  # fmt: skip


# Values are as published, on the scale of the measurement model. The survey's answers run 0 = extremely often (or: no,
# serious) to 4 = never (or: yes, none) for all v2sm… variables, so there LOW is the bad end. v2cacamps alone runs the
# other way: 0 = camps generally friendly to 4 = generally hostile.
MEASURES = (
    _surveyed("party_hate_speech", "Hate speech by major political parties",
              SCALE.format("extremely often", "never", "low"), "v2smpolhate"),
    _surveyed("government_false_information", "False information spread by the government at home",
              SCALE.format("extremely often", "never", "low"), "v2smgovdom"),
    _surveyed("party_false_information", "False information spread by political parties at home",
              SCALE.format("extremely often", "never", "low"), "v2smpardom"),
    _surveyed("social_polarisation", "Polarisation of society over political issues",
              SCALE.format("serious polarisation", "none", "low"), "v2smpolsoc"),
    _surveyed("political_polarisation", "Society split into hostile political camps",
              SCALE.format("not at all", "to a large extent", "high"), "v2cacamps"),
    _surveyed("online_media_fractionalisation", "Opposing accounts of events in the main online media",
              SCALE.format("opposing accounts", "similar accounts", "low"), "v2smmefra"),
    _surveyed("liberal_democracy", "Liberal democracy", INDEX, "v2x_libdem", least=0, most=1),
    _surveyed("electoral_democracy", "Electoral democracy", INDEX, "v2x_polyarchy", least=0, most=1),
)  # fmt: skip
FIRST_SURVEYED = "2000"  # the survey asks about 2000 and after; the indices of the whole data set begin long before
NOT_COVERED = {
    "PSG": "Gaza; V-Dem judges the West Bank and Gaza apart, and the State of Palestine has the judgement of the West Bank",
    "SML": "Somaliland, not one of the 195 States",
    "ZZB": "Zanzibar, not one of the 195 States",
}

SOURCE = Source(
    key="vdem_dsp",
    name="V-Dem country-year dataset v11.1, Digital Society Survey subset",
    publisher="V-Dem Institute, University of Gothenburg, and Digital Society Project",
    licence="CC BY-SA 4.0",
    citation="Coppedge, Michael, John Gerring, Carl Henrik Knutsen, Staffan I. Lindberg, Jan Teorell et al. (2021). V-Dem "
    "Country-Year Dataset v11.1. Varieties of Democracy (V-Dem) Project. https://doi.org/10.23696/vdemds21",
    homepage="https://www.v-dem.net/data/dataset-archive/",
    endpoints=("https://v-dem.net/media/datasets/", "https://github.com/vdeminstitute/vdemdata"),
    files=(FILE,),
    cadence_months=12,
    publication_lag_days=90,  # each March, for the year before
    stale_after_days=365 + 90 + 31,
    series=tuple(measure.series for measure in MEASURES),
    access=ACCESS,
    note="An older version than the source vdem: the two are never joined in one series. Ends in 2020. The State of "
    "Palestine has the values of the West Bank, which V-Dem judges apart from Gaza.",
)

__all__ = ["SOURCE", "download", "fetch", "parse"]  # its files are those of the source vdem, and are fetched like them


def fetch(folder: Path) -> dict[str, bytes]:
    """The raw files, from a data folder."""
    return read_folder(SOURCE, folder)


def parse(files: Mapping[str, bytes], *, today: date) -> Parsed:
    """Judgements a State and year, as published and not inverted; territories are rejects.

    Palestine is the West Bank (PSE, 2000–2020); Gaza (PSG, from 2007) is a reject, because the file has no weights with
    which two judgements could be joined.
    """
    rejects = Rejects(SOURCE.key)
    columns = ["country_text_id", "year", *(column for measure in MEASURES for column in measure.columns)]
    if matching(files, ARCHIVE):
        file, table = read_archive(files, columns)
        table = table[table["year"].str.zfill(4) >= FIRST_SURVEYED]
        reference = reference_of(file)
    else:
        file, raw = newest_file(files, FILE)
        table = read_table(raw, file=file, required=columns, rejects=rejects)
        reference = "V-Dem v11.1, https://doi.org/10.23696/vdemds21"
    rows = annual_rows(
        table, unit="country_text_id", year="year", file=file, rejects=rejects, today=today, not_covered=NOT_COVERED
    )
    observations = annual_observations(
        rows, MEASURES, source=SOURCE, file=file, reference=reference,
        rejects=rejects, today=today,
    )  # fmt: skip
    return Parsed(observations=observations, rejects=rejects.table())
