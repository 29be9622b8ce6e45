"""How widely a thing is shared: with the network, with one configuration, or with named people."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from network import text
from network.columns import Cells
from network.desk import Desk, find
from network.errors import BadInput, NotAllowed, NotFound
from network.messages import Message, Term
from network.roles import Thing
from network.tables import SENSITIVITIES, audience, configuration, member

V = TypeVar("V")
MOST_NAMED = 100


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """A level of sensitivity, with the configuration or the members (ids) that it needs."""

    sensitivity: str
    configuration: str | None = None
    named: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        text.choice("sensitivity", self.sensitivity, SENSITIVITIES)
        if self.sensitivity == "configuration" and not self.configuration:
            raise BadInput("text_empty", field=Term(code="scope"))
        text.distinct("named_people", self.named, least=1 if self.sensitivity == "named" else 0, most=MOST_NAMED)

    def thing(self, kind: str, author: str) -> Thing:
        return Thing(
            kind=kind, author=author, sensitivity=self.sensitivity, configuration=self.configuration,
            named=frozenset(self.named),
        )  # fmt: skip


def level_cells(desk: Desk, sharing: Sharing) -> dict[str, Any]:
    """The cells of a shared thing's level. Raises NotAllowed for a configuration that the person does not belong to."""
    if sharing.configuration is not None:
        if sharing.configuration not in desk.person.configurations:
            raise NotAllowed((Message(code="unreadable_configuration"),))
        find(desk.connection, configuration, sharing.configuration)
    return {"sensitivity": sharing.sensitivity, "configuration_id": sharing.configuration}


def name_people(desk: Desk, kind: str, thing_id: str, members: Iterable[str]) -> None:
    """Let members read a thing by name. Raises NotFound unless all of them are active members."""
    chosen = list(members)
    if not chosen:
        return
    query = select(member.c.id).where(member.c.id.in_(filter(text.is_id, chosen)), member.c.is_active)
    if set(desk.connection.scalars(query)) != set(chosen):
        raise NotFound()
    desk.add_all(
        audience, [{"id": f"{thing_id}:{one}", "thing_kind": kind, "thing_id": thing_id, "member_id": one}
                   for one in chosen],
    )  # fmt: skip


def names(connection: Connection, ids: Iterable[str | None]) -> dict[str, str]:
    """Names by member id; an id of nobody is left out."""
    wanted = {one for one in ids if one}
    query = select(member.c.id, member.c.name).where(member.c.id.in_(wanted))
    return {row.id: row.name for row in connection.execute(query)}


def view(kind: type[V], row: Cells, **more: Any) -> V:
    """A dataclass filled from the cells of a row that bear its fields' names; lists become tuples."""
    cells = {item.name: row[item.name] for item in fields(kind) if item.name in row and item.name not in more}  # type: ignore[arg-type]  # V is always a dataclass
    return kind(**{name: tuple(cell) if isinstance(cell, list) else cell for name, cell in cells.items()}, **more)
