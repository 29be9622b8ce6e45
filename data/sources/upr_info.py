"""Universal Periodic Review, sessions 1–20: how many recommendations a State was given, on what, and its answers."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from data import schema
from data.settings import CURATED
from data.snapshots import read_folder
from data.sources.declaration import Parsed, Series, Source
from data.sources.treaties import keep_known_values, read_curated
from data.sources.upr_calendar import OPENED_FILE, SESSIONS_FILE, read_sessions
from data.tables import Rejects, read_table, with_iso3, with_number, without_duplicates

RECOMMENDATIONS_FILE = "upr/uprinfo_recommendations_s01_s20_utf8.csv"
PLEDGES_FILE = "upr/uprinfo_voluntary_pledges_macroman.csv"
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
    endpoints=("https://upr-info-database.uwazi.io/api/search",),
    files=(RECOMMENDATIONS_FILE, PLEDGES_FILE),
    cadence_months=4,
    publication_lag_days=180,  # the Council adopts the outcome, with the State's answers, up to half a year later
    stale_after_days=400,
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


def fetch(folder: Path) -> dict[str, bytes]:
    """The two files of a data folder, and the curated tables of sessions and requests from the repository."""
    curated = {name: (CURATED / name).read_bytes() for name in (SESSIONS_FILE, OPENED_FILE)}
    return read_folder(SOURCE, folder) | curated


def parse(files: dict[str, bytes], *, today: date) -> Parsed:
    """One observation a State, session and series. Raises TableError for a missing column."""
    rejects = Rejects(SOURCE.key)
    sessions = read_sessions(files, rejects)
    sessions = sessions[["session", "period_start", "period_end"]]
    recommendations = _read(files, RECOMMENDATIONS_FILE, RESPONSES, sessions, rejects, today)
    pledges = _read(files, PLEDGES_FILE, (PLEDGE,), sessions, rejects, today, encodings=("mac-roman",))
    reviews = recommendations.groupby(["iso3", "session"]).size().astype(float)
    parts = [
        _counted("upr.recommendations", reviews),
        _counted("upr.share_accepted", recommendations["Response"].eq("Accepted").groupby(_review(recommendations)).mean()),
        *_by_theme(recommendations, reviews),
        _pledges(pledges, reviews),
        *_requests(files, reviews, sessions, rejects, today),
    ]  # fmt: skip
    rows = pd.concat(parts, ignore_index=True).merge(sessions, on="session")
    known = rows["period_end"] + pd.Timedelta(days=SOURCE.publication_lag_days)
    rows = rows.assign(
        known_on=known.where(known <= pd.Timestamp(today), pd.Timestamp(today)), source=SOURCE.key,
        reference="UPR Info, session " + rows["session"].astype(int).astype("str") + " (rochelleterman/uprs 986898e9)",
    )  # fmt: skip
    columns = [name for name in schema.OBSERVATION if name not in ("low", "high")]
    rows = rows.sort_values(["iso3", "series", "period_end"], ignore_index=True)[columns]
    return Parsed(observations=schema.observations(rows), rejects=rejects.table())


def _read(
    files: dict[str, bytes], file: str, responses: tuple[str, ...], sessions: pd.DataFrame, rejects: Rejects,
    today: date, encodings: tuple[str, ...] = ("utf-8-sig", "cp1252"),
) -> pd.DataFrame:  # fmt: skip
    """The rows of one UPR Info file that can be counted: a State covered, a session held, a known response, once."""
    columns = ["To", "From", "Text", "Response", "Issue", "Session"]
    table = read_table(files[file], file=file, required=columns, encodings=encodings, rejects=rejects)
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


def _pledges(pledges: pd.DataFrame, reviews: pd.Series) -> pd.DataFrame:
    """Pledges a review; 0 for reviews without one, up to the newest session that the file of pledges covers."""
    made = pledges.groupby(["iso3", "session"]).size().astype(float)
    is_covered = reviews.index.get_level_values("session") <= pledges["session"].max()
    return _counted("upr.voluntary_pledges", made.reindex(made.index.union(reviews.index[is_covered]), fill_value=0.0))


def _requests(
    files: dict[str, bytes], reviews: pd.Series, sessions: pd.DataFrame, rejects: Rejects, today: date
) -> list[pd.DataFrame]:
    """Requests to issue a standing invitation, from the curated count: 0 where the count found none in a review."""
    table = read_curated(files, OPENED_FILE, ["session", "recs_to_issue", "accepted"], rejects)
    table = _of_sessions_held(table, "session", sessions, file=OPENED_FILE, rejects=rejects, today=today)
    for column in ("recs_to_issue", "accepted"):
        table = with_number(table, column, file=OPENED_FILE, rejects=rejects, low=0, high=999)
    table = with_iso3(table, "iso3", file=OPENED_FILE, rejects=rejects)
    table = without_duplicates(table, ["iso3", "session"], file=OPENED_FILE, rejects=rejects)
    found = table.set_index(["iso3", "session"])
    asked = found["recs_to_issue"].reindex(found.index.union(reviews.index), fill_value=0.0)
    accepted = found.loc[found["recs_to_issue"] > 0, "accepted"]
    return [
        _counted(f"upr.standing_invitation_{name}", values, kind="curated", evidence="derived")
        for name, values in (("requests", asked), ("requests_accepted", accepted))
    ]
