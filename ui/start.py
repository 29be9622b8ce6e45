"""python -m ui.start: start the app on this machine, or say in one sentence what stands in the way."""

import argparse
import os
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    """Check the port, print the address, and become the server."""
    parser = argparse.ArgumentParser(prog="python -m ui.start", description=__doc__)
    parser.add_argument("--address", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8501, help="port to listen on")
    asked = parser.parse_args(arguments)
    if not 1 <= asked.port <= 65535:
        print(f"Port {asked.port} does not exist; choose one from 1024 to 65535: make run PORT=8600", file=sys.stderr)
        return 2
    taken = why_taken(asked.address, asked.port)
    if taken:
        print(taken, file=sys.stderr)
        return 2
    print(f"Starting. Open http://{asked.address}:{asked.port} in a browser; stop with Ctrl+C.", flush=True)
    os.chdir(ROOT)
    os.execv(sys.executable, command(asked.address, asked.port))  # noqa: S606 – this very interpreter
    return 0


def command(address: str, port: int) -> list[str]:
    """The server's command line, with the options that cannot stand in .streamlit/config.toml."""
    options = ["--server.address", address, "--server.port", str(port), "--logger.hideWelcomeMessage", "true"]
    return [sys.executable, "-m", "streamlit", "run", str(ROOT / "asgi.py"), *options]


def why_taken(address: str, port: int) -> str:
    """A sentence if nothing can listen on the port, else nothing."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            return (
                f"Cannot listen on {address}:{port} ({error.strerror}). "
                f"Another program may be using it; choose another port: make run PORT={port + 100}"
            )
    return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
