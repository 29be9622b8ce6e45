"""UCDP country-year: deaths in organised violence on the territory of each country, 1989 on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from data.forms import matching, newest_path, unzipped
from data.http_files import ZIP
from data.snapshots import read_folder
from data.sources.declaration import Access, Parsed, Series, Source
from data.tables import Measure, Rejects, annual_observations, annual_rows, newest_file, read_table

if TYPE_CHECKING:
    from data.http import Visit

FILE = "violence/organizedviolencecy_v*.csv"
ARCHIVE = "violence/organizedviolencecy-*-csv.zip"  # as UCDP offers it
ADDRESS = "https://ucdp.uu.se/downloads/organizedviolencecy/organizedviolencecy-{version}-csv.zip"
DEATHS = "deaths in the year"


def _deaths(key: str, title: str, column: str, *, has_bounds: bool = True) -> Measure:
    """Deaths by UCDP's best estimate, with its low and high estimate; `{}` in `column` stands for which."""
    return Measure(
        series=Series(key=f"ucdp.{key}", title=title, unit=DEATHS),
        columns=(column.format("best"),), least=0,
        low=column.format("low") if has_bounds else "", high=column.format("high") if has_bounds else "",
    )  # fmt: skip


# One-sided violence by governments counts any government that kills civilians in the country (os_any_govt), not only
# its own (os_main_govt): together with non-state groups it makes up all one-sided deaths, row by row.
MEASURES = (
    _deaths("state_based_deaths", "Deaths in state-based conflict", "sb_total_deaths_{}_cy"),
    _deaths("state_based_civilian_deaths", "Civilian deaths in state-based conflict", "sb_deaths_civilians_cy",
            has_bounds=False),
    _deaths("interstate_deaths", "Deaths in conflict between States", "sb_interstate_deaths_{}_cy"),
    _deaths("non_state_deaths", "Deaths in non-state conflict", "ns_total_deaths_{}_cy"),
    _deaths("one_sided_deaths", "Civilians killed in one-sided violence", "os_total_deaths_{}_cy"),
    _deaths("one_sided_deaths_government", "Civilians killed in one-sided violence by any government",
            "os_any_govt_killings_{}_cy"),
    _deaths("one_sided_deaths_non_state", "Civilians killed in one-sided violence by non-state groups",
            "os_nsgroup_killings_{}_cy"),
    _deaths("all_deaths", "Deaths in all organised violence", "cumulative_total_deaths_in_orgvio_{}_cy"),
    Measure(
        series=Series(key="ucdp.state_based_dyads", title="Pairs of parties fighting in state-based conflict",
                      unit="number of dyads active in the year"),
        columns=("sb_dyad_count_cy",), least=0,
    ),
    Measure(
        series=Series(key="ucdp.active_dyads",
                      title="Fighting pairs and one-sided actors: state-based, non-state and one-sided",
                      unit="number of dyads active in the year"),
        columns=("sb_dyad_count_cy", "ns_dyad_count_cy", "os_dyad_count_cy"), least=0,
    ),
)  # fmt: skip

SOURCE = Source(
    key="ucdp",
    name="UCDP country-year dataset on organized violence within country borders",
    publisher="Uppsala Conflict Data Program, Department of Peace and Conflict Research, Uppsala University",
    licence="CC BY 4.0",
    citation="Davies, Shawn, Therése Pettersson, Margareta Sollenberg & Magnus Öberg (2025). Organized violence "
    "1989–2024, and the challenges of identifying civilian victims. Journal of Peace Research 62(4). Sundberg, Ralph & "
    "Erik Melander (2013). Introducing the UCDP Georeferenced Event Dataset. Journal of Peace Research 50(4).",
    homepage="https://ucdp.uu.se/downloads/",
    endpoints=("https://ucdp.uu.se/downloads/organizedviolencecy/organizedviolencecy-251-csv.zip",),
    files=(FILE,),
    cadence_months=12,
    publication_lag_days=181,  # each June, for the year before
    stale_after_days=365 + 181 + 31,
    series=tuple(measure.series for measure in MEASURES),
    access=Access(
        hosts=("ucdp.uu.se",),
        seconds_between_requests=1,
        max_megabytes=50,
        total_seconds=300,
        key_variable="R2P_UCDP_TOKEN",
        key_header="x-ucdp-access-token",  # for its interface; downloads need none
    ),
    note="A death counts for the country on whose territory it happened, whoever killed and whoever died. A country "
    "listed with 0 had no such violence that UCDP could establish. UCDP has no unit for the State of Palestine: "
    "violence in Gaza and the West Bank is counted under Israel, and Palestine has no figure rather than 0.",
)


def fetch(folder: Path) -> dict[str, bytes]:
    """The raw files, from a data folder."""
    return read_folder(SOURCE, folder)


def download(visit: "Visit", *, today: date) -> None:
    """The newest yearly version: each June brings version YY.1, with the year before."""
    years = [today.year % 100 - back for back in range(3)]
    visit.first({ADDRESS.format(version=f"{year}1"): ARCHIVE.replace("*", f"{year}1") for year in years}, ZIP)


def parse(files: Mapping[str, bytes], *, today: date) -> Parsed:
    """Annual deaths and dyads a State; former States, Kosovo and unusable cells are rejects.

    The German Democratic Republic and South Yemen (both 1989–90, without a death) are rejects, so the Federal Republic
    and North Yemen stand for Germany and Yemen in those two years, as UCDP's numbers continue them.
    """
    file, raw = _read(files)
    rejects = Rejects(SOURCE.key)
    # From version 26.1 on the names of the columns do not end in _cy any more.
    ending, version = ("_cy", "version") if b"country_id_cy" in raw[:100_000] else ("", "Version")
    measures = [_named(measure, ending) for measure in MEASURES]
    columns = dict.fromkeys(column for measure in measures for column in measure.required)
    unit, year = f"country_id{ending}", f"year{ending}"
    table = read_table(raw, file=file, required=[unit, year, version, *columns], rejects=rejects)
    rows = annual_rows(table, unit=unit, year=year, file=file, rejects=rejects, today=today, is_number=True)
    version = "/".join(sorted(set(table[version])))
    observations = annual_observations(
        rows, measures, source=SOURCE, file=file, reference=f"{SOURCE.homepage}, version {version}",
        rejects=rejects, today=today,
    )  # fmt: skip
    return Parsed(observations=observations, rejects=rejects.table())


def _read(files: Mapping[str, bytes]) -> tuple[str, bytes]:
    """Name and content of the table: out of the newest archive, or as it lies in a data folder."""
    if not matching(files, ARCHIVE):
        return newest_file(files, FILE)
    file = newest_path(files, ARCHIVE)
    with unzipped(files, file, ".csv") as (_, stream):
        return file, stream.read()


def _named(measure: Measure, ending: str) -> Measure:
    """The measure with the names that its columns have in a version of the table."""

    def named(column: str) -> str:
        return column.removesuffix("_cy") + ending if column else ""

    return replace(
        measure, columns=tuple(map(named, measure.columns)), low=named(measure.low), high=named(measure.high)
    )
