"""What the app does once when it starts: the database at its newest tables, the directory and configurations in it."""

from datetime import datetime

from network import configurations, directory
from network.desk import operator
from network.limits import LIMITS, Limits
from network.migrate import open_store
from network.store import Store


def start(address: str | None = None, *, now: datetime, limits: Limits = LIMITS) -> Store:
    """The network database ready for visits; `address` is R2P_DATABASE unless given.

    Several processes may start at once. Raises StoreError with a sentence for an operator.
    """
    store = open_store(address, limits=limits, is_upgraded=True)
    visit = operator(store, now=now)
    configurations.seed(visit)
    directory.seed(visit)
    return store
