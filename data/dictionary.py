"""python -m data.dictionary: write docs/data-dictionary.md from the declarations of the sources and indicators."""

import csv
import inspect
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from data import durable, release_files, schema
from data import release as releases
from data import sources as catalogue
from data.settings import CURATED, ROOT, SHIPPED_RELEASES
from data.sources.declaration import Source

FILE = ROOT / "docs" / "data-dictionary.md"
COLUMN = re.compile(r'^    "(\w+)": "([\w\[\]]+)",(?:  # (.*))?$', re.MULTILINE)


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
    for name, table in (("OBSERVATION", "observations"), ("FACT", "facts"), ("REJECT", "rejects")):
        block = re.search(rf"^{name} = {{\n(.*?)^}}", source, re.MULTILINE | re.DOTALL)
        rows = COLUMN.findall(block.group(1)) if block else []
        yield f"### `{table}.parquet`"
        yield _table(("Column", "Type", "Meaning"), ((f"`{column}`", kind, meaning) for column, kind, meaning in rows))
    yield "\n".join([
        f"- KINDS: {', '.join(schema.KINDS)}",
        f"- EVIDENCE: {', '.join(schema.EVIDENCE)}; {' and '.join(schema.UNVERIFIED)} are shown as unverified",
        f"- REASONS: {', '.join(schema.REASONS)}",
    ])  # fmt: skip
    for name, (holds, columns) in {**release_files.FRAMES, **release_files.OPTIONAL_FRAMES}.items():
        is_optional = name in release_files.OPTIONAL_FRAMES
        yield f"### `{name}.parquet`"
        yield holds + ("; only where this deployment counts them." if is_optional else ".")
        yield _table(("Column", "Meaning"), _columns(columns))
    for name, (holds, keys) in {**release_files.DOCUMENTS, **release_files.OPTIONAL_DOCUMENTS}.items():
        is_optional = name in release_files.OPTIONAL_DOCUMENTS
        yield f"### `{name}.json`"
        yield holds + ("; only in a release that was built upon another." if is_optional else ".")
        yield _table(("Key", "Meaning"), ((f"`{key}`", meaning) for key, meaning in keys.items()))
    yield "### Beside the releases"
    yield _table(("File", "Holds"), ((f"`{name}`", meaning) for name, meaning in release_files.BESIDE.items()))


def _columns(columns: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Rows of a table of columns; those of the 14 risk factors and their weights share a row."""
    for name, meaning in columns.items():
        numbered = re.fullmatch(r"(rf|w)(\d+)", name)
        if numbered is None:
            yield (name if name == release_files.INDICATORS else f"`{name}`", meaning)
        elif numbered[2] == "1":
            yield f"`{numbered[1]}1` … `{numbered[1]}14`", meaning.replace("risk factor 1", "each risk factor")


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
