"""python -m briefing.messages: collect every text a reader meets into the catalogues that translators work in.

Texts come from gettext calls in briefing/, ui/, pages/ and app.py, from what the network says, and from declarations:
indicators, sources, series, licences, the titles of the Framework's risk factors, and what the forecast looks at.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from briefing.language import LOCALES, TEMPLATE, catalogue_path, read_catalogue, untranslated
from data.settings import ROOT
from data.sources import declarations
from data.sources.declaration import LICENCES
from indicators.catalogue import catalogue
from indicators.framework import risk_factors
from indicators.responses import responses, texts
from models import alerts
from models.onset import card, definition, features, words
from models.speech import refusals

CODE = ("app.py", "briefing/**/*.py", "ui/**/*.py", "pages/*.py", "network/messages.py")
SPEAKERS = {
    "_": 1,
    "gettext": 1,
    "mark": 1,
    "N_": 1,
    "ngettext": 2,
}  # functions → how many of their arguments are texts
HEADER = """# {language} of Pillar Two.
# Copyright (C) 2026 the Pillar Two contributors
# This file is distributed under the same licence as Pillar Two."""
IDLE = ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team", "Report-Msgid", "Generated-By")

Found = tuple[str, str | tuple[str, ...]]  # file, message or its singular and plural


def main() -> int:
    """Write the template and bring every catalogue up to date; say what is left to translate."""
    made = template()
    write(made, TEMPLATE, "Texts")
    for folder in sorted(LOCALES.iterdir()):
        path = catalogue_path(folder.name)
        if not path.exists():
            continue
        translated = read_catalogue(path)
        translated.update(made, no_fuzzy_matching=True)
        write(translated, path, f"Translation ({folder.name})")
        print(f"{folder.name}: {len(untranslated(folder.name))} of {len(made)} messages left to translate")
    return 0


def template() -> Catalog:
    """All messages, in the order of the files they come from."""
    found = Catalog(project="Pillar Two", version="0.1")
    for file, message in _all_messages():
        found.add(message, locations=[(file, 0)])
    return found


def write(texts: Catalog, path: Path, language: str) -> None:
    """Write a catalogue without dates and addresses, so that nothing changes in it but its messages."""
    texts.header_comment = HEADER.format(language=language)
    texts.fuzzy = False
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, texts, width=0, ignore_obsolete=True, include_lineno=False)
    lines = path.read_text(encoding="utf-8").split("\n")
    idle = tuple(f'"{name}' for name in IDLE)
    path.write_text("\n".join(line for line in lines if not line.startswith(idle)), encoding="utf-8")


def _all_messages() -> Iterator[Found]:
    for pattern in CODE:
        for path in sorted(ROOT.glob(pattern)):
            file = path.relative_to(ROOT).as_posix()
            yield from ((file, text) for text in spoken(path.read_text(encoding="utf-8")))
    yield from _declared()


def spoken(code: str) -> list[str | tuple[str, ...]]:
    """The texts that a file says through gettext; one that is computed has its own mark where it is written down."""
    found: list[str | tuple[str, ...]] = []
    for call in ast.walk(ast.parse(code)):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in SPEAKERS):
            continue
        first = call.args[: SPEAKERS[call.func.id]]
        texts = tuple(one.value for one in first if isinstance(one, ast.Constant) and isinstance(one.value, str))
        if texts and all(texts) and len(texts) == SPEAKERS[call.func.id]:
            found.append(texts[0] if len(texts) == 1 else texts)
    return found


def _declared() -> Iterator[Found]:
    """What indicators, sources, risk factors, responses, alert rules and forecasts say of themselves."""
    for one in catalogue().values():
        shown = (one.title, one.aspect, one.family, one.unit, one.why, one.goalposts)
        yield from (("indicators/catalogue", text) for text in shown)
    for source in declarations().values():
        named = (text for series in source.series for text in (series.title, series.unit))
        yield from (("data/sources", text) for text in (source.name, source.note, *named) if text)
    yield from (("data/sources/declaration.py", licence) for licence in LICENCES)
    yield from (("indicators/framework.py", factor.title) for factor in risk_factors().values())
    yield from (("indicators/responses.yml", text) for text in texts(responses()))
    for rule in alerts.RULES.values():
        yield from (("models/alerts.py", text) for text in (rule.title, rule.condition))
    yield from (("models/alerts.py", unit) for unit in (alerts.POINTS, alerts.OF_ONE, alerts.CHANCE, alerts.POSTS))
    yield from (
        ("models/speech/refusals.py", text) for text in (*refusals.MESSAGES.values(), *refusals.REASONS.values())
    )
    yield ("models/onset/definition.py", definition.EVENT)
    yield from (("models/onset/words.py", text) for text in words.WORDS.values())
    yield from (("models/onset/features.py", text) for text in _looked_at())
    yield from (("models/cards/onset.md", text) for text in card.texts())


def _looked_at() -> Iterator[str]:
    """What the forecast looks at, and the changes that it is asked about."""
    yield from (one.title for one in features.PREDICTORS)
    yield from features.MERGED_DRIVERS.values()
    yield from features.GROUPS.values()
    yield from (one.title for one in features.SCENARIOS)


if __name__ == "__main__":
    sys.exit(main())
