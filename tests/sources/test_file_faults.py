"""Table source × fault for files that no program fetches: whatever is wrong with one, the last good figures stay."""

import codecs
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from data import snapshots, sources
from data.refresh_reading import Obtained, Reading
from data.settings import CURATED
from tests.data.sources.test_letters import workbook
from tests.sources.conftest import NOW, read, release_of
from tests.sources.documented import FIXTURES
from tests.sources.test_faults import held

KEYS = sorted(key for key, source in sources.declarations().items() if source.access is None)
EXAMPLES: dict[str, tuple[str, Callable[[], bytes]]] = {  # of a pattern: a name that fits it, and a file in its form
    "geo/world-atlas_*_countries-50m.topojson": (
        "geo/world-atlas_2_countries-50m.topojson", (FIXTURES / "boundaries.topojson").read_bytes),
    "violence/epr_country_year_*.csv": ("violence/epr_country_year_2020.csv", (FIXTURES / "epr_country_year.csv").read_bytes),
    "votes/hrc_res_*_votes.csv": ("votes/hrc_res_44_14_r2p_2020-07-17_votes.csv", (FIXTURES / "hrc_votes.csv").read_bytes),
    "sp/communications.*": ("sp/communications.xlsx", workbook),
}  # fmt: skip
PAGE = b"<!DOCTYPE html><html><body>Sign in to download</body></html>"
FAULTS: dict[str, Callable[[bytes], bytes | None]] = {
    "missing": lambda raw: None,
    "empty": lambda raw: b"",
    "a web page instead": lambda raw: PAGE,
    "the wrong charset": lambda raw: in_another_charset(raw),
    "the wrong type": lambda raw: b"%PDF-1.7\n" + bytes(range(256)) * 4,
    "changed columns": lambda raw: renamed(raw),
}


def in_another_charset(raw: bytes) -> bytes:
    """A table in UTF-16; JSON, which may be that, in EBCDIC."""
    if raw.startswith(b"{"):
        return raw.decode("latin-1").encode("cp037")
    return codecs.BOM_UTF16_LE + raw.decode("latin-1").encode("utf-16-le")


def renamed(raw: bytes) -> bytes:
    """The table with all its columns named otherwise; in JSON, the object that is read."""
    if raw.startswith(b"{"):
        return raw.replace(b'"countries"', b'"renamed"')
    header, rest = raw.split(b"\n", 1)
    return b",".join(b"x%d" % place for place in range(header.count(b",") + 1)) + b"\n" + rest


def good_files(key: str) -> dict[str, bytes]:
    """The files of a source in its own form: curated tables as they are, the others made up."""
    source = sources.declarations()[key]
    found = (EXAMPLES.get(one) or (one, (CURATED / one).read_bytes) for one in source.files)
    return {name: make() for name, make in found}


def read_files(key: str, files: dict[str, bytes], store: Path, **more: object) -> Reading:
    module = sources.modules()[key]
    kept = snapshots.keep(key, files, received=NOW, root=store)
    return read(module, Obtained(source=module.SOURCE, files=tuple(kept)), store, **more)


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """What the files of a source give, read once."""
    store = tmp_path_factory.mktemp("store")
    return cache(lambda key: read_files(key, good_files(key), store)), store


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("key", "name"), [(key, name) for key in KEYS for name in good_files(key)])
def test_a_broken_file_leaves_the_last_good_figures_and_is_told(key, name, fault, good):
    read_good, store = good
    before, files = read_good(key), good_files(key)
    spoilt = FAULTS[fault](files[name])
    files |= {name: spoilt or b""}
    if spoilt is None:
        del files[name]
    after = read_files(key, files, store, former=release_of(before))
    assert (before.trouble, after.is_kept, bool(after.trouble), held(after)) == ("", True, True, held(before))


@pytest.mark.parametrize("key", ["boundaries", "epr", "hrc_votes", "letters"])
def test_a_file_that_ends_too_early_is_told_or_names_the_row_that_broke_off(key, good):
    read_good, store = good
    ((name, raw),) = good_files(key).items()
    after = read_files(key, {name: raw[: len(raw) // 2]}, store, former=release_of(read_good(key)))
    assert after.is_kept or len(after.parsed.rejects) > len(read_good(key).parsed.rejects)
