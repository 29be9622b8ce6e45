"""Reading files of posts: streams, and bad input counted and named."""

import json
import subprocess
import sys

import pandas as pd
import pytest

from models.speech import score
from models.speech.posts import PostsError, Rejected, read_posts
from models.speech.score import score_file


def read(path, required=("text",), optional=("id", "lang"), batch=20_000):
    rejected = Rejected()
    batches = list(read_posts(path, required=required, optional=optional, rejected=rejected, batch=batch))
    return [text for one in batches for text in one.columns["text"]], rejected


def write(path, raw: bytes | str):
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode("utf-8"))
    return path


def test_rows_are_read_in_batches(tmp_path):
    path = write(tmp_path / "a.csv", "text\n" + "".join(f"post {number}\n" for number in range(25)))
    rejected = Rejected()
    sizes = [len(one.rows) for one in read_posts(path, required=("text",), optional=(), rejected=rejected, batch=10)]
    assert sizes == [10, 10, 5]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_in_the_header(tmp_path, delimiter):
    path = write(tmp_path / "a.csv", f"id{delimiter}text\n1{delimiter}we sang\n")
    assert read(path)[0] == ["we sang"]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("", "text is empty"),
        ("   ", "text is empty"),
        ("a\0b", "holds a NUL byte"),
        ("x" * 20_001, "text is longer than 20,000 characters"),
    ],
)
def test_a_bad_row_is_counted_and_named_and_the_others_are_read(tmp_path, cell, reason):
    texts, rejected = read(write(tmp_path / "a.csv", f'id,text\n1,we sang\n2,"{cell}"\n3,we danced\n'))
    assert texts == ["we sang", "we danced"]
    assert dict(rejected.counts) == {reason: 1}
    assert rejected.first_rows[reason] == [2]


def test_a_row_of_another_encoding_is_counted(tmp_path):
    texts, rejected = read(write(tmp_path / "a.csv", b"text\nwe sang\ncaf\xe9\nwe danced\n"))
    assert texts == ["we sang", "we danced"]
    assert dict(rejected.counts) == {"not UTF-8": 1}


def test_a_row_after_a_long_line_keeps_its_number(tmp_path):
    path = write(tmp_path / "a.csv", "text,lang\nwe sang,en\n" + "a" * 10_000_000 + ",en\nwe danced,en\n")
    rejected = Rejected()
    (batch,) = read_posts(path, required=("text",), optional=("lang",), rejected=rejected)
    assert (batch.rows, rejected.total()) == ([1, 3], 1)


@pytest.mark.parametrize("header", ["text", "text,lang"])
def test_each_line_that_an_open_quotation_mark_takes_is_counted(tmp_path, header):
    rest = ",en" if "," in header else ""
    rows = [f"we sang{rest}", f'"we danced{rest}', f"we ate{rest}", f"we slept{rest}"]
    texts, rejected = read(write(tmp_path / "a.csv", "\n".join([header, *rows]) + "\n"))
    assert texts == ["we sang"]
    assert rejected.total() == 3


def test_a_text_of_two_lines_is_one_text(tmp_path):
    assert read(write(tmp_path / "a.csv", 'text\n"we sang\nand ""danced"""\n'))[0] == ['we sang\nand "danced"']


@pytest.mark.parametrize(
    ("name", "raw", "sentence"),
    [
        ("a.csv", bytes(range(256)) * 8, "binary"),
        ("a.csv", b"text\rwe sang\rwe danced\r", "no header of a table"),
        ("a.csv", b"text,text\nwe sang,we danced\n", "more than once"),
        ("a.parquet", b"PAR1 and nothing more", "damaged"),
    ],
)
def test_the_command_says_in_one_sentence_what_file_it_cannot_read(tmp_path, monkeypatch, name, raw, sentence):
    path = write(tmp_path / name, raw)
    monkeypatch.setattr("sys.argv", ["score", "--input", str(path), "--output", str(tmp_path / "out.csv")])
    with pytest.raises(SystemExit, match=sentence):
        score.main()


def test_a_line_of_ten_megabytes_is_counted_and_the_next_row_read(tmp_path):
    texts, rejected = read(write(tmp_path / "a.csv", "text\nwe sang\n" + "y" * 10_000_000 + "\nwe danced\n"))
    assert texts[0] == "we sang"
    assert texts[-1] == "we danced"
    assert rejected.total() >= 1


def test_a_quotation_mark_without_its_pair_is_counted(tmp_path):
    path = write(tmp_path / "a.csv", 'text\nwe sang\n"never ends\n' + "filler words\n" * 500_000)
    texts, rejected = read(path)
    assert texts[0] == "we sang"
    assert any("never ends" in reason for reason in rejected.counts)


def test_rows_with_too_few_or_too_many_cells_are_counted(tmp_path):
    texts, rejected = read(write(tmp_path / "a.csv", "id,text\n1\n2,we sang\n3,we,danced\n"))
    assert texts == ["we sang"]
    assert dict(rejected.counts) == {"the row has not as many cells as the header": 2}


def test_json_lines_are_read_and_bad_ones_counted(tmp_path):
    lines = [
        json.dumps({"text": "we sang", "id": 7}),
        "{broken",
        '["a"]',
        json.dumps({"text": None}),
        '{"text": "\\ud83d"}',
        "[" * 9999,
    ]
    texts, rejected = read(write(tmp_path / "a.jsonl", "\n".join(lines)))
    assert texts == ["we sang"]
    assert rejected.total() == 5


def test_a_parquet_file_is_read(tmp_path):
    pd.DataFrame({"text": ["we sang", None, "we danced"], "lang": ["en", "en", None]}).to_parquet(
        tmp_path / "a.parquet"
    )
    texts, rejected = read(tmp_path / "a.parquet")
    assert texts == ["we sang", "we danced"]
    assert rejected.first_rows == {"text is empty": [2]}


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("a.csv", b"", "the file is empty"),
        ("a.csv", b"  \n", "the file is empty"),
        ("a.csv", "id,text\n".encode("utf-16"), "UTF-16"),
        ("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(100), "is binary"),
        ("a.jsonl", bytes(range(256)) * 4 + bytes(500), "is binary"),
        ("a.csv", b"id,words\n1,a\n", "column 'text' is missing"),
        ("a.jsonl", b'{"words": "a"}\n', "column 'text' is missing"),
        ("a.parquet", b"PAR1 not really", "damaged"),
        ("a.xlsx", b"x", "the ending must be one of"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path, name, raw, said):
    with pytest.raises(PostsError, match=said):
        read(write(tmp_path / name, raw))


def test_an_absent_file_is_a_sentence(tmp_path):
    with pytest.raises(PostsError, match="there is no such file"):
        read(tmp_path / "none.csv")


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_scores_are_written_in_each_format(tmp_path, model, ending):
    source = write(tmp_path / "in.csv", "id,text,lang\na,gnomes are filth today,en\nb,😀,en\n")
    target = tmp_path / f"out.{ending}"
    assert score_file(source, target, model, rejected=Rejected()) == 2
    if ending == "jsonl":
        table = pd.DataFrame([json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()])
    else:
        table = pd.read_csv(target) if ending == "csv" else pd.read_parquet(target)
    assert list(table) == ["id", "lang", "p_hate", "p_dangerous", "target", "abstained"]
    assert table["abstained"].astype(bool).tolist() == [False, True]
    assert table["p_hate"][0] > 0.5
    assert pd.isna(table["p_hate"][1])


def test_a_post_without_an_id_gets_the_number_of_its_row(tmp_path, model):
    source = write(tmp_path / "in.csv", "text,lang\n,en\nwe sang with the elves,en\n")
    score_file(source, tmp_path / "out.csv", model, rejected=Rejected())
    assert pd.read_csv(tmp_path / "out.csv")["id"].tolist() == [2]


def test_a_failed_run_leaves_the_former_output(tmp_path, model):
    (tmp_path / "out.csv").write_text("former", encoding="utf-8")
    with pytest.raises(PostsError):
        score_file(write(tmp_path / "in.csv", b""), tmp_path / "out.csv", model, rejected=Rejected())
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "former"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_the_command_names_what_it_left_out_and_shows_no_text(tmp_path, model_path):
    source = write(tmp_path / "in.csv", "text,lang,colour\nsecretword elves,en,red\n,en,blue\n")
    command = [
        sys.executable,
        "-m",
        "models.speech.score",
        "--input",
        str(source),
        "--output",
        str(tmp_path / "out.csv"),
    ]
    run = subprocess.run([*command, "--model", str(model_path)], capture_output=True, text=True, check=True)
    assert "column 'colour' is not used" in run.stderr
    assert "1 row left out: text is empty (row 2)" in run.stderr
    assert "secretword" not in run.stderr + run.stdout + (tmp_path / "out.csv").read_text(encoding="utf-8")
