"""The model card of the hate-speech signals, in the reader's language; its file: `python -m briefing.speech_card`.

Every figure is one that `models.speech.evaluate` and `models.speech.trial` wrote; the words around it are translated.
"""

import json
from typing import Any

from briefing.language import format_list, format_number, format_share, kept_apart, language_name, speaking
from briefing.language import gettext as _
from briefing.speech_card_tables import measured, table
from data.durable import write_text
from data.settings import ROOT
from models.speech import languages
from models.speech.evaluate import FIGURES
from models.speech.model import SHIPPED
from models.speech.trial import TRIAL

CARD = ROOT / "models" / "cards" / "speech.md"
REMARK = (
    "<!-- Written by `python -m briefing.speech_card` from figures.json and trial.json of models/speech/shipped; "
    "do not edit. -->"
)
ATTRIBUTIONS = (  # names of data sets that were learned from, the repository of the publisher, the licence
    ("HateXplain", "hate-alert/HateXplain", "MIT"),
    ("Davidson et al.", "t-davidson/hate-speech-and-offensive-language", "MIT"),
    ("Hatemoji", "HannahKirk/Hatemoji", "CC BY 4.0"),
    ("MLMA", "HKUST-KnowComp/MLMA_hate_speech", "MIT"),
    ("Stormfront", "Vicomtech/hate-speech-dataset", "CC BY-SA 3.0 ES"),
    ("ETHOS", "intelligence-csd-auth-gr/Ethos-Hate-Speech-Dataset", "GPL-3.0"),
    ("GAHD", "jagol/gahd", "CC BY 4.0"),
    ("GermEval 2018", "uds-lsv/GermEval-2018-Data", "CC BY 4.0"),
    ("Roman Urdu", "haroonshakeel/roman_urdu_hate_speech", "MIT"),
    ("ToLD-Br", "JAugusto97/ToLD-Br", "CC BY-SA 4.0"),
    ("KoHate", "kocohub/korean-hate-speech", "CC BY-SA 4.0"),
    ("COLD", "thu-coai/COLDataset", "Apache-2.0"),
)
AFRIHATE = ("ig", "yo")  # languages of which its copies were learned from
CALLS_FOUND_BEFORE = 0.11  # English calls to violence found before more made-up ones were added to what is learned from
HATECHECK_BARS = (0.72, 0.62)  # macro-F1, and non-hateful cases that are right


def model_card() -> str:
    """The card as Markdown, its headings one level lower, for a page has a title of its own."""
    return "\n\n".join(f"#{block}" if block.startswith("#") else block for block in _blocks(*_figures()))


def render(found: dict[str, Any], trial: dict[str, Any]) -> str:
    """What the file of the card holds, of the figures that `evaluate` and `trial` wrote; in English."""
    with speaking("en"):
        title, *blocks = _blocks(found, trial)
    return "\n\n".join([title, REMARK, *blocks]) + "\n"


def _blocks(found: dict[str, Any], trial: dict[str, Any]) -> list[str]:
    limits = "\n".join(f"- {limit}" for limit in _limits(found))
    title = "# " + _("Model card: hate-speech signals")
    return [title, *_introduction(found), *measured(found, trial), "## " + _("Limits"), limits]


def _figures() -> tuple[dict[str, Any], dict[str, Any]]:
    found, trial = (json.loads(path.read_text(encoding="utf-8")) for path in (FIGURES, TRIAL))
    return found, trial


def _introduction(found: dict[str, Any]) -> list[str]:
    afrihate = f"AfriHate ({format_list([language_name(tag) for tag in AFRIHATE])})"
    attributions = [[kept_apart(part) for part in one] for one in ATTRIBUTIONS]
    return [
        _(
            "**What it is.** Linear classifiers over hashed character n-grams, words and word pairs, one a language and one "
            "for all, with calibrated probabilities. They read posts and give counts by country and week; no text is kept."
        ),
        _(
            "**What it is for.** Watching how a rate moves within one stream, beside its denominator. **Not for** judging a "
            "person, a post or a group, removing posts, comparing countries whose streams differ, or languages marked not "
            "reliable: there it abstains."
        ),
        _(
            "**What it learned from.** Openly licensed labelled files, each with its own idea of hate: COLD's label is "
            "offensiveness about region, race and gender, GAHD's is hate towards groups, MLMA's annotators disagreed often. "
            "No text of theirs is in this repository; the model holds sums of n-gram weights. Files without a stated or "
            "open licence were not learned from. Sentences made up by hand (`templates.yml`, English, German, French, "
            "Portuguese) show it counter-speech, quotation, report, identity mention, reclaimed words and negation."
        ),
        table(
            [_("Data set"), _("Publisher's repository"), _("Licence")],
            [*attributions, [afrihate, "", "CC BY"]],
        ),
        _(
            "**Markers.** Dehumanisation and threat (which takes in calls to violence) are taught by one English data set of "
            "posts with emoji, and by nothing else: they are given for English only, were measured on that data set only, "
            "and are *not validated* on any other text. Accusation in a mirror, threat to group survival and calls to "
            "violence of their own are taught by no open file: this model does not know them."
        ),
        _(
            "**Which file.** These figures are of `{file}`, SHA-256 `{digest}`: a skops file of numbers and scikit-learn's "
            "logistic regressions; one that asks for any other type is refused."
        ).format(file=SHIPPED.relative_to(ROOT).as_posix(), digest=found["model_sha256"]),
    ]


def _limits(found: dict[str, Any]) -> list[str]:
    calls = {row["lang"]: row["right"] for row in found["functional"]["kinds"] if row["kind"] == "call to violence"}
    macro_f1, harmless = HATECHECK_BARS
    return [
        _(
            "The figures above are for texts of the same data sets as it learned from, kept apart by a seeded draw. On a data "
            "set it never saw it is much worse, as “On a data set it never saw” shows: expect those figures in use, not the "
            "first."
        ),
        _(
            "Probabilities are calibrated on the mix of the training files, in which hate is far commoner than in a real "
            "stream. Use `prevalence`, which corrects for it, and only for change within one stream: the correction assumes "
            "that hateful and harmless posts of the stream look to the classifier like those of the files."
        ),
        _(
            "The interval holds the chance of the draw and how weeks stray; it does not hold the error of a classifier on "
            "speech unlike its files, which is larger."
        ),
        _(
            "Language is identified by py3langid. Roman Urdu is never identified and is scored only where a stream declares "
            "it; short posts, mixed languages and Pidgin are often misread, and are abstained from below a confidence of "
            "{confidence}."
        ).format(confidence=format_number(languages.LEAST_CONFIDENCE, decimals=1)),
        _(
            "A quotation with an attribution or a rejection around it is set aside and the text judged by its own words. "
            "Somebody who quotes hatred in order to spread it goes unseen."
        ),
        _("Words in Igbo, Yoruba and Roman Urdu that attribute or reject are not known to the quotation rule."),
        _(
            "Calls to violence and threats in plain words are mostly missed (functional tests), because few training texts "
            "hold any. Made-up sentences with more of them were added to what it learns from: wordings like those are now "
            "found, the other wordings of the functional tests hardly more often than before (English: {now} instead of "
            "{before})."
        ).format(now=format_share(calls["en"], decimals=0), before=format_share(CALLS_FOUND_BEFORE, decimals=0)),
        _(
            "HateCheck, the usual examination, is not among the files at hand: its bar (macro-F1 {macro_f1}, non-hateful "
            "cases {harmless}) could not be measured. The functional tests above are our own, short, and no substitute. "
            "`python -m benchmarks.speech hatecheck --suite FILE` measures it where a copy is at hand."
        ).format(macro_f1=format_number(macro_f1, decimals=2), harmless=format_number(harmless, decimals=2)),
    ]  # fmt: skip


def main() -> None:
    CARD.parent.mkdir(parents=True, exist_ok=True)
    write_text(CARD, render(*_figures()))
    print(CARD)


if __name__ == "__main__":
    main()
