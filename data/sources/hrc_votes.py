"""Human Rights Council: how its members voted on the resolution on the responsibility to protect."""

import re
from datetime import date
from pathlib import Path

import pandas as pd

from data import schema
from data.snapshots import read_folder
from data.sources.declaration import Parsed, Source
from data.sources.treaties import keep_known_values, reject_dates
from data.tables import Rejects, TableError, read_table, with_iso3, without_duplicates

FILES = "votes/hrc_res_*_votes.csv"
NAMED = re.compile(r"hrc_res_(?P<session>\d+)_(?P<number>\d+)_.*?(?P<day>\d{4}-\d{2}-\d{2})_votes\.csv$")
VOTES = {"Y": "in favour", "N": "against", "A": "abstained"}

SOURCE = Source(
    key="hrc_votes",
    name="Votes of the Human Rights Council on R2P",
    publisher="United Nations Human Rights Council",
    licence="Facts, cited",
    citation="Human Rights Council, recorded votes, as copied in lszoszk/hrc-voting, commit 193f2d41.",
    homepage="https://www.ohchr.org/en/hr-bodies/hrc/home",
    endpoints=("https://digitallibrary.un.org/search?c=Voting+Data",),
    files=(FILES,),
    cadence_months=0,
    publication_lag_days=0,
    stale_after_days=36500,
    series=(),
    note="Shown, not scored. Only the 47 members of the Council vote; a State without a vote was no member.",
)


def fetch(folder: Path) -> dict[str, bytes]:
    """Every recorded vote in the folder `votes` of a data folder."""
    return read_folder(SOURCE, folder)


def parse(files: dict[str, bytes], *, today: date) -> Parsed:
    """One fact a vote. Raises TableError for a missing column or a file name without resolution and day."""
    rejects = Rejects(SOURCE.key)
    parts = [_votes(raw, file, rejects, today) for file, raw in sorted(files.items())]
    rows = pd.concat(parts, ignore_index=True).sort_values(["iso3", "from_date"], ignore_index=True)
    return Parsed(facts=schema.facts(rows[list(schema.FACT)]), rejects=rejects.table())


def _votes(raw: bytes, file: str, rejects: Rejects, today: date) -> pd.DataFrame:
    """The votes of one file; the resolution and the day of the vote stand in its name."""
    named = NAMED.search(file)
    if named is None:
        raise TableError(f"{file}: the name must read hrc_res_SESSION_NUMBER_SUBJECT_YYYY-MM-DD_votes.csv; rename it")
    symbol = f"A/HRC/RES/{named['session']}/{named['number']}"
    table = read_table(raw, file=file, required=["iso3", "vote"], rejects=rejects).assign(day=named["day"])
    table = reject_dates(table, ["day"], file=file, rejects=rejects, today=today)
    table = keep_known_values(table, "vote", VOTES, file=file, rejects=rejects)
    table = with_iso3(table, "iso3", file=file, rejects=rejects)
    table = without_duplicates(table, ["iso3"], file=file, rejects=rejects)
    return table.assign(
        topic="hrc_vote", fact=f"{symbol} on the responsibility to protect", status=table["vote"].map(VOTES),
        from_date=named["day"], to_date="", as_of=named["day"], evidence="published", date_evidence="published",
        source=SOURCE.key, reference=f"{symbol} (lszoszk/hrc-voting 193f2d41)", note="",
    )  # fmt: skip
