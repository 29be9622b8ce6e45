"""Risk factor 5: capacity to commit atrocity crimes."""

from indicators.declaration import Indicator

INDICATORS = (
    Indicator(
        key="armed_actors",
        title="Armed actors engaged in organised violence",
        risk_factor=5,
        aspect="armed groups present",
        family="Violence",
        series="ucdp.active_dyads",
        unit="pairs of fighting actors, and actors attacking civilians",
        higher_is="riskier",
        scale="log",
        floor=0,
        ceiling=15,
        max_age_months=18,
        why="Armed groups that are present and organised are able to attack civilians.",
        goalposts="0 and the 95th percentile of country-years with any, 2000-2019",
    ),
)
