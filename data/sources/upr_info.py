"""Universal Periodic Review, sessions 1–20: how many recommendations a State was given, on what, and its answers."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from data import schema
from data.forms import load_json, matching, records_table
from data.http_files import JSON
from data.settings import CURATED
from data.snapshots import read_folder
from data.sources.declaration import Access, Parsed, Series, Source
from data.sources.treaties import keep_known_values, read_curated
from data.sources.upr_calendar import OPENED_FILE, SESSIONS_FILE, read_sessions
from data.tables import Rejects, TableError, read_table, with_iso3, with_number, without_duplicates

if TYPE_CHECKING:
    from data.http import Visit

RECOMMENDATIONS_FILE = "upr/uprinfo_recommendations_s01_s20_utf8.csv"
PLEDGES_FILE = "upr/uprinfo_voluntary_pledges_macroman.csv"
ADDRESS = "https://upr-info-database.uwazi.io/api/search"
PAGES = "upr/database/*.json"  # recommendations, session by session, as the interface sends them
RECOMMENDATION = "5d8ce04361cde0408222e9a8"  # what the database calls the form "Recommendation"
PAGE_ROWS, MOST_PAGES = 500, 20  # the interface shows no more than the first 10,000 rows of an answer
ENGLISH = {"Accept-Language": "en"}
ANSWERS = {"Supported": "Accepted", "Accepted": "Accepted", "Noted": "Noted", "Not Supported": "Noted"}
COLUMNS = ("To", "From", "Text", "Response", "Issue", "Session")
RESPONSES = ("Accepted", "Noted")
PLEDGE = "Voluntary Pledge"
CIVIL_SOCIETY, FOLLOW_UP, JOIN_LABEL = "Civil society", "UPR process", "International instruments"


@dataclass(frozen=True, kw_only=True)
class Theme:
    """What counts as a recommendation on one theme: UPR Info's issue labels, or words of the text."""

    key: str
    title: str
    issues: frozenset[str] = frozenset()
    words: str = ""  # regular expression, case ignored

    def __post_init__(self) -> None:
        if not self.issues and not self.words:
            raise ValueError(f"theme {self.key!r}: names neither issues nor words, so nothing would count")
        re.compile(self.words)


THEMES = (
    Theme(
        key="atrocity_theme",
        title="atrocity crimes and the violations that lead to them",
        issues=frozenset(
            {
                "Extrajudicial executions",
                "Enforced disappearances",
                "Torture and other CID treatment",
                "Human rights violations by state agents",
                "International humanitarian law",
                "Impunity",
            }
        ),
        # Not "responsibility to protect": in these texts it concerns journalists and defenders.
        words=r"\bgenocid(?:e|al)\b|\bcrimes? against humanity|\bwar crimes?|\bethnic cleansing|\batrocit"
        r"|\bmass (?:killings?|murders?|rapes?|graves?)|\bmassacre",
    ),
    Theme(
        key="minority",
        title="minorities, indigenous peoples, racism and religious freedom",
        issues=frozenset(
            {"Minorities", "Racial discrimination", "Indigenous peoples", "Freedom of religion and belief"}
        ),
    ),
    Theme(
        key="hate_speech",
        title="hate speech and incitement",
        words=r"\bhate[- ](?:speech|propaganda|messages?|campaigns?|discourse)|\bhateful|\bhatred"
        r"|\b(?:racist|xenophobic|discriminatory) (?:speech|propaganda|discourse|remarks|statements)"
        r"|\bincit\w*[^.;]{0,80}\b(?:hate|violence|discriminat\w*|hostility|racis\w*|xenophobia|genocide)",
    ),
    Theme(key="impunity", title="impunity", issues=frozenset({"Impunity"}), words=r"\bimpunity\b"),
    Theme(
        key="civic_space",
        title="human rights defenders, press, association, opinion and civil society",
        issues=frozenset(
            {
                "Human rights defenders",
                "Freedom of the press",
                "Freedom of association and peaceful assembly",
                "Freedom of opinion and expression",
                CIVIL_SOCIETY,
            }
        ),
    ),
)
JOIN_WORDS = (
    r"\bratif|\bacced|\baccession|\bsign(?:ing|ature|atory)?\b|\bbecom(?:e|ing) (?:a )?(?:State )?part(?:y|ies)\b"
    r"|\badher|\bjoin(?:ing)?\b|\breservations?\b"
)
COUNT, SHARE = "recommendations", "share of recommendations, 0–1"


def _theme_series(theme: Theme) -> tuple[Series, Series]:
    return (
        Series(key=f"upr.{theme.key}_recommendations", title=f"Recommendations on {theme.title}", unit=COUNT),
        Series(key=f"upr.{theme.key}_share_noted", title=f"Share noted of those on {theme.title}", unit=SHARE),
    )


SOURCE = Source(
    key="upr",
    name="UPR Info, database of recommendations",
    publisher="UPR Info",
    licence="Facts, cited",
    citation="UPR Info, Database of Recommendations and Voluntary Pledges, sessions 1–20 (2008–2014), as copied in "
    "rochelleterman/uprs, commit 986898e9. Counts are our own; no text is kept.",
    homepage="https://upr-info-database.uwazi.io/",
    endpoints=(ADDRESS,),
    files=(RECOMMENDATIONS_FILE, PLEDGES_FILE),
    cadence_months=4,
    publication_lag_days=180,  # the Council adopts the outcome, with the State's answers, up to half a year later
    stale_after_days=400,
    curated=(SESSIONS_FILE, OPENED_FILE),
    access=Access(
        hosts=("upr-info-database.uwazi.io",), seconds_between_requests=1, max_megabytes=20, total_seconds=300
    ),
    series=(
        Series(key="upr.recommendations", title="Recommendations received in a review", unit=COUNT),
        Series(key="upr.share_accepted", title="Share of recommendations accepted", unit=SHARE),
        *(series for theme in THEMES for series in _theme_series(theme)),
        Series(key="upr.voluntary_pledges", title="Voluntary pledges made in a review", unit="pledges"),
        Series(
            key="upr.standing_invitation_requests",
            title="Recommendations to issue a standing invitation",
            unit=COUNT,
            kind="curated",
        ),
        Series(
            key="upr.standing_invitation_requests_accepted",
            title="Recommendations to issue a standing invitation that were accepted",
            unit=COUNT,
            kind="curated",
        ),
    ),
    note="Every answer but acceptance is counted as noted, as UPR Info does. A recommendation to join a treaty, or to "
    "lift a reservation, is counted under no theme: treaties have their own figures. Corporal punishment of "
    "children alone is not counted as torture, nor the mere mention of civil society in the review's follow-up "
    "as civic space. Where a State was given no recommendation on a theme, the count is 0 and the share missing.",
)


def download(visit: "Visit", *, today: date) -> None:
    """Every recommendation of the database, session by session, and the copy of the pledges that is kept, if any."""
    form = {"types": json.dumps([RECOMMENDATION]), "limit": "1", "from": "0"}
    overview = visit.get(ADDRESS, PAGES.replace("*", "sessions"), JSON, params=form, headers=ENGLISH)
    for number, mark, _ in _sessions(overview.read(), overview.path):
        for page in range(MOST_PAGES):
            asked = {"filters": json.dumps({"session": {"values": [mark]}}), "limit": str(PAGE_ROWS)}
            path = PAGES.replace("*", f"session-{number:02}-{page:02}")
            sent = visit.get(
                ADDRESS, path, JSON, params=form | asked | {"from": str(page * PAGE_ROWS)}, headers=ENGLISH
            )
            if len(_entries(sent.read(), path)) < PAGE_ROWS:
                break
        else:
            raise TableError(f"session {number}: more rows than the interface shows; ask for smaller parts of it")
    visit.kept(PLEDGES_FILE)


def fetch(folder: Path) -> dict[str, bytes]:
    """The two files of a data folder, and the curated tables of sessions and requests from the repository."""
    curated = {name: (CURATED / name).read_bytes() for name in (SESSIONS_FILE, OPENED_FILE)}
    return read_folder(SOURCE, folder) | curated


def parse(files: Mapping[str, bytes], *, today: date) -> Parsed:
    """One observation a State, session and series. Raises TableError for a missing column."""
    rejects = Rejects(SOURCE.key)
    sessions = _with_months(read_sessions(files, rejects), files)[["session", "period_start", "period_end"]]
    recommendations = _recommendations(files, sessions, rejects, today)
    reviews = recommendations.groupby(["iso3", "session"]).size().astype(float)
    parts = [
        _counted("upr.recommendations", reviews),
        _counted("upr.share_accepted", recommendations["Response"].eq("Accepted").groupby(_review(recommendations)).mean()),
        *_by_theme(recommendations, reviews),
        *_pledges(files, reviews, sessions, rejects, today),
        *_requests(files, reviews, sessions, rejects, today),
    ]  # fmt: skip
    rows = pd.concat(parts, ignore_index=True).merge(sessions, on="session")
    known = rows["period_end"] + pd.Timedelta(days=SOURCE.publication_lag_days)
    rows = rows.assign(
        known_on=known.where(known <= pd.Timestamp(today), pd.Timestamp(today)), source=SOURCE.key,
        reference="UPR Info, session " + rows["session"].astype(int).astype("str") + _copy_read(files),
    )  # fmt: skip
    columns = [name for name in schema.OBSERVATION if name not in ("low", "high")]
    rows = rows.sort_values(["iso3", "series", "period_end"], ignore_index=True)[columns]
    return Parsed(observations=schema.observations(rows), rejects=rejects.table())


def _copy_read(files: Mapping[str, bytes]) -> str:
    return "" if matching(files, PAGES) else " (rochelleterman/uprs 986898e9)"


def _recommendations(files: Mapping[str, bytes], sessions: pd.DataFrame, rejects: Rejects, today: date) -> pd.DataFrame:
    """The recommendations that can be counted, from the database's pages or from the copy of a data folder."""
    if not matching(files, PAGES):
        table = read_table(files[RECOMMENDATIONS_FILE], file=RECOMMENDATIONS_FILE, required=COLUMNS, rejects=rejects)
        return _countable(table, RECOMMENDATIONS_FILE, RESPONSES, sessions, rejects, today)
    pages = (file for file in matching(files, PAGES) if "/session-" in file)
    records = (_flat(entry, file) for file in pages for entry in _entries(files[file], file))
    table = records_table(records, file=PAGES, required=COLUMNS)
    table = table.assign(Response=table["Response"].map(ANSWERS).fillna(table["Response"]))
    # Until the Council adopts the outcome a State may still answer, so that a count would be one of a part.
    adopted = sessions["period_end"] + pd.Timedelta(days=SOURCE.publication_lag_days) <= pd.Timestamp(today)
    is_open = table["Session"].isin(sessions.loc[~adopted, "session"].astype(int).astype("str"))
    rejects.add(table[is_open], file=PAGES, column="Session", reason="future date",
                details="the outcome of this session may not have been adopted yet")  # fmt: skip
    return _countable(table[~is_open], PAGES, RESPONSES, sessions, rejects, today)


def _with_months(sessions: pd.DataFrame, files: Mapping[str, bytes]) -> pd.DataFrame:
    """The sessions, each in the month that the database names where no text was seen that gives its days."""
    overview = PAGES.replace("*", "sessions")
    if overview not in files:
        return sessions
    months = pd.Series({number: month for number, _, month in _sessions(files[overview], overview)}, dtype="object")
    start = pd.to_datetime(sessions["session"].map(months), format="%B %Y", errors="coerce").astype("datetime64[s]")
    is_unseen = sessions["date_evidence"].isin(["", *schema.UNVERIFIED]) & start.notna()
    end = (start + pd.offsets.MonthEnd(0)).astype("datetime64[s]")
    return sessions.assign(
        period_start=sessions["period_start"].mask(is_unseen, start),
        period_end=sessions["period_end"].mask(is_unseen, end),
    )


def _sessions(raw: bytes, file: str) -> Iterator[tuple[int, str, str]]:
    """Number of each session, the mark by which the database knows it, and its month in words; raises TableError."""
    match load_json(raw, file):
        case {"aggregations": {"all": {"session": {"buckets": [*buckets]}}}} if buckets:
            for bucket in buckets:
                named = re.match(r"(\d+)\W*(.*)", str(bucket.get("label", "")))
                if named:
                    yield int(named.group(1)), str(bucket.get("key", "")), named.group(2).strip()
            return
    raise TableError(f"{file}: names no sessions; has the interface changed?")


def _entries(raw: bytes, file: str) -> list[Any]:
    """The entries of a page; raises TableError."""
    match load_json(raw, file):
        case {"rows": [*entries]}:
            return entries
    raise TableError(f"{file}: no list 'rows'; has the interface changed?")


def _flat(entry: Any, file: str) -> dict[str, str]:
    """An entry in the columns of the copy; raises TableError for one that is none."""
    match entry:
        case {"metadata": dict(fields)}:
            pass
        case _:
            raise TableError(f"{file}: an entry without metadata; has the interface changed?")

    def words(name: str, part: str = "label") -> str:
        return ",".join(str(one[part]) for one in fields.get(name) or [] if isinstance(one, dict) and one.get(part))

    session = words("session")
    number = re.match(r"\d+", session)
    return {
        "To": words("state_under_review"), "From": words("recommending_state"), "Issue": words("issues"),
        "Text": words("recommendation", "value"), "Response": words("response"),
        "Session": number.group() if number else session,
    }  # fmt: skip


def _countable(
    table: pd.DataFrame, file: str, responses: tuple[str, ...], sessions: pd.DataFrame, rejects: Rejects, today: date
) -> pd.DataFrame:
    """The rows that can be counted: a State covered, a session held, a known response, once."""
    table = keep_known_values(table, "Response", responses, file=file, rejects=rejects)
    table = _of_sessions_held(table, "Session", sessions, file=file, rejects=rejects, today=today)
    table = with_iso3(table, "To", file=file, rejects=rejects)
    return without_duplicates(table, ["iso3", "session", "Text", "From"], file=file, rejects=rejects)


def _of_sessions_held(
    table: pd.DataFrame, column: str, sessions: pd.DataFrame, *, file: str, rejects: Rejects, today: date
) -> pd.DataFrame:
    """The rows whose `column` numbers a session that is dated and over by today, as `session`."""
    table = with_number(table, column, file=file, rejects=rejects, low=1, high=999)
    period_end = table[[column]].join(sessions.set_index("session"), on=column)["period_end"]
    rejects.add(table[period_end.isna()], file=file, column=column, reason="unknown value",
                details=f"{SESSIONS_FILE} knows no day for this session; add it there")  # fmt: skip
    is_future = period_end > pd.Timestamp(today)
    rejects.add(table[is_future], file=file, column=column, reason="future date",
                details=f"this session ends after {today.isoformat()}")  # fmt: skip
    return table[period_end.notna() & ~is_future].rename(columns={column: "session"})


def _review(table: pd.DataFrame) -> list[pd.Series]:
    return [table["iso3"], table["session"]]


def _counted(series: str, values: pd.Series, *, kind: str = "measured", evidence: str = "published") -> pd.DataFrame:
    """Values by (iso3, session) as rows of one series; missing ones are left out."""
    rows = values.rename("value").dropna().reset_index()
    return rows.assign(series=series, kind=kind, evidence=evidence)


def themes_of(recommendations: pd.DataFrame) -> pd.DataFrame:
    """For each recommendation (columns Issue, Text), whether it is on a theme: one boolean column a theme.

    Nothing is on a theme that merely asks to join a treaty; the other exceptions are named in the source's note.
    """
    issues = "," + recommendations["Issue"].str.replace(", ", ",") + ","
    # The words looked for are ASCII, and text that is all ASCII is searched several times faster.
    text = recommendations["Text"].str.replace(r"[^\x00-\x7F]", " ", regex=True)
    text = text.str.replace("(?i)genocide ideology", "", regex=True)  # Rwanda's law on speech

    def has(*names: str) -> pd.Series:
        return issues.str.contains(",(?:" + "|".join(map(re.escape, sorted(names))) + "),", regex=True).astype(bool)

    def says(words: str) -> pd.Series:
        return text.str.contains(f"(?i)(?:{words})", regex=True).astype(bool)

    found = pd.DataFrame(False, index=recommendations.index, columns=[theme.key for theme in THEMES])
    for theme in THEMES:
        found[theme.key] |= has(*theme.issues) if theme.issues else False
        found[theme.key] |= says(theme.words) if theme.words else False
    found["atrocity_theme"] &= ~(has("Rights of the Child") & says("corporal punishment"))
    other_civic = next(theme.issues for theme in THEMES if theme.key == "civic_space") - {CIVIL_SOCIETY}
    found["civic_space"] &= ~has(FOLLOW_UP) | has(*other_civic)
    return found.mul(~(has(JOIN_LABEL) & says(JOIN_WORDS)), axis=0)


def _by_theme(recommendations: pd.DataFrame, reviews: pd.Series) -> list[pd.DataFrame]:
    """Count and share noted of each theme, for every review: a count of 0 where there was none, no share then."""
    is_noted, parts = recommendations["Response"].eq("Noted"), []
    for key, is_on in themes_of(recommendations).items():
        on_theme = is_noted[is_on].groupby(_review(recommendations[is_on]))
        parts.append(
            _counted(f"upr.{key}_recommendations", on_theme.size().reindex(reviews.index, fill_value=0).astype(float))
        )
        parts.append(_counted(f"upr.{key}_share_noted", on_theme.mean().astype(float)))
    return parts


def _pledges(
    files: Mapping[str, bytes], reviews: pd.Series, sessions: pd.DataFrame, rejects: Rejects, today: date
) -> list[pd.DataFrame]:
    """Pledges a review; 0 for reviews without one, up to the newest session that the file of pledges covers.

    Nothing where the recommendations were fetched from the database, which holds no pledges, and no copy is kept.
    """
    if matching(files, PAGES) and PLEDGES_FILE not in files:
        return []
    table = read_table(
        files[PLEDGES_FILE], file=PLEDGES_FILE, required=COLUMNS, encodings=("mac-roman",), rejects=rejects
    )
    pledges = _countable(table, PLEDGES_FILE, (PLEDGE,), sessions, rejects, today)
    made = pledges.groupby(["iso3", "session"]).size().astype(float)
    is_covered = reviews.index.get_level_values("session") <= pledges["session"].max()
    every = made.index.union(reviews.index[is_covered])
    return [_counted("upr.voluntary_pledges", made.reindex(every, fill_value=0.0))]


def _requests(
    files: Mapping[str, bytes], reviews: pd.Series, sessions: pd.DataFrame, rejects: Rejects, today: date
) -> list[pd.DataFrame]:
    """Requests to issue a standing invitation, from the curated count: 0 where the count found none in a review.

    Reviews of sessions later than any of the count were not looked at, so nothing is said of them.
    """
    table = read_curated(files, OPENED_FILE, ["session", "recs_to_issue", "accepted"], rejects)
    table = _of_sessions_held(table, "session", sessions, file=OPENED_FILE, rejects=rejects, today=today)
    for column in ("recs_to_issue", "accepted"):
        table = with_number(table, column, file=OPENED_FILE, rejects=rejects, low=0, high=999)
    table = with_iso3(table, "iso3", file=OPENED_FILE, rejects=rejects)
    table = without_duplicates(table, ["iso3", "session"], file=OPENED_FILE, rejects=rejects)
    found = table.set_index(["iso3", "session"])
    is_counted = reviews.index.get_level_values("session") <= table["session"].max()
    asked = found["recs_to_issue"].reindex(found.index.union(reviews.index[is_counted]), fill_value=0.0)
    accepted = found.loc[found["recs_to_issue"] > 0, "accepted"]
    return [
        _counted(f"upr.standing_invitation_{name}", values, kind="curated", evidence="derived")
        for name, values in (("requests", asked), ("requests_accepted", accepted))
    ]
