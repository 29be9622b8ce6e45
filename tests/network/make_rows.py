"""Writes the rows that the upgrade tests start from: `python tests/network/make_rows.py` after adding a revision.

It lives through a small network on the newest tables and saves every row as the database holds it, to
`fixtures/rows_REVISION.json`. Files of earlier revisions are never made anew: they are what those versions wrote.
"""

import json
import shutil
import sys
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from network_cast import FOCAL_BELGIUM, FOCAL_GHANA, NETWORK, WIDE, Cast, proposal  # noqa: E402
from sqlalchemy import select  # noqa: E402

from network import (  # noqa: E402
    alerts,
    authorities,
    configurations,
    consultations,
    decisions,
    digests,
    feeds,
    incidents,
    members,
    notes,
    protection,
    statements,
    watchlists,
)  # fmt: skip
from network.archive import raw  # noqa: E402
from network.columns import plain  # noqa: E402
from network.errors import Conflict  # noqa: E402
from network.migrate import configuration, open_store, revisions  # noqa: E402
from network.roles import Grant, Role  # noqa: E402
from network.sharing import Sharing  # noqa: E402
from network.tables import metadata  # noqa: E402
from network.text import Source  # noqa: E402


def live(people: Cast) -> None:
    """At least one row in every table that people fill."""
    configurations.seed(people.operator())
    people.invite("administrator", Grant(role=Role.ADMINISTRATOR))
    people.invite("focal", FOCAL_BELGIUM)
    people.invite("other", FOCAL_GHANA, language="fr")
    people.invite("burundi", Grant(role=Role.CONFIGURATION_MEMBER, scope_kind="configuration", scope="pbc-bdi"))
    people.invite("reviewer", Grant(role=Role.REVIEWER))
    source = Source(title="A/79/1", address="https://undocs.org/A/79/1", date="2024-09")
    alerts.take(people.visit("reviewer"), proposals=[proposal(sources=(source,)), proposal(level="notable")])
    high = next(one for one in alerts.every(people.visit("reviewer")) if one.level == "high")
    alerts.publish(people.visit("reviewer"), alert_id=high.id, version=1, reason="Confirmed by two sources.")
    watchlists.keep(people.visit("focal"), watch=watchlists.Watch(title="Sudan", countries=("SDN",)))
    within = Sharing(sensitivity="configuration", configuration="pbc-bdi")
    notes.share(
        people.visit("burundi"), body="Seen at the border. العربية 👩‍👧", sharing=within, iso3="BDI", sources=[source]
    )
    note = notes.share(people.visit("focal"), body="First.", sharing=NETWORK, alert_id=high.id)
    notes.edit(people.visit("focal"), note_id=note, version=1, body="Second.", sources=[])
    with suppress(Conflict):  # wanted: it keeps a draft
        notes.edit(people.visit("focal"), note_id=note, version=1, body="From the phone.", sources=[])
    asked = consultations.ask(
        people.visit("focal"), question="What do you see?", recipients=[people.ids["other"]],
        deadline=people.now + timedelta(days=3), sharing=Sharing(sensitivity="named", named=(people.ids["other"],)),
    )  # fmt: skip
    consultations.mark_read(people.visit("other"), consultation_id=asked)
    consultations.answer(people.visit("other"), consultation_id=asked, body="Less trade.")
    decide(people, asked)
    feeds.issue(people.visit("focal"), label="phone")
    digests.choose(people.visit("focal"), cadence="weekly")
    protect(people)
    members.change_own(people.visit("focal"), name="Focal", language="fr", version=1)


def protect(people: Cast) -> None:
    """A host State's register of missions, what a State says of itself, and an authority for cooperation."""
    mission = incidents.Mission(host="BEL", institution="EMB", iso3="BTN")
    act = incidents.Incident(mission=mission, act="Theft of national flag", happened_on="2010-01-19")
    entered = incidents.report(people.visit("focal"), incidents=[act])[0]
    step = incidents.Step(stage="protocol", happened_on="2010-01-20", office="Protocol department")
    incidents.follow(people.visit("focal"), incident_id=entered, step=step)
    threat = protection.Threat(mission=mission, level="low", since="2010-01-01", assessed_by="Assessment body")
    protection.assess(people.visit("focal"), threat=threat)
    told = protection.Advice(mission=mission, given_on="2010-01-21", office="Security agency", body="Fix the mast.")
    protection.advise(people.visit("focal"), advice=told)
    said = statements.Statement(
        iso3="BEL", theme="nuclear_security", statement="We report.", said_on="2012-03-02", document="Letter"
    )
    statements.enter(people.visit("focal"), statement=said)
    office = authorities.Authority(
        iso3="BEL",
        name="Federal Public Service Justice",
        purpose="mutual legal assistance",
        source="Note",
        evidence="seen",
    )
    authorities.add(people.visit("administrator"), authority=office)


def decide(people: Cast, asked: str) -> None:
    one = decisions.propose(
        people.visit("focal"), title="Offer good offices", body="To both.", iso3="SDN", response="assist.mediation",
        responses={"assist.mediation"}, release="r1", month_="2024-12", sharing=NETWORK, consultation_id=asked,
    )  # fmt: skip
    decisions.settle(people.visit("other"), decision_id=one, version=1, is_agreed=True, rationale="Two capitals asked.")
    decisions.follow(
        people.visit("reviewer"), decision_id=one, outcome="better", body="Talks.", release="r2", month_="2025-06"
    )


def main() -> None:
    newest = revisions(configuration())[-1]
    folder = tempfile.mkdtemp()
    with open_store(f"sqlite:///{folder}/x.sqlite", limits=WIDE, is_upgraded=True) as store:
        live(Cast(store))
        with store.reading() as connection:
            rows = {
                table.name: [plain(dict(row)) for row in connection.execute(select(*map(raw, table.c))).mappings()]
                for table in metadata.sorted_tables
            }
    shutil.rmtree(folder)
    target = HERE / "fixtures" / f"rows_{newest}.json"
    target.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    print(target.name, sum(map(len, rows.values())), "rows")


if __name__ == "__main__":
    main()
