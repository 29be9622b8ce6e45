"""The data dictionary says what the declarations say."""

import json
import re

import pytest
from pyarrow import parquet

from data import dictionary, quality, release, release_files, schema, sources
from data.settings import SHIPPED_RELEASES
from tests.data import small


def rendered() -> str:
    return dictionary.render({"alpha": small.ALPHA, "beta": small.BETA}, small.indicators())


def test_the_dictionary_in_the_repository_is_the_one_that_the_declarations_make():
    made = dictionary.render(sources.declarations(), dictionary.shipped_indicators())
    assert dictionary.FILE.read_text(encoding="utf-8") == made, "run python -m data.dictionary"


def test_every_series_is_listed_with_its_unit():
    assert "| `beta.share` | Share | share of the population | measured |" in rendered()


def test_every_source_is_listed_with_its_licence():
    assert rendered().count("- Licence: CC BY 4.0") == 2


def test_a_source_that_is_not_shipped_says_so_and_how_to_switch_it_on():
    closed = small.declare("gamma", licence="CC BY-NC 4.0", is_default=False)
    text = dictionary.render({"gamma": closed}, [])
    assert ("not redistributed" in text, "R2P_SOURCES=+gamma" in text) == (True, True)


def test_an_indicator_is_listed_under_its_risk_factor_with_its_goalposts():
    section = rendered().split("### Risk factor 1: ")[1].split("###")[0]
    assert "| `deaths` | Deaths | `alpha.deaths` | deaths | 0 to 50 | 24 months |" in section


def test_goalposts_of_an_indicator_that_is_safer_when_higher_are_turned_round():
    safer = small.indicators()[0] | {"higher_is": "safer", "scale": "log"}
    assert "| 50 to 0, logged |" in dictionary.render({}, [safer])


def test_what_is_done_to_a_series_is_told():
    made = small.indicators()[0] | {"per": "beta.share", "window_years": 5, "lasting": [1.0]}
    assert (
        "`alpha.deaths`; divided by `beta.share`; mean of 5 year(s); 1 holds until a change is recorded"
        in dictionary.render({}, [made])
    )


def test_every_column_of_the_schema_is_listed():
    names = [*schema.OBSERVATION, *schema.FACT, *schema.REJECT]
    assert [name for name in names if f"| `{name}` |" not in rendered()] == []


def test_every_column_and_key_has_a_meaning():
    files = rendered().split("## Files of a release")[1]
    assert [line for line in files.splitlines() if line.endswith("|  |")] == []


# The release that ships


@pytest.fixture(scope="module")
def shipped():
    version = release.current_version(SHIPPED_RELEASES)
    return release.open_release(SHIPPED_RELEASES / version)


def test_every_file_of_the_shipped_release_is_described_and_no_other(shipped):
    frames = [*release_files.FRAMES, "observations", "facts", "rejects"]
    described = {f"{name}.parquet" for name in frames} | {f"{name}.json" for name in release_files.DOCUMENTS}
    there = {path.name for path in shipped.path.iterdir()} - {
        f"{name}.json" for name in release_files.OPTIONAL_DOCUMENTS
    }
    assert there == described


@pytest.mark.parametrize("name", release_files.FRAMES)
def test_every_column_of_the_shipped_release_is_described_and_no_other(shipped, name):
    indicators = {one["key"] for one in shipped.document("indicators")}
    columns = parquet.read_schema(shipped.path / f"{name}.parquet").names
    found = {
        release_files.INDICATORS if one in indicators else re.sub("^target: .*", "target: …", one) for one in columns
    }
    assert found == set(release_files.FRAMES[name][1])


@pytest.mark.parametrize("name", release_files.DOCUMENTS)
def test_every_key_of_the_shipped_releases_documents_is_described_and_no_other(shipped, name):
    found = json.loads((shipped.path / f"{name}.json").read_text(encoding="utf-8"))
    keys = {key for one in (found if isinstance(found, list) else [found]) for key in one}
    assert keys == set(release_files.DOCUMENTS[name][1])


@pytest.mark.parametrize("name", quality.COLUMNS | quality.OPTIONAL_FRAMES)
def test_every_column_that_a_release_is_checked_for_is_described(name):
    in_schema = {"observations": schema.OBSERVATION, "facts": schema.FACT, "rejects": schema.REJECT}
    described = in_schema.get(name) or release_files.FRAMES[name][1]
    assert set((quality.COLUMNS | quality.OPTIONAL_FRAMES)[name]) <= set(described)


def test_what_lies_beside_the_shipped_releases_is_described():
    beside = {path.name for path in SHIPPED_RELEASES.iterdir() if path.is_file() and not path.name.startswith(".")}
    assert beside <= set(release_files.BESIDE)


def test_a_bar_in_a_text_does_not_break_the_table():
    odd = small.declare("alpha", small.Series(key="alpha.x", title="a|b", unit="people"))
    assert "| a\\|b |" in dictionary.render({"alpha": odd}, [])
