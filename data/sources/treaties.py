"""Treaties of human rights and international justice: who is a party, since when, and who has left."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from data import schema, treaty_tables
from data.countries import countries
from data.forms import matching
from data.http_files import PAGE, XML
from data.settings import CURATED
from data.snapshots import read_folder
from data.sources.declaration import Access, Parsed, Series, Source
from data.tables import Rejects, newest_file, read_table, with_iso3, without_duplicates

if TYPE_CHECKING:
    from data.http import Visit


@dataclass(frozen=True, kw_only=True)
class Treaty:
    """One treaty, and what each of the lists calls it; None where a list leaves it out."""

    key: str
    title: str
    depositary: str | None = None  # name in the UN Treaty Collection snapshot
    status_2022: str | None = None  # ending of the World Politics Data file
    curated: str | None = None  # instrument in accountability.csv
    mtdsg: str | None = None  # number in the UN Treaty Collection, by which its own table is fetched

    def __post_init__(self) -> None:
        if not (self.depositary or self.status_2022 or self.curated):
            raise ValueError(f"treaty {self.key!r}: no list names it, so nothing could ever be known of it")

    @property
    def series(self) -> str:
        return f"treaties.{self.key}"


TREATIES = (
    Treaty(key="genocide", title="Genocide Convention", depositary="genocide", curated="genocide",
           mtdsg="IV-1"),
    Treaty(key="rome_statute", title="Rome Statute of the International Criminal Court",
           depositary="rome_statute", curated="rome_statute", mtdsg="XVIII-10"),
    Treaty(key="cat", title="Convention against Torture", depositary="cat", status_2022="cat",
           mtdsg="IV-9"),
    Treaty(key="opcat", title="Optional Protocol to the Convention against Torture",
           depositary="opcat", status_2022="opcat", mtdsg="IV-9-b"),
    Treaty(key="icpped", title="Convention against Enforced Disappearance",
           depositary="icpped", status_2022="cped", mtdsg="IV-16"),
    Treaty(key="icerd", title="Convention on the Elimination of Racial Discrimination",
           depositary="icerd", status_2022="icerd", mtdsg="IV-2"),
    Treaty(key="iccpr", title="Covenant on Civil and Political Rights", status_2022="iccpr",
           mtdsg="IV-4"),
    Treaty(key="crc", title="Convention on the Rights of the Child", status_2022="crc",
           mtdsg="IV-11"),
    Treaty(key="un_personnel_safety", title="Convention on the Safety of United Nations Personnel",
           depositary="un_personnel_safety", mtdsg="XVIII-8"),
    Treaty(key="nuclear_terrorism", title="Convention for the Suppression of Acts of Nuclear Terrorism",
           depositary="nuclear_terrorism", mtdsg="XVIII-15"),
    Treaty(key="protected_persons", title="Convention on Crimes against Internationally Protected Persons",
           depositary="protected_persons_diplomatic", mtdsg="XVIII-7"),
    Treaty(key="apic", title="Agreement on Privileges and Immunities of the Court", curated="apic",
           mtdsg="XVIII-13"),
    Treaty(key="ljubljana_the_hague", title="Ljubljana–The Hague Convention on Mutual Legal Assistance",
           curated="lj_hague_mla"),
)  # fmt: skip

DEPOSITARY_FILE = "treaties/untc_snapshot_2015_long.csv"
STATUS_2022_FILE = "treaties/wpd2022_hr_status_{}.csv"
CURATED_FILE = "accountability.csv"
TABLE_REFERENCE = "UN Treaty Collection, status table, MTDSG "
DEPOSITARY_REFERENCE = "UN Treaty Collection, status table of early 2015 (zmjones/untreaties 003ce130), MTDSG "
STATUS_2022_REFERENCE = "World Politics Data, treaty status 2022 (ratification-status fdb779e6), "

PARTY = frozenset({"ratification", "accession", "succession", "acceptance", "approval"})
PARTY_2022, OTHER_2022 = "state party", frozenset({"signatory state", "no action"})
CURATED_PARTY = frozenset({"ratified", "acceded", "succeeded", "acceptance", "succeeded/acceded"})
CURATED_SIGNATORY = frozenset({"signed", "signed only"})
CURATED_WITHDRAWN, CURATED_UNKNOWN = "withdrawn", "not determined"
OTHER_INSTRUMENTS = frozenset(  # the rows of accountability.csv that data/sources/icc.py reads
    {"icc_situation", "icc_preliminary_examination", "article_12_3_declaration", "rome_statute_withdrawal"}
)
# Lists that name every participant, so that a State they leave out was no party on that day. The UN Treaty
# Collection's tables do by construction; where the 2022 list covers the same treaty it names no further party of
# those years (but Brunei Darussalam, ICERD, which it explains itself as a colonial signature). The Netherlands treaty
# database prints all signatures of Ljubljana–The Hague. The visible part of the APIC list ends at Croatia.
COMPLETE_CURATED = frozenset({"ljubljana_the_hague"})
# Year from whose end a State born after 1989 can be "no party": its first year in the Early Warning Project's
# predictors of 2025 (Palau, Palestine and Serbia: general knowledge). Used only to leave figures out.
STATE_SINCE = {
    "NAM": 1990, "YEM": 1990, "ARM": 1991, "AZE": 1991, "EST": 1991, "GEO": 1991, "HRV": 1991, "KAZ": 1991,
    "KGZ": 1991, "LTU": 1991, "LVA": 1991, "MDA": 1991, "MKD": 1991, "SVN": 1991, "TJK": 1991, "TKM": 1991,
    "UZB": 1991, "BIH": 1992, "CZE": 1993, "ERI": 1993, "SVK": 1993, "PLW": 1994, "SRB": 2000, "TLS": 2002,
    "MNE": 2006, "SSD": 2011, "PSE": 2012,
}  # fmt: skip
ISO_DATE = r"(?:18|19|20|21)[0-9]{2}(?:-[0-9]{2}(?:-[0-9]{2})?)?"  # as precise as known
FIRST_POINT = pd.Timestamp("1989-12-31")
RECORD = [
    "iso3", "treaty", "listing", "priority", "status", "is_party", "is_succession", "is_complete", "joined",
    "joined_evidence", "signed", "left", "left_from", "party_until", "seen_on", "as_of", "evidence", "reference", "note",
]  # fmt: skip

SOURCE = Source(
    key="treaties",
    name="Status of multilateral treaties",
    publisher="United Nations Treaty Collection; World Politics Data; Netherlands treaty database",
    licence="Facts, cited",
    citation="United Nations Treaty Collection, Multilateral Treaties Deposited with the Secretary-General, "
    "status tables as copied in early 2015; World Politics Data, status of human-rights treaties, 2022; later "
    "actions as cited with each fact.",
    homepage="https://treaties.un.org/pages/ParticipationStatus.aspx",
    endpoints=(
        "https://treaties.un.org/doc/Publication/MTDSG/Volume%20I/Chapter%20IV/IV-1.en.xml",
        "https://treaties.un.org/doc/Publication/MTDSG/Volume%20I/Chapter%20IV/IV-9.en.xml",
    ),
    files=(DEPOSITARY_FILE, STATUS_2022_FILE.format("*")),
    cadence_months=1,
    publication_lag_days=0,
    stale_after_days=400,
    series=tuple(
        Series(key=one.series, title=one.title, unit="1 = party, 0 = not a party", kind="curated") for one in TREATIES
    ),
    note="Only statuses and dates are kept, each with its citation. A State counts as a party from the day of its "
    "ratification, accession or succession to the day a withdrawal takes effect. Where only the year is known it "
    "counts from the end of that year. A State that a complete list leaves out was not a party on that list's day; "
    "one that an incomplete list leaves out is unknown.",
    curated=(CURATED_FILE,),
    access=Access(  # its terms ask for no more than one request a second
        hosts=("treaties.un.org",), seconds_between_requests=1.5, max_megabytes=20, total_seconds=300
    ),
)


def fetch(folder: Path) -> dict[str, bytes]:
    """The lists of a data folder, and the curated table of later actions from the repository."""
    return read_folder(SOURCE, folder) | {CURATED_FILE: (CURATED / CURATED_FILE).read_bytes()}


def download(visit: "Visit", *, today: date) -> None:
    """The collection's own table of each treaty, one after the other: XML, or a web page for chapters of volume II."""
    for number in (one.mtdsg for one in TREATIES if one.mtdsg):
        chapter, path = number.split("-")[0], treaty_tables.path_of(number)
        if chapter in treaty_tables.XML_CHAPTERS:
            visit.get(treaty_tables.XML_ADDRESS.format(chapter=chapter, number=number), path, XML)
        else:
            asked = {"src": "TREATY", "mtdsg_no": number, "chapter": treaty_tables.ROMAN[chapter], "clang": "_en"}
            visit.get(treaty_tables.PAGE_ADDRESS, path, PAGE, params=asked)


def parse(files: Mapping[str, bytes], *, today: date) -> Parsed:
    """Status points (1 party, 0 not) at each year's end, on days of change and on days a list was seen; and facts.

    Raises TableError for a file that lacks a column.
    """
    rejects = Rejects(SOURCE.key)
    depositary = _read_depositary(files, rejects, today)
    records = pd.concat(
        [depositary, _read_curated(files, rejects, today), _read_2022(files, depositary, rejects, today)],
        ignore_index=True,
    )
    absent = _absentees(records)
    everything = pd.concat([records, absent], ignore_index=True)
    return Parsed(
        observations=status_points(_spells(_span(everything, _openings(records))), source=SOURCE.key, today=today),
        facts=_facts(everything),
        rejects=rejects.table(),
    )


def first_day(text: pd.Series) -> pd.Series:
    """The first day that an ISO date of any precision (2017, 2017-10, 2017-10-27) may mean; NaT for "" or no date."""
    text = text.fillna("").astype("str")
    text = text.where(text.str.fullmatch(ISO_DATE).astype(bool), "")
    return pd.to_datetime(text, format="ISO8601", errors="coerce").astype("datetime64[s]")


def last_day(text: pd.Series) -> pd.Series:
    """The last day that an ISO date of any precision may mean; NaT for "" or no date."""
    length, day = text.fillna("").str.len(), first_day(text)
    year_end = day + pd.offsets.YearEnd(0)
    return day.mask(length == 4, year_end).mask(length == 7, day + pd.offsets.MonthEnd(0)).astype("datetime64[s]")


def read_curated(files: Mapping[str, bytes], file: str, required: Sequence[str], rejects: Rejects) -> pd.DataFrame:
    """A curated table as text, with `row`; rows whose evidence is of no known kind are rejected.

    Raises TableError for a missing column.
    """
    table = read_table(files[file], file=file, required=["iso3", "source", "evidence", *required], rejects=rejects)
    return keep_known_values(table, "evidence", schema.EVIDENCE, file=file, rejects=rejects)


def keep_known_values(
    table: pd.DataFrame, column: str, known: Collection[str], *, file: str, rejects: Rejects
) -> pd.DataFrame:
    """The rows whose `column` holds one of the values that the source documents; the others are rejected."""
    is_strange = ~table[column].isin(list(known))
    expected = ", ".join(sorted(filter(None, known)))
    rejects.add(table[is_strange], file=file, column=column, reason="unknown value",
                details=f"{column} must be one of: {expected}")  # fmt: skip
    return table[~is_strange]


def reject_dates(
    table: pd.DataFrame, columns: Sequence[str], *, file: str, rejects: Rejects, today: date
) -> pd.DataFrame:
    """The rows whose `columns` hold "" or an ISO date that begins no later than today; the others are rejected."""
    for column in columns:
        day = first_day(table[column])
        is_bad = day.isna() & table[column].ne("")
        is_future = day > pd.Timestamp(today)
        rejects.add(table[is_bad], file=file, column=column, reason="bad date",
                    details=f"{column} must read 2017, 2017-10 or 2017-10-27")  # fmt: skip
        rejects.add(table[is_future], file=file, column=column, reason="future date",
                    details=f"{column} lies after {today.isoformat()}")  # fmt: skip
        table = table[~is_bad & ~is_future]
    return table


def status_points(spells: pd.DataFrame, *, source: str, today: date) -> pd.DataFrame:
    """Observations of a status: its first day, its last known day, and every 31 December between, none after today.

    `spells`: iso3, series, value, first, last (days, the status being known throughout), evidence, reference. Points
    before 1989-12-31 are left out, and so are zeros before the State existed. Each point is about one day, and
    could be known on that day.
    """
    since = spells["iso3"].map(STATE_SINCE).fillna(FIRST_POINT.year).astype(int).astype("str")
    born = pd.to_datetime(since + "-12-31").astype("datetime64[s]").where(spells["value"].eq(0), FIRST_POINT)
    spells = spells.assign(first=spells["first"].where(spells["first"] > born, born))
    spells = spells[spells["first"] <= spells["last"]]
    year_ends = pd.DataFrame({"day": pd.date_range(FIRST_POINT, today, freq="YE", unit="s")})
    between = spells.merge(year_ends, how="cross")
    between = between[between["day"].between(between["first"], between["last"])]
    ends = [spells.assign(day=spells[end]) for end in ("first", "last")]
    points = pd.concat([*ends, between], ignore_index=True)
    points = points[points["day"] <= pd.Timestamp(today)].drop_duplicates(["iso3", "series", "day"])
    points = points.assign(
        period_start=points["day"], period_end=points["day"], known_on=points["day"], kind="curated", source=source
    )
    columns = [name for name in schema.OBSERVATION if name not in ("low", "high")]
    return schema.observations(points.sort_values(["iso3", "series", "day"], ignore_index=True)[columns])


def _read_depositary(files: Mapping[str, bytes], rejects: Rejects, today: date) -> pd.DataFrame:
    """One record a participant of the UN Treaty Collection's tables; `seen_on` is the newest action of its table."""
    file, table = _depositary_table(files, rejects)
    table = keep_known_values(table, "action_type", PARTY | {""}, file=file, rejects=rejects)
    table = reject_dates(table, ["action_date"], file=file, rejects=rejects, today=today)
    table = with_iso3(table, "participant", file=file, rejects=rejects)
    table = without_duplicates(table, ["treaty", "iso3"], file=file, rejects=rejects)
    signed = pd.to_datetime(
        table["signature_raw"].str.removesuffix(" d").astype("str"), format="%d %b %Y", errors="coerce"
    )
    table = table.assign(signed=signed.dt.strftime("%Y-%m-%d").fillna(""))
    newest = pd.concat([first_day(table["action_date"]), signed], axis=1).max(axis=1)
    # Tables fetched together were all read after the newest action of any of them.
    newest = newest.groupby(table["list"]).transform("max")
    is_party, is_withdrawn = table["action_type"].ne(""), table["is_withdrawn"]
    newest = newest.mask(
        is_withdrawn, first_day(table["action_date"])
    )  # it was a party then; not until when is not said
    return _records(
        table, listing="depositary", priority=0, is_party=is_party, is_complete=True, joined=table["action_date"],
        joined_evidence="published", is_succession=table["action_type"].eq("succession"),
        status=table["action_type"].where(is_party, "signed only"), seen_on=newest,
        as_of=newest.dt.strftime("%Y-%m-%d"), evidence="published", reference=table["reference"] + table["mtdsg"],
    )  # fmt: skip


def _depositary_table(files: Mapping[str, bytes], rejects: Rejects) -> tuple[str, pd.DataFrame]:
    """The collection's tables, fetched from it or copied in 2015: their file, and a row a participant.

    Adds `list` (tables read at one time), `is_withdrawn` and `reference`.
    """
    if matching(files, treaty_tables.FILES):
        numbers = {one.mtdsg: one.key for one in TREATIES if one.mtdsg}
        table = treaty_tables.read_participants(files, numbers)
        return treaty_tables.FILES, table.assign(list="all", reference=TABLE_REFERENCE)
    file, names = DEPOSITARY_FILE, {one.depositary: one.key for one in TREATIES if one.depositary}
    columns = ["treaty", "mtdsg", "participant", "signature_raw", "action_date", "action_type"]
    table = read_table(files[file], file=file, required=columns, rejects=rejects)
    table = keep_known_values(table, "treaty", set(names), file=file, rejects=rejects)
    treaty = table["treaty"].map(names)
    return file, table.assign(treaty=treaty, list=treaty, is_withdrawn=False, reference=DEPOSITARY_REFERENCE)


def _records(table: pd.DataFrame, **values: Any) -> pd.DataFrame:
    """Rows of one list in the columns of RECORD; texts that the list does not give are empty, days missing."""
    blank = dict.fromkeys(("joined", "joined_evidence", "signed", "left", "note"), "")
    days = dict.fromkeys(("left_from", "party_until"), pd.Series(pd.NaT, index=table.index, dtype="datetime64[s]"))
    flags = {"is_succession": False, "is_complete": False}
    have = {name: table[name] for name in RECORD if name in table}
    columns: dict[str, Any] = {**blank, **days, **flags, **have, **values}
    return table.assign(**columns)[RECORD]


def _read_curated(files: Mapping[str, bytes], rejects: Rejects, today: date) -> pd.DataFrame:
    """Records of the curated table, and of any of its lists that a stated total proves complete."""
    file, names = CURATED_FILE, {one.curated: one.key for one in TREATIES if one.curated}
    columns = ["instrument", "status", "signed", "date", "effective", "as_of", "date_evidence", "note"]
    table = read_curated(files, file, columns, rejects)
    table = table[~table["instrument"].isin(list(OTHER_INSTRUMENTS))]
    table = keep_known_values(table, "instrument", set(names), file=file, rejects=rejects)
    statuses = CURATED_PARTY | CURATED_SIGNATORY | {CURATED_WITHDRAWN, CURATED_UNKNOWN}
    table = keep_known_values(table, "status", statuses, file=file, rejects=rejects)
    table = reject_dates(table, ["signed", "date", "as_of"], file=file, rejects=rejects, today=today)
    table = table.assign(treaty=table["instrument"].map(names)).pipe(_with_withdrawals).pipe(_with_days_seen)
    proven = _proven_complete(table)
    kept = with_iso3(table, "iso3", file=file, rejects=rejects)
    kept = without_duplicates(kept, ["instrument", "iso3"], file=file, rejects=rejects)
    is_gone = kept["status"].eq(CURATED_WITHDRAWN)
    own = _records(
        kept, listing="curated", priority=1, is_party=kept["status"].isin(list(CURATED_PARTY)),
        is_succession=kept["status"].str.startswith("succeeded"), joined=kept["date"].mask(is_gone, ""),
        joined_evidence=kept["date_evidence"].mask(is_gone, ""), reference=kept["source"],
        is_complete=kept["treaty"].isin(list(COMPLETE_CURATED)),
    )  # fmt: skip
    listed = kept.merge(proven, on=["treaty", "iso3"], suffixes=("_own", ""))
    counted = _records(listed, listing="count", priority=9, is_party=True, is_complete=True, joined="",
                       joined_evidence="", status="party", evidence="derived", note="")  # fmt: skip
    return pd.concat([own, counted], ignore_index=True)


def _with_withdrawals(table: pd.DataFrame) -> pd.DataFrame:
    """Adds `left` (ISO text), `left_from` (first day surely out) and `party_until` (last day surely in).

    A withdrawal whose effective day was not seen is dated by its announcement: it takes effect one year after
    notification (Rome Statute, article 127), and no notification precedes the month of the announcement. One without
    either is known only on the day it was seen.
    """
    gone = table["status"].eq(CURATED_WITHDRAWN)
    effective = first_day(table["effective"].where(gone, ""))
    month = (
        table["source"].str.extract(r"withdrawal announced (\w+ \d{4})", expand=False).where(gone & effective.isna())
    )
    announced = pd.to_datetime(month.astype("object"), format="%B %Y", errors="coerce").astype("datetime64[s]")
    due = announced + pd.DateOffset(years=1)
    seen = first_day(table["as_of"]).where(gone)
    return table.assign(
        left=table["effective"].where(effective.notna(), due.dt.strftime("%Y-%m").fillna("")),
        left_from=effective.fillna(due + pd.offsets.MonthEnd(0)).fillna(seen),
        party_until=effective.fillna(due) - pd.Timedelta(days=1),
        note=table["note"].mask(announced.notna(), table["note"] + "; one year after the announced notification "
                                "(Rome Statute, art. 127), the exact day unverified"),
    )  # fmt: skip


def _with_days_seen(table: pd.DataFrame) -> pd.DataFrame:
    """Adds `seen_on`, a day on which the row's status surely held.

    A dated or negative status seen "in 2015" held on that year's first day already; an undated positive one may only
    have begun in the course of it, so it counts from its last day. A complete list is as new as its newest action.
    """
    begun = table["date"].ne("") | ~table["status"].isin(list(CURATED_PARTY))
    seen = first_day(table["as_of"]).where(begun, last_day(table["as_of"]))
    newest = pd.concat([seen, first_day(table["date"]), first_day(table["signed"])], axis=1).max(axis=1)
    of_list = newest.groupby(table["treaty"]).transform("max")
    seen = seen.mask(table["treaty"].isin(list(COMPLETE_CURATED)), of_list)
    return table.assign(seen_on=seen.mask(table["status"].eq(CURATED_UNKNOWN)))


def _proven_complete(table: pd.DataFrame) -> pd.DataFrame:
    """Parties on a day whose stated total ("125 parties") equals the number of parties listed and verified.

    Returns treaty, iso3, seen_on, as_of, reference; empty where the total is not reached: then a State that the list
    leaves out may still be a party.
    """
    usable = table[~table["evidence"].isin(schema.UNVERIFIED)]
    totals = pd.to_numeric(usable["source"].str.extract(r"(\d+) parties", expand=False))
    stated = usable.assign(total=totals, day=first_day(usable["as_of"])).dropna(subset=["total", "day"])
    found = []
    claims = stated.drop_duplicates(["treaty", "total", "day"])
    for treaty, total, day, as_of, reference in zip(
        *(claims[name] for name in ("treaty", "total", "day", "as_of", "source")), strict=True
    ):
        rows = usable[usable["treaty"] == treaty]
        is_in = rows["status"].isin(list(CURATED_PARTY)) & ~first_day(rows["date"]).gt(day)
        parties = rows[is_in | rows["left_from"].gt(day)].drop_duplicates("iso3")
        if len(parties) == total:
            found.append(parties[["treaty", "iso3"]].assign(seen_on=day, as_of=as_of, reference=reference))
    empty = pd.DataFrame(columns=["treaty", "iso3", "seen_on", "as_of", "reference"])
    return pd.concat(found, ignore_index=True) if found else empty


def _read_2022(files: Mapping[str, bytes], depositary: pd.DataFrame, rejects: Rejects, today: date) -> pd.DataFrame:
    """Records of the 2022 status files: every member State, with the year only.

    What they say against the depositary's own table is rejected. They are a snapshot taken in the newest year that
    any of them names, so a negative status is known to the end of the year before.
    """
    columns = ["member", "state party", "year ratification or accession", "status"]
    parts = []
    if matching(files, treaty_tables.FILES) and not matching(files, STATUS_2022_FILE.format("*")):
        return depositary.iloc[:0]  # the depositary's own tables, fetched since, leave nothing to add
    for treaty in (one for one in TREATIES if one.status_2022):
        file, raw = newest_file(files, STATUS_2022_FILE.format(treaty.status_2022))
        table = read_table(raw, file=file, required=columns, rejects=rejects)
        table = table.assign(treaty=treaty.key, file=file)
        table = keep_known_values(table, "status", {PARTY_2022, *OTHER_2022}, file=file, rejects=rejects)
        table = with_iso3(table, "member", file=file, rejects=rejects)
        table = without_duplicates(table, ["iso3"], file=file, rejects=rejects)
        parts.append(_checked_years(table, depositary, file=file, rejects=rejects, today=today))
    table = pd.concat(parts, ignore_index=True)
    newest = pd.to_numeric(table["year"]).max()
    seen = pd.Timestamp(year=int(newest) - 1, month=12, day=31) if pd.notna(newest) else pd.NaT
    return _records(
        table, listing="2022", priority=2, is_party=table["status"].eq(PARTY_2022), joined=table["year"],
        is_succession=table["iso3"].isin(list(STATE_SINCE)),  # the list does not tell succession from accession
        joined_evidence="published", seen_on=seen, as_of="" if pd.isna(newest) else str(int(newest)),
        evidence="published", reference=STATUS_2022_REFERENCE + table["file"].str.rsplit("/", n=1).str[-1],
    )  # fmt: skip


def _checked_years(
    table: pd.DataFrame, depositary: pd.DataFrame, *, file: str, rejects: Rejects, today: date
) -> pd.DataFrame:
    """The rows of one 2022 file whose `year` is in order and which agree with the depositary on who is a party."""
    column = "year ratification or accession"
    table = table.assign(year=table[column].where(table["status"].eq(PARTY_2022), ""))
    is_bad = table["status"].eq(PARTY_2022) & ~table["year"].str.fullmatch(r"(?:19|20)\d\d")
    rejects.add(table[is_bad], file=file, column=column, reason="bad date",
                details=f"{column} must be a year of four digits for a State party")  # fmt: skip
    table = reject_dates(table[~is_bad], ["year"], file=file, rejects=rejects, today=today)
    theirs = depositary[depositary["treaty"].eq(table["treaty"].iloc[0] if len(table) else "")]
    if theirs.empty:
        return table.assign(note="")
    own = theirs.set_index("iso3")
    dated = table["iso3"].map(own["joined"]).fillna("")
    is_listed, is_party = dated.ne(""), table["status"].eq(PARTY_2022)
    is_older = is_party & ~is_listed & (pd.to_numeric(table["year"]) < theirs["seen_on"].max().year)
    rejects.add(table[is_older], file=file, column=column, reason="bad date",
                details="a party since that year, but not on the depositary's later table, which is kept")  # fmt: skip
    is_denied = ~is_party & is_listed
    rejects.add(table[is_denied], file=file, column="status", reason="unknown value",
                details="the depositary's table names the State as a party, which is kept")  # fmt: skip
    differs = is_party & is_listed & dated.str[:4].ne(table["year"])
    note = ("the list of 2022 gives the year " + table["year"]).where(differs, "")
    return table.assign(note=note)[~is_older & ~is_denied]


def _absentees(records: pd.DataFrame) -> pd.DataFrame:
    """For each complete list, one record a State covered that it leaves out: no party on the list's day."""
    lists = records[records["is_complete"]].sort_values("seen_on")
    lists = lists.drop_duplicates(["treaty", "listing"], keep="last")
    everyone = pd.DataFrame({"iso3": pd.array(list(countries()), dtype="string")})
    absent = lists.drop(columns="iso3").merge(everyone, how="cross")
    named = records[["treaty", "listing", "iso3"]].drop_duplicates().assign(is_named=True)
    absent = absent.merge(named, on=["treaty", "listing", "iso3"], how="left")
    absent = absent[absent["is_named"].isna()]
    return _records(absent, status="not a party", is_party=False, is_succession=False, joined="", joined_evidence="",
                    signed="", left="", left_from=pd.NaT, party_until=pd.NaT, evidence="derived", priority=9,
                    note="not named by a list that is complete", listing="absent")  # fmt: skip


def _openings(records: pd.DataFrame) -> pd.Series:
    """The first dated action of each treaty: before it nobody could join."""
    days = pd.concat([last_day(records["joined"]), last_day(records["signed"])], axis=1).min(axis=1)
    return days.groupby(records["treaty"]).min()


def _span(everything: pd.DataFrame, openings: pd.Series) -> pd.DataFrame:
    """One row a State and treaty: the days between which each status was known, from verified records only.

    Columns: opened (first day it could join), joined_first and joined_last (bounds of the day it did), is_succession,
    party_since and party_until (days it was seen as a party), not_until (newest day it was seen as none), in_until
    (last day in), left_from (first day out) and left_seen (newest day seen so) of a withdrawal, evidence, references.
    """
    key = ["iso3", "treaty"]
    usable = everything[~everything["evidence"].isin(schema.UNVERIFIED)].sort_values(["priority", "seen_on"])
    span = usable[key].drop_duplicates().set_index(key)
    usable = usable.join(openings.rename("opened"), on="treaty")
    has_left = usable["left_from"].notna()
    parties, others = usable[usable["is_party"]], usable[~usable["is_party"] & ~has_left]
    dated = parties[parties["joined"].ne("") & ~parties["joined_evidence"].isin(schema.UNVERIFIED)]
    dated = dated.drop_duplicates(key).set_index(key)
    seen, best = parties.groupby(key)["seen_on"], parties.drop_duplicates(key).set_index(key)
    others = others.sort_values("seen_on").drop_duplicates(key, keep="last").set_index(key)
    left = usable[has_left].drop_duplicates(key).set_index(key)
    return span.join([
        usable.drop_duplicates(key).set_index(key)[["opened"]],
        first_day(dated["joined"]).rename("joined_first"), last_day(dated["joined"]).rename("joined_last"),
        dated["is_succession"], best[["evidence", "reference"]],
        seen.min().rename("party_since"), seen.max().rename("party_until"),
        others["seen_on"].rename("not_until"), others["reference"].rename("not_reference"),
        left[["left_from"]], left["party_until"].rename("in_until"), left["reference"].rename("left_reference"),
        left["seen_on"].rename("left_seen"),
    ])  # fmt: skip


def _spells(span: pd.DataFrame) -> pd.DataFrame:
    """Stretches of days on which a State's status was known throughout, for `status_points`."""
    day = pd.Timedelta(days=1)
    joined = span["joined_last"].fillna(span["party_since"])
    never_in = span[["not_until"]].assign(before=joined - day).min(axis=1)
    was_out, is_in, is_out = (
        # A successor State carried the treaty over, so nothing is said of the time before.
        span.assign(
            value=0.0, first=span["opened"].mask(span["is_succession"].eq(True)), evidence="derived",
            last=(span["joined_first"] - day).fillna(never_in.where(span["not_until"].notna())),
            reference=span["not_reference"].fillna(span["reference"]),
        ),
        span.assign(
            value=1.0, first=joined,
            last=span["in_until"].fillna(pd.concat([joined, span["party_until"]], axis=1).max(axis=1)),
        ),
        span.assign(
            value=0.0, first=span["left_from"], evidence="derived", reference=span["left_reference"],
            last=span[["left_from", "not_until", "left_seen"]].max(axis=1).where(span["left_from"].notna()),
        ),
    )  # fmt: skip
    spells = pd.concat([was_out, is_in, is_out]).reset_index().dropna(subset=["first", "last"])
    return spells.assign(series="treaties." + spells["treaty"])


def _facts(everything: pd.DataFrame) -> pd.DataFrame:
    """One fact a State and treaty: the newest record that names the State, else the newest list without it."""
    key, titles = ["iso3", "treaty"], {one.key: one.title for one in TREATIES}
    own = everything[everything["listing"].ne("count")]
    own = own.assign(is_named=own["listing"].ne("absent"))
    newest = own.sort_values(["is_named", "seen_on"], na_position="first").drop_duplicates(key, keep="last")
    dated = own[own["joined"].ne("")].sort_values("priority").drop_duplicates(key).set_index(key)
    newest = newest.set_index(key)
    signed = own[own["signed"].ne("")].drop_duplicates(key).set_index(key)["signed"].reindex(newest.index)
    note = newest["note"].mask(signed.notna(), "signed " + signed + "; " + newest["note"]).str.strip("; ")
    rows = newest.assign(
        topic="treaty", source=SOURCE.key, note=note, to_date=newest["left"],
        from_date=dated["joined"].reindex(newest.index), date_evidence=dated["joined_evidence"].reindex(newest.index),
    ).reset_index()  # fmt: skip
    rows["fact"] = rows["treaty"].map(titles)
    rows.loc[rows["left"].ne(""), "date_evidence"] = "derived"
    return schema.facts(rows.sort_values(key, ignore_index=True)[list(schema.FACT)])
