"""Special Procedures of the Human Rights Council: which States have issued a standing invitation."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from data import schema
from data.forms import matching, newest_path, page_tables
from data.http_files import PAGE
from data.settings import CURATED
from data.snapshots import read_folder
from data.sources.declaration import Access, Parsed, Series, Source
from data.sources.treaties import (
    first_day,
    keep_known_values,
    last_day,
    read_curated,
    reject_dates,
    status_points,
)
from data.tables import Rejects, TableError, read_table, with_iso3, with_number, without_duplicates

if TYPE_CHECKING:
    from data.http import Visit

FILE, TOTALS_FILE = "standing_invitations.csv", "standing_invitation_totals.csv"
LIST = (
    "sp/standing_invitations_*.html"  # the list of the Office of the High Commissioner, with the day it first read so
)
ADDRESS = "https://spinternet.ohchr.org/StandingInvitations.aspx"  # not verified: it could not be reached when written
LISTED = re.compile(r"(\d{1,2})[ /.-]([A-Za-z]{3,9}|\d{1,2})[ /.-](\d{4})")
YES, PLEDGED, UNKNOWN = "yes", "pledged", "unknown"
NOT_ISSUED = ("not issued", "not issued at that date")

SOURCE = Source(
    key="sp",
    name="Standing invitations to the Special Procedures",
    publisher="United Nations Human Rights Council, as cited with each fact",
    licence="Facts, cited",
    citation="Standing invitations to the thematic Special Procedures of the Human Rights Council; each fact names "
    "the statement or list it was read in.",
    homepage="https://spinternet.ohchr.org/StandingInvitations.aspx",
    endpoints=(
        ADDRESS,
        "https://spinternet.ohchr.org/ViewCountryVisits.aspx?visitType=all",
    ),
    files=(FILE, TOTALS_FILE),
    cadence_months=1,
    publication_lag_days=0,
    stale_after_days=400,
    series=(
        Series(
            key="sp.standing_invitation",
            title="Standing invitation to the Special Procedures",
            unit="1 = issued, 0.5 = pledged, 0 = not issued at that date",
            kind="curated",
        ),
    ),
    access=Access(hosts=("spinternet.ohchr.org",), seconds_between_requests=2, max_megabytes=20, total_seconds=120),
    note="An invitation counts from the earliest day by which a text shows it as issued. “Not issued at that date” is "
    "drawn from a State being asked to issue one; it says nothing of later days and is not a refusal.",
)


def fetch(folder: Path) -> dict[str, bytes]:
    """The curated tables of the repository; `folder` holds nothing of this source."""
    return read_folder(SOURCE, CURATED)


def download(visit: "Visit", *, today: date) -> None:
    """The list of States that have issued a standing invitation; the curated tables stay what the rest is read from."""
    visit.get(ADDRESS, LIST.replace("*", today.isoformat()), PAGE)


def parse(files: Mapping[str, bytes], *, today: date) -> Parsed:
    """Points of `sp.standing_invitation` and one fact a State. Raises TableError for a missing column.

    A State that the list of the Office of the High Commissioner names, where that was fetched, has issued one,
    whatever the curated table knows of it.
    """
    rejects = Rejects(SOURCE.key)
    columns = ["status", "since", "not_before", "not_after", "belief", "as_of", "note"]
    table = read_curated(files, FILE, columns, rejects)
    table = keep_known_values(table, "status", (YES, PLEDGED, UNKNOWN, *NOT_ISSUED), file=FILE, rejects=rejects)
    dates = ["since", "not_before", "not_after", "as_of"]
    table = reject_dates(table, dates, file=FILE, rejects=rejects, today=today)
    table = with_iso3(table, "iso3", file=FILE, rejects=rejects)
    table = without_duplicates(table, ["iso3"], file=FILE, rejects=rejects)
    listed = _listed(files, rejects)
    table = pd.concat([listed, table[~table["iso3"].isin(listed["iso3"])]], ignore_index=True)
    return Parsed(
        observations=status_points(_spells(table), source=SOURCE.key, today=today),
        facts=_facts(table, _newest_total(files, rejects, today)),
        rejects=rejects.table(),
    )


def _listed(files: Mapping[str, bytes], rejects: Rejects) -> pd.DataFrame:
    """A row, in the columns of the curated table, for each State on the list fetched; none where none was fetched.

    Raises TableError for a page without a table of States and dates.
    """
    columns = [
        "iso3", "status", "since", "not_before", "not_after", "belief", "as_of", "note", "source", "evidence", "row"
    ]  # fmt: skip
    if not matching(files, LIST):
        return pd.DataFrame(columns=columns).astype("string")
    file = newest_path(files, LIST)
    for header, *body in page_tables(files[file], file):
        if header and re.match(r"(?i)(member )?(state|country)", header[0]) and len(body) > 1:
            break
    else:
        raise TableError(f"{file}: no table of States; has the page changed?")
    table = pd.DataFrame({
        "country": [cells[0] for cells in body if cells], "text": [" ".join(cells[1:]) for cells in body if cells],
    }, dtype="string")  # fmt: skip
    table = table.assign(row=pd.array(range(1, len(table) + 1), dtype="Int64"))
    table = with_iso3(table[table["country"] != ""], "country", file=file, rejects=rejects)
    table = without_duplicates(table, ["iso3"], file=file, rejects=rejects)
    day = table["text"].str.extract(LISTED)
    since = pd.to_datetime(
        (day[0] + " " + day[1] + " " + day[2]).astype("object"), format="mixed", dayfirst=True, errors="coerce"
    )
    seen = file.rsplit("_", 1)[-1].removesuffix(".html")
    return table.assign(
        status=YES, since=since.dt.strftime("%Y-%m-%d").fillna("").astype("string"), not_before="", not_after="",
        belief="unknown", as_of=seen, note="", source=SOURCE.homepage, evidence="published",
    )[columns].astype("string")  # fmt: skip


def _spells(table: pd.DataFrame) -> pd.DataFrame:
    """When each invitation surely was, was pledged, and surely was not; verified rows only.

    A lack is known on the one day it was seen, and for an invitation issued later on the last day before which a
    text shows that it was not; a pledge on its own day and on a later day when the State was still asked.
    """
    verified = table[~table["evidence"].isin(schema.UNVERIFIED)]
    seen = first_day(verified["as_of"])
    bounds = pd.concat([last_day(verified["since"]), last_day(verified["not_after"])], axis=1)
    issued_by = bounds.min(axis=1).fillna(last_day(verified["as_of"]))
    lacked, pledged = first_day(verified["not_before"]), last_day(verified["as_of"])
    is_yes, is_pledged = verified["status"].eq(YES), verified["status"].eq(PLEDGED)
    is_not = verified["status"].isin(list(NOT_ISSUED))
    still_pledged = lacked.where(lacked > pledged)
    parts = [
        verified.assign(value=1.0, first=issued_by, last=pd.concat([issued_by, seen], axis=1).max(axis=1))[is_yes],
        verified.assign(value=0.0, first=lacked, last=lacked, evidence="derived")[is_yes & (lacked < issued_by)],
        verified.assign(value=0.0, first=lacked.fillna(seen), last=lacked.fillna(seen))[is_not],
        verified.assign(value=0.5, first=pledged, last=pledged)[is_pledged],
        verified.assign(value=0.5, first=still_pledged, last=still_pledged)[is_pledged],
    ]
    spells = pd.concat(parts, ignore_index=True).dropna(subset=["first", "last"])
    return spells.assign(series="sp.standing_invitation", reference=spells["source"])


def _newest_total(files: Mapping[str, bytes], rejects: Rejects, today: date) -> str:
    """A sentence on how many of the States that have issued one the table names, at the newest total stated."""
    columns = ["as_of", "member_states", "observer_states", "named_in_our_table"]
    table = read_table(files[TOTALS_FILE], file=TOTALS_FILE, required=columns, rejects=rejects)
    table = reject_dates(table, ["as_of"], file=TOTALS_FILE, rejects=rejects, today=today)
    for column in ("member_states", "named_in_our_table"):
        table = with_number(table, column, file=TOTALS_FILE, rejects=rejects, low=0, high=999)
    table = table.assign(day=first_day(table["as_of"])).dropna(subset=["day"]).sort_values("day")
    if table.empty:
        return ""
    newest = table.iloc[-1]
    observers = str(newest["observer_states"])  # blank in totals that count member States only
    total = int(newest["member_states"]) + (int(observers) if observers.isdecimal() else 0)
    return (
        f"of the {total} States with a standing invitation on {newest['as_of']}, "
        f"{newest['named_in_our_table']:.0f} are known by name here"
    )


def _facts(table: pd.DataFrame, total: str) -> pd.DataFrame:
    """One fact a State; where nothing is known but a belief, the fact says so and is marked as one."""
    is_open = ~table["status"].eq(YES)
    note = (table["note"] + "; " + total).where(is_open, table["note"])
    has_belief = is_open & table["belief"].ne("unknown")
    note = note.mask(has_belief, note + "; believed at present: " + table["belief"] + " (unverified)")
    begun = table["since"].where(table["since"].ne(""), table["not_after"])
    is_bound = table["since"].eq("") & table["not_after"].ne("")
    rows = table.assign(
        topic="standing_invitation", fact="Standing invitation to the Special Procedures",
        from_date=begun, to_date="", reference=table["source"],
        evidence=table["evidence"].mask(has_belief & table["status"].eq(UNKNOWN), "belief"),
        date_evidence=table["evidence"].where(begun.ne(""), ""),
        note=note.mask(is_bound, "issued no later than the day given; " + note).str.strip("; "),
    ).assign(source=SOURCE.key)  # fmt: skip
    return schema.facts(rows.sort_values("iso3", ignore_index=True)[list(schema.FACT)])
