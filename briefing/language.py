"""The reader's language: messages, numbers, dates and country names.

Messages are English in the code. Catalogues are `locales/<code>/LC_MESSAGES/pillar_two.po`, read when first needed and
kept in memory; nothing compiled is stored. The language of the moment is a context variable, so two sessions served by
one process never see each other's.
"""

import io
import math
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from unicodedata import bidirectional, combining, normalize

from babel import Locale, UnknownLocaleError
from babel.dates import format_date as _format_date
from babel.dates import format_skeleton, get_datetime_format
from babel.lists import format_list as _format_list
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol

from data.countries import LANGUAGES, countries

DOMAIN = "pillar_two"
LOCALES = Path(__file__).parent / "locales"
TEMPLATE = LOCALES / f"{DOMAIN}.pot"
SOURCE_LANGUAGE = "en"
PLANNED = LANGUAGES  # the six official languages of the United Nations
NATIVE_NAMES = {"en": "English", "fr": "Français", "es": "Español", "ar": "العربية", "ru": "Русский", "zh": "中文"}
RIGHT_TO_LEFT = frozenset({"ar"})
NARROW_SPACE = "\u202f"  # which does not break
LEFT_TO_RIGHT_MARK, RIGHT_TO_LEFT_MARK = "\u200e", "\u200f"
CLAUSES = {"fr": "\u202f; ", "ar": "؛ ", "zh": "；"}  # what stands between parts of a list that may hold commas
MISSING = "–"  # what stands where a figure is not known
SENTENCE_GAP = {"zh": ""}  # between two sentences; a space in the other languages
# In a message: a figure with its sign, an interval, or what is known by figures.
FIGURES = re.compile(r"(?<!\u200e)(?:(?:\d[\d.,]*|\{\w+\})(?:–(?:\d[\d.,]*|\{\w+\})%?|%)|\{version\})")

_language: ContextVar[str] = ContextVar("language", default=SOURCE_LANGUAGE)


class UnknownLanguage(ValueError):
    """A language code outside the six planned."""


def set_language(code: str) -> None:
    """Speak this language from here on, in this context only. Raises UnknownLanguage."""
    if code not in PLANNED:
        raise UnknownLanguage(f"{code!r} is no language of this project; expected one of {', '.join(PLANNED)}")
    _language.set(code)


class speaking(AbstractContextManager):
    """Speak a language inside a `with` block, and the former one after it."""

    def __init__(self, code: str):
        self._code = code

    def __enter__(self) -> None:
        self._former = _language.get()
        set_language(self._code)

    def __exit__(self, *_: object) -> None:
        _language.set(self._former)


def language() -> str:
    """Code of the language spoken now."""
    return _language.get()


def direction() -> str:
    """Writing direction of the language spoken now: `ltr` or `rtl`."""
    return "rtl" if language() in RIGHT_TO_LEFT else "ltr"


def gettext(message: str) -> str:
    """The message in the reader's language; English where the catalogue has no translation."""
    return _translations(language()).gettext(message) if message else ""


def translator(code: str) -> Callable[[str], str]:
    """What turns a message into a language, whichever is spoken now: for mail and feeds."""
    return lambda message: _translations(code).gettext(message) if message else ""


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form of the message that the number asks for in the reader's language."""
    return _translations(language()).ngettext(singular, plural, number)


def mark(message: str) -> str:
    """The message unchanged: marks a text for the catalogue that is translated where it is shown."""
    return message


@cache
def _translations(code: str) -> NullTranslations:
    path = catalogue_path(code)
    if code == SOURCE_LANGUAGE or not path.exists():
        return NullTranslations()
    compiled, texts = io.BytesIO(), read_catalogue(path)
    if code in RIGHT_TO_LEFT:
        for one in texts:
            one.string = _marked(one.string) if isinstance(one.string, str) else tuple(map(_marked, one.string or ()))
    write_mo(compiled, texts)
    compiled.seek(0)
    return GNUTranslations(compiled)


def _marked(text: str) -> str:
    """A text written from right to left, each figure in it marked to keep its order: 90%, and not %90."""
    return FIGURES.sub(lambda found: LEFT_TO_RIGHT_MARK + found.group() + RIGHT_TO_LEFT_MARK, text)


def catalogue_path(code: str) -> Path:
    """Where the catalogue of a language is kept, whether it exists or not."""
    return LOCALES / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def read_catalogue(path: Path) -> Catalog:
    """A catalogue or the template, as Babel holds it."""
    with path.open("rb") as file:
        return read_po(file)


def untranslated(code: str) -> list[str]:
    """Messages of the template that the catalogue lacks, leaves empty or marks fuzzy; all of them without a catalogue."""
    wanted = [one for one in read_catalogue(TEMPLATE) if one.id]
    path = catalogue_path(code)
    have = read_catalogue(path) if path.exists() else Catalog()
    missing = []
    for one in wanted:
        found = have.get(one.id)
        texts = [] if found is None else [found.string] if isinstance(found.string, str) else list(found.string or ())
        if found is None or found.fuzzy or not texts or not all(texts):
            missing.append(one.id if isinstance(one.id, str) else one.id[0])
    return missing


@cache
def offered() -> tuple[str, ...]:
    """The languages a reader may choose: English, and those with a catalogue; the tests keep each catalogue whole."""
    return tuple(code for code in PLANNED if code == SOURCE_LANGUAGE or catalogue_path(code).exists())


def best_offered(tag: str | None) -> str:
    """The offered language nearest to a browser's language tag such as `fr-BE`; English when there is none."""
    code = (tag or "").replace("_", "-").split("-")[0].lower()
    return code if code in offered() else SOURCE_LANGUAGE


@cache
def _locale(code: str) -> Locale:
    try:
        return Locale.parse({"zh": "zh_Hans", "en": "en_GB"}.get(code, code))
    except UnknownLocaleError as error:
        raise UnknownLanguage(f"{code!r} is no locale that Babel knows") from error


def format_number(value: float | None, *, decimals: int) -> str:
    """A number with the reader's separators, a true minus and this many decimals; an en dash when it is missing."""
    if value is None or math.isnan(value):
        return MISSING
    text = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
    said = format_decimal(round(float(value), decimals) + 0.0, format=text, locale=_locale(language()))
    return said.replace("-", "−")


def format_signed(value: float | None, *, decimals: int) -> str:
    """A change: always with its sign, a true minus, and no sign on a rounded zero; an en dash when it is missing."""
    if value is None or math.isnan(value):
        return MISSING
    sign = "" if round(value, decimals) == 0 else "+" if value > 0 else "−"
    said = sign + format_number(abs(value), decimals=decimals)
    return in_figures(said) if sign else said


def format_clauses(parts: Iterable[str]) -> str:
    """Parts that may hold commas, one behind another as the language sets them apart."""
    return CLAUSES.get(language(), "; ").join(parts)


def in_figures(text: str) -> str:
    """A text of figures and signs, such as −0.3 or 52–70, that keeps its order among right-to-left letters."""
    return LEFT_TO_RIGHT_MARK + text + RIGHT_TO_LEFT_MARK if language() in RIGHT_TO_LEFT else text


def format_share(value: float | None, *, decimals: int) -> str:
    """A share in [0, 1] as a percentage; an en dash when it is missing."""
    if value is None or math.isnan(value):
        return MISSING
    gap = "" if language() in ("en", "zh", "ar") else NARROW_SPACE
    return in_figures(f"{format_number(100 * value, decimals=decimals)}{gap}%")


def format_date(day: date | datetime | None) -> str:
    """A day, such as 27 October 2017; an en dash when it is missing."""
    return MISSING if _is_missing(day) else _format_date(day, format="long", locale=_locale(language()))


def format_month(month: date | datetime | None) -> str:
    """A month, such as December 2024; an en dash when it is missing."""
    return MISSING if _is_missing(month) else format_skeleton("yMMMM", month, locale=_locale(language()))


def format_short_month(month: date | datetime | None) -> str:
    """A month in little room, such as Dec 2024; an en dash when it is missing."""
    return MISSING if _is_missing(month) else format_skeleton("yMMM", month, locale=_locale(language()))


def format_moment(moment: datetime | None) -> str:
    """A moment to the minute in UTC, such as 27 October 2017, 09:30 UTC; an en dash when it is missing."""
    if moment is None or _is_missing(moment):
        return MISSING
    at = moment.astimezone(UTC)
    pattern = str(get_datetime_format("medium", _locale(language())))
    return pattern.replace("{1}", format_date(at)).replace("{0}", in_figures(f"{at:%H:%M} UTC"))


def kept_apart(text: str) -> str:
    """A name or a text that stands in a sentence: if written the other way, what stands around it keeps its order."""
    first = next((kind for kind in map(bidirectional, text) if kind in ("L", "R", "AL")), "")
    is_other = (first != "L") if direction() == "ltr" else (first == "L")
    return f"\u2068{text}\u2069" if first and is_other else text


def isolated(text: str) -> str:
    """A text in the reader's language, in its own direction where what it is drawn on runs from left to right."""
    return f"\u2067{text}\u2069" if text and direction() == "rtl" else text


def format_list(items: Sequence[str]) -> str:
    """Items joined as the language joins them: “Chad, Mali and Niger”."""
    return _format_list(list(items), locale=_locale(language()))


def format_sentences(sentences: Iterable[str]) -> str:
    """Sentences one after the other; an empty one is left out."""
    return SENTENCE_GAP.get(language(), " ").join(filter(None, sentences))


def _is_missing(day: date | datetime | None) -> bool:
    return day is None or day != day  # NaT is the one day unequal to itself


def language_name(tag: str) -> str:
    """The name of a language in the reader's language, such as “Urdu (Latin)” for ur-Latn; the tag where Babel has none."""
    here, (code, _dash, script) = _locale(language()), tag.partition("-")
    name = here.languages.get(code, code)
    return f"{name} ({here.scripts.get(script, script)})" if script else name


def separators() -> str:
    """What stands between a number and its decimals, then between its thousands, as Plotly wants to be told."""
    return get_decimal_symbol(_locale(language())) + get_group_symbol(_locale(language()))


def country_order(iso3: str) -> str:
    """What States are sorted by in a list of names: É among the Es, capital or small; for `sorted`, not for a reader."""
    return "".join(one for one in normalize("NFKD", country_name(iso3)) if not combining(one)).casefold()


def country_name(iso3: str) -> str:
    """The UN short name of a State in the reader's language. Raises KeyError for a code that is no State covered."""
    return countries()[iso3].name(language())
