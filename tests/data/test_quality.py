"""A release that breaks a rule is found out, with the file and the rule."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import quality
from data.release import Release, current_version, open_release, verify
from data.settings import SHIPPED_RELEASES
from data.sources.declaration import LICENCES
from tests.support import forecasts


class Draft:
    """A release in memory, which a test may spoil."""

    def __init__(self, folder: Path):
        good = open_release(folder)
        self.manifest: dict[str, Any] = json.loads(json.dumps(good.manifest))
        self.frames = {name: good.frame(name) for name in quality.COLUMNS}
        self.documents = {name: json.loads(json.dumps(good.document(name))) for name in quality.DOCUMENTS}

    def breaches(self) -> list[tuple[str, str]]:
        found = quality.breaches(self.frames.__getitem__, self.documents.__getitem__, self.manifest)
        return [(one.file, one.reason) for one in found]

    def put(self, frame: str, column: str, value: object, row: int = 0) -> None:
        table = self.frames[frame]
        table.loc[table.index[row], column] = value


@pytest.fixture
def draft(built: Path) -> Draft:
    return Draft(next((built / "releases").glob("*.1")))


def test_a_good_release_breaks_no_rule(draft):
    assert draft.breaches() == []


def drop(frame: str, keep: Callable[[pd.DataFrame], pd.Series]) -> Callable[[Draft], None]:
    def spoil(draft: Draft) -> None:
        draft.frames[frame] = draft.frames[frame][keep(draft.frames[frame])]

    return spoil


def put(frame: str, column: str, value: object) -> Callable[[Draft], None]:
    return lambda draft: draft.put(frame, column, value)


def state(**changes: object) -> Callable[[Draft], None]:
    return lambda draft: draft.documents["sources"][0].update(changes)


SPOILED = {
    "a column is missing": (
        lambda draft: draft.frames["scores"].pop("coverage"), "scores.parquet", "lacks the columns coverage"),
    "a source says nothing of its licence": (
        lambda draft: draft.documents["sources"][0].pop("licence"), "sources.json", "an entry lacks licence"),
    "a State is absent": (
        drop("scores", lambda t: t["iso3"] != "SDN"), "scores.parquet", "1 of the 195 States are absent: SDN"),
    "a State that is none": (
        lambda draft: draft.frames["levels"].replace("SDN", "ATL", inplace=True),
        "levels.parquet", "no States of this project: ATL"),
    "a month is absent": (
        drop("factors", lambda t: t["month"] != pd.Timestamp("2026-01-01")), "factors.parquet", "months must run from 2025-12"),
    "a State lacks a month": (
        drop("scores", lambda t: t.index != 7), "scores.parquet", "lacks some months"),
    "a State has a month twice": (
        lambda draft: draft.frames.update(ages=pd.concat([draft.frames["ages"], draft.frames["ages"][:1]])),
        "ages.parquet", "two rows for one month"),
    "the default month has no score": (
        lambda draft: draft.manifest.update(default_month="2026-03"), "manifest.json", "default_month 2026-03 has no score"),
    "an indicator has no levels": (
        lambda draft: draft.frames["levels"].pop("deaths"), "levels.parquet", "not the indicators: deaths"),
    "an indicator is listed twice": (
        lambda draft: draft.documents["indicators"].append(draft.documents["indicators"][0]),
        "indicators.json", "listed twice"),
    "a level lies above one": (put("levels", "deaths", 1.01), "levels.parquet", "deaths must lie between 0 and 1, got 1.01"),
    "a level lies below zero": (put("levels", "deaths", -0.01), "levels.parquet", "between 0 and 1, got -0.01"),
    "a value is infinite": (put("values", "deaths", np.inf), "values.parquet", "got inf"),
    "an age is negative": (put("ages", "share", -1), "ages.parquet", "share must lie between 0 and inf"),
    "a factor lies above one": (put("factors", "rf1", 2), "factors.parquet", "rf1 must lie between 0 and 1"),
    "a drawn factor lies above one": (put("draws", "rf2", 2), "draws.parquet", "rf2 must lie between 0 and 1"),
    "a score lies above a hundred": (put("scores", "score", 100.5), "scores.parquet", "score must lie between 0 and 100"),
    "a rank is beyond the States": (put("scores", "rank", 196), "scores.parquet", "rank must lie between 1 and 195"),
    "coverage is a percentage": (put("scores", "coverage", 66), "scores.parquet", "coverage must lie between 0 and 1"),
    "an interval is upside down": (put("scores", "low", 99), "scores.parquet", "low lies above high"),
    "half an interval": (put("scores", "low", np.nan), "scores.parquet", "low and high must be known together"),
    "an unheard-of status": (put("scores", "status", "fine"), "scores.parquet", "status must be one of"),
    "a score is missing without a word": (put("scores", "score", np.nan), "scores.parquet", "exactly where its status"),
    "an observation of no State": (put("observations", "iso3", "ATL"), "observations.parquet", "195 States"),
    "an observation of an undeclared series": (
        put("observations", "series", "alpha.other"), "observations.parquet", "does not declare this series"),
    "an observation published after the release was made": (
        put("observations", "known_on", pd.Timestamp("2026-03-06")), "observations.parquet", "lies in the future"),
    "observations out of order": (
        lambda draft: draft.frames.update(observations=draft.frames["observations"][::-1].reset_index(drop=True)),
        "observations.parquet", "must be sorted"),
    "deaths below zero": (put("observations", "value", -1), "observations.parquet", "in 'deaths', so from 0"),
    "a share above one": (
        lambda draft: draft.put("observations", "value", 1.5, row=2), "observations.parquet",
        "in 'share of the population', so from 0 to 1"),
    "a fact of an unheard-of source": (put("facts", "source", "gamma"), "facts.parquet", "no such source"),
    "a reject for an unheard-of reason": (put("rejects", "reason", "bored"), "rejects.parquet", "reason must be one of"),
    "a reject of an unheard-of source": (put("rejects", "source", "gamma"), "rejects.parquet", "does not list"),
    "a licence that nobody knows": (state(licence="Mine"), "sources.json", "alpha: unknown licence 'Mine'"),
    "a licence that is contradicted": (state(licence="CC BY-NC 4.0"), "sources.json", "contradicts its licence"),
    "a source that may not be shipped": (
        state(licence="CC BY-NC 4.0", is_redistributable=False), "sources.json", "may not be redistributed"),
    "a count that does not fit": (
        lambda draft: draft.manifest["counts"].update(rejects=0), "manifest.json", "states 0 rejects; the files hold 2"),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "file", "reason"), SPOILED.values(), ids=SPOILED.keys())
def test_a_release_is_found_out_when(draft, spoil, file, reason):
    spoil(draft)
    assert any(where == file and reason in why for where, why in draft.breaches()), draft.breaches()


@pytest.fixture
def with_forecasts(draft):
    """A draft that carries forecasts, and scores as they were known."""
    scores = draft.frames["scores"][["iso3", "month", "score", "coverage"]]
    draft.frames |= forecasts.frames(np.random.default_rng(1)) | {"known_scores": scores.copy()}
    draft.manifest["files"] |= {f"{name}.parquet": {} for name in quality.OPTIONAL_FRAMES}
    return draft


def test_good_forecasts_break_no_rule(with_forecasts):
    assert with_forecasts.breaches() == []


SPOILED_FORECASTS = {
    "a probability lies above one": (put("forecasts", "p", 1.2), "forecasts.parquet", "p must lie between 0 and 1, got 1.2"),
    "a probability lies below its interval": (
        put("forecasts", "low", 0.9), "forecasts.parquet", "p must lie between low and high"),
    "an interval reaches above one": (put("forecasts", "high", 1.1), "forecasts.parquet", "high must lie between 0 and 1"),
    "a probability is missing": (put("forecasts", "p", np.nan), "forecasts.parquet", "lacks its probability"),
    "a rank is none": (put("forecasts", "rank", 0), "forecasts.parquet", "rank must lie between 1"),
    "a forecast of no State": (put("forecasts", "iso3", "ATL"), "forecasts.parquet", "no States of this project: ATL"),
    "a State is forecast twice": (
        lambda draft: draft.frames.update(forecasts=pd.concat([draft.frames["forecasts"], draft.frames["forecasts"][:1]])),
        "forecasts.parquet", "two rows agree in iso3, t"),
    "a column of the forecasts is missing": (
        lambda draft: draft.frames["forecasts"].pop("rank"), "forecasts.parquet", "lacks the columns rank"),
    "a contribution is infinite": (put("drivers", "contribution", np.inf), "drivers.parquet", "got inf"),
    "a scenario's chance lies above one": (put("forecast_changes", "p_then", 2), "forecast_changes.parquet", "p_then must lie"),
    "a score known then lies above a hundred": (put("known_scores", "score", 101), "known_scores.parquet", "score must lie"),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "file", "reason"), SPOILED_FORECASTS.values(), ids=SPOILED_FORECASTS.keys())
def test_a_release_with_forecasts_is_found_out_when(with_forecasts, spoil, file, reason):
    spoil(with_forecasts)
    breaches = with_forecasts.breaches()
    assert any(where == file and reason in why for where, why in breaches), breaches


def test_a_source_that_may_not_be_shipped_is_allowed_in_a_release_that_is_not_shipped(draft):
    draft.documents["sources"][0].update(licence="CC BY-NC 4.0", is_redistributable=False)
    draft.manifest["is_shippable"] = False
    assert draft.breaches() == []


def test_a_risk_factor_counts_only_if_some_state_has_a_figure_for_it(draft):
    draft.frames["factors"]["rf2"] = np.nan
    assert quality.count(draft.frames.__getitem__, draft.documents.__getitem__)["risk_factors"] == 1


@pytest.mark.parametrize(
    ("unit", "allowed"),
    [
        ("1 = party, 0 = not a party", (0, 1)),
        ("1 = issued, 0.5 = pledged, 0 = not issued at that date", (0, 1)),
        ("scale: 0 = none, 1 = weak, 4 = strong; low is worse", (0, 4)),
        ("share of recommendations, 0–1", (0, 1)),
        ("index from 0 to 1; low is worse", (0, 1)),
        ("deaths in the year", (0, np.inf)),
        ("people at the end of the year", (0, np.inf)),
        ("per cent change on the year before", (-np.inf, np.inf)),
        ("change in deaths", (-np.inf, np.inf)),
        ("measurement-model scale, about -4 (never) to 4 (always)", (-np.inf, np.inf)),
        ("degrees", (-np.inf, np.inf)),
    ],
)
def test_a_unit_allows_what_its_words_say(unit, allowed):
    assert quality.unit_range(unit) == allowed


@given(unit=st.text())
def test_no_unit_has_an_empty_range(unit):
    low, high = quality.unit_range(unit)
    assert low <= high


def source(newest: str | None) -> dict[str, Any]:
    return {"key": "alpha", "newest_period": newest, "stale_after_days": 400}


@pytest.mark.parametrize(("newest", "is_stale"), [("2025-01-29", False), ("2025-01-28", True)])
def test_a_source_is_stale_on_the_day_after_its_promise(newest, is_stale):
    (found,) = quality.freshness([source(newest)], today=date(2026, 3, 5))
    assert (found.age_days, found.is_stale) == (400 if not is_stale else 401, is_stale)


def test_a_source_without_figures_is_not_called_fresh():
    (found,) = quality.freshness([source(None)], today=date(2026, 3, 5))
    assert (found.age_days, found.is_stale) == (None, None)


@pytest.fixture(scope="module")
def shipped() -> Release:
    """The release that the repository ships."""
    return open_release(SHIPPED_RELEASES / str(current_version(SHIPPED_RELEASES)))


def test_the_shipped_release_is_whole(shipped):
    assert verify(shipped.path)["countries"] == 195


def test_the_shipped_release_holds_only_what_may_be_redistributed(shipped):
    allowed = {one["key"] for one in shipped.document("sources") if LICENCES[one["licence"]]}
    used = {source for name in ("observations", "facts", "rejects") for source in shipped.frame(name)["source"]}
    assert (shipped.manifest["is_shippable"], used - allowed) == (True, set())


def test_the_shipped_release_is_smaller_than_15_megabytes():
    assert sum(path.stat().st_size for path in SHIPPED_RELEASES.rglob("*") if path.is_file()) < 15_000_000
