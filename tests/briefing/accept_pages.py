"""python -m tests.briefing.accept_pages: write the page pictures that tests compare with. Look at each before you commit it."""

import tempfile
from pathlib import Path

from data.release import open_release
from tests.briefing.rescored import write_rescored_release
from tests.briefing.test_page_pictures import GOLDEN, PAGES, golden_file, page

if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        release = open_release(write_rescored_release(Path(folder)))
        for what in PAGES:
            page(release, *what).save(golden_file(*what), optimize=True)
            print(golden_file(*what))
