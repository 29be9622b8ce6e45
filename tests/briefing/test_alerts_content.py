"""What is said of alerts, watchlists and consultations, in any language; nobody's words are read as markup."""

import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from docx import Document as WordDocument

from briefing import render_docx
from briefing.content.alerts import FINDINGS, read_finding, say_level
from briefing.content.watched import measures, read_watched, watched_figures
from briefing.documents.basis import Basis
from briefing.documents.consultation import COLUMNS, consultation_document, rows_of
from briefing.language import speaking
from models.alerts import RULES
from network.alerts import FIGURES, Alert
from network.consultations import Consultation, Receipt, Reply
from network.decisions import Decision
from network.watchlists import Threshold, Watch
from tests.briefing.conftest import MONTH

NOW = datetime(2026, 2, 11, 9, tzinfo=UTC)
HOSTILE = "<b>x</b> \x1b[31m \u202egnp.exe **bold** =HYPERLINK(1)"


def an_alert(rule="score_rise_12", *, factor=None, level="high", **figures) -> Alert:
    usual = {
        "title": RULES[rule].title if rule in RULES else "A rule of another edition", "before": 50.0, "after": 58.5, "low": 55.0,
        "high": 62.0, "unit": "points", "since": "2024-12", "change": 8.5, "change_low": 5.5, "change_high": 11.5,
        "threshold": 5.0, "counted": 200, "subject": "withdrawal notified", "movers": [["one_sided_deaths", 3.25]],
        "responses": ["name_hate_early", "of_another_edition"], "sources": [{"title": "UCDP", "address": "", "date": "2025-12"}],
    }  # fmt: skip
    nothing = dict.fromkeys(Alert.__dataclass_fields__)
    return Alert(**nothing | {"id": "a", "version": 1, "iso3": "MLI", "rule": rule, "level": level, "factor": factor,
                              "release": "r", "month": "2025-12", "status": "published", "created_at": NOW,
                              "figures": usual | figures})  # fmt: skip


def test_every_rule_has_a_sentence():
    assert set(FINDINGS) == set(RULES)


@pytest.mark.parametrize("code", ["en", "fr"])
@pytest.mark.parametrize("rule", RULES)
def test_every_sentence_can_be_filled(rule, code):
    with speaking(code):
        said = read_finding(an_alert(rule, factor=2)).sentence
    assert "Mali" in said
    assert "{" not in said


def test_a_rise_is_said_with_its_interval():
    assert read_finding(an_alert()).sentence == (
        "From December 2024 to December 2025 the risk score of Mali rose by 8.5 points, compared like for like "
        "(90% interval +5.5 to +11.5), and stood at 58.5."
    )


def test_a_figure_that_is_not_known_is_a_dash():
    assert "In December 2024 it was –." in read_finding(an_alert("score_level", before=None)).sentence


def test_an_alert_of_an_older_edition_is_said_plainly():
    alert = an_alert("older_rule")
    bare = replace(alert, figures={name: alert.figures[name] for name in ("title", "before", "after", "unit", "responses",
                                                                          "sources")})  # fmt: skip
    found = read_finding(bare)
    assert found.sentence == "Mali: A rule of another edition. From 50.0 to 58.5 (December 2025)."
    assert (found.movers, found.condition) == ("", "")


def test_a_measure_of_another_edition_is_left_out():
    assert [one.key for one in read_finding(an_alert()).measures] in ([], ["name_hate_early"])


def test_what_the_network_keeps_of_an_alert_is_what_its_sentence_asks_for():
    assert {"since", "change", "change_low", "change_high", "threshold", "counted", "subject", "movers"} <= set(FIGURES)


def test_a_level_is_said_in_the_readers_language():
    with speaking("fr"):
        assert say_level("extreme") == "Extrême"


# watchlists


def test_measures_are_the_release_s_and_what_is_not_known_is_left_out(release):
    found = measures(release)
    row = release.frame("scores").query("iso3 == 'MLI' and month == @MONTH").iloc[0]
    assert found["MLI"]["score"] == pytest.approx(row["score"], rel=1e-6)
    assert "score" not in found["VAT"]
    assert "rf13" not in found["MLI"]


def test_without_a_former_release_every_threshold_reached_is_new(release):
    figures = watched_figures(release, None)
    assert (figures.release, figures.before) == (release.version, {})


def test_a_list_of_all_countries_shows_those_that_reach_a_threshold(release):
    watch = Watch(title="All", thresholds=(Threshold(measure="score", at_least=80.0),))
    found = read_watched(release, watch, measures(release))
    assert found
    assert all(one.score.score >= 80 for one in found)
    assert found == sorted(found, key=lambda one: -one.score.score)


def test_a_country_without_a_score_stands_last_and_crosses_nothing(release):
    watch = Watch(title="Two", countries=("VAT", "SDN"), thresholds=(Threshold(measure="score", at_least=0.0),))
    found = read_watched(release, watch, measures(release))
    assert [(one.score.iso3, bool(one.crossings)) for one in found] == [("SDN", True), ("VAT", False)]


# hand-over


def a_consultation(**changes) -> Consultation:
    source = {"title": "Panel of Experts", "address": "https://undocs.org/S/2025/1", "date": "2025-06"}
    reply = Reply(id="r", version=1, body=f"Training. {HOSTILE}", sources=(source,), created_by="b", author="Ama",
                  created_at=NOW + timedelta(days=9), changed_at=NOW, is_late=True)  # fmt: skip
    one = Consultation(
        id="0123456789abcdef", version=1, question=f"What now? {HOSTILE}", background="", iso3="MLI", alert_id=None,
        sources=(source,), sensitivity="network", configuration_id=None, deadline=NOW + timedelta(days=7), closed_at=NOW,
        summary="We agreed.", created_by="a", author="Claire", created_at=NOW,
        receipts=(Receipt(member_id="b", name="Ama", read_at=NOW), Receipt(member_id="c", name="Li", read_at=None)),
        replies=(reply,),
    )  # fmt: skip
    return replace(one, **changes)


def a_decision() -> Decision:
    nothing = dict.fromkeys(Decision.__dataclass_fields__)
    return Decision(**nothing | {"id": "d", "version": 2, "title": "Send trainers", "body": "Six.", "iso3": "MLI",
                                 "response_key": "x", "release": "r", "month": "2025-12", "sensitivity": "network",
                                 "status": "agreed", "created_by": "a", "author": "Claire", "created_at": NOW,
                                 "rationale": "It fits.", "follow_ups": ()})  # fmt: skip


def handed_over(release, one):
    return consultation_document(Basis(release=release, month=MONTH, today=date(2026, 2, 11)), one, [a_decision()])


def test_a_hand_over_holds_question_replies_decisions_and_the_country(release):
    document = handed_over(release, a_consultation())
    assert [one.key for one in document.sections] == [
        "question",
        "replies",
        "summary",
        "decisions",
        "in_brief",
        "score",
    ]
    assert "Asked: Ama and Li. Read by 1 of 2" in document.section("question").parts[-1].text


def test_a_consultation_on_no_country_is_handed_over_without_figures(release):
    document = handed_over(release, a_consultation(iso3=None, summary=None))
    assert [one.key for one in document.sections] == ["question", "replies", "decisions"]


def test_a_hand_over_becomes_a_word_file_with_the_words_as_they_were_written(release):
    made = render_docx.render(handed_over(release, a_consultation()), {}, paper="a4")
    text = "\n".join(paragraph.text for paragraph in WordDocument(io.BytesIO(made)).paragraphs)
    assert "<b>x</b>" in text
    assert "**bold** =HYPERLINK(1)" in text


def test_the_rows_for_a_spreadsheet_name_every_part():
    rows = rows_of(a_consultation(), [a_decision()])
    assert [row["kind"] for row in rows] == ["question", "reply", "summary", "decision"]
    assert all(tuple(row) == COLUMNS for row in rows)
    assert json.dumps([row["text"] for row in rows])
