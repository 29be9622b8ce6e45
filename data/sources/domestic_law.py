"""Domestic law: which atrocity crimes a State's own law defines, and whether commanders answer for them."""

from datetime import date
from pathlib import Path

import pandas as pd

from data import schema
from data.settings import CURATED
from data.snapshots import read_folder
from data.sources.declaration import Parsed, Series, Source
from data.sources.treaties import first_day, keep_known_values, read_curated, reject_dates
from data.tables import Rejects, with_iso3, without_duplicates

FILE = "domestic_criminalization.csv"
ANSWERS = {"Yes": 1.0, "No": 0.0}
SCORED = {  # column → series
    "criminalizes_genocide": ("criminalises_genocide", "Genocide is a crime in domestic law"),
    "criminalizes_cah": ("criminalises_crimes_against_humanity", "Crimes against humanity are crimes in domestic law"),
    "criminalizes_war_crimes": ("criminalises_war_crimes", "War crimes are crimes in domestic law"),
    "command_responsibility": ("command_responsibility", "Commanders answer for their subordinates in domestic law"),
}  # fmt: skip
SHOWN = {  # column → heading of the fact
    "criminalizes_genocide": "Genocide defined as a crime",
    "criminalizes_cah": "Crimes against humanity defined as crimes",
    "criminalizes_war_crimes": "War crimes defined as crimes",
    "criminalizes_aggression": "Aggression defined as a crime",
    "command_responsibility": "Command responsibility",
    "uj_or_etj_case": "A case under universal or extraterritorial jurisdiction",
    "specialised_unit": "A specialised unit for international crimes",
}

SOURCE = Source(
    key="law",
    name="International crimes in domestic law",
    publisher="Clooney Foundation for Justice, Interjust",
    licence="Facts, cited",
    citation="Clooney Foundation for Justice, Interjust, as copied on 5 January 2026.",
    homepage="https://cfj.org/",
    endpoints=("https://github.com/cillustrisimo/interjust_dashboard/blob/main/data/interjust_snapshot.csv",),
    files=(FILE,),
    cadence_months=12,
    publication_lag_days=0,
    stale_after_days=730,
    series=tuple(
        Series(key=f"law.{name}", title=title, unit="1 = yes, 0 = no", kind="curated")
        for name, title in SCORED.values()
    ),
    note="One reading of the law, on the day of the copy; nothing is said of earlier years. The copy is behind in "
    "naming two new parties to the Rome Statute (Armenia, Ukraine), so it may be behind in the law as well.",
)


def fetch(folder: Path) -> dict[str, bytes]:
    """The curated table of the repository; `folder` holds nothing of this source."""
    return read_folder(SOURCE, CURATED)


def parse(files: dict[str, bytes], *, today: date) -> Parsed:
    """One observation a State and series on the day of the copy, and one fact an answer. Raises TableError."""
    rejects = Rejects(SOURCE.key)
    table = read_curated(files, FILE, [*SHOWN, "as_of"], rejects)
    table = reject_dates(table, ["as_of"], file=FILE, rejects=rejects, today=today)
    table = with_iso3(table, "iso3", file=FILE, rejects=rejects)
    table = without_duplicates(table, ["iso3"], file=FILE, rejects=rejects)
    verified = table[~table["evidence"].isin(schema.UNVERIFIED)]
    parts = [_points(verified, column, rejects) for column in SCORED]
    rows = pd.concat(parts, ignore_index=True).sort_values(["iso3", "series"], ignore_index=True)
    columns = [name for name in schema.OBSERVATION if name not in ("low", "high")]
    return Parsed(observations=schema.observations(rows[columns]), facts=_facts(table), rejects=rejects.table())


def _points(table: pd.DataFrame, column: str, rejects: Rejects) -> pd.DataFrame:
    """One series: a row a State whose answer is a plain yes or no."""
    table = keep_known_values(table, column, ANSWERS, file=FILE, rejects=rejects)
    day = first_day(table["as_of"])
    return table.assign(
        series=f"law.{SCORED[column][0]}", value=table[column].map(ANSWERS).astype(float), kind="curated",
        period_start=day, period_end=day, known_on=day, reference=table["source"],
    ).assign(source=SOURCE.key).dropna(subset=["period_end"])  # fmt: skip


def _facts(table: pd.DataFrame) -> pd.DataFrame:
    """One fact a State and question, in the source's words; "N/A" and blanks are left out."""
    long = table.melt(["iso3", "as_of", "source", "evidence"], list(SHOWN), var_name="column", value_name="status")
    long = long[~long["status"].isin(["", "N/A"])]
    rows = long.assign(topic="domestic_law", fact=long["column"].map(SHOWN), reference=long["source"])
    rows = rows.assign(source=SOURCE.key, from_date="", to_date="", date_evidence="", note="")
    return schema.facts(rows.sort_values(["iso3", "fact"], ignore_index=True)[list(schema.FACT)])
