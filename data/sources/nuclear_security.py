"""Nuclear security: instruments joined, reports made and missions received, by State; shown, never scored."""

from datetime import date
from pathlib import Path

import pandas as pd

from data import schema
from data.settings import CURATED
from data.snapshots import read_folder
from data.sources.declaration import Parsed, Source
from data.sources.treaties import keep_known_values, read_curated, reject_dates
from data.tables import Rejects, with_iso3, without_duplicates

FILE = "nuclear_security.csv"
INSTRUMENTS = {
    "cppnm": "Convention on the Physical Protection of Nuclear Material",
    "cppnm_amendment": "Amendment to the Convention on Physical Protection",
    "icsant": "Convention for the Suppression of Acts of Nuclear Terrorism",
    "icsant_confirmation": "Convention for the Suppression of Acts of Nuclear Terrorism, second source",
    "npt": "Treaty on the Non-Proliferation of Nuclear Weapons",
    "gicnt": "Global Initiative to Combat Nuclear Terrorism",
    "iaea_advisory_mission": "IAEA advisory mission",
    "iaea_safeguards": "IAEA safeguards agreement",
    "unscr_1540_report": "Report under Security Council resolution 1540",
}
ORGANISATIONS = {"EU": "the European Atomic Energy Community, kept in the file but not shown by State"}

SOURCE = Source(
    key="nuclear_security",
    name="Nuclear-security instruments",
    publisher="IAEA, OECD Nuclear Energy Agency, United Nations Treaty Collection, as cited with each fact",
    licence="Facts, cited",
    citation="Nuclear-security instruments and missions; each fact names the text it was read in.",
    homepage="https://www.iaea.org/topics/nuclear-security-conventions",
    endpoints=("https://www.iaea.org/topics/nuclear-security-conventions",),
    files=(FILE,),
    cadence_months=12,
    publication_lag_days=0,
    stale_after_days=730,
    series=(),
    note="Shown, not scored: it says nothing about the risk of atrocity crimes. The lists of the physical-protection "
    "conventions were visible in part, so a State that they leave out is unknown, not outside.",
)


def fetch(folder: Path) -> dict[str, bytes]:
    """The curated table of the repository; `folder` holds nothing of this source."""
    return read_folder(SOURCE, CURATED)


def parse(files: dict[str, bytes], *, today: date) -> Parsed:
    """One fact a row. Raises TableError for a missing column."""
    rejects = Rejects(SOURCE.key)
    table = read_curated(files, FILE, ["instrument", "status", "signed", "since", "as_of", "note"], rejects)
    table = keep_known_values(table, "instrument", INSTRUMENTS, file=FILE, rejects=rejects)
    table = reject_dates(table, ["signed", "since", "as_of"], file=FILE, rejects=rejects, today=today)
    table = with_iso3(table, "iso3", file=FILE, rejects=rejects, not_covered=ORGANISATIONS)
    table = without_duplicates(table, ["instrument", "status", "since", "as_of", "iso3"], file=FILE, rejects=rejects)
    return Parsed(facts=_facts(table), rejects=rejects.table())


def _facts(table: pd.DataFrame) -> pd.DataFrame:
    """One fact a row, the day of signature standing in the note."""
    signed = ("signed " + table["signed"]).where(table["signed"].ne(""), "")
    rows = table.assign(
        topic="nuclear_security", fact=table["instrument"].map(INSTRUMENTS), from_date=table["since"], to_date="",
        date_evidence=table["evidence"].where(table["since"].ne(""), ""), reference=table["source"],
        note=(signed + "; " + table["note"]).str.strip("; "),
    ).assign(source=SOURCE.key)  # fmt: skip
    return schema.facts(rows.sort_values(["iso3", "fact", "from_date"], ignore_index=True)[list(schema.FACT)])
