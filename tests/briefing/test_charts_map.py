"""The map as a figure: who is on it, in which colour, and what it says in words."""

import json
import re

import pandas as pd
import pytest

from briefing.charts_map import DISPUTED, TOPOLOGY, VIEWS, places, risk_map, small_states
from briefing.language import speaking
from data.countries import countries

MONTH = pd.Timestamp("2025-12-01")


@pytest.fixture(autouse=True)
def english():
    with speaking("en"):
        yield


def scores(**status: str) -> pd.DataFrame:
    """One row a State: a score of 40 between 30 and 50; `status` names the others."""
    rows = pd.DataFrame({"iso3": list(countries()), "score": 40.0, "low": 30.0, "high": 50.0, "rank": 1.0})
    rows = rows.assign(rank_low=1.0, rank_high=9.0, coverage=0.9, status="shown")
    for iso3, word in status.items():
        rows.loc[rows["iso3"] == iso3, "status"] = word
        if word == "not shown":
            rows.loc[rows["iso3"] == iso3, ["score", "low", "high", "rank", "rank_low", "rank_high"]] = float("nan")
    return rows


def drawn(rows: pd.DataFrame, **more: str) -> list[dict]:
    return risk_map(rows, month=MONTH, **({"region": "", "theme": "light"} | more)).figure["data"]


def coloured(traces: list[dict]) -> set[str]:
    """States in a trace on the scale of risk."""
    on_scale = [one for one in traces if "coloraxis" in one or "coloraxis" in one.get("marker", {})]
    return {iso3 for one in on_scale for iso3 in [*one.get("locations", ()), *one.get("customdata", ())]}


def test_every_state_has_a_place_on_the_map():
    assert set(countries()) <= set(places())


def test_every_state_is_a_shape_or_a_dot():
    shapes = {
        one["id"] for one in json.loads((TOPOLOGY / "world_50m.json").read_text())["objects"]["countries"]["geometries"]
    }
    assert set(countries()) <= shapes | small_states()


def test_the_smallest_states_are_dots_and_the_largest_are_not():
    assert {"NRU", "TUV", "MCO", "VAT", "SMR", "MDV", "KIR"} <= small_states()
    assert not {"RUS", "BRA", "SDN", "CHE", "FJI"} & small_states()


def test_a_state_without_a_score_is_on_no_scale_of_risk():
    assert coloured(drawn(scores(TCD="not shown", NER="grey"))) == set(countries()) - {"TCD", "NER"}


def test_disputed_areas_get_no_colour_and_a_dotted_line():
    traces = drawn(scores())
    lines = [one for one in traces if one.get("mode") == "lines"]
    assert not coloured(traces) & DISPUTED
    assert [one["line"]["dash"] for one in lines] == ["dot"]
    assert set(json.loads((TOPOLOGY / "disputed.json").read_text())) == DISPUTED


def test_states_outside_the_choice_stay_pale():
    rows = scores()
    assert coloured(drawn(rows[rows["iso3"].isin(["SDN", "NRU"])])) == {"SDN", "NRU"}


def test_no_state_at_all_is_still_a_map():
    assert coloured(drawn(scores().head(0))) == set()


@pytest.mark.parametrize("region", VIEWS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_view_can_be_drawn_in_both_themes(region, theme):
    figure = risk_map(scores(), month=MONTH, region=region, theme=theme).figure
    assert json.dumps(figure, allow_nan=False)
    assert figure["layout"]["geo"]["projection"]["rotation"]


@pytest.mark.parametrize("region", [region for region in VIEWS if region])
def test_a_view_of_a_region_holds_all_its_states(region):
    (west, east), (south, north) = VIEWS[region]
    outside = {
        iso3
        for iso3, one in countries().items()
        if one.region == region and iso3 != "RUS"
        for at_east, at_north, _small in [places()[iso3]]
        if not (south <= at_north <= north and (west <= at_east <= east or west <= at_east + 360 <= east))
    }
    assert outside == set()


def test_the_words_name_the_highest_and_how_many_are_not_known():
    rows = scores(TCD="not shown")
    rows.loc[rows["iso3"] == "SDN", "score"] = 90.0
    words = risk_map(rows, month=MONTH, region="", theme="light").alt
    assert words.startswith("Map of the risk scores of 195 States in December 2025. Highest: Sudan (90; rank 1–9)")
    assert "1 State has no score: too little is known." in words


def test_the_pointer_over_a_state_says_score_interval_rank_and_coverage():
    shapes = next(one for one in drawn(scores()) if one.get("coloraxis"))
    said = shapes["hovertext"][shapes["locations"].index("SDN")]
    assert re.sub("<.*?>", "|", said) == (
        "|Sudan||Score 40.0, 90% interval 30.0 to 50.0|Rank between 1 and 9|90% of the indicators known"
    )


def test_the_table_holds_every_state_once():
    table = risk_map(scores(), month=MONTH, region="", theme="light").table
    assert sorted(table["State"]) == sorted(one.names["en"] for one in countries().values())
