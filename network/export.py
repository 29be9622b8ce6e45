"""Figures and texts for people and spreadsheets: JSON and CSV, with nothing in a cell that a spreadsheet would run."""

import argparse
import csv
import io
import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select, true

from network.alerts import readable_alerts
from network.columns import plain
from network.desk import Reader, reading
from network.errors import NetworkError
from network.migrate import open_store
from network.roles import Person, Role, Thing
from network.tables import (
    THINGS,
    alert,
    audit,
    central_authority,
    consultation,
    decision,
    directory_entry,
    follow_up,
    incident_step,
    member,
    mission_advice,
    mission_incident,
    mission_threat,
    note,
    recipient,
    reply,
    state_report,
    watchlist,
)
from network.visibility import visible

# With which a spreadsheet begins a formula or a command, in half and full width.
RUNS = frozenset("=+-@|%＝＋－＠｜％")
# Cells that are never exported, even for oneself.
SECRET = {"feed_token": ("token_hash",), "member": ("issuer", "subject")}


def neutral(value: Any) -> Any:
    """A cell that a spreadsheet shows as it stands: text that it would run, or that hides such text, is led by an apostrophe.

    Numbers stay numbers. A leading tab, line break, space or invisible character does not help: what follows is looked at.
    """
    if not isinstance(value, str) or not value:
        return value
    shown = value.lstrip("".join(character for character in set(value) if _is_unseen(character)))
    if value[0] in "\t\r\n" or (shown and shown[0] in RUNS):
        return f"'{value}"
    return value


def _is_unseen(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in ("Cc", "Cf", "Zs", "Zl", "Zp")


def csv_bytes(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> bytes:
    """A CSV file in UTF-8 with a byte-order mark, as spreadsheets expect; lists and mappings as JSON text."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([neutral(column) for column in columns])
    for row in rows:
        writer.writerow([neutral(_flat(row.get(column))) for column in columns])
    return file.getvalue().encode("utf-8-sig")


def json_bytes(tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> bytes:
    """All tables in one JSON document, exactly as they are kept."""
    return json.dumps(plain(tables), ensure_ascii=False, indent=1).encode()


def _flat(value: Any) -> Any:
    value = plain(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value


@reading
def readable(reader: Reader) -> dict[str, list[dict[str, Any]]]:
    """Everything one may read, by table: what is shared with one, what one wrote, and one's own membership."""
    reader.require("export.readable", Thing(kind="export", author=reader.person.id))
    person, connection = reader.person, reader.connection
    consultations = visible(person, consultation, action="consultation.read")
    decisions = visible(person, decision, action="decision.read")
    conditions = {
        member: member.c.id == person.id,
        watchlist: visible(person, watchlist, action="watchlist.read"),
        alert: readable_alerts(person),
        note: visible(person, note, action="note.read") & note.c.withdrawn_at.is_(None),
        consultation: consultations,
        recipient: recipient.c.consultation_id.in_(select(consultation.c.id).where(consultations)),
        reply: reply.c.consultation_id.in_(select(consultation.c.id).where(consultations)),
        decision: decisions,
        follow_up: follow_up.c.decision_id.in_(select(decision.c.id).where(decisions)),
        directory_entry: directory_entry.c.ended_at.is_(None),
    }
    conditions |= _of_missions(person)
    if not reader.may("directory.read_contacts", Thing(kind="directory_entry")):
        del conditions[directory_entry]
    return {table.name: _rows(connection, table, condition) for table, condition in conditions.items()}


def _of_missions(person: Person) -> dict[Table, ColumnElement[bool]]:
    """What one may read of the protection of missions, and of what States say of themselves."""
    conditions: dict[Table, ColumnElement[bool]] = {}
    if person.roles:
        conditions[state_report] = state_report.c.ended_at.is_(None)
    if person.is_in_network:
        conditions[central_authority] = central_authority.c.ended_at.is_(None)
    for table in (mission_incident, mission_threat, mission_advice):
        mine = table.c.host.in_(sorted(person.states))
        conditions[table] = (true() if Role.ADMINISTRATOR in person.roles else mine) & table.c.removed_at.is_(None)
    shown = select(mission_incident.c.id).where(conditions[mission_incident])
    return conditions | {incident_step: incident_step.c.incident_id.in_(shown)}


def _rows(connection: Connection, table: Any, condition: Any = None) -> list[dict[str, Any]]:
    columns = [column for column in table.c if column.name not in SECRET.get(table.name, ())]
    query = select(*columns).order_by(*table.primary_key)
    return [dict(row) for row in connection.execute(query if condition is None else query.where(condition)).mappings()]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write everything that people made, and the trail, to a folder: one CSV a table, and one JSON file with all."""
    parser = argparse.ArgumentParser(prog="python -m network.export", description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--format", choices=["csv", "json", "both"], default="both")
    parser.add_argument("--database", help="address of the database; by default R2P_DATABASE")
    chosen = parser.parse_args(arguments)
    try:
        with open_store(chosen.database) as store, store.reading() as connection:
            tables = {table.name: _rows(connection, table) for table in [*THINGS.values(), audit]}
        chosen.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(chosen.folder, tables, chosen.format)
    except NetworkError as error:
        print(error.sentence(), file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{chosen.folder}: cannot be written ({error.strerror})", file=sys.stderr)
        return 2
    print(f"{chosen.folder}: {sum(map(len, tables.values()))} rows of {len(tables)} tables")
    return 0


def _write(folder: Path, tables: Mapping[str, list[dict[str, Any]]], form: str) -> None:
    if form in ("json", "both"):
        (folder / "network.json").write_bytes(json_bytes(tables))
    if form in ("csv", "both"):
        for name, rows in tables.items():
            columns = [*THINGS[name].c.keys()] if name in THINGS else [*audit.c.keys()]
            hidden = SECRET.get(name, ())
            (folder / f"{name}.csv").write_bytes(
                csv_bytes(rows, [column for column in columns if column not in hidden])
            )


if __name__ == "__main__":
    sys.exit(main())
