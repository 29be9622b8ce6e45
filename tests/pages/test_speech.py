"""The hate-speech page: gaps said, the demonstration only by its switch, texts read and not kept, and the country's block."""

import pytest
from streamlit.testing.v1 import AppTest

from data.settings import settings
from tests.pages.conftest import PATIENCE
from ui import shell


def words(page) -> str:
    kinds = ("title", "subheader", "markdown", "caption", "info", "warning", "error")
    return "\n".join(str(one.value) for kind in kinds for one in page.get(kind)).replace("\\", "")


@pytest.fixture
def section(open_page):
    """Open one section of the page."""

    def run(name: str, **parameters: str):
        page = open_page("speech", **parameters)
        page.session_state["speech_of_country" if "iso3" in parameters else "speech_of_world"] = name
        return page.run()

    return run


@pytest.mark.parametrize(
    "name", ["Signals", "Structural signal", "What can be done", "Read texts", "How far to trust it"]
)
def test_every_section_of_the_world_is_drawn(section, name):
    assert not section(name).exception


@pytest.mark.parametrize("name", ["Signals", "What can be done", "Read texts", "How far to trust it"])
def test_every_section_of_a_country_is_drawn(section, name):
    assert not section(name, iso3="SDN").exception


def test_the_world_counts_states_with_a_stream_and_says_what_grey_means(open_page):
    page = open_page("speech")
    assert "2 States have a stream, 1 of them in a language in which the classifier is reliable" in words(page)
    assert "never means that there is no hate speech" in words(page)


def test_the_demonstration_is_off_unless_asked_for(open_page):
    page = open_page("speech")
    assert not page.toggle[0].value
    assert "Kenya" not in words(page)


def test_the_demonstration_is_shown_by_its_switch_with_a_warning(open_page):
    page = open_page("speech", iso3="KEN")
    assert "No stream here" in words(page)
    page.toggle[0].set_value(True).run()
    assert page.query_params["demonstration"] == "on"
    assert "nothing is said about the countries named" in words(page)
    assert "A rise can also go unnoticed" in words(page)
    assert "Demonstration: made-up counts" in words(page)
    assert "No stream here" not in words(page)


def test_an_address_may_ask_for_the_demonstration(open_page):
    page = open_page("speech", iso3="KEN", demonstration="on")
    assert "60 of 200 distinct posts were flagged" in words(page)


def test_a_country_without_a_stream_says_that_nobody_counts_there(open_page):
    page = open_page("speech", iso3="CHE")
    assert not page.exception
    assert "Nobody counts hate speech in Switzerland" in words(page)


def test_a_country_with_a_stream_shows_its_rate_its_alarms_and_the_structural_signal_apart(open_page):
    text = words(open_page("speech", iso3="SDN"))
    assert "5.0% of 200 distinct posts" in text
    assert "60 of 200 distinct posts were flagged" in text
    assert "never added up" in text


def test_a_stream_of_the_address_is_chosen(open_page):
    page = open_page("speech", iso3="SDN", stream="news.ar")
    assert page.selectbox(key="choose_stream").value == "news.ar"
    assert "No week rose above" in words(page)


def test_a_stream_in_a_language_that_is_not_reliable_has_no_rate(open_page):
    text = words(open_page("speech", iso3="MMR"))
    assert "Not reliable in this language: 250 posts were read" in text
    assert "None can be raised" in text


def test_a_name_that_is_no_state_gets_a_sentence_and_the_world(open_page):
    page = open_page("speech", iso3="Atlantis")
    assert not page.exception
    assert "is no country known here" in words(page)


def test_answers_to_a_rise_stand_apart_from_those_that_take_years(section):
    text = words(section("What can be done"))
    now, later = text.split("Bring lessons against hatred")[0], text.split("Back counter-speech")[1]
    assert "Answer incitement as it spreads" in now
    assert "Teach the history of past atrocity crimes" in later


def test_quality_is_told_by_language_and_the_card_is_rendered(section):
    page = section("How far to trust it")
    table = page.dataframe[0].value.set_index("Language")
    assert table.loc["French", "Status"] == "Not reliable"
    assert "## Model card: hate-speech signals" in words(page)
    assert "### Limits" in words(page)


def test_pasted_texts_get_scores_and_a_masked_explanation(section):
    page = section("Read texts")
    assert "Nothing is stored" in words(page)
    page.text_area(key="pasted_texts").set_value(
        "good day to all\nwatoto walienda shuleni na kurudi nyumbani jioni"
    ).run()
    table = page.dataframe[0].value
    assert table["Note"].tolist() == ["", "No model for this language"]
    assert "2 texts were read: 0 flagged, 1 not scored." in words(page)
    page.selectbox(key="explained_text").set_value(1).run()
    assert "No model: counted, not scored" in words(page)


def test_an_upload_that_is_no_table_of_texts_gets_a_sentence(section):
    page = section("Read texts")
    page.file_uploader[0].upload("a*b.csv", b"words\nx", "text/csv").run()
    assert not page.exception
    assert "a*b.csv: column 'text' is missing" in page.error[0].value.replace("\\", "")


def test_an_uploaded_file_is_read(section):
    page = section("Read texts")
    page.file_uploader[0].upload("a.jsonl", b'{"text": "good day"}\n\n{"text": ""}\n[1]', "application/json").run()
    assert "1 text was read" in words(page)
    assert "1 row left out: text is empty (row 3)." in words(page)


def test_reading_texts_leaves_no_file_behind(section, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    page = section("Read texts")
    page.text_area(key="pasted_texts").set_value("quokka marmalade " * 20).run()
    assert list(tmp_path.rglob("*")) == []
    kept = [path for path in settings().releases.rglob("*") if path.is_file() and b"quokka" in path.read_bytes()]
    assert kept == []


def test_a_release_from_before_there_were_signals_shows_no_stream_and_no_switch(open_page, monkeypatch):
    monkeypatch.setattr("briefing.content.speech.has_signals", lambda release: False)
    monkeypatch.setattr("briefing.content.speech.has_demonstration", lambda release: False)
    page = open_page("speech")
    assert not page.exception
    assert "No stream is connected to this installation" in words(page)
    assert not page.toggle


@pytest.mark.parametrize(
    ("iso3", "said"), [("SDN", "5.0% of 200 distinct posts"), ("CHE", "No stream here"), ("KEN", "No stream here")]
)
def test_the_country_page_has_a_block_of_measured_signals_only(open_page, iso3, said):
    page = open_page("country", iso3=iso3)
    page.session_state["country_sections"] = "Hate speech"
    page.run()
    assert not page.exception
    assert said in words(page)


@pytest.mark.parametrize("name", ["Signaux", "Lire des textes", "Jusqu’où s’y fier"])
def test_the_page_is_drawn_in_french(serve, releases, name):
    serve(releases)
    page = AppTest.from_file(str(shell.PAGES / "speech.py"), default_timeout=PATIENCE)
    page.query_params.update(lang="fr", iso3="SDN")
    page.session_state[shell.GATE] = True
    page.session_state["speech_of_country"] = name
    page.run()
    assert not page.exception
    assert page.tabs[0].label == "Signaux"
