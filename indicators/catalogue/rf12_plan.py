"""Risk factor 12: signs of a plan or policy to attack any civilian population."""

from indicators.declaration import Indicator

INDICATORS = (
    Indicator(
        key="political_killings",
        title="Political killings approved by the leadership",
        risk_factor=12,
        aspect="policy",
        family="Exclusion and repression",
        series="vdem.political_killings_approved",
        unit="1 = yes, 0 = no",
        higher_is="riskier",
        floor=0,
        ceiling=1,
        max_age_months=24,
        why="Killings incited or approved at the top are a policy.",
        goalposts="yes or no",
    ),
    Indicator(
        key="one_sided_deaths_government",
        title="Civilians killed deliberately by governments",
        risk_factor=12,
        aspect="part of the State in attacks",
        family="Violence",
        series="ucdp.one_sided_deaths_government",
        per="wdi.population",
        times=1000000.0,
        unit="deaths per million people per year",
        higher_is="riskier",
        scale="log",
        floor=0,
        ceiling=100,
        max_age_months=18,
        why="Forces of the State that kill civilians show a policy or its tolerance.",
        goalposts="1,000 civilians killed in a year (mass killing, Early Warning Project) in a State of 10 million",
    ),
)
