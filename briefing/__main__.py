"""python -m briefing: make a briefing from the release in hand, in any of its formats.

    python -m briefing country SDN --as-of 2024-12 --format pdf,docx,pptx,xlsx,csv,png,svg --language fr --paper a4 --out DIR
    python -m briefing compare SDN TCD SSD
    python -m briefing configuration CAF --since 2025-03
    python -m briefing note SDN --audience pbc

A State is named by its ISO 3166-1 code or any name that the tables of names know. What cannot be made is said in one sentence,
with exit status 2, and nothing is left behind.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from briefing import formats
from briefing.document import KINDS
from briefing.documents import AUDIENCES, Request, RequestError
from briefing.language import PLANNED
from briefing.renderer import Job, do
from data import release as releases
from data.countries import UnknownCountry, resolve
from data.release import ReleaseError

REFUSED = 2


def main(arguments: Sequence[str]) -> int:
    """Make the documents asked for; 0 if they are written, else REFUSED after one sentence."""
    asked = _parser().parse_args(arguments)
    try:
        release = releases.current()
        job = Job(
            request=Request(
                kind=asked.kind, codes=tuple(_code(name) for name in asked.states), language=asked.language,
                month=asked.as_of or release.manifest["default_month"], audience=asked.audience, since=asked.since,
            ),
            formats=tuple(dict.fromkeys(part.strip() for part in asked.format.split(",") if part.strip())),
            choices=formats.Choices(paper=_paper(asked.paper), with_hxl=asked.hxl), release=str(release.path),
            today=datetime.now(tz=UTC).date(),
        )  # fmt: skip
        folder = _folder(asked.out)
        made = do(job, on_making=lambda _name: None)
        for path in formats.write({name: content for _format, name, content in made}, folder):
            print(path)
    except (RequestError, ReleaseError) as error:
        print(error, file=sys.stderr)
        return REFUSED
    except OSError as error:
        print(
            f"{asked.out} cannot be written: {error.strerror or error}. Name another folder with --out.",
            file=sys.stderr,
        )
        return REFUSED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m briefing", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kind", help=f"what to make: {', '.join(KINDS)}")
    parser.add_argument("states", nargs="+", metavar="STATE", help="one State, or several to set side by side")
    parser.add_argument("--as-of", default="", metavar="MONTH", help="such as 2024-12; the release's own if not given")
    parser.add_argument("--since", default="", metavar="MONTH", help="configuration: the month to compare with")
    parser.add_argument("--audience", default="sc", help=f"note: {', '.join(AUDIENCES)}")
    parser.add_argument("--format", default="pdf", help=f"one or more of {', '.join(formats.FORMATS)}, with commas")
    parser.add_argument("--language", default="en", help=", ".join(PLANNED))
    parser.add_argument("--paper", default="a4", help=", ".join(formats.PAPERS))
    parser.add_argument("--hxl", action="store_true", help="CSV: a second row with HXL hashtags")
    parser.add_argument(
        "--out", type=Path, default=Path(), metavar="DIR", help="folder to write to; this one if not given"
    )
    return parser


def _code(name: str) -> str:
    try:
        return resolve(name)
    except UnknownCountry as error:
        raise RequestError(f"{error}.") from error


def _paper(name: str) -> str:
    if name not in formats.PAPERS:
        raise RequestError(f"“{name}” is no paper; choose one of {', '.join(formats.PAPERS)}.")
    return name


def _folder(folder: Path) -> Path:
    """The folder, if it is one that can be written; asked before the work is done, not after."""
    if not folder.is_dir():
        raise RequestError(f"There is no folder {folder}; make it first, or name another with --out.")
    return folder


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
