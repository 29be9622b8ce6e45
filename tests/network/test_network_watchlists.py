"""Watchlists: one's own, or a configuration's; and which figures reach a threshold."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network import watchlists
from network.errors import BadInput, Conflict, NotAllowed, NotFound
from network.watchlists import MEASURES, Threshold, Watch, crossings

SUDAN = Watch(title="Sudan", countries=("SDN",), thresholds=(Threshold(measure="score", at_least=70.0),))


def test_a_list_of_ones_own_is_read_back_as_it_was_kept(cast):
    kept = watchlists.keep(cast.visit("reader"), watch=SUDAN)
    assert watchlists.read(cast.visit("reader"), kept).watch == SUDAN


@pytest.mark.parametrize("who", ["focal", "administrator", "reviewer", "burundi"])
def test_nobody_else_sees_a_list_of_ones_own(cast, who):
    kept = watchlists.keep(cast.visit("reader"), watch=SUDAN)
    with pytest.raises(NotFound):
        watchlists.read(cast.visit(who), kept)


def test_a_configurations_list_is_kept_by_its_members(cast):
    kept = watchlists.keep_shared(cast.visit("burundi"), watch=SUDAN, configuration_id="pbc-bdi")
    assert [one.id for one in watchlists.mine(cast.visit("burundi"))] == [kept]


@pytest.mark.parametrize("who", ["guinea", "focal", "administrator"])
def test_a_configurations_list_is_not_for_others(cast, who):
    kept = watchlists.keep_shared(cast.visit("burundi"), watch=SUDAN, configuration_id="pbc-bdi")
    with pytest.raises(NotFound):
        watchlists.change(cast.visit(who), watchlist_id=kept, version=1, watch=SUDAN)


def test_nobody_shares_a_list_in_a_configuration_they_do_not_belong_to(cast):
    with pytest.raises(NotAllowed):
        watchlists.keep_shared(cast.visit("burundi"), watch=SUDAN, configuration_id="pbc-gin")


def test_a_removed_list_is_gone(cast):
    kept = watchlists.keep(cast.visit("reader"), watch=SUDAN)
    watchlists.remove(cast.visit("reader"), watchlist_id=kept)
    assert watchlists.mine(cast.visit("reader")) == []


def test_two_members_changing_a_shared_list_lose_nothing(cast):
    kept = watchlists.keep_shared(cast.visit("burundi"), watch=SUDAN, configuration_id="pbc-bdi")
    watchlists.change(cast.visit("burundi"), watchlist_id=kept, version=1, watch=Watch(title="First"))
    with pytest.raises(Conflict) as told:
        watchlists.change(cast.visit("burundi"), watchlist_id=kept, version=1, watch=Watch(title="Second"))
    assert (told.value.theirs["title"], told.value.mine["title"]) == ("First", "Second")


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""}, {"title": "x", "countries": ("XKX",)}, {"title": "x", "countries": ("SDN", "SDN")},
        {"title": "x", "factors": (15,)}, {"title": "x", "factors": (0,)},
    ],
)  # fmt: skip
def test_a_list_of_what_does_not_exist_is_refused(wrong):
    with pytest.raises(BadInput):
        Watch(**wrong)


def test_a_threshold_is_on_a_known_measure():
    with pytest.raises(BadInput):
        Threshold(measure="gut feeling", at_least=1.0)


def test_one_measure_has_one_threshold():
    with pytest.raises(BadInput):
        Watch(title="x", thresholds=(Threshold(measure="score", at_least=1), Threshold(measure="score", at_least=2)))


def test_a_figure_at_the_threshold_reaches_it():
    assert [one.iso3 for one in crossings(SUDAN, {"SDN": {"score": 70.0}})] == ["SDN"]


def test_a_figure_below_the_threshold_does_not():
    assert crossings(SUDAN, {"SDN": {"score": 69.9}}) == []


@given(st.sampled_from(MEASURES), st.floats(-1e6, 1e6))
def test_what_is_not_known_crosses_nothing(measure, at_least):
    watch = Watch(title="x", countries=("SDN", "TCD"), thresholds=(Threshold(measure=measure, at_least=at_least),))
    assert crossings(watch, {"SDN": {measure: math.nan}}) == []


def test_a_list_without_countries_watches_them_all():
    watch = Watch(title="x", thresholds=(Threshold(measure="rf1", at_least=0.5),))
    assert [one.iso3 for one in crossings(watch, {"TCD": {"rf1": 0.6}, "BEL": {"rf1": 0.1}, "SDN": {"rf1": 0.9}})] == [
        "SDN",
        "TCD",
    ]


@pytest.mark.parametrize(
    ("watch", "expected"),
    [
        (Watch(title="x"), True),
        (Watch(title="x", countries=("SDN",)), True),
        (Watch(title="x", countries=("TCD",)), False),
        (Watch(title="x", factors=(3,)), True),
        (Watch(title="x", factors=(4,)), False),
    ],
)
def test_an_alert_belongs_on_the_lists_of_its_country_and_factor(watch, expected):
    assert watch.concerns(iso3="SDN", factor=3) is expected


def test_an_alert_on_a_whole_country_belongs_on_lists_of_any_factor():
    assert Watch(title="x", factors=(4,)).concerns(iso3="SDN", factor=None)
