"""Text that people write: kept letter by letter, or refused with the field and the place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network import text
from network.errors import BadInput

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=300)


@given(ANY_TEXT.filter(lambda value: value.strip()))
def test_what_can_be_kept_is_kept_letter_by_letter(value):
    assert text.kept("note", value, 300) == value


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("one\x00two", "text_nul"),
        ("half \ud83d", "text_surrogate"),
        ("x" * 1_000_000, "text_too_long"),
        (" \n\t ", "text_empty"),
        ("", "text_empty"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(value, code):
    with pytest.raises(BadInput) as refused:
        text.kept("note", value, text.PAGES)
    assert refused.value.code == code


def test_the_refusal_of_a_nul_says_where_it_stands():
    with pytest.raises(BadInput) as refused:
        text.kept("note", "ab\x00", text.PAGES)
    assert refused.value.message.values["position"] == 3


@pytest.mark.parametrize("value", ["two\nlines", "trailing\n", "line\u2028separator", "a\x0bb"])
def test_a_single_line_holds_no_line_break(value):
    with pytest.raises(BadInput) as refused:
        text.kept("title", value, text.LINE, is_line=True)
    assert refused.value.code == "text_one_line"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain", set()),
        ("👩‍👩‍👧 family", set()),
        ("line\nbreak\tand tab", set()),
        ("pay \u202e01 euro", {"direction"}),
        ("\u2066isolated\u2069", {"direction"}),
        ("bell\x07", {"control"}),
        ("\u202a\x1b[31m", {"direction", "control"}),
    ],
)
def test_text_that_may_read_as_something_else_is_flagged(value, expected):
    assert text.flags(value) == expected


@pytest.mark.parametrize("value", ["https://un.org/en/S/2024/1", "http://[::1]:80/x", "https://例え.jp/é"])
def test_a_web_address_with_a_host_is_taken(value):
    assert text.web_address(value) == value


@pytest.mark.parametrize(
    "value",
    [
        "javascript:alert(1)", "data:text/html,x", "//un.org", "https://", "ftp://un.org", "https://a b.org", "https://un.org/\n",
        "https://user:secret@un.org", "http://[::1", "https://un.org/" + "x" * 2000, "https://un.org/\u202e",
    ],
)  # fmt: skip
def test_an_address_that_is_no_plain_web_address_is_refused(value):
    with pytest.raises(BadInput) as refused:
        text.web_address(value)
    assert refused.value.code == "bad_address"


@pytest.mark.parametrize("value", ["Anna@Example.ORG ", "a.b+c@mission.example"])
def test_an_e_mail_address_is_kept_in_one_spelling(value):
    assert text.email_address(value) == value.strip().lower()


@pytest.mark.parametrize(
    "value", ["anna", "a@b", "a b@c.org", "a@b.org\nBcc: all@x.org", "<a@b.org>", "a@b.org,c@d.org", "@b.org"]
)
def test_what_is_no_single_e_mail_address_is_refused(value):
    with pytest.raises(BadInput):
        text.email_address(value)


@pytest.mark.parametrize("value", ["2024", "2024-02", "2024-02-29"])
def test_a_date_is_kept_as_exact_as_it_is_known(value):
    assert text.partial_date("since", value) == value


@pytest.mark.parametrize("value", ["", "24", "2024-13", "2023-02-29", "2024/01", "next week", "2024-1-1"])
def test_what_is_no_date_is_refused(value):
    with pytest.raises(BadInput):
        text.partial_date("since", value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True, "1"])
def test_a_number_is_finite_and_a_number(value):
    with pytest.raises(BadInput):
        text.number("threshold", value)


def test_a_list_names_each_item_once():
    with pytest.raises(BadInput):
        text.distinct("countries", ["SDN", "SDN"], least=0, most=5)


def test_a_source_needs_a_title():
    with pytest.raises(BadInput):
        text.Source(title=" ", address="https://un.org")
