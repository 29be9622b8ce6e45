"""What a release carries of hate-speech signals: a marked demonstration, and measured signals that are refused if made up."""

from datetime import date

import pandas as pd
import pytest

from data.release import current_version, open_release
from data.settings import SHIPPED_RELEASES
from models import run
from models.speech.aggregate import aggregate
from models.speech.demonstration import MadeUpError
from models.speech.gdelt import ARTICLES
from models.speech.release import DEMONSTRATION, NEWS, SIGNALS, SignalsError, read_signals, write_speech

DAY = date(2026, 10, 1)


@pytest.fixture(scope="module")
def staged(tmp_path_factory):
    folder = tmp_path_factory.mktemp("staged")
    write_speech(folder, first_day_after=DAY, signals=None)
    return folder


@pytest.fixture
def counted(model_path, tmp_path):
    """A folder of signals that were counted from posts."""
    posts = tmp_path / "posts.csv"
    rows = "\n".join(f"SDN,2026-09-{day:02d},posts,en,post number {day} about the market" for day in range(1, 29))
    posts.write_text(f"iso3,date,stream,lang,text\n{rows}\n", encoding="utf-8")
    table, _rejected = aggregate([posts], model_path=model_path, today=date(2026, 11, 21))
    folder = tmp_path / "counted"
    folder.mkdir()
    table.to_parquet(folder / "signals.parquet")
    return folder


def test_without_signals_only_the_demonstration_is_written_and_every_row_is_marked(staged):
    assert [path.name for path in staged.iterdir()] == [DEMONSTRATION]
    assert pd.read_parquet(staged / DEMONSTRATION)["is_made_up"].all()


def test_the_same_release_carries_the_same_demonstration(staged, tmp_path):
    write_speech(tmp_path, first_day_after=DAY, signals=None)
    assert (tmp_path / DEMONSTRATION).read_bytes() == (staged / DEMONSTRATION).read_bytes()


def test_signals_that_were_counted_are_carried_unchanged(counted, tmp_path):
    write_speech(tmp_path, first_day_after=DAY, signals=counted)
    written = pd.read_parquet(tmp_path / SIGNALS)
    pd.testing.assert_frame_equal(written, pd.read_parquet(counted / "signals.parquet"))


def test_articles_are_carried_where_news_are_counted(counted, tmp_path):
    row = {"iso3": "SDN", "week": "2026-09-07", "articles": 3, "events": 9}
    pd.DataFrame([row]).to_csv(counted / "articles.csv", index=False)
    write_speech(tmp_path, first_day_after=DAY, signals=counted)
    assert list(pd.read_parquet(tmp_path / NEWS)) == list(ARTICLES)


def test_a_demonstration_is_never_taken_for_signals(staged, tmp_path):
    with pytest.raises(MadeUpError, match="made-up counts never enter a score"):
        read_signals(staged / DEMONSTRATION)


def test_signals_without_a_column_are_refused_by_its_name(counted):
    path = counted / "signals.parquet"
    pd.read_parquet(path).drop(columns="prevalence_low").to_parquet(path)
    with pytest.raises(SignalsError, match="lacks prevalence_low"):
        read_signals(path)


def test_a_week_that_stands_twice_is_refused(counted):
    path = counted / "signals.parquet"
    table = pd.read_parquet(path)
    pd.concat([table, table]).to_parquet(path)
    with pytest.raises(SignalsError, match="twice"):
        read_signals(path)


def test_an_unknown_stream_is_refused(counted):
    path = counted / "signals.parquet"
    pd.read_parquet(path).assign(stream="gossip").to_parquet(path)
    with pytest.raises(SignalsError, match="gossip"):
        read_signals(path)


def test_signals_that_are_not_there_are_refused_with_what_to_do(tmp_path):
    with pytest.raises(SignalsError, match=r"write them with models\.speech\.aggregate"):
        read_signals(tmp_path / "signals.parquet")


def test_the_release_that_ships_carries_the_demonstration_and_nothing_measured():
    shipped = open_release(SHIPPED_RELEASES / current_version(SHIPPED_RELEASES))
    assert SIGNALS not in shipped.manifest["files"]
    assert shipped.frame(DEMONSTRATION.removesuffix(".parquet"))["is_made_up"].all()


def test_a_build_with_signals_that_cannot_be_used_ends_with_one_sentence(monkeypatch, tmp_path):
    def refuse(*args, **kwargs):
        raise SignalsError("signals.parquet: lacks seen")

    monkeypatch.setattr(run, "run", refuse)
    monkeypatch.setattr("sys.argv", ["run", "--staging", str(tmp_path)])
    with pytest.raises(SystemExit, match=r"hate-speech signals \(R2P_SPEECH\): signals\.parquet: lacks seen"):
        run.main()
