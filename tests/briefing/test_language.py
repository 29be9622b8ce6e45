"""Languages: whose catalogue is complete, and how numbers, dates and names are written."""

import math
import re
import threading
from datetime import date, datetime, timedelta, timezone

import pytest

from briefing import language, messages
from briefing.language import (
    MISSING,
    UnknownLanguage,
    best_offered,
    country_name,
    format_clauses,
    format_date,
    format_list,
    format_moment,
    format_month,
    format_number,
    format_sentences,
    format_share,
    format_signed,
    gettext,
    kept_apart,
    ngettext,
    set_language,
    speaking,
)

TRANSLATED = [code for code in language.PLANNED if code != language.SOURCE_LANGUAGE]
NOBREAK, NARROW = "\u00a0", "\u202f"


@pytest.fixture(autouse=True)
def english():
    with speaking("en"):
        yield


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_text_is_translated_into_every_official_language_of_the_united_nations(code):
    assert language.untranslated(code) == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_translation_is_marked_fuzzy(code):
    assert [one.id for one in language.read_catalogue(language.catalogue_path(code)) if one.fuzzy and one.id] == []


def test_the_template_holds_every_text_of_the_code_and_nothing_else():
    kept = {str(one.id) for one in language.read_catalogue(language.TEMPLATE)}
    assert {str(one.id) for one in messages.template()} == kept, "run `make messages`"


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_keeps_the_placeholders_of_its_message(code):
    wrong = []
    for one in language.read_catalogue(language.catalogue_path(code)):
        forms = [one.string] if isinstance(one.string, str) else list(one.string)
        originals = [one.id] if isinstance(one.id, str) else list(one.id)
        allowed = {name for text in originals for name in re.findall(r"{(\w+)}", text)}
        last = set(re.findall(r"{(\w+)}", forms[-1]))
        if one.id and (last != set(re.findall(r"{(\w+)}", originals[-1])) or not last <= allowed):
            wrong.append(one.id)
    assert wrong == []


def test_no_language_is_offered_without_a_catalogue(monkeypatch, tmp_path):
    monkeypatch.setattr(language, "LOCALES", tmp_path)
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "pillar_two.po").touch()
    assert language.offered.__wrapped__() == ("en", "fr")


@pytest.mark.parametrize(
    ("tag", "code"), [("fr-BE", "fr"), ("fr", "fr"), ("FR_CA", "fr"), ("de-AT", "en"), ("", "en"), (None, "en")]
)
def test_a_browser_gets_the_nearest_language_offered(tag, code):
    assert best_offered(tag) == code


def test_a_message_without_a_translation_stays_english():
    set_language("es")
    assert gettext("No catalogue holds this text") == "No catalogue holds this text"


def test_a_message_is_said_in_the_language_set():
    set_language("fr")
    assert gettext("Sources") == "Sources"
    assert gettext("Country") == "Pays"


def test_an_empty_message_stays_empty_and_is_not_the_header_of_the_catalogue():
    set_language("fr")
    assert gettext("") == ""


def test_french_counts_zero_as_singular():
    set_language("fr")
    assert ngettext("{count} file read", "{count} files read", 0) == "{count} fichier lu"


def test_a_sign_stands_before_its_number_where_text_runs_from_right_to_left():
    set_language("ar")
    assert format_signed(-0.3, decimals=1) == "\u200e−0.3\u200f"
    assert format_signed(0.0, decimals=1) == "0.0"


def test_the_version_of_a_release_keeps_its_order_where_text_runs_from_right_to_left():
    set_language("ar")
    said = gettext("Release {version}, made on {day}.").format(version="2026-11-21.1", day="")
    assert "\u200e2026-11-21.1" in said


def test_no_arabic_text_lets_a_version_be_turned_around():
    texts = [
        one.string for one in language.read_catalogue(language.catalogue_path("ar")) if isinstance(one.string, str)
    ]
    assert [one for one in texts if re.search(r"(?<!\u200e)\{(version|release|refused|former)\}", one)] == []


@pytest.mark.parametrize(
    ("code", "text"),
    [("en", "a; b"), ("fr", "a\u202f; b"), ("es", "a; b"), ("ru", "a; b"), ("ar", "a؛ b"), ("zh", "a；b")],
)
def test_parts_of_a_list_stand_apart_as_the_language_sets_them(code, text):
    set_language(code)
    assert format_clauses(["a", "b"]) == text


def test_figures_in_a_text_from_right_to_left_are_marked_to_keep_their_order():
    set_language("ar")
    assert "\u200e{best}–{worst}\u200f" in gettext("{country} ({score}; rank {best}–{worst})")
    assert "\u200e90%\u200f" in gettext("90% interval {interval}")
    assert "\u200e{version}" in gettext("Release {version}, made on {day}.")
    assert format_share(0.83, decimals=0) == "\u200e83%\u200f"


def test_texts_from_left_to_right_carry_no_marks():
    for code in ("en", "fr", "es", "ru", "zh"):
        set_language(code)
        said = [gettext("90% interval {interval}"), format_signed(-0.3, decimals=1), format_share(0.83, decimals=0)]
        assert not [one for one in said if "\u200e" in one or "\u200f" in one]


def test_sentences_stand_one_after_the_other_as_the_language_writes_them():
    for code, text in (("en", "A. B."), ("ar", "A. B."), ("zh", "A.B.")):
        set_language(code)
        assert format_sentences(["A.", "", "B."]) == text


def test_a_language_outside_the_six_is_refused():
    with pytest.raises(UnknownLanguage, match="'tlh' is no language of this project"):
        set_language("tlh")


def test_two_sessions_in_one_process_do_not_hear_each_others_language():
    set_language("fr")
    heard = []
    other = threading.Thread(target=lambda: heard.append(gettext("Country")))
    other.start()
    other.join()
    assert (heard, gettext("Country")) == (["Country"], "Pays")


def test_a_language_spoken_for_a_while_gives_way_to_the_former_one():
    set_language("fr")
    with speaking("ar"):
        assert language.direction() == "rtl"
    assert (language.language(), language.direction()) == ("fr", "ltr")


@pytest.mark.parametrize(
    ("code", "text"), [("en", "12,345.7"), ("fr", f"12{NARROW}345,7"), ("es", "12.345,7"), ("ru", f"12{NOBREAK}345,7")]
)
def test_numbers_carry_the_separators_of_the_language(code, text):
    set_language(code)
    assert format_number(12345.678, decimals=1) == text


@pytest.mark.parametrize("value", [None, math.nan])
def test_a_missing_number_is_a_dash_and_never_zero(value):
    formats = (format_number, format_signed, format_share)
    assert {one(value, decimals=1) for one in formats} == {MISSING}


@pytest.mark.parametrize(
    ("value", "text"), [(3.14, "+3.1"), (-3.14, "−3.1"), (-0.04, "0.0"), (0.0, "0.0"), (1234.5, "+1,234.5")]
)
def test_a_change_has_its_sign_unless_it_rounds_to_nothing(value, text):
    assert format_signed(value, decimals=1) == text


def test_a_rounded_zero_has_no_minus():
    assert format_number(-0.001, decimals=1) == "0.0"


@pytest.mark.parametrize(("code", "text"), [("en", "66%"), ("fr", f"66{NARROW}%")])
def test_a_share_is_a_percentage(code, text):
    set_language(code)
    assert format_share(0.664, decimals=0) == text


@pytest.mark.parametrize(
    ("code", "day", "month"),
    [
        ("en", "27 October 2017", "October 2017"),
        ("fr", "27 octobre 2017", "octobre 2017"),
        ("zh", "2017年10月27日", "2017年10月"),
    ],
)
def test_days_and_months_are_written_out(code, day, month):
    set_language(code)
    assert (format_date(date(2017, 10, 27)), format_month(date(2017, 10, 27))) == (day, month)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", "27 October 2017, 07:30 UTC"),
        ("fr", "27 octobre 2017, 07:30 UTC"),
        ("zh", "2017年10月27日 07:30 UTC"),
        ("ar", "27 أكتوبر 2017، \u200e07:30 UTC\u200f"),
    ],
)
def test_a_moment_is_said_in_utc_wherever_it_was_noted(code, said):
    set_language(code)
    assert format_moment(datetime(2017, 10, 27, 9, 30, tzinfo=timezone(timedelta(hours=2)))) == said


@pytest.mark.parametrize(
    ("code", "text", "is_apart"),
    [
        ("en", "محمد 7", True),
        ("en", "Ngozi", False),
        ("ar", "Ngozi", True),
        ("ar", "محمد", False),
        ("ar", "7 (2)", False),
    ],
)
def test_a_name_written_the_other_way_does_not_reorder_what_stands_around_it(code, text, is_apart):
    set_language(code)
    assert kept_apart(text) == (f"\u2068{text}\u2069" if is_apart else text)


def test_a_missing_day_is_a_dash():
    assert (format_date(None), format_month(None), format_moment(None)) == (MISSING, MISSING, MISSING)


@pytest.mark.parametrize(("code", "text"), [("en", "Chad, Mali and Niger"), ("fr", "Chad, Mali et Niger")])
def test_a_list_is_joined_as_the_language_joins_it(code, text):
    set_language(code)
    assert format_list(["Chad", "Mali", "Niger"]) == text


def test_countries_are_named_in_the_language_spoken():
    set_language("fr")
    assert country_name("DEU") == "Allemagne"


def test_texts_are_found_where_they_are_spoken_and_nowhere_else():
    code = '_("One " "text"); ngettext("one", "many", 2); mark("kept"); _(row["title"]); other("no text")'
    assert set(messages.spoken(code)) == {"One text", ("one", "many"), "kept"}


def test_what_is_declared_is_among_the_texts():
    found = {one.id for one in messages.template()}
    assert {"Civilians killed deliberately, ten-year mean", "CC BY 4.0", "Triggering factors"} <= found
