"""What an indicator declares, and what it refuses."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

FAMILIES = (
    "UPR", "Special Procedures", "Hate speech", "Impunity", "Violence", "Displacement", "Exclusion and repression",
    "Structure",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One measurement of one risk factor: where its value comes from and how it becomes a level in [0, 1].

    The value at a month is the newest one whose period has ended; `floor` and `ceiling` are the values of level 0 and 1
    (the other way round when `higher_is` is "safer"). Within a factor, indicators of one `aspect` are averaged first,
    so that ten ratifications do not outweigh one war.
    """

    key: str
    title: str
    risk_factor: int  # 1–14, UN Framework of Analysis
    aspect: str  # what within the factor it measures
    family: str  # one of FAMILIES
    series: str  # the source's series it is made from
    unit: str  # of the value, after `per`, `window_years` and `change_years`
    higher_is: str  # riskier | safer
    floor: float
    ceiling: float
    max_age_months: int  # beyond it the value is held but no longer counts as known
    why: str
    goalposts: str  # where floor and ceiling come from
    scale: str = "linear"  # linear | log (of 1 + value; negative values count as 0)
    per: str = ""  # series to divide by
    times: float = 1.0  # factor after the division: 1e6 for "per million"
    window_years: int = 0  # mean over the values of so many years (at least 3, or all if fewer are asked for)
    change_years: int = 0  # difference from the value so many years before
    years_since: bool = False  # value = years from the end of the series' last period to the month
    across: str = ""  # "neighbours": the largest value among States that share a land border; 0 for a State with none
    lasting: tuple[float, ...] = ()  # values that hold until a change is recorded, so they never grow old
    silent: tuple[float, ...] = ()  # values that say nothing of a State, so that the indicator does not apply to it
    begins: str = "1989-01"  # month from which it applies to anyone; before, it is not counted as missing

    def __post_init__(self) -> None:
        where = f"indicator {self.key!r}"
        if not 1 <= self.risk_factor <= 14:
            raise ValueError(
                f"{where}: risk_factor must be 1-14 (UN Framework of Analysis, 2014), got {self.risk_factor}"
            )
        if self.family not in FAMILIES:
            raise ValueError(f"{where}: family must be one of {FAMILIES}, got {self.family!r}")
        if self.higher_is not in ("riskier", "safer"):
            raise ValueError(f"{where}: higher_is must be 'riskier' or 'safer', got {self.higher_is!r}")
        if self.scale not in ("linear", "log"):
            raise ValueError(f"{where}: scale must be 'linear' or 'log', got {self.scale!r}")
        if self.across not in ("", "neighbours"):
            raise ValueError(f"{where}: across must be '' or 'neighbours', got {self.across!r}")
        if not self.floor < self.ceiling:
            raise ValueError(f"{where}: floor {self.floor} must lie below ceiling {self.ceiling}")
        if self.scale == "log" and self.floor < 0:
            raise ValueError(f"{where}: a log scale needs floor >= 0, got {self.floor}")
        if self.max_age_months <= 0:
            raise ValueError(f"{where}: max_age_months must be positive, got {self.max_age_months}")
        for name in ("title", "aspect", "series", "unit", "why", "goalposts"):
            if not getattr(self, name).strip():
                raise ValueError(f"{where}: {name} must not be empty")

    @property
    def source(self) -> str:
        return self.series.split(".")[0]

    @classmethod
    def from_description(cls, entry: Mapping[str, Any]) -> Self:
        """The declaration that `describe` wrote down, or a release's indicators.json holds."""
        names = {one.name for one in fields(cls)}
        values: dict[str, Any] = {name: value for name, value in entry.items() if name in names}
        return cls(**values | {name: tuple(values[name]) for name in ("lasting", "silent") if name in values})

    def describe(self) -> dict[str, Any]:
        """The declaration as plain JSON values."""
        return asdict(self) | {"source": self.source, "lasting": list(self.lasting), "silent": list(self.silent)}
