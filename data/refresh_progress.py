"""What a refresh says while it works: a bar a source on a terminal, plain lines elsewhere, all on standard error."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tqdm import tqdm

from data.refresh_reading import Obtained, Reading

MEGABYTE = 1_000_000


@dataclass
class Progress:
    """`place`: where files come from, for messages. `is_fetching`: whether they come over the network."""

    place: str
    is_fetching: bool = False
    _bar: tqdm | None = field(default=None, repr=False)
    _bytes: int = 0

    @property
    def is_terminal(self) -> bool:
        return sys.stderr.isatty()

    def say(self, line: str) -> None:
        tqdm.write(line, file=sys.stderr)

    @contextmanager
    def fetching(self, key: str) -> Iterator[None]:
        """Show a bar for one source, on a terminal."""
        self._bytes = 0
        self._bar = tqdm(
            desc=key, unit="B", unit_scale=True, leave=False, file=sys.stderr,
            disable=not (self.is_terminal and self.is_fetching),
        )  # fmt: skip
        try:
            yield
        finally:
            self._bar.close()

    def advance(self, count: int, total: int | None) -> None:
        """Some bytes have arrived; `total`: how many the file at hand has in all, if that is known."""
        self._bytes += count
        if self._bar is not None:
            if total and self._bar.total != total:
                self._bar.reset(total)
            self._bar.update(count)

    def fetched(self, one: Obtained) -> None:
        """Say what came over the network."""
        if self.is_fetching and one.source.access is not None:
            what = one.trouble or f"{len(one.files)} files, {self._bytes / MEGABYTE:.1f} MB received"
            self.say(f"{one.source.key}: {what}")

    def read(self, one: Reading) -> None:
        """Say what a source gave."""
        found = one.parsed
        given = f"{len(found.observations):,} observations, {len(found.facts):,} facts, {len(found.rejects):,} rejects"
        if one.is_held:
            self.say(f"{one.source.key}: held back ({one.trouble}); python -m data.refresh accept {one.source.key}")
        elif one.is_kept:
            self.say(f"{one.source.key}: {given}, kept from before: {one.trouble}")
        elif one.trouble:
            self.say(f"{one.source.key}: {one.status}")
        elif not self.is_terminal:
            self.say(f"{one.source.key}: {given}")
