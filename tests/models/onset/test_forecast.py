import numpy as np
import pandas as pd
import pytest

from models.onset import definition, index
from models.onset.forecast import calibrated, forecast_year, forecast_years, read_rows, years_to_forecast
from models.onset.level import level_at
from tests.models.onset import made
from tests.models.onset.conftest import LITTLE

YEAR_COLUMN = {
    definition.PREDICTORS_FILE: "year", index.UCDP: "year_cy", index.UNHCR: "year", index.PTS: "Year",
    index.CIRIGHTS: "year", index.VDEM: "year", index.LHRS: "YEAR",
}  # fmt: skip
ENCODING = {index.CIRIGHTS: "utf-8-sig"}


def truncated(folder, target, t):
    """The same folder with every line after `t` deleted from every file."""
    for name, column in YEAR_COLUMN.items():
        table = pd.read_csv(
            folder / name, dtype=str, keep_default_na=False, encoding=ENCODING.get(name), encoding_errors="replace"
        )
        made.write(target, name, table[pd.to_numeric(table[column]) <= t])
    return target


@pytest.mark.parametrize("t", [1985, 1995, 2003, 2010, 2019])
def test_deleting_everything_after_t_leaves_every_forecast_made_at_t_unchanged(made_folder, made_rows, tmp_path, t):
    rows = read_rows(truncated(made_folder, tmp_path, t))
    now, then = (forecast_year(known, t, seed=1, repeats=2, effort=LITTLE).raw for known in (made_rows, rows))
    pd.testing.assert_frame_equal(now, then, check_exact=True)
    earlier = forecast_year(made_rows, t - 1, seed=1, repeats=0, effort=LITTLE).raw
    assert level_at(earlier, made_rows, t, column="combined") == level_at(earlier, rows, t, column="combined")


@pytest.mark.shared_data
@pytest.mark.parametrize("t", [1994, 2001, 2008, 2015, 2022])
def test_truncation_leaves_the_real_forecasts_unchanged(shared_data, real_rows, tmp_path, t):
    rows = read_rows(truncated(shared_data, tmp_path, t))
    now, then = (forecast_year(known, t, seed=1, repeats=2, effort=LITTLE).raw for known in (real_rows, rows))
    pd.testing.assert_frame_equal(now, then, check_exact=True)
    earlier = forecast_year(real_rows, t - 1, seed=1, repeats=0, effort=LITTLE).raw
    assert level_at(earlier, real_rows, t, column="combined") == level_at(earlier, rows, t, column="combined")


def test_the_same_seed_gives_the_same_forecasts_and_another_seed_others(made_rows):
    first, again, other = (
        forecast_year(made_rows, 2000, seed=seed, repeats=2, effort=LITTLE).raw for seed in (1, 1, 2)
    )
    pd.testing.assert_frame_equal(first, again, check_exact=True)
    assert not first["combined"].equals(other["combined"])


def test_forecasts_do_not_depend_on_the_number_of_processes(made_rows):
    one, two = (
        forecast_years(made_rows, {1990: 0, 1991: 0}, seed=1, workers=workers, effort=LITTLE) for workers in (1, 2)
    )
    for alone, together in zip(one, two, strict=True):
        pd.testing.assert_frame_equal(alone.raw, together.raw, check_exact=True)


def test_repeats_do_not_move_the_forecast_itself(made_rows):
    without, with_repeats = (
        forecast_year(made_rows, 2000, seed=1, repeats=count, effort=LITTLE).raw for count in (0, 2)
    )
    assert without["combined"].equals(with_repeats["combined"])
    assert without["deviation"].isna().all()
    assert (with_repeats["deviation"] > 0).all()


def test_a_year_without_country_years_is_refused(made_rows):
    with pytest.raises(ValueError, match="no country-year of 2031 in the predictors; the newest is 2024"):
        forecast_year(made_rows, 2031, seed=1, repeats=0, effort=LITTLE)


def test_forecasts_before_the_test_window_need_no_interval(made_rows):
    repeats = years_to_forecast(made_rows, past=10, newest=60)
    assert (min(repeats), repeats[1992], repeats[1993], repeats[2023], repeats[2024]) == (1979, 0, 10, 10, 60)


def test_the_interval_lies_around_the_forecast_and_widens_with_few_onsets(country_years):
    rows = country_years({1: {1999: 0, 2000: 0}, 2: {1999: 0, 2000: 0}})
    raw = pd.DataFrame({"t": 2000, "ccode": [1, 2], "iso3": ["AAA", "BBB"], "unit": ["AAA", "BBB"], "combined": [-2.0, -4.0],
                        "deviation": [0.3, 0.3]})  # fmt: skip
    found = calibrated(raw, rows, [2000])
    log_odds = np.log(found[["low", "p", "high"]] / (1 - found[["low", "p", "high"]]))
    spread = 1.6448536 * np.sqrt(0.3**2 + 1.0)  # one onset of the prior: a deviation of 1
    np.testing.assert_allclose(log_odds["high"] - log_odds["p"], spread, rtol=1e-6)
    np.testing.assert_allclose(log_odds["p"] - log_odds["low"], spread, rtol=1e-6)
    assert found["rank"].tolist() == [1, 2]
