"""From posts to records without words: where, when, in which stream and language, what the classifier said, which copy."""

from datetime import UTC, date, datetime, timedelta
from functools import cache

import numpy as np

from data.countries import UnknownCountry, resolve
from models.speech import fingerprints
from models.speech.classify import score_texts
from models.speech.model import Model
from models.speech.posts import Batch, Rejected

REQUIRED, OPTIONAL = ("iso3", "date", "stream", "text"), ("lang",)
STREAMS = ("posts", "news", "radio transcripts")
FIRST_DAY = date(2000, 1, 1)
MONDAY = date(1970, 1, 5)  # weeks are counted from here; ISO weeks begin on Monday
RECORD = np.dtype([
    ("iso3", "S3"), ("week", "<i4"), ("stream", "u1"), ("language", "S11"), ("sketch", "<u4", (fingerprints.SKETCHES,)),
    ("bin", "u1"), ("flagged", "u1"), ("dangerous", "u1"), ("target", "u1"), ("posts", "<u4"),
])  # fmt: skip
NOT_SCORED = 255  # bin of a post that the classifier abstained from
DANGEROUS = 0.5  # chance of a marker, given hate, from which a flagged post counts as dangerous


def digest(batch: Batch, model: Model, *, today: date, rejected: Rejected) -> np.ndarray:
    """(records,) RECORD: the usable posts of a batch; posts equal in all but their wording are one record.

    Rows with an unknown country or stream, a date that is none, lies before FIRST_DAY or after `today` are counted.
    The records do not depend on how posts are cut into batches, but for being merged or not.
    """
    kept, places = [], []
    for place, row in enumerate(batch.rows):
        country, day, stream = (batch.columns[name][place] for name in ("iso3", "date", "stream"))
        found = _place(country, day, stream, today)
        if isinstance(found, str):
            rejected.add(row, found)
        else:
            kept.append(place)
            places.append(found)
    texts = [batch.columns["text"][place] for place in kept]
    scores = score_texts(texts, [batch.columns["lang"][place] for place in kept], model=model)
    records = np.zeros(len(kept), dtype=RECORD)
    if not kept:
        return records
    records["iso3"] = [iso3.encode() for iso3, _, _ in places]
    records["week"] = [week for _, week, _ in places]
    records["stream"] = [stream for _, _, stream in places]
    records["language"] = [language.encode()[:11] for language in scores["lang"]]
    records["sketch"] = fingerprints.sketches(texts)
    hate = scores["p_hate"].to_numpy()
    records["bin"] = _bins(model, scores["lang"].to_numpy(dtype=object), hate)
    records["flagged"] = scores["is_flagged"].fillna(False).to_numpy(bool)
    with np.errstate(invalid="ignore"):
        records["dangerous"] = scores["p_dangerous"].to_numpy() >= DANGEROUS * hate
    targets = {name: code + 1 for code, name in enumerate(target_groups(model))}
    records["target"] = [targets.get(name, 0) for name in scores["target"]]
    records["posts"] = 1
    return merge(records)


def target_groups(model: Model) -> list[str]:
    return [str(name) for name in model.targets.estimator.classes_]


def merge(records: np.ndarray) -> np.ndarray:
    """Records that agree in everything but `posts` made one, their posts added up; in one fixed order."""
    if not len(records):
        return records
    bare = records.copy()
    bare["posts"] = 0
    raw = np.frombuffer(bare.tobytes(), dtype=np.dtype((np.void, RECORD.itemsize)))
    _, first, group = np.unique(raw, return_index=True, return_inverse=True)
    merged = bare[first]
    merged["posts"] = np.bincount(group.ravel(), weights=records["posts"]).astype(np.uint32)
    return merged


def _bins(model: Model, tags: np.ndarray, hate: np.ndarray) -> np.ndarray:
    found = np.full(len(hate), NOT_SCORED, dtype=np.uint8)
    for language in sorted(set(tags)):
        rows = np.flatnonzero((tags == language) & ~np.isnan(hate))
        if len(rows):
            found[rows] = model.head(language).bins(hate[rows])
    return found


def _place(country: str, day: str, stream: str, today: date) -> tuple[str, int, int] | str:
    """ISO3, week and stream code, or why the row cannot be used."""
    iso3 = _iso3(country)
    if iso3 is None:
        return "unknown country"
    when = _day(day)
    if when is None:
        return "date is not written YYYY-MM-DD"
    if when > today:
        return "date in the future"
    if when < FIRST_DAY:
        return f"date before {FIRST_DAY}"
    name = stream.strip().lower()
    if name not in STREAMS:
        return f"stream is none of {', '.join(STREAMS)}"
    return iso3, (when - MONDAY).days // 7, STREAMS.index(name)


@cache
def _iso3(country: str) -> str | None:
    if len(country) > 100:
        return None
    try:
        return resolve(country.strip())
    except UnknownCountry:
        return None


@cache
def _day(text: str) -> date | None:
    """The day of an ISO date or time; a time with an offset counts by its day in UTC."""
    text = text.strip()
    if len(text) < 10 or len(text) > 40 or text[4] != "-":
        return None
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    try:
        return moment.astimezone(UTC).date() if moment.tzinfo else moment.date()
    except OverflowError:
        return None


def week_start(week: int) -> date:
    """The Monday of a week."""
    return MONDAY + timedelta(days=7 * int(week))
