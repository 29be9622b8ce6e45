"""Reads a table of incidents, CSV or XLSX: the good rows to take, and a sentence with its number for every other."""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from data.countries import UnknownCountry, resolve
from network.errors import BadInput
from network.incidents import Incident, Mission
from network.messages import Message, Term

MOST_BYTES, MOST_UNPACKED, MOST_ROWS, MOST_COLUMNS = 2_000_000, 60_000_000, 5_000, 60
SEARCHED = 15  # rows among which the headings are looked for
# Column → spellings of its heading in the six languages; the first six are what the pages themselves call it.
HEADINGS = {
    "mission": ("country or organisation", "pays ou organisation", "pais u organizacion", "البلد او المنظمة",
                "страна или организация", "国家或组织",
                "country or organization", "country", "state", "mission", "sending state", "organisation", "organization",
                "pays", "etat", "etat accreditant", "pais", "estado", "organizacion", "estado acreditante", "البلد", "الدولة",
                "المنظمة", "البعثة", "الدولة الموفدة", "страна", "государство", "организация", "представительство",
                "аккредитующее государство", "国家", "组织", "派遣国", "使团"),
    "institution": ("institution", "institution", "institucion", "المؤسسة", "учреждение", "机构",
                    "type", "type of mission", "type d institution", "type de mission", "tipo", "tipo de institucion",
                    "tipo de mision", "نوع المؤسسة", "نوع البعثة", "النوع", "тип", "тип учреждения", "类型", "机构类型"),
    "act": ("harmful act", "acte dommageable", "acto lesivo", "الفعل الضار", "противоправное деяние", "侵害行为",
            "act", "acts", "incident", "type of incident", "acte", "fait", "type d incident", "acto", "hecho", "incidente",
            "tipo de incidente", "الفعل", "الحادث", "نوع الحادث", "деяние", "инцидент", "вид инцидента", "行为", "事件",
            "事件类型"),
    "happened_on": ("date", "date", "fecha", "التاريخ", "дата", "日期",
                    "day", "from", "begin", "date of incident", "date de l incident", "jour", "debut", "fecha del incidente",
                    "dia", "desde", "inicio", "تاريخ الحادث", "اليوم", "من", "дата инцидента", "день", "дата начала",
                    "事件日期", "日", "开始日期"),
    "ended_on": ("end date", "date de fin", "fecha de finalizacion", "تاريخ الانتهاء", "дата окончания", "结束日期",
                 "to", "until", "end", "fin", "hasta", "fecha de fin", "الى", "حتى", "по", "конец", "至", "截止日期"),
    "place": ("place", "lieu", "lugar", "المكان", "место", "地点",
              "location", "city", "ville", "ciudad", "المدينة", "город", "место происшествия", "城市"),
    "reported_by": ("reported by", "signale par", "comunicado por", "المبلغ", "кем сообщено", "报告方",
                    "source", "fuente", "informado por", "المصدر", "источник", "来源"),
    "measures": ("measures", "mesures", "medidas", "التدابير", "меры", "措施",
                 "measures taken", "mesures prises", "medidas adoptadas", "التدابير المتخذة", "принятые меры",
                 "已采取的措施"),
    "offenders": ("proceedings against offenders", "poursuites contre les auteurs", "actuaciones contra los infractores",
                  "الاجراءات ضد الجناة", "преследование правонарушителеи", "对违法者的诉讼",
                  "offenders", "proceedings", "poursuites", "actuaciones", "الاجراءات", "преследование", "诉讼"),
}  # fmt: skip
REQUIRED = ("mission", "institution", "act", "happened_on")
INSTITUTION_WORDS = {
    "EMB": ("emb", "embassy", "ambassade", "embajada", "سفارة", "посольство", "使馆", "大使馆"),
    "CON": ("con", "consulate", "consulat", "consulado", "قنصلية", "консульство", "领馆", "领事馆", "consular post",
            "poste consulaire", "oficina consular", "مركز قنصلي", "консульское учреждение"),
    "ORG": ("org", "international organisation", "organisation internationale", "organizacion internacional", "منظمة دولية",
            "международная организация", "国际组织", "organisation", "organization", "international organization",
            "organizacion", "منظمة", "организация", "组织"),
}  # fmt: skip
ORGANISATIONS = (  # known to be no State, whatever the institution says
    "League of Arab States", "Ligue des États arabes", "Liga de los Estados Árabes", "جامعة الدول العربية",
    "Лига арабских государств", "阿拉伯国家联盟",
    "European Union", "Union européenne", "Unión Europea", "الاتحاد الأوروبي", "Европейский союз", "欧洲联盟", "欧盟",
    "African Union", "Union africaine", "Unión Africana", "الاتحاد الأفريقي", "الاتحاد الإفريقي", "Африканский союз",
    "非洲联盟", "United Nations", "Nations Unies", "Naciones Unidas", "الأمم المتحدة",
    "Организация Объединенных Наций", "联合国",
    "North Atlantic Treaty Organization", "Organisation du Traité de l'Atlantique Nord",
    "Organización del Tratado del Atlántico Norte", "منظمة حلف شمال الأطلسي", "Организация Североатлантического договора",
    "北大西洋公约组织",
    "Organisation of Islamic Cooperation", "Organisation de la coopération islamique",
    "Organización de Cooperación Islámica", "منظمة التعاون الإسلامي", "Организация исламского сотрудничества",
    "伊斯兰合作组织",
    "Council of Europe", "Conseil de l'Europe", "Consejo de Europa", "مجلس أوروبا", "Совет Европы", "欧洲委员会",
)  # fmt: skip
# What spreadsheet programs write as CSV where nobody asks for UTF-8: Western, Cyrillic and Arabic Windows, and Chinese.
ENCODINGS = ("utf-8-sig", "cp1252", "cp1251", "cp1256", "gb18030")
DAY = re.compile(
    r"(?:(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{1,2})[/.](\d{1,2})[/.](\d{4}))(?:[T ]00:00(?::00)?)?"
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of the file by its number there: an incident, or why there is none; `doubt` marks a repeated one."""

    number: int
    incident: Incident | None = None
    fault: Message | None = None
    doubt: Message | None = None

    @property
    def is_good(self) -> bool:
        return self.incident is not None and self.doubt is None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a file holds: its rows in order. Nothing of it is in the register yet."""

    rows: tuple[Row, ...] = field(default=())

    @property
    def good(self) -> list[Row]:
        return [row for row in self.rows if row.is_good]

    @property
    def repeated(self) -> list[Row]:
        """Offered, and taken only if the person says that they are different incidents."""
        return [row for row in self.rows if row.doubt is not None]

    @property
    def faulty(self) -> list[Row]:
        return [row for row in self.rows if row.fault is not None]


Cell = str | date | None
Line = tuple[int, list[Cell]]


def read(content: bytes, *, file: str, host: str, known: Sequence[Incident], today: date) -> Reading:
    """The rows of a file. `known`: what the register of the host already holds.

    Raises BadInput for a file that is no table, is too large, or does not name its columns.
    """
    if len(content) > MOST_BYTES:
        raise BadInput("table_too_large", file=file, limit=MOST_BYTES, unit=Term(code="bytes"))
    lines, columns, first = _found(content, file)
    if len(lines) > MOST_ROWS:
        raise BadInput("table_too_large", file=file, limit=MOST_ROWS, unit=Term(code="rows"))
    rows: list[Row] = []
    for number, cells in lines:
        if number > first and any(_text(cell) for cell in cells):
            rows.append(_row(number, {name: cells[at] for name, at in columns.items() if at < len(cells)}, host, today))
    return Reading(rows=tuple(_with_doubts(rows, known)))


def _found(content: bytes, file: str) -> tuple[list[Line], dict[str, int], int]:
    """The lines of a file, which column is which, and the number of the row that says so."""
    if content[:4] == b"PK\x03\x04":
        lines = _of_xlsx(content, file)
        return lines, *_columns(lines)
    refusal: BadInput | None = None
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ENCODINGS:
        try:
            lines = _of_csv(content, file, encoding)
            return lines, *_columns(lines)  # headings that can be read tell the encoding of what stands below them
        except BadInput as fault:
            refusal = fault if refusal is None or refusal.code == "table_unreadable" != fault.code else refusal
    assert refusal is not None
    raise refusal


def _of_csv(content: bytes, file: str, encoding: str) -> list[Line]:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadInput("table_unreadable", file=file, reason=str(error.reason)) from None
    if "\x00" in text:
        raise BadInput("table_unreadable", file=file, reason="NUL")
    lines = text.splitlines()
    separator = max(",;\t", key=lambda one: sum(line.count(one) for line in lines[:SEARCHED]))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        return [(reader.line_num, list(cells[:MOST_COLUMNS])) for cells in reader]
    except csv.Error as error:
        raise BadInput("table_unreadable", file=file, reason=str(error)) from None


def _of_xlsx(content: bytes, file: str) -> list[Line]:
    """The first sheet; a cell merged over several holds its content in each of them."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
                raise BadInput("table_too_large", file=file, limit=MOST_UNPACKED, unit=Term(code="bytes"))
        sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets[0]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, EOFError) as error:
        raise BadInput("table_unreadable", file=file, reason=type(error).__name__) from None
    if sheet.max_row > MOST_ROWS + SEARCHED:
        raise BadInput("table_too_large", file=file, limit=MOST_ROWS, unit=Term(code="rows"))
    table = [list(cells[:MOST_COLUMNS]) for cells in sheet.iter_rows(values_only=True)]
    for merged in sheet.merged_cells.ranges:
        for row in range(merged.min_row, min(merged.max_row, len(table)) + 1):
            for column in range(merged.min_col, min(merged.max_col, MOST_COLUMNS) + 1):
                table[row - 1][column - 1] = table[merged.min_row - 1][merged.min_col - 1]
    return [(number, [_cell(value) for value in cells]) for number, cells in enumerate(table, start=1)]


def _cell(value: object) -> Cell:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None if value is None else str(value)


def _columns(lines: Sequence[Line]) -> tuple[dict[str, int], int]:
    """Which column is which, and the number of the row that says so. Raises BadInput.

    A heading merged over several columns names none of them: the row below it has to.
    """
    twice: BadInput | None = None
    for number, cells in lines[:SEARCHED]:
        found: dict[str, int] = {}
        for at, cell in enumerate(cells):
            name = _column_of(_fold(_text(cell)))
            if name in found:
                count = sum(_fold(_text(one)) == _fold(_text(cell)) for one in cells)
                twice = twice or BadInput("heading_twice", row=number, heading=_text(cell)[:60], count=max(count, 2))
                break
            if name:
                found[name] = at
        else:
            if set(REQUIRED) <= set(found):
                return found, number
    if twice is not None:
        raise twice
    raise BadInput("table_headless", rows=SEARCHED, columns=tuple(Term(code=name) for name in HEADINGS))


def _column_of(heading: str) -> str:
    return next((name for name, spellings in HEADINGS.items() if heading in _folded(spellings)), "")


@cache
def _folded(spellings: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(_fold, spellings))


def _fold(text: str) -> str:
    """The text without accents, case and punctuation."""
    parts = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in parts if not unicodedata.combining(c)).split())


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell).strip()


def _row(number: int, cells: dict[str, Cell], host: str, today: date) -> Row:
    try:
        for name in REQUIRED:
            if not _text(cells.get(name)):
                raise BadInput("cell_empty", field=Term(code=name))
        institution = _institution(_text(cells["institution"]))
        iso3, organisation = _whose(_text(cells["mission"]), institution)
        day, end = _day(cells["happened_on"]), _day(cells["ended_on"]) if _text(cells.get("ended_on")) else None
        if max(day, end or day) > today.isoformat():
            raise BadInput("date_future", field=Term(code="happened_on"), value=max(day, end or day))
        incident = Incident(
            mission=Mission(host=host, institution=institution, iso3=iso3, organisation=organisation),
            act=" ".join(_text(cells["act"]).split()), happened_on=day, ended_on=end,
            **{name: _text(cells.get(name)) for name in ("place", "reported_by", "measures", "offenders")},
        )  # fmt: skip
    except BadInput as refusal:
        return Row(number=number, fault=Message(code="row_fault", values={"row": number, "reason": refusal.message}))
    return Row(number=number, incident=incident)


def _institution(word: str) -> str:
    found = next((code for code, words in INSTITUTION_WORDS.items() if _fold(word) in _folded(words)), None)
    if found is None:
        raise BadInput("cell_institution", value=word[:40])
    return found


def _whose(name: str, institution: str) -> tuple[str | None, str]:
    """A State's code, or an organisation's name. An organisation is no unknown State."""
    try:
        return resolve(name[:80]), ""
    except UnknownCountry as unknown:
        if institution == "ORG" or _fold(name) in _folded(ORGANISATIONS):
            return None, name
        if unknown.nearest:
            raise BadInput("cell_unknown_state", value=name[:60], nearest=", ".join(unknown.nearest)) from None
        raise BadInput("cell_no_state", value=name[:60]) from None


def _day(cell: Cell) -> str:
    """A day as ISO text; numbers stand in the order of the United Nations: day, month, year."""
    if isinstance(cell, date):
        return cell.isoformat()
    found = DAY.fullmatch(_text(cell))
    try:
        if found is None:
            raise ValueError
        year, month, day = (found.group(1), found.group(2), found.group(3)) if found.group(1) else found.group(6, 5, 4)
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        raise BadInput("cell_day", value=_text(cell)[:40]) from None


def _with_doubts(rows: Iterable[Row], known: Sequence[Incident]) -> Iterable[Row]:
    """The rows, those that tell of what the register or an earlier row already tells of marked as repeated."""
    seen: list[tuple[int, Incident]] = []
    for row in rows:
        if row.incident is None:
            yield row
            continue
        held = next((one for one in known if row.incident.is_same_as(one)), None)
        earlier = next((number for number, one in seen if row.incident.is_same_as(one)), None)
        seen.append((row.number, row.incident))
        reason = None
        if held is not None:
            reason = Message(code="row_repeats", values={"since": held.happened_on})
        elif earlier is not None:
            reason = Message(code="row_overlaps", values={"other": earlier})
        doubt = Message(code="row_fault", values={"row": row.number, "reason": reason}) if reason else None
        yield Row(number=row.number, incident=row.incident, doubt=doubt)
