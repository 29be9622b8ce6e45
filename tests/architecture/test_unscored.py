"""What States declare and what befalls missions is shown, never scored."""

import ast
from pathlib import Path

import pytest

from indicators.catalogue import catalogue

ROOT = Path(__file__).resolve().parents[2]
UNSCORED = ("nuclear", "protected_persons", "1540", "mission_incident", "state_report", "central_authority")


@pytest.mark.parametrize("indicator", catalogue().values(), ids=lambda one: one.key)
def test_no_indicator_rests_on_nuclear_security_missions_or_a_states_own_report(indicator):
    assert not [word for word in UNSCORED if word in f"{indicator.key} {indicator.series}"]


@pytest.mark.parametrize("folder", ["data", "indicators", "models"])
def test_nothing_that_makes_a_score_knows_the_network(folder):
    imports = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
            imports |= {name.split(".")[0] for name in names}
    assert "network" not in imports
