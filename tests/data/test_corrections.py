"""Corrections: each fits the value it expects, or stops the refresh."""

from datetime import date

import pytest
import yaml

from data import corrections
from data.corrections import Correction, CorrectionError
from tests.data.small import DEATHS, checked, observation

ENTRY = {
    "series": DEATHS, "iso3": "SDN", "period_end": date(2024, 12, 31), "expects": 12.0, "value": 120.0,
    "why": "A zero was lost.", "reference": "https://alpha.example/errata",
}  # fmt: skip


def loaded(tmp_path, *entries):
    path = tmp_path / "corrections.yml"
    path.write_text(yaml.safe_dump(list(entries)))
    return corrections.load(path)


def test_the_corrections_of_this_project_can_be_read():
    assert isinstance(corrections.load(corrections.FILE), list)


def test_a_correction_is_read_as_it_was_written(tmp_path):
    assert loaded(tmp_path, ENTRY) == [Correction(**ENTRY)]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"period_end": "soon"}, "must be a date"),
        ({"expects": "twelve"}, "finite numbers"),
        ({"value": float("nan")}, "finite numbers"),
        ({"why": " "}, "what is wrong"),
        ({"mood": "bad"}, "exactly the fields"),
    ],
)
def test_a_malformed_correction_is_refused(tmp_path, changes, complaint):
    with pytest.raises(CorrectionError, match=complaint):
        loaded(tmp_path, ENTRY | changes)


@pytest.mark.parametrize("text", ["a: 1", "[1, 2]", "[", "series"])
def test_a_file_that_is_no_list_of_corrections_is_refused_by_its_name(tmp_path, text):
    (tmp_path / "corrections.yml").write_text(text)
    with pytest.raises(CorrectionError, match=r"corrections\.yml"):
        corrections.load(tmp_path / "corrections.yml")


def test_a_correction_that_lacks_a_field_is_refused_with_its_place_in_the_file(tmp_path):
    with pytest.raises(CorrectionError, match="entry 2: must have exactly the fields"):
        loaded(tmp_path, ENTRY, {"series": DEATHS})


def test_a_figure_corrected_twice_is_refused(tmp_path):
    with pytest.raises(CorrectionError, match="listed twice"):
        loaded(tmp_path, ENTRY, ENTRY | {"value": 7.0})


def test_a_correction_changes_the_value_it_names_and_no_other():
    rows = checked(observation(), observation(iso3="MLI"))
    assert corrections.apply(rows, [Correction(**ENTRY)]).set_index("iso3")["value"].to_dict() == {
        "MLI": 12.0,
        "SDN": 120.0,
    }


def test_a_corrected_figure_says_what_was_corrected_and_why():
    (reference,) = corrections.apply(checked(observation()), [Correction(**ENTRY)])["reference"]
    assert reference.endswith("; corrected from 12: A zero was lost. (https://alpha.example/errata)")


def test_a_figure_known_to_be_wrong_but_not_what_it_should_be_is_left_out():
    assert corrections.apply(checked(observation()), [Correction(**ENTRY | {"value": None})]).empty


@pytest.mark.parametrize("changes", [{"expects": 13.0}, {"iso3": "MLI"}, {"period_end": date(2023, 12, 31)}])
def test_a_correction_that_no_longer_fits_fails_loudly(changes):
    with pytest.raises(CorrectionError, match="if the publisher has mended it, remove the entry"):
        corrections.apply(checked(observation()), [Correction(**ENTRY | changes)])


def test_a_correction_of_a_source_that_was_not_read_is_passed_over():
    rows = checked(observation())
    assert corrections.apply(rows, [Correction(**ENTRY | {"series": "gamma.deaths"})]).equals(rows)


def test_the_observations_given_are_left_as_they_were():
    rows = checked(observation())
    corrections.apply(rows, [Correction(**ENTRY)])
    assert rows["value"].tolist() == [12.0]
