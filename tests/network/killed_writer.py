"""Writes to a network database until it is killed, and says on standard output what it was told is saved.

Run by the tests: `python killed_writer.py ADDRESS MEMBER RECIPIENT`. For each line on standard input it forks a child that
writes without end: "start N" before a write, "saved N ID" once it was acknowledged. Forking a process that has
everything imported makes a hundred kills take seconds.
"""

import os
import sys
from datetime import UTC, datetime, timedelta

from network import consultations
from network.desk import Visit
from network.limits import Limit, Limits
from network.sharing import Sharing
from network.store import Store

WIDE = Limits(by_name={name: Limit(times=1_000_000, seconds=60) for name in Limits().by_name})


def write_without_end(address: str, member: str, recipient: str) -> None:
    """Each write makes a consultation, a recipient, an audience row, a submission, and their audit rows: or nothing."""
    store = Store(address, limits=WIDE)
    number = 0
    while True:
        number += 1
        now = datetime.now(UTC)
        os.write(1, f"start {number}\n".encode())
        made = consultations.ask(
            Visit(store=store, member_id=member, now=now), question=f"Question {number}", recipients=[recipient],
            deadline=now + timedelta(days=1), sharing=Sharing(sensitivity="named", named=(recipient,)), iso3="SDN",
        )  # fmt: skip
        os.write(1, f"saved {number} {made}\n".encode())


def main() -> None:
    address, member, recipient = sys.argv[1:]
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            os.write(1, f"pid {os.getpid()}\n".encode())
            write_without_end(address, member, recipient)
        os.waitpid(child, 0)
        os.write(1, b"ended\n")


if __name__ == "__main__":
    main()
