"""The country briefing: one State at one month, two to four pages."""

from briefing import wording_documents
from briefing.content import read_country
from briefing.document import Document, Section
from briefing.documents import sections, tables
from briefing.documents.basis import Basis, disclaimers, source_table, sources_of
from briefing.language import country_name, language
from briefing.language import gettext as _

PAGES = 4


def country_briefing(basis: Basis, iso3: str) -> Document:
    """The briefing on one State, in the language spoken now. Raises KeyError for a State or month that the release lacks."""
    content = read_country(basis.release, iso3, basis.month)
    found = sources_of(basis, [content])
    profile: list[Section | None] = [sections.factors(basis, content), sections.drivers(basis, content)]
    speech: list[Section | None] = [sections.speech(basis, content)]
    parts = (
        sections.in_brief(basis, content),
        sections.score(basis, content),
        sections.forecast(basis, content),
        # two tall columns of charts begin a page: without a forecast the one before has room for the shorter section
        *(profile + speech if sections.forecast_of(basis, content) else speech + profile),
        sections.mechanisms(basis, content),
        sections.accountability(content),
        sections.options(content),
        sections.coverage(content),
        sections.sources(found),
    )
    title, subtitle = country_name(iso3), wording_documents.say_subtitle(_("Country briefing"), basis.month)
    return Document(
        kind="country", language=language(), title=title, subtitle=subtitle, as_of=basis.month,
        release=basis.release.version, made_on=basis.today, codes=(iso3,),
        sections=tuple(part for part in parts if part is not None), sources=found, disclaimers=disclaimers(has_map=False),
        citation=wording_documents.say_citation(title, subtitle, version=basis.release.version, made_on=basis.today),
        file_name=f"pillar-two-country-{iso3}-{basis.month:%Y-%m}-{language()}", page_limit=PAGES,
        data=(
            tables.scores([content.score], changes=[content.change.total if content.change else None]),
            tables.history([content]), tables.factors([content]), tables.indicators([content]), tables.facts([content]),
            source_table(found),
        ),
    )  # fmt: skip
