"""Parts spread over processes and over a Dask cluster: each done once, and again where its worker is lost."""

import os
import signal
import threading
import time
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from models.speech.aggregate import Part, aggregate, digest_part
from models.speech.posts import PostsError
from models.speech.runners import run_parts
from tests.models.speech.conftest import TODAY, posts


def square(number: int) -> int:
    return number * number


def refuse(number: int) -> int:
    raise ValueError(f"part {number} cannot be done")


@pytest.mark.parametrize("workers", [1, 2])
def test_every_part_is_done_once(workers):
    found = run_parts(square, range(20), workers=workers, scheduler=None, total=20)
    assert sorted(found) == [number * number for number in range(20)]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_part_that_cannot_be_done_is_not_passed_over(workers):
    with pytest.raises(ValueError, match="cannot be done"):
        list(run_parts(refuse, range(3), workers=workers, scheduler=None, total=3))


@pytest.fixture(scope="module")
def parquet(tmp_path_factory):
    path = tmp_path_factory.mktemp("posts") / "posts.parquet"
    posts(4000, np.random.default_rng(12)).to_parquet(path, row_group_size=200)
    return path


def slowly(part: Part, *, started: str, **rest):
    """`digest_part`, long enough for a worker to be killed in the middle; leaves the worker's number behind."""
    with (Path(started) / str(os.getpid())).open("a", encoding="utf-8") as file:
        file.write("x")
    time.sleep(0.1)
    return digest_part(part, **rest)


def test_a_cluster_is_not_given_a_file_that_cannot_be_divided(tmp_path, model_path):
    with pytest.raises(PostsError, match="a cluster reads Parquet files"):
        aggregate([tmp_path / "a.csv"], model_path=model_path, today=TODAY, scheduler="tcp://127.0.0.1:1")


@pytest.fixture(scope="module")
def cluster():
    """Two Dask workers as processes of their own; the tests that use it are listed as not run without Dask."""
    distributed = pytest.importorskip("distributed", reason="not run: the cluster needs dask[distributed]")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as running:
        yield running


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_gives_the_figures_of_one_process(parquet, model_path, cluster):
    alone, _ = aggregate([parquet], model_path=model_path, today=TODAY)
    spread, _ = aggregate(
        [f"file://{parquet}"], model_path=model_path, today=TODAY, scheduler=cluster.scheduler_address
    )
    pd.testing.assert_frame_equal(alone, spread, check_exact=True)


@pytest.mark.filterwarnings("ignore")
def test_a_worker_killed_midway_changes_nothing_to_the_last_bit(parquet, model_path, cluster, tmp_path, monkeypatch):
    alone, _ = aggregate([parquet], model_path=model_path, today=TODAY)
    killed: list[int] = []

    def kill_one() -> None:
        for _ in range(600):
            working = [one for one in tmp_path.iterdir() if one.stat().st_size >= 3]
            if len(working) >= 2:
                killed.append(int(working[0].name))
                os.kill(killed[0], signal.SIGKILL)
                return
            time.sleep(0.05)

    monkeypatch.setattr("models.speech.aggregate.digest_part", partial(slowly, started=str(tmp_path)))
    killer = threading.Thread(target=kill_one)
    killer.start()
    spread, _ = aggregate([parquet], model_path=model_path, today=TODAY, scheduler=cluster.scheduler_address)
    killer.join()
    assert killed
    assert sum(one.stat().st_size for one in tmp_path.iterdir()) > 20  # the lost worker's parts were done again
    pd.testing.assert_frame_equal(alone, spread, check_exact=True)
