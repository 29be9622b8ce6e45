"""Alerts about a set of States: published ones for whoever may read them, and nobody else sees any."""

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from network import alerts
from ui import blocks_alert, visitor

PATIENCE = 30  # seconds a run may take on a loaded machine


@pytest.fixture
def shown(monkeypatch):
    """What the block says to somebody who may or may not read alerts, and which ones it hands on to be shown."""

    def run(*published: str, may_read: bool = True) -> tuple[str, list[str]]:
        handed: list[str] = []

        def every(_visit, *, iso3: str, status: str) -> list[str]:
            assert (may_read, status) == (True, "published")
            return [one for one in published if one.startswith(iso3)]

        monkeypatch.setattr(visitor, "current", lambda: SimpleNamespace(may=lambda action: may_read))
        monkeypatch.setattr(visitor, "visit", lambda: None)
        monkeypatch.setattr(alerts, "every", every)
        monkeypatch.setattr(blocks_alert, "show_alerts", lambda found, *, key: handed.extend(found))
        page = AppTest.from_string("from ui.blocks_alerts import show_alerts\nshow_alerts(['MLI', 'TCD'])")
        page.default_timeout = PATIENCE
        page.run()
        assert not page.exception, page.exception
        return "\n".join(one.value for one in page.info), handed

    return run


def test_whoever_may_not_read_alerts_is_told_how_they_come_about(shown):
    said, handed = shown("MLI 1", may_read=False)
    assert "shown to members who are signed in" in said
    assert handed == []


def test_a_member_sees_what_is_published_on_the_states_asked_for(shown):
    assert shown("TCD 1", "MLI 1", "SDN 1") == ("", ["MLI 1", "TCD 1"])


def test_where_nothing_is_published_the_page_says_so(shown):
    assert "No alert about these States is published." in shown()[0]
