"""Incidents against missions in pictures: by month and kind of act, and by kind of act and institution."""

import pandas as pd

from briefing.charts.chart import Chart
from briefing.charts.instruments import Tally, tallies
from briefing.content.missions import INSTITUTIONS, KINDS, count_by_act, count_by_month, of_year
from briefing.language import country_name, format_month, format_number
from briefing.language import gettext as _
from briefing.palette import Palette
from network.incidents import Entry


def _kinds(colours: Palette) -> dict[str, tuple[str, str]]:
    hues = (colours.risk[-1], colours.risk[-2], *colours.countries, colours.rest)
    return {kind: (_(name), hue) for (kind, name), hue in zip(KINDS.items(), hues, strict=True)}


def by_month(entries: list[Entry], *, host: str, year: int, colours: Palette) -> Chart:
    """Incidents of a year by month, each bar divided by kind of act."""
    months = count_by_month(entries, year)
    return tallies(
        [
            Tally(label=format_month(pd.Timestamp(year=year, month=number, day=1)), counts=counts,
                  figure=format_number(sum(counts.values()), decimals=0))
            for number, counts in enumerate(months, start=1)
        ],
        _kinds(colours), colours=colours, unit=_("Number of incidents"), first_column=_("Month"),
        title=_("Incidents against missions in {country} by month, {year}").format(country=country_name(host), year=year),
        source_line=_("The register of the network, incidents that began in {year}.").format(year=year),
    )  # fmt: skip


def by_act(entries: list[Entry], *, host: str, year: int, colours: Palette) -> Chart:
    """Incidents of a year by kind of act, each bar divided by institution."""
    counts = count_by_act(of_year(entries, year))
    hues = dict(zip(INSTITUTIONS, colours.countries, strict=False))
    return tallies(
        [
            Tally(label=_(KINDS[kind]), counts=own, figure=format_number(sum(own.values()), decimals=0))
            for kind, own in counts.items()
        ],
        {code: (_(name), hues[code]) for code, name in INSTITUTIONS.items()}, colours=colours,
        unit=_("Number of incidents"), first_column=_("Kind of act"),
        title=_("Incidents against missions in {country} by kind of act, {year}").format(
            country=country_name(host), year=year
        ),
        source_line=_("The register of the network, incidents that began in {year}.").format(year=year),
    )  # fmt: skip
