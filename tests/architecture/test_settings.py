"""What a deployment may set is written down where people look for it."""

import re
from pathlib import Path

import pytest

from data.settings import Settings
from network.settings import NetworkSettings

ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted(f"R2P_{name.upper()}" for kind in (Settings, NetworkSettings) for name in kind.model_fields)
EXAMPLE = re.findall(r"^# (R2P_[A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), flags=re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_is_in_the_example(name):
    assert name in EXAMPLE


@pytest.mark.parametrize("name", EXAMPLE)
def test_the_example_names_no_setting_that_nothing_reads(name):
    assert name in NAMES


def test_every_setting_of_the_network_is_in_the_guide_to_deployment():
    guide = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    wanted = {f"R2P_{name.upper()}" for name in NetworkSettings.model_fields}
    assert {name for name in wanted if name not in guide} == set()
