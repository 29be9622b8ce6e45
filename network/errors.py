"""What the network raises: refusals that a person can mend, and faults of the store that an operator must."""

from collections.abc import Mapping

from network.messages import Message, Translate, same


class NetworkError(Exception):
    """Something a reader is told in one sentence; `message` holds its code and values."""

    def __init__(self, code: str, **values: object):
        self.message = Message(code=code, values=values)
        super().__init__(self.message.sentence())

    @property
    def code(self) -> str:
        return self.message.code

    def sentence(self, translate: Translate = same) -> str:
        return self.message.sentence(translate)


class Refusal(NetworkError):
    """The network will not do this as it was asked; nothing was written."""


class BadInput(Refusal):
    """A text or choice that cannot be kept as it is."""


class NotAllowed(Refusal):
    """The person may not do this; `reasons` explains why."""

    def __init__(self, reasons: tuple[Message, ...]):
        super().__init__(reasons[0].code, **reasons[0].values)
        self.reasons = reasons


class NotFound(Refusal):
    """Nothing there, or nothing this person may see: the two are not told apart."""

    def __init__(self) -> None:
        super().__init__("not_here")


class Conflict(Refusal):
    """Somebody else changed the thing first; `theirs` and `mine` hold both contents, so that neither is lost.

    `version` is the one to send next time; `draft` is the id under which `mine` was kept, once it was.
    """

    def __init__(
        self, *, kind: str, thing: str, theirs: Mapping[str, object], mine: Mapping[str, object],
        base_version: int, changed_by: str, changed_at: str,
    ):  # fmt: skip
        super().__init__("changed_meanwhile", changed_by=changed_by, changed_at=changed_at)
        self.kind, self.thing, self.theirs, self.mine = kind, thing, dict(theirs), dict(mine)
        self.base_version, self.version = base_version, theirs["version"]
        self.draft: str | None = None


class TooOften(Refusal):
    """A limit on how often something may be done was reached."""


class SignInRefused(Refusal):
    """The identity offered does not open an account here."""


class StoreError(NetworkError):
    """The database could not do its part; nothing was written."""

    is_worth_another_try = False


class Unreachable(StoreError):
    """The database does not answer, or the connection broke."""


class Interrupted(Unreachable):
    """The connection broke or the database asked for a repetition; the same work may succeed at once."""

    is_worth_another_try = True


class Busy(StoreError):
    """The turn to write did not come in time."""


class DiskFull(StoreError):
    """No room to write."""


class ReadOnlyDatabase(StoreError):
    """The database may only be read."""


class Damaged(StoreError):
    """The database file is not what it should be."""


class WrongSchema(StoreError):
    """The tables are not those this program was written for."""


class ArchiveError(NetworkError):
    """A backup file that cannot be restored."""
