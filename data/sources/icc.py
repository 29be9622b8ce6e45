"""The International Criminal Court: situations, preliminary examinations, declarations and withdrawals, by State."""

from datetime import date
from pathlib import Path

import pandas as pd

from data import schema
from data.countries import countries
from data.settings import CURATED
from data.snapshots import read_folder
from data.sources.declaration import Parsed, Series, Source
from data.sources.treaties import (
    first_day,
    keep_known_values,
    last_day,
    read_curated,
    reject_dates,
    status_points,
)
from data.tables import Rejects, with_iso3, without_duplicates

FILE = "accountability.csv"
SITUATION = "icc_situation"
STATUSES = {  # instrument → heading of the fact, and the statuses that the table documents
    SITUATION: ("Situation before the Court", {"investigation opened"}),
    "icc_preliminary_examination": ("Preliminary examination", {"ongoing", "closed without investigation"}),
    "article_12_3_declaration": ("Declaration under article 12(3)", {"lodged", "lodged (second)"}),
    "rome_statute_withdrawal": (
        "Withdrawal from the Rome Statute",
        {
            "acceded and withdrew the accession in 2019",
            "withdrawal announced",
            "withdrawal effective",
            "withdrawal notified",
            "withdrawal notified 2016, rescinded",
        },
    ),
}

SOURCE = Source(
    key="icc",
    name="Situations before the International Criminal Court",
    publisher="International Criminal Court, as cited with each fact",
    licence="Facts, cited",
    citation="International Criminal Court, situations and preliminary examinations; each fact names the text it "
    "was read in.",
    homepage="https://www.icc-cpi.int/situations-under-investigations",
    endpoints=("https://www.icc-cpi.int/situations-under-investigations",),
    files=(FILE,),
    cadence_months=1,
    publication_lag_days=0,
    stale_after_days=400,
    series=(
        Series(
            key="icc.situation",
            title="Situation before the International Criminal Court",
            unit="1 = referred or under investigation, 0 = neither",
            kind="curated",
        ),
    ),
    note="The list of situations is one of all the Court's investigations, so a State that it leaves out had none on "
    "the day of the list. A situation known by its year counts from the end of that year; one whose opening "
    "date was not seen in a text counts from the day of the list, and nothing is said of the time before. "
    "Preliminary examinations carry no date and are shown, not scored.",
)


def fetch(folder: Path) -> dict[str, bytes]:
    """The curated table of the repository; `folder` holds nothing of this source."""
    return read_folder(SOURCE, CURATED)


def parse(files: dict[str, bytes], *, today: date) -> Parsed:
    """Points of `icc.situation` and one fact a row. Raises TableError for a missing column."""
    rejects = Rejects(SOURCE.key)
    columns = ["instrument", "status", "date", "effective", "from", "to", "as_of", "date_evidence", "note"]
    table = read_curated(files, FILE, columns, rejects)
    table = table[table["instrument"].isin(list(STATUSES))]  # data/sources/treaties.py reads and checks the others
    known = {status for _, statuses in STATUSES.values() for status in statuses}
    table = keep_known_values(table, "status", known, file=FILE, rejects=rejects)
    table = reject_dates(table, ["date", "from", "as_of"], file=FILE, rejects=rejects, today=today)
    table = with_iso3(table, "iso3", file=FILE, rejects=rejects)
    table = without_duplicates(table, ["instrument", "status", "from", "date", "iso3"], file=FILE, rejects=rejects)
    situations = table[table["instrument"].eq(SITUATION) & ~table["evidence"].isin(schema.UNVERIFIED)]
    return Parsed(
        observations=status_points(_spells(situations), source=SOURCE.key, today=today),
        facts=_facts(table),
        rejects=rejects.table(),
    )


def _spells(situations: pd.DataFrame) -> pd.DataFrame:
    """When each State surely had, and surely had not, a situation before the Court."""
    is_dated = ~situations["date_evidence"].isin(schema.UNVERIFIED)
    rows = situations.assign(
        begun=first_day(situations["from"]).where(is_dated),
        first=last_day(situations["from"]).where(is_dated).fillna(last_day(situations["as_of"])),
        listed=first_day(situations["as_of"]),
    ).sort_values("first")
    rows["last"] = rows[["first", "listed"]].max(axis=1)
    had = rows.drop_duplicates("iso3").assign(value=1.0)
    opened, listed = rows["begun"].min(), rows["listed"].max()
    # Before a dated situation there was none; before one without a seen date nothing is known.
    before = had.dropna(subset=["begun"]).assign(
        value=0.0, first=opened, last=had["begun"] - pd.Timedelta(days=1), evidence="derived"
    )
    others = [iso3 for iso3 in countries() if iso3 not in set(rows["iso3"])]
    never = pd.DataFrame({"iso3": pd.array(others, dtype="string")}).assign(
        value=0.0, first=opened, last=listed, evidence="derived", source=rows["source"].max()
    )  # fmt: skip
    spells = pd.concat([had, before, never], ignore_index=True).dropna(subset=["first", "last"])
    return spells.assign(series="icc.situation", reference=spells["source"])


def _facts(table: pd.DataFrame) -> pd.DataFrame:
    """One fact a row, with its remembered date marked as such."""
    begun = table["from"].where(table["from"].ne(""), table["date"])
    is_effective = begun.eq("") & table["effective"].ne("")
    return schema.facts(
        table.assign(
            topic="icc",
            fact=table["instrument"].map({key: title for key, (title, _) in STATUSES.items()}),
            from_date=begun.where(~is_effective, table["effective"]),
            to_date=table["to"],
            date_evidence=table["date_evidence"].where(~is_effective, table["evidence"]),
            reference=table["source"],
            note=table["note"].str.strip("; ."),
        ).assign(source=SOURCE.key)[list(schema.FACT)]
    )
