"""Briefings as documents without a format: what was asked for, checked, and composed from one release."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from briefing.document import KINDS, Document
from briefing.documents.basis import Basis
from briefing.documents.comparison import FEWEST, comparison
from briefing.documents.configuration import MOST, configuration_briefing
from briefing.documents.country import country_briefing
from briefing.documents.note import AUDIENCES, situation_note
from briefing.documents.side_by_side import MOST as MOST_COMPARED
from briefing.language import PLANNED, speaking
from data.countries import countries
from data.release import Release

__all__ = ["AUDIENCES", "Request", "RequestError", "compose"]


class RequestError(ValueError):
    """A document that cannot be made; the message is one sentence that says why and what would do."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """A document asked for: made of plain values, so that it can be handed to another process.

    `month` and `since` as 2024-12; `since` only for a configuration, `audience` only for a note. Raises RequestError.
    """

    kind: str
    codes: tuple[str, ...]
    month: str
    language: str
    audience: str = "sc"
    since: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise RequestError(f"“{self.kind}” is no kind of document; choose one of {', '.join(KINDS)}.")
        if self.language not in PLANNED:
            raise RequestError(
                f"“{self.language}” is no language of the documents; choose one of {', '.join(PLANNED)}."
            )
        if self.audience not in AUDIENCES:
            raise RequestError(f"“{self.audience}” is no audience of a note; choose one of {', '.join(AUDIENCES)}.")
        strangers = [code for code in self.codes if code not in countries()]
        if strangers:
            raise RequestError(f"“{strangers[0]}” is no ISO 3166-1 code of one of the 195 States covered.")
        if len(set(self.codes)) < len(self.codes):
            raise RequestError("A State is named twice.")
        least, most = {"compare": (FEWEST, MOST_COMPARED), "configuration": (1, MOST)}.get(self.kind, (1, 1))
        if not least <= len(self.codes) <= most:
            wanted = f"{least} State" if most == 1 else f"{least} to {most} States"
            raise RequestError(f"A document of kind “{self.kind}” takes {wanted}; {len(self.codes)} are named.")


def compose(release: Release, request: Request, *, today: date) -> Document:
    """The document asked for, in its language. Raises RequestError for a month that the release does not have."""
    month = read_month(release, request.month)
    basis = Basis(release=release, month=month, today=today)
    since = read_month(release, request.since) if request.since else None
    if since is not None and since >= month:
        raise RequestError(f"{request.since} is not before {request.month}; name an earlier month to compare with.")
    makers: dict[str, Callable[[], Document]] = {
        "country": lambda: country_briefing(basis, request.codes[0]),
        "compare": lambda: comparison(basis, request.codes),
        "configuration": lambda: configuration_briefing(basis, request.codes, since=since),
        "note": lambda: situation_note(basis, request.codes[0], audience=request.audience),
    }
    with speaking(request.language):
        return makers[request.kind]()


def read_month(release: Release, text: str) -> pd.Timestamp:
    """A month written as 2024-12. Raises RequestError for anything else and for a month without figures."""
    first, last = release.manifest["first_month"][:7], release.manifest["last_month"][:7]
    month = pd.to_datetime(text, format="%Y-%m", errors="coerce") if len(text) == len("2024-12") else pd.NaT
    if pd.isna(month):
        raise RequestError(f"“{text[:20]}” is no month; write it as 2024-12.")
    if not first <= text <= last:
        raise RequestError(f"There are no figures for {text}: they run from {first} to {last}.")
    return month
