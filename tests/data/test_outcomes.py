"""The files that scores are compared with are taken along, so that a refresh over the network has them too."""

import pytest

from data import outcomes
from models.onset import predict

FILE = "risk/ewp_prepared.csv"


@pytest.fixture
def folder(tmp_path):
    for name in (FILE, "hr/PTS-2024.csv", "hr/other.csv"):
        (tmp_path / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "data" / name).write_text(name)
    return tmp_path / "data"


def names(place):
    return [path.relative_to(place).as_posix() for path in outcomes.files(place)]


def kept(tmp_path):
    return tmp_path / "store" / outcomes.KEPT


@pytest.mark.parametrize("name", predict.FILES)
def test_every_file_that_the_forecasts_are_learned_from_is_one(name, tmp_path):
    (tmp_path / name).parent.mkdir()
    (tmp_path / name).touch()
    assert names(tmp_path) == [name]


def test_they_are_kept_where_the_next_refresh_finds_them(folder, tmp_path):
    outcomes.keep(folder, tmp_path / "store")
    place = outcomes.find(None, tmp_path / "nowhere", tmp_path / "store")
    assert (names(place), outcomes.digest(place)) == (["hr/PTS-2024.csv", FILE], outcomes.digest(folder))


def test_those_of_an_older_folder_are_not_mixed_with_them(folder, tmp_path):
    outcomes.keep(folder, tmp_path / "store")
    (folder / FILE).rename(folder / "risk/ewp_newer.csv")
    outcomes.keep(folder, tmp_path / "store")
    assert names(kept(tmp_path)) == ["hr/PTS-2024.csv", "risk/ewp_newer.csv"]


def test_a_folder_without_any_leaves_those_that_are_kept(folder, tmp_path):
    outcomes.keep(folder, tmp_path / "store")
    outcomes.keep(tmp_path / "nowhere", tmp_path / "store")
    assert names(kept(tmp_path)) == ["hr/PTS-2024.csv", FILE]


def test_a_folder_that_is_asked_for_goes_first(folder, tmp_path):
    assert outcomes.find(tmp_path / "asked", folder, tmp_path / "store") == tmp_path / "asked"


def test_the_usual_folder_goes_before_what_is_kept(folder, tmp_path):
    assert outcomes.find(None, folder, tmp_path / "store") == folder


def test_a_digest_tells_two_contents_apart(folder):
    before = outcomes.digest(folder)
    (folder / FILE).write_text("changed")
    assert outcomes.digest(folder) != before
