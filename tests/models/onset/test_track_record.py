import json

import numpy as np
import pandas as pd
import pytest

from data.countries import countries
from models.onset import backtest, scores
from models.onset.backtest import summary
from models.onset.configurations import BASELINES, PRIMARY, PUBLISHED, baselines, configurations
from models.onset.frames import FrameError, read_published
from models.onset.track_record import PROTOCOL, bars, protocol_digest


@pytest.fixture(scope="module")
def record(made_release):
    return made_release.track_record


def test_every_configuration_of_the_protocol_is_reported_in_its_order(record):
    assert [one["key"] for one in record["configurations"]] == [
        "learned", "plain", PRIMARY, "extra_trees", "forest", "ridge", "elastic_net", "open_sources", "with_lhrs",
        "mean_rank", "stacked", "no_level", PUBLISHED, *BASELINES,
    ]  # fmt: skip


def test_a_configuration_that_saw_the_future_is_marked(record):
    assert [one["key"] for one in record["configurations"] if not one["is_admissible"]] == ["with_lhrs"]


def test_the_record_names_every_onset_once_with_both_ranks(record):
    frame_b = next(one for one in record["configurations"] if one["key"] == PRIMARY)["frame_b"]["whole"]
    assert len(record["onsets"]) == frame_b["onsets"]
    assert sum(one["is_caught"] for one in record["onsets"]) == frame_b["lists"]["30"]["caught"]
    assert all(one["rank"] >= 1 and one["rank_published"] >= 1 and one["name"] for one in record["onsets"])


def test_the_record_is_plain_json(record):
    assert json.loads(json.dumps(record, allow_nan=False)) == record


def test_the_same_forecasts_and_seed_write_the_same_bytes(made_folder, made_rows, made_years, monkeypatch):
    monkeypatch.setattr(scores, "DRAWS", 30)
    published = read_published(made_folder)

    def written() -> tuple[str, str]:
        result = backtest.run(made_rows, published, made_years, seed=3)
        return result.forecasts.to_csv(index=False), json.dumps(result.scores)

    assert written() == written()


def test_the_protocol_still_reads_as_it_did_before_the_test_window_was_opened():
    assert f"`{protocol_digest()}`" in PROTOCOL.read_text(encoding="utf-8")


def test_a_bar_is_met_only_beyond_what_was_needed():
    whole = {"auc": 0.865, "average_precision": 0.04, "lists": {"30": {"caught": 30}}, "brier": 0.0142001,
             "observed_over_expected": 0.79}  # fmt: skip
    primary = {"key": PRIMARY, "frame_a": {"whole": whole}, "frame_b": {"whole": whole, "2009–2024": {"auc": 0.85}}}
    gain = {"country": {"low": 0.0}, "block": {"low": 0.001}}
    found = bars({"configurations": [primary], "differences": {PUBLISHED: {"b": {"auc": gain}}}})
    assert [one["is_met"] for one in found] == [True, False, True, False, False, False, True, False, True]


def test_the_summary_names_bars_and_misses(record):
    text = "\n".join(summary(record))
    assert "Frame B, AUC:" in text
    assert "missed, with the rank they had" in text


def test_another_file_of_published_forecasts_is_refused(made_folder, made_rows):
    with pytest.raises(FrameError, match="expected"):
        backtest.reproduce(made_rows, read_published(made_folder))


def test_the_command_ends_with_a_sentence_where_the_data_are_absent(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.argv", ["backtest", "--data", str(tmp_path), "--out", str(tmp_path)])
    with pytest.raises(SystemExit, match="give the data folder"):
        backtest.main()


# baselines and variants


def test_the_base_rate_is_the_share_of_onsets_known_at_the_time(made_rows):
    from models.onset.fit import training_rows

    base = baselines(made_rows, [2000])[0].forecasts
    assert base["p"].to_numpy() == pytest.approx(training_rows(made_rows, 2000)["outcome"].mean())


def test_a_baseline_does_not_change_with_what_happens_later(made_rows):
    later = made_rows.assign(onset=made_rows["onset"].where(made_rows["year"] <= 2000, 1))
    for before, after in zip(baselines(made_rows, [2000]), baselines(later, [2000]), strict=True):
        pd.testing.assert_frame_equal(before.forecasts, after.forecasts)


def test_more_deaths_rank_higher_in_the_baseline_of_deaths(made_rows):
    found = baselines(made_rows, [2000])[2].forecasts.set_index("ccode")["p"]
    deaths = made_rows.query("year == 2000").set_index("ccode")["deaths_5y"]
    assert abs(found.corr(deaths, method="spearman")) == pytest.approx(1)


def test_the_mean_of_ranks_is_a_share_of_the_list_and_no_probability(made_folder, made_rows, made_years):
    raw = pd.concat([one.raw for one in made_years], ignore_index=True)
    found = {one.key: one for one in configurations(raw, made_rows, read_published(made_folder).made)}
    assert found["mean_rank"].forecasts["p"].between(0, 1).all()
    assert not found["mean_rank"].is_probability


# the release


def test_every_state_is_either_forecast_or_listed_as_not_covered(made_release):
    newest = made_release.forecasts.query("t == 2024")
    assert set(newest["iso3"]) | set(made_release.not_covered) == set(countries())
    assert not set(newest["iso3"]) & set(made_release.not_covered)


def test_forecasts_run_from_1993_to_the_newest_year_with_intervals_around_them(made_release):
    forecasts = made_release.forecasts
    assert sorted(forecasts["t"].unique()) == list(range(1993, 2025))
    assert ((forecasts["low"] < forecasts["p"]) & (forecasts["p"] < forecasts["high"])).all()
    assert list(forecasts.columns) == ["iso3", "t", "p", "low", "high", "rank"]


def test_the_drivers_of_the_release_add_up_to_its_forecasts(made_release):
    newest = made_release.forecasts.query("t == 2024").set_index("iso3")["p"]
    total = made_release.drivers.groupby("iso3")["contribution"].sum()
    np.testing.assert_allclose(1 / (1 + np.exp(-total)), newest[total.index], atol=1e-9)


def test_the_release_states_its_data_and_versions(made_release):
    record = made_release.track_record
    assert len(record["data_sha256"]) == 64
    assert record["versions"]["scikit-learn"]
    assert record["newest"]["t"] == 2024
    assert record["seed"] == 1
