"""The method page, run as Streamlit runs it."""

import pytest

from indicators.framework import risk_factors
from models.alerts import RULES


@pytest.fixture
def section(open_page):
    """Open one section of the method page."""

    def run(name: str):
        page = open_page("method")
        page.session_state["method_sections"] = name
        return page.run()

    return run


def words(page) -> str:
    return "\n".join(
        str(one.value) for kind in ("title", "markdown", "caption", "info", "warning") for one in page.get(kind)
    )


def test_every_risk_factor_is_defined_or_said_to_have_no_data(section):
    page = section("Definitions")
    labels = [one.label for one in page.expander]
    for number, factor in risk_factors().items():
        assert any(label.startswith(f"{number}. {factor.title}") for label in labels)
    assert any(label.startswith("13.") and label.endswith("no data yet") for label in labels)


def test_every_alert_rule_says_what_it_looks_at(section):
    said = words(section("Alerts")).replace("\\", "")
    assert all(rule.title in said and rule.condition in said for rule in RULES.values())


def test_the_number_of_draws_is_the_release_s_own(open_page):
    assert "The middle 90% of 60 draws" in words(open_page("method"))


def test_other_weights_change_the_ranking_and_can_be_taken_back(section):
    page = section("What if?")
    assert "weights: 0 of 193 States change rank" in words(page)
    page.select_slider(key="weight_2").set_value(3.0).run()
    assert "weights: 0 of 193 States change rank" not in words(page)
    page.button[0].click().run()
    assert "weights: 0 of 193 States change rank" in words(page)


def test_all_weights_at_zero_get_a_sentence_and_no_trace(section):
    page = section("What if?")
    for slider in page.select_slider:
        slider.set_value(0.0)
    page.run()
    assert not page.exception
    assert "nothing to rank by" in page.warning[0].value


def test_the_worth_of_the_score_stands_beside_what_it_is_compared_with(section):
    page = section("What it is worth")
    assert not page.exception
    assert "The score was not fitted to these outcomes" in words(page)


def test_a_section_of_the_method_has_an_address_and_a_wrong_one_is_said(open_page):
    assert any(
        "A rule proposes, a person decides." in one.value for one in open_page("method", section="alerts").markdown
    )
    assert "“nope” is no section of this page. Shown is “The score”." in [
        one.value for one in open_page("method", section="nope").warning
    ]


def test_why_a_score_lies_near_an_end_of_its_interval_is_said(open_page):
    assert any("a high score therefore lies near the upper end" in one.value for one in open_page("method").caption)
