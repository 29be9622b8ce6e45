"""What human-rights mechanisms asked of a State that it has not taken up, as far as the release can tell at a month."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from briefing.content.figures import HELD, KNOWN, IndicatorLine, of_country
from briefing.content.timing import STANDING, end_of, timing
from briefing.language import format_month, mark
from briefing.language import gettext as _
from data.release import Release
from data.schema import UNVERIFIED

THEMES = {  # series of the review's recommendations → what they are about
    "upr.atrocity_theme": mark("atrocity crimes and the violations that lead to them"),
    "upr.hate_speech": mark("hate speech and incitement"),
    "upr.minority": mark("minorities, indigenous peoples, racism and religious freedom"),
    "upr.impunity": mark("impunity"),
    "upr.civic_space": mark("human rights defenders, press, association, opinion and civil society"),
}
REQUESTS, REQUESTS_ACCEPTED = "upr.standing_invitation_requests", "upr.standing_invitation_requests_accepted"
INVITATION = "standing_invitation"
TREATIES = "treaties."  # beginning of the series that say whether a State is a party


@dataclass(frozen=True, kw_only=True)
class OpenPoint:
    """One thing asked of a State and not taken up. `asked` of which `refused` were not accepted; None for a treaty."""

    iso3: str
    kind: str  # theme | invitation | treaty
    about: str  # in the reader's language
    sentence: str
    when: pd.Timestamp | None  # of the review
    asked: int | None = None
    refused: int | None = None


def read_open_points(
    release: Release, iso3: str, month: pd.Timestamp, lines: Sequence[IndicatorLine]
) -> tuple[OpenPoint, ...]:
    """The open points of one State at the end of a month; `lines`: its indicators then.

    Themes: of the newest review whose recommendations the release holds. That a recommendation was accepted does not say
    that it was carried out, which no source here follows. A treaty: one that the State is known not to be a party to.
    """
    rows = of_country(release.frame("observations"), iso3)
    rows = rows[rows["series"].str.startswith("upr.") & (rows["period_end"] <= end_of(month))]
    return (*_themes(iso3, rows), *_invitation(release, iso3, month, rows), *_treaties(release, iso3, lines))


def _themes(iso3: str, rows: pd.DataFrame) -> list[OpenPoint]:
    if rows.empty:
        return []
    review = rows["period_end"].max()
    newest = rows[rows["period_end"] == review].set_index("series")["value"]
    found = []
    for key, about in THEMES.items():
        asked = newest.get(f"{key}_recommendations")
        share = newest.get(f"{key}_share_noted")
        if asked is None or share is None or not asked:
            continue
        refused = round(float(asked) * float(share))
        if refused:
            sentence = _("Recommendations on {theme}: {asked}, of which not accepted: {refused}.")
            found.append(
                OpenPoint(
                    iso3=iso3, kind="theme", about=_(about), when=review, asked=int(asked), refused=refused,
                    sentence=sentence.format(asked=int(asked), theme=_(about), refused=refused),
                )
            )  # fmt: skip
    return sorted(found, key=lambda one: -(one.refused or 0))


def _invitation(release: Release, iso3: str, month: pd.Timestamp, rows: pd.DataFrame) -> list[OpenPoint]:
    asked = int(rows.loc[rows["series"] == REQUESTS, "value"].sum())
    facts = of_country(release.frame("facts"), iso3).fillna("")
    facts = facts[(facts["topic"] == INVITATION) & (facts["status"] == "yes") & ~facts["evidence"].isin(UNVERIFIED)]
    if not asked or any(timing(row, month) == STANDING for row in facts.to_dict("records")):
        return []
    accepted = int(rows.loc[rows["series"] == REQUESTS_ACCEPTED, "value"].sum())
    sentence = _(
        "Recommendations up to {month} to issue a standing invitation to the special procedures: {asked}, of which "
        "accepted: {accepted}. None issued is on record."
    )
    newest = rows.loc[rows["series"] == REQUESTS, "period_end"].max()
    return [
        OpenPoint(
            iso3=iso3, kind="invitation", about=_("Standing invitation to the Special Procedures"), when=newest,
            asked=asked, refused=asked - accepted,
            sentence=sentence.format(asked=asked, accepted=accepted, month=format_month(newest)),
        )
    ]  # fmt: skip


def _treaties(release: Release, iso3: str, lines: Sequence[IndicatorLine]) -> list[OpenPoint]:
    keys = {one["key"] for one in release.document("indicators") if one["series"].startswith(TREATIES)}
    return [
        OpenPoint(
            iso3=iso3, kind="treaty", about=_(line.title), when=None,
            sentence=_("{indicator}: no, as far as is known.").format(indicator=_(line.title)),
        )
        for line in lines
        if line.key in keys and line.value == 0 and line.state in (KNOWN, HELD)
    ]  # fmt: skip
