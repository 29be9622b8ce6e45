"""The ranking under a reader's own weights: sliders, and the table that follows them."""

import pandas as pd
import streamlit as st

from briefing.definitions import factor_label
from briefing.language import country_name, format_month
from briefing.language import gettext as _
from models import what_if
from ui import readers
from ui.shell import Page
from ui.tables import show_table

STEPS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)


@st.cache_resource(show_spinner=False, max_entries=1)
def _stored(version: str, month: pd.Timestamp) -> what_if.Stored:
    scores, factors, draws, choices = (readers.frame(name) for name in ("scores", "factors", "draws", "choices"))
    return what_if.store(scores, factors, draws, choices, month)


@st.fragment
def show_what_if(page: Page) -> None:
    """Sliders for the weights of the risk factors, and the ranking that comes of them, from the release's draws."""
    stored = _stored(page.release.version, page.default_month)
    known = [n for n in range(1, 15) if not pd.isna(stored.drawn[:, :, n - 1]).all()]
    st.button(_("Equal weights again"), on_click=_reset, args=(known,), icon=":material/restart_alt:")
    weights: dict[int, float] = {}
    columns = st.columns(2)
    for place, number in enumerate(known):
        weights[number] = columns[place % 2].select_slider(
            factor_label(number), STEPS, value=1.0, key=f"weight_{number}"
        )
    try:
        table = what_if.rerank(stored, weights)
    except ValueError:
        st.warning(_("Every weight is 0, so there is nothing to rank by. Raise at least one."))
        return
    published = what_if.rerank(stored, {}).set_index("iso3")["rank"]
    shift = published.reindex(table["iso3"]).to_numpy() - table["rank"].to_numpy()
    st.markdown(
        _("Ranking of {month} under these weights: {moved} of {all} States change rank.").format(
            month=format_month(page.default_month), moved=int((shift != 0).sum()), all=len(table)
        )
    )
    _show_ranking(table, pd.Series(shift).where(shift != 0))


def _show_ranking(table: pd.DataFrame, shift: pd.Series) -> None:
    shown = pd.DataFrame({
        "rank": table["rank"].astype(int), "shift": shift.astype("Int64").array,
        "country": [country_name(one) for one in table["iso3"]],
        "score": table["score"].round(1), "low": table["low"].round(1), "high": table["high"].round(1),
        "rank_range": [f"{low:.0f}–{high:.0f}" for low, high in zip(table["rank_low"], table["rank_high"], strict=True)],
    })  # fmt: skip
    show_table(
        shown,
        hide_index=True,
        height=420,
        column_config={
            "rank": st.column_config.NumberColumn(_("Rank")),
            "shift": st.column_config.NumberColumn(
                _("Shift"), format="%+d", help=_("Places gained (+) or lost (−) against equal weights")
            ),
            "country": st.column_config.TextColumn(_("Country")),
            "score": st.column_config.ProgressColumn(_("Score"), min_value=0, max_value=100, format="%.1f"),
            "low": st.column_config.NumberColumn(_("Low (5%)"), format="%.1f"),
            "high": st.column_config.NumberColumn(_("High (95%)"), format="%.1f"),
            "rank_range": st.column_config.TextColumn(_("Rank range")),
        },
    )


def _reset(numbers: list[int]) -> None:
    for number in numbers:
        st.session_state[f"weight_{number}"] = 1.0
