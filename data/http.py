"""Fetching over HTTPS: listed hosts only, no private address, politely, within limits of time and size, onto disk."""

import logging
import os
import random
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from urllib.parse import unquote, urlencode, urljoin, urlsplit

import requests
import tenacity
import urllib3

from data import snapshots
from data.http_connection import Adapter, Sockets, public_address
from data.http_files import Fetched, FetchError, Kind, Part, check_begins, check_type
from data.sources.declaration import Access, Source

USER_AGENT = "pillar-two/0.1 (open-source early warning; https requests of published figures)"
ATTEMPTS = 5
CONNECT_SECONDS, READ_SECONDS = 15, 60
CUT_SECONDS = 5  # after which a connection that was cut is given up, should the cut not have reached it
FIRST_PAUSE = 2.0  # seconds before the second attempt; doubled each time, with up to as much again by chance
VISIT_SECONDS = 2 * 3600  # for all files of one source together, whatever each of them is allowed
MOST_REDIRECTS = 5
CHUNK = 1 << 16  # bytes read at a time
BUSY = (408, 425, 429, 500, 502, 503, 504)  # worth another attempt, after Retry-After if the server names it
MEGABYTE = 1_000_000

log = logging.getLogger(__name__)


class NotFound(FetchError):
    """The server says that there is no such file."""


class _Passing(FetchError):
    """A failure that may pass; `after`: seconds that the server asks to wait, or None."""

    def __init__(self, message: str, after: float | None = None):
        self.after = after
        super().__init__(message)


@dataclass(frozen=True, kw_only=True)
class Line:
    """The way out of this machine; a test leads it to a server of its own, with a clock of its own."""

    resolve: Callable[[str], tuple[str, int]] = public_address  # host → address and port to connect to
    trust: Path | None = None  # certificates of the authorities to trust; None: those that come with requests
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    rng: random.Random = field(default_factory=random.Random)


class Web:
    """One refresh's way to all hosts: it remembers when each was last asked."""

    def __init__(self, line: Line, store: Path, *, now: datetime, progress: Callable[[int, int | None], None]):
        """`store`: folder of snapshots. `now` carries a time zone. `progress`: bytes received, bytes in all or None."""
        self.line, self.store, self.now, self.progress = line, store, now, progress
        self._asked: dict[str, float] = {}

    def visit(self, source: Source) -> "Visit":
        """A visit to the hosts of one source. Raises FetchError for a source that declares none."""
        if source.access is None:
            raise FetchError(f"{source.key}: no program can fetch it; save its files into a folder and use --from")
        return Visit(self, source, source.access)

    def wait_for_turn(self, host: str, seconds: float) -> None:
        """Wait until a host may be asked again."""
        ready = self._asked.get(host, float("-inf")) + seconds
        if ready > self.line.clock():
            self.line.sleep(ready - self.line.clock())
        self._asked[host] = self.line.clock()


class Visit:
    """Fetches the files of one source; all of them, or the fetch has failed."""

    def __init__(self, web: Web, source: Source, access: Access):
        self.web, self.line, self.source, self.access = web, web.line, source, access
        self.folder = web.store / source.key
        self.folder.mkdir(parents=True, exist_ok=True)
        self.fetched: list[Fetched] = []
        self._end = self.line.clock() + VISIT_SECONDS
        self._key = os.environ.get(access.key_variable, "").strip() if access.key_variable else ""
        self._sockets = Sockets()
        self._session = self._open_session()
        self._ledger = {line.url: line for line in snapshots.ledger(source.key, root=web.store) if line.url}

    def _open_session(self) -> requests.Session:
        session = requests.Session()
        session.trust_env = False  # no proxy, no .netrc: they would resolve names and add keys on their own
        session.verify = str(self.line.trust) if self.line.trust else True
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        session.headers.clear()
        session.mount("https://", Adapter(self.line.resolve, self._sockets))
        return session

    def get(
        self, url: str, path: str, kind: Kind, *, params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched:  # fmt: skip
        """Fetch one file; `path`: the name it is kept under. Asks only for what is newer than the copy kept.

        Raises FetchError, and NotFound where there is no such file; OSError only where the disk fails.
        """
        address = f"{url}?{urlencode(params)}" if params else url
        deadline = min(self.line.clock() + self.access.total_seconds, self._end)
        if deadline <= self.line.clock():
            raise FetchError(self._too_slow())
        attempts = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_Passing),
            stop=lambda state: state.attempt_number >= ATTEMPTS or self.line.clock() + state.upcoming_sleep > deadline,
            wait=self._pause,
            sleep=self.line.sleep,
            reraise=True,
        )
        former = self._former(address)
        part = Part(self.folder, address)
        try:
            found = attempts(self._attempt, address, path, kind, headers or {}, part, former, deadline)
        except _Passing as error:
            raise FetchError(self._without_key(f"{error}; given up for now")) from None
        except FetchError as error:
            raise type(error)(self._without_key(str(error))) from None
        self.fetched.append(found)
        return found

    def first(self, candidates: Mapping[str, str], kind: Kind) -> Fetched:
        """The first file that is there, of `candidates`: address → path, the newest version first.

        Raises NotFound if none is there.
        """
        for url, path in candidates.items():
            try:
                return self.get(url, path, kind)
            except NotFound:
                continue
        names = ", ".join(unquote(url.rsplit("/", 1)[-1]) for url in candidates)
        host = urlsplit(next(iter(candidates))).hostname
        raise NotFound(f"{self.source.key}: none of {names} is there at {host}; has the address changed?")

    def kept(self, path: str) -> Fetched | None:
        """The newest copy of a file that was kept earlier, as a part of this fetch; None if there is none."""
        for line in reversed(snapshots.ledger(self.source.key, root=self.web.store)):
            if line.path == path and snapshots.is_kept(self.folder / line.sha256):
                self.fetched.append(self._from_ledger(line))
                return self.fetched[-1]
        return None

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    # One attempt

    def _attempt(
        self, url: str, path: str, kind: Kind, headers: Mapping[str, str], part: Part,
        former: snapshots.Snapshot | None, deadline: float,
    ) -> Fetched:  # fmt: skip
        with self._within(deadline):
            asked = {"User-Agent": USER_AGENT, "Accept": kind.accept, "Accept-Encoding": "identity", **headers}
            asked |= part.conditions() or _conditions(former)
            answer = self._follow(url, asked, deadline)
            with answer:
                if answer.status_code == 304 and former:
                    return self._from_ledger(former)
                if answer.status_code == 416:
                    part.drop()
                    raise _Passing(f"{_place(url)}: the rest of the file could not be had; it is fetched anew")
                self._check(answer, url)
                return self._receive(answer, url, path, kind, part, deadline)

    @contextmanager
    def _within(self, deadline: float) -> Iterator[None]:
        """Cut the connection when the time is up, so that no server can hold this up byte by byte."""
        self._sockets.allow()
        timer = threading.Timer(max(0.0, deadline - self.line.clock()), self._sockets.cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        except FetchError as error:
            if self._sockets.is_cut and not isinstance(error, NotFound):
                raise FetchError(self._too_slow()) from None
            raise
        finally:
            timer.cancel()

    def _too_slow(self) -> str:
        if self.line.clock() >= self._end:
            return f"{self.source.key}: its files took longer than the {VISIT_SECONDS:,} s allowed to all of them"
        return f"{self.source.key}: a file took longer than the {self.access.total_seconds:g} s allowed"

    def _follow(self, url: str, headers: dict[str, str], deadline: float) -> requests.Response:
        """Ask, and follow redirects as far as listed hosts go."""
        first = self._host(url)
        for _ in range(MOST_REDIRECTS + 1):
            host = self._host(url)
            self.web.wait_for_turn(host, self.access.seconds_between_requests)
            key = {self.access.key_header: self._key} if self._key and host == first else {}
            # A little longer than the time that is left: it is the cut that ends it, and that says why.
            wait = min(READ_SECONDS, max(0.0, deadline - self.line.clock()) + CUT_SECONDS)
            try:
                answer = self._session.get(
                    url, headers=headers | key, stream=True, allow_redirects=False, timeout=(CONNECT_SECONDS, wait)
                )
            except FetchError:
                raise
            except requests.exceptions.SSLError as error:
                raise FetchError(f"{host}: no secure connection ({_what(error)}); nothing was read from it") from None
            except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
                raise _Passing(f"{host}: no answer ({_what(error)})") from None
            except ValueError:  # requests reads where a redirect leads, although it is not asked to follow
                raise FetchError(f"{host}: leads to an address that cannot be read; nothing was asked") from None
            if not answer.is_redirect:
                return answer
            with answer:
                url = urljoin(url, answer.headers["Location"])
        raise FetchError(f"{first}: more than {MOST_REDIRECTS} redirects")

    def _host(self, url: str) -> str:
        """The host of an address, if it is one that the source lists; raises FetchError."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            raise FetchError(f"{self.source.key}: an address that cannot be read; nothing was asked") from None
        if parts.scheme != "https" or port not in (None, 443) or parts.username is not None:
            raise FetchError(f"{self.source.key}: only plain https addresses are asked, not {parts.scheme}://{host}")
        if host not in self.access.hosts:
            raise FetchError(f"{self.source.key}: {host} is not among its hosts, {', '.join(self.access.hosts)}")
        return host

    def _check(self, answer: requests.Response, url: str) -> None:
        """Raise FetchError for an answer that carries no file."""
        code, where = answer.status_code, _place(url)
        if code in BUSY:
            after = _retry_after(answer.headers.get("Retry-After", ""), self.web.now)
            asks = f" and asks to wait {after:,.0f} s" if after is not None else ""
            raise _Passing(f"{where}: answered {code}{asks}", after)
        if code in (404, 410):
            raise NotFound(f"{where}: answered {code}, there is no such file; has the address changed?")
        if code in (401, 403):
            key = self.access.key_variable
            hint = f"; is the key in {key} right?" if key else ""
            raise FetchError(f"{where}: answered {code}, it refuses us{hint}")
        if code not in (200, 206):
            raise FetchError(f"{where}: answered {code}, which is no file")

    def _receive(
        self, answer: requests.Response, url: str, path: str, kind: Kind, part: Part, deadline: float
    ) -> Fetched:
        """Stream the body to disk, within the limits; the part is kept where the server lets us resume it."""
        where, limit = _place(url), int(self.access.max_megabytes * MEGABYTE)
        too_large = f"{where}: larger than the {self.access.max_megabytes:g} MB allowed"
        announced = answer.headers.get("Content-Length", "")
        if announced.isdecimal() and int(announced) > limit:
            raise FetchError(too_large)
        check_type(answer.headers.get("Content-Type", ""), kind, where)
        if answer.status_code == 206 and not part.continues(answer.headers):
            part.drop()
            raise _Passing(f"{where}: sent another part than was asked for; it is fetched anew")
        with part.opened(answer.headers, is_rest=answer.status_code == 206) as writing:
            for chunk in _chunks(answer, where):
                writing.add(chunk)
                self.web.progress(len(chunk), int(announced) if announced.isdecimal() else None)
                if writing.size > limit:
                    part.drop()
                    raise FetchError(too_large)
                if self.line.clock() > deadline:
                    raise FetchError(self._too_slow())
        if not writing.size:
            part.drop()
            raise _Passing(f"{where}: the answer is empty")
        try:
            check_begins(part.file, kind, where)
        except FetchError:
            part.drop()
            raise
        part.finish()
        return Fetched(
            path=path, file=part.file, sha256=writing.digest.hexdigest(), size=writing.size, url=url, is_new=True,
            etag=answer.headers.get("ETag", ""), last_modified=answer.headers.get("Last-Modified", ""),
        )  # fmt: skip

    # What is known from before

    def _former(self, url: str) -> snapshots.Snapshot | None:
        """The ledger's line for an address, if its file is there whole and the server can be asked for a newer one."""
        line = self._ledger.get(url)
        has_mark = line is not None and bool(line.etag or line.last_modified)
        return line if line and has_mark and snapshots.is_kept(self.folder / line.sha256) else None

    def _from_ledger(self, line: snapshots.Snapshot) -> Fetched:
        return Fetched(
            path=line.path, file=self.folder / line.sha256, sha256=line.sha256, size=line.bytes, url=line.url,
            etag=line.etag, last_modified=line.last_modified, is_new=False,
        )  # fmt: skip

    def _pause(self, state: tenacity.RetryCallState) -> float:
        """Seconds before the next attempt: what the server asks, else twice as long each time, and some chance."""
        error = state.outcome.exception() if state.outcome else None
        pause = FIRST_PAUSE * 2 ** (state.attempt_number - 1) * (1 + self.line.rng.random())
        asked = error.after if isinstance(error, _Passing) else None
        log.info("%s: attempt %d failed: %s", self.source.key, state.attempt_number, self._without_key(str(error)))
        return max(asked, 0.0) if asked is not None else pause

    def _without_key(self, text: str) -> str:
        return text.replace(self._key, "[key]") if self._key else text


def _chunks(answer: requests.Response, where: str) -> Iterator[bytes]:
    """The body as it arrives, in small pieces: a piece is given on as soon as there is any of it."""
    received = 0
    while True:
        try:
            chunk = answer.raw.read1(CHUNK, decode_content=True)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise _Passing(f"{where}: broke off after {received:,} bytes ({_what(error)})") from None
        if not chunk:
            return
        received += len(chunk)
        yield chunk


def _conditions(former: snapshots.Snapshot | None) -> dict[str, str]:
    """Headers that ask for a file only if it is newer than the copy kept."""
    if former is None:
        return {}
    marks = {"If-None-Match": former.etag, "If-Modified-Since": former.last_modified}
    return {name: mark for name, mark in marks.items() if mark}


def _retry_after(text: str, now: datetime) -> float | None:
    """The seconds that a Retry-After header asks to wait, a number or a date; None if it says neither."""
    text = text.strip()
    if text.isdecimal():
        return float(text)
    try:
        day = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, ((day if day.tzinfo else day.replace(tzinfo=UTC)) - now).total_seconds())


def _place(url: str) -> str:
    """The host and path of an address, without its query, for a message."""
    parts = urlsplit(url)
    return f"{parts.hostname}{parts.path}"


def _what(error: BaseException) -> str:
    """The plainest word for a failed connection: the innermost reason, without addresses."""
    reason: BaseException = error
    for _ in range(8):
        inner = getattr(reason, "reason", None) or next(
            (one for one in reason.args if isinstance(one, BaseException)), None
        )
        if not isinstance(inner, BaseException):
            break
        reason = inner
    if isinstance(reason, ssl.SSLCertVerificationError):
        return f"its certificate is not valid: {reason.verify_message}"
    return type(reason).__name__
