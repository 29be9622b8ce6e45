"""Every name and code of every scheme leads to one of 195 States; every other gets its nearest names."""

import csv
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.countries import (
    LANGUAGES,
    MORE_ALIASES,
    MORE_NUMBERS,
    NOT_COVERED,
    UnknownCountry,
    countries,
    resolve,
    resolve_number,
)
from data.settings import CURATED

with (CURATED / "un_members.csv").open(encoding="utf-8-sig", newline="") as file:
    ROWS = list(csv.DictReader(file))
SCHEMES = [column for column in ROWS[0] if column.startswith(("name_", "alias_"))]
STATES = st.sampled_from(list(countries().values()))


def test_there_are_193_member_states_and_2_observers():
    status = [country.status for country in countries().values()]
    assert (status.count("member"), status.count("observer"), len(status)) == (193, 2, 195)


def test_the_observers_are_the_holy_see_and_palestine():
    assert {code for code, country in countries().items() if country.status == "observer"} == {"VAT", "PSE"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_a_name_of_its_own_in(language):
    names = {country.name(language).strip() for country in countries().values()}
    assert (len(names), "" in names) == (195, False)


SCRIPTS = {"en": "LATIN", "fr": "LATIN", "es": "LATIN", "ar": "ARABIC", "ru": "CYRILLIC", "zh": "CJK"}


@pytest.mark.parametrize(("language", "script"), SCRIPTS.items())
def test_names_are_written_in_the_script_of_their_language(language, script):
    odd = [
        name for name in (country.name(language) for country in countries().values())
        if not any(unicodedata.name(sign, "").startswith(script) for sign in name)
    ]  # fmt: skip
    assert odd == []


@pytest.mark.parametrize(("field", "length"), [("iso3", 3), ("iso2", 2), ("m49", 3)])
def test_every_state_has_a_code_of_its_own(field, length):
    codes = {getattr(country, field) for country in countries().values()}
    assert (len(codes), {len(code) for code in codes}) == (195, {length})


def test_the_two_letter_code_of_namibia_is_not_missing():
    assert countries()["NAM"].iso2 == "NA"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_name_resolves_in_the_scheme(scheme):
    named = [(part, row["iso3"]) for row in ROWS for part in row[scheme].split("|") if part.strip()]
    assert [(name, iso3) for name, iso3 in named if resolve(name) != iso3] == []


@pytest.mark.parametrize("scheme", ["iso3", "m49"])
def test_every_code_resolves_in_the_scheme(scheme):
    coded = [(row[scheme], row["iso3"]) for row in ROWS if row[scheme].strip()]
    assert [(code, iso3) for code, iso3 in coded if resolve(code) != iso3] == []


@pytest.mark.parametrize("scheme", ["ucdp_country_id", "ewp_ccode"])
def test_every_number_resolves_in_the_scheme(scheme):
    numbered = [(int(row[scheme]), row["iso3"]) for row in ROWS if row[scheme].isdigit()]
    assert [(number, iso3) for number, iso3 in numbered if resolve_number(number) != iso3] == []


@pytest.mark.parametrize(("name", "iso3"), MORE_ALIASES.items())
def test_a_name_outside_the_table_resolves(name, iso3):
    assert resolve(name) == iso3


@pytest.mark.parametrize(
    ("name", "iso3"),
    [("Côte d’Ivoire", "CIV"), ("COTE D'IVOIRE", "CIV"), ("Türkiye", "TUR"), ("the Gambia", "GMB"),
     ("State of Palestine*", "PSE"), ("Bosnia &amp; Herzegovina", "BIH"), ("Congo", "COG"), ("DR Congo (Zaire)", "COD"),
     ("Korea, Republic of", "KOR"), ("Dominica", "DMA"), ("Dominican Republic", "DOM"), ("Niger", "NER"),
     ("Nigeria", "NGA"), ("Guinea", "GIN"), ("Equatorial Guinea", "GNQ"), ("Guinea-Bissau", "GNB")],
)  # fmt: skip
def test_spellings_meet_and_near_names_stay_apart(name, iso3):
    assert resolve(name) == iso3


@given(
    country=STATES,
    language=st.sampled_from(LANGUAGES),
    frame=st.sampled_from(["{}", " {} ", "{}*", "The {}", "\t{}\n"]),
)
def test_case_spaces_articles_and_asterisks_do_not_matter(country, language, frame):
    assert resolve(frame.format(country.name(language)).upper()) == country.iso3


@given(country=STATES, form=st.sampled_from(["NFC", "NFD", "NFKD"]))
def test_the_way_accents_are_encoded_does_not_matter(country, form):
    assert resolve(unicodedata.normalize(form, country.name("fr"))) == country.iso3


@given(text=st.text())
def test_any_text_is_a_state_or_is_refused_as_unknown(text):
    with suppress(UnknownCountry):
        assert resolve(text) in countries()


@given(number=st.integers())
def test_any_number_is_a_state_or_is_refused_as_unknown(number):
    with suppress(UnknownCountry):
        assert resolve_number(number) in countries()


TYPOS = {"Sudann": "Sudan", "Myanmmar": "Myanmar", "Kirgizstann": "Kyrgyzstan", "Etiopija": "Ethiopia"}


@pytest.mark.parametrize(("typo", "meant"), TYPOS.items())
def test_a_misspelt_name_gets_its_nearest_names(typo, meant):
    with pytest.raises(UnknownCountry) as refusal:
        resolve(typo)
    assert meant in refusal.value.nearest


def test_a_refusal_names_what_was_not_understood_and_the_nearest_names():
    with pytest.raises(UnknownCountry, match=r"'Sudann' is no country known here; nearest: .*Sudan"):
        resolve("Sudann")


def test_a_text_near_to_nothing_gets_no_nearest_names():
    with pytest.raises(UnknownCountry) as refusal:
        resolve("qqqqqqqqqq")
    assert refusal.value.nearest == ()


@pytest.mark.parametrize("name", sorted(NOT_COVERED))
def test_a_known_place_that_is_not_covered_is_refused_as_such(name):
    with pytest.raises(UnknownCountry) as refusal:
        resolve(name)
    assert refusal.value.is_not_covered


@pytest.mark.parametrize(("number", "iso3"), [(255, "DEU"), (260, "DEU"), (345, "SRB"), (678, "YEM"), (816, "VNM")])
def test_the_number_of_a_former_state_leads_to_its_successor_where_there_is_one(number, iso3):
    assert resolve_number(number) == iso3


@pytest.mark.parametrize("number", [number for number, iso3 in MORE_NUMBERS.items() if iso3 is None])
def test_the_number_of_a_state_without_one_successor_is_refused_as_not_covered(number):
    with pytest.raises(UnknownCountry) as refusal:
        resolve_number(number)
    assert refusal.value.is_not_covered
