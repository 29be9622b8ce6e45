"""The country page, run as Streamlit runs it: every kind of country, month and address gets an answer."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.settings import SHIPPED_RELEASES, settings
from tests.briefing.rescored import write_rescored_release
from ui.shell import GATE

PAGE = Path(__file__).resolve().parents[2] / "pages" / "country.py"
SECTIONS = ("Risk factors", "What drives it", "Indicators", "Evidence", "Peers", "What can be done")
PATIENCE = 60  # seconds that one run may take on a loaded machine


@pytest.fixture(scope="module")
def releases(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("releases")
    write_rescored_release(folder)
    return folder


@pytest.fixture(autouse=True)
def served(releases, monkeypatch):
    """The invented release is the one that is served."""
    monkeypatch.setenv("R2P_RELEASES", str(releases))
    settings.cache_clear()
    yield
    settings.cache_clear()


def visit(section: str = "", **address: str) -> AppTest:
    page = AppTest.from_file(str(PAGE), default_timeout=PATIENCE)
    page.session_state[GATE] = True
    if section:
        page.session_state["country_sections"] = section
    for name, value in address.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception, page.exception
    return page


def words(page: AppTest) -> str:
    """All text that the page says, in order."""
    return "\n".join(
        str(one.value) for kind in ("title", "markdown", "caption", "info", "warning") for one in page.get(kind)
    )


@pytest.mark.parametrize("iso3", ["SDN", "MLI", "COL", "CHE", "NRU", "LIE", "VAT", "TUV", "ERI"])
@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_of_every_kind_of_country_is_drawn(iso3, section):
    visit(section, iso3=iso3)


def test_the_title_is_the_name_of_the_country():
    assert visit(iso3="SDN").title[0].value == "Sudan"


def test_without_a_country_in_the_address_the_one_that_ranks_first_is_shown():
    assert visit().title[0].value == "Sudan"


@pytest.mark.parametrize("name", ["sdn", "Soudan", "729", "Sudan"])
def test_any_name_or_code_that_the_project_knows_leads_to_the_country(name):
    assert visit(iso3=name).title[0].value == "Sudan"


def test_a_misspelt_country_gets_the_nearest_names_and_no_figures():
    page = visit(iso3="Sudann")
    assert "“Sudann” is no country known here. Perhaps" in page.warning[0].value
    assert "Sudan" in page.warning[0].value
    assert page.title[0].value == "Country"
    assert not page.metric


def test_a_place_that_is_not_covered_is_told_so():
    assert "is not one of the 195 States covered" in visit(iso3="Kosovo").warning[0].value


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "x" * 5000, "%00", "![](https://example.org/x.png)"])
def test_hostile_text_in_the_address_is_only_text(name):
    page = visit(iso3=name)
    assert "![](http" not in words(page)
    assert len(page.warning[0].value) < 300


def test_the_month_of_the_address_is_the_month_shown():
    page = visit(iso3="MLI", as_of="2024-06")
    assert page.selectbox(key="choose_as_of").value == "2024-06"


def test_a_month_outside_the_data_gets_a_sentence_and_the_default_month():
    page = visit(iso3="MLI", as_of="1999-01")
    assert "There are no figures for January 1999" in page.warning[0].value
    assert page.selectbox(key="choose_as_of").value == "2025-12"


def test_one_step_earlier_is_the_month_before():
    page = visit(iso3="MLI", as_of="2024-06")
    page.button(key="month_before").click().run()
    assert page.selectbox(key="choose_as_of").value == "2024-05"


def test_there_is_no_step_beyond_the_ends_of_the_data():
    assert visit(iso3="MLI", as_of="2023-08").button(key="month_before").disabled
    assert visit(iso3="MLI", as_of="2026-01").button(key="month_after").disabled


def test_choosing_a_country_leads_to_its_address():
    page = visit(iso3="MLI")
    page.selectbox(key="choose_iso3").select("TCD").run()
    assert page.title[0].value == "Chad"
    assert page.query_params["iso3"] == "TCD"


def test_the_figures_at_the_top_are_score_rank_change_and_coverage():
    page = visit(iso3="MLI")
    labels = [metric.label for metric in page.metric]
    assert labels == ["Score, 0 to 100", "Rank, 1 = highest risk", "Change, 12 months", "Coverage"]


def test_a_country_without_a_score_shows_its_coverage_and_says_why():
    page = visit(iso3="VAT")
    assert [metric.label for metric in page.metric] == ["Coverage"]
    assert "not a sign of safety" in words(page)


def test_thin_coverage_is_marked():
    assert "Thin coverage" in words(visit(iso3="NRU"))


def test_a_country_that_lost_its_score_still_shows_its_trend():
    page = visit(iso3="ERI", as_of="2026-01")
    assert "No score shown" in words(page)
    assert "Eritrea: risk score by month" in words(page)


def test_the_indicator_table_has_a_row_an_indicator_with_its_source():
    table = visit("Indicators", iso3="MLI").dataframe[-1].value
    assert len(table) == 12
    assert table["address"].notna().all()


def test_indicators_can_be_narrowed_to_what_is_out_of_date():
    page = visit("Indicators", iso3="MLI")
    page.get("button_group")[0].set_value("out of date").run()
    assert not page.exception
    assert page.dataframe[-1].value["title"].tolist() == ["UPR recommendations on atrocity-crime themes"]


def test_one_indicator_can_be_looked_at_over_time():
    page = visit("Indicators", iso3="MLI")
    page.selectbox(key="indicator").select("refugees").run()
    assert "Mali: Refugees by country of origin" in words(page)


def test_an_unverified_fact_says_so():
    assert "unverified]" in words(visit("Evidence", iso3="COL"))


def test_a_country_with_no_fact_on_record_says_so():
    assert "Nothing is on record." in words(visit("Evidence", iso3="FJI"))


@pytest.mark.parametrize(
    ("month", "standing", "after"), [("2016-01", "state party", True), ("2026-06", "withdrawn", False)]
)
def test_facts_stand_as_they_stood_at_the_month_and_later_ones_apart(serve, month, standing, after):
    serve(SHIPPED_RELEASES)
    page = visit("Evidence", iso3="BDI", as_of=month)
    said = words(page).replace("\\", "")
    assert f"Rome Statute of the International Criminal Court: **{standing}**" in said
    assert any("dated after January 2016" in one.label for one in page.expander) == after


def test_responses_to_any_risk_factor_can_be_asked_for():
    page = visit("What can be done", iso3="MLI")
    page.selectbox(key="responses_to").select(14).run()
    assert "Negotiate access and deconfliction with all parties" in words(page).replace("\\", "")


def test_a_citation_from_memory_is_unverified_on_the_page():
    page = visit("What can be done", iso3="MLI")
    page.selectbox(key="responses_to").select(8).run()
    assert ":orange-badge[unverified]" in words(page)


def test_what_drives_the_score_is_drawn_with_its_table():
    page = visit("What drives it", iso3="MLI")
    assert "Mali: what the score of" in words(page)
    assert "Mali: what moved the score from December 2024 to December 2025" in words(page)


def test_a_country_without_a_score_has_nothing_to_take_apart():
    assert "nothing to take apart" in words(visit("What drives it", iso3="VAT"))


def test_the_score_tells_why_it_lies_near_an_end_of_its_interval():
    score = next(one for one in visit(iso3="SDN").metric if one.label == "Score, 0 to 100")
    assert "a high score therefore lies near the upper end of its interval" in score.help
