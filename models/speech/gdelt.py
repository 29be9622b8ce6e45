"""GDELT's event files as denominators of the news stream: how many articles about each country, each week.

GDELT holds no article text, so nothing here is scored for hatred. It says how much news there was (a rate needs a
denominator, and a week without articles is a gap, not calm) and gives a sample of addresses to a deployment that may
fetch the articles itself. Available for unlimited use with attribution: "The GDELT Project", gdeltproject.org.
"""

import argparse
import contextlib
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import IO

import pandas as pd

from data.durable import write_bytes
from models.speech.posts import PostsError, Rejected

CITATION = "The GDELT Project, GDELT 2.0 Event Database, gdeltproject.org"
COLUMNS = 61  # tab-separated, no header
PLACE, ADDED, ADDRESS = 53, 59, 60  # ActionGeo_CountryCode, DATEADDED, SOURCEURL
MAX_LINE = 1 << 16
ARTICLES = {"iso3": "string", "week": "datetime64[s]", "articles": "int64", "events": "int64"}
# FIPS 10-4 codes of the 195 States, from the public-domain table datasets/country-codes. They look like ISO codes and
# are not: AS is Australia, GM Germany, NI Nigeria.
_FIPS = """
    AC:ATG AE:ARE AF:AFG AG:DZA AJ:AZE AL:ALB AM:ARM AN:AND AO:AGO AR:ARG AS:AUS AU:AUT BA:BHR BB:BRB BC:BWA BE:BEL
    BF:BHS BG:BGD BH:BLZ BK:BIH BL:BOL BM:MMR BN:BEN BO:BLR BP:SLB BR:BRA BT:BTN BU:BGR BX:BRN BY:BDI CA:CAN CB:KHM
    CD:TCD CE:LKA CF:COG CG:COD CH:CHN CI:CHL CM:CMR CN:COM CO:COL CS:CRI CT:CAF CU:CUB CV:CPV CY:CYP DA:DNK DJ:DJI
    DO:DMA DR:DOM EC:ECU EG:EGY EI:IRL EK:GNQ EN:EST ER:ERI ES:SLV ET:ETH EZ:CZE FI:FIN FJ:FJI FM:FSM FR:FRA GA:GMB
    GB:GAB GG:GEO GH:GHA GJ:GRD GM:DEU GR:GRC GT:GTM GV:GIN GY:GUY GZ:PSE HA:HTI HO:HND HR:HRV HU:HUN IC:ISL ID:IDN
    IN:IND IR:IRN IS:ISR IT:ITA IV:CIV IZ:IRQ JA:JPN JM:JAM JO:JOR KE:KEN KG:KGZ KN:PRK KR:KIR KS:KOR KU:KWT KZ:KAZ
    LA:LAO LE:LBN LG:LVA LH:LTU LI:LBR LO:SVK LS:LIE LT:LSO LU:LUX LY:LBY MA:MDG MD:MDA MG:MNG MI:MWI MJ:MNE MK:MKD
    ML:MLI MN:MCO MO:MAR MP:MUS MR:MRT MT:MLT MU:OMN MV:MDV MX:MEX MY:MYS MZ:MOZ NG:NER NH:VUT NI:NGA NL:NLD NO:NOR
    NP:NPL NR:NRU NS:SUR NU:NIC NZ:NZL OD:SSD PA:PRY PE:PER PK:PAK PL:POL PM:PAN PO:PRT PP:PNG PS:PLW PU:GNB QA:QAT
    RB:SRB RI:SRB RM:MHL RO:ROU RP:PHL RS:RUS RW:RWA SA:SAU SC:KNA SE:SYC SF:ZAF SG:SEN SI:SVN SL:SLE SM:SMR SN:SGP
    SO:SOM SP:ESP ST:LCA SU:SDN SW:SWE SY:SYR SZ:CHE TD:TTO TH:THA TI:TJK TN:TON TO:TGO TP:STP TS:TUN TT:TLS TU:TUR
    TV:TUV TX:TKM TZ:TZA UG:UGA UK:GBR UP:UKR US:USA UV:BFA UY:URY UZ:UZB VC:VCT VE:VEN VM:VNM VT:VAT WA:NAM WE:PSE
    WS:WSM WZ:SWZ YM:YEM ZA:ZMB ZI:ZWE
"""
FIPS = dict(pair.split(":") for pair in _FIPS.split())


def read_events(paths: Iterable[Path], *, today: date, rejected: Rejected) -> Iterator[tuple[str, date, str]]:
    """(ISO3, Monday of the week, address) of each event that names a State, in the order of the files.

    The country is where the event happened; the week is the one in which GDELT met the article. Events without a
    place, in a territory that is no State covered, or with a malformed row are counted in `rejected`.
    """
    for path in paths:
        if not path.is_file():
            raise PostsError("absent", path=str(path))
        with _open(path) as file:
            number = 0
            while line := file.readline(MAX_LINE):
                number += 1
                found = _event(line, today)
                if isinstance(found, str):
                    rejected.add(number, found)
                else:
                    yield found


@contextlib.contextmanager
def _open(path: Path) -> Iterator[IO[bytes]]:
    """A file as GDELT publishes it, YYYYMMDDHHMMSS.export.CSV.zip, or unpacked. Raises PostsError if a zip is damaged."""
    if path.suffix.lower() != ".zip":
        with path.open("rb") as file:
            yield file
        return
    try:
        with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as file:
            yield file
    except (zipfile.BadZipFile, IndexError, zlib.error) as error:
        raise PostsError("zip", path=str(path)) from error


def _event(line: bytes, today: date) -> tuple[str, date, str] | str:
    cells = line.rstrip(b"\r\n").decode("utf-8", "replace").split("\t")
    if len(cells) != COLUMNS:
        return f"the row has not {COLUMNS} cells"
    if not cells[PLACE]:
        return "no place is named"
    if cells[PLACE] not in FIPS:
        return "the place is no State covered"
    day = cells[ADDED][:8]
    try:
        added = date(int(day[:4]), int(day[4:6]), int(day[6:8]))
    except ValueError:
        return "DATEADDED is no date"
    if added > today:
        return "date in the future"
    if not cells[ADDRESS].startswith(("http://", "https://")):
        return "no address of an article"
    return FIPS[cells[PLACE]], added - timedelta(days=added.weekday()), cells[ADDRESS]


def articles(paths: Iterable[Path], *, today: date, rejected: Rejected) -> pd.DataFrame:
    """Columns ARTICLES, one row a country and week, sorted: distinct articles (by address) and events.

    GDELT writes one row an event and several events an article, so events are no measure of attention. No address is
    in the result. Memory grows with the distinct addresses: about 100 bytes each.
    """
    addresses: dict[tuple[str, date], set[int]] = {}
    events: dict[tuple[str, date], int] = {}
    for iso3, week, address in read_events(paths, today=today, rejected=rejected):
        addresses.setdefault((iso3, week), set()).add(hash(address))
        events[iso3, week] = events.get((iso3, week), 0) + 1
    rows = [(iso3, week, len(addresses[iso3, week]), count) for (iso3, week), count in sorted(events.items())]
    table = pd.DataFrame(rows, columns=list(ARTICLES))
    return table.assign(week=pd.to_datetime(table["week"])).astype(ARTICLES)


def main() -> None:
    parser = argparse.ArgumentParser(description="Count the articles in GDELT 2.0 event files by country and week.")
    parser.add_argument(
        "--input",
        type=Path,
        action="append",
        required=True,
        help="YYYYMMDDHHMMSS.export.CSV or .CSV.zip; may be repeated",
    )
    parser.add_argument("--output", type=Path, required=True, help="CSV to write: iso3, week, articles, events")
    parser.add_argument("--today", type=date.fromisoformat, required=True, help="later dates are left out, YYYY-MM-DD")
    chosen = parser.parse_args()
    rejected = Rejected()
    try:
        table = articles(chosen.input, today=chosen.today, rejected=rejected)
        write_bytes(chosen.output, table.to_csv(index=False).encode("utf-8"))
    except PostsError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{chosen.output}: cannot be written ({error.strerror})")
    for line in rejected.lines():
        print(line, file=sys.stderr)
    print(f"{table['articles'].sum():,} articles in {len(table):,} country-weeks. {CITATION}", file=sys.stderr)


if __name__ == "__main__":
    main()
