"""The 14 risk factors of the UN Framework of Analysis for Atrocity Crimes (2014)."""

import csv
from dataclasses import dataclass
from functools import cache

from data.settings import CURATED


@dataclass(frozen=True, kw_only=True)
class RiskFactor:
    """One risk factor: its number, its title, and the crimes it speaks of."""

    number: int  # 1–14
    title: str
    group: str  # common | genocide | crimes against humanity | war crimes
    paraphrases: tuple[str, ...]  # of the Framework's own indicators, from memory: show as "unverified paraphrase"

    @property
    def key(self) -> str:
        return f"rf{self.number}"


def _read(name: str) -> list[dict[str, str]]:
    with (CURATED / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@cache
def risk_factors() -> dict[int, RiskFactor]:
    """All 14, by number."""
    paraphrases = _read("framework_indicators.csv")
    return {
        int(row["risk_factor"]): RiskFactor(
            number=int(row["risk_factor"]),
            title=row["title"],
            group=row["group"],
            paraphrases=tuple(p["paraphrase"] for p in paraphrases if p["risk_factor"] == row["risk_factor"]),
        )
        for row in _read("framework_of_analysis.csv")
    }
