"""Which browser tests and benchmarks run; .ci/test looks for the same names."""

import os
import shutil

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
MISSING = "Chromium is missing: sudo apt-get install chromium"


def find() -> str | None:
    """Path of the browser: R2P_CHROMIUM, or the first of these names that is installed; None if none is."""
    return os.environ.get("R2P_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
