"""The measured sections of the hate-speech model card: each a heading, what was measured, and its tables as Markdown."""

from typing import Any

import numpy as np

from briefing.language import format_clauses, format_number, format_share, kept_apart, language_name, mark
from briefing.language import gettext as _
from briefing.speech_words import GROUPS, MARKERS, said, share
from models.speech import languages
from models.speech.corpus import TEST_SHARE
from models.speech.evaluate import TRUE_SHARE

DATASETS = {  # key → the name that its publisher gives it
    "de_gahd": "GAHD", "de_germeval18": "GermEval 2018", "en_davidson": "Davidson et al.", "en_ethos": "ETHOS",
    "en_hatemoji": "Hatemoji", "en_hatexplain": "HateXplain", "en_mlma": "MLMA", "en_stormfront": "Stormfront",
}  # fmt: skip
KINDS = {  # of functional tests, as `examination.yml` names them
    "abuse of things": mark("abuse of things"),
    "abuse without a group": mark("abuse without a group"),
    "counter-speech, quoting": mark("counter-speech, quoting"),
    "counter-speech, referring": mark("counter-speech, referring"),
    "identity mention": mark("identity mention"),
    "negation": mark("negation"),
    "news report": mark("news report"),
    "profanity": mark("profanity"),
    "reclaimed": mark("reclaimed words"),
    "call to violence": mark("call to violence"),
    "dehumanisation": mark("dehumanisation"),
    "derogation": mark("derogation"),
    "threat": mark("threat"),
}
VARIETIES = {
    "tweets with spellings common in African American English": mark(
        "tweets with spellings common in African American English"
    ),
    "other tweets of the same data set": mark("other tweets of the same data set"),
    "English, Kenya": mark("English, Kenya"),
    "English and Pidgin, Nigeria": mark("English and Pidgin, Nigeria"),
}
NAMED = {  # groups that functional tests name, in the language of the test
    **dict.fromkeys(("Black people", "Schwarze", "negros"), mark("Black people")),
    **dict.fromkeys(("disabled people",), mark("disabled people")),
    **dict.fromkeys(("gay people", "Schwule", "gays"), mark("gay people")),
    **dict.fromkeys(("haitianos",), mark("Haitians")),
    **dict.fromkeys(("immigrants", "imigrantes"), mark("immigrants")),
    **dict.fromkeys(("Jews", "Juden", "judeus"), mark("Jews")),
    **dict.fromkeys(("Muslims", "Muslime", "muçulmanos"), mark("Muslims")),
    **dict.fromkeys(("Palestinians",), mark("Palestinians")),
    **dict.fromkeys(("Flüchtlinge",), mark("refugees")),
    **dict.fromkeys(("Sikhs",), mark("Sikhs")),
    **dict.fromkeys(("Somalis",), mark("Somalis")),
    **dict.fromkeys(("Ukrainians", "Ukrainer"), mark("Ukrainians")),
    **dict.fromkeys(("venezuelanos",), mark("Venezuelans")),
    **dict.fromkeys(("women", "Frauen", "mulheres"), mark("women")),
    **dict.fromkeys(("Yazidis", "Jesiden"), mark("Yazidis")),
}
Figures = dict[str, Any]


def measured(found: Figures, trial: Figures) -> list[str]:
    """The sections, of the figures that `evaluate` and `trial` wrote, as blocks of Markdown."""
    parts = (_languages, _datasets, _functional, _fairness, _share, _classes)
    return [block for part in parts for block in part(found)] + _bursts(trial)


def table(header: list[str], rows: list[list[str]]) -> str:
    """A table as Markdown."""
    return "\n".join(f"| {' | '.join(row)} |" for row in (header, ["---"] * len(header), *rows))


def _count(number: int) -> str:
    return format_number(number, decimals=0)


def _of_one(value: float) -> str:
    return format_number(value, decimals=3)


def _points(value: float) -> str:
    return format_number(100 * value, decimals=1)


def _with(number: int, among: int) -> str:
    return f"{_count(number)} ({_count(among)})"


def _in_turn(figures: list[str]) -> str:
    """Figures in the order of the words that name them: right to left where these are."""
    return " / ".join(figures)


def _languages(found: Figures) -> list[str]:
    rows = []
    for tag, row in found["heads"].items():
        base = found["baseline"][tag]
        rows.append([
            language_name(tag), _with(row["texts"], row["hateful"]), _of_one(row["auc"]), _of_one(row["macro_f1"]),
            _of_one(base["auc"]), _of_one(base["macro_f1"]), share(row["found"]), share(row["false_alarms"]),
            _("Reliable") if row["is_reliable"] else f"**{_('Not reliable')}**",
        ])  # fmt: skip
    means = [_of_one(float(np.mean([row[key] for row in found[name].values()])))
             for name in ("heads", "baseline") for key in ("auc", "macro_f1")]  # fmt: skip
    rows.append([_("Mean"), _count(found["measured_on"]), *means, "", "", ""])
    words = _(
        "Measured on {part} of the texts (seed {seed}), drawn by data set and label after texts with the same words were made "
        "one; learned from the other {learned}. Baseline, in the same run: one logistic regression over tf-idf of words and "
        "characters, all languages pooled. Reliable means an AUC of at least {auc}, a macro-F1 of at least {macro_f1} and "
        "{hateful} hateful texts to measure on."
    ).format(
        part=format_share(TEST_SHARE, decimals=0), seed=found["seed"], learned=_count(found["learned_from"]),
        auc=format_number(languages.LEAST_AUC, decimals=2), macro_f1=format_number(languages.LEAST_MACRO_F1, decimals=2),
        hateful=_count(languages.LEAST_HATEFUL),
    )  # fmt: skip
    header = [
        _("Language"), _("Texts (hateful)"), _("AUC"), _("Macro-F1"), _("Baseline AUC"), _("Baseline macro-F1"),
        _("Hate found"), _("False alarms"), _("Status"),
    ]  # fmt: skip
    return ["## " + _("Quality by language"), words, table(header, rows)]


def _datasets(found: Figures) -> list[str]:
    rows = [[language_name(row["lang"]), kept_apart(DATASETS.get(row["left_out"], row["left_out"])), _count(row["texts"]),
             _of_one(row["auc"]), _of_one(row["macro_f1"])] for row in found["across_datasets"]]  # fmt: skip
    words = _("Trained on all data sets of the language but one, measured on that one.")
    header = [_("Language"), _("Data set left out"), _("Texts"), _("AUC"), _("Macro-F1")]
    return ["## " + _("On a data set it never saw"), words, table(header, rows)]


def _functional(found: Figures) -> list[str]:
    cases = found["functional"]
    rows = [
        [language_name(row["lang"]), _("hateful") if row["is_hateful"] else _("not hateful"), said(KINDS, row["kind"]),
         _count(row["cases"]), share(row["right"])]
        for row in cases["kinds"]
    ]  # fmt: skip
    clause = _("{language}: macro-F1 {macro_f1}, not hateful right {harmless}, counter-speech flagged {counter_speech}")
    summary = format_clauses(
        clause.format(
            language=language_name(tag), macro_f1=format_number(cases["macro_f1"][tag], decimals=2),
            harmless=share(cases["harmless_right"][tag]), counter_speech=share(cases["counter_speech_flagged"][tag]),
        )
        for tag in sorted(cases["macro_f1"])
    )  # fmt: skip
    words = _("Made-up sentences (`examination.yml`) that nothing was trained or tuned on. {summary}.")
    header = [_("Language"), _("Truth"), _("Kind"), _("Cases"), _("Right")]
    return ["## " + _("Functional tests of our own"), words.format(summary=summary), table(header, rows)]


def _fairness(found: Figures) -> list[str]:
    groups, varieties = found["fairness"]["by_group"], found["fairness"]["by_variety"]
    named = [
        [language_name(tag), said(NAMED, name), share(value)]
        for key, value in sorted(found["functional"]["false_alarms_by_group"].items())
        for tag, name in [key.split(": ", 1)]
    ]
    words = _(
        "Harmless English texts flagged, by the group they are about (few texts a group, mostly from data sets built to be "
        "hard), by variety of English (spelling is a rough sign of dialect; the Kenyan and Nigerian texts are used for "
        "measuring only), and harmless functional tests by the group named."
    )
    harmless, flagged = _("Harmless texts"), _("Flagged, share")
    return [
        "## " + _("Fairness: false alarms"),
        words,
        table([_("Group"), harmless, flagged],
              [[said(GROUPS, name), _count(row["texts"]), share(row["flagged"])] for name, row in sorted(groups.items())]),
        table([_("Variety"), harmless, flagged],
              [[said(VARIETIES, name), _count(row["texts"]), share(row["flagged"])] for name, row in varieties.items()]),
        table([_("Language"), _("Group named"), flagged], named),
    ]  # fmt: skip


def _share(found: Figures) -> list[str]:
    sizes = found["share"]
    rows = []
    for tag in next(iter(sizes.values())):
        row = [language_name(tag)]
        for size in sizes.values():
            one = size[tag]
            row += [share(one["counted"]), _in_turn([_points(one["error_alone"]), _points(one["error_with_past"])])]
        rows.append(row)
    header = [_("Language")]
    for size in sizes:
        header += [_("{posts} posts: counted").format(posts=_count(int(size))), _("error alone / with past")]
    alone, with_past = (
        _in_turn([_points(float(np.mean([row[name] for row in part.values()]))) for part in sizes.values()])
        for name in ("error_alone", "error_with_past")
    )
    words = _(
        "Weeks of measured texts with one hateful in a hundred: what counting flags reads, and by how many points the "
        "corrected share is wrong on average, in a week without a past and in one with thirty such weeks before it. Over "
        "languages, at {sizes} posts a week: {alone} points alone, {with_past} with a past. A language whose error does not "
        "shrink with more posts is one in which the texts measured on look to the classifier unlike those the correction was "
        "learned from."
    ).format(sizes=_in_turn([_count(int(size)) for size in sizes]), alone=alone, with_past=with_past)
    title = _("Corrected share where the truth is {share}").format(share=format_share(TRUE_SHARE, decimals=0))
    return ["## " + title, words, table(header, rows)]


def _classes(found: Figures) -> list[str]:
    both = found["markers_and_targets"]
    markers = [[said(MARKERS, name), _with(row["texts"], row["with_marker"]), _of_one(row["auc"])]
               for name, row in both["markers"].items()]  # fmt: skip
    targets = [[language_name(tag), _count(row["texts"]), share(row["right"]), share(row["commonest"])]
               for tag, row in both["targets"].items()]  # fmt: skip
    return [
        "## " + _("Markers and target groups"),
        _("Among hateful texts of the part measured on."),
        table([_("Marker (English, one data set)"), _("Texts (with it)"), _("AUC")], markers),
        table([_("Language"), _("Texts"), _("Group named right"), _("If always the commonest")], targets),
    ]


def _bursts(trial: Figures) -> list[str]:
    by_rate = trial["by_rate"]
    shown = ("first_week", "most_findable", "in_its_weeks", "false_bursts", "false_drifts")
    rates = [
        [_straying(row["stray"], row["rate"]), format_share(row["rate"], decimals=0), _count(row["posts"]),
         *(format_number(row[name], decimals=2) for name in shown)]
        for row in by_rate
    ]  # fmt: skip
    cells: dict[tuple[str, float], list[str]] = {}
    for row in trial["by_share"]:
        first, within = (format_number(row[name], decimals=2) for name in ("first_week", "in_its_weeks"))
        false = format_number(row["false_bursts"], decimals=1)
        cells.setdefault((row["language"], row["share"]), []).append(f"{_in_turn([first, within])} ({false})")
    shares = [[language_name(tag), format_share(true, decimals=0), *cell] for (tag, true), cell in cells.items()]
    words = _(
        "Simulated (`python -m models.speech.trial`, seed {seed}, {series} quiet series of each kind): a year of past, then a "
        "year in which every alarm is a false one, and bursts of three times the usual for three weeks. The first table lets "
        "the rate of flagged posts triple. “Most findable” is the share of first weeks that somebody would find who knew how "
        "rates are drawn, at exactly one false alarm a year: no rule that counts a week's flags does better. On average "
        "{false_alarms} false alarms a year. The second table lets the true share triple and reads it with this classifier, "
        "whose mistaken flags do not triple: found in the first week / within three weeks (false alarms a year)."
    ).format(
        seed=trial["seed"], series=_count(trial["series"]),
        false_alarms=format_number(float(np.mean([row["false_bursts"] for row in by_rate])), decimals=2),
    )  # fmt: skip
    header = [
        _("Weeks stray by, in points"), _("Usual rate"), _("Posts a week"), _("First week"), _("Most findable"),
        _("Within three weeks"), _("False alarms a year"), _("False slow rises a year"),
    ]  # fmt: skip
    sizes = dict.fromkeys(row["posts"] for row in trial["by_share"])
    of_share = [_("{posts} posts a week").format(posts=_count(size)) for size in sizes]
    by_share = table([_("Language"), _("True share"), *of_share], shares)
    return ["## " + _("Bursts"), words, table(header, rates), by_share]


def _straying(strength: float | None, rate: float) -> str:
    """How far weekly rates lie from the usual one, in points (standard deviation of a beta distribution)."""
    return _count(0) if strength is None else _points(float(np.sqrt(rate * (1 - rate) / (strength + 1))))
