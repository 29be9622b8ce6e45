"""Hate-speech signals as tables: weeks, alarms, streams; a made-up row says so in a column of its own."""

from collections.abc import Sequence

import pandas as pd

from briefing.content.speech import Burst, Series
from briefing.language import country_name
from briefing.language import gettext as _
from briefing.speech_words import MADE_UP, WEEKS, name_of, said, share


def rate_table(series: Series) -> pd.DataFrame:
    """Every week of a series, newest first, with its denominators and what is known of it."""
    weeks = series.weeks.iloc[::-1]
    table = {
        _("Week of"): [f"{day:%Y-%m-%d}" for day in weeks["week"]],
        _("Posts read"): weeks["seen"].tolist(),
        _("Distinct posts"): weeks["unique"].tolist(),
        _("Flagged"): weeks["flagged"].astype("Int64").tolist(),
        _("Flagged, share"): [share(value) for value in weeks["flagged_rate"]],
        _("Put down as hateful"): [share(value) for value in weeks["prevalence"]],
        _("Low (5%)"): [share(value) for value in weeks["prevalence_low"]],
        _("High (95%)"): [share(value) for value in weeks["prevalence_high"]],
        _("Alarm"): [
            _("burst") if burst else _("slow rise") if drift else ""
            for burst, drift in zip(weeks["is_burst"], weeks["is_drift"], strict=True)
        ],
        _("Status"): [said(WEEKS, status) for status in weeks["status"]],
    }
    return pd.DataFrame(table | made_up_column(series.is_made_up, len(weeks)))


def made_up_column(is_made_up: bool, rows: int) -> dict[str, list[str]]:
    """The column by which a table of made-up figures says so in every row; none for measured ones."""
    return {_("Origin"): [_(MADE_UP)] * rows} if is_made_up else {}


def burst_table(bursts: Sequence[Burst]) -> pd.DataFrame:
    """Alarms, newest first, each with its figures."""
    rows = [
        {
            _("Week of"): f"{one.week:%Y-%m-%d}", _("State"): country_name(one.iso3),
            _("Stream"): name_of(one), _("Kind"): _("burst") if one.is_sudden else _("slow rise"),
            _("Flagged"): one.flagged, _("Expected"): round(one.expected), _("Distinct posts"): one.unique,
            _("Posts read"): one.seen,
        }
        | ({_("Origin"): _(MADE_UP)} if one.is_made_up else {})
        for one in bursts
    ]  # fmt: skip
    return pd.DataFrame(rows)


def stream_table(series: Sequence[Series]) -> pd.DataFrame:
    """Every stream with its denominators and its newest figure."""
    is_mixed = any(one.is_made_up for one in series)
    rows = [
        {
            _("State"): country_name(one.iso3), _("Stream"): name_of(one),
            _("Weeks"): len(one.weeks), _("Posts read"): int(one.weeks["seen"].sum()),
            _("Distinct posts"): int(one.weeks["unique"].sum()),
            _("Newest week"): f"{one.weeks['week'].iloc[-1]:%Y-%m-%d}",
            _("Put down as hateful"): _newest_share(one), _("90% interval"): _newest_interval(one),
            _("Alarms"): len(one.bursts),
        }
        | ({_("Origin"): _(MADE_UP) if one.is_made_up else _("Measured")} if is_mixed else {})
        for one in series
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _newest_share(series: Series) -> str:
    if not series.is_reliable:
        return _("not reliable")
    return share(None if series.newest is None else series.newest["prevalence"])


def _newest_interval(series: Series) -> str:
    newest = series.newest
    return "" if newest is None else f"{share(newest['prevalence_low'])}–{share(newest['prevalence_high'])}"
