import pytest

from models.onset import saved
from models.onset.fit import log_odds
from models.onset.saved import SavedModelError, data_digest, load, save


@pytest.fixture
def model_file(made_forecast, tmp_path):
    path = tmp_path / "onset.skops"
    return path, save(made_forecast.fitted, path, shift=-0.25, data_sha256="d" * 64)


def test_a_model_read_back_gives_the_same_forecasts(made_rows, made_forecast, model_file):
    path, sha256 = model_file
    fitted, shift = load(path, sha256=sha256, data_sha256="d" * 64)
    now = made_rows.query("year == 2024")
    assert shift == -0.25
    assert log_odds(fitted, now).equals(log_odds(made_forecast.fitted, now))


def test_a_file_that_is_not_the_release_s_is_refused(model_file):
    path, sha256 = model_file
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(SavedModelError, match=r"its digest .* is not that of the release"):
        load(path, sha256=sha256, data_sha256="d" * 64)


def test_a_model_of_other_data_is_refused(model_file):
    path, sha256 = model_file
    with pytest.raises(SavedModelError, match="learned from other data"):
        load(path, sha256=sha256, data_sha256="e" * 64)


def test_a_model_of_other_library_versions_is_refused(model_file, monkeypatch):
    path, sha256 = model_file
    monkeypatch.setattr(saved, "library_versions", lambda: {"scikit-learn": "9.9"})
    with pytest.raises(SavedModelError, match="install those or build again"):
        load(path, sha256=sha256, data_sha256="d" * 64)


def test_a_type_that_was_not_reviewed_is_refused(model_file, monkeypatch):
    path, sha256 = model_file
    monkeypatch.setattr(saved, "TRUSTED", ())
    with pytest.raises(SavedModelError, match="not reviewed"):
        load(path, sha256=sha256, data_sha256="d" * 64)


def test_the_digest_of_the_data_changes_with_any_file(tmp_path):
    (tmp_path / "a.csv").write_text("1")
    (tmp_path / "b.csv").write_text("2")
    before = data_digest(tmp_path, ("a.csv", "b.csv"))
    assert data_digest(tmp_path, ("b.csv", "a.csv")) == before
    (tmp_path / "b.csv").write_text("3")
    assert data_digest(tmp_path, ("a.csv", "b.csv")) != before
