"""A sign-in provider of our own (oidc-provider-mock) in a process of its own, whose clock can be put wrong."""

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.server import PATIENCE, ROOT, free_port


@dataclass(frozen=True)
class Provider:
    """Where it answers, and the client that is registered with it."""

    address: str
    client_id: str
    client_secret: str

    def describe(self, who: str, **claims: Any) -> None:
        """What it says of an account from now on."""
        _ask(f"{self.address}/users/{who}", "PUT", claims)

    def set_clock(self, *, ahead: int) -> None:
        """Put its clock ahead by so many seconds, for the tokens it issues from now on."""
        _ask(f"{self.address}/test/clock/{ahead}")


@contextlib.contextmanager
def providing(*, back_to: str, log: Path, port: int | None = None) -> Iterator[Provider]:
    """Run a provider at which one client is registered that may be led back to `back_to`."""
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {"AUTHLIB_INSECURE_TRANSPORT": "1"}
    with log.open("wb") as output:
        command = [sys.executable, "-W", "ignore", "-m", "tests.support.provider", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            _wait(address, process, log)
            client = _ask(f"{address}/oauth2/clients", "POST", {"redirect_uris": [back_to]})
            yield Provider(address, client["client_id"], client["client_secret"])
        finally:
            process.kill()
            process.wait()


def _ask(address: str, method: str = "GET", content: Any = None) -> Any:
    body = None if content is None else json.dumps(content).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        text = answer.read().decode()
    return json.loads(text) if text.startswith("{") else text


def _wait(address: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(urllib.error.URLError, OSError):
            _ask(f"{address}/jwks")
            return
        time.sleep(0.1)
    raise RuntimeError(f"the provider was not ready:\n{log.read_text()}")


def run(port: int) -> None:
    """Be the provider."""
    import authlib.oidc.core.grants.util as tokens
    import oidc_provider_mock

    app = oidc_provider_mock.app(require_client_registration=True)
    clock = time.time

    @app.get("/test/clock/<int:seconds>")
    def set_clock(seconds: int) -> str:
        tokens.time.time = lambda: clock() + seconds
        return "ok"

    app.run(host="127.0.0.1", port=port, debug=False)


if __name__ == "__main__":
    run(int(sys.argv[1]))
