"""Risk factor 13: serious threats to those protected under international humanitarian law."""

from indicators.declaration import Indicator

INDICATORS = (
    Indicator(
        key="civilian_deaths_in_war",
        title="Civilians killed in fighting",
        risk_factor=13,
        aspect="civilians in war",
        family="Violence",
        series="ucdp.state_based_civilian_deaths",
        per="wdi.population",
        times=1000000.0,
        unit="deaths per million people per year",
        higher_is="riskier",
        scale="log",
        floor=0,
        ceiling=50,
        max_age_months=18,
        why="Civilians who die in the fighting were not spared as the law of war demands.",
        goalposts="half of UCDP's threshold of war in a State of 10 million",
    ),
    Indicator(
        key="one_sided_deaths_armed_groups",
        title="Civilians killed deliberately by armed groups",
        risk_factor=13,
        aspect="conduct of armed groups",
        family="Violence",
        series="ucdp.one_sided_deaths_non_state",
        per="wdi.population",
        times=1000000.0,
        unit="deaths per million people per year",
        higher_is="riskier",
        scale="log",
        floor=0,
        ceiling=100,
        max_age_months=18,
        why="Armed groups that kill civilians break the law that binds them too.",
        goalposts="1,000 civilians killed in a year (mass killing, Early Warning Project) in a State of 10 million",
    ),
)
