"""Quotation with attribution: a text that cites hatred in order to report or reject it is judged by its own words."""

import re
from collections.abc import Callable, Sequence

import numpy as np

QUOTED = "judged without its quotation"
_QUOTATION = re.compile(
    r"“[^“”]{8,400}”|„[^„“”]{8,400}[“”]|«[^«»]{8,400}»|「[^「」]{4,400}」|『[^『』]{4,400}』|\"[^\"]{8,400}\"|"
    r"(?<!\w)['‘][^'‘’]{8,400}['’](?!\w)"
)
# Words with which somebody else is made the speaker, or what was said is rejected. English, German, French, Portuguese,
# Spanish; Arabic, Chinese, Korean for "said" and "wrong". Igbo, Yoruba and Roman Urdu have none here.
_ATTRIBUTION = re.compile(
    r"\b(?:sa(?:id|ys?|ying)|told|wr(?:ote|ites?|itten)|claim\w*|according|quot\w*|post(?:ed|s)?|shout\w*|repeat\w*|tweet\w*|"
    r"call(?:s|ed|ing)?|wrong|lie|lies|shame\w*|asham\w*|report\w*|racis\w*|hateful|bigot\w*|condemn\w*|stop|"
    r"sag(?:t|te|en|ten)|schr(?:ieb|eibt|eiben)\w*|behaupt\w*|laut|zitier\w*|rief|ruf(?:t|en)|brüll\w*|gröl\w*|skandier\w*|"
    r"mein(?:t|te|en)|denk(?:t|en)|glaub(?:t|en)|heißt|steht|stand|falsch|lüge\w*|gelogen|stimmt\s+nicht|unsinn|hetze\w*|"
    r"rassist\w*|schäm\w*|redet|parole\w*|spr[uü]ch\w*|s[aä]tze?\w*|worte\w*|äußerung\w*|aussage\w*|kommentar\w*|nachricht\w*|"
    r"bezeichn\w*|nenn(?:t|en)|widersp\w*|verurteil\w*|meldet|melden|gemeldet|anzeige\w*|nie\s+wieder|"
    r"di(?:t|sait|re|sent|sant)|déclar\w*|écri\w*|selon|cite|faux|mensonge|honte|haine|"
    r"diss\w*|diz\w*|declar\w*|escrev\w*|segundo|cita|afirm\w*|mentira|vergonha|errado|ódio|fala|"
    r"dij\w*|dice\w*|según|escrib\w*|vergüenza)\b|قال|يقول|كتب|خطأ|كذب|说|写|报道|错误|말했|라고|거짓",
    re.IGNORECASE,
)


def own_words(text: str) -> str | None:
    """The text without what it quotes, if it quotes at least two words and says who said so or that it is wrong."""
    if not any(mark in text for mark in "\"“„«「『'‘"):
        return None
    rest, count = _QUOTATION.subn(lambda found: " … " if _has_two_words(found.group()) else found.group(), text)
    return rest if count and rest != text and _ATTRIBUTION.search(rest) else None


def _has_two_words(quotation: str) -> bool:
    return len(quotation.split()) > 1 or any(ord(one) > 0x2E7F for one in quotation)


def reconsider(
    texts: Sequence[str], flagged: np.ndarray, hate: np.ndarray, score: Callable[[list[str]], np.ndarray]
) -> tuple[np.ndarray, list[str]]:
    """Probabilities in which a flagged text with an attributed quotation counts by its own words, and why, a reason a flag.

    `flagged`: places in `texts` and `hate`. `score`: texts → probabilities. A probability is never raised.
    """
    own = {place: rest for place in flagged.tolist() if (rest := own_words(texts[place])) is not None}
    if not own:
        return hate, [""] * len(flagged)
    places = np.array(list(own))
    lowered = hate.copy()
    lowered[places] = np.minimum(hate[places], score(list(own.values())))
    return lowered, [QUOTED if lowered[place] < hate[place] else "" for place in flagged.tolist()]
