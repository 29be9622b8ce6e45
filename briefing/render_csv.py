"""Briefing data as CSV files in UTF-8, one a table, with a Frictionless data package beside them."""

import csv
import io
import json
from datetime import date

import pandas as pd

from briefing.document import Cell, Column, Document, Table, is_missing
from network.export import neutral

TYPES = {
    "text": "string",
    "number": "number",
    "share": "number",
    "change": "number",
    "month": "yearmonth",
    "date": "date",
}
DIGITS = 10  # significant ones: more than any source gives, fewer than a float's noise


def files(document: Document, *, with_hxl: bool) -> dict[str, bytes]:
    """File name → content: a CSV file for each table of the document's data, and `datapackage.json`.

    `with_hxl` adds a second row with the hashtags of the Humanitarian Exchange Language. An empty cell: not known. Text that
    a spreadsheet would run as a formula is led by an apostrophe.
    """
    found = {f"{document.file_name}-{_slug(table)}.csv": _csv(table, with_hxl=with_hxl) for table in document.data}
    package = json.dumps(_package(document, with_hxl=with_hxl), ensure_ascii=False, indent=2)
    return found | {"datapackage.json": package.encode()}


def _slug(table: Table) -> str:
    return table.key.replace("_", "-")


def _csv(table: Table, *, with_hxl: bool) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([neutral(column.heading) for column in table.columns])
    if with_hxl:
        writer.writerow([column.hxl for column in table.columns])
    for row in table.rows:
        writer.writerow([_cell(column, cell) for column, cell in zip(table.columns, row, strict=True)])
    return file.getvalue().encode()


def _cell(column: Column, cell: Cell) -> str:
    if is_missing(cell):
        return ""
    if isinstance(cell, date):  # which a timestamp is too
        return f"{cell:%Y-%m}" if column.kind == "month" else f"{cell:%Y-%m-%d}"
    return neutral(cell) if isinstance(cell, str) else format(cell, f".{DIGITS}g")


def _package(document: Document, *, with_hxl: bool) -> dict:
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": document.file_name.lower(),
        "title": f"{document.title}: {document.subtitle}",
        "description": " ".join((document.citation, *document.disclaimers)),
        "version": document.release,
        "created": f"{pd.Timestamp(document.made_on):%Y-%m-%dT00:00:00Z}",
        "sources": [
            {
                "title": f"{one.publisher}: {one.name}",
                "path": one.address,
                "citation": one.citation,
                "licence": one.licence,
            }
            for one in document.sources
        ],
        "resources": [_resource(document, table, with_hxl=with_hxl) for table in document.data],
    }


def _resource(document: Document, table: Table, *, with_hxl: bool) -> dict:
    dialect = {"header": True, "delimiter": ",", "lineTerminator": "\r\n"} | ({"commentRows": [2]} if with_hxl else {})
    return {
        "name": _slug(table),
        "title": table.title,
        "path": f"{document.file_name}-{_slug(table)}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": dialect,
        "schema": {"fields": [_field(column) for column in table.columns], "missingValues": [""]},
    }


def _field(column: Column) -> dict:
    return {"name": column.heading, "type": TYPES[column.kind]} | ({"hxl": column.hxl} if column.hxl else {})
