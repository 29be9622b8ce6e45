"""The protection of missions as it is shown and reported: kinds of act, counts by hand, what is open, the yearly report."""

import io
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from docx import Document as open_word

from briefing import render_docx
from briefing.charts import missions as charts
from briefing.content import missions as content
from briefing.documents.basis import Basis
from briefing.documents.missions import yearly_report
from briefing.language import speaking
from briefing.palette import LIGHT
from briefing.render_pdf import count_pages, render_pdf
from network import incident_table
from network.incidents import Entry, Mission, Step
from network.protection import Advice, Advised, Assessed, Threat

TODAY = date(2011, 2, 1)
TWELVE = (Path(__file__).parents[1] / "network" / "fixtures" / "incidents_2010.csv").read_bytes()
BHUTAN = Mission(host="BEL", institution="EMB", iso3="BTN")
LOW = Assessed(id="a", version=1, threat=Threat(mission=BHUTAN, level="low", since="2010-02-01", assessed_by="Body"))


@pytest.fixture(autouse=True)
def english():
    with speaking("en"):
        yield


def entries(**steps: tuple[Step, ...]) -> list[Entry]:
    """The twelve rows of 2010; steps by ISO3 of the mission."""
    found = incident_table.read(TWELVE, file="x", host="BEL", known=[], today=TODAY).good
    rows = sorted((row.incident for row in found), key=lambda one: one.happened_on)
    return [
        Entry(
            id=str(n),
            version=1,
            incident=one,
            steps=steps.get(one.mission.iso3 or "", ()),
            changed_at=pd.Timestamp(TODAY),
        )
        for n, one in enumerate(rows)
    ]


def report(release, own=None, threats=(LOW,), advice=()):
    basis = Basis(release=release, month=pd.Timestamp("2025-12-01"), today=TODAY)
    found = entries() if own is None else own
    return yearly_report(basis, host="BEL", year=2010, entries=found, threats=threats, advice=advice)


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        ("embassy burglary", "break_in"), ("theft of national flag", "theft"), ("mission burglary", "break_in"),
        ("attempted break-in of embassy premises", "attempt"), ("demonstration in front of the consulate", "protest"),
        ("attempted burglary of diplomatic building (military offices)", "attempt"), ("arson", "explosive"),
        ("shots fired at the gate", "explosive"), ("staff member injured", "assault"), ("graffiti on the wall", "damage"),
        ("threatening letter", "threat"), ("Cambriolage de l’ambassade", "break_in"), ("water leak", "other"),
        ("hurto de la bandera nacional", "theft"), ("tentativa de robo en la embajada", "attempt"),
        ("кража государственного флага", "theft"), ("попытка проникновения в посольство", "attempt"),
        ("выстрелы у ворот", "explosive"), ("سرقة العلم الوطني", "theft"), ("محاولة اقتحام السفارة", "attempt"),
        ("盗窃国旗", "theft"), ("闯入使馆未遂", "attempt"), ("领事馆前示威", "protest"),
    ],
)  # fmt: skip
def test_the_kind_of_an_act_is_read_from_its_words(act, kind):
    assert content.kind_of(act) == kind


def test_incidents_are_counted_by_month():
    months = [sum(counts.values()) for counts in content.count_by_month(entries(), 2010)]
    # January: 17, 19, 23, 24, 25 and 28; March; April 14 and 16; July; October; November
    assert months == [6, 0, 1, 2, 0, 0, 1, 0, 0, 1, 1, 0]


def test_incidents_are_counted_by_act_and_institution():
    counts = content.count_by_act(entries())
    assert {kind: sum(own.values()) for kind, own in counts.items()} == {"break_in": 6, "attempt": 4, "theft": 2}
    assert (counts["break_in"]["ORG"], counts["attempt"]["ORG"], counts["theft"]["EMB"]) == (1, 1, 2)


def test_another_year_counts_nothing():
    assert content.of_year(entries(), 2011) == []


def test_what_is_closed_leaves_the_list_on_its_day_and_not_before():
    own = entries(SWE=(Step(stage="closed", happened_on="2010-02-10", office="Protocol"),))
    assert [
        len(content.open_on(own, date(2010, month, day))) for month, day in ((1, 16), (1, 17), (2, 9), (2, 10))
    ] == [0, 1, 6, 5]


def test_the_follow_up_list_says_how_long_and_at_which_threat_level():
    own = entries(BTN=(Step(stage="protocol", happened_on="2010-01-20", office="Protocol"),))
    rows = content.list_open(own, [LOW], day=date(2010, 2, 28)).set_index("Country or organisation")
    bhutan = rows.loc["Bhutan (Embassy)"]
    assert (bhutan["Standing"], bhutan["Days since then"], bhutan["Threat level"]) == (
        "With the protocol department",
        39,
        "Low",
    )
    assert rows.loc["Sweden (Embassy)", "Threat level"] == "not assessed"


def test_a_threat_level_counts_from_its_first_day():
    assert [content.level_on([LOW], BHUTAN, date(2010, month, day)) for month, day in ((1, 31), (2, 1))] == [
        None,
        "low",
    ]


def test_the_charts_hold_the_counts():
    by_month = charts.by_month(entries(), host="BEL", year=2010, colours=LIGHT)
    assert by_month.table["Attempted break-in"].tolist() == [2, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0]
    assert charts.by_act(entries(), host="BEL", year=2010, colours=LIGHT).table["Embassy"].tolist() == [5, 3, 2]


def test_the_report_lists_the_twelve_incidents_in_the_form_asked_for(release):
    made = report(release)
    assert [section.key for section in made.sections] == [
        "introduction", "violations", "figures", "proceedings", "prevention", "conventions",
    ]  # fmt: skip
    assert len(made.tables()[0].rows) == 12
    assert ("League of Arab States", "ORG") in {row[:2] for row in made.tables()[0].rows}


def test_the_report_as_a_word_document_holds_every_incident(release):
    advice = Advised(
        id="b", version=1, advice=Advice(mission=BHUTAN, given_on="2010-01-21", office="Agency", body="Fix it.")
    )
    word = open_word(io.BytesIO(render_docx.render(report(release, advice=[advice]), {}, paper="a4")))
    text = "\n".join(one.text for one in word.element.body.iter() if one.text)
    assert all(entry.incident.act in text for entry in entries())
    assert "Fix it." in text
    assert "resolution 65/30" in text


def test_a_year_without_incidents_says_so(release):
    made = report(release, own=[], threats=())
    assert made.sections[1].parts[0].text == "None is on record."


def test_the_report_speaks_french(release):
    with speaking("fr"):
        assert "Sixième Commission" in report(release).sections[0].parts[1].text


def test_the_report_is_set_as_a_pdf_of_few_pages(release):
    made = report(release)
    pdf = render_pdf(made, paper="a4")
    assert pdf.startswith(b"%PDF")
    assert count_pages(pdf) <= made.page_limit
