"""United Nations Peacebuilding Commission: country configurations, engagements and briefings, by State."""

from datetime import date
from pathlib import Path

import pandas as pd

from data import schema
from data.settings import CURATED
from data.snapshots import read_folder
from data.sources.declaration import Parsed, Source
from data.sources.treaties import keep_known_values, read_curated, reject_dates
from data.tables import Rejects, with_iso3, without_duplicates

FILE = "pbc_configurations.csv"
CONFIGURATION, CHAIR_ONLY = "country-specific configuration", "country-specific configuration - chair only"
KINDS = (
    CONFIGURATION,
    CHAIR_ONLY,
    "engagement (meeting of the Commission)",
    "engagement (meeting of the Commission) - region",
    "thematic briefing",
    "total",
)

SOURCE = Source(
    key="peacebuilding",
    name="Peacebuilding Commission, configurations and engagements",
    publisher="United Nations Peacebuilding Commission, as cited with each fact",
    licence="Facts, cited",
    citation="United Nations Peacebuilding Commission; each fact names the text it was read in.",
    homepage="https://www.un.org/peacebuilding/commission/countries-and-regions",
    endpoints=("https://www.un.org/peacebuilding/commission/countries-and-regions",),
    files=(FILE,),
    cadence_months=3,
    publication_lag_days=0,
    stale_after_days=730,
    series=(),
    note="Shown, not scored. Where no end of a configuration was found, none is given: it is not known to be open. "
    "Regions and totals have no State and are counted as rejects.",
)


def fetch(folder: Path) -> dict[str, bytes]:
    """The curated table of the repository; `folder` holds nothing of this source."""
    return read_folder(SOURCE, CURATED)


def parse(files: dict[str, bytes], *, today: date) -> Parsed:
    """One fact a row that names a State. Raises TableError for a missing column."""
    rejects = Rejects(SOURCE.key)
    columns = ["country_or_region", "kind", "from", "to", "chair", "as_of", "note"]
    table = read_curated(files, FILE, columns, rejects)
    table = keep_known_values(table, "kind", KINDS, file=FILE, rejects=rejects)
    table = reject_dates(table, ["from", "to", "as_of"], file=FILE, rejects=rejects, today=today)
    is_region = table["iso3"].eq("")
    rejects.add(table[is_region], file=FILE, column="country_or_region", reason="not a State covered",
                details="a region or a total, kept in the file but not shown by State")  # fmt: skip
    table = with_iso3(table[~is_region], "iso3", file=FILE, rejects=rejects)
    table = without_duplicates(table, ["kind", "from", "chair", "iso3"], file=FILE, rejects=rejects)
    return Parsed(facts=_facts(table), rejects=rejects.table())


def _facts(table: pd.DataFrame) -> pd.DataFrame:
    """One fact a row; its status says how far the row goes, the chairs stand in the note."""
    status = pd.Series("engaged", index=table.index)
    status = status.mask(table["kind"].eq(CONFIGURATION), "configuration")
    status = status.mask(table["kind"].eq(CHAIR_ONLY), "chair")
    chair = ("chair: " + table["chair"]).where(table["chair"].ne(""), "")
    place = table["country_or_region"].where(table["country_or_region"].str.contains("(", regex=False), "")
    rows = table.assign(
        topic="peacebuilding", fact=table["kind"], status=status, from_date=table["from"], to_date=table["to"],
        date_evidence=table["evidence"].where(table["from"].ne(""), ""), reference=table["source"],
        note=(chair + "; " + place + "; " + table["note"]).str.replace("; ; ", "; ").str.strip("; "),
    ).assign(source=SOURCE.key)  # fmt: skip
    return schema.facts(rows.sort_values(["iso3", "fact", "from_date"], ignore_index=True)[list(schema.FACT)])
