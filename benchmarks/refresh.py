"""python -m benchmarks.refresh --from DIR: wall time and peak memory of a full refresh and of a verify."""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from data.settings import ROOT


def measure(command: Sequence[str], environment: dict[str, str]) -> tuple[float, float, str]:
    """Seconds, megabytes of the largest process, and standard output of a command that must succeed.

    Runs it under a process of its own, so that the memory is that of this command and no other's.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        start = time.perf_counter()
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False)
        seconds = time.perf_counter() - start
        largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        with os.fdopen(writer, "w") as pipe:
            json.dump([done.returncode, seconds, largest, done.stdout], pipe)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        code, seconds, largest, said = json.load(pipe)
    os.waitpid(child, 0)
    if code:
        raise SystemExit(f"{' '.join(command)} ended with exit code {code}")
    return seconds, largest, said


def main(arguments: Sequence[str]) -> None:
    """Print the figures of one refresh into a temporary folder, and of a verify of what it made."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.refresh", description=__doc__)
    parser.add_argument("--from", dest="folder", required=True, type=Path, help="folder that holds the source files")
    folder = parser.parse_args(arguments).folder.resolve()
    with tempfile.TemporaryDirectory() as place:
        root = Path(place) / "releases"
        environment = os.environ | {"R2P_SNAPSHOTS": str(Path(place) / "snapshots")}
        python = [sys.executable, "-m"]
        refresh = [*python, "data.refresh", "--from", str(folder), "--out", str(root), "--json"]
        seconds, largest, said = measure(refresh, environment)
        summary = json.loads(said)
        print(f"refresh: {seconds:.1f} s, {largest:.0f} MB in the largest process; "
              f"{summary['observations']:,} observations, {summary['sources']} sources")  # fmt: skip
        release = root / summary["version"]
        seconds, largest, _ = measure([*python, "data.release", "verify", str(release)], environment)
        size = sum(path.stat().st_size for path in release.iterdir()) / 1e6
        print(f"verify: {seconds:.1f} s with the start of Python, {largest:.0f} MB; the release is {size:.1f} MB")
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} over the last minute")


if __name__ == "__main__":
    main(sys.argv[1:])
