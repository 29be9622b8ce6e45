"""Files handed in for a source of figures: who may decide on one, and the trace that they did."""

from network.desk import Desk, writing
from network.errors import Refusal
from network.roles import Thing

DECISIONS = ("take", "refuse")


@writing("source.hand_in")
def decide(desk: Desk, *, source: str, sha256: str, decision: str) -> None:
    """Leave a trace of a decision on a file; the file itself is kept, or not, with the raw files of its source.

    `source`: its key. `sha256`: the file's digest. `decision`: one of DECISIONS. Raises NotAllowed.
    """
    if decision not in DECISIONS:
        raise ValueError(f"decision must be one of {', '.join(DECISIONS)}, got {decision!r}")
    desk.allow(Thing(kind=""))
    desk.note_outside("source", source, {"file": sha256, "decision": decision})


def not_kept() -> Refusal:
    """What a person is told whose decision was traced and whose file could not be kept."""
    return Refusal("file_not_kept")
