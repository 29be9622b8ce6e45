"""The pillar-two responses that fit each risk factor: what can be done, by whom, what it needs, where it is written."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

FILE = Path(__file__).parent / "responses.yml"
KINDS = ("encourage", "build capacity", "assist")  # the three forms of support of A/68/947-S/2014/449
ACTORS = (
    "State concerned",
    "National focal points",
    "Peacebuilding Commission",
    "Human Rights Council",
    "Special Advisers",
    "Regional organisations",
    "Security Council",
    "Other States",
    "United Nations field presence",
)


class ResponsesError(ValueError):
    """responses.yml cannot be used; the message says where and why."""


class _Declared(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Seen(_Declared):
    """Where the text of a document was read, and which part of it."""

    at: str = Field(pattern=r"^https?://\S+$")
    part: str = Field(min_length=3)


class Document(_Declared):
    """A text that responses rest on."""

    symbol: str = Field(pattern=r"^[A-Za-z0-9/.()\-]*$")  # empty where the text has no United Nations symbol
    title: str = Field(min_length=5)
    year: int = Field(ge=1945, le=2030)
    seen: tuple[Seen, ...] = ()

    @property
    def address(self) -> str:
        """The United Nations' own address of the document; without a symbol, where it was read; else empty."""
        if self.symbol:
            return f"https://undocs.org/{self.symbol.split('-S/')[0]}"
        return self.seen[0].at if self.seen else ""

    @property
    def name(self) -> str:
        """Title, symbol and year, as cited."""
        if str(self.year) in self.symbol:
            return f"{self.title}, {self.symbol.replace('(', ' (')}"
        return f"{self.title}, {self.symbol} ({self.year})" if self.symbol else f"{self.title} ({self.year})"


class Citation(_Declared):
    """A response's source: `seen` if the text it rests on was read while writing, else `memory`: "unverified"."""

    document: str
    evidence: Literal["seen", "memory"]

    @property
    def is_unverified(self) -> bool:
        return self.evidence == "memory"


class Response(_Declared):
    """One measure against one risk factor."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]+$")
    risk_factor: int = Field(ge=1, le=14)
    kind: Literal["encourage", "build capacity", "assist"]
    measure: str = Field(min_length=20, max_length=220)
    who: tuple[str, ...] = Field(min_length=1)
    needs: str = Field(min_length=10, max_length=200)
    cites: tuple[Citation, ...] = Field(min_length=1)
    is_against_hatred: bool = False  # education or counter-speech, for hatred wherever it shows

    @field_validator("who")
    @classmethod
    def _known_actors(cls, who: tuple[str, ...]) -> tuple[str, ...]:
        strangers = sorted(set(who) - set(ACTORS))
        if strangers:
            raise ValueError(f"{', '.join(strangers)} is none of {', '.join(ACTORS)}")
        return who


class Responses(_Declared):
    """All responses, and the documents they cite."""

    documents: dict[str, Document]
    responses: tuple[Response, ...]

    @model_validator(mode="after")
    def _consistent(self) -> "Responses":
        keys = [one.key for one in self.responses]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"declared twice: {', '.join(twice)}")
        cited = set()
        for response in self.responses:
            for citation in response.cites:
                cited.add(citation.document)
                document = self.documents.get(citation.document)
                if document is None:
                    raise ValueError(f"{response.key} cites {citation.document!r}, which is not among the documents")
                if citation.evidence == "seen" and not document.seen:
                    raise ValueError(
                        f"{response.key}: {citation.document!r} was seen, but the document does not say where"
                    )
        unused = sorted(set(self.documents) - cited)
        if unused:
            raise ValueError(f"cited by no response: {', '.join(unused)}")
        for factor in range(1, 15):
            kinds = {one.kind for one in self.responses if one.risk_factor == factor}
            if kinds != set(KINDS):
                raise ValueError(f"risk factor {factor} lacks {', '.join(sorted(set(KINDS) - kinds))}")
        return self

    def fitting(self, risk_factor: int) -> tuple[Response, ...]:
        """The responses to one risk factor, in the order encourage, build capacity, assist."""
        found = (one for one in self.responses if one.risk_factor == risk_factor)
        return tuple(sorted(found, key=lambda one: KINDS.index(one.kind)))

    def against_hatred(self) -> tuple[Response, ...]:
        """The measures of education and counter-speech, in the order encourage, build capacity, assist."""
        found = (one for one in self.responses if one.is_against_hatred)
        return tuple(sorted(found, key=lambda one: KINDS.index(one.kind)))

    def named(self, keys: Iterable[str]) -> tuple[Response, ...]:
        """The responses with these keys, in their order; an unknown key, which may be of an older edition, is left out."""
        known = {one.key: one for one in self.responses}
        return tuple(known[key] for key in keys if key in known)


def read(path: Path) -> Responses:
    """The responses declared in a file. Raises ResponsesError, naming the place and the reason."""
    try:
        return Responses.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError) as error:
        raise ResponsesError(f"{path.name}: cannot be read: {error}") from error
    except ValidationError as error:
        reasons = "; ".join(f"{'.'.join(map(str, one['loc'])) or 'file'}: {one['msg']}" for one in error.errors())
        raise ResponsesError(f"{path.name}: {reasons}") from error


@cache
def responses() -> Responses:
    """The responses that ship with the project, read once."""
    return read(FILE)


def texts(declared: Responses) -> Iterator[str]:
    """Every text that a reader sees and a translator must have; titles of documents stay as they are cited."""
    yield from ACTORS
    for response in declared.responses:
        yield response.measure
        yield response.needs
    for document in declared.documents.values():
        yield from (seen.part for seen in document.seen)
