"""What a release carries of hate-speech signals: those this deployment counted, if any, and the demonstration, marked."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from data.durable import write_frame
from models.speech.aggregate import RATES, STATUS
from models.speech.demonstration import demonstration, refuse_made_up
from models.speech.digest import STREAMS
from models.speech.gdelt import ARTICLES
from models.speech.model import load_model
from models.speech.tally import CELL

SIGNALS, DEMONSTRATION, NEWS = "speech.parquet", "speech_demonstration.parquet", "speech_articles.parquet"
SEED = 20261121
NEEDED = (
    *CELL,
    "seen",
    "unique",
    "duplicates",
    "scored",
    "flagged",
    "dangerous",
    *RATES,
    "is_burst",
    "is_drift",
    "status",
)


class SignalsError(ValueError):
    """Signals that cannot go into a release; the message names the file and what to do."""


def write_speech(staging: Path, *, first_day_after: date, signals: Path | None) -> None:
    """Write the demonstration into a staging folder, and beside it what this deployment counted.

    `first_day_after`: the day after the release's last month; the made-up weeks end before it, so that the same release
    always carries the same ones. `signals`: folder with signals.parquet (`python -m models.speech.aggregate`) and, if
    the news are counted, articles.csv (`python -m models.speech.gdelt`); None where nothing is counted.
    Raises SignalsError for a file that is absent, of another form, or made up.
    """
    made_up = demonstration(load_model(), today=first_day_after, rng=np.random.default_rng(SEED))
    write_frame(staging / DEMONSTRATION, made_up)
    if signals is not None:
        write_frame(staging / SIGNALS, read_signals(signals / "signals.parquet"))
        if (signals / "articles.csv").is_file():
            write_frame(staging / NEWS, _articles(signals / "articles.csv"))


def read_signals(path: Path) -> pd.DataFrame:
    """Signals as `aggregate.signals` gives them. Raises SignalsError if they are absent, incomplete or made up."""
    try:
        table = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise SignalsError(f"{path.name}: no signals can be read; write them with models.speech.aggregate") from error
    absent = [name for name in NEEDED if name not in table]
    if absent:
        raise SignalsError(f"{path.name}: lacks {', '.join(absent)}; write it again with models.speech.aggregate")
    strange = sorted(
        {*map(str, table["status"].unique())} - {*STATUS} | {*map(str, table["stream"].unique())} - {*STREAMS}
    )
    if strange:
        raise SignalsError(f"{path.name}: holds the unknown status or stream {', '.join(strange)}")
    if table.duplicated(CELL).any():
        raise SignalsError(f"{path.name}: holds a week of one stream twice; aggregate all its posts in one run")
    return refuse_made_up(table)


def _articles(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path, keep_default_na=False)[list(ARTICLES)].astype(ARTICLES)
    except (OSError, ValueError, KeyError) as error:
        raise SignalsError(f"{path.name}: not as `python -m models.speech.gdelt` writes it ({error})") from error
