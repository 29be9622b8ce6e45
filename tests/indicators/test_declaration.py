"""What an indicator may declare."""

import pytest

from data import sources
from indicators.catalogue import active, catalogue
from indicators.declaration import FAMILIES, Indicator
from indicators.framework import risk_factors

GOOD = {
    "key": "deaths", "title": "Deaths", "risk_factor": 2, "aspect": "violence", "family": "Violence",
    "series": "ucdp.one_sided_deaths", "unit": "deaths", "higher_is": "riskier", "floor": 0, "ceiling": 50,
    "max_age_months": 18, "why": "It counts.", "goalposts": "a source",
}  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"risk_factor": 15}, "risk_factor must be 1-14"),
        ({"family": "Weather"}, "family must be one of"),
        ({"higher_is": "better"}, "higher_is must be"),
        ({"floor": 50}, "must lie below ceiling"),
        ({"scale": "log", "floor": -1}, "log scale needs floor"),
        ({"max_age_months": 0}, "max_age_months must be positive"),
        ({"why": " "}, "why must not be empty"),
        ({"across": "oceans"}, "across must be"),
    ],
)
def test_a_declaration_with_a_bad_value_is_refused_by_name(wrong, message):
    with pytest.raises(ValueError, match=f"'deaths'.*{message}"):
        Indicator(**(GOOD | wrong))


@pytest.mark.parametrize("indicator", catalogue().values(), ids=lambda one: one.key)
def test_every_indicator_reads_series_that_some_source_provides(indicator):
    provided = {one.key for source in sources.declarations().values() for one in source.series}
    assert {indicator.series, *filter(None, [indicator.per])} <= provided


def test_the_catalogue_covers_what_was_promised():
    scored = active(sources.enabled())
    assert len(scored) >= 40
    assert len({one.risk_factor for one in scored}) >= 9
    assert {one.family for one in scored} == set(FAMILIES)


def test_an_indicator_of_a_source_that_is_switched_off_is_not_active():
    assert "political_terror" not in {one.key for one in active(["ucdp"])}
    assert "political_terror" in {one.key for one in active(["pts"])}


def test_the_framework_has_fourteen_titled_risk_factors():
    assert list(risk_factors()) == list(range(1, 15))
    assert all(factor.title for factor in risk_factors().values())
