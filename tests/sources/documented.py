"""The documented answer of every source that is fetched: made-up figures in the form that its publisher sends."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from data import sources
from data.sources import vdem, vdem_dsp
from tests.data.sources import test_mass_killings
from tests.sources.server import NOTHING, Answer, Request

TODAY = date(2026, 11, 21)
FIXTURES = Path(__file__).resolve().parents[1] / "data" / "sources" / "fixtures"
KEYS = sorted(key for key, source in sources.declarations().items() if source.access)
HOSTS = sorted({host for source in sources.declarations().values() if source.access for host in source.access.hosts})


@dataclass(frozen=True, kw_only=True)
class Documented:
    """What a source sends: the text of each address, how it is packed, and a name in it that a change would touch."""

    text_of: Callable[[Request], str | bytes | None]  # None: there is no such file
    content_type: str
    needs: str  # a name in its texts, without which nothing can be read
    pack: Callable[[bytes], bytes] = lambda text: text

    def answer(self, request: Request, *, is_changed: bool = False) -> Answer:
        """The documented answer, or one in which a name that we need has changed."""
        text = self.text_of(request)
        if text is None:
            return NOTHING
        raw = text if isinstance(text, bytes) else text.encode()
        if is_changed:
            raw = raw.replace(self.needs.encode(), b"renamed")
        return Answer(body=self.pack(raw), headers={"Content-Type": self.content_type})


def zipped(member: str) -> Callable[[bytes], bytes]:
    """Packs a text as the one table of an archive, beside a codebook."""

    def pack(text: bytes) -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(member, text)
            archive.writestr("codebook.pdf", b"%PDF-1.4")
        return file.getvalue()

    return pack


# UCDP, as from version 26.1 on: no _cy


def ucdp_text(request: Request) -> str | None:
    if request.path != "/downloads/organizedviolencecy/organizedviolencecy-261-csv.zip":
        return None
    text = (FIXTURES / "ucdp_country_year.csv").read_text(encoding="utf-8")
    header, rest = text.split("\n", 1)
    return header.replace("_cy", "").replace("version", "Version") + "\n" + rest


# UNHCR and IDMC: numbers and texts mixed, "-" for none, two pages


def unhcr_text(request: Request) -> str | None:
    side = "coo" if request.query.get("coo_all") else "coa"
    other = "coa" if side == "coo" else "coo"
    none = {f"{other}_id": "-", f"{other}_name": "-", other: "-", f"{other}_iso": "-"}

    def item(iso3: str, year: int, **numbers: object) -> dict[str, object]:
        counts = dict.fromkeys(("returned_refugees", "returned_idps", "ooc", "hst"), "0") | {"oip": "-"} | numbers
        return {"year": year, f"{side}_id": 1, f"{side}_name": iso3, side: "GFR", f"{side}_iso": iso3, **none, **counts}

    pages = [
        [item("MLI", year, refugees=100 + year, asylum_seekers="5", idps="0", stateless="7") for year in (2022, 2023)],
        [item("SDN", 2024, refugees="4000", asylum_seekers=9, idps=70000, stateless="0", oip=12),
         item("UNK", 2024, refugees=1, asylum_seekers="0", idps="0", stateless="0")],
    ]  # fmt: skip
    if request.path == "/population/v1/idmc/":
        pages = [[{"year": 2024, "coo_id": 1, "coo_iso": "MLI", "coa_iso": "MLI", "total": 344000}],
                 [{"year": 2024, "coo_id": 2, "coo_iso": "AB9", "coa_iso": "AB9", "total": "25000"}]]  # fmt: skip
    elif request.path != "/population/v1/population/":
        return None
    page = int(request.query["page"])
    return json.dumps({"page": page, "short-url": "", "maxPages": len(pages), "total": [], "items": pages[page - 1]})


# World Bank: what the page says of itself, then its records; groups of countries among them


def wdi_text(request: Request) -> str:
    code = request.path.rsplit("/", 1)[-1]
    records = [
        {"indicator": {"id": code, "value": ""}, "country": {"id": "XX", "value": iso3}, "countryiso3code": iso3,
         "date": str(year), "value": value, "unit": "", "obs_status": "", "decimal": 1}
        for iso3, year, value in (("NAM", 2023, 10.5), ("NAM", 2024, None), ("SDN", 2023, 20), ("WLD", 2023, 30), ("", 2023, 1))
    ]  # fmt: skip
    about = {"page": 1, "pages": 1, "per_page": 20000, "total": len(records), "lastupdated": "2026-07-01"}
    return json.dumps([about, records])


# V-Dem: the whole data set, of which we need few columns


def vdem_text(request: Request) -> str | None:
    if request.path != "/media/datasets/V-Dem-CY-FullOthers-v16_csv.zip":
        return None
    ordinal = dict.fromkeys([*vdem.AS_IS.values(), *vdem.MADE], "1.0") | {"v2xcl_disc": "0.5", "v2pepwrses": "-0.4"}
    surveyed = dict.fromkeys([column for one in vdem_dsp.MEASURES for column in one.columns], "0.5")
    quoted = {"country_name": '"Mali"', "v2other": '"a ""text"",\nof two lines"'}
    rows = [
        {**quoted, "country_text_id": name, "COWcode": cow, "year": year, **ordinal, **surveyed}
        for name, cow, year in (("MLI", "432", "1960"), ("MLI", "432", "2025"), ("SYR", "652", "2025"), ("ZZB", "511", "2025"))
    ]  # fmt: skip
    return "\n".join([",".join(rows[0]), *(",".join(map(str, row.values())) for row in rows), ""])


# UPR Info: sessions in the first answer, then the recommendations of each


def upr_text(request: Request) -> str:
    def entry(under: str, by: str, text: str, answer: str, *issues: str, session: str = "44 - November 2023") -> dict:
        labels = {"state_under_review": [under], "recommending_state": [by], "response": [answer], "issues": issues,
                  "session": [session]}  # fmt: skip
        fields: dict[str, Any] = {
            name: [{"value": "x", "label": one} for one in words] for name, words in labels.items()
        }
        return {"_id": text, "sharedId": text, "metadata": fields | {"recommendation": [{"value": text}]}}

    buckets = [{"key": "mark-44", "doc_count": 3, "filtered": {"doc_count": 3}, "label": "44 - November 2023"},
               {"key": "mark-20", "doc_count": 1, "filtered": {"doc_count": 1}, "label": "20 - October 2014"},
               {"key": "none", "doc_count": 1, "filtered": {"doc_count": 0}, "label": "No session"}]  # fmt: skip
    found = []
    if "mark-44" in request.query.get("filters", ""):
        found = [entry("Mali", "Chad", "End torture.", "Supported", "Torture and other CID treatment"),
                 entry("Mali", "Cuba", "Prevent genocide.", "Not Supported"),
                 entry("Mali", "Peru", "Build schools.", "Noted", "Right to education")]  # fmt: skip
    elif "mark-20" in request.query.get("filters", ""):
        found = [entry("Fiji", "Peru", "End impunity.", "Supported", "Impunity", session="20 - October 2014")]
    return json.dumps({"rows": found, "totalRows": 4, "aggregations": {"all": {"session": {"buckets": buckets}}}})


# UN Treaty Collection: XML for chapter IV, web pages for chapter XVIII


PARTICIPANTS = (
    ("Afghanistan<superscript>1</superscript>", "16 Apr\t 1985", " 1 Apr\t 1987"),
    ("Mali", "", "26 Feb\t 1999 a"),
    ("Montenegro", "", "23 Oct\t 2006 d"),
    ("Burundi", "13 Jan\t 1999", "[21 Sep\t 2004]"),
    ("Atlantis", "", "1 Jan 2000 a"),
    ("Fiji", "", "by word of mouth"),
)


def treaties_text(request: Request) -> str:
    heads = ("Participant", "Signature", "Ratification, Accession(a), Succession(d)")
    if request.path.endswith(".xml"):
        rows = "".join(
            "<Row>" + "".join(f"<Entry>{cell.replace('<', '&lt;')}</Entry>" for cell in row) + "</Row>"
            for row in PARTICIPANTS
        )
        head = "".join(f"<Entry>{one}</Entry>" for one in heads)
        return (
            '<?xml version="1.0" encoding="ISO-8859-1"?><MTDSG><Chapter/><Treaty><ExternalData/><Participants><Table><TGroup>'
            f"<Thead><Row>{head}</Row></Thead><Tbody><Rows>{rows}</Rows></Tbody></TGroup></Table></Participants></Treaty></MTDSG>"
        )
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in PARTICIPANTS)
    rows = rows.replace("<superscript>", "<sup>").replace("</superscript>", "</sup>")
    head = "".join(f"<td>{one}</td>" for one in heads)
    return f"<!DOCTYPE html><html><body><table><tr><td><table><tr>{head}</tr>{rows}</table></td></tr></table></body></html>"


# The others


def sp_text(request: Request) -> str:
    rows = "".join(f"<tr><td>{name}</td><td>{day}</td></tr>" for name, day in
                   (("Mali", "12/03/2019"), ("Peru", "April 2002"), ("Sudan", "17 March 2004"), ("Atlantis", "")))  # fmt: skip
    return (
        "<html><body><table><tr><th>Menu</th></tr></table><table><tr><th>Country</th><th>Date</th></tr>"
        f"{rows}</table></body></html>"
    )


def uhri_text(request: Request) -> str:
    def record(number: int, kind: str, body: str, name: str, day: str) -> dict[str, Any]:
        return {"AnnotationId": f"id-{number}", "AnnotationType": f"- {kind}", "Body": f"- {body}", "Countries": [name],
                "PublicationDate": f"{day}T00:00:00", "Text": 'A "text" with [brackets] {and} é.', "UprCycle": None}  # fmt: skip

    return json.dumps([
        record(1, "Recommendations", "CRC", "Peru", "2025-02-12"), record(2, "Recommendations", "UPR", "Peru", "2025-03-12"),
        record(3, "Concerns/Observations", "CAT", "State of Palestine*", "2024-03-12"),
        record(4, "Recommendations", "SR Torture", "Atlantis", "2024-03-12"),
    ], ensure_ascii=False)  # fmt: skip


def coups_text(request: Request) -> str:
    rows = [
        "country\tccode\tyear\tmonth\tday\tcoup\tversion",
        "Mali\t432\t2021\t5\t24\t2\t2025",
        "Mali\t432\t2021\t7\t1\t1\t2025",
    ]
    return "\r\n".join([*rows, "Chad\t483\t2024\t2\t28\t1\t2025", ""])


def pts_text(request: Request) -> bytes | None:
    return (FIXTURES / "pts_latin1.csv").read_bytes() if request.path == "/Data/Files/PTS-2025.csv" else None


def book(text: bytes) -> bytes:
    """A workbook with the events, its columns named as the text says."""
    made = test_mass_killings.workbook()
    if b"startyear" in text:
        return made
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(file, "w") as new:
        for member in old.infolist():
            new.writestr(member, old.read(member).replace(b"startyear", b"renamed"))
    return file.getvalue()


def book_text(request: Request) -> str | None:
    return "startyear" if request.path.startswith("/EarlyWarningProject/2025-") else None


CSV, JSON, HTML = "text/csv; charset=utf-8", "application/json; charset=utf-8", "text/html; charset=utf-8"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ARCHIVE = "application/zip"
DOCUMENTED = {
    "coups": Documented(text_of=coups_text, content_type="text/plain", needs="ccode"),
    "idmc": Documented(text_of=unhcr_text, content_type=JSON, needs="total"),
    "mass_killings": Documented(text_of=book_text, content_type=SHEET, needs="startyear", pack=book),
    "pts": Documented(text_of=pts_text, content_type=CSV, needs="PTS_S"),
    "sp": Documented(text_of=sp_text, content_type=HTML, needs="Country"),
    "treaties": Documented(text_of=treaties_text, content_type="text/xml", needs="Participant"),
    "ucdp": Documented(text_of=ucdp_text, content_type=ARCHIVE, needs="os_total_deaths_best",
                       pack=zipped("OrganizedViolenceCYDataSet26_1.csv")),
    "uhri": Documented(text_of=uhri_text, content_type=JSON, needs="PublicationDate"),
    "unhcr": Documented(text_of=unhcr_text, content_type=JSON, needs="asylum_seekers"),
    "upr": Documented(text_of=upr_text, content_type=JSON, needs="metadata"),
    "vdem": Documented(text_of=vdem_text, content_type=ARCHIVE, needs="v2clkill_ord",
                       pack=zipped("V-Dem-CY-FullOthers-v16_csv/V-Dem-CY-Full+Others-v16.csv")),
    "vdem_dsp": Documented(text_of=vdem_text, content_type=ARCHIVE, needs="v2smpolhate",
                           pack=zipped("V-Dem-CY-FullOthers-v16_csv/V-Dem-CY-Full+Others-v16.csv")),
    "wdi": Documented(text_of=wdi_text, content_type=JSON, needs="countryiso3code"),
}  # fmt: skip


NAME = re.compile(r"[A-Za-z]\w+")  # the first one in a file: of a column, or of a field
TYPES = {".csv": CSV, ".tsv": "text/tab-separated-values", ".json": JSON, ".html": HTML, ".xml": "text/xml"}


def from_fixture(key: str, folder: Path = FIXTURES) -> Documented:
    """A source whose publisher answers with one file: its fixture, whatever is asked for."""
    (file,) = (path for path in folder.glob(f"{key}.*") if path.suffix in TYPES)
    text = file.read_text(encoding="utf-8")
    return Documented(text_of=lambda request: text, content_type=TYPES[file.suffix], needs=NAME.search(text)[0])


def documentation(key: str) -> Documented:
    """What the publisher of a source documents."""
    return DOCUMENTED[key] if key in DOCUMENTED else from_fixture(key)


def documented(key: str) -> Callable[[Request], Answer]:
    """Answers as the publisher of a source documents it."""
    one = documentation(key)

    def answer(request: Request) -> Answer:
        said = one.answer(request)
        is_page = key == "treaties" and not request.path.endswith(".xml")
        return said.with_headers(Content_Type=HTML) if is_page else said

    return answer
