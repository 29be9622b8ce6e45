"""What a release proposes reaches the reviewers once."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from network_cast import ON_SQLITE

from network import alerts, proposals
from network.errors import BadInput

ENTRY = {
    "iso3": "SDN", "rule": "score_rise_12", "title": "The risk score rose", "level": "high", "month": "2024-12",
    "since": "2023-12", "unit": "points", "after": 60.0, "before": 54.0, "low": 55.0, "high": 66.0, "change": 5.5,
    "change_low": 1.0, "change_high": 9.0, "threshold": 5.0, "counted": None, "factor": None, "subject": "",
    "movers": [{"indicator": "one_sided_deaths", "points": 3.25}],
    "sources": [{"title": "UCDP", "address": "https://ucdp.uu.se", "date": "2024-12"}], "responses": ["encourage_invite"],
}  # fmt: skip


@dataclass
class Made:
    """As much of a release as proposals need."""

    entries: list[dict[str, Any]] | None = field(default_factory=lambda: [dict(ENTRY)])
    version: str = "2026-11-21.1"

    @property
    def manifest(self) -> dict[str, Any]:
        return {"files": {} if self.entries is None else {"alerts.json": {}}}

    def document(self, name: str) -> Any:
        assert name == "alerts"
        return self.entries


def test_a_release_proposes_with_its_reason_in_data(cast):
    proposals.keep_up(cast.store, Made(), now=cast.now)
    one = alerts.every(cast.visit("reviewer"), status="proposed")[0]
    kept = {name: one.figures[name] for name in ("since", "change", "threshold", "movers", "responses")}
    assert kept == {"since": "2023-12", "change": 5.5, "threshold": 5.0, "movers": [["one_sided_deaths", 3.25]],
                    "responses": ["encourage_invite"]}  # fmt: skip


def test_a_release_met_twice_proposes_once(cast):
    proposals.keep_up(cast.store, Made(), now=cast.now)
    assert proposals.keep_up(cast.store, Made(), now=cast.now) == {"new": 0, "suppressed": 0, "known": 1}


@ON_SQLITE
def test_a_later_release_that_finds_the_same_does_not_ask_again(cast):
    proposals.keep_up(cast.store, Made(), now=cast.now)
    one = alerts.every(cast.visit("reviewer"))[0]
    alerts.dismiss(cast.visit("reviewer"), alert_id=one.id, version=1, reason="A gap in the data.")
    assert proposals.keep_up(cast.store, Made(version="2026-12-21.1"), now=cast.now)["new"] == 0


def test_a_release_made_before_alerts_were_proposes_nothing():
    assert proposals.of_release(Made(entries=None)) == []


def test_a_source_title_of_several_lines_is_kept_as_one():
    source = {"title": "a\nb" * 200, "address": "", "date": ""}
    found = proposals.of_release(Made(entries=[ENTRY | {"sources": [source]}]))[0].sources[0].title
    assert (found[:5], len(found)) == ("a ba ", 200)


def test_an_entry_of_nonsense_is_refused():
    with pytest.raises(BadInput):
        proposals.of_release(Made(entries=[ENTRY | {"level": "apocalyptic"}]))
