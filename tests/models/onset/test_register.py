from datetime import date

import pandas as pd
import pytest

from models.onset.register import COLUMNS, RegisterError, read_register, score_register, seal_forecasts
from models.onset.release import REGISTER

FORECASTS = pd.DataFrame(
    [("SDN", 2024, 0.08, 0.04, 0.15, 1), ("BEL", 2024, 0.001, 0.0005, 0.002, 2), ("SDN", 2023, 0.5, 0.4, 0.6, 1)],
    columns=["iso3", "t", "p", "low", "high", "rank"],
)


@pytest.fixture
def register(tmp_path):
    path = tmp_path / "register.csv"
    seal_forecasts(path, FORECASTS, release="2025-02-01.1", today=date(2025, 2, 1))
    return path


def test_a_register_that_holds_nothing_yet_is_empty(tmp_path):
    assert read_register(tmp_path / "register.csv").empty


def test_only_the_newest_forecasts_are_sealed(register):
    found = read_register(register)
    assert found[["iso3", "t", "p"]].to_numpy().tolist() == [["BEL", 2024, 0.001], ["SDN", 2024, 0.08]]


def test_sealing_adds_lines_and_leaves_the_earlier_ones_as_they_were(register):
    before = register.read_text()
    seal_forecasts(register, FORECASTS, release="2025-03-01.1", today=date(2025, 3, 1))
    assert register.read_text().startswith(before)
    assert len(read_register(register)) == 4


@pytest.mark.parametrize(
    "alter",
    [
        lambda lines: [lines[0], lines[1].replace("0.001000", "0.900000"), lines[2]],
        lambda lines: [lines[0], lines[2]],
        lambda lines: [lines[0], lines[2], lines[1]],
        lambda lines: [*lines, lines[1]],
        lambda lines: [*lines, "half a line"],
    ],
    ids=["a figure changed", "a line removed", "lines swapped", "a line put in", "a broken line"],
)
def test_an_altered_register_is_refused_with_the_line(register, alter):
    register.write_text("\n".join(alter(register.read_text().splitlines())) + "\n")
    with pytest.raises(RegisterError, match=r"line \d does not fit its seal"):
        read_register(register)


def test_a_register_without_its_header_is_refused(register):
    register.write_text("\n".join(register.read_text().splitlines()[1:]) + "\n")
    with pytest.raises(RegisterError, match=f"the first line must read {COLUMNS[0]}"):
        read_register(register)


def test_the_register_still_begins_with_what_was_sealed_first():
    """A line taken from the end fits all seals; so the first set is held fast here, and later ones only follow it."""
    found = read_register(REGISTER)
    assert found["release"].iloc[:167].unique().tolist() == ["2026-11-21.1"]
    assert found["seal"].iloc[166] == "f958f320a1d2867c16477526a5b94f1df4877c106821074916190a68847c131d"


def test_a_release_is_sealed_once(register):
    with pytest.raises(RegisterError, match=r"2025-02-01\.1 is sealed already"):
        seal_forecasts(register, FORECASTS, release="2025-02-01.1", today=date(2025, 2, 2))


def test_a_forecast_whose_two_years_are_over_is_not_sealed(tmp_path):
    with pytest.raises(RegisterError, match="2025–2026, which is over on 2027-01-01"):
        seal_forecasts(tmp_path / "register.csv", FORECASTS, release="x", today=date(2027, 1, 1))


ONSETS = pd.DataFrame({"iso3": ["SDN", "MMR"], "year": [2026, 2027]})


def test_a_sealed_set_has_no_figures_while_its_two_years_are_not_over(register):
    (entry,) = score_register(read_register(register), ONSETS, known_until=2025)
    assert entry["figures"] is None
    assert entry["expected_onsets"] == pytest.approx(0.081)


def test_a_sealed_set_is_scored_when_its_two_years_are_over(register):
    (entry,) = score_register(read_register(register), ONSETS, known_until=2026)
    figures = entry["figures"]
    assert (figures["onsets"], figures["auc"], figures["caught"]) == (1, 1.0, 1)
    assert figures["brier"] == pytest.approx((0.92**2 + 0.001**2) / 2)


def test_a_set_sealed_inside_its_two_years_says_how_late_and_is_not_prospective(register):
    (entry,) = score_register(read_register(register), ONSETS, known_until=2024)
    assert (entry["months_late"], entry["is_prospective"]) == (1, False)


def test_a_set_sealed_before_its_two_years_is_prospective(tmp_path):
    path = tmp_path / "early.csv"
    seal_forecasts(path, FORECASTS, release="e", today=date(2024, 12, 30))
    (entry,) = score_register(read_register(path), ONSETS, known_until=2024)
    assert (entry["months_late"], entry["is_prospective"]) == (0, True)
