"""Special Procedures: letters of allegation and urgent appeals sent to each State a year, and how many were answered."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from data import schema
from data.forms import matching, read_sheet
from data.snapshots import read_folder
from data.sources.declaration import Parsed, Series, Source
from data.tables import Rejects, TableError, with_iso3, with_number, without_duplicates

FILE = "sp/communications.*"  # .xlsx as the database exports it, or saved from there as .csv
COLUMNS = ("Date", "Country", "Type", "Ref. no.", "Nb. of replies")
FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %b %Y", "%d %B %Y")

SOURCE = Source(
    key="letters",
    name="Special Procedures, letters sent to Governments and replies",
    publisher="Office of the United Nations High Commissioner for Human Rights",
    licence="Facts, cited",
    citation="Office of the United Nations High Commissioner for Human Rights, database of communications of the Special "
    "Procedures; counts are our own, no text is kept.",
    homepage="https://spcommreports.ohchr.org/",
    endpoints=("https://spcommreports.ohchr.org/",),
    files=(FILE,),
    cadence_months=1,
    publication_lag_days=60,  # letters are confidential for 60 days, for the Government to reply
    stale_after_days=365 + 60 + 31,
    series=(
        Series(key="letters.sent", title="Letters of the Special Procedures to the Government",
               unit="number of letters sent in the year"),
        Series(key="letters.share_answered", title="Letters of the Special Procedures that were answered",
               unit="share of the letters of the year that have at least one reply"),
    ),
    is_supplement=True,
    note="The database offers a spreadsheet and no interface: somebody searches it, saves what it finds, and hands the file "
    "in. The year under way is left out, and a State without a letter in a year has "
    "no figure. Replies go on arriving for years. Many letters say as much about a country's free lawyers and reporters "
    "as about its Government, so the counts are shown, not scored.",
)  # fmt: skip


def fetch(folder: Path) -> dict[str, bytes]:
    """The spreadsheet, from a data folder."""
    return read_folder(SOURCE, folder)


def parse(files: Mapping[str, bytes], *, today: date) -> Parsed:
    """Letters and the share answered, a State and year that is over; letters without a State or a date are rejects.

    Raises TableError for a file that cannot be read, or that lacks one of COLUMNS.
    """
    found = matching(files, FILE)
    if not found:
        raise TableError(f"no file {FILE}; save the spreadsheet of {SOURCE.homepage} and hand it in")
    file, rejects = found[-1], Rejects(SOURCE.key)
    table = read_sheet(files[file], file=file, required=COLUMNS, rejects=rejects)
    table = _with_day(table, file, rejects, today)
    table = with_iso3(table, "Country", file=file, rejects=rejects)
    table = without_duplicates(table, ["iso3", "Ref. no."], file=file, rejects=rejects)
    replies = with_number(table, "Nb. of replies", file=file, rejects=rejects, low=0, high=1000)["Nb. of replies"]
    table = table.assign(
        answered=replies.gt(0).astype(float).reindex(table.index)
    )  # not known where the cell says nothing
    return Parsed(observations=_observations(table, today), rejects=rejects.table())


def _with_day(table: pd.DataFrame, file: str, rejects: Rejects, today: date) -> pd.DataFrame:
    """The rows with a `day`; those that have none, or one to come, are rejects."""
    days = pd.Series(pd.NaT, index=table.index, dtype="datetime64[s]")
    for form in FORMATS:
        read = pd.to_datetime(table["Date"].str.strip(), format=form, errors="coerce")
        days = days.fillna(read.astype("datetime64[s]"))
    is_future = days > pd.Timestamp(today)
    rejects.add(
        table[days.isna()], file=file, column="Date", reason="bad date", details="expected a day such as 12/03/2024"
    )
    rejects.add(table[is_future], file=file, column="Date", reason="future date", details="this day is still to come")
    return table.assign(day=days)[days.notna() & ~is_future]


def _observations(table: pd.DataFrame, today: date) -> pd.DataFrame:
    """What is counted of the letters: one row a State, year that is over, and series."""
    by_year = (
        table.groupby(["iso3", table["day"].dt.year.rename("year")])["answered"].agg(["size", "mean"]).reset_index()
    )
    by_year = by_year[by_year["year"] < today.year]
    parts = [
        by_year[["iso3", "year"]].assign(series=f"letters.{name}", value=by_year[column].astype(float))
        for name, column in (("sent", "size"), ("share_answered", "mean"))
    ]
    rows = pd.concat(parts, ignore_index=True).dropna(subset=["value"])
    start, end = (pd.to_datetime(rows["year"].astype("str") + day) for day in ("-01-01", "-12-31"))
    known_on = end + np.timedelta64(SOURCE.publication_lag_days, "D")
    rows = rows.assign(
        period_start=start, period_end=end, kind="measured", evidence="published", source=SOURCE.key,
        known_on=known_on.where(known_on <= pd.Timestamp(today), pd.Timestamp(today)), reference=SOURCE.homepage,
    )  # fmt: skip
    return schema.observations(rows.drop(columns="year"))
