"""Digital Society Survey: which way each scale runs, and which judgement stands for Palestine."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from data.observations import validate
from data.sources import vdem_dsp
from data.sources.declaration import Parsed

TODAY = date(2026, 11, 21)
FIXTURE = Path(__file__).parent / "fixtures" / "vdem_dsp.csv"


@pytest.fixture(scope="module")
def parsed() -> Parsed:
    return vdem_dsp.parse({vdem_dsp.FILE: FIXTURE.read_bytes()}, today=TODAY)


def values_of(parsed: Parsed, iso3: str) -> dict[str, float]:
    rows = parsed.observations[parsed.observations["iso3"] == iso3]
    return dict(zip(rows["series"].str.removeprefix("vdem_dsp."), rows["value"], strict=True))


def test_each_series_is_the_column_it_says_and_is_not_inverted(parsed):
    assert values_of(parsed, "NOR") == {
        "party_hate_speech": 2.2, "government_false_information": 2.4, "party_false_information": 1.9,
        "social_polarisation": 1.2, "political_polarisation": -2.1, "online_media_fractionalisation": 1.5,
        "liberal_democracy": 0.85, "electoral_democracy": 0.905,
    }  # fmt: skip


def test_an_empty_cell_gives_no_observation(parsed):
    assert "liberal_democracy" not in values_of(parsed, "IND")


def test_palestine_has_the_judgement_of_the_west_bank_and_no_mean_with_gaza(parsed):
    assert values_of(parsed, "PSE")["party_hate_speech"] == -1.4


def test_gaza_and_territories_are_rejects_that_say_why(parsed):
    rejects = parsed.rejects.set_index("value")
    assert set(rejects.index) == {"PSG", "SML", "XKX"}
    assert "West Bank" in rejects.loc["PSG", "detail"]


def test_only_hostile_camps_are_worse_when_high():
    worse_when_high = [one.key for one in vdem_dsp.SOURCE.series if "high is worse" in one.unit]
    assert worse_when_high == ["vdem_dsp.political_polarisation"]


@pytest.fixture(scope="module")
def real(shared_data) -> Parsed:
    return vdem_dsp.parse(vdem_dsp.fetch(shared_data), today=TODAY)


@pytest.mark.shared_data
def test_the_real_file_gives_valid_observations_to_2020(real):
    rows = validate(real.observations, {one.key: "vdem_dsp" for one in vdem_dsp.SOURCE.series}, today=TODAY)
    assert rows["iso3"].nunique() == 173
    assert rows["period_end"].max() == pd.Timestamp("2020-12-31")


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("series", "worse", "better"),
    [("party_hate_speech", "IND", "NOR"), ("government_false_information", "SYR", "FIN"),
     ("party_false_information", "SYR", "SWE"), ("social_polarisation", "THA", "FIN")],
)  # fmt: skip
def test_low_is_worse(real, series, worse, better):
    assert (values_of(real, worse)[series]) < values_of(real, better)[series]


@pytest.mark.shared_data
def test_hostile_camps_are_high_in_turkey_and_low_in_denmark(real):
    assert values_of(real, "TUR")["political_polarisation"] > 2 > -2 > values_of(real, "DNK")["political_polarisation"]
