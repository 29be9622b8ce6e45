"""The protection of missions in a host State, ready to be shown: kinds of act, the register, what is open, counts."""

import re
from collections.abc import Sequence
from datetime import date

import pandas as pd

from briefing.content.evidence import say_date
from briefing.language import format_date, language, mark
from briefing.language import gettext as _
from network.incidents import Entry, Incident, Mission
from network.protection import Assessed
from network.tables import STAGES

KINDS = {  # kind of act → what a reader meets, in the order of legends
    "assault": mark("Assault on persons"),
    "explosive": mark("Explosives, shots or arson"),
    "break_in": mark("Break-in or burglary"),
    "attempt": mark("Attempted break-in"),
    "theft": mark("Theft"),
    "damage": mark("Damage"),
    "threat": mark("Threat"),
    "protest": mark("Protest or intrusion"),
    "other": mark("Other act"),
}
# Kind → words by which a report names it in English, French, Spanish and Russian, and parts of words in Arabic and
# Chinese, where words are not parted from what stands around them. The first kind that fits counts.
WORDS = (
    ("attempt", r"attempt\w*|tentative|tenté\w*|tentativa|intento|intentó|попыт\w+|покушени\w+",
     "محاولة|الشروع في|未遂|企图"),
    ("assault", r"assault\w*|attack(?:ed)? on (?:staff|persons?)|injur\w*|kidnap\w*|hostage|agression|blessé\w*|enlèvement|"
     r"agresi\w+|herid\w+|lesion\w+|secuestr\w+|reh[eé]n\w*|нападени\w+|ранен\w+|избиени\w+|заложник\w*",
     "اعتداء|إصابة|اختطاف|رهينة|رهائن|殴打|伤害|受伤|绑架|劫持|人质"),
    ("explosive", r"explo\w+|bomb\w*|shot\w*|shoot\w*|gunfire|arson|fire|molotov|incendi\w+|coups? de feu|bombe|"
     r"disparo\w*|взрыв\w*|бомб\w+|выстрел\w*|стрельб\w+|поджог\w*|пожар\w*",
     "انفجار|تفجير|قنبلة|متفجرات|إطلاق نار|إطلاق النار|حريق|إحراق|إضرام|爆炸|炸弹|枪击|开枪|纵火|火灾|燃烧瓶"),
    ("break_in", r"burglar\w*|break[- ]in|broke[n]? into|cambriolage|effraction|allanamiento|взлом\w*|проникновени\w+",
     "اقتحام|سطو|闯入|入室|破门"),
    ("theft", r"theft|thefts|stolen|steal\w*|robbery|vol|vols|volé\w*|robos?|hurtos?|robad\w+|sustracci\w+|краж\w+|"
     r"украд\w+|хищени\w+|похищен\w+|ограблени\w+",
     "سرقة|مسروق|盗|偷|抢劫"),
    ("damage", r"damage\w*|vandal\w*|graffiti|paint|broken window\w*|dégradation\w*|dommage\w*|daño\w*|pintada\w*|"
     r"destrozo\w*|поврежден\w+|вандализм\w*|порч\w+|граффити|разбит\w+",
     "أضرار|إتلاف|تخريب|损坏|破坏|毁坏|涂鸦"),
    ("threat", r"threat\w*|letter|white powder|menace\w*|amenaza\w*|polvo blanco|carta|угроз\w+|письм\w+|бел\w+ порош\w+",
     "تهديد|رسالة|مسحوق أبيض|威胁|恐吓|白色粉末"),
    ("protest", r"protest\w*|demonstrat\w*|intru\w+|occup\w+|trespass\w*|blockade|manifestation\w*|manifestaci\w+|"
     r"ocupaci\w+|bloqueo\w*|протест\w*|демонстраци\w+|митинг\w*|пикет\w*|захват\w*|блокад\w+",
     "احتجاج|مظاهرة|تظاهر|احتلال|اعتصام|抗议|示威|占领|围堵"),
)  # fmt: skip
INSTITUTIONS = {"EMB": mark("Embassy"), "CON": mark("Consulate"), "ORG": mark("International organisation")}
STAGE_NAMES = {
    "reported": mark("Reported by the mission"),
    "protocol": mark("With the protocol department"),
    "security": mark("With the security agency"),
    "response": mark("Answered to the mission"),
    "closed": mark("Closed"),
}
STAGE_ACTS = {  # what was done, for the one who enters it
    "protocol": mark("Received by the protocol department"),
    "security": mark("Passed to the security agency"),
    "response": mark("Response given to the mission"),
    "closed": mark("Closed"),
}
LEVELS = {
    "low": mark("Low"),
    "medium": mark("Medium"),
    "serious": mark("Serious"),
    "very serious": mark("Very serious"),
}


def kind_of(act: str) -> str:
    """The kind of a harmful act, by the words of its report; "other" where none fits."""
    text = act.casefold()
    return next((kind for kind, words, parts in WORDS if re.search(rf"\b(?:{words})\b|{parts}", text)), "other")


def say_mission(mission: Mission) -> str:
    """A mission in the reader's language: whose, and which institution."""
    return f"{mission.name(language())} ({_(INSTITUTIONS[mission.institution])})"


def say_days(incident: Incident) -> str:
    """The day of an incident, or its first and last."""
    first = format_date(date.fromisoformat(incident.happened_on))
    if incident.ended_on in (None, incident.happened_on):
        return first
    return _("{start} to {end}").format(start=first, end=format_date(date.fromisoformat(str(incident.ended_on))))


def of_year(entries: Sequence[Entry], year: int) -> list[Entry]:
    """The incidents that began in a year."""
    return [entry for entry in entries if entry.incident.happened_on.startswith(f"{year}-")]


def years(entries: Sequence[Entry]) -> list[int]:
    """The years of the register, the newest first."""
    return sorted({int(entry.incident.happened_on[:4]) for entry in entries}, reverse=True)


def list_register(entries: Sequence[Entry], *, day: date) -> pd.DataFrame:
    """The register in the reader's language: one row an incident, with how far it had come by a day."""
    columns = [_("Country or organisation"), _("Institution"), _("Harmful act"), _("Kind of act"), _("Date"), _("Place"),
               _("Reported by"), _("Measures"), _("Proceedings against offenders"), _("Standing")]  # fmt: skip
    rows = [
        (
            one.mission.name(language()), _(INSTITUTIONS[one.mission.institution]), one.act, _(KINDS[kind_of(one.act)]),
            say_days(one), one.place, one.reported_by, one.measures, one.offenders, _(STAGE_NAMES[entry.stage(day)]),
        )
        for entry in entries for one in [entry.incident]
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def level_on(threats: Sequence[Assessed], mission: Mission, day: date) -> str | None:
    """The threat level of a mission on a day; None where none was assessed."""
    found = (one.threat for one in threats if one.threat.mission.key == mission.key and one.threat.stands_on(day))
    return next((threat.level for threat in found), None)


def open_on(entries: Sequence[Entry], day: date) -> list[Entry]:
    """Incidents that had happened by a day and were not closed then, the oldest first."""
    return [one for one in entries if one.incident.happened_on <= day.isoformat() and one.stage(day) != STAGES[-1]]


def list_open(entries: Sequence[Entry], threats: Sequence[Assessed], *, day: date) -> pd.DataFrame:
    """The follow-up list of a day: what is open, how far it has come, for how many days, and the mission's threat level."""
    rows = []
    for entry in open_on(entries, day):
        steps = [step for step in entry.steps if step.happened_on <= day.isoformat()]
        newest = max((step.happened_on for step in steps), default=entry.incident.happened_on)
        level = level_on(threats, entry.incident.mission, day)
        rows.append({
            _("Country or organisation"): say_mission(entry.incident.mission),
            _("Harmful act"): entry.incident.act,
            _("Date"): say_days(entry.incident),
            _("Standing"): _(STAGE_NAMES[entry.stage(day)]),
            _("Newest step"): say_date(newest),
            _("Days since then"): (day - date.fromisoformat(newest)).days,
            _("Threat level"): _(LEVELS[level]) if level else _("not assessed"),
        })  # fmt: skip
    return pd.DataFrame(rows)


def count_by_month(entries: Sequence[Entry], year: int) -> list[dict[str, int]]:
    """Twelve counts by kind of act, January to December of a year."""
    months: list[dict[str, int]] = [dict.fromkeys(KINDS, 0) for _month in range(12)]
    for entry in of_year(entries, year):
        months[int(entry.incident.happened_on[5:7]) - 1][kind_of(entry.incident.act)] += 1
    return months


def count_by_act(entries: Sequence[Entry]) -> dict[str, dict[str, int]]:
    """Kinds of act that occur → counts by institution, the most frequent first."""
    counts: dict[str, dict[str, int]] = {}
    for entry in entries:
        own = counts.setdefault(kind_of(entry.incident.act), dict.fromkeys(INSTITUTIONS, 0))
        own[entry.incident.mission.institution] += 1
    return dict(sorted(counts.items(), key=lambda pair: (-sum(pair[1].values()), list(KINDS).index(pair[0]))))
