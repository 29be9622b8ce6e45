"""What a forecast may look at: the published predictors, and the five public groups of the plain index."""

from dataclasses import dataclass

KINDS = ("yes or no", "number")


@dataclass(frozen=True, kw_only=True)
class Predictor:
    """One column of the published predictors, in words.

    `title` names it as a reader meets it; `kind` says how its value is told; columns that share a `driver` are one
    driver to a reader (five columns stand for the region).
    """

    column: str
    title: str
    kind: str
    driver: str

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"predictor {self.column!r}: kind must be one of {KINDS}, got {self.kind!r}")


def _yes(column: str, title: str, driver: str = "") -> Predictor:
    return Predictor(column=column, title=title, kind="yes or no", driver=driver or column)


def _number(column: str, title: str, driver: str = "") -> Predictor:
    return Predictor(column=column, title=title, kind="number", driver=driver or column)


# Meanings: format_vdem.R and build_countryears_mkevents_2025.R in the assessment's public repository.
PREDICTORS = (
    _yes("widetargeting", "Mass killing under way that targets several groups, or none in particular"),
    _yes("narrowtargeting", "Mass killing under way that targets one group"),
    _yes("v2csgender_binary", "Women often kept out of civil society organisations"),
    _yes("v2mecenefm_binary", "Censorship of the media"),
    _yes("partyban.new.0", "All or most parties banned", "party_ban"),
    _yes("partyban.new.1", "Some parties banned", "party_ban"),
    _yes("partyban.new.2", "No party banned", "party_ban"),
    _yes("minorityrule", "Political power held by a social group that is a minority"),
    _number("judicialreform", "Reforms that strengthen the courts"),
    _number("religiousfreedom", "Freedom of religion"),
    _yes("pol_killing_approved", "Political killings that the authorities approve of"),
    _number("freediscussion", "Freedom of discussion"),
    _yes("social_inequality", "Civil liberties far weaker for some social groups"),
    _yes("even_civilrights", "Civil liberties equal in all regions of the country"),
    _yes("repress_civilsoc", "Repression of civil society"),
    _yes("social_power_dist", "Political power concentrated in one social group or the majority"),
    _number("ses_power_dist", "Political power shared across incomes"),
    _number("popsize.log2", "Size of the population"),
    _number("gdppcgrowth", "Growth of income per person"),
    _number("un_imr_sqrt", "Infant mortality"),
    _number("efindex", "Ethnic fractionalisation"),
    _number("discrimpop", "Share of the population that is discriminated against"),
    _yes("reg.na", "Region: Americas", "region"),
    _yes("reg.eap", "Region: East Asia and Pacific", "region"),
    _yes("reg.sca", "Region: South and Central Asia", "region"),
    _yes("reg.mna", "Region: Middle East and North Africa", "region"),
    _yes("reg.eur", "Region: Europe", "region"),
    _yes("ios.iccpr1", "Bound by the First Optional Protocol to the Covenant on Civil and Political Rights"),
    _number("battledeaths.log2", "Battle deaths"),
    _yes("coup.try.5yr", "Coup or attempted coup in the last five years"),
    _number("mk_ongoing_count_log2", "Mass killings under way"),
    _number("mean_mk_onset_interaction", "Number of mass killings that began in the country so far"),
    _yes("mk_onset_prev_year", "Mass killing that began the year before"),
    _yes("newcountry", "New State"),
    _yes("mk_ever", "Mass killing at some time in the past"),
    _number("countryage.new.log2", "Age of the State"),
)
MERGED_DRIVERS = {"region": "Region of the world", "party_ban": "Freedom or ban of political parties"}
# In the file, never used: a calendar cannot cause a killing, and `includesnonstate` only marks a change of coding.
UNUSED_PREDICTORS = ("year_sq", "includesnonstate")


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One public measure of a group of the plain index.

    `years`: length of the mean over the latest years (1 = the newest value); `max_age_years`: how old a held value may
    be; `riskier`: "high" or "low" values.
    """

    key: str
    group: str
    title: str
    riskier: str
    years: int
    max_age_years: int

    def __post_init__(self) -> None:
        if self.group not in GROUPS:
            raise ValueError(f"measure {self.key!r}: group must be one of {sorted(GROUPS)}, got {self.group!r}")
        if self.riskier not in ("high", "low"):
            raise ValueError(f"measure {self.key!r}: riskier must be 'high' or 'low', got {self.riskier!r}")
        if self.years < 1 or self.max_age_years < 0:
            raise ValueError(f"measure {self.key!r}: years must be at least 1 and max_age_years at least 0")


GROUPS = {
    "conflict": "Armed conflict",
    "civilians": "Civilians killed",
    "displacement": "Displacement",
    "integrity": "Physical integrity",
    "liberties": "Liberties and courts",
}
MIN_GROUPS = 3  # below it the index is missing: UCDP and UNHCR have no data before 1989 and 1990


def _m(key: str, group: str, title: str, riskier: str, years: int = 1, max_age_years: int = 3) -> Measure:
    return Measure(key=key, group=group, title=title, riskier=riskier, years=years, max_age_years=max_age_years)


MEASURES = (
    _m("conflict_deaths_now", "conflict", "Deaths in state-based and non-state conflict, last year", "high", 1, 0),
    _m("conflict_deaths_5y", "conflict", "Deaths in state-based and non-state conflict, five-year mean", "high", 5, 0),
    _m("one_sided_deaths_now", "civilians", "Civilians killed in one-sided violence, last year", "high", 1, 0),
    _m("one_sided_deaths_5y", "civilians", "Civilians killed in one-sided violence, five-year mean", "high", 5, 0),
    _m(
        "displaced", "displacement", "Refugees, asylum-seekers and internally displaced people from the country", "high"
    ),
    _m("pts", "integrity", "Political Terror Scale, mean of its reports", "high"),
    _m("physint", "integrity", "CIRIGHTS physical integrity rights", "low"),
    _m("pol_killing", "integrity", "V-Dem: political killings that the authorities approve of", "high"),
    _m("freediscussion", "liberties", "V-Dem: freedom of discussion", "low"),
    _m("civil_society", "liberties", "V-Dem: freedom of civil society from repression", "low"),
    _m("religious_freedom", "liberties", "V-Dem: freedom of religion", "low"),
    _m("party_ban", "liberties", "V-Dem: freedom to form parties", "low"),
    _m("court_reform", "liberties", "V-Dem: reforms of the courts' powers", "low"),
    _m("judiciary", "liberties", "CIRIGHTS independence of the judiciary", "low"),
)


@dataclass(frozen=True, kw_only=True)
class Move:
    """One value set in a scenario: a predictor, or the level of a group (`group.<key>`).

    `to`: a number, or "median" or "worst tenth" of the year's countries. It is set only where the country stands on the
    other side of it: a scenario of relief never worsens a value, one of deterioration never improves one.
    """

    column: str
    riskier: str  # "high" or "low" values
    to: float | str

    def __post_init__(self) -> None:
        if self.riskier not in ("high", "low"):
            raise ValueError(f"move of {self.column!r}: riskier must be 'high' or 'low', got {self.riskier!r}")
        if isinstance(self.to, str) and self.to not in ("median", "worst tenth"):
            raise ValueError(
                f"move of {self.column!r}: to must be a number, 'median' or 'worst tenth', got {self.to!r}"
            )


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Values that move together, to ask what the forecast would then be. `is_relief`: values only get better."""

    key: str
    title: str
    is_relief: bool
    moves: tuple[Move, ...]


def _moves(high: dict[str, float | str], low: dict[str, float | str]) -> tuple[Move, ...]:
    return (
        *(Move(column=column, riskier="high", to=to) for column, to in high.items()),
        *(Move(column=column, riskier="low", to=to) for column, to in low.items()),
    )


SCENARIOS = (
    Scenario(
        key="conflict_ends", title="Armed conflict falls to the level of the median country", is_relief=True,
        moves=_moves({"battledeaths.log2": 0, "group.conflict": "median"}, {})),
    Scenario(
        key="killing_ends", title="Killings of civilians fall to the level of the median country", is_relief=True,
        moves=_moves({"mk_ongoing_count_log2": 0, "widetargeting": 0, "narrowtargeting": 0, "group.civilians": "median"}, {})),
    Scenario(
        key="integrity", title="Physical integrity is respected as in the median country", is_relief=True,
        moves=_moves({"pol_killing_approved": 0, "group.integrity": "median"}, {})),
    Scenario(
        key="liberties", title="Liberties and courts are as in the median country", is_relief=True,
        moves=_moves(
            {"repress_civilsoc": 0, "v2mecenefm_binary": 0, "partyban.new.0": 0, "partyban.new.1": 0,
             "group.liberties": "median"},
            {"partyban.new.2": 1, "freediscussion": "median", "religiousfreedom": "median", "judicialreform": "median"})),
    Scenario(
        key="discrimination_ends", title="Discrimination against social groups ends", is_relief=True,
        moves=_moves({"discrimpop": 0, "social_inequality": 0, "minorityrule": 0}, {"even_civilrights": 1})),
    Scenario(
        key="displacement", title="Displacement falls to the level of the median country", is_relief=True,
        moves=_moves({"group.displacement": "median"}, {})),
    Scenario(
        key="conflict_breaks_out", title="Armed conflict reaches the level of the worst tenth of countries",
        is_relief=False, moves=_moves({"battledeaths.log2": "worst tenth", "group.conflict": "worst tenth"}, {})),
    Scenario(
        key="killing_begins", title="Killings of civilians reach the level of the worst tenth of countries",
        is_relief=False, moves=_moves({"group.civilians": "worst tenth"}, {})),
    Scenario(key="coup", title="A coup is attempted", is_relief=False, moves=_moves({"coup.try.5yr": 1}, {})),
    Scenario(
        key="liberties_fall", title="Liberties and courts fall to the level of the worst tenth of countries",
        is_relief=False,
        moves=_moves({"repress_civilsoc": 1, "v2mecenefm_binary": 1, "group.liberties": "worst tenth"},
                     {"freediscussion": "worst tenth"})),
)  # fmt: skip
