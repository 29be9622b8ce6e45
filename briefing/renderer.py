"""python -m briefing.renderer: one renderer of the pool; reads jobs from its input, writes progress and files to its output.

A job is a line of JSON; see `Job`. Each answer is a line of JSON: `{"ready": true}`, `{"making": format}`, `{"failed": why}`,
or `{"files": [[format, name, bytes], …]}`, after which the files follow as they are.
"""

import json
import logging
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from briefing import formats
from briefing.documents import Request, RequestError, compose
from briefing.formats import Choices
from data.release import Release, ReleaseError, open_release

log = logging.getLogger("pillar_two")


@dataclass(frozen=True, kw_only=True)
class Job:
    """A document in some formats, from the release in a folder; plain values, so that it goes through a pipe."""

    request: Request
    formats: tuple[str, ...]
    choices: Choices
    release: str  # folder
    today: date

    def __post_init__(self) -> None:
        strangers = [one for one in self.formats if one not in formats.FORMATS]
        if strangers or not self.formats:
            wrong = f"“{strangers[0]}” is no format" if strangers else "No format is named"
            raise RequestError(f"{wrong}; choose among {', '.join(formats.FORMATS)}.")

    def line(self) -> bytes:
        """The job as a line of JSON."""
        return json.dumps(asdict(self) | {"today": self.today.isoformat()}).encode() + b"\n"


def read_job(line: bytes) -> Job:
    """A job from its line."""
    found = json.loads(line)
    request = found["request"] | {"codes": tuple(found["request"]["codes"])}
    return Job(
        request=Request(**request), formats=tuple(found["formats"]), choices=Choices(**found["choices"]),
        release=found["release"], today=date.fromisoformat(found["today"]),
    )  # fmt: skip


@lru_cache(maxsize=1)
def _release(folder: str) -> Release:
    return open_release(Path(folder))


def do(job: Job, *, on_making: Callable[[str], None]) -> list[tuple[str, str, bytes]]:
    """Format, name and content of each file of a job; `on_making` hears which format comes next.

    Raises RequestError for what cannot be made, ReleaseError for a release that cannot be read.
    """
    document = compose(_release(job.release), job.request, today=job.today)
    found = []
    for name in job.formats:
        on_making(name)
        found += [(name, file, content) for file, content in formats.make(document, name, job.choices).items()]
    return found


def serve(jobs: BinaryIO, answers: BinaryIO) -> None:
    """Answer jobs until there are no more."""

    def say(answer: dict[str, Any]) -> None:
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()

    say({"ready": True})
    for line in jobs:
        try:
            files = do(read_job(line), on_making=lambda name: say({"making": name}))
        except (RequestError, ReleaseError) as error:
            say({"failed": str(error)})
        except Exception:
            log.exception("a document could not be made")
            say({"failed": ""})
        else:
            say({"files": [[name, file, len(content)] for name, file, content in files]})
            for _name, _file, content in files:
                answers.write(content)
            answers.flush()


if __name__ == "__main__":
    answers_, sys.stdout = sys.stdout.buffer, sys.stderr  # nothing that a library prints may mix with the answers
    serve(sys.stdin.buffer, answers_)
