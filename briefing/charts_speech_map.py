"""Two maps that are never one: where hate speech is counted, and how experts judge that of political parties."""

from dataclasses import replace

import pandas as pd

from briefing.charts.chart import Chart
from briefing.charts_map import category_map
from briefing.content.speech import NOT_RELIABLE, RELIABLE
from briefing.language import country_name, country_order, format_number
from briefing.language import gettext as _
from briefing.palette import palette
from briefing.speech_words import MADE_UP, say_coverage
from data.countries import countries

NONE = "none"
LEVELS = 5  # steps of the experts' judgement


def coverage_map(states: dict[str, str], *, has_made_up: bool, theme: str, source_line: str) -> Chart:
    """States with a stream that is read reliably, with one that is not, and, grey, with none.

    `states`: ISO3 → RELIABLE or NOT_RELIABLE; `has_made_up`: the demonstration is among them.
    """
    colours = palette(theme)
    categories = {
        RELIABLE: (_("Stream in a language read reliably"), colours.countries[0]),
        NOT_RELIABLE: (_("Stream, not reliable in its language"), colours.countries[4]),
        NONE: (_("No stream here"), colours.no_data),
    }
    rows = pd.DataFrame({"iso3": sorted(countries())})
    rows["category"] = [states.get(iso3, NONE) for iso3 in rows["iso3"]]
    rows["label"] = [_label(iso3, categories[own][0]) for iso3, own in zip(rows["iso3"], rows["category"], strict=True)]
    title = _("Where hate speech is counted")
    chart = category_map(
        rows, categories, region="", theme=theme, alt=say_coverage(states), source_line=source_line,
        title=_("{title} – {mark}").format(title=title, mark=_(MADE_UP)) if has_made_up else title,
    )  # fmt: skip
    listed = sorted(states, key=country_order)
    table = {
        _("State"): [country_name(iso3) for iso3 in listed],
        _("Stream"): [categories[states[iso3]][0] for iso3 in listed],
    }
    return replace(chart, table=pd.DataFrame(table))


def structural_map(rows: pd.DataFrame, *, theme: str, source_line: str) -> Chart:
    """The newest judgement of each State in LEVELS steps. `rows`: iso3, year, level (0 to 1, 1 = extremely often)."""
    colours = palette(theme)
    ends = [format_number(number / LEVELS, decimals=1) for number in range(LEVELS + 1)]
    categories = {
        str(number): (f"{ends[number]}–{ends[number + 1]}", colours.at((number + 0.5) / LEVELS))
        for number in range(LEVELS)
    }
    categories[NONE] = (_("Not judged"), colours.no_data)
    step = (rows["level"] * LEVELS).astype(int).clip(upper=LEVELS - 1).astype(str)
    judged = pd.DataFrame({"iso3": rows["iso3"], "category": step, "label": _labels(rows)})
    unknown = sorted(set(countries()) - set(rows["iso3"]))
    rest = pd.DataFrame(
        {"iso3": unknown, "category": NONE, "label": [_label(iso3, _("Not judged")) for iso3 in unknown]}
    )
    chart = category_map(
        pd.concat([judged, rest], ignore_index=True), categories, region="", theme=theme, source_line=source_line,
        title=_("Hate speech by political parties, as experts judge it"),
        alt=_("Map of the newest judgement of {count} States, 0 = never, 1 = extremely often.").format(count=len(rows)),
    )  # fmt: skip
    table = pd.DataFrame({
        _("State"): [country_name(iso3) for iso3 in rows["iso3"]], _("Year"): rows["year"].astype(str).tolist(),
        _("Level, 1 = extremely often"): [format_number(level, decimals=2) for level in rows["level"]],
    })  # fmt: skip
    return replace(chart, table=table)


def _labels(rows: pd.DataFrame) -> list[str]:
    said = _("Level {level} of 1 in {year}")
    return [
        _label(iso3, said.format(level=format_number(level, decimals=2), year=int(year)))
        for iso3, level, year in zip(rows["iso3"], rows["level"], rows["year"], strict=True)
    ]


def _label(iso3: str, what: str) -> str:
    return f"<b>{country_name(iso3)}</b><br>{what}"
