"""The forecasts' track record as tables and sentences: what came out, which bars were missed, each onset, each year's list."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from briefing.language import country_name, format_number, format_share, format_signed, in_figures, mark, ngettext
from briefing.language import gettext as _
from data.countries import countries

Record = Mapping[str, Any]

TOP = 30
HORIZON_YEARS = 2
FORECASTS = {
    "combination": mark("Ours: both halves combined"),
    "learned": mark("Learned half alone"),
    "plain": mark("Plain half alone"),
    "extra_trees": mark("Extremely randomised trees alone"),
    "forest": mark("Random forest alone"),
    "ridge": mark("Ridge regression alone"),
    "elastic_net": mark("Elastic net alone"),
    "open_sources": mark("Both halves, redistributable sources only"),
    "with_lhrs": mark("Both halves, with latent human-rights scores (uses later years: for comparison only)"),
    "mean_rank": mark("Mean of the halves' ranks (no probability)"),
    "stacked": mark("Halves weighted by known outcomes"),
    "no_level": mark("Both halves without the level"),
    "published": mark("Published (Early Warning Project)"),
    "base_rate": mark("Base rate: every country alike"),
    "violence_last_year": mark("Deaths in the last year alone"),
    "deaths_five_years": mark("Deaths over five years alone"),
}
COMPARED = ("combination", "published", "violence_last_year", "deaths_five_years", "base_rate")
BARS = {  # the bar as the record names it → as a reader meets it
    "Frame B, AUC": mark("Area under the ROC curve"),
    "Frame B, average precision": mark("Average precision"),
    "Frame B, onsets on a list of thirty": mark("Onsets on a list of thirty"),
    "Frame B, AUC 2009–24": mark("Area under the ROC curve, 2009–2024"),
    "Frame A, Brier score": mark("Brier score (lower is better)"),
    "Frame A, observed over expected": mark("Onsets seen for each one expected"),
    "Frame B, AUC minus published, lower end, countries drawn": mark(
        "Gain in area over the published forecast, lower end of the interval, countries drawn"
    ),
    "Frame B, AUC minus published, lower end, blocks drawn": mark(
        "Gain in area over the published forecast, lower end of the interval, three-year blocks drawn"
    ),
}
DIFFERENCES = (  # frame, figure as the record names it, as a reader meets it, decimals
    ("b", "auc", mark("Area under the ROC curve"), 3),
    ("b", "average_precision", mark("Average precision"), 3),
    ("b", "recall_top_30", mark("Share of onsets on a list of thirty"), 3),
    ("a", "brier", mark("Brier score (lower is better)"), 5),
)
LEFT_OUT = mark("The forecasts were left out when this release was built.")
NOT_AT_HAND = mark("Files that the forecasts are learned from were not at hand: {files}.")
REGIONS = {name: mark(name) for name in ("Africa", "Americas", "Asia", "Europe", "Oceania")}
TOO_HIGH = mark(
    "The probabilities are too high: for each onset they add up to, {seen} were seen ({other} for the published ones)."
)
TOO_LOW = mark(
    "The probabilities are too low: for each onset they add up to, {seen} were seen ({other} for the published ones)."
)
SIGNS = {">=": "≥", "<=": "≤", ">": ">"}


def title_of(key: str) -> str:
    """The name of a forecast in the reader's language; its key if it has none."""
    return _(FORECASTS[key]) if key in FORECASTS else key


def configuration(record: Record, key: str) -> Mapping[str, Any]:
    """The figures of one forecast. Raises KeyError if the record has none of that key."""
    found = next((one for one in record["configurations"] if one["key"] == key), None)
    if found is None:
        raise KeyError(f"the track record has no forecast {key!r}")
    return found


def summary(record: Record) -> list[str]:
    """The track record in a few sentences, the misses first."""
    missed = [one for one in record["bars"] if not one["is_met"]]
    b = configuration(record, record["primary"])["frame_b"]["whole"]
    published = configuration(record, "published")["frame_b"]["whole"]
    a = configuration(record, record["primary"])["frame_a"]["whole"]
    gain = record["differences"]["published"]["b"]["auc"]["country"]
    return [
        _("**{missed} of the {all} bars set beforehand are missed.** Nothing was changed afterwards to meet them.").format(
            missed=len(missed), all=len(record["bars"])
        ),
        _(
            "The rules were written down before these years were opened ({file}, SHA-256 {digest}…). But a trial on the same "
            "years had suggested that the two halves are worth combining, so this is no untouched test; only the register "
            "will be one."
        ).format(file="`models/onset/PROTOCOL.md`", digest=record["protocol_sha256"][:12]),
        _(
            "A country-year with an onset stood above one without in {auc} of pairs; for the published forecast it is {other}. "
            "The difference is {gain} points (95% interval {low} to {high})."
        ).format(
            auc=format_share(b["auc"], decimals=1), other=format_share(published["auc"], decimals=1),
            gain=format_signed(100 * gain["difference"], decimals=1), low=format_signed(100 * gain["low"], decimals=1),
            high=format_signed(100 * gain["high"], decimals=1),
        ),
        _(
            "On lists of thirty places a year stood {caught} of {onsets} onsets; on those of the published forecast {other}."
        ).format(
            caught=b["lists"]["30"]["caught"], onsets=b["onsets"], other=published["lists"]["30"]["caught"]
        ),
        list_of_thirty(record),
        _(TOO_HIGH if a["observed_over_expected"] < 1 else TOO_LOW).format(
            seen=format_number(a["observed_over_expected"], decimals=2),
            other=format_number(
                configuration(record, "published")["frame_a"]["whole"]["observed_over_expected"], decimals=2
            ),
        ),
    ]  # fmt: skip


def list_of_thirty(record: Record) -> str:
    """What it means in practice to stand on a list of thirty."""
    figures = configuration(record, record["primary"])
    year, two = (figures[frame]["whole"]["lists"]["30"]["precision"] for frame in ("frame_b", "frame_a"))
    return _(
        "What a list of thirty means in practice: of the country-years on it, {year} saw an onset in that year and {two} "
        "within two years. All others on it did not."
    ).format(year=format_share(year, decimals=1), two=format_share(two, decimals=1))


def bars(record: Record) -> list[str]:
    """Each bar that was set beforehand, what came out, and whether it is met; a sentence each."""
    results = {True: _("met"), False: _("MISSED")}
    return [
        _("**{result}** – {bar}: needed {needed}, came out {got}").format(
            result=results[one["is_met"]], bar=_(BARS.get(one["bar"], one["bar"])), got=_figure(one["got"]),
            needed=in_figures(f"{SIGNS[one['sign']]} {_figure(one['needed'])}"),
        )
        for one in record["bars"]
    ]  # fmt: skip


def _figure(value: float) -> str:
    if value == round(value):
        return format_number(value, decimals=0)
    return format_number(value, decimals=6 if abs(value) < 0.02 else 3)


def comparison(record: Record, keys: Sequence[str]) -> pd.DataFrame:
    """Forecasts side by side, a row each; figures that are none for a mere ranking stay empty."""
    rows = []
    for key in keys:
        one = configuration(record, key)
        a, b = one["frame_a"]["whole"], one["frame_b"]["whole"]
        rows.append({
            _("Forecast"): title_of(key),
            _("Area under ROC"): _number(b["auc"], 3),
            _("Average precision"): _number(b["average_precision"], 3),
            _("Onsets on 30"): f"{b['lists']['30']['caught']}/{b['onsets']}",
            _("Brier score"): _number(a.get("brier"), 5),
            _("Seen per expected"): _number(a.get("observed_over_expected"), 2),
        })  # fmt: skip
    return pd.DataFrame(rows)


def differences(record: Record) -> pd.DataFrame:
    """Ours minus each forecast it has to beat, with the 95 % interval over draws of countries and of three-year blocks."""
    rows = []
    for key in COMPARED[1:]:
        for frame, figure, title, decimals in DIFFERENCES:
            found = record["differences"][key][frame].get(figure)
            if found is None:
                continue
            rows.append(
                {
                    _("Compared with"): title_of(key),
                    _("Figure"): _(title),
                    _("Ours minus theirs"): format_signed(found["country"]["difference"], decimals=decimals),
                    _("95% interval, countries drawn"): _interval(found["country"], decimals),
                    _("95% interval, three-year blocks drawn"): _interval(found["block"], decimals),
                }
            )
    return pd.DataFrame(rows)


def _interval(found: Mapping[str, float], decimals: int) -> str:
    low, high = (format_signed(found[end], decimals=decimals) for end in ("low", "high"))
    return in_figures(f"{low} … {high}")


def _number(value: float | None, decimals: int) -> str:
    return format_number(value, decimals=decimals)


def periods(record: Record) -> pd.DataFrame:
    """Skill in each half of the years, a row a forecast: area under the curve, and onsets on its lists of thirty."""
    names = configuration(record, record["primary"])["frame_b"]
    rows = []
    for key in COMPARED:
        row = {_("Forecast"): title_of(key)}
        for name in names:
            figures, years = configuration(record, key)["frame_b"][name], _("all years") if name == "whole" else name
            row[_("Area, {years}").format(years=years)] = _number(figures["auc"], 3)
            row[_("On 30, {years}").format(years=years)] = f"{figures['lists']['30']['caught']}/{figures['onsets']}"
        rows.append(row)
    return pd.DataFrame(rows)


def regions(record: Record) -> pd.DataFrame:
    """Skill inside each part of the world; no area under the curve where there were fewer than three onsets."""
    return pd.DataFrame([
        {
            _("Region"): _(REGIONS.get(one["region"], one["region"])),
            _("Onsets"): one["onsets"],
            _("Caught by ours"): one["caught"],
            _("Caught by published"): one["caught_published"],
            _("Area under ROC, ours"): _number(one["auc"], 3),
            _("Area under ROC, published"): _number(one["auc_published"], 3),
        }
        for one in record["regions"]
    ])  # fmt: skip


def onsets(record: Record) -> pd.DataFrame:
    """Every onset by name, with the rank each forecast had given its country."""
    return pd.DataFrame([
        {
            _("Year"): str(one["year"]),
            _("Country"): place_name(one),
            _("Our rank"): one["rank"],
            _("Ours"): _caught(one["is_caught"]),
            _("Published rank"): one["rank_published"],
            _("Published"): _caught(one["is_caught_by_published"]),
        }
        for one in record["onsets"]
    ])  # fmt: skip


def _caught(is_caught: bool) -> str:
    return _("caught") if is_caught else _("missed")


def place_name(onset: Mapping[str, Any]) -> str:
    """The name of an onset's country in the reader's language; as the record has it where it is no State covered."""
    return country_name(onset["iso3"]) if onset["iso3"] in countries() else onset["name"]


def known_until(record: Record) -> int:
    """The last year of which every onset is known."""
    return int(record["window"]["last"]) + 1  # a forecast of the last year is judged by the year after it


def years(forecasts: pd.DataFrame) -> list[int]:
    """The years at whose end forecasts were made, newest first."""
    return sorted({int(t) for t in forecasts["t"]}, reverse=True)


def list_as_it_stood(forecasts: pd.DataFrame, record: Record, made: int) -> pd.DataFrame:
    """The list of thirty made at the end of a year, with the onsets that followed where the two years are over.

    Ranks count places that are not among the 195 States too, so a rank may be absent.
    """
    listed = forecasts[(forecasts["t"] == made) & (forecasts["rank"] <= TOP)].sort_values(["rank", "iso3"])
    known = is_known(record, made)
    following = {one["iso3"]: one["year"] for one in record["onsets"] if made < one["year"] <= made + HORIZON_YEARS}
    return pd.DataFrame({
        _("Rank"): listed["rank"].to_numpy(),
        _("Country"): [country_name(iso3) for iso3 in listed["iso3"]],
        _("Chance"): [format_share(p, decimals=1) for p in listed["p"]],
        _("90% interval"): [
            f"{format_share(low, decimals=1)} – {format_share(high, decimals=1)}"
            for low, high in zip(listed["low"], listed["high"], strict=True)
        ],
        _("What followed"): [
            _("onset in {year}").format(year=following[iso3]) if iso3 in following else "" if known else _("not known yet")
            for iso3 in listed["iso3"]
        ],
    })  # fmt: skip


def not_on_the_list(forecasts: pd.DataFrame, record: Record, made: int) -> list[str]:
    """Onsets of the two years after `made` whose country was not on the list made then, as "name (year, rank)"."""
    ranks = forecasts[forecasts["t"] == made].set_index("iso3")["rank"]
    found = []
    for one in record["onsets"]:
        if made < one["year"] <= made + HORIZON_YEARS:
            rank = ranks.get(one["iso3"])
            if rank is None:
                found.append(_("{name} ({year}, not forecast)").format(name=place_name(one), year=one["year"]))
            elif rank > TOP:
                found.append(
                    _("{name} ({year}, rank {rank})").format(name=place_name(one), year=one["year"], rank=int(rank))
                )
    return found


def saw_an_onset(forecasts: pd.DataFrame, record: Record, made: int) -> str:
    """How many States of the list of thirty made at the end of a year saw an onset in the two years after it."""
    listed = forecasts[(forecasts["t"] == made) & (forecasts["rank"] <= TOP)]["iso3"]
    following = {one["iso3"] for one in record["onsets"] if made < one["year"] <= made + HORIZON_YEARS}
    count = int(listed.isin(following).sum())
    return _("States on it that saw an onset in one of the two years: {count} of {all}.").format(
        count=count, all=len(listed)
    )


def is_known(record: Record, made: int) -> bool:
    """Whether both years that forecasts made at the end of `made` are about are over and known."""
    return made + HORIZON_YEARS <= known_until(record)


def why_none(reason: str) -> str:
    """Why a release carries no forecasts, in the reader's language; `reason` as its track record states it."""
    before, after = NOT_AT_HAND.split("{files}")
    if reason.startswith(before) and reason.endswith(after):
        return _(NOT_AT_HAND).format(files=reason.removeprefix(before).removesuffix(after))
    return _(reason)


def register(entries: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The sealed forecasts, a row a release; `entries` as `models.onset.register.score_register` gives them."""
    return pd.DataFrame([
        {
            _("Release"): one["release"],
            _("Sealed on"): one["sealed_on"],
            _("About"): f"{one['t'] + 1}–{one['t'] + HORIZON_YEARS}",
            _("Forecasts"): one["forecasts"],
            _("Onsets expected"): _number(one["expected_onsets"], 1),
            _("Sealed in time"): _late(one["months_late"]),
            _("Result"): _result(one["figures"]),
        }
        for one in entries
    ])  # fmt: skip


def _late(months: int) -> str:
    if months == 0:
        return _("yes, before the two years began")
    return ngettext(
        "no: {count} month of the two years had passed", "no: {count} months of the two years had passed", months
    ).format(count=months)


def _result(figures: Mapping[str, Any] | None) -> str:
    if figures is None:
        return _("not known yet")
    return _("{caught} of {onsets} onsets on the list of thirty").format(
        caught=figures["caught"], onsets=figures["onsets"]
    )
