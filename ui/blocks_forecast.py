"""The country page's forecast: a probability with its interval, what drives it, what would change it, what it is worth."""

import streamlit as st

from briefing.content import CountryContent
from briefing.content.forecast import Driver, Forecast, has_forecasts, read_forecast
from briefing.language import country_name, format_number, format_share
from briefing.language import gettext as _
from briefing.wording import percent, say_interval
from ui.blocks import escaped
from ui.shell import Page, go


def show_forecast(page: Page, content: CountryContent) -> None:
    """The newest forecast of the country, or why there is none and the risk score instead."""
    name = country_name(content.iso3)
    if not has_forecasts(page.release):
        st.info(_("This release carries no forecasts; the track record says why."), icon=":material/block:")
        _show_score_instead(content)
        return
    found = read_forecast(page.release, content.iso3)
    if found is None:
        st.info(
            _(
                "{name} is not covered by the forecast: the data it is learned from hold no rows for it. That is no sign of "
                "safety."
            ).format(name=name),
            icon=":material/do_not_disturb_on:",
        )
        _show_score_instead(content)
        return
    _show_figures(found)
    st.markdown(reading(found, name))
    left, right = st.columns(2, gap="large")
    with left:
        _show_drivers(found)
    with right:
        _show_what_ifs(found)
    _show_worth(page)


def reading(found: Forecast, name: str) -> str:
    """What the forecast says and what it does not, in plain words."""
    return _(
        "The chance that a **new** mass killing begins in {name} in {first} or {last} is put at **{p}** (90% interval "
        "{low} to {high}). For most States the chance is below one in a hundred; even for those highest on the list, "
        "no onset is the likelier outcome. The forecast was made from data of {made} and earlier, whatever month is chosen "
        "above. It does not cover killing that is already under way, and it says nothing about what anyone will do."
    ).format(
        name=escaped(name), first=found.first, last=found.last, made=found.made, p=percent(found.p),
        low=percent(found.low), high=percent(found.high),
    )  # fmt: skip


def _show_figures(found: Forecast) -> None:
    with st.container(horizontal=True, gap="small"):
        _figure(
            _("Chance of an onset, {first}–{last}").format(first=found.first, last=found.last), percent(found.p),
            _("90% interval {low}–{high}").format(low=percent(found.low), high=percent(found.high)),
        )  # fmt: skip
        _figure(
            _("Rank, 1 = highest chance"),
            str(found.rank),
            _("of {covered} States covered").format(covered=found.covered),
        )


def _figure(label: str, value: str, beside: str) -> None:
    st.metric(label, value, delta=beside, delta_color="off", delta_arrow="off", width="content")


def _show_drivers(found: Forecast) -> None:
    st.markdown(f"### {_('What drives it')}")
    st.markdown(_("**Raises the forecast**"))
    st.markdown(_listed(found.raising))
    st.markdown(_("**Lowers the forecast**"))
    st.markdown(_listed(found.lowering))
    st.caption(
        _(
            "Each figure is what the odds are multiplied by, beside a country at the mean of the data. Where no value is "
            "given, it comes from files that state no licence and is not repeated here; something that lowers the forecast "
            "is mostly absent or better than usual. These are associations in the data, not causes."
        )
    )


def _listed(drivers: tuple[Driver, ...]) -> str:
    if not drivers:
        return _("- Nothing that moves the odds by one per cent.")
    return "\n".join(f"- {escaped(one.words)} · × {format_number(one.factor, decimals=2)}" for one in drivers)


def _show_what_ifs(found: Forecast) -> None:
    st.markdown(f"### {_('What would change it')}")
    better = [one for one in found.what_ifs if one.is_relief]
    worse = [one for one in found.what_ifs if not one.is_relief]
    for heading, group in ((_("**If things got better**"), better), (_("**If things got worse**"), worse)):
        if group:
            st.markdown(heading)
            st.markdown(
                "\n".join(
                    _("- {what}: {now} → {then}").format(
                        what=escaped(one.title), now=percent(found.p), then=percent(one.p)
                    )
                    for one in group
                )
            )
    if not found.what_ifs:
        st.markdown(_("None of the changes that are tried would move any of its values."))
    st.caption(
        _(
            "The model's answer with everything else as it is: no promise of what a policy would do. A better value can "
            "raise the figure, and a worse one lower it, where the data hold few such cases."
        )
    )


def _show_worth(page: Page) -> None:
    record = page.release.document("track_record")
    primary = next(one for one in record["configurations"] if one["key"] == record["primary"])
    seen = primary["frame_a"]["whole"]["observed_over_expected"]
    top = primary["frame_a"]["whole"]["lists"]["30"]["precision"]
    st.info(
        _(
            "How far to trust it: of the States on the thirty-place lists since 1993, {share} saw an onset within two years. "
            "For each onset the forecasts added up to, {seen} were seen. The track record shows every onset caught and "
            "missed."
        ).format(share=format_share(top, decimals=0), seen=format_number(seen, decimals=2)),
        icon=":material/fact_check:",
    )  # fmt: skip
    if st.button(_("Open the track record"), icon=":material/history:", key="to_track_record"):
        go("track_record")


def _show_score_instead(content: CountryContent) -> None:
    score = content.score
    if score.score is None:
        st.markdown(_("No risk score is shown for this month either: too little is known."))
        return
    _figure(
        _("Score, 0 to 100"), format_number(score.score, decimals=1),
        _("90% interval {interval}").format(interval=say_interval(score)),
    )  # fmt: skip
    st.caption(_("The risk score counts risk factors present; it is no probability."))
