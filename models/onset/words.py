"""A driver of a forecast in words: what it is like, and which way it moves the forecast."""

import pandas as pd

from models.onset.features import PREDICTORS

WORDS = {  # what a value is like, as a sentence to translate; {title} is translated before
    "yes": "{title}: yes",
    "no": "{title}: no",
    "percent": "{title}: higher than in {percent}% of countries",
    "risk percent": "{title}: a higher level of risk than in {percent}% of countries",
    "none": "{title}",
}
DIRECTIONS = {"raises": "raises the forecast", "lowers": "lowers the forecast"}


def in_words(driver: pd.Series) -> tuple[str, str, dict]:
    """A driver as two sentences to translate, and their fields: what it is like, what it does to the forecast.

    `driver`: a row of `drivers.drivers_of`. The fields hold `title` (to translate first) and, where the sentence names
    it, `percent`.
    """
    kinds = {one.column: one.kind for one in PREDICTORS}
    direction = DIRECTIONS["raises" if driver["contribution"] > 0 else "lowers"]
    fields = {"title": driver["title"]}
    if pd.isna(driver["value"]):
        return WORDS["none"], direction, fields
    if kinds.get(driver["driver"]) == "yes or no":
        return WORDS["yes" if driver["value"] >= 0.5 else "no"], direction, fields
    fields["percent"] = round(driver["percent_below"])
    return WORDS["risk percent" if driver["half"] == "plain" else "percent"], direction, fields
