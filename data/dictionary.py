"""python -m data.dictionary: write docs/data-dictionary.md from the declarations of the sources and indicators."""

import csv
import inspect
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from data import durable, quality, schema
from data import release as releases
from data import sources as catalogue
from data.settings import CURATED, ROOT, SHIPPED_RELEASES
from data.sources.declaration import Source

FILE = ROOT / "docs" / "data-dictionary.md"
COLUMN = re.compile(r'^    "(\w+)": "([\w\[\]]+)",(?:  # (.*))?$', re.MULTILINE)
SCORING_FILES = {
    "levels": "Level of risk of each indicator, 0 to 1; missing where never known",
    "values": "Value of each indicator, in its unit; missing where never known",
    "ages": "Months since the end of the period that each value is about; missing where never known",
    "factors": "Level of each of the 14 risk factors, 0 to 1; missing where not enough is known",
    "scores": "Score, 90 % interval, rank and its interval, coverage and status",
    "draws": "Risk factors in each draw, for the default month",
    "choices": "Weights, power and normalisation of each draw",
    "sensitivity": "How much of the uncertainty each choice of method explains",
    "known_scores": "Score and coverage from only those figures that had been published by the end of each month",
    "forecasts": "Chance that a new mass killing begins within two years, made at the end of year t, with its 90 % interval",
    "drivers": "What each predictor adds to the log-odds of the newest forecast; values only of what is ours to publish",
    "forecast_changes": "What the newest forecast would be if one thing were otherwise",
}
DOCUMENTS = {
    "manifest": "Version, months, counts, the digest of every file, the method, and what a reader must know; sealed",
    "sources": "Each source as it declares itself, with the files it was read from, its status and its newest period",
    "indicators": "Each indicator as it was scored, with its goalposts",
    "validation": "What the score is worth against mass-killing onsets, beside baselines",
    "track_record": "What past forecasts were worth, or why there are none",
    "method": "Version of the method, seed, draws and months",
    "inputs": "What the release was made of besides the sources' files: keys, digests of code and outcome files",
    "changes": "What became of each source's figures since the release before, and the methods used so far",
}
OPTIONAL_FILES = {
    "alerts": "Alerts that the rules propose, each with its figures before and after, what moved them, sources and measures",
}


def render(sources: Mapping[str, Source], indicators: Sequence[Mapping[str, Any]]) -> str:
    """The data dictionary in Markdown. `indicators`: entries of a release's indicators.json, or none."""
    parts = [
        "# Data dictionary",
        "Written by `python -m data.dictionary` from the declarations in `data/sources/`, `data/schema.py` and the "
        "shipped release; a test keeps it true. Do not edit it by hand.",
        "## Sources",
        *(_source(source) for source in sources.values()),
    ]
    if indicators:
        parts += ["## Indicators", *_indicators(indicators)]
    parts += ["## Files of a release", *_files()]
    return "\n\n".join(parts) + "\n"


def _source(source: Source) -> str:
    rhythm = f"every {source.cadence_months} months" if source.cadence_months else "never"
    facts = {
        "Publisher": source.publisher,
        "Licence": source.licence + ("" if source.is_redistributable else "; not redistributed with this project"),
        "Read": "by default" if source.is_default else f"only with `R2P_SOURCES=+{source.key}`",
        "Citation": source.citation,
        "Home": source.homepage,
        "Addresses": ", ".join(source.endpoints),
        "Files": ", ".join(f"`{file}`" for file in source.files),
        "Renewed": f"{rhythm}; known {source.publication_lag_days} days after the end of a period",
        "Freshness promise": f"the newest period is at most {source.stale_after_days} days old",
        "Note": source.note,
    }
    lines = [f"- {name}: {text}" for name, text in facts.items() if text]
    rows = ((f"`{one.key}`", one.title, one.unit, one.kind) for one in source.series)
    series = [_table(("Series", "Title", "Unit", "Kind"), rows)] if source.series else []
    return "\n\n".join([f"### {source.name} (`{source.key}`)", "\n".join(lines), *series])


def _indicators(indicators: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    with (CURATED / "framework_of_analysis.csv").open(encoding="utf-8-sig", newline="") as file:
        titles = {int(row["risk_factor"]): row["title"] for row in csv.DictReader(file)}
    for factor in sorted({one["risk_factor"] for one in indicators}):
        yield f"### Risk factor {factor}: {titles[factor]}"
        yield _table(
            ("Indicator", "Title", "Made from", "Unit", "Level 0 to 1", "Useful for", "Why", "Goalposts"),
            (
                (f"`{one['key']}`", one["title"], _made_from(one), one["unit"], _goalposts(one),
                 f"{one['max_age_months']} months", one["why"], one["goalposts"])
                for one in indicators if one["risk_factor"] == factor
            ),
        )  # fmt: skip


def _made_from(indicator: Mapping[str, Any]) -> str:
    """The series of an indicator, and what is done to it before it is compared with the goalposts."""
    steps = {
        "per": "divided by `{}`",
        "window_years": "mean of {} year(s)",
        "change_years": "change over {} year(s)",
        "years_since": "years since the last",
        "across": "highest among {}",
        "lasting": "{} holds until a change is recorded",
    }
    done = {name: indicator.get(name) for name in steps}
    if done["lasting"]:
        done["lasting"] = " and ".join(f"{value:g}" for value in done["lasting"])
    told = [steps[name].format(value) for name, value in done.items() if value]
    return "; ".join([f"`{indicator['series']}`", *told])


def _goalposts(indicator: Mapping[str, Any]) -> str:
    low, high = indicator["floor"], indicator["ceiling"]
    if indicator["higher_is"] == "safer":
        low, high = high, low
    return f"{low:g} to {high:g}" + (", logged" if indicator["scale"] == "log" else "")


def _files() -> Iterator[str]:
    source = inspect.getsource(schema)
    for name, columns in (("OBSERVATION", "observations"), ("FACT", "facts"), ("REJECT", "rejects")):
        block = re.search(rf"^{name} = {{\n(.*?)^}}", source, re.MULTILINE | re.DOTALL)
        rows = COLUMN.findall(block.group(1)) if block else []
        yield f"### `{columns}.parquet`"
        yield _table(("Column", "Type", "Meaning"), ((f"`{column}`", kind, meaning) for column, kind, meaning in rows))
    yield "\n".join([
        f"- KINDS: {', '.join(schema.KINDS)}",
        f"- EVIDENCE: {', '.join(schema.EVIDENCE)}; {' and '.join(schema.UNVERIFIED)} are shown as unverified",
        f"- REASONS: {', '.join(schema.REASONS)}",
    ])  # fmt: skip
    yield "### Files of the scoring step"
    columns = quality.COLUMNS | quality.OPTIONAL_FRAMES
    held = ((f"`{name}.parquet`", meaning, ", ".join(columns[name])) for name, meaning in SCORING_FILES.items())
    yield _table(("File", "Holds", "Columns"), held)
    listed = (
        (f"`{name}.json`", meaning, ", ".join(quality.OPTIONAL[name])) for name, meaning in OPTIONAL_FILES.items()
    )
    yield _table(("File", "Holds, in a release that has it", "Keys of each entry"), listed)
    yield "### Documents"
    yield _table(("File", "Holds"), ((f"`{name}.json`", meaning) for name, meaning in DOCUMENTS.items()))


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(_cell(text) for text in line)} |" for line in lines)


def _cell(text: object) -> str:
    return " ".join(str(text).replace("|", "\\|").split())


def shipped_indicators() -> list[dict[str, Any]]:
    """The indicators of the release that ships with the repository; none if it ships none."""
    version = releases.current_version(SHIPPED_RELEASES)
    return releases.open_release(SHIPPED_RELEASES / version).document("indicators") if version else []


def main() -> int:
    """Write the dictionary; returns 0."""
    FILE.parent.mkdir(exist_ok=True)
    durable.write_text(FILE, render(catalogue.declarations(), shipped_indicators()))
    print(f"{FILE.relative_to(ROOT)} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
