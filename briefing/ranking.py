"""The ranking of States in one month: interval, rank range, and the change over twelve months against its own noise."""

import pandas as pd

from briefing.palette import Palette

MONTHS_BACK = 12
WIDTH, ROW = 130, 22  # px of the picture of an interval


def ranking(scores: pd.DataFrame, *, month: pd.Timestamp, among: list[str]) -> pd.DataFrame:
    """One row a State of `among`, highest score first, States without a score last; index 0, 1, 2 …

    `scores`: scores.parquet. Its columns but the month, and: score_then, the score twelve months before on the same
    footing, so that what merely became known is no change; is_beyond_noise, whether the 90% interval of the change
    leaves out 0, missing where there is no score at either end. Ranks are those among all States, not among those chosen.
    """
    rows = scores[(scores["month"] == month) & scores["iso3"].isin(among)].drop(columns="month")
    rows["score_then"] = rows["score"] - rows["change"]
    leaves_out_0 = (rows["change_low"] > 0) | (rows["change_high"] < 0)
    rows["is_beyond_noise"] = leaves_out_0.astype("boolean").mask(rows["change"].isna())
    return rows.sort_values(["rank", "iso3"], na_position="last", ignore_index=True)


def biggest_changes(rows: pd.DataFrame, *, upward: bool, count: int) -> pd.DataFrame:
    """The rows of a ranking that rose (or fell) most over twelve months, the biggest first; grey States left out."""
    scored = rows[(rows["status"] == "shown") & rows["change"].notna()]
    moved = scored[scored["change"] > 0] if upward else scored[scored["change"] < 0]
    order = moved["change"].abs().sort_values(ascending=False, kind="stable").index
    return moved.loc[order].head(count)


def overlapping(rows: pd.DataFrame) -> pd.Series:
    """For each row of a ranking, how many other rows have an interval that overlaps its own; missing without a score."""
    known = rows[rows["score"].notna()]
    low, high = known["low"].to_numpy(), known["high"].to_numpy()
    is_overlap = (low[:, None] <= high[None, :]) & (high[:, None] >= low[None, :])
    return pd.Series(is_overlap.sum(axis=1) - 1, index=known.index, dtype="Int64").reindex(rows.index)


def interval_picture(score: float, low: float, high: float, *, is_grey: bool, colours: Palette) -> str:
    """A score and its interval on a line from 0 to 100, as the address of a picture that needs no request.

    The address starts with the score, so that a table sorted by this column is sorted by score.
    """
    x = WIDTH / 100
    ink = colours.others if is_grey else colours.score
    line = colours.grid
    svg = (
        f"<svg id='s{score:06.2f}' xmlns='http://www.w3.org/2000/svg' width='{WIDTH}' height='{ROW}'>"
        f"<path d='M0 {ROW / 2}H{WIDTH}' stroke='{line}'/>"
        f"<path d='M{low * x:.1f} {ROW / 2}H{high * x:.1f}' stroke='{ink}' stroke-opacity='.45' stroke-width='7'/>"
        f"<circle cx='{score * x:.1f}' cy='{ROW / 2}' r='4' fill='{ink}'/></svg>"
    )
    return "data:image/svg+xml," + svg.replace("#", "%23").replace("<", "%3C").replace(">", "%3E")
