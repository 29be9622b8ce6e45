"""Universal Periodic Review: which State was reviewed at which session, when that was, and which reviews come next."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd

from data import schema
from data.settings import CURATED
from data.snapshots import read_folder
from data.sources.declaration import Parsed, Series, Source
from data.sources.treaties import first_day, last_day, read_curated, reject_dates
from data.tables import Rejects, read_table, with_iso3, with_number, without_duplicates

CALENDAR_FILE, SESSIONS_FILE, OPENED_FILE = "upr_calendar.csv", "upr_sessions.csv", "standing_invitation_recs.csv"

SOURCE = Source(
    key="upr_calendar",
    name="Calendar of the Universal Periodic Review",
    publisher="United Nations Human Rights Council; UPR Info",
    licence="Facts, cited",
    citation="Human Rights Council, Working Group on the Universal Periodic Review, sessions 1–54, as cited with "
    "each fact.",
    homepage="https://www.ohchr.org/en/hr-bodies/upr/cycles-upr",
    endpoints=("https://www.ohchr.org/en/hr-bodies/upr/cycles-upr",),
    files=(CALENDAR_FILE, SESSIONS_FILE, OPENED_FILE),
    cadence_months=4,
    publication_lag_days=0,
    stale_after_days=400,
    series=(
        Series(
            key="upr_calendar.review_held",
            title="Latest review in the Universal Periodic Review",
            unit="number of the session",
            kind="curated",
        ),
    ),
    note="A review counts from the last day of its session. Where the days of a session were not seen in a text, it "
    "counts from the end of its month; where the month was not seen either, from the eve of the next session "
    "whose days were seen, so that the time since the review is a lower bound.",
)


def fetch(folder: Path) -> dict[str, bytes]:
    """The curated tables of the repository; `folder` holds nothing of this source."""
    return read_folder(SOURCE, CURATED)


def parse(files: dict[str, bytes], *, today: date) -> Parsed:
    """One observation and one fact a review held, and one fact a review planned. Raises TableError."""
    rejects = Rejects(SOURCE.key)
    columns = ["cycle", "session", "as_of"]
    table = read_curated(files, CALENDAR_FILE, columns, rejects)
    table = with_number(table, "session", file=CALENDAR_FILE, rejects=rejects, low=1, high=999)
    table = reject_dates(table, ["as_of"], file=CALENDAR_FILE, rejects=rejects, today=today)
    table = with_iso3(table, "iso3", file=CALENDAR_FILE, rejects=rejects)
    table = without_duplicates(table, ["iso3", "session"], file=CALENDAR_FILE, rejects=rejects)
    sessions = read_sessions(files, rejects)
    is_strange = ~table["session"].isin(sessions["session"])
    rejects.add(table[is_strange], file=CALENDAR_FILE, column="session", reason="unknown value",
                details=f"{SESSIONS_FILE} has no such session; add it there")  # fmt: skip
    columns = ["row", "iso3", "cycle", "session", "as_of", "source", "evidence"]
    reviews = table.loc[~is_strange, columns].merge(sessions, on="session")
    placed = reviews[reviews["period_end"].notna() & ~reviews["evidence"].isin(schema.UNVERIFIED)]
    is_twice = placed.duplicated(["iso3", "period_end"])
    rejects.add(placed[is_twice], file=CALENDAR_FILE, column="session", reason="duplicate",
                details="a second review of the State within the same span of days; see the sessions")  # fmt: skip
    return Parsed(
        observations=_observations(placed[~is_twice], today), facts=_facts(reviews, today), rejects=rejects.table()
    )


def read_sessions(files: Mapping[str, bytes], rejects: Rejects) -> pd.DataFrame:
    """When each session was, by its number: days, and how well they are known.

    Columns: session (float), period_start, period_end (days that surely enclose it, or NaT where no later session
    has a seen date), from_date, to_date (ISO, as precise as known; remembered ones included), date_evidence,
    calendar_note. Raises TableError.
    """
    columns = ["session", "from", "to", "date_evidence", "note"]
    table = read_table(files[SESSIONS_FILE], file=SESSIONS_FILE, required=columns, rejects=rejects)
    table = with_number(table, "session", file=SESSIONS_FILE, rejects=rejects, low=1, high=999)
    table = reject_dates(table, ["from", "to"], file=SESSIONS_FILE, rejects=rejects, today=date.max)
    table = without_duplicates(table, ["session"], file=SESSIONS_FILE, rejects=rejects).sort_values("session")
    table = table.join(_months_opened(files), on="session").assign(month=lambda rows: rows["month"].fillna(""))
    start, end = first_day(table["from"]), last_day(table["to"])
    is_seen = ~table["date_evidence"].isin(["", *schema.UNVERIFIED]) & (start <= end)
    has_month = ~is_seen & table["month"].ne("")
    start = start.where(is_seen, first_day(table["month"]))
    end = end.where(is_seen, last_day(table["month"]))
    one_day = pd.Timedelta(days=1)
    bounds = pd.DataFrame({"after": end.ffill() + one_day, "before": start.bfill() - one_day}).dropna()
    return pd.DataFrame(
        {
            "session": table["session"],
            "period_start": start.fillna(bounds["after"]),
            "period_end": end.fillna(bounds["before"]),
            "from_date": table["from"].mask(has_month, table["month"]),
            "to_date": table["to"].mask(has_month, ""),
            "date_evidence": table["date_evidence"].mask(has_month, "derived"),
            "calendar_note": table["note"],
        }
    )


def _months_opened(files: Mapping[str, bytes]) -> pd.Series:
    """The month (ISO text) in which a session opened, by session number: derived from UPR Info's own listing."""
    unused = Rejects("upr")  # data/sources/upr_info.py reads this table for its figures and reports its bad rows
    table = read_table(files[OPENED_FILE], file=OPENED_FILE, required=["session", "session_opened"], rejects=unused)
    table = with_number(table, "session", file=OPENED_FILE, rejects=unused, low=1, high=999)
    is_month = table["session_opened"].str.len().eq(7) & first_day(table["session_opened"]).notna()
    return table[is_month].groupby("session")["session_opened"].min().rename("month")


def _observations(reviews: pd.DataFrame, today: date) -> pd.DataFrame:
    """One row a review that was surely over by today: the value is the session's number."""
    held = reviews[reviews["period_end"] <= pd.Timestamp(today)]
    rows = held.assign(
        series="upr_calendar.review_held", value=held["session"], kind="curated", known_on=held["period_end"],
        reference="Universal Periodic Review, session " + held["session"].astype(int).astype("str") + ": " + held["source"],
        source=SOURCE.key,
    )  # fmt: skip
    columns = [name for name in schema.OBSERVATION if name not in ("low", "high")]
    return schema.observations(rows.sort_values(["iso3", "period_end"], ignore_index=True)[columns])


def _facts(reviews: pd.DataFrame, today: date) -> pd.DataFrame:
    """One fact a review: `upr_review` where its session has begun, `upr_next` where it is still planned."""
    has_begun = first_day(reviews["from_date"]) <= pd.Timestamp(today)
    session = reviews["session"].astype(int).astype("str")
    is_undated = reviews["from_date"].eq("")
    rows = reviews.assign(
        topic=pd.Series("upr_review", index=reviews.index).where(has_begun, "upr_next"),
        fact="Universal Periodic Review, cycle " + reviews["cycle"] + ", session " + session,
        status=pd.Series("reviewed", index=reviews.index).where(has_begun, "planned"),
        date_evidence=reviews["date_evidence"].mask(is_undated, ""),
        reference=reviews["source"], note=reviews["calendar_note"],
    ).assign(source=SOURCE.key)  # fmt: skip
    return schema.facts(rows.sort_values(["iso3", "session"], ignore_index=True)[list(schema.FACT)])
