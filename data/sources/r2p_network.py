"""Who belongs to the network of R2P: national focal points and the Group of Friends."""

from datetime import date
from pathlib import Path

import pandas as pd

from data import schema
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

FOCAL_POINTS_FILE, FRIENDS_FILE = "r2p_focal_points.csv", "group_of_friends_r2p.csv"
MEMBERSHIPS = {  # file → the words that prove membership, and its series
    FOCAL_POINTS_FILE: (("focal point",), "r2p.focal_point"),
    FRIENDS_FILE: (("Group of Friends of R2P", "Group of Friends of R2P (Geneva)"), "r2p.group_of_friends"),
}
OTHER_MEMBERSHIPS = (  # shown, but no proof of membership in either
    "attended first meeting (capital)",
    "attended first meeting (mission)",
    "Friend of R2P: focal point and/or Group of Friends (source does not say which)",
)
ORGANISATIONS = dict.fromkeys(("EU", "OAS"), "an organisation, kept in the file but not shown by State")

SOURCE = Source(
    key="r2p",
    name="Global Network of R2P Focal Points and Group of Friends",
    publisher="Global Centre for the Responsibility to Protect, as cited with each fact",
    licence="Facts, cited",
    citation="Global Centre for the Responsibility to Protect; each fact names the text it was read in.",
    homepage="https://www.globalr2p.org/the-global-network-of-r2p-focal-points/",
    endpoints=("https://www.globalr2p.org/the-global-network-of-r2p-focal-points/",),
    files=(FOCAL_POINTS_FILE, FRIENDS_FILE),
    cadence_months=12,
    publication_lag_days=0,
    stale_after_days=730,
    series=(
        Series(key="r2p.focal_point", title="National R2P focal point", unit="1 = appointed", kind="curated"),
        Series(key="r2p.group_of_friends", title="Group of Friends of R2P", unit="1 = member", kind="curated"),
    ),
    note="No list was seen whole, so a State that none names is unknown, not outside. Attending the first meeting is "
    "no membership, and a “Friend of R2P” may be either of the two: both are shown, neither is counted.",
)


def fetch(folder: Path) -> dict[str, bytes]:
    """The curated tables of the repository; `folder` holds nothing of this source."""
    return read_folder(SOURCE, CURATED)


def parse(files: dict[str, bytes], *, today: date) -> Parsed:
    """Points of the two memberships where a text shows them, and one fact a row. Raises TableError."""
    rejects = Rejects(SOURCE.key)
    table = pd.concat([_read(files, file, rejects, today) for file in MEMBERSHIPS], ignore_index=True)
    return Parsed(
        observations=status_points(_spells(table), source=SOURCE.key, today=today),
        facts=_facts(table),
        rejects=rejects.table(),
    )


def _read(files: dict[str, bytes], file: str, rejects: Rejects, today: date) -> pd.DataFrame:
    """One table's rows that name a State, with `series` where the row proves membership."""
    memberships, series = MEMBERSHIPS[file]
    table = read_curated(files, file, ["membership", "since", "as_of", "note"], rejects)
    known = (*memberships, *OTHER_MEMBERSHIPS)
    table = keep_known_values(table, "membership", known, file=file, rejects=rejects)
    table = reject_dates(table, ["since", "as_of"], file=file, rejects=rejects, today=today)
    table = with_iso3(table, "iso3", file=file, rejects=rejects, not_covered=ORGANISATIONS)
    table = without_duplicates(table, ["membership", "since", "as_of", "iso3"], file=file, rejects=rejects)
    proves = table["membership"].isin(list(memberships)) & ~table["evidence"].isin(schema.UNVERIFIED)
    return table.assign(series=pd.Series(series, index=table.index).where(proves, ""))


def _spells(table: pd.DataFrame) -> pd.DataFrame:
    """From the day each membership surely had begun to the newest day a text names it."""
    rows = table[table["series"].ne("")]
    begun = last_day(rows["since"]).fillna(last_day(rows["as_of"]))
    rows = rows.assign(begun=begun, seen=pd.concat([begun, first_day(rows["as_of"])], axis=1).max(axis=1))
    rows = rows.sort_values("seen")
    spells = rows.groupby(["iso3", "series"], as_index=False).agg(
        first=("begun", "min"), last=("seen", "max"), evidence=("evidence", "last"), reference=("source", "last")
    )
    return spells.assign(value=1.0).dropna(subset=["first", "last"])


def _facts(table: pd.DataFrame) -> pd.DataFrame:
    """One fact a row."""
    rows = table.assign(
        topic="r2p_network", fact=table["membership"], status="named", from_date=table["since"], to_date="",
        date_evidence=table["evidence"].where(table["since"].ne(""), ""), reference=table["source"],
    ).assign(source=SOURCE.key)  # fmt: skip
    return schema.facts(rows.sort_values(["iso3", "fact", "as_of"], ignore_index=True)[list(schema.FACT)])
