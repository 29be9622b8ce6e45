"""The same function over many parts: in this process, in a pool of processes, or on a Dask cluster."""

import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from multiprocessing import get_context
from typing import TypeVar

from tqdm import tqdm

Part = TypeVar("Part")
Result = TypeVar("Result")
TRIES = 5  # of a part whose worker was lost


def run_parts(
    function: Callable[[Part], Result], parts: Iterable[Part], *, workers: int, scheduler: str | None, total: int | None
) -> Iterator[Result]:
    """`function` of every part exactly once, in any order. `scheduler`: address of a Dask scheduler, tcp://….

    A part whose worker dies is done again; its result is handed on once. At most two parts a worker wait in memory.
    Raises what `function` raises.
    """
    if scheduler:
        results = _on_dask(function, list(parts), scheduler)
    elif workers == 1:
        results = map(function, parts)
    else:
        results = _in_pool(function, iter(parts), workers)
    with tqdm(total=total, desc="parts", unit="part", disable=not sys.stderr.isatty()) as bar:
        for result in results:
            yield result
            bar.update()


def _in_pool(function: Callable[[Part], Result], parts: Iterator[Part], workers: int) -> Iterator[Result]:
    # Started afresh: a fork of a process in which Parquet's reading threads run may wait for ever.
    with ProcessPoolExecutor(max_workers=workers, mp_context=get_context("spawn")) as pool:
        waiting: set[Future[Result]] = set()
        for part in parts:
            waiting.add(pool.submit(function, part))
            if len(waiting) >= 2 * workers:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for one in done:
                    yield one.result()
        for one in waiting:
            yield one.result()


def _on_dask(function: Callable[[Part], Result], parts: list[Part], scheduler: str) -> Iterator[Result]:
    try:
        from distributed import Client, as_completed
    except ImportError as error:
        raise RuntimeError("a scheduler was named but Dask is not installed: install dask[distributed]") from error
    with Client(scheduler) as client:
        futures = client.map(function, parts, pure=False, retries=TRIES)
        number = {future.key: place for place, future in enumerate(futures)}
        handed_on: set[int] = set()
        for future in as_completed(futures):
            result, place = future.result(), number[future.key]
            # A result lost with its worker after it was reported is computed again; it must not count twice.
            if place not in handed_on:
                handed_on.add(place)
                yield result
