"""The configuration briefing: a State on the agenda of the Peacebuilding Commission with its neighbours, or any set of States."""

import pandas as pd

from briefing import wording_documents
from briefing.charts_map import VIEWS, risk_map
from briefing.content import read_country
from briefing.content.figures import of_country
from briefing.document import Document, Figure, Section
from briefing.documents import sections, side_by_side
from briefing.documents.basis import Basis, disclaimers, source_table, sources_of
from briefing.documents.comparison import data_of
from briefing.language import country_name, format_list, language
from briefing.language import gettext as _
from data.countries import countries
from data.release import Release

MOST = 20
READ_OUT = 6  # States that get a paragraph of their own
PAGES = 4


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
        _map(basis, everyone),
        None if since is None else side_by_side.since(contents, since),
        side_by_side.scores(basis, contents),
        sections.drivers(basis, first) if len(codes) == 1 else None,
        side_by_side.factors(basis, contents),
        side_by_side.forecasts(basis, contents),
        side_by_side.states_in_words(contents[:READ_OUT]),
        side_by_side.mechanisms(contents),
        sections.options(first) if len(codes) == 1 else None,
        side_by_side.coverage(contents),
        sections.sources(found),
    ]
    title = _title(codes, everyone)
    subtitle = wording_documents.say_subtitle(_("Configuration briefing"), basis.month)
    named = "-".join(codes) if len(codes) <= READ_OUT else f"{codes[0]}-and-{len(codes) - 1}-more"
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
    """The map of the region that most of the States lie in; the others are pale."""
    regions = [countries()[code].region for code in codes]
    region = max(sorted(set(regions)), key=regions.count)
    scores = basis.release.frame("scores")
    rows = scores[(scores["month"] == basis.month) & scores["iso3"].isin(codes)].drop(columns="month")
    chart = risk_map(rows, month=basis.month, region=region if region in VIEWS else "", theme="light")
    return Section(key="map", heading=_("Map"), parts=(Figure(key="map", chart=chart, is_wide=True, is_map=True),))
