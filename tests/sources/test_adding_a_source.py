"""The example of docs/adding-a-source.md, built and run as it stands there: one module, one fixture, nothing else touched."""

import re
import sys
from datetime import UTC, datetime

import pytest

from data import dictionary, refresh_commands, release, sources
from data.settings import ROOT, Settings
from tests.data import small
from tests.sources import documented
from tests.sources.conftest import read, release_of
from tests.sources.server import NOTHING
from tests.sources.test_faults import FAULTS, SMALL, held

PAGE = ROOT / "docs" / "adding-a-source.md"
KEY = "detentions"


def block(language: str) -> str:
    """The one block of the page in a language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return found


@pytest.fixture
def added(tmp_path, monkeypatch):
    """The module in the catalogue of sources, and the fixture among the fixtures; both go when the test is over."""
    modules, fixtures = tmp_path / "modules", tmp_path / "fixtures"
    modules.mkdir()
    fixtures.mkdir()
    (modules / f"{KEY}.py").write_text(block("python"), encoding="utf-8")
    (fixtures / f"{KEY}.csv").write_text(block("csv"), encoding="utf-8")
    monkeypatch.setattr(sources, "__path__", [*sources.__path__, str(modules)])
    monkeypatch.setitem(documented.DOCUMENTED, KEY, documented.from_fixture(KEY, fixtures))
    sources.modules.cache_clear()
    yield sources.modules()[KEY]
    sys.modules.pop(f"data.sources.{KEY}")
    delattr(sources, KEY)
    sources.modules.cache_clear()


def test_the_catalogue_finds_it_and_reads_it_by_default(added):
    assert (KEY in sources.enabled(), len(sources.modules()) > 20) == (True, True)


def test_the_data_dictionary_describes_it(added):
    assert "### Journalists in prison (`detentions`)" in dictionary.render(sources.declarations(), [])


def fetched(added, server, fetch, store):
    server.answer = documented.documented(KEY)
    return read(added, fetch(added, store), store)


def test_its_documented_answer_gives_figures_and_rejects(added, server, fetch, tmp_path):
    parsed = fetched(added, server, fetch, tmp_path / "store").parsed
    rows, rejects = parsed.observations, parsed.rejects
    assert rows[["iso3", "value"]].to_numpy().tolist() == [["MLI", 2], ["MLI", 3]]
    assert rejects[["row", "reason"]].to_numpy().tolist() == [[5, "unknown country"]]


@pytest.mark.parametrize("fault", [name for name in FAULTS if name not in ("an endless body", "silence")])
def test_whatever_its_server_does_wrong_its_last_good_figures_stay(added, server, fetch, clock, tmp_path, fault):
    before = fetched(added, server, fetch, tmp_path)
    clock.tick = FAULTS[fault].tick
    server.answer = lambda request: FAULTS[fault].answer(KEY, request)
    source = limited(added, total_seconds=FAULTS[fault].total_seconds)
    after = read(source, fetch(source, tmp_path), tmp_path, former=release_of(before))
    assert (after.is_kept, held(after)) == (True, held(before)), after.trouble


def limited(added, **limits):
    """The module with the limits of the fault table."""
    from tests.sources.conftest import module_of

    return module_of(KEY, **SMALL | limits)


def test_a_refresh_makes_a_release_with_it(added, server, line, tmp_path, monkeypatch):
    server.answer = lambda request: (
        documented.documented(KEY)(request) if request.host == "data.example.org" else NOTHING
    )
    monkeypatch.setattr("data.refresh_commands.SHIPPED_RELEASES", tmp_path / "none")
    others = ",".join(f"-{key}" for key in sources.enabled() if key != KEY)
    chosen = Settings(releases=tmp_path / "releases", snapshots=tmp_path / "store", data=tmp_path, sources=others)
    assert refresh_commands.run([], chosen=chosen, score=small.score, line=line) == 0
    (entry,) = release.current(tmp_path / "releases").document("sources")
    assert (entry["key"], entry["rows"], entry["received"][:10]) == (KEY, 2, datetime.now(UTC).date().isoformat())
