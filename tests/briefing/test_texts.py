"""Analysts' texts: read and scored in memory, bad input counted in sentences, and nothing written anywhere."""

import io
import logging
import socket
from pathlib import Path

import pandas as pd
import pytest

from briefing.content import texts
from briefing.language import gettext, speaking, untranslated
from models.speech.posts import PostsError
from models.speech.refusals import MESSAGES, REASONS

SECRET = "quokka-marmalade"
HATEFUL = f"all refugees are vermin and must be thrown out {SECRET}"


def csv(*rows: str, header: str = "text") -> bytes:
    return "\n".join([header, *rows]).encode()


def test_each_line_that_is_not_blank_is_a_text_with_its_line_number():
    found = texts.read_pasted("one good day\n\n   \nanother good day", lang="en")
    assert found.rows == (1, 4)
    assert found.texts == ("one good day", "another good day")


def test_a_declared_language_is_taken_and_another_is_recognised():
    declared = texts.read_pasted("die Kinder gingen zur Schule", lang="en")
    recognised = texts.read_pasted("die Kinder gingen zur Schule", lang="")
    assert (declared.scores["lang"][0], recognised.scores["lang"][0]) == ("en", "de")


def test_a_text_in_a_language_without_a_model_is_abstained_from():
    found = texts.read_pasted("watoto walienda shuleni na kurudi nyumbani jioni", lang="")
    assert found.scores["abstained"][0]
    assert pd.isna(found.scores["p_hate"][0])


def test_a_file_may_declare_the_language_row_by_row():
    found = texts.read_file("a.csv", csv("guten Tag,de", "good day,", header="text,lang"), lang="en")
    assert found.scores["lang"].tolist() == ["de", "en"]


@pytest.mark.parametrize("name", ["a.jsonl", "a.parquet"])
def test_json_lines_and_parquet_are_read(name):
    table = pd.DataFrame({"text": ["good day", "bad day"]})
    buffer = io.BytesIO()
    table.to_parquet(buffer)
    content = buffer.getvalue() if name.endswith("parquet") else table.to_json(orient="records", lines=True).encode()
    assert texts.read_file(name, content, lang="en").texts == ("good day", "bad day")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", b"", "empty"), ("a.parquet", b"", "empty"), ("a.csv", b"\x00\x01" * 500, "binary"),
        ("a.csv", "text\nä".encode("utf-16"), "utf16"), ("a.csv", csv("x", header="words"), "column"),
        ("a.parquet", b"no parquet", "damaged"), ("a.xlsx", b"x", "ending"), ("a.csv", b"%PDF-1.7", "binary"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_gets_a_sentence(name, content, reason):
    with pytest.raises(PostsError) as raised:
        texts.read_file(name, content, lang="")
    assert raised.value.reason == reason
    with speaking("fr"):
        assert gettext(MESSAGES[reason]).format(**raised.value.fields) != str(raised.value)


@pytest.mark.parametrize(
    ("row", "reason"),
    [("", "text"), ("x" * 20_001, "long"), ("a\0b", "nul"), ("a,b", "cells")],
)
def test_a_row_that_cannot_be_used_is_counted_with_its_number(row, reason):
    found = texts.read_file("a.csv", csv("good day", f'"{row}"' if reason != "cells" else row), lang="en")
    assert dict(found.rejected.counts) == {REASONS[reason]: 1}
    assert found.rejected.first_rows[REASONS[reason]] == [2]


def test_bytes_that_are_no_utf8_are_counted():
    found = texts.read_file("a.csv", "text\ngood day\ncafé".encode("latin-1"), lang="en")
    assert dict(found.rejected.counts) == {REASONS["coding"]: 1}


@pytest.mark.parametrize("text", ["🙂🙂🙂", "שלום לכולם", "hello мир 世界", "‮abc‬"])
def test_emoji_right_to_left_and_mixed_scripts_get_a_row(text):
    assert len(texts.read_pasted(text, lang="").scores) == 1


def test_more_texts_than_a_page_reads_are_said_to_be_cut(monkeypatch):
    monkeypatch.setattr(texts, "MOST_TEXTS", 3)
    found = texts.read_pasted("\n".join(["good day"] * 5), lang="en")
    assert found.is_cut
    assert len(found.texts) == 3


def test_no_text_at_all_gives_an_empty_reading():
    assert texts.read_file("a.csv", csv(), lang="").texts == ()


def test_an_explanation_masks_what_speaks_for_hatred():
    found = texts.read_pasted(HATEFUL, lang="en")
    masked = [one.word for one in found.explain(0).reasons if one.points > 0]
    assert masked
    assert all("•" in word for word in masked)


def test_an_excerpt_is_short_and_on_one_line():
    found = texts.read_pasted("word " * 60, lang="en")
    assert len(found.excerpt(0)) == texts.EXCERPT + 1


def test_nothing_is_written_logged_or_sent(monkeypatch, tmp_path, caplog):
    def refuse(*args, **kwargs):
        raise AssertionError("a text was about to leave the memory")

    texts.read_pasted("the classifier is loaded before", lang="")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(socket, "socket", refuse)
    written = []
    opened = io.open

    def watch(file, mode="r", *args, **kwargs):
        if set(mode) & set("wax+"):
            written.append(file)
        return opened(file, mode, *args, **kwargs)

    monkeypatch.setattr("builtins.open", watch)
    monkeypatch.setattr(io, "open", watch)
    monkeypatch.setattr(Path, "write_text", refuse)
    monkeypatch.setattr(Path, "write_bytes", refuse)
    with caplog.at_level(logging.DEBUG):
        found = texts.read_pasted(HATEFUL, lang="")
        texts.read_file("a.csv", csv(HATEFUL), lang="en")
        found.explain(0)
    assert written == []
    assert list(tmp_path.iterdir()) == []
    assert SECRET not in caplog.text


def test_every_refusal_is_in_the_french_catalogue():
    assert not {*MESSAGES.values(), *REASONS.values()} & set(untranslated("fr"))
