"""V-Dem v15: experts' judgement of repression, exclusion and liberties in each country and year, to 2024."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
from pyarrow import csv

from data.forms import matching, newest_path, unzipped
from data.http_files import ZIP
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

FILE = "hr/vdem_ewp_subset_to_2024.csv"
ARCHIVE = "hr/V-Dem-CY-FullOthers-v*_csv.zip"  # as V-Dem offers it: some 4,600 columns, 400 MB unpacked
ADDRESS = "https://v-dem.net/media/datasets/V-Dem-CY-FullOthers-v{version}_csv.zip"
VERSION_OF_2000 = -10  # each March brings a version: v15 that of 2025, v16 that of 2026
ACCESS = Access(hosts=("v-dem.net", "www.v-dem.net"), seconds_between_requests=1, max_megabytes=200, total_seconds=1800)
BLOCK = 1 << 22  # bytes of the unpacked table read at a time


def _judged(key: str, title: str, unit: str, column: str, *, least: float, most: float) -> Measure:
    return Measure(series=Series(key=f"vdem.{key}", title=title, unit=unit, kind="estimated"),
                   columns=(column,), least=least, most=most, is_category=unit.startswith(("scale: ", "1 = ")))  # fmt: skip


# V-Dem's name of each variable stands beside it. Categories are those of the V-Dem codebook; where the subset holds
# "1 = …, 0 = otherwise", it was made from an ordinal variable by the Early Warning Project, as said beside it.
# Unless the unit says otherwise, a HIGH value is the good end.
MEASURES = (
    # v2clkill_ord = 0: not respected; killings practised systematically, as a rule incited and approved at the top
    _judged("political_killings_approved", "Systematic political killings, approved by top leaders",
            "1 = yes, 0 = no; 1 is worse", "pol_killing_approved", least=0, most=1),
    # v2clrgunev_ord = 2; about areas of the country, not about groups of people
    _judged("civil_liberties_equal", "Officials in all areas of the country respect civil liberties equally",
            "1 = equally, 0 = some areas more than others; 0 is worse", "even_civilrights", least=0, most=1),
    # v2clsocgrp_ord = 0; groups by language, ethnicity, religion, race, region or caste
    _judged("social_inequality", "Some social groups enjoy much fewer civil liberties than others",
            "1 = yes, 0 = no; 1 is worse", "social_inequality", least=0, most=1),
    # v2csreprss_ord
    _judged("civil_society_repression", "Repression of civil society organisations",
            "scale: 0 = severe, violent repression, 1 = substantial, 2 = moderate, 3 = weak, 4 = none; low is worse",
            "v2csreprss_ord", least=0, most=4),
    # v2pepwrsoc_ord
    _judged("power_by_social_group", "Political power shared among social groups",
            "scale: 0 = monopoly of one minority group, 1 = of several groups that are a minority, 2 = of several groups "
            "that are a majority, 3 = all groups have some or take turns, 4 = roughly equal; low is worse",
            "v2pepwrsoc_ord", least=0, most=4),
    # v2pepwrsoc_ord <= 1
    _judged("minority_rule", "Political power is a monopoly of groups that are a minority of the population",
            "1 = yes, 0 = no; 1 is worse", "minorityrule", least=0, most=1),
    # v2psparban_ord
    _judged("party_ban", "Bans on political parties",
            "scale: 0 = all but the State's party banned, 1 = elections without parties or no recognised parties, 2 = many "
            "banned, 3 = a few banned, 4 = none banned; low is worse",
            "partyban", least=0, most=4),
    # v2jureform_ord; an event of the year, not a level
    _judged("judicial_reform", "Reform of the judiciary in the year",
            "scale: 0 = its power to control arbitrary rule was reduced, 1 = no change, 2 = enhanced; low is worse",
            "judicialreform", least=0, most=2),
    # v2clrelig_ord
    _judged("religious_freedom", "Freedom of religion",
            "scale: 0 = not respected by public authorities to 4 = fully respected; low is worse",
            "religiousfreedom", least=0, most=4),
    # v2xcl_disc
    _judged("free_discussion", "Freedom to discuss political issues in private and in public",
            "index from 0 to 1; low is worse", "freediscussion", least=0, most=1),
    # v2pepwrses, on the scale of the measurement model: not the categories 0 to 4
    _judged("power_by_socioeconomic_position", "Political power shared among rich and poor",
            "measurement-model scale, about -3 (monopoly of the wealthy) to 3 (equal); low is worse",
            "ses_power_dist", least=-6, most=6),
    # v2csgender_ord; "are women prevented from participating?"
    _judged("women_civil_society", "Women free to take part in civil society organisations",
            "scale: 0 = almost always prevented to 4 = almost never prevented; low is worse",
            "v2csgender_ord", least=0, most=4),
    # v2mecenefm_ord
    _judged("media_censorship", "Government censorship of print and broadcast media",
            "scale: 0 = direct and routine, 1 = indirect but routine, 2 = direct, on sensitive issues only, 3 = indirect, on "
            "sensitive issues only, 4 = rarely attempted; low is worse",
            "v2mecenefm_ord", least=0, most=4),
    # e_mipopula × 1,000, taken over by V-Dem from others; the subset has it to 2000 only
    _judged("population", "Population, as used by V-Dem", "people", "vdem_popsize", least=1, most=float("inf")),
)  # fmt: skip

AS_IS = {  # column of the subset → V-Dem's variable
    "v2csreprss_ord": "v2csreprss_ord", "v2pepwrsoc_ord": "v2pepwrsoc_ord", "partyban": "v2psparban_ord",
    "judicialreform": "v2jureform_ord", "religiousfreedom": "v2clrelig_ord", "freediscussion": "v2xcl_disc",
    "ses_power_dist": "v2pepwrses", "v2csgender_ord": "v2csgender_ord", "v2mecenefm_ord": "v2mecenefm_ord",
}  # fmt: skip
POPULATION = "e_mipopula"  # in thousands; taken over from others, and not in every version
MADE = ("v2clkill_ord", "v2clrgunev_ord", "v2clsocgrp_ord")  # variables that others of its columns are made of

SOURCE = Source(
    key="vdem",
    name="V-Dem country-year dataset v15, subset of the Early Warning Project",
    publisher="V-Dem Institute, University of Gothenburg",
    licence="CC BY-SA 4.0",
    citation="Coppedge, Michael, John Gerring, Carl Henrik Knutsen, Staffan I. Lindberg, Jan Teorell et al. (2025). V-Dem "
    "Country-Year Dataset v15. Varieties of Democracy (V-Dem) Project. https://doi.org/10.23696/vdemds25",
    homepage="https://www.v-dem.net/data/the-v-dem-dataset/",
    endpoints=("https://v-dem.net/media/datasets/", "https://github.com/vdeminstitute/vdemdata"),
    files=(FILE,),
    cadence_months=12,
    publication_lag_days=90,  # each March, for the year before
    stale_after_days=365 + 90 + 31,
    series=tuple(measure.series for measure in MEASURES),
    access=ACCESS,
    note="Judgements of country experts, joined by a measurement model; V-Dem revises all years with each version, so "
    "versions are never mixed. The subset has no State of Palestine and none of 22 small States.",
)


def fetch(folder: Path) -> dict[str, bytes]:
    """The raw files, from a data folder."""
    return read_folder(SOURCE, folder)


def download(visit: "Visit", *, today: date) -> None:
    """The newest version of the whole data set."""
    versions = [today.year - 2000 + VERSION_OF_2000 - back for back in range(3)]
    visit.first({ADDRESS.format(version=one): ARCHIVE.replace("*", str(one)) for one in versions}, ZIP)


def parse(files: Mapping[str, bytes], *, today: date) -> Parsed:
    """Judgements a State and year; former States, Kosovo and Taiwan are rejects, empty cells not reported.

    Units follow each other without a shared year: Germany 260 to 1990 and 255 from 1991, Yemen 678 to 1989 and 679 from
    1990. Czechoslovakia (315, called Czechia by V-Dem), the German Democratic Republic (265) and South Yemen (680) are
    former States, so rejects: an ordinal judgement of one cannot be averaged into that of another.
    """
    rejects = Rejects(SOURCE.key)
    if matching(files, ARCHIVE):
        file, table = _read_whole(files)
    else:
        file, raw = newest_file(files, FILE)
        columns = [column for measure in MEASURES for column in measure.columns]
        table = read_table(raw, file=file, required=["COWcode", "year", *columns], rejects=rejects)
    # The subset says minorityrule = 0 also where v2pepwrsoc_ord, which it was made from, is missing.
    is_made_up = table["v2pepwrsoc_ord"] == ""
    table = table.assign(minorityrule=table["minorityrule"].where(~is_made_up, ""))
    rows = annual_rows(table, unit="COWcode", year="year", file=file, rejects=rejects, today=today, is_number=True)
    observations = annual_observations(
        rows, MEASURES, source=SOURCE, file=file, reference=reference_of(file),
        rejects=rejects, today=today,
    )  # fmt: skip
    return Parsed(observations=observations, rejects=rejects.table())


def reference_of(file: str) -> str:
    """How a version is cited: version 15 lies at doi:10.23696/vdemds25, the subset of a data folder is made of it."""
    version = re.search(r"-v(\d+)_csv", file)
    number = int(version.group(1)) if version else 15
    return f"V-Dem v{number}, https://doi.org/10.23696/vdemds{number + 10}"


def read_archive(
    files: Mapping[str, bytes], columns: Sequence[str], *, optional: Sequence[str] = ()
) -> tuple[str, pd.DataFrame]:
    """Name and table of the newest archive: these columns as texts, `row`, and the years from FIRST_YEAR on.

    `optional`: columns that not every version has; "" where it lacks them. The table is read block by block, so that
    its 400 MB are never in memory. Raises TableError.
    """
    file = newest_path(files, ARCHIVE)
    with unzipped(files, file, ".csv") as (_, stream):
        header = stream.readline().decode("utf-8-sig", errors="replace")
    names = [name.strip().strip('"') for name in header.split(",")]
    missing = [name for name in columns if name not in names]
    if missing:
        raise TableError(f"{file}: no column {', '.join(map(repr, missing))}; has V-Dem renamed it?")
    present = [*columns, *(name for name in optional if name in names)]
    table = pd.concat(_blocks(files, file, present), ignore_index=True)
    return file, table.assign(**dict.fromkeys(set(optional) - set(present), ""))


def _blocks(files: Mapping[str, bytes], file: str, columns: Sequence[str]) -> list[pd.DataFrame]:
    """The rows from FIRST_YEAR on, as they are read; raises TableError."""
    options = csv.ConvertOptions(
        include_columns=list(columns), column_types=dict.fromkeys(columns, pa.string()), strings_can_be_null=False
    )
    parts, first = [], 2
    with unzipped(files, file, ".csv") as (_, stream):
        try:
            reader = csv.open_csv(
                stream, csv.ReadOptions(block_size=BLOCK), csv.ParseOptions(newlines_in_values=True), options
            )
            for batch in reader:
                part = batch.to_pandas().astype("string")
                part["row"] = pd.array(range(first, first + len(part)), dtype="Int64")
                first += len(part)
                parts.append(part[part["year"].str.zfill(4) >= str(FIRST_YEAR)])
        except (pa.ArrowInvalid, pa.ArrowKeyError) as error:
            raise TableError(f"{file}: {str(error)[:300]}; has V-Dem changed the table?") from None
    if not parts:
        raise TableError(f"{file}: holds no row; fetch it again")
    return parts


def _read_whole(files: Mapping[str, bytes]) -> tuple[str, pd.DataFrame]:
    """The newest archive as a table like the subset's, made as the Early Warning Project makes it."""
    file, table = read_archive(files, ["COWcode", "year", *AS_IS.values(), *MADE], optional=[POPULATION])
    thousands = pd.to_numeric(table[POPULATION].where(table[POPULATION].ne("")), errors="coerce")

    def one_where(variable: str, *codes: str) -> pd.Series:
        code = table[variable].str.removesuffix(".0")
        return pd.Series("0", index=table.index, dtype="string").mask(code.isin(codes), "1").mask(code.eq(""), "")

    return file, table.assign(
        **{name: table[variable] for name, variable in AS_IS.items()},
        pol_killing_approved=one_where("v2clkill_ord", "0"),
        even_civilrights=one_where("v2clrgunev_ord", "2"),
        social_inequality=one_where("v2clsocgrp_ord", "0"),
        minorityrule=one_where("v2pepwrsoc_ord", "0", "1"),
        vdem_popsize=(thousands * 1000).astype("string").fillna(""),
    )
