"""Every sentence has a code, every code is used, and each names the values it is given."""

import ast
from pathlib import Path

import pytest

import network
from network.messages import MESSAGES, TERMS, Message, Phrase, Term, placeholders

SOURCES = [path for path in Path(network.__file__).parent.rglob("*.py") if "migrations" not in path.parts]
# Codes built from a value in the code.
BUILT = {"unreadable_named", "unreadable_configuration", "unreadable_network"}


def literals() -> set[str]:
    """Every text literal in the package but those of the message tables themselves."""
    found = set()
    for path in SOURCES:
        if path.name != "messages.py":
            tree = ast.parse(path.read_text())
            found |= {
                node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
    return found


def test_every_message_is_said_somewhere():
    assert set(MESSAGES) - literals() - BUILT == set()


@pytest.mark.parametrize("code", MESSAGES)
def test_a_message_reads_as_a_sentence_with_its_values(code):
    values = dict.fromkeys(placeholders(MESSAGES[code]), "x")
    assert "{" not in Message(code=code, values=values).sentence()


def test_a_message_refuses_values_it_does_not_name():
    with pytest.raises(ValueError, match="names"):
        Message(code="not_here", values={"id": "1"})


def test_a_message_refuses_a_missing_value():
    with pytest.raises(ValueError, match="field"):
        Message(code="text_empty")


def test_an_unknown_code_is_a_mistake_in_the_program():
    with pytest.raises(ValueError, match="no message"):
        Message(code="nonsense")


def test_words_inside_a_sentence_are_translated_with_it():
    french = {MESSAGES["text_empty"]: "« {field} » est vide.", TERMS["note"]: "la note"}
    message = Message(code="text_empty", values={"field": Term(code="note")})
    assert message.sentence(lambda text: french.get(text, text)) == "« la note » est vide."


def test_what_a_person_wrote_is_never_translated():
    message = Message(code="bad_email", values={"value": "name"})
    assert "“name”" in message.sentence(lambda text: "XX" if text == "name" else text)


def test_a_rule_of_another_catalogue_is_translated():
    message = Message(code="news_closed_body", values={"rule": Phrase(text="Burst"), "date": "d", "reason": "r"})
    assert "Pic" in message.sentence(lambda text: {"Burst": "Pic"}.get(text, text))


def test_a_value_with_braces_stands_as_it_is():
    assert "{0} {x!r}" in Message(code="bad_email", values={"value": "{0} {x!r}"}).sentence()
