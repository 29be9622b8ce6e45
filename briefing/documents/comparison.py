"""The comparison: two to six States side by side."""

from briefing import wording_documents
from briefing.charts.beside import MOST
from briefing.content import CountryContent, read_country
from briefing.document import Document, Section, Table
from briefing.documents import sections, side_by_side, tables
from briefing.documents.basis import Basis, disclaimers, source_table, sources_of
from briefing.language import country_name, format_list, language
from briefing.language import gettext as _

FEWEST = 2
PAGES = 4


def comparison(basis: Basis, codes: tuple[str, ...]) -> Document:
    """The comparison, in the language spoken now. Raises ValueError for fewer than two or more than six States."""
    if not FEWEST <= len(codes) <= MOST:
        raise ValueError(f"a comparison takes {FEWEST} to {MOST} States, got {len(codes)}")
    contents = [read_country(basis.release, iso3, basis.month) for iso3 in codes]
    found = sources_of(basis, contents)
    parts: list[Section | None] = [
        side_by_side.order(contents),
        side_by_side.scores(basis, contents),
        side_by_side.forecasts(basis, contents),
        side_by_side.states_in_words(contents),
        side_by_side.mechanisms(contents),
        side_by_side.factors(basis, contents),
        side_by_side.coverage(contents),
        sections.sources(found),
    ]
    title = format_list([country_name(iso3) for iso3 in codes])
    subtitle = wording_documents.say_subtitle(_("Comparison"), basis.month)
    return Document(
        kind="compare", language=language(), title=title, subtitle=subtitle, as_of=basis.month,
        release=basis.release.version, made_on=basis.today, codes=codes,
        sections=tuple(part for part in parts if part is not None), sources=found, disclaimers=disclaimers(has_map=False),
        citation=wording_documents.say_citation(title, subtitle, version=basis.release.version, made_on=basis.today),
        file_name=f"pillar-two-compare-{'-'.join(codes)}-{basis.month:%Y-%m}-{language()}", page_limit=PAGES,
        data=(*data_of(contents), source_table(found)),
    )  # fmt: skip


def data_of(contents: list[CountryContent]) -> tuple[Table, ...]:
    """The figures of several States as tables of data."""
    changes = [one.change.total if one.change else None for one in contents]
    return (
        tables.scores([one.score for one in contents], changes=changes),
        tables.history(contents),
        tables.factors(contents),
        tables.indicators(contents),
        tables.facts(contents),
    )
