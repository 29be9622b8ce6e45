"""Alerts on a page: what a member sees of those published, and that nobody else sees any."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from network import alerts
from network.alerts import Alert
from ui import visitor

PATIENCE = 30  # seconds a run may take on a loaded machine
FIGURES = {"title": "The risk score reached a declared level", "before": 41.2, "after": 50.3, "unit": "points",
           "since": "2024-12", "subject": "", "responses": ["offer_mediation"]}  # fmt: skip


def alert(**figures: object) -> Alert:
    return Alert(
        id="a", version=2, iso3="MLI", rule="score_level", level="high", factor=None, release="r", month="2025-12",
        figures=FIGURES | figures, status="published", created_at=datetime(2026, 2, 1, tzinfo=UTC), suppressed_by=None,
        reviewed_by="m", reviewed_by_name="Reviewer", reviewed_at=datetime(2026, 2, 2, tzinfo=UTC), review_reason="Yes.",
        closed_by=None, closed_at=None, closing_reason=None,
    )  # fmt: skip


@pytest.fixture
def shown(monkeypatch):
    """What the block shows to somebody who may or may not read alerts, where these are published."""

    def run(*published: Alert, may_read: bool = True) -> str:
        asked = []

        def every(_visit, *, iso3: str, status: str) -> list[Alert]:
            asked.append((iso3, status))
            return [one for one in published if one.iso3 == iso3]

        monkeypatch.setattr(visitor, "current", lambda: SimpleNamespace(may=lambda action: may_read))
        monkeypatch.setattr(visitor, "visit", lambda: None)
        monkeypatch.setattr(alerts, "every", every)
        page = AppTest.from_string("from ui.blocks_alerts import show_alerts\nshow_alerts(['MLI', 'TCD'])")
        page.default_timeout = PATIENCE
        page.run()
        assert not page.exception, page.exception
        assert asked == ([("MLI", "published"), ("TCD", "published")] if may_read else [])
        labels = [one.label for one in page.expander]
        return "\n".join([*labels, *(one.value for kind in ("markdown", "info") for one in page.get(kind))]).replace(
            "\\", ""
        )

    return run


def test_whoever_may_not_read_alerts_is_told_how_they_come_about(shown):
    assert "shown to members who are signed in" in shown(alert(), may_read=False)


def test_a_member_sees_the_rule_the_figures_and_what_fits(shown):
    page = shown(alert())
    assert ":orange-badge[High] Mali: The risk score reached a declared level" in page
    assert "41.2 in December 2024, 50.3 in December 2025 (points)." in page
    assert "Offer good offices or mediation" in page


def test_an_alert_without_figures_says_what_happened(shown):
    assert "Withdrawal from the Rome Statute" in shown(
        alert(before=None, after=None, subject="Withdrawal from the Rome Statute")
    )


def test_where_nothing_is_published_the_page_says_so(shown):
    assert "No alert about these States is published." in shown()
