"""Early Warning Project: every mass killing since 1945, and in which years one was in progress in which State."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pandas as pd
from openpyxl import load_workbook

from data import schema
from data.countries import UnknownCountry, countries, resolve_number
from data.http_files import BOOK
from data.snapshots import read_folder
from data.sources.declaration import Access, Parsed, Series, Source
from data.tables import FIRST_YEAR, Measure, Rejects, TableError, annual_observations, newest_file

if TYPE_CHECKING:
    from data.http import Visit

FILE = "risk/ewp_mass_killing_events_*.xlsx"
REPOSITORY = "https://raw.githubusercontent.com/EarlyWarningProject/{year}-Statistical-Risk-Assessment/main/"
BOOK_PATH = "1.Buildcountryyears_and_mk_data/EWP mass killing events master list_{year}.xlsx"
EVENTS, STATES = "mk_events", "Gleditsch ind states"
NUMBERS = ("mk_location_cow", "mk_location_inheritor1", "mk_location_inheritor2")
LED_BY = "State-Led or Non-State-Led"
EVENT_COLUMNS = ("mk_event_name", "mk_event_summary", "startyear", "endyear", "mk_event_code", LED_BY, *NUMBERS)
STATE_COLUMNS = ("COW_number", "entry_year", "end_year_2017")
LAST_YEAR_OF_STATES = 2017  # the list of States stops here; one that existed then still exists
# The project covers a State from the year in which its people pass 500,000; those that did so after FIRST_YEAR.
FIRST_COVERED = {"BHR": 1990, "QAT": 1993, "COM": 1995, "DJI": 2001, "GNQ": 2001, "SLB": 2001, "SUR": 2003, "CPV": 2007,
                 "LUX": 2010, "MDV": 2019, "MLT": 2019}  # fmt: skip
# The list gives Guatemala's event the number 92, which is El Salvador; Guatemala is 90.
CORRECTIONS = {("gtm1954s1", 92): 90}
MEASURE = Measure(
    series=Series(key="mass_killings.ongoing", title="Mass killing in progress in the country",
                  unit="1 = in at least a part of the year, 0 = none"),
    columns=("ongoing",), least=0, most=1, is_category=True,
)  # fmt: skip

SOURCE = Source(
    key="mass_killings",
    name="Early Warning Project, mass killing events, 2025 edition",
    publisher="Early Warning Project, United States Holocaust Memorial Museum and Dartmouth College",
    licence="None stated",
    citation="Early Warning Project (2025). Statistical Risk Assessment 2025: mass killing events master list. United "
    "States Holocaust Memorial Museum.",
    homepage="https://earlywarningproject.ushmm.org/mass-killing",
    endpoints=("https://github.com/EarlyWarningProject/2025-Statistical-Risk-Assessment",),
    files=(FILE,),
    cadence_months=12,
    publication_lag_days=243,  # by the end of August, for the year before
    stale_after_days=365 + 243 + 31,
    series=(MEASURE.series,),
    access=Access(
        hosts=("raw.githubusercontent.com",), seconds_between_requests=1, max_megabytes=20, total_seconds=300
    ),
    is_default=False,
    note="A mass killing: at least 1,000 noncombatant civilians of a group killed by a State or an armed group within a "
    "year. Since 1989 the list also covers those led by non-State groups. States of fewer than 500,000 people are not "
    "covered, so they have no figure.",
)


@dataclass(frozen=True, kw_only=True)
class Event:
    """One mass killing: where it was then, the States on whose territory it lies today, and its years."""

    code: str
    name: str
    summary: str
    led_by: str  # as the source words it
    start: int
    end: int | None  # None: in progress
    place: str | None  # the State, then, if it is covered
    heirs: tuple[str, ...]


def fetch(folder: Path) -> dict[str, bytes]:
    """The raw files, from a data folder."""
    return read_folder(SOURCE, folder)


def download(visit: "Visit", *, today: date) -> None:
    """The list of the newest yearly edition: each has a repository of its own."""
    years = [today.year - back for back in range(3)]
    addresses = {year: REPOSITORY.format(year=year) + quote(BOOK_PATH.format(year=year)) for year in years}
    visit.first({address: FILE.replace("*", str(year)) for year, address in addresses.items()}, BOOK)


def parse(files: dict[str, bytes], *, today: date) -> Parsed:
    """Facts of the topic "mass_killing", and 1 or 0 a State and year from 1989 to the year before the edition.

    A fact belongs to the States on whose territory the place lies today. A year belongs to such a State once it exists,
    before to the State that the place was in: East Timor's 1989–1999 to Indonesia, Bosnia's 1992–95 to Bosnia.
    """
    file, raw = newest_file(files, FILE)
    edition = re.search(r"(\d{4})\.xlsx$", file)
    if not edition:
        raise TableError(f"{file}: the name must end in the year of the edition, such as _2025.xlsx")
    last = min(int(edition.group(1)) - 1, today.year - 1)
    rejects = Rejects(SOURCE.key)
    events = _events(_sheet(raw, EVENTS, EVENT_COLUMNS, file), file, rejects, last)
    existed = _state_years(_sheet(raw, STATES, STATE_COLUMNS, file), file, rejects, last)
    facts = [_fact(event, iso3, file, last) for event in events for iso3 in event.heirs or (event.place,) if iso3]
    ongoing = {place for event in events for place in _places(event, existed, last)}
    parts = [_years(ongoing, "1", file, rejects, today), _years(existed - ongoing, "0", file, rejects, today)]
    return Parsed(
        observations=schema.observations(pd.concat(parts, ignore_index=True)),
        facts=schema.facts(facts), rejects=rejects.table(),
    )  # fmt: skip


def _sheet(raw: bytes, name: str, required: Sequence[str], file: str) -> pd.DataFrame:
    """A sheet of the workbook as a frame of cells plus `row`, its line there; raises TableError."""
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise TableError(f"{file}: no Excel workbook ({error}); fetch it again") from None
    sheets = {sheet.title.strip(): sheet for sheet in book.worksheets}
    if name not in sheets:
        raise TableError(f"{file}: no sheet {name!r}; found {', '.join(sheets)}")
    rows = [list(cells) for cells in sheets[name].iter_rows(values_only=True)]
    header = [str(cell).strip() if cell is not None else "" for cell in rows[0]] if rows else []
    missing = [column for column in required if column not in header]
    if missing:
        raise TableError(f"{file}, sheet {name}: no column {', '.join(map(repr, missing))}; found {', '.join(header)}")
    places = [header.index(column) for column in required]
    found = [
        [cells[place] if place < len(cells) else None for place in places] + [line]
        for line, cells in enumerate(rows[1:], start=2)
        if any(cell is not None and str(cell).strip() for cell in cells)
    ]
    return pd.DataFrame(found, columns=[*required, "row"], dtype=object)


def _year(cell: Any) -> int | None:
    """The cell as a year; None where it is empty. Raises ValueError for anything else."""
    text = "" if cell is None else str(cell).strip()
    if text in ("", "nan"):
        return None
    number = re.fullmatch(r"(\d{4})(\.0*)?", text)
    if not number:
        raise ValueError(f"{text!r} is no year")
    return int(number.group(1))


def _events(table: pd.DataFrame, file: str, rejects: Rejects, last: int) -> list[Event]:
    found = []
    for line, cells in table.iterrows():
        row = table.loc[[line]]
        try:
            start, end = _year(cells["startyear"]), _year(cells["endyear"])
        except ValueError as error:
            rejects.add(row, file=file, column="startyear", reason="bad date", details=str(error))
            continue
        if start is None or start > last or (end is not None and not start <= end <= last + 1):
            rejects.add(row, file=file, column="startyear", reason="bad date",
                        details=f"the event must start by {last}, and end between its start and {last + 1}")  # fmt: skip
            continue
        code = str(cells["mk_event_code"] or "")
        place, *later = (_state(code, cells[column]) for column in NUMBERS)
        heirs = tuple(dict.fromkeys(iso3 for iso3 in later if iso3))
        if not place and not heirs:
            rejects.add(row, file=file, column=NUMBERS[0], reason="not a State covered",
                        details=f"event {code}: the place lies in none of the 195 States")  # fmt: skip
            continue
        found.append(Event(
            code=code, name=str(cells["mk_event_name"] or "").strip() or f"event {code}",
            summary=str(cells["mk_event_summary"] or "").strip(), led_by=str(cells[LED_BY] or "").strip(),
            start=start, end=end, place=place, heirs=heirs,
        ))  # fmt: skip
    return found


def _state(code: str, cell: Any) -> str | None:
    """The State with this Correlates of War number; None where there is none or it is not covered."""
    try:
        number = int(float(cell))
        return resolve_number(CORRECTIONS.get((code, number), number))
    except (TypeError, ValueError, OverflowError, UnknownCountry):
        return None


def _state_years(table: pd.DataFrame, file: str, rejects: Rejects, last: int) -> set[tuple[str, int]]:
    """Every State that the Early Warning Project covers, in every year from FIRST_YEAR to `last` in which it existed."""
    covered = {iso3 for iso3, country in countries().items() if country.cow is not None}
    years = set()
    for line, cells in table.iterrows():
        iso3 = _state("", cells["COW_number"])
        if iso3 not in covered:
            continue  # former States, and those of fewer than 500,000 people
        try:
            entry, exit_ = _year(cells["entry_year"]), _year(cells["end_year_2017"])
        except ValueError as error:
            rejects.add(table.loc[[line]], file=file, column="entry_year", reason="bad date", details=str(error))
            continue
        end = last if exit_ is None or exit_ >= LAST_YEAR_OF_STATES else exit_
        first = max(FIRST_YEAR, entry or FIRST_YEAR, FIRST_COVERED.get(iso3, FIRST_YEAR))
        years |= {(iso3, year) for year in range(first, end + 1)}
    return years


def _places(event: Event, existed: set[tuple[str, int]], last: int) -> Iterator[tuple[str, int]]:
    """The State and year of each year of the event from FIRST_YEAR to `last`."""
    for year in range(max(FIRST_YEAR, event.start), min(event.end or last, last) + 1):
        there = [iso3 for iso3 in event.heirs if (iso3, year) in existed]
        yield from ((iso3, year) for iso3 in there or (event.place,) if iso3)


def _years(places: Iterable[tuple[str, int]], value: str, file: str, rejects: Rejects, today: date) -> pd.DataFrame:
    rows = pd.DataFrame(
        [(iso3, year, value, None) for iso3, year in sorted(places)], columns=["iso3", "year", "ongoing", "row"]
    )
    return annual_observations(
        rows.astype({"iso3": "string", "year": "int64"}), [MEASURE], source=SOURCE, file=f"{file}, sheet {EVENTS}",
        reference=SOURCE.homepage if value == "1" else f"No event in {SOURCE.homepage}",
        rejects=rejects, today=today, evidence="published" if value == "1" else "derived",
    )  # fmt: skip


def _fact(event: Event, iso3: str, file: str, last: int) -> dict[str, str]:
    return {
        "iso3": iso3, "topic": "mass_killing", "fact": event.name, "status": event.led_by,
        "from_date": str(event.start), "to_date": "" if event.end is None else str(event.end), "as_of": str(last),
        "evidence": "published", "date_evidence": "published", "source": SOURCE.key,
        "reference": f"{SOURCE.homepage}, {file}, sheet {EVENTS}, {event.code}",
        "note": event.summary if event.end else f"In progress at the end of {last}. {event.summary}".strip(),
    }  # fmt: skip
