"""Documents before any format: what they hold, what they refuse, and that they say what the release says."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from briefing.content.stretch import read_stretch
from briefing.document import Column, Document, KeyFigures, Section, Table
from briefing.documents import Request, RequestError, compose
from briefing.language import PLANNED, speaking
from tests.briefing.conftest import MONTH

TODAY = date(2026, 2, 11)


def asked(kind="country", codes=("SDN",), **more) -> Request:
    return Request(**{"kind": kind, "codes": codes, "month": f"{MONTH:%Y-%m}", "language": "en"} | more)


def made(release, **more) -> Document:
    return compose(release, asked(**more), today=TODAY)


def keys(document: Document) -> list[str]:
    return [section.key for section in document.sections]


def test_a_country_briefing_holds_every_section_in_the_order_of_its_weight(release):
    assert keys(made(release)) == [
        "in_brief", "score", "forecast", "factors", "drivers", "speech", "mechanisms", "accountability", "options",
        "coverage", "sources",
    ]  # fmt: skip


def test_a_country_without_a_score_has_no_drivers_and_says_that_none_is_shown(release):
    document = made(release, codes=("VAT",))
    figures = document.section("in_brief").parts[0]
    assert isinstance(figures, KeyFigures)
    assert "drivers" not in keys(document)
    assert figures.figures[0].value == "not shown"


def test_a_figure_of_the_document_is_the_release_s(release):
    row = release.frame("scores").query("iso3 == 'MLI' and month == @MONTH").iloc[0]
    table = next(table for table in made(release, codes=("MLI",)).data if table.key == "scores")
    found = dict(zip([column.name for column in table.columns], table.rows[0], strict=True))
    assert found["Score"] == pytest.approx(row["score"])
    assert found["Rank"] == row["rank"]


def test_a_past_month_has_no_forecast_made_after_it(release):
    document = made(release, month="2024-06")
    assert [type(part).__name__ for part in document.section("forecast").parts] == ["Note"]


@pytest.mark.parametrize("audience", ["sc", "pbc"])
def test_a_note_answers_what_since_when_how_sure_what_was_recommended_and_what_can_be_done(release, audience):
    assert keys(made(release, kind="note", audience=audience)) == [
        "what", "since", "sure", "mechanisms", "options", "sources",
    ]  # fmt: skip


def test_a_comparison_sets_the_highest_score_first(release):
    table = made(release, kind="compare", codes=("CHE", "SDN", "VAT")).section("in_brief").parts[1]
    assert [row[0] for row in table.rows] == ["Sudan", "Switzerland", "Holy See"]


def test_a_set_of_more_states_than_a_chart_holds_has_tables_instead(release):
    codes = ("SDN", "TCD", "SSD", "ETH", "ERI", "EGY", "LBY", "CAF")
    document = made(release, kind="configuration", codes=codes, since="2025-06")
    assert [figure.key for figure in document.figures()] == ["map", "intervals"]
    assert {"since", "factors"} <= set(keys(document))
    assert document.file_name == "pillar-two-configuration-SDN-and-7-more-2025-12-en"


@pytest.mark.parametrize("code", PLANNED)
def test_a_document_speaks_the_language_asked_for_and_the_reader_s_is_left_alone(release, code):
    with speaking("fr"):
        document = made(release, codes=("COD",), language=code)
        assert document.title == {
            "en": "Democratic Republic of the Congo", "fr": "République démocratique du Congo",
            "es": "República Democrática del Congo", "ar": "جمهورية الكونغو الديمقراطية",
            "ru": "Демократическая Республика Конго", "zh": "刚果民主共和国",
        }[code]  # fmt: skip
        assert document.direction == ("rtl" if code == "ar" else "ltr")
        assert document.file_name.endswith(f"COD-2025-12-{code}")
        from briefing.language import language

        assert language() == "fr"


def test_every_document_says_that_it_is_not_one_of_the_united_nations(release):
    for kind, codes in (
        ("country", ("SDN",)),
        ("compare", ("SDN", "MLI")),
        ("configuration", ("CAF",)),
        ("note", ("SDN",)),
    ):
        assert "not a United Nations document" in made(release, kind=kind, codes=codes).disclaimers[0]


def test_only_a_document_with_a_map_carries_the_map_s_disclaimer(release):
    with_map = made(release, kind="configuration", codes=("CAF", "TCD"))
    without = made(release)
    assert any("boundaries and names shown" in text for text in with_map.disclaimers)
    assert not any("boundaries and names shown" in text for text in without.disclaimers)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"kind": "leaflet"}, "is no kind of document"),
        ({"language": "de"}, "is no language"),
        ({"codes": ("XXX",)}, "is no ISO 3166-1 code"),
        ({"codes": ()}, "takes 1 State; 0 are named"),
        ({"codes": ("SDN", "SDN"), "kind": "compare"}, "named twice"),
        ({"codes": ("SDN",), "kind": "compare"}, "takes 2 to 6 States; 1 are named"),
        ({"audience": "press"}, "is no audience"),
        ({"month": "../etc"}, "is no month"),
        ({"month": "1999-12"}, "run from 2023-08 to 2026-01"),
        ({"since": "2026-01", "kind": "configuration"}, "is not before"),
    ],
)
def test_what_cannot_be_made_is_refused_in_one_sentence(release, wrong, says):
    with pytest.raises(RequestError, match=says) as refused:
        made(release, **wrong)
    assert str(refused.value).count("\n") == 0


def test_a_file_name_is_made_of_codes_and_never_of_what_a_reader_wrote(release):
    document = made(release)
    with pytest.raises(ValueError, match="no safe file name"):
        replace(document, file_name="../../x")


def test_a_table_refuses_a_row_that_is_too_short():
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        Table(key="t", title="T", columns=(Column(name="a"), Column(name="b")), rows=(("x",),))


def test_a_table_refuses_a_text_where_a_number_belongs():
    with pytest.raises(ValueError, match="'12' is no number"):
        Table(key="t", title="T", columns=(Column(name="a", kind="number"),), rows=(("12",),))


def test_a_table_refuses_two_columns_of_one_name():
    with pytest.raises(ValueError, match="same name"):
        Table(key="t", title="T", columns=(Column(name="a"), Column(name="a")), rows=())


def test_a_missing_cell_is_a_dash_and_never_a_zero():
    column = Column(name="a", kind="number", decimals=1)
    assert [column.say(cell) for cell in (None, float("nan"), 0.0)] == ["–", "–", "0.0"]


def test_cells_are_written_as_the_language_writes_them():
    with speaking("fr"):
        assert Column(name="a", kind="share").say(0.825) == "82\u202f%"
        assert Column(name="a", kind="change", decimals=1).say(-0.26) == "−0,3"
        assert Column(name="a", kind="month").say(MONTH) == "décembre 2025"


def test_a_section_without_parts_is_refused():
    with pytest.raises(ValueError, match="is empty"):
        Section(key="x", heading="X", parts=())


def test_the_highest_country_has_stood_in_the_highest_tenth_since_the_first_month_on_record(release):
    stretch = read_stretch(release, "SDN", MONTH)
    assert (stretch.part, stretch.first, stretch.is_whole) == (0.1, pd.Timestamp("2023-08-01"), True)


def test_a_country_without_a_rank_stands_nowhere(release):
    assert read_stretch(release, "VAT", MONTH) is None
