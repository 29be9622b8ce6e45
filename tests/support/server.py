"""The app as a visitor meets it: a real server in a process of its own, on a free port, over a release made for tests."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds a server may take to be ready on a loaded machine


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def serving(
    releases: Path,
    *,
    log: Path,
    main: str = "asgi.py",
    port: int | None = None,
    listen: str = "127.0.0.1",
    settings: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """Serve the releases of a folder; gives the address. The log is kept in `log`, the network database beside it."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / main), "--server.port", str(port)]
    command += ["--server.address", listen]
    # Only the releases given: what this checkout has in var/ must not be seen.
    own = {"R2P_RELEASES": str(releases), "R2P_DATABASE": f"sqlite:///{log}.sqlite", "PYTHONUNBUFFERED": "1"}
    environment = {**os.environ, **own, **(settings or {})}
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            wait_until_ready(f"http://127.0.0.1:{port}", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_until_ready(address: str, process: subprocess.Popen, log: Path) -> None:
    """Wait for the server to answer; raises with its log if it ends or takes too long."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with exit code {process.returncode}:\n{log.read_text()}")
        with (
            contextlib.suppress(urllib.error.URLError, OSError),
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=5) as answer,
        ):
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the server was not ready after {PATIENCE} s:\n{log.read_text()}")
