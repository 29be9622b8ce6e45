"""The configurations page: whatever States the address asks for, since any day, before and after every change."""

import pytest
from streamlit.testing.v1 import AppTest

from data.settings import SHIPPED_RELEASES
from tests.briefing.rescored import write_rescored_release
from tests.pages.conftest import run_page

SECTIONS = ("trend", "moved", "warning", "open", "timeline", "tell", "questions", "measures", "record")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rescored")
    write_rescored_release(folder)
    return folder


@pytest.fixture(autouse=True)
def served(serve, folder):
    serve(folder)


def visit(**address: str) -> AppTest:
    page = run_page("configurations", **address)
    assert not page.exception, page.exception
    return page


def words(page: AppTest) -> str:
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "badge")
    return "\n".join(str(one.value) for kind in kinds for one in page.get(kind)).replace("\\", "")


def table(page: AppTest):
    return next(one.value for one in page.dataframe if "borders" in one.value.columns)


# whom


def test_without_an_address_the_first_configuration_is_shown():
    page = visit()
    assert page.header[0].value == "Burundi"
    assert page.selectbox(key="choose_configuration").value == "burundi"


@pytest.mark.parametrize(
    "name", ["central-african-republic", "Central African Republic", "CAF", "République centrafricaine"]
)
def test_any_name_of_a_state_leads_to_its_configuration(name):
    page = visit(name=name)
    assert page.header[0].value == "Central African Republic"
    assert page.query_params["name"] == "central-african-republic"


def test_a_configuration_that_does_not_exist_gets_a_sentence_and_the_first_one():
    page = visit(name="Atlantis")
    assert "“Atlantis” is no configuration on record." in words(page)
    assert page.header[0].value == "Burundi"


def test_a_state_without_a_configuration_is_shown_as_a_set_of_ones_own():
    page = visit(name="switzerland")
    assert "No configuration or engagement with Switzerland is on record" in words(page)
    assert page.header[0].value == "Switzerland"


def test_any_set_of_states_can_be_asked_for():
    page = visit(iso3="BDI,Chad,BDI")
    assert page.multiselect(key="group_states").value == ["BDI", "TCD"]
    assert page.header[0].value == "Burundi and Chad"


def test_a_name_that_is_no_state_is_left_out_with_a_sentence():
    page = visit(iso3="BDI,Atlantis,Kosovo")
    assert page.multiselect(key="group_states").value == ["BDI"]
    assert "“Atlantis” is no country known here" in words(page)
    assert "is not one of the 195 States covered" in words(page)


@pytest.mark.parametrize("asked", ["", ",,,", "Atlantis", "<script>", "%00", "x" * 5000])
def test_an_address_without_any_state_asks_for_one(asked):
    page = visit(iso3=asked)
    assert page.info[-1].value == "Choose at least one State."
    assert not page.get("plotly_chart")


def test_of_more_than_twelve_states_the_first_twelve_are_shown():
    page = visit(iso3="BDI,CAF,GIN,GNB,LBR,SLE,TCD,MLI,COD,RWA,TZA,UGA,KEN")
    assert len(page.multiselect(key="group_states").value) == 12
    assert "At most 12 States" in words(page)


def test_choosing_states_of_ones_own_keeps_them_in_the_address():
    page = visit(name="burundi")
    page.selectbox(key="choose_configuration").select("own").run()
    assert (page.query_params["iso3"], "name" in page.query_params) == ("BDI", False)
    page.multiselect(key="group_states").set_value(["BDI", "TCD"]).run()
    assert page.query_params["iso3"] == "BDI,TCD"
    page.selectbox(key="choose_configuration").select("liberia").run()
    assert (page.query_params["name"], "iso3" in page.query_params) == ("liberia", False)


# since when


@pytest.mark.parametrize("since", ["2024-06", "2024-06-15"])
def test_a_month_or_a_day_of_the_last_meeting_is_the_month_compared_with(since):
    page = visit(iso3="MLI", since=since)
    assert page.selectbox(key="choose_since").value == "2024-06"
    assert page.query_params["since"] == "2024-06"


def test_without_a_day_twelve_months_are_compared():
    assert visit(iso3="MLI").selectbox(key="choose_since").value == "2024-12"


@pytest.mark.parametrize("since", ["2025-12", "2026-01", "2030-01"])
def test_a_meeting_that_is_not_before_the_month_is_the_wrong_way_round(since):
    page = visit(iso3="MLI", since=since)
    assert "the two are the wrong way round. Compared is December 2024." in words(page)


def test_a_day_before_the_figures_gets_a_sentence():
    assert "There are no figures for January 1999: they begin in August 2023." in words(
        visit(iso3="MLI", since="1999-01")
    )


@pytest.mark.parametrize("since", ["yesterday", "2024-13", "2024-02-30", ""])
def test_a_day_that_is_none_gets_a_sentence(since):
    assert "is no month or day; write it as 2024-06 or 2024-06-15." in words(visit(iso3="MLI", since=since))


def test_the_first_month_has_none_to_be_compared_with():
    page = visit(iso3="MLI", as_of="2023-08")
    assert "August 2023 is the first month of the figures" in words(page)


def test_early_months_are_compared_with_the_first():
    assert visit(iso3="MLI", as_of="2023-10").selectbox(key="choose_since").value == "2023-08"


# figures


def test_the_table_holds_the_states_and_then_their_neighbours_with_the_releases_scores(folder):
    from data.release import current

    rows = table(visit(iso3="CAF", since="2024-06"))
    assert rows["state"].tolist() == ["Central African Republic", "Chad", "Democratic Republic of the Congo", "Sudan"]
    assert rows["borders"].tolist() == ["", *["Central African Republic"] * 3]
    scores = current().frame("scores").set_index(["iso3", "month"])["score"]
    for place, iso3 in enumerate(("CAF", "TCD", "COD", "SDN")):
        then, now = scores[(iso3, "2024-06-01")], scores[(iso3, "2025-12-01")]
        assert rows.loc[place, ["then", "now", "change"]].tolist() == [
            round(then, 1),
            round(now, 1),
            round(now - then, 1),
        ]


def test_a_state_without_neighbours_says_so():
    assert "No State shares a land border with it" in words(visit(iso3="FJI"))


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("states", ["BDI", "CAF,MLI,SDN", "VAT,NRU,ERI"])
def test_every_section_of_full_thin_and_empty_sets_is_drawn(states, section):
    page = visit(iso3=states, section=section, as_of="2026-01")
    assert len(words(page)) > 300


def test_the_state_to_look_into_is_the_one_that_rose_most_or_the_one_asked_for():
    assert visit(iso3="CAF,MLI", section="moved").selectbox(key="choose_state").value == "MLI"
    assert visit(iso3="CAF,MLI", section="moved", state="CAF").selectbox(key="choose_state").value == "CAF"


def test_alerts_are_for_members_and_speech_needs_a_stream():
    page = words(visit(iso3="MLI", section="warning"))
    assert "shown to members who are signed in" in page
    assert "No stream here: nobody counts hate speech in Mali" in page


def test_alarms_of_a_stream_and_next_door_are_told_with_their_week():
    page = words(visit(iso3="CAF", section="warning", since="2025-10"))
    assert "No stream here: nobody counts hate speech in Central African Republic" in page
    assert "**29 December 2025** Sudan:" in page


def test_questions_come_with_their_figures():
    page = words(visit(iso3="MLI", section="questions"))
    assert "1. The risk score has risen by" in page
    assert "Moved it most:" in page


# over the shipped figures


@pytest.mark.parametrize(
    ("name", "month", "said"),
    [("liberia", "2010-08", "It began after August 2010"), ("liberia", "2010-09", "Since 16 September 2010."),
     ("chad", "2026-06", "Known from memory alone")],
)  # fmt: skip
def test_what_is_said_of_a_configuration_before_and_after_it_began(serve, name, month, said):
    serve(SHIPPED_RELEASES)
    page = words(visit(name=name, as_of=month))
    assert said in page
    assert ("It began after" in page) == (month == "2010-08")


def test_the_real_neighbours_of_burundi_stand_beside_it(serve):
    serve(SHIPPED_RELEASES)
    assert table(visit(name="burundi"))["state"].tolist() == [
        "Burundi", "Democratic Republic of the Congo", "Rwanda", "United Republic of Tanzania",
    ]  # fmt: skip
