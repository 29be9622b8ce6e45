"""What every document rests on: the release, the day, and the sources behind the parts that were chosen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from briefing.charts_map import disclaimer
from briefing.content import CountryContent
from briefing.document import Column, Source, Table
from briefing.language import gettext as _
from briefing.palette import LIGHT, Palette
from data.release import Release

COLOURS: Palette = LIGHT  # of every document: printed on white


@dataclass(frozen=True, kw_only=True)
class Basis:
    """The release a document is made from, the month it speaks of, and the day it is made."""

    release: Release
    month: pd.Timestamp
    today: date

    @property
    def is_newest(self) -> bool:
        """Whether the month is the release's own or later, so that what is on record now may be said of it."""
        return self.month >= pd.Timestamp(f"{self.release.manifest['default_month']}-01")


def disclaimers(*, has_map: bool) -> tuple[str, ...]:
    """What every document says of itself."""
    said = [
        _(
            "This is not a United Nations document. Nothing in it implies endorsement by the United Nations or any State."
        ),
        _(
            "The designations employed do not imply any opinion on the legal status of any country, territory, city or "
            "area or of its authorities, or on the delimitation of its frontiers or boundaries."
        ),
        _(
            "A score counts risk factors present; it does not say what anyone will do. Figures rest on the sources named, "
            "each with its own date."
        ),
    ]
    if has_map:
        said.insert(1, disclaimer())
    return tuple(said)


def not_of_the_united_nations(*, has_map: bool) -> str:
    """The disclaimers that stand in a picture, as one text."""
    first, *others = disclaimers(has_map=has_map)
    return f"{first} {others[0]}" if has_map else first


def sources_of(basis: Basis, contents: Iterable[CountryContent], *, also: Iterable[str] = ()) -> tuple[Source, ...]:
    """The data sets that the indicators and facts of these countries come from, by name; `also`: keys of further ones."""
    names = {line.source for content in contents for line in content.indicators if line.value is not None}
    names |= {fact.source for content in contents for topic in content.evidence.then for fact in topic.facts}
    wanted = set(also)
    chosen = [one for one in basis.release.document("sources") if one["name"] in names or one["key"] in wanted]
    return tuple(
        Source(
            key=one["key"], name=_(one["name"]), publisher=one["publisher"], licence=_(one["licence"]),
            newest=date.fromisoformat(one["newest_period"]) if one["newest_period"] else None,
            citation=one["citation"], address=one["homepage"],
        )
        for one in sorted(chosen, key=lambda one: _(one["name"]))
    )  # fmt: skip


def source_table(sources: Iterable[Source]) -> Table:
    """The sources as a table of data."""
    return Table(
        key="sources",
        title=_("Sources"),
        columns=(
            Column(name=_("Source"), hxl="#meta+source"),
            Column(name=_("Publisher"), hxl="#meta+publisher"),
            Column(name=_("Licence"), hxl="#meta+licence"),
            Column(name=_("Figures to"), kind="date", hxl="#date+end"),
            Column(name=_("Citation"), hxl="#meta+citation"),
            Column(name=_("Address"), hxl="#meta+url"),
        ),
        rows=tuple((one.name, one.publisher, one.licence, one.newest, one.citation, one.address) for one in sources),
    )
