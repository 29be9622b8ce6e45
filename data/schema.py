"""The columns that figures travel in: observations, facts and rejects."""

import pandas as pd

OBSERVATION = {
    "iso3": "string",  # ISO 3166-1 alpha-3, one of the 195 States of data/countries.py
    "series": "string",  # a key that one source declares, such as ucdp.one_sided_deaths
    "period_start": "datetime64[s]",  # first day the value is about
    "period_end": "datetime64[s]",  # last day the value is about
    "value": "float64",  # in the unit that the series declares
    "low": "float64",  # the source's own lower bound, or missing
    "high": "float64",  # the source's own upper bound, or missing
    "kind": "string",  # one of KINDS
    "evidence": "string",  # one of EVIDENCE
    "source": "string",  # key of the source
    "known_on": "datetime64[s]",  # first day anyone could have known the value
    "reference": "string",  # where in the source: address, document symbol or file, with its version
}
FACT = {
    "iso3": "string",  # ISO 3166-1 alpha-3
    "topic": "string",  # treaty, upr_review, standing_invitation, icc, peacebuilding, nuclear_security …
    "fact": "string",  # the instrument or the event
    "status": "string",  # as the source words it
    "from_date": "string",  # ISO date, as precise as known: 2017, 2017-10 or 2017-10-27
    "to_date": "string",  # likewise; empty while it lasts, or where not known
    "as_of": "string",  # the day the source says this of
    "evidence": "string",  # one of EVIDENCE: what the fact rests on
    "date_evidence": "string",  # one of EVIDENCE: what its dates rest on
    "source": "string",  # key of the source
    "reference": "string",  # where in the source: address, document symbol or file
    "note": "string",  # what else a reader must know
}
REJECT = {
    "source": "string",  # key of the source
    "file": "string",  # as the source declares it
    "row": "Int64",  # line in the file, the header being line 1
    "column": "string",  # as the file names it
    "value": "string",  # as the file gives it
    "reason": "string",  # one of REASONS
    "detail": "string",  # a sentence: what, where, what to do
}
KINDS = ("measured", "estimated", "curated", "forecast")
EVIDENCE = ("published", "seen", "derived", "memory", "belief")
UNVERIFIED = ("memory", "belief")  # shown as "unverified"; never in a score
REASONS = (
    "unknown country",  # a name that resolves to nothing; nearest matches in the detail
    "not a State covered",  # a territory, an aggregate, a former State
    "not a number",
    "out of range",
    "bad date",
    "future date",
    "duplicate",
    "unknown value",  # a category outside those the source documents
    "wrong number of cells",  # a row with more cells than the header: its values have shifted
)


def table(rows: list[dict] | pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    """The rows as a frame with exactly these columns and dtypes; a column that is absent is missing throughout.

    Raises ValueError for a column that the schema does not name.
    """
    frame = pd.DataFrame(rows)
    strangers = sorted(set(frame.columns) - set(columns))
    if strangers:
        raise ValueError(f"columns {strangers} are not of the schema {list(columns)}")
    return frame.reindex(columns=list(columns)).astype(columns)


def observations(rows: list[dict] | pd.DataFrame) -> pd.DataFrame:
    """Observations in schema order; `low`, `high` may be missing, everything else is required."""
    frame = table(rows, OBSERVATION)
    required = [name for name in OBSERVATION if name not in ("low", "high")]
    gaps = frame[required].isna().any()
    if gaps.any():
        raise ValueError(f"observations lack {sorted(gaps[gaps].index)}; a missing value is no observation")
    return frame


def facts(rows: list[dict] | pd.DataFrame) -> pd.DataFrame:
    """Facts in schema order; unknown texts are empty."""
    return table(rows, FACT).fillna("")


def rejects(rows: list[dict] | pd.DataFrame) -> pd.DataFrame:
    """Rejects in schema order."""
    return table(rows, REJECT)
