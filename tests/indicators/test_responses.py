"""Pillar-two responses: each risk factor has its measures, each measure its source, and bad declarations are refused."""

import copy
import re

import pytest
import yaml

from indicators.framework import risk_factors
from indicators.responses import ACTORS, FILE, KINDS, Responses, ResponsesError, read, responses, texts


@pytest.fixture
def declared() -> dict:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def written(content: dict, folder) -> Responses:
    path = folder / "responses.yml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return read(path)


@pytest.mark.parametrize("number", risk_factors())
def test_every_risk_factor_has_at_least_three_measures_one_of_each_kind(number):
    fitting = responses().fitting(number)
    assert len(fitting) >= 3
    assert {one.kind for one in fitting} == set(KINDS)


@pytest.mark.parametrize("number", risk_factors())
def test_measures_come_in_the_order_encourage_build_capacity_assist(number):
    order = [KINDS.index(one.kind) for one in responses().fitting(number)]
    assert order == sorted(order)


def test_every_actor_of_the_belgian_statement_has_something_to_do():
    named = {actor for one in responses().responses for actor in one.who}
    assert named == set(ACTORS)


def test_a_citation_that_was_seen_says_where_and_which_part():
    for response in responses().responses:
        for citation in response.cites:
            document = responses().documents[citation.document]
            assert citation.is_unverified or all(seen.at and seen.part for seen in document.seen)


def test_a_citation_from_memory_is_unverified():
    from_memory = [one for response in responses().responses for one in response.cites if one.evidence == "memory"]
    assert from_memory
    assert all(one.is_unverified for one in from_memory)


def test_a_document_with_a_symbol_is_linked_at_the_united_nations():
    assert responses().documents["pillar_two_report"].address == "https://undocs.org/A/68/947"


def test_a_document_without_a_symbol_is_linked_where_it_was_read():
    document = responses().documents["fez"]
    assert document.address == document.seen[0].at


def test_a_name_does_not_say_the_year_twice():
    assert responses().documents["health_care"].name == "Health care in armed conflict, S/RES/2286 (2016)"
    assert responses().documents["minorities"].name.endswith(", A/RES/47/135 (1992)")


def test_there_are_at_least_sixty_measures():
    assert len(responses().responses) >= 60


def test_hatred_has_measures_of_education_and_counter_speech_of_every_kind():
    found = responses().against_hatred()
    assert {"lessons_against_hatred", "counter_speech", "hate_speech_plan"} <= {one.key for one in found}
    assert {one.kind for one in found} == set(KINDS)


def test_measures_are_found_by_their_keys_in_the_order_asked_for():
    found = responses().named(["counter_speech", "of_an_older_edition", "offer_mediation"])
    assert [one.key for one in found] == ["counter_speech", "offer_mediation"]


def test_no_two_documents_share_a_symbol_or_a_title():
    documents = responses().documents.values()
    symbols = [one.symbol for one in documents if one.symbol]
    assert len(symbols) == len(set(symbols))
    assert len({(one.title, one.year) for one in documents}) == len(documents)


@pytest.mark.parametrize("key", responses().documents)
def test_the_year_in_a_symbol_is_the_year_of_the_document(key):
    """Security Council resolutions carry their year: a symbol that belongs to another title shows here first."""
    document = responses().documents[key]
    year = re.search(r"\((\d{4})\)", document.symbol)
    assert year is None or int(year.group(1)) == document.year


def test_every_text_goes_to_the_translators():
    found = set(texts(responses()))
    assert {one.measure for one in responses().responses} <= found
    assert {one.needs for one in responses().responses} <= found
    assert set(ACTORS) <= found


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda c: c["responses"][0].update(risk_factor=15), "responses.0.risk_factor"),
        (lambda c: c["responses"][0].update(kind="sanction"), "responses.0.kind"),
        (lambda c: c["responses"][0].update(who=["Everybody"]), "Everybody is none of State concerned"),
        (lambda c: c["responses"][0].update(cites=[]), "responses.0.cites"),
        (lambda c: c["responses"][0].update(measure="Act."), "responses.0.measure"),
        (lambda c: c["responses"][0].update(colour="red"), "responses.0.colour"),
        (lambda c: c["responses"].append(copy.deepcopy(c["responses"][0])), "declared twice: offer_mediation"),
        (
            lambda c: c["responses"][0]["cites"].append({"document": "invented", "evidence": "memory"}),
            "offer_mediation cites 'invented', which is not among the documents",
        ),
        (
            lambda c: c["documents"]["mediation"].update(seen=[]),
            "'mediation' was seen, but the document does not say where",
        ),
        (
            lambda c: c["documents"].update(spare={"symbol": "", "title": "A spare text", "year": 2000}),
            "no response: spare",
        ),
        (
            lambda c: c.update(responses=[one for one in c["responses"] if one["risk_factor"] != 4]),
            "risk factor 4 lacks assist, build capacity, encourage",
        ),
        (lambda c: c["documents"]["mediation"]["seen"][0].update(at="undocs"), "documents.mediation.seen.0.at"),
    ],
)
def test_a_bad_declaration_is_refused_with_its_place_and_reason(declared, tmp_path, change, sentence):
    change(declared)
    with pytest.raises(ResponsesError, match=r"^responses\.yml: ") as refusal:
        written(declared, tmp_path)
    assert sentence in str(refusal.value)


def test_a_file_that_is_no_yaml_is_refused_with_its_name(tmp_path):
    path = tmp_path / "responses.yml"
    path.write_text("responses: [", encoding="utf-8")
    with pytest.raises(ResponsesError, match=r"^responses\.yml: cannot be read"):
        read(path)


def test_what_is_declared_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        responses().responses[0].measure = "Something else entirely, at length."
