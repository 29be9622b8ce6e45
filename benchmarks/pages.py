"""python -m benchmarks.pages: how fast the pages are, measured in Chromium against a server of its own.

Printed, never asserted: the time from starting the server to the first page drawn, and per page the time of a warm run of
its script, from the message by which the browser asks for it to the last message that the server answers with.
"""

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.support import chromium
from tests.support.server import ROOT, free_port, wait_until_ready

PAGES = (
    "situation", "country", "compare", "configurations", "briefing", "speech", "accountability", "commitments", "method",
    "track_record", "sources",
)  # fmt: skip
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
WARM_UP = 3  # runs that are not counted
QUIET = 400  # ms without a message after which a run has been answered
# Notes when each message leaves and arrives, before Streamlit opens its websocket.
WATCH = """() => {
  window.messages = [];
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...where) {
      super(...where);
      this.addEventListener('message', () => window.messages.push(['in', performance.now()]));
    }
    send(what) { window.messages.push(['out', performance.now()]); super.send(what); }
  };
}"""
ANSWERED = """quiet => {
  const asked = window.messages.findIndex(([way]) => way === 'out');
  const last = window.messages.at(-1);
  return asked >= 0 && last[0] === 'in' && performance.now() - last[1] > quiet;
}"""
TOOK = "() => window.messages.at(-1)[1] - window.messages.find(([way]) => way === 'out')[1]"


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=40, help="reruns a page")
    parser.add_argument("--releases", type=Path, help="folder of releases; the shipped one if not given")
    asked = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"])
        starts = [round(first_page(browser, asked.releases), 2) for _ in range(3)]
        print(
            f"Server start to first page drawn: {', '.join(map(str, starts))} s (median {statistics.median(starts)} s)"
        )
        print(f"{'page':<16}{'runs':>6}{'median ms':>12}{'p95 ms':>9}{'max ms':>9}")
        with serving(asked.releases) as address:
            for name in PAGES:
                times = reruns(browser, f"{address}/{name}", asked.runs)
                p95 = statistics.quantiles(times, n=20)[18]
                print(f"{name:<16}{len(times):>6}{statistics.median(times):>12.0f}{p95:>9.0f}{max(times):>9.0f}")
        browser.close()
    return 0


def browser_path() -> str:
    """Path of the browser. Ends with a sentence if there is none."""
    return chromium.find() or sys.exit(chromium.MISSING)


@contextlib.contextmanager
def serving(releases: Path | None) -> Iterator[str]:
    """A server as `make run` starts it."""
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("wb") as log:
        port = free_port()
        command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "asgi.py"), "--server.port", str(port)]
        settings = os.environ | ({"R2P_RELEASES": str(releases)} if releases else {})
        process = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=log, stderr=log)
        try:
            wait_until_ready(f"http://127.0.0.1:{port}", process, Path(folder) / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def first_page(browser: Browser, releases: Path | None) -> float:
    """Seconds from starting a server to the first page drawn, map and all."""
    began = time.perf_counter()
    with serving(releases) as address:
        page = browser.new_page()
        page.goto(f"{address}/situation")
        page.locator(".st-key-world_map path.choroplethlocation").first.wait_for(state="attached", timeout=60_000)
        drawn(page)
        took = time.perf_counter() - began
        page.close()
    return took


def drawn(page: Page) -> None:
    page.locator(IDLE).wait_for(state="attached", timeout=60_000)


def reruns(browser: Browser, address: str, count: int) -> list[float]:
    """Milliseconds of each of `count` warm runs of a page, each asked for with R, Streamlit's key for a rerun."""
    page = browser.new_page()
    page.add_init_script(f"({WATCH})()")
    page.goto(address)
    drawn(page)
    page.wait_for_load_state("networkidle")
    page.get_by_role("heading", level=1).click()
    times = []
    for _ in range(count + WARM_UP):
        page.evaluate("() => { window.messages = []; }")
        page.keyboard.press("r")
        page.wait_for_function(ANSWERED, arg=QUIET, timeout=60_000)
        times.append(page.evaluate(TOOK))
    page.close()
    return times[WARM_UP:]


if __name__ == "__main__":
    sys.exit(main())
