"""The method in words and tables: what is rendered from the declarations that a release carries."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from briefing.charts.method import Estimate
from briefing.language import format_number, mark
from briefing.language import gettext as _
from indicators.framework import risk_factors

DIRECTIONS = {"riskier": mark("Higher is riskier"), "safer": mark("Higher is safer")}
SCALES = {"linear": mark("linear"), "log": mark("logarithmic")}
FORECASTS = {
    "score": mark("Risk score"),
    "score_as_known": mark("Risk score, from what could be known at the time"),
    "score_with_terror_scale": mark("Risk score with the Political Terror Scale (not in this release)"),
    "violence_last_year": mark("Deaths in organised violence, last year"),
    "base_rate": mark("Base rate: every State alike"),
    "published_forecast": mark("Published forecast, Early Warning Project"),
}
FRAMES = {
    "A": mark("An onset in the next two years, forecasts made at the end of 1993 to 2022"),
    "B": mark("An onset in the year, the larger of two forecasts made before, 1994 to 2024"),
}
CHOICES = {
    "weights": mark("Weights of the risk factors"),
    "normalisation": mark("Normalisation of the indicators"),
    "aggregation": mark("Exponent of the mean"),
    "gaps": mark("Gaps, filled from peers"),
    "measurement": mark("Measurement error, where the source states it"),
}
NOTES = (
    mark("Revised data: the figures are those published since, not those that could be read at the time."),
    mark("The score was not fitted to these outcomes; goalposts and weights are declared, not learned."),
    mark("A State without a score ranks last in its year."),
)


def definitions(indicators: Sequence[Mapping[str, Any]], number: int) -> pd.DataFrame:
    """The indicators of one risk factor, a row each, under the names a reader sees; empty if it has none."""
    rows = [
        {
            _("Indicator"): _(one["title"]),
            _("What it measures"): _(one["aspect"]),
            _("Unit"): _(one["unit"]),
            _("Direction"): _(DIRECTIONS[one["higher_is"]]),
            _("Level 0"): _end(one, "floor" if one["higher_is"] == "riskier" else "ceiling"),
            _("Level 1"): _end(one, "ceiling" if one["higher_is"] == "riskier" else "floor"),
            _("Scale"): _(SCALES[one["scale"]]),
            _("Goalposts from"): _(one["goalposts"]),
            _("Counts as known for"): _("{count} months").format(count=one["max_age_months"]),
            _("Why"): _(one["why"]),
            _("Series"): one["series"],
        }
        for one in indicators
        if one["risk_factor"] == number
    ]
    return pd.DataFrame(rows)


def _end(indicator: Mapping[str, Any], name: str) -> str:
    value = float(indicator[name])
    return format_number(value, decimals=0 if value == round(value) else 2)


def factor_label(number: int) -> str:
    """Number and title of a risk factor in the reader's language."""
    return f"{number}. {_(risk_factors()[number].title)}"


def worths(validation: Mapping[str, Any], frame: str) -> list[Estimate]:
    """The area under the ROC curve of the score and of what it is compared with, on one frame, the best first."""
    found = [
        Estimate(label=_(FORECASTS[name]), value=one[frame]["auc"], low=one[frame]["auc_low"], high=one[frame]["auc_high"],
                 is_marked=name == "score")
        for name, one in validation["forecasts"].items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: -one.value)


def sensitivities(rows: pd.DataFrame) -> list[Estimate]:
    """Total Sobol indices of the choices behind the score, the largest first."""
    found = [
        Estimate(label=_(CHOICES[choice]), value=total, low=low, high=high)
        for choice, total, low, high in rows[["choice", "total", "total_low", "total_high"]].itertuples(index=False)
    ]
    return sorted(found, key=lambda one: -one.value)
