"""The configuration briefing: a State on the agenda of the Peacebuilding Commission with its neighbours, or any set of States."""

import math
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from briefing import wording_documents
from briefing.charts.chart import TEXT_SIZE, Chart
from briefing.charts_map import places, risk_map
from briefing.content import read_country
from briefing.content.figures import of_country
from briefing.document import Document, Figure, Section
from briefing.documents import sections, side_by_side
from briefing.documents.basis import COLOURS, Basis, disclaimers, source_table, sources_of
from briefing.documents.comparison import data_of
from briefing.drawing.world import extent_of
from briefing.language import country_name, format_list, language
from briefing.language import gettext as _
from data.countries import countries
from data.release import Release

MOST = 20
NAMED = 6  # States that a file name holds
LEAST_ROOM = 3  # degrees around the States
MAP_SHAPE = 1.9  # width of a map over its height
PAGES = 5


def neighbours(release: Release, iso3: str) -> tuple[str, ...]:
    """The States that share a land border with a State, by the release's facts, in the order of their codes."""
    facts = of_country(release.frame("facts"), iso3)
    found = set(facts.loc[facts["topic"] == "border", "fact"])
    return tuple(sorted(code for code in found if code in countries()))


def configuration_briefing(basis: Basis, codes: tuple[str, ...], *, since: pd.Timestamp | None) -> Document:
    """The briefing on a set of States, in the language spoken now; the first is the one it is about.

    One State alone is joined by its neighbours. `since`: the month to compare with, such as that of the last meeting.
    Raises ValueError for more States than MOST.
    """
    everyone = codes if len(codes) > 1 else (*codes, *neighbours(basis.release, codes[0]))
    if len(everyone) > MOST:
        raise ValueError(f"a configuration takes up to {MOST} States, got {len(everyone)}")
    contents = [read_country(basis.release, iso3, basis.month) for iso3 in everyone]
    found = sources_of(basis, contents)
    first = contents[0]
    parts: list[Section | None] = [
        side_by_side.order(contents, many=True),
        side_by_side.states_in_words(contents[: side_by_side.READ_OUT if len(codes) > 1 else 1]),
        _map(basis, everyone),
        side_by_side.forecasts(basis, contents),
        None if since is None else side_by_side.since(contents, since),
        side_by_side.scores(basis, contents),
        sections.factors(basis, first) if len(everyone) == 1 else None,
        sections.drivers(basis, first) if len(codes) == 1 else None,
        side_by_side.mechanisms(contents),
        sections.options(first) if len(codes) == 1 else None,
        side_by_side.factors(basis, contents) if len(everyone) > 1 else None,
        side_by_side.coverage(contents),
        sections.sources(found),
    ]
    title = _title(codes, everyone)
    subtitle = wording_documents.say_subtitle(_("Configuration briefing"), basis.month)
    named = "-".join(codes) if len(codes) <= NAMED else f"{codes[0]}-and-{len(codes) - 1}-more"
    return Document(
        kind="configuration", language=language(), title=title, subtitle=subtitle, as_of=basis.month,
        release=basis.release.version, made_on=basis.today, codes=everyone,
        sections=tuple(part for part in parts if part is not None), sources=found, disclaimers=disclaimers(has_map=True),
        citation=wording_documents.say_citation(title, subtitle, version=basis.release.version, made_on=basis.today),
        file_name=f"pillar-two-configuration-{named}-{basis.month:%Y-%m}-{language()}", page_limit=PAGES,
        data=(*data_of(contents), source_table(found)),
    )  # fmt: skip


def _title(codes: tuple[str, ...], everyone: tuple[str, ...]) -> str:
    if len(codes) == 1:
        name = country_name(codes[0])
        return _("{country} and its neighbours").format(country=name) if len(everyone) > 1 else name
    if len(codes) <= side_by_side.MOST:
        return format_list([country_name(code) for code in codes])
    return _("{country} and {count} other States").format(country=country_name(codes[0]), count=len(codes) - 1)


def _map(basis: Basis, codes: tuple[str, ...]) -> Section:
    """The States and what lies around them, each under its name; the others are pale."""
    scores = basis.release.frame("scores")
    rows = scores[(scores["month"] == basis.month) & scores["iso3"].isin(codes)].drop(columns="month")
    chart = closer(risk_map(rows, month=basis.month, region="", theme="light"), codes)
    return Section(key="map", heading=_("Map"), parts=(Figure(key="map", chart=chart, is_wide=True, is_map=True),))


def closer(chart: Chart, codes: Sequence[str]) -> Chart:
    """A map of the world drawn closer, around some States, with their names and the outlines of their neighbours."""
    (west, east), (south, north) = extent_of(codes)
    room = max(LEAST_ROOM, (east - west) * 0.12, (north - south) * 0.12)
    tall = north - south + 2 * room
    across = tall * MAP_SHAPE / max(math.cos(math.radians((north + south) / 2)), 0.3)
    beside = max(room, (across - (east - west)) / 2)
    geo = chart.figure["layout"]["geo"] | {
        "projection": {"type": "natural earth", "rotation": {"lon": (west + east) / 2, "lat": 0, "roll": 0}},
        "lonaxis": {"range": [west - beside, east + beside]},
        "lataxis": {"range": [max(south - room, -85), min(north + room, 85)]},
    }
    backdrop, *others = chart.figure["data"]
    backdrop = backdrop | {
        "colorscale": [[0, COLOURS.no_data], [1, COLOURS.no_data]],
        "marker": {"line": {"width": 0.6, "color": COLOURS.others}},
    }
    names = {
        "type": "scattergeo", "mode": "text", "lon": [places()[code][0] for code in codes], "showlegend": False,
        "lat": [places()[code][1] for code in codes], "text": [country_name(code) for code in codes],
        "textposition": ["bottom center" if places()[code][2] else "middle center" for code in codes],
        "textfont": {"size": TEXT_SIZE, "color": COLOURS.text},
    }  # fmt: skip
    layout = chart.figure["layout"] | {"geo": geo}
    return replace(chart, figure={"data": [backdrop, *others, names], "layout": layout})
