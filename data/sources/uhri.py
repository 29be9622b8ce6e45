"""Universal Human Rights Index: how many recommendations and concerns the mechanisms addressed to each State a year."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from data import schema
from data.forms import stream_records
from data.http_files import JSON
from data.snapshots import RawFiles, open_folder, open_raw
from data.sources.declaration import Access, Parsed, Series, Source
from data.tables import FIRST_YEAR, Rejects, TableError, with_iso3

if TYPE_CHECKING:
    from data.http import Visit

FILE = "uhri/export-full-en.json"
ADDRESS = "https://dataex.ohchr.org/uhri/export-results/export-full-en.json"
TREATY_BODIES = frozenset({"CAT", "CCPR", "CED", "CEDAW", "CERD", "CESCR", "CMW", "CRC", "CRPD", "SPT"})
RECOMMENDATIONS, CONCERNS = "Recommendations", "Concerns/Observations"
FIELDS = ("AnnotationId", "AnnotationType", "Body", "Countries", "PublicationDate")
UNIT = "recommendations published in the year"
MOST_UNUSABLE = 0.5  # share of records without the fields needed, above which the form has changed

SOURCE = Source(
    key="uhri",
    name="Universal Human Rights Index, full export",
    publisher="Office of the United Nations High Commissioner for Human Rights",
    licence="None stated",  # its terms contradict each other, and one copy of its counts is marked non-commercial
    citation="Office of the United Nations High Commissioner for Human Rights, Universal Human Rights Index, full "
    "export in English. Counts are our own; no text is kept.",
    homepage="https://uhri.ohchr.org/en/our-data-api",
    endpoints=(ADDRESS,),
    files=(FILE,),
    cadence_months=1,
    publication_lag_days=90,  # documents are indexed up to a quarter of a year after they appear
    stale_after_days=365 + 90 + 31,
    series=(
        Series(key="uhri.treaty_body_recommendations", title="Recommendations of the treaty bodies", unit=UNIT),
        Series(key="uhri.special_procedures_recommendations", title="Recommendations of the Special Procedures", unit=UNIT),
        Series(key="uhri.upr_recommendations", title="Recommendations in the Universal Periodic Review", unit=UNIT),
        Series(key="uhri.concerns", title="Concerns and observations of all mechanisms",
               unit="number of passages published in the year"),
    ),
    is_default=False,
    access=Access(hosts=("dataex.ohchr.org",), seconds_between_requests=5, max_megabytes=2000, total_seconds=3600),
    note="About 360 MB, read record by record. A year in which a State was not written about has no figure, not 0: each "
    "mechanism reviews a State every few years only. How often a State is written about says as much about the "
    "mechanisms' calendar as about the State, so the counts are shown, not scored.",
)  # fmt: skip


def fetch(folder: Path) -> RawFiles:
    """The export, from a data folder; it is opened, not read."""
    return open_folder(SOURCE, folder)


def download(visit: "Visit", *, today: date) -> None:
    """The whole export, renewed every day; the server says whether it is newer than the copy kept."""
    visit.get(ADDRESS, FILE, JSON)


def parse(files: Mapping[str, bytes], *, today: date) -> Parsed:
    """Counts a State and whole year since FIRST_YEAR; records without a State or a date are rejects.

    The file is read as a stream: what is held at any time is one record and the counts. Raises TableError.
    """
    rejects = Rejects(SOURCE.key)
    counts, places, unusable = Counter[tuple[str, str, int]](), dict[str, int](), []
    with open_raw(files, FILE) as stream:
        total = 0
        for total, record in enumerate(stream_records(stream, FILE), start=1):
            try:
                series, names, year = _reading(record)
            except ValueError as error:
                unusable.append((total, str(record.get("AnnotationId", ""))[:40], str(error)))
                if len(unusable) > 1000 and len(unusable) > MOST_UNUSABLE * total:
                    break
                continue
            for name in names if series and FIRST_YEAR <= year < today.year else ():
                places.setdefault(name, total)
                counts[name, series, year] += 1
    if len(unusable) > MOST_UNUSABLE * total:
        raise TableError(f"{FILE}: {len(unusable):,} of {total:,} records cannot be used; {unusable[0][2]}")
    table = pd.DataFrame(unusable, columns=["row", "AnnotationId", "detail"])
    rejects.add(table, file=FILE, column="AnnotationId", reason="unknown value", details=table["detail"])
    return Parsed(observations=_observations(counts, places, rejects, today), rejects=rejects.table())


def _reading(record: dict[str, Any]) -> tuple[str, list[str], int]:
    """The series that a record counts for ("" for none), the States it names and its year; ValueError says what is wrong."""
    missing = [name for name in FIELDS if name not in record]
    if missing:
        raise ValueError(f"the record has no {', '.join(missing)}; has the form of the export changed?")
    names = record["Countries"]
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError("Countries must be a list of names")
    body, kind = (str(record[name]).removeprefix("- ").strip() for name in ("Body", "AnnotationType"))
    day = str(record["PublicationDate"])[:10]
    try:
        year = date.fromisoformat(day).year
    except ValueError:
        raise ValueError(f"PublicationDate must be a date such as 2025-02-12, got {day!r}") from None
    return _series(body, kind), names, year


def _series(body: str, kind: str) -> str:
    if kind == CONCERNS:
        return "uhri.concerns"
    if kind != RECOMMENDATIONS:
        return ""
    if body == "UPR":
        return "uhri.upr_recommendations"
    return f"uhri.{'treaty_body' if body in TREATY_BODIES else 'special_procedures'}_recommendations"


def _observations(
    counts: Counter[tuple[str, str, int]], places: Mapping[str, int], rejects: Rejects, today: date
) -> pd.DataFrame:
    """The counts as observations; a name that is no State covered is one reject, at the first record that has it."""
    names = pd.DataFrame({"name": list(places), "row": list(places.values())}).astype(
        {"name": "string", "row": "Int64"}
    )
    known = with_iso3(names, "name", file=FILE, rejects=rejects).set_index("name")["iso3"]
    rows = pd.DataFrame(
        [(name, series, year, number) for (name, series, year), number in counts.items()],
        columns=["name", "series", "year", "value"],
    ).astype({"name": "string", "year": "int64", "value": "float64"})  # fmt: skip
    rows = rows.assign(iso3=rows["name"].map(known)).dropna(subset=["iso3"])
    rows = rows.groupby(["iso3", "series", "year"], as_index=False)[["value"]].sum()
    end = pd.to_datetime(rows["year"].astype("str") + "-12-31")
    known_on = end + np.timedelta64(SOURCE.publication_lag_days, "D")
    rows = rows.assign(
        period_start=pd.to_datetime(rows["year"].astype("str") + "-01-01"), period_end=end, kind="measured",
        evidence="published", source=SOURCE.key, reference=f"{SOURCE.homepage}, {FILE}",
        known_on=known_on.where(known_on <= pd.Timestamp(today), pd.Timestamp(today)),
    )  # fmt: skip
    return schema.observations(rows.drop(columns="year"))
