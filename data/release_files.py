"""What each file of a release holds, column by column and key by key; a test compares it with the release that ships."""

from collections.abc import Mapping
from types import MappingProxyType

STATE = "State, ISO 3166-1 alpha-3"
MONTH = "first day of the month"
SHARE = "0 to 1"
INDICATORS = "one column an indicator"  # stands for as many columns as indicators.json has entries
RANK = "1 is the highest; missing without a score"
_GRID = {"iso3": STATE, "month": MONTH}
_FACTORS = {
    f"rf{number}": f"level of risk factor {number}, {SHARE}; missing where too little is known"
    for number in range(1, 15)
}
_RATE = "unique posts flagged as hateful, of those scored"
_SHARE_OF_ALL = "share of posts that are hateful, corrected for the errors of the classifier"
_SPEECH = {
    "iso3": STATE,
    "week": "Monday of the week",
    "stream": "posts or news",
    "language": "ISO 639-1",
    "seen": "posts received",
    "unique": "posts after duplicates were left out",
    "duplicates": "posts left out as copies",
    "scored": "unique posts in a language that the classifier reads",
    "flagged": "of these, flagged as hateful",
    "dangerous": "of the flagged, with a marker of dangerous speech",
    "target: …": "of the flagged, those against this group; one column a group",
    "flagged_rate": f"{_RATE}, shrunken towards the series' own past",
    "flagged_low": "its 90 % interval, lower end",
    "flagged_high": "its 90 % interval, upper end",
    "prevalence": _SHARE_OF_ALL,
    "prevalence_low": "its 90 % interval, lower end",
    "prevalence_high": "its 90 % interval, upper end",
    "prior_weeks": "weeks of the past that the rate leans on",
    "expected": "flagged posts that the past makes likely; missing where there is too little of it",
    "tail": "chance of as many flagged posts or more",
    "is_burst": "more than the past makes likely",
    "drift": "weekly excess summed up",
    "is_drift": "a slow rise came to its end",
    "status": "shown, suppressed (too few posts) or not reliable (language below the bar)",
}

# File → what it holds, and its columns; observations, facts and rejects are declared in data/schema.py.
FRAMES: Mapping[str, tuple[str, Mapping[str, str]]] = MappingProxyType(
    {
        "levels": (
            "Level of risk of each indicator",
            _GRID | {INDICATORS: f"{SHARE}; held after its figure has grown too old; missing where never known"},
        ),
        "values": ("Value of each indicator", _GRID | {INDICATORS: "in its unit; missing where never known"}),
        "ages": (
            "Age of each value",
            _GRID | {INDICATORS: "months since the end of the period it is about; missing where never known"},
        ),
        "factors": ("Level of each of the 14 risk factors", _GRID | _FACTORS),
        "scores": (
            "Scores",
            _GRID
            | {
                "score": "points, 0 to 100; missing where it is not shown",
                "low": "90 % interval, lower end, points",
                "high": "90 % interval, upper end, points",
                "rank": RANK,
                "rank_low": "90 % interval of the rank, best place",
                "rank_high": "90 % interval of the rank, worst place",
                "change": "points over twelve months, on the same footing: without what merely became known",
                "change_low": "90 % interval of the change, lower end",
                "change_high": "90 % interval of the change, upper end",
                "became_known": "points over twelve months because something became known or is no longer counted",
                "coverage": f"share of the score that rests on figures not out of date, {SHARE}",
                "status": "shown, grey (below 66 % coverage) or not shown (below 50 %)",
            },
        ),
        "draws": (
            "Risk factors in each draw, for the default month",
            {"iso3": STATE, "draw": "number of the draw"} | _FACTORS,
        ),
        "choices": (
            "The choices of each draw",
            {"draw": "number of the draw", "p": "power of the mean, 1 to 4", "normalisation": "goalposts, rank or z"}
            | {f"w{number}": f"weight of risk factor {number}" for number in range(1, 15)},
        ),
        "sensitivity": (
            "How much of the uncertainty each choice of method explains (Sobol indices)",
            {
                "choice": "weights, normalisation, aggregation, gaps or measurement",
                "first_order": "share that it explains alone",
                "first_order_low": "interval, lower end",
                "first_order_high": "interval, upper end",
                "total": "share with all its interactions",
                "total_low": "interval, lower end",
                "total_high": "interval, upper end",
            },
        ),
        "known_scores": (
            "Scores from only those figures that had been published by the end of each month",
            _GRID
            | {
                "score": "points, 0 to 100; missing where too little was known",
                "coverage": f"{SHARE}, as in scores.parquet",
            },
        ),
        "forecasts": (
            "Chance that a new mass killing begins within two years",
            {
                "iso3": STATE,
                "t": "year at whose end it is made",
                "p": "probability",
                "low": "90 % interval, lower end",
                "high": "90 % interval, upper end",
                "rank": "1 is the highest of its year",
            },
        ),
        "drivers": (
            "What each predictor adds to the newest forecast; values only of what is ours to publish",
            {
                "iso3": STATE,
                "t": "year at whose end it is made",
                "half": "plain or learned; empty for the starting point",
                "driver": "key of the predictor; base is the starting point",
                "title": "its name",
                "value": f"{SHARE}; missing where it is not ours to publish",
                "percent_below": "per cent of the States that lie below",
                "contribution": "to the log-odds",
            },
        ),
        "forecast_changes": (
            "What the newest forecast would be if one thing were otherwise",
            {
                "iso3": STATE,
                "t": "year at whose end it is made",
                "scenario": "key",
                "title": "what would be otherwise",
                "is_relief": "whether it would lower the forecast",
                "p_now": "probability",
                "p_then": "probability in that case",
            },
        ),
        "speech_demonstration": (
            "Hate-speech signals of a demonstration: made-up counts, no measurement",
            _SPEECH | {"label": "says so", "is_made_up": "always true"},
        ),
    }
)
OPTIONAL_FRAMES: Mapping[str, tuple[str, Mapping[str, str]]] = MappingProxyType(
    {  # in a release of a deployment that counts
        "speech": ("Hate-speech signals that this deployment counted", _SPEECH),
        "speech_articles": (
            "News that GDELT counted",
            {
                "iso3": STATE,
                "week": "Monday of the week",
                "articles": "distinct articles",
                "events": "rows, several an article",
            },
        ),
    }
)
_METHOD = {
    "version": "of the method",
    "seed": "of all draws",
    "draws_latest": "draws for the default month",
    "draws_history": "draws for every other month",
}
_MONTHS = {
    "first_month": "first month with scores",
    "last_month": "newest month with figures",
    "default_month": "newest month at which enough States are covered",
}

# Document → what it holds, and its keys, or those of each entry of a list.
DOCUMENTS: Mapping[str, tuple[str, Mapping[str, str]]] = MappingProxyType(
    {
        "manifest": (
            "What the release is; sealed",
            {"version": "day and number", "created": "UTC"}
            | _MONTHS
            | {
                "sources": "keys",
                "is_shippable": "whether every source may be redistributed",
                "counts": "of States, figures and more",
                "files": "digest, bytes and rows of every other file",
                "method": "version, seed and draws",
                "notices": "sentences on what a reader must know",
                "seal": "digest of all this",
            },
        ),
        "sources": (
            "Each source as it declares itself, and what came of it",
            {
                "key": "short name",
                "name": "full name",
                "publisher": "who publishes it",
                "licence": "one of data/sources/declaration.py",
                "citation": "how to cite it",
                "homepage": "of the data set",
                "endpoints": "production addresses",
                "files": "the files that were read: path, digest, bytes",
                "cadence_months": "how often it is renewed; 0: never",
                "publication_lag_days": "from the end of a period to the day it can be known",
                "stale_after_days": "freshness promise: age of the newest period beyond which it is broken",
                "series": "key, title, unit and kind of each series",
                "is_supplement": "handed in by a person who wants it",
                "is_default": "read unless switched off",
                "note": "what a reader must know",
                "curated": "our own tables read besides",
                "access": "hosts, limits and the name of the variable that may hold a key; null: no program fetches it",
                "bounds": "how much may change before a person has to look",
                "is_redistributable": "by its licence",
                "status": "available, or not available and why",
                "trouble": "why its figures are not newer; empty if all is well",
                "is_held": "newer figures wait for a person's look",
                "received": "when the newest of its files came, UTC",
                "rows": "observations",
                "facts": "facts",
                "rejects": "rows set aside",
                "first_period": "first day its figures are about",
                "newest_period": "last day its figures are about",
            },
        ),
        "indicators": (
            "Each indicator as it was scored",
            {
                "key": "name of its column",
                "title": "as a reader meets it",
                "risk_factor": "1 to 14",
                "aspect": "what of the factor it measures",
                "family": "group on the pages",
                "series": "what it is made from",
                "unit": "of the value",
                "higher_is": "riskier or safer",
                "floor": "lower goalpost",
                "ceiling": "upper goalpost",
                "max_age_months": "age beyond which it no longer counts as known",
                "why": "why it is measured",
                "goalposts": "where they come from",
                "scale": "linear or log",
                "per": "series to divide by",
                "times": "factor after the division",
                "window_years": "years of a mean",
                "change_years": "years of a change",
                "years_since": "value is years since the last period",
                "across": "neighbours: the largest among them",
                "lasting": "values that hold until a change is recorded",
                "silent": "values that say nothing of a State",
                "begins": "month from which it applies to anyone",
                "source": "key of the source",
            },
        ),
        "validation": (
            "What the score is worth against mass-killing onsets, beside baselines",
            {
                "evaluated": "false where the outcome files were not at hand",
                "outcome": "what it is compared with",
                "forecasts": "of each score and baseline: its measures on frames A and B",
            },
        ),
        "track_record": (
            "What past forecasts were worth, or why there are none",
            {
                "evaluated": "false where there are none",
                "definition": "what is forecast",
                "protocol_sha256": "digest of what was fixed beforehand",
                "seed": "of the backtest",
                "window": "years tested",
                "primary": "key of the forecast shown",
                "configurations": "every one tried, with its measures",
                "intervals": "of the measures",
                "differences": "between forecasts, with intervals",
                "reliability": "forecast and observed, by group",
                "curves": "onsets caught by places flagged",
                "onsets": "each one, with its rank",
                "regions": "measures by region",
                "levels": "expected and seen, by year",
                "bars": "set beforehand: needed, got, met or missed",
                "newest": "what the newest forecast is compared with",
                "data_sha256": "digest of the files it was learned from",
                "versions": "of the libraries",
                "not_covered": "States without a forecast",
                "code_sha256": "digest of the code that learned it",
                "model_sha256": "digest of the model",
            },
        ),
        "method": ("How the scores were made", _METHOD | _MONTHS),
        "inputs": (
            "What the release was made of besides the sources' files",
            {
                "keys": "sources switched on",
                "code": "digest of code, declarations and curated tables",
                "outcomes": "digest of the outcome files",
                "signals": "digest of the hate-speech signals; empty where none are counted",
            },
        ),
        "alerts": (
            "Alerts that the rules propose; a person decides",
            {
                "iso3": STATE,
                "rule": "key",
                "title": "what it says",
                "level": "notable, high or extreme",
                "month": "in which it fired",
                "since": "what it is compared with",
                "unit": "of the figures",
                "after": "figure now",
                "before": "figure then",
                "low": "its interval, lower end",
                "high": "its interval, upper end",
                "change": "in the unit",
                "change_low": "its interval, lower end",
                "change_high": "its interval, upper end",
                "threshold": "that was crossed",
                "counted": "what a rate rests on",
                "factor": "risk factor, if of one",
                "subject": "what else it is about",
                "movers": "indicators that moved it, with their points",
                "sources": "title, address and date",
                "responses": "keys of measures that fit",
            },
        ),
    }
)
OPTIONAL_DOCUMENTS: Mapping[str, tuple[str, Mapping[str, str]]] = MappingProxyType(
    {  # in a release built upon another
        "changes": (
            "What became of the figures since the release before",
            {
                "since": "version of that release",
                "methods": "used so far, oldest first: version, release that brought it, day",
                "sources": "of each source: figures new, revised, corrected and withdrawn",
            },
        ),
    }
)
BESIDE: Mapping[str, str] = MappingProxyType(
    {  # files beside the releases, in their folder
        "current": "Version of the release to serve: one line, replaced in one step",
        "register.csv": "Forecasts sealed before the outcome is known, one line a State: release, sealed_on, t, iso3, p, low, "
        "high, rank, seal; lines are only ever added, and each seal covers the one before",
        "rolled-back.json": "Versions that a person went back from, with who, when and why; once there are any",
    }
)
