"""V-Dem subset: which way each scale runs, what is missing, and which States follow former ones."""

from datetime import date
from pathlib import Path

import pytest

from data.observations import validate
from data.sources import vdem
from data.sources.declaration import Parsed

TODAY = date(2026, 11, 21)
FIXTURE = Path(__file__).parent / "fixtures" / "vdem.csv"
FILE = "hr/vdem_ewp_subset_to_2024.csv"


@pytest.fixture(scope="module")
def parsed() -> Parsed:
    return vdem.parse({FILE: FIXTURE.read_bytes()}, today=TODAY)


def values_of(parsed: Parsed, iso3: str, year: int) -> dict[str, float]:
    rows = parsed.observations
    rows = rows[(rows["iso3"] == iso3) & (rows["period_end"].dt.year == year)]
    return dict(zip(rows["series"].str.removeprefix("vdem."), rows["value"], strict=True))


def test_each_series_is_the_column_it_says(parsed):
    assert values_of(parsed, "MLI", 2024) == {
        "political_killings_approved": 1, "civil_liberties_equal": 1, "social_inequality": 0,
        "civil_society_repression": 2, "power_by_social_group": 3, "minority_rule": 0, "party_ban": 4,
        "judicial_reform": 1, "religious_freedom": 3, "free_discussion": 0.512, "power_by_socioeconomic_position": -0.4,
        "women_civil_society": 3, "media_censorship": 2,
    }  # fmt: skip


def test_minority_rule_is_unknown_where_the_judgement_behind_it_is(parsed):
    """The subset writes 0 there: the row of Syria in the fixture has minorityrule 0 and no v2pepwrsoc_ord."""
    values = values_of(parsed, "SYR", 2024)
    assert "minority_rule" not in values
    assert "power_by_social_group" not in values


def test_a_category_between_two_is_an_unknown_value(parsed):
    assert "party_ban" not in values_of(parsed, "SDN", 2000)
    rejects = parsed.rejects[parsed.rejects["reason"] == "unknown value"]
    assert rejects[["column", "value"]].values.tolist() == [["partyban", "2.5"]]


def test_germany_is_the_federal_republic_before_and_after_1990(parsed):
    assert [values_of(parsed, "DEU", year)["population"] for year in (1990, 1991)] == [63_000_000, 80_000_000]


def test_former_states_are_rejects_and_not_averaged_in(parsed):
    rejects = parsed.rejects[parsed.rejects["reason"] == "not a State covered"]
    assert rejects["value"].tolist() == ["265.0", "315.0"]


def test_every_unit_says_which_end_is_worse():
    silent = [one.key for one in vdem.SOURCE.series if "worse" not in one.unit]
    assert silent == ["vdem.population"]


@pytest.fixture(scope="module")
def real(shared_data) -> Parsed:
    return vdem.parse(vdem.fetch(shared_data), today=TODAY)


@pytest.mark.shared_data
def test_the_real_file_gives_valid_observations(real):
    rows = validate(real.observations, {one.key: "vdem" for one in vdem.SOURCE.series}, today=TODAY)
    assert rows["iso3"].nunique() == 172


@pytest.mark.shared_data
@pytest.mark.parametrize(
    "series",
    ["civil_society_repression", "party_ban", "religious_freedom", "free_discussion", "power_by_socioeconomic_position",
     "women_civil_society", "media_censorship"],
)  # fmt: skip
def test_low_is_worse_as_north_korea_and_sweden_show(real, series):
    assert values_of(real, "PRK", 2024)[series] < values_of(real, "SWE", 2024)[series]
