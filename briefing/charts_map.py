"""The world map of risk scores: every State coloured or named as not known, small ones as dots."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from briefing.charts.chart import CONFIG, FONT, SMALL_TEXT, Chart, layout, legend, plain
from briefing.language import (
    country_name,
    format_list,
    format_month,
    format_number,
    format_sentences,
    format_share,
    ngettext,
)
from briefing.language import gettext as _
from briefing.palette import Palette, palette
from data.countries import countries

TOPOLOGY = Path(__file__).resolve().parent.parent / "static" / "topo"
MAP_CONFIG = CONFIG | {"topojsonURL": "app/static/topo/"}  # of this app; plotly would fetch boundaries from elsewhere
HEIGHT = 560  # px in documents; on screen the page sets it by the width of the window
FULL = 80  # score at which the darkest colour is reached: 999 in 1,000 scores since 2000 lie below it
DOT = 7  # px, the diameter of a State too small to see
DISPUTED = frozenset({"XAC", "XAP", "XBT", "XHT", "XIT", "XJK"})
WORLD = ((-168, 190), (-56, 82))
VIEWS = {  # M49 region → degrees east from and to, degrees north from and to
    "": WORLD,
    "Africa": ((-27, 62), (-36, 38.5)),
    "Americas": ((-140, -30), (-56, 62)),
    "Asia": ((25, 148), (-12, 56)),
    "Europe": ((-25, 62), (34, 72)),
    "Oceania": ((110, 215), (-48, 20)),
}
UNKNOWN = "not shown"
NAMED = 5  # States that the words name


def disclaimer() -> str:
    """What must stand beside every map."""
    return _(
        "The boundaries and names shown and the designations used on this map do not imply official endorsement or "
        "acceptance by the United Nations. Dotted lines mark areas whose status is not settled or not agreed. Areas "
        "without a colour have no score of their own."
    )


def risk_map(scores: pd.DataFrame, *, month: pd.Timestamp, region: str, theme: str) -> Chart:
    """The risk score of each State in one month.

    `scores`: rows of scores.parquet for that month, of the States to colour; the others stay pale. `region`: an M49
    region to look at closely, or "" for the world.
    """
    colours = palette(theme)
    rows = scores.assign(label=[_label(row) for row in scores.itertuples()])
    shown = rows[rows["status"] == "shown"]
    little, unknown = rows[rows["status"] == "grey"], rows[rows["status"] == UNKNOWN]
    traces = [
        _backdrop(set(rows["iso3"]), colours),
        *_coloured(shown, colours),
        *_plain(little, _("Little known: coverage 50–66%"), _little_fill(colours), colours),
        *_plain(unknown, _("Not enough known: coverage under 50%"), colours.no_data, colours),
        _dotted_lines(colours),
    ]
    figure = {"data": traces, "layout": _layout(colours, region)}
    return Chart(
        figure=figure,
        title=_("Risk score by State, {month}").format(month=format_month(month)),
        alt=_alternative(rows, month),
        table=_table(rows),
        source_line=_(
            "Scores of this release for {month}. Boundaries: plotly.js (MIT), after United Nations geodata."
        ).format(month=format_month(month)),
    )


def category_map(
    rows: pd.DataFrame, categories: Mapping[str, tuple[str, str]], *, region: str, theme: str, title: str, alt: str,
    source_line: str,
) -> Chart:  # fmt: skip
    """States in the colour of their category, for what is no scale.

    `rows`: iso3, category, label (what a pointer says), of the States to colour. `categories`: category → its name in the
    reader's language and its colour, in the order of the legend; one that no State is in is left out of it.
    """
    colours = palette(theme)
    traces = [_backdrop(set(rows["iso3"]), colours)]
    for category, (name, fill) in categories.items():
        own = rows[rows["category"] == category]
        traces += _plain(own, name, fill, colours) if len(own) else []
    names = rows["category"].map({key: name for key, (name, _fill) in categories.items()})
    table = pd.DataFrame({_("State"): [country_name(iso3) for iso3 in rows["iso3"]], title: names.tolist()})
    shape = _layout(colours, region)
    del shape["coloraxis"]  # and with it the room for a bar
    shape["margin"]["b"] = 56
    return Chart(
        figure={"data": [*traces, _dotted_lines(colours)], "layout": shape},
        title=title, alt=alt, table=table, source_line=source_line,
    )  # fmt: skip


@cache
def places() -> dict[str, tuple[float, float, bool]]:
    """ISO3 → longitude, latitude, and whether the State is too small to see as a shape."""
    found = json.loads((TOPOLOGY / "places.json").read_text(encoding="utf-8"))
    return {iso3: (float(east), float(north), bool(is_small)) for iso3, (east, north, is_small) in found.items()}


def small_states() -> frozenset[str]:
    """States too small to see as a shape on a map of the world."""
    return frozenset(iso3 for iso3 in countries() if places()[iso3][2])


def _coloured(rows: pd.DataFrame, colours: Palette) -> list[dict[str, Any]]:
    """Shapes and dots of the States with a score, on one colour scale."""
    small = rows[rows["iso3"].isin(small_states())]
    shapes = _shapes(rows, colours) | {"z": _numbers(rows["score"]), "coloraxis": "coloraxis"}
    dots = _dots(small, colours)
    dots["marker"] |= {"color": _numbers(small["score"]), "coloraxis": "coloraxis"}
    return [shapes, dots]


def _plain(rows: pd.DataFrame, name: str, fill: str, colours: Palette) -> list[dict[str, Any]]:
    """Shapes and dots of States in one colour, and their entry in the legend."""
    small = rows[rows["iso3"].isin(small_states())]
    shapes = _shapes(rows, colours) | {"z": [0] * len(rows), "colorscale": [[0, fill], [1, fill]], "showscale": False}
    dots = _dots(small, colours)
    dots["marker"]["color"] = fill
    entry = _dots(rows.head(0), colours) | {"lon": [None], "lat": [None], "name": name, "showlegend": True}
    entry["marker"] = {"symbol": "square", "size": 12, "color": fill, "line": {"width": 1, "color": colours.outline}}
    return [shapes, dots, entry]


def _shapes(rows: pd.DataFrame, colours: Palette) -> dict[str, Any]:
    return {
        "type": "choropleth",
        "locations": rows["iso3"].tolist(),
        "locationmode": "ISO-3",
        "hovertext": rows["label"].tolist() if len(rows) else [],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {"line": {"width": 0.5, "color": colours.background}},
        "showlegend": False,
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }


def _dots(rows: pd.DataFrame, colours: Palette) -> dict[str, Any]:
    where = [places()[iso3] for iso3 in rows["iso3"]]
    return {
        "type": "scattergeo",
        "mode": "markers",
        "lon": [east for east, _north, _small in where],
        "lat": [north for _east, north, _small in where],
        "customdata": rows["iso3"].tolist(),
        "hovertext": rows["label"].tolist() if "label" in rows else [],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {"size": DOT, "opacity": 1, "line": {"width": 1, "color": colours.outline}},
        "showlegend": False,
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }


def _backdrop(coloured: set[str], colours: Palette) -> dict[str, Any]:
    """Land without a colour: States outside the choice, territories without a score of their own, disputed areas."""
    rest = sorted(set(places()) - coloured - {"ATA"})
    return {
        "type": "choropleth",
        "locations": rest,
        "locationmode": "ISO-3",
        "z": [0] * len(rest),
        "colorscale": [[0, colours.background], [1, colours.background]],
        "showscale": False,
        "showlegend": False,
        "hoverinfo": "skip",
        "marker": {"line": {"width": 0.5, "color": colours.grid}},
    }


def _dotted_lines(colours: Palette) -> dict[str, Any]:
    """Outlines of the areas that the United Nations draws without assigning them."""
    areas = json.loads((TOPOLOGY / "disputed.json").read_text(encoding="utf-8"))
    east: list[float | None] = []
    north: list[float | None] = []
    for rings in areas.values():
        for ring in rings:
            east += [point[0] for point in ring] + [None]
            north += [point[1] for point in ring] + [None]
    return {
        "type": "scattergeo", "mode": "lines", "lon": east, "lat": north, "hoverinfo": "skip",
        "line": {"dash": "dot", "width": 1, "color": colours.text_soft},
        "showlegend": False,  # the disclaimer explains them
    }  # fmt: skip


def _layout(colours: Palette, region: str) -> dict[str, Any]:
    east, north = VIEWS[region]
    geo = {
        "scope": "world",
        "resolution": 50,
        "projection": {"type": "equal earth" if not region else "mercator" if region == "Oceania" else "natural earth",
                       "rotation": {"lon": 11 if not region else sum(east) / 2, "lat": 0, "roll": 0}},
        "lonaxis": {"range": list(east)},
        "lataxis": {"range": list(north)},
        "bgcolor": "rgba(0,0,0,0)",
        "showframe": False, "showcoastlines": False, "showland": False, "showocean": False, "showlakes": False,
        "showrivers": False, "showcountries": False, "showsubunits": False,
        "domain": {"x": [0, 1], "y": [0, 1]},
    }  # fmt: skip
    scale = {
        "colorscale": colours.scale,
        "cmin": 0,
        "cmax": FULL,
        "colorbar": {
            "orientation": "h", "thickness": 10, "len": 250, "lenmode": "pixels", "x": 0, "xanchor": "left",
            "y": 0, "yanchor": "top", "outlinewidth": 0, "tickvals": [0, 20, 40, 60, FULL],
            "ticktext": ["0", "20", "40", "60", f"{FULL}+"],
            "tickfont": {"size": SMALL_TEXT, "color": colours.text_soft, "family": FONT},
            "title": {"text": _("Risk score, 0 to 100"), "side": "top",
                      "font": {"size": SMALL_TEXT, "color": colours.text_soft}},
        },
    }  # fmt: skip
    return layout(
        colours, height=HEIGHT, geo=geo, coloraxis=scale, showlegend=True,
        margin={"l": 0, "r": 0, "t": 0, "b": 96},
        legend=legend(colours, y=0, yref="container", yanchor="bottom"),
    )  # fmt: skip


def _little_fill(colours: Palette) -> str:
    return "#b9bec7" if colours.theme == "light" else "#59616d"


def _label(row: Any) -> str:
    """What a pointer over a State says."""
    name = f"<b>{plain(country_name(row.iso3))}</b>"
    coverage = _("{share} of the indicators known").format(share=format_share(row.coverage, decimals=0))
    if row.status == UNKNOWN:
        return f"{name}<br>{_('Not enough known for a score')}<br>{coverage}"
    score = _("Score {score}, 90% interval {low} to {high}").format(
        score=format_number(row.score, decimals=1),
        low=format_number(row.low, decimals=1),
        high=format_number(row.high, decimals=1),
    )
    rank = _("Rank between {best} and {worst}").format(
        best=format_number(row.rank_low, decimals=0), worst=format_number(row.rank_high, decimals=0)
    )
    return f"{name}<br>{score}<br>{rank}<br>{coverage}"


def in_words(rows: pd.DataFrame) -> str:
    """What the map and the ranking say, in a sentence or three; `rows`: of one month."""
    known = rows[rows["status"] == "shown"].nlargest(NAMED, "score")
    sentences = [_("No State has a score.")]
    if len(known):
        sentences = [_("Highest: {names}.").format(names=format_list([_named(row) for row in known.itertuples()]))]
    return format_sentences([*sentences, little_known(rows)])


def little_known(rows: pd.DataFrame) -> str:
    """Of how many States little, or too little, is known; empty if of none."""
    sentences = []
    grey, unknown = (int((rows["status"] == status).sum()) for status in ("grey", UNKNOWN))
    if grey:
        sentences.append(
            ngettext(
                "{count} State is grey: little is known.", "{count} States are grey: little is known.", grey
            ).format(count=grey)
        )
    if unknown:
        sentences.append(
            ngettext(
                "{count} State has no score: too little is known.",
                "{count} States have no score: too little is known.",
                unknown,
            ).format(count=unknown)
        )
    return format_sentences(sentences)


def _named(row: Any) -> str:
    return _("{country} ({score}; rank {best}–{worst})").format(
        country=country_name(row.iso3),
        score=format_number(row.score, decimals=0),
        best=format_number(row.rank_low, decimals=0),
        worst=format_number(row.rank_high, decimals=0),
    )


def _alternative(rows: pd.DataFrame, month: pd.Timestamp) -> str:
    first = _("Map of the risk scores of {count} States in {month}.").format(
        count=format_number(len(rows), decimals=0), month=format_month(month)
    )
    return format_sentences([first, in_words(rows), _("The ranking below holds the same figures.")])


def _table(rows: pd.DataFrame) -> pd.DataFrame:
    ordered = rows.sort_values(["rank", "iso3"])
    return pd.DataFrame(
        {
            _("State"): [country_name(iso3) for iso3 in ordered["iso3"]],
            _("Score"): ordered["score"].round(1).tolist(),
            _("Low"): ordered["low"].round(1).tolist(),
            _("High"): ordered["high"].round(1).tolist(),
            _("Coverage"): ordered["coverage"].round(2).tolist(),
        }
    )


def _numbers(column: pd.Series) -> list[float]:
    return [round(float(value), 1) for value in column]
