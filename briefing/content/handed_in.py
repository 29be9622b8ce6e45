"""A file that somebody saved by hand and hands in: what it holds, what it would change, and what was decided before."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from briefing.language import format_date, format_list, format_number, mark, ngettext
from briefing.language import gettext as _
from briefing.provenance import REASONS
from data.refresh_decisions import EXAMPLES, Offer

DECISIONS = {"take": mark("taken"), "refuse": mark("refused"), "accept": mark("changed figures let in")}


def say_what_it_holds(offer: Offer) -> str:
    """How many figures, facts and unusable rows a file holds."""
    found = offer.parsed
    return _("It holds: figures {figures}, facts {facts}; rows that could not be used {rejects}.").format(
        figures=format_number(len(found.observations), decimals=0), facts=format_number(len(found.facts), decimals=0),
        rejects=format_number(len(found.rejects), decimals=0),
    )  # fmt: skip


def say_what_changes(offer: Offer) -> str:
    """What would become of the figures shown now if the file were taken."""
    change = offer.change
    parts = [
        ngettext("{count} new figure", "{count} new figures", change.new).format(count=change.new),
        ngettext("{count} figure with another value", "{count} figures with another value", change.revised).format(
            count=change.revised
        ),
        ngettext("{count} figure that is no longer given", "{count} figures that are no longer given", change.withdrawn)
        .format(count=change.withdrawn),
    ]  # fmt: skip
    counts = (change.new, change.revised, change.withdrawn)
    told = [part for part, count in zip(parts, counts, strict=True) if count]
    if not told:
        return _("Nothing would change: every figure is as it is shown now.")
    return _("It would change: {changes}.").format(changes=format_list(told))


def table_of_rejects(offer: Offer) -> pd.DataFrame:
    """The first rows that could not be used, each with its reason."""
    rows = offer.parsed.rejects.sort_values("row", kind="stable").head(EXAMPLES)
    return pd.DataFrame({
        _("Row"): rows["row"], _("Column"): rows["column"], _("Value"): rows["value"],
        _("Reason"): [_(REASONS[reason]) for reason in rows["reason"]], _("What to do"): rows["detail"],
    })  # fmt: skip


def table_of_decisions(decisions: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """What people decided about a source, the latest first."""
    rows = [
        {
            _("Day"): format_date(datetime.fromisoformat(str(one["on"]))), _("Who"): str(one["by"]),
            _("Decision"): _(DECISIONS[str(one["decision"])]), _("Why"): "; ".join(map(str, one["why"])),
        }
        for one in decisions
    ]  # fmt: skip
    return pd.DataFrame(rows[::-1], columns=[_("Day"), _("Who"), _("Decision"), _("Why")])
