import pytest

from models.onset.features import GROUPS, MEASURES, PREDICTORS, SCENARIOS, UNUSED_PREDICTORS, Measure, Move, Predictor


def test_no_predictor_is_a_calendar():
    assert not {one.column for one in PREDICTORS} & {"year", "year_sq", "includesnonstate", *UNUSED_PREDICTORS}


def test_every_predictor_and_measure_is_declared_once():
    assert len({one.column for one in PREDICTORS}) == len(PREDICTORS)
    assert len({one.key for one in MEASURES}) == len(MEASURES)


def test_every_group_has_a_measure():
    assert {one.group for one in MEASURES} == set(GROUPS)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.key)
def test_every_scenario_moves_values_that_a_forecast_looks_at(scenario):
    known = {one.column for one in PREDICTORS} | {f"group.{key}" for key in GROUPS}
    assert {move.column for move in scenario.moves} <= known


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: Predictor(column="x", title="X", kind="maybe", driver="x"), "kind must be one of"),
        (
            lambda: Measure(key="x", group="weather", title="X", riskier="high", years=1, max_age_years=0),
            "group must be one of",
        ),
        (
            lambda: Measure(key="x", group="conflict", title="X", riskier="up", years=1, max_age_years=0),
            "riskier must be",
        ),
        (
            lambda: Measure(key="x", group="conflict", title="X", riskier="low", years=0, max_age_years=0),
            "years must be",
        ),
        (lambda: Move(column="x", riskier="up", to=0), "riskier must be"),
        (lambda: Move(column="x", riskier="high", to="best"), "'median' or 'worst tenth'"),
    ],
)
def test_a_bad_declaration_is_refused(build, words):
    with pytest.raises(ValueError, match=words):
        build()
