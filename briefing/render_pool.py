"""A few processes that make documents, behind a queue: one that hangs or dies is replaced, and its job is tried once more."""

import json
import logging
import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any

from briefing.renderer import Job
from data.settings import ROOT

log = logging.getLogger("pillar_two")

RENDERERS = 2
PATIENCE = 60.0  # seconds that a renderer may take over one job
IDLE = 900.0  # seconds without a job after which a renderer ends
LENIENCE = 10  # niceness of a renderer: pages go first
LONGEST_QUEUE = 100  # jobs; more are refused
TRIES = 2
COMMAND = (sys.executable, "-m", "briefing.renderer")
Timer = Callable[[float, Callable[[], None]], threading.Timer]
WAITING, AT_WORK, DONE, FAILED = "waiting", "at work", "done", "failed"


class Lost(RuntimeError):
    """A renderer that hung or died."""


class Busy(RuntimeError):
    """More documents are asked for than the queue holds."""


@dataclass
class Ticket:
    """A job on its way. `files`: (format, name, content) when it is done; `why`: a sentence, or nothing, when it failed."""

    job: Job
    state: str = WAITING
    making: str = ""  # the format in hand
    made: int = 0  # formats finished
    was_retried: bool = False
    files: list[tuple[str, str, bytes]] = field(default_factory=list)
    why: str = ""
    finished: threading.Event = field(default_factory=threading.Event, repr=False)

    @property
    def share(self) -> float:
        """How much of it is done, 0–1."""
        return 1.0 if self.state == DONE else self.made / len(self.job.formats)


class Renderer:
    """One process; started when first needed, and again after it was lost."""

    def __init__(self, *, timer: Timer = threading.Timer) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._timer = timer

    @property
    def pid(self) -> int | None:
        """Number of the process, if there is one."""
        return self._process.pid if self._process else None

    def start(self, *, patience: float) -> None:
        """Start the process if there is none, and wait until it is ready. Raises Lost."""
        if self._process is not None and self._process.poll() is None:
            return
        self._process = subprocess.Popen(  # noqa: S603 – this very interpreter
            COMMAND, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )  # fmt: skip
        os.setpriority(os.PRIO_PROCESS, self._process.pid, LENIENCE)
        with self._deadline(patience):
            self._answer()

    def do(self, ticket: Ticket, *, patience: float) -> None:
        """Do a job and fill its ticket. Raises Lost if the process hangs or dies over it."""
        self.start(patience=patience)
        with self._deadline(patience):
            try:
                self._pipe("stdin").write(ticket.job.line())
                self._pipe("stdin").flush()
            except OSError as error:
                raise Lost("a renderer died before it heard of its job") from error
            answer = self._answer()
            while "making" in answer:
                ticket.made = ticket.job.formats.index(answer["making"])
                ticket.making = answer["making"]
                answer = self._answer()
            if "failed" in answer:
                ticket.state, ticket.why = FAILED, answer["failed"]
                return
            ticket.files = [(name, file, self._bytes(length)) for name, file, length in answer["files"]]
            ticket.state = DONE

    def stop(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    pipe.close()
            self._process = None

    def _answer(self) -> dict[str, Any]:
        line = self._pipe("stdout").readline()
        if not line.endswith(b"\n"):
            raise Lost("a renderer hung or died")
        return json.loads(line)

    def _bytes(self, length: int) -> bytes:
        found = self._pipe("stdout").read(length)
        if len(found) < length:
            raise Lost("a renderer died while it handed over a file")
        return found

    def _pipe(self, name: str) -> IO[bytes]:
        pipe = getattr(self._process, name)
        if pipe is None:
            raise Lost("a renderer without pipes")
        return pipe

    def _deadline(self, patience: float) -> "_Deadline":
        if self._process is None:
            raise Lost("a renderer that was not started")
        return _Deadline(self._timer(patience, self._process.kill))


class _Deadline:
    """Kills a process that is not done in time; whoever reads from it then finds the end of its output."""

    def __init__(self, timer: threading.Timer):
        self._timer = timer
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


class RenderPool:
    """RENDERERS processes and the queue before them, started one after the other; safe to use from many threads.

    `timer`: what rings when a renderer took longer than `patience` seconds over one job. `rehearsal`: a job that each
    renderer does before any other, so that the first reader does not wait for imports, fonts and the files of the release.
    `quiet`: seconds that the renderers leave the processors to whatever else starts, unless a job comes first.
    """

    def __init__(self, *, renderers: int = RENDERERS, patience: float = PATIENCE, longest_queue: int = LONGEST_QUEUE,
                 timer: Timer = threading.Timer, rehearsal: Job | None = None, quiet: float = 0.0):  # fmt: skip
        self._patience, self._longest, self._rehearsal = patience, longest_queue, rehearsal
        self._quiet, self._is_wanted = quiet, threading.Event()
        self._getting_ready = threading.Lock()  # one at a time, so that the server keeps a core for its visitors
        self._jobs: queue.SimpleQueue[Ticket | None] = queue.SimpleQueue()
        self._waiting: deque[Ticket] = deque()
        self._lock = threading.Lock()
        self.renderers = [Renderer(timer=timer) for _one in range(renderers)]
        self._threads = [
            threading.Thread(target=self._work, args=(one,), name=f"renderer-{number}", daemon=True)
            for number, one in enumerate(self.renderers, 1)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, job: Job) -> Ticket:
        """Put a job into the queue. Raises Busy if that is full."""
        ticket = Ticket(job=job)
        with self._lock:
            if len(self._waiting) >= self._longest:
                raise Busy(f"{len(self._waiting)} documents are waiting already")
            self._waiting.append(ticket)
        self._jobs.put(ticket)
        self._is_wanted.set()
        return ticket

    def ahead_of(self, ticket: Ticket) -> int:
        """How many jobs wait before this one."""
        with self._lock:
            return next((place for place, one in enumerate(self._waiting) if one is ticket), 0)

    def close(self) -> None:
        """End all processes once they have done what is in hand."""
        for _one in self._threads:
            self._jobs.put(None)
        self._is_wanted.set()
        for thread in self._threads:
            thread.join(timeout=self._patience)

    def _work(self, renderer: Renderer) -> None:
        self._is_wanted.wait(self._quiet)
        self._get_ready(renderer)
        while True:
            try:
                ticket = self._jobs.get(timeout=IDLE)
            except queue.Empty:
                renderer.stop()  # gives its memory back; the next job starts it again
                continue
            if ticket is None:
                break
            with self._lock:
                self._waiting.remove(ticket)
            ticket.state = AT_WORK
            self._try(renderer, ticket)
            ticket.finished.set()
        renderer.stop()

    def _get_ready(self, renderer: Renderer) -> None:
        """Start a renderer and let it rehearse; if it cannot now, its first job tries again."""
        with self._getting_ready:
            try:
                renderer.start(patience=self._patience)
                if self._rehearsal is not None:
                    renderer.do(Ticket(job=self._rehearsal), patience=self._patience)
            except Lost as error:
                log.warning("%s; while it got ready", error)
                renderer.stop()

    def _try(self, renderer: Renderer, ticket: Ticket) -> None:
        """Do a job, once more on a new process if the first was lost over it."""
        for attempt in range(1, TRIES + 1):
            try:
                renderer.do(ticket, patience=self._patience)
            except Lost as error:
                log.warning("%s; attempt %d of %d at %s", error, attempt, TRIES, ticket.job.request.kind)
                renderer.stop()
                ticket.was_retried = attempt < TRIES
                ticket.made, ticket.making = 0, ""
            else:
                return
        ticket.state, ticket.was_retried = FAILED, True
