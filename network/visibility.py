"""The sensitivity of shared things, as a condition of every query: what may not be seen is never read."""

from sqlalchemy import ColumnElement, Connection, Table, and_, exists, false, or_, select

from network.columns import Cells
from network.errors import NotFound
from network.roles import RULES, Condition, Person, Role, Thing
from network.tables import audience
from network.text import is_id


def visible(person: Person, table: Table, *, action: str) -> ColumnElement[bool]:
    """The rows of a shared table that this person may read; the same answer as `roles.why`, put to the database.

    `action` is the reading action of that kind, such as `note.read`.
    """
    row = RULES.get(action, {})
    held = person.roles & set(row)
    if not person.is_active or not held:
        return false()
    written = table.c.created_by == person.id
    named = exists(
        select(audience.c.id).where(
            audience.c.thing_kind == table.name, audience.c.thing_id == table.c.id, audience.c.member_id == person.id
        )
    )
    if all(row[role] is Condition.OWN for role in held):
        return written
    if held == {Role.READER}:
        return or_(written, named)
    levels = [written, named, table.c.sensitivity == "network"]
    if person.configurations:
        within = table.c.configuration_id.in_(sorted(person.configurations))
        levels.append(and_(table.c.sensitivity == "configuration", within))
    return or_(*levels)


def visible_row(connection: Connection, table: Table, thing_id: str, condition: ColumnElement[bool]) -> Cells:
    """The row with that id, if the condition lets it be seen. Raises NotFound, which does not say which of the two failed."""
    row = None
    if is_id(thing_id):
        row = connection.execute(select(table).where(table.c.id == thing_id, condition)).mappings().first()
    if row is None:
        raise NotFound()
    return row


def audience_of(connection: Connection, kind: str, thing_id: str) -> frozenset[str]:
    """The ids of the people a thing names."""
    query = select(audience.c.member_id).where(audience.c.thing_kind == kind, audience.c.thing_id == thing_id)
    return frozenset(connection.scalars(query))


def shared_thing(connection: Connection, kind: str, row: Cells) -> Thing:
    """A row of a shared table as the rules see it."""
    return Thing(
        kind=kind, author=row["created_by"], sensitivity=row["sensitivity"],
        configuration=row["configuration_id"], named=audience_of(connection, kind, row["id"]),
    )  # fmt: skip
