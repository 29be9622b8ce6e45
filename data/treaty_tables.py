"""The UN Treaty Collection's own tables of participants, sent as XML or as web pages, read into one table."""

import re
from collections.abc import Iterator, Mapping

import pandas as pd
from lxml import etree

from data.forms import matching, page_tables
from data.tables import TableError

XML_ADDRESS = "https://treaties.un.org/doc/Publication/MTDSG/Volume%20I/Chapter%20{chapter}/{number}.en.xml"
PAGE_ADDRESS = "https://treaties.un.org/Pages/ViewDetails.aspx"
FILES = "treaties/untc/*"
XML_CHAPTERS = ("IV",)  # sent as XML; those of volume II are web pages
ROMAN = {"IV": "4", "XVIII": "18"}
FOOTNOTE = re.compile(r"<superscript>.*?</superscript>|<[^>]*>", re.DOTALL)  # tags are text within the XML
ACTION = re.compile(r"(\d{1,2}) ([A-Z][a-z]{2}) (\d{4})(?: ([a-zA-Z]{1,3}))?")
SUFFIXES = {"": "ratification", "a": "accession", "d": "succession", "A": "acceptance", "AA": "approval"}
JOINING = re.compile("ratification|accession|acceptance|approval|succession", re.IGNORECASE)


def path_of(number: str) -> str:
    """The name that the table of a treaty is kept under; `number`: as the collection numbers it, such as IV-9-b."""
    ending = "xml" if number.split("-")[0] in XML_CHAPTERS else "html"
    return FILES.replace("*", f"{number}.{ending}")


def read_participants(files: Mapping[str, bytes], treaties: Mapping[str, str]) -> pd.DataFrame:
    """One row a participant: treaty, mtdsg, participant, signature_raw, action_date (ISO or ""), action_type, row, and
    is_withdrawn, where the collection sets the action in brackets because it no longer holds.

    `treaties`: the collection's number → the treaty's key. Raises TableError for a file that holds no such table, and
    where the table of a treaty is absent: a list that is not there must not pass for one without participants.
    """
    rows = []
    for number, key in treaties.items():
        path = path_of(number)
        if path not in matching(files, FILES):
            raise TableError(f"{path}: the table is missing; fetch the source again")
        for place, (name, signed, action) in enumerate(_rows(files[path], path), start=1):
            date, kind, is_withdrawn = _action(action)
            rows.append((key, number, name, signed, date, kind, is_withdrawn, place))
    names = ["treaty", "mtdsg", "participant", "signature_raw", "action_date", "action_type", "is_withdrawn", "row"]
    return pd.DataFrame(rows, columns=names).astype(
        {**dict.fromkeys(names[:6], "string"), "is_withdrawn": bool, "row": "Int64"}
    )


def _rows(raw: bytes, file: str) -> list[tuple[str, str, str]]:
    """Participant, signature and action of each row, as texts; raises TableError."""
    try:
        tables = list(_xml_tables(raw)) if file.endswith(".xml") else page_tables(raw, file)
    except (etree.LxmlError, ValueError, UnicodeError) as error:
        raise TableError(f"{file}: cannot be read ({type(error).__name__}); fetch it again") from None
    for header, *body in tables:
        joining = [place for place, title in enumerate(header) if place and JOINING.search(title)]
        if not header or not header[0].startswith("Participant") or not joining:
            continue
        signing = [place for place, title in enumerate(header) if title.startswith("Signature")]
        rows = [
            (cells[0], cells[signing[0]] if signing else "", cells[joining[-1]]) if len(cells) == len(header)
            else (cells[0], "", f"a row of {len(cells)} cells under {len(header)} headings")
            for cells in body if cells and cells[0]
        ]  # fmt: skip
        if rows:
            return rows
    raise TableError(f"{file}: no table of participants; has its form changed?")


def _xml_tables(raw: bytes) -> Iterator[list[list[str]]]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    for table in etree.fromstring(raw, parser).iter("Table"):
        yield [[_text(entry) for entry in row.iter("Entry")] for row in table.iter("Row")]


def _text(element: etree._Element) -> str:
    """The words of a cell, without footnote marks and doubled spaces."""
    return " ".join(FOOTNOTE.sub("", "".join(element.itertext())).split())


def _action(text: str) -> tuple[str, str, bool]:
    """Date, kind and whether it no longer holds, of a text such as "3 Sep 2016 A"; the text itself if it is none.

    Where a State left and came back the last action counts.
    """
    found = list(ACTION.finditer(text))
    if not found:
        return "", text, False
    last = found[-1]
    day = pd.to_datetime(" ".join(last.group(1, 2, 3)), format="%d %b %Y", errors="coerce")
    is_withdrawn = text[last.end() :].lstrip().startswith("]")
    kind = SUFFIXES.get(last.group(4) or "", f"unknown action {last.group(4)}")
    return ("" if pd.isna(day) else day.date().isoformat()), kind, is_withdrawn
