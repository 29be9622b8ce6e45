"""A table that can be sorted and searched, its columns titled in the reader's writing direction."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from briefing.language import MISSING, isolated


def show_table(data: pd.DataFrame, *, column_config: Mapping[str, Any] | None = None, **options: Any) -> None:
    """The table; `column_config` and the other options are those of `st.dataframe`.

    Where nothing is known stands a dash: Streamlit would write “None”, in English, whatever the reader's language.
    """
    st.dataframe(data, column_config=titled(data, column_config or {}), **{"placeholder": MISSING, **options})


def titled(data: pd.DataFrame, config: Mapping[str, Any]) -> dict[str, Any]:
    """The configuration of the columns, with the title of each that is shown; a column of buttons is left as it is.

    Titles are drawn on a canvas from left to right, where “90%” after an Arabic word would stand on its wrong side. The
    names of the columns, which a downloaded file holds, stay bare.
    """
    given = {name: config.get(name, {}) for name in data.columns}
    return dict(config) | {name: _titled(str(name), one) for name, one in given.items() if isinstance(one, str | dict)}


def _titled(name: str, column: str | dict[str, Any]) -> dict[str, Any]:
    known: dict[str, Any] = {"label": column} if isinstance(column, str) else column
    return {**known, "label": isolated(known.get("label") or name)}
