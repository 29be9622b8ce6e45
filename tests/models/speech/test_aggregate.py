"""From posts to country-weeks: counts, floods, suppression, and the same figures however the work is divided."""

import itertools
import logging
import subprocess
import sys
from datetime import date

import numpy as np
import pandas as pd
import pytest

from models.speech.aggregate import aggregate, count_posts
from models.speech.aggregate import main as command
from models.speech.digest import digest, week_start
from models.speech.posts import Batch, Rejected
from models.speech.tally import Tally
from tests.models.speech.conftest import TODAY, posts

NOT_RATES = ["iso3", "week", "stream", "language"]


@pytest.fixture(scope="module")
def made_posts() -> pd.DataFrame:
    return posts(3000, np.random.default_rng(11))


@pytest.fixture(scope="module")
def parquet(made_posts, tmp_path_factory):
    path = tmp_path_factory.mktemp("posts") / "posts.parquet"
    made_posts.to_parquet(path, row_group_size=400)
    return path


def batch(rows: list[dict[str, str]]) -> Batch:
    columns = {name: [row.get(name, "") for row in rows] for name in ("iso3", "date", "stream", "text", "lang")}
    return Batch(rows=list(range(1, len(rows) + 1)), columns=columns)


def row(text="we sang with the elves", **changed: str) -> dict[str, str]:
    return {"iso3": "SDN", "date": "2026-03-04", "stream": "posts", "text": text, "lang": "en"} | changed


def counted(rows, model):
    rejected = Rejected()
    with Tally() as tally:
        tally.add(digest(batch(rows), model, today=TODAY, rejected=rejected))
        return tally.counts(model), rejected


def test_every_post_is_seen_once(made_posts, parquet, model_path):
    counts, rejected = count_posts([parquet], model_path=model_path, today=TODAY)
    assert counts["seen"].sum() == len(made_posts)
    assert rejected.total() == 0


def test_counts_are_by_iso_week_beginning_on_monday(model):
    counts, _ = counted([row(date="2026-01-01"), row(date="2025-12-29"), row(date="2026-01-05")], model)
    assert counts["week"].dt.date.tolist() == [date(2025, 12, 29), date(2026, 1, 5)]
    assert counts["seen"].tolist() == [2, 1]
    assert week_start(0) == date(1970, 1, 5)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"iso3": "Narnia"}, "unknown country"),
        ({"date": "2026-11-22"}, "date in the future"),
        ({"date": "04/03/2026"}, "date is not written YYYY-MM-DD"),
        ({"date": "2026-02-30"}, "date is not written YYYY-MM-DD"),
        ({"date": "1999-12-31"}, "date before 2000-01-01"),
        ({"stream": "gossip"}, "stream is none of posts, news, radio transcripts"),
    ],
)
def test_a_row_that_cannot_be_placed_is_counted(model, changed, reason):
    counts, rejected = counted([row(), row(**changed)], model)
    assert counts["seen"].sum() == 1
    assert dict(rejected.counts) == {reason: 1}
    assert rejected.first_rows[reason] == [2]


def test_a_country_may_be_named_in_any_known_way(model):
    counts, _ = counted([row(iso3="Sudan"), row(iso3="SDN"), row(iso3="soudan")], model)
    assert counts["iso3"].tolist() == ["SDN"]


def test_a_time_with_an_offset_counts_by_its_day_in_utc(model):
    counts, _ = counted([row(date="2026-03-02T01:00:00+03:00")], model)
    assert counts["week"].dt.date.tolist() == [date(2026, 2, 23)]


def test_a_flood_of_one_post_is_seen_but_counts_once(model):
    flood = [row(f"gnomes are filth today @user{number} !") for number in range(500)]
    counts, _ = counted([row("we sang with the elves at noon"), *flood], model)
    assert counts["seen"].tolist() == [501]
    assert counts["unique"].tolist() == [2]
    assert counts["flagged"].tolist() == [1]


def test_a_flood_makes_no_burst(tmp_path, model_path):
    calm = pd.concat([
        posts(60, np.random.default_rng(week), iso3="SDN", stream="posts", date=str(date(2026, 1, 5 ) + pd.Timedelta(weeks=week)))
        for week in range(12)
    ])  # fmt: skip
    flood = pd.DataFrame([row("gnomes are filth today", date="2026-03-24")] * 5000)
    pd.concat([calm, flood]).to_parquet(tmp_path / "posts.parquet")
    table, _ = aggregate([tmp_path / "posts.parquet"], model_path=model_path, today=TODAY)
    last = table.iloc[-1]
    assert last["seen"] > 5000
    assert last["unique"] < 70
    assert not last["is_burst"]


def test_a_week_with_few_posts_shows_only_how_many(model_path, tmp_path):
    pd.DataFrame([row(f"we sang {word}") for word in ["a", "b", "c", "d"]]).to_csv(tmp_path / "posts.csv", index=False)
    table, _ = aggregate([tmp_path / "posts.csv"], model_path=model_path, today=TODAY)
    only = table.iloc[0]
    assert only["status"] == "suppressed"
    assert only["seen"] == 4
    assert pd.isna(only[["flagged", "prevalence", "flagged_rate", "dangerous"]]).all()


def test_a_language_without_a_reliable_head_is_seen_and_not_scored(model_path, tmp_path):
    rows = [row(f"le marché {'abcdefghij'[n % 10]}{'klmnopq'[n % 7]} ouvre demain", lang="fr") for n in range(70)]
    pd.DataFrame(rows).to_csv(tmp_path / "posts.csv", index=False)
    table, _ = aggregate([tmp_path / "posts.csv"], model_path=model_path, today=TODAY)
    assert table["status"].tolist() == ["not reliable"]
    assert table["seen"].tolist() == [70]
    assert pd.isna(table["prevalence"][0])


def test_csv_and_parquet_give_the_same_signals(made_posts, parquet, model_path, tmp_path):
    made_posts.to_csv(tmp_path / "posts.csv", index=False)
    from_csv, _ = aggregate([tmp_path / "posts.csv"], model_path=model_path, today=TODAY)
    from_parquet, _ = aggregate([parquet], model_path=model_path, today=TODAY)
    pd.testing.assert_frame_equal(from_csv, from_parquet, check_exact=True)


def test_the_order_of_posts_and_their_division_change_nothing(made_posts, model):
    pieces = [made_posts.iloc[start : start + 700] for start in range(0, 3000, 700)]
    results = []
    for order in itertools.islice(itertools.permutations(pieces), 0, 120, 40):
        with Tally() as tally:
            for piece in order:
                rows = piece.sample(frac=1, random_state=len(results)).to_dict("records")
                tally.add(digest(batch(rows), model, today=TODAY, rejected=Rejected()))
            results.append(tally.counts(model))
    for other in results[1:]:
        pd.testing.assert_frame_equal(results[0], other, check_exact=True)


def test_two_processes_give_the_figures_of_one(parquet, model_path):
    one, _ = aggregate([parquet], model_path=model_path, today=TODAY, workers=1)
    two, _ = aggregate([parquet], model_path=model_path, today=TODAY, workers=2)
    pd.testing.assert_frame_equal(one, two, check_exact=True)


def test_no_text_author_or_link_survives(model_path, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    texts = [f"gnomes are filth zqxsecret{'abcdefghij'[n % 10]} @zqauthor https://zqlink.org/{n}" for n in range(40)]
    bad = [row("zqxsecret zqauthor zqlink", iso3="zqnowhere"), row("zqxsecret" + "\0")]
    pd.DataFrame([row(text) for text in texts] + bad).to_csv(tmp_path / "posts.csv", index=False)
    for ending in ("parquet", "csv"):
        output = tmp_path / f"signals.{ending}"
        run = subprocess.run(
            [sys.executable, "-m", "models.speech.aggregate", "--input", str(tmp_path / "posts.csv"), "--output", str(output),
             "--model", str(model_path), "--workers", "1", "--scratch", str(tmp_path)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        written = output.read_bytes() + (run.stdout + run.stderr + caplog.text).encode()
        for word in (b"zqxsecret", b"zqauthor", b"zqlink", b"gnomes", b"zqnowhere"):
            assert word not in written
    assert sorted(one.name for one in tmp_path.iterdir()) == ["posts.csv", "signals.csv", "signals.parquet"]


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [("a.csv", b"iso3,text\nSDN,a\n", "is missing"), ("a.parquet", b"PAR1", "damaged"), ("a.csv", b"", "empty")],
)
def test_a_bad_file_ends_in_a_sentence_not_a_trace(tmp_path, model_path, monkeypatch, name, raw, said):
    (tmp_path / name).write_bytes(raw)
    files = ["--input", str(tmp_path / name), "--output", str(tmp_path / "o.csv")]
    monkeypatch.setattr("sys.argv", ["aggregate", *files, "--model", str(model_path)])
    with pytest.raises(SystemExit, match=said):
        command()
