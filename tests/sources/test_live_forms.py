"""What each source sends over the network means what its copy in a data folder means."""

from datetime import timedelta

import pandas as pd
import pytest

from data.sources import mass_killings, pts, ucdp
from tests.data.sources import test_mass_killings
from tests.sources.conftest import NOW, module_of
from tests.sources.documented import FIXTURES, TODAY, documented
from tests.sources.server import NOTHING


@pytest.fixture
def found(good):
    """Observations of a source that was fetched in its documented form."""
    return lambda key: good(key)[1].parsed


def values(parsed, series: str, iso3: str) -> dict[str, float]:
    rows = parsed.observations
    rows = rows[(rows["series"] == series) & (rows["iso3"] == iso3)]
    return dict(zip(rows["period_end"].dt.strftime("%Y-%m-%d"), rows["value"], strict=True))


def same_figures(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    columns = ["iso3", "series", "period_end", "value", "low", "high", "known_on"]
    one, other = (frame[columns].sort_values(columns[:3], ignore_index=True) for frame in (one, other))
    return one.equals(other)


def test_ucdps_archive_holds_the_figures_of_the_table_whose_columns_it_renames(found):
    table = {"violence/organizedviolencecy_v9_1.csv": (FIXTURES / "ucdp_country_year.csv").read_bytes()}
    assert same_figures(found("ucdp").observations, ucdp.parse(table, today=TODAY).observations)


def test_ucdps_reference_names_the_column_as_the_archive_does(found):
    references = set(found("ucdp").observations["reference"])
    assert [text for text in references if "_cy" in text] == []


def test_unhcrs_pages_are_read_one_after_the_other(found):
    assert values(found("unhcr"), "unhcr.refugees_by_origin", "MLI") == {"2022-12-31": 2122, "2023-12-31": 2123}


def test_unhcrs_numbers_may_be_texts_and_a_dash_is_none(found):
    assert values(found("unhcr"), "unhcr.refugees_by_origin", "SDN") == {"2024-12-31": 4012}


def test_unhcrs_zero_of_displaced_people_is_still_no_report(found):
    assert values(found("unhcr"), "unhcr.idps", "MLI") == {}


def test_a_pseudo_code_of_unhcr_is_set_aside(found):
    assert set(found("unhcr").rejects["value"]) == {"UNK"}


def test_idmcs_abyei_is_set_aside(found):
    parsed = found("idmc")
    assert (values(parsed, "idmc.idps_conflict", "MLI"), set(parsed.rejects["value"])) == (
        {"2024-12-31": 344000}, {"AB9"})  # fmt: skip


def test_the_world_banks_five_indicators_are_one_table(found):
    names = ("population", "infant_mortality", "gdp_per_capita", "gdp_per_capita_growth", "trade_share")
    assert [values(found("wdi"), f"wdi.{name}", "NAM") for name in names] == [{"2023-12-31": 10.5}] * 5


def test_the_world_banks_groups_of_countries_are_set_aside_once(found):
    assert sorted(found("wdi").rejects["value"]) == ["", "WLD"]


@pytest.mark.parametrize(
    ("series", "value"),
    [("political_killings_approved", 0), ("civil_liberties_equal", 0), ("social_inequality", 0), ("minority_rule", 1),
     ("civil_society_repression", 1), ("free_discussion", 0.5)],
)  # fmt: skip
def test_v_dems_variables_become_the_subsets_columns(found, series, value):
    # v2clkill_ord, v2clrgunev_ord and v2clsocgrp_ord are 1 (not 0, 2, 0); v2pepwrsoc_ord is 1, so a minority rules.
    assert values(found("vdem"), f"vdem.{series}", "MLI") == {"2025-12-31": value}


def test_v_dems_version_is_cited(found):
    assert found("vdem").observations["reference"].iloc[0].startswith("V-Dem v16, https://doi.org/10.23696/vdemds26, ")


def test_the_digital_society_survey_is_read_from_the_same_archive(found):
    parsed = found("vdem_dsp")
    assert (values(parsed, "vdem_dsp.party_hate_speech", "SYR"), set(parsed.rejects["value"])) == (
        {"2025-12-31": 0.5}, {"ZZB"})  # fmt: skip


def test_upr_infos_recommendations_are_counted_by_session_in_the_month_it_names(found):
    assert values(found("upr"), "upr.recommendations", "MLI") == {"2023-11-30": 3}


def test_upr_infos_three_answers_are_accepted_or_noted(found):
    assert values(found("upr"), "upr.share_accepted", "MLI") == {"2023-11-30": pytest.approx(1 / 3)}


def test_upr_infos_themes_are_found_in_the_interface_too(found):
    # torture by its issue, genocide by its words
    assert values(found("upr"), "upr.atrocity_theme_recommendations", "MLI") == {"2023-11-30": 2}


def test_reviews_after_the_count_of_requests_have_no_count(found):
    assert values(found("upr"), "upr.standing_invitation_requests", "MLI").get("2023-11-30") is None


def test_pledges_are_not_said_to_be_none_where_the_database_does_not_hold_them(found):
    assert "upr.voluntary_pledges" not in set(found("upr").observations["series"])


@pytest.mark.parametrize("treaty", ["genocide", "rome_statute", "crc"])
def test_a_party_counts_from_its_action_in_the_collections_table(found, treaty):
    points = values(found("treaties"), f"treaties.{treaty}", "AFG")
    assert points["2003-12-31"] == 1


def test_an_action_in_brackets_is_known_on_its_day_only(found):
    points = values(found("treaties"), "treaties.cat", "BDI")
    assert (points["2004-09-21"], [value for day, value in points.items() if day > "2004-09-21"]) == (1, [])


def test_a_state_that_the_collections_table_leaves_out_is_no_party(found):
    assert set(values(found("treaties"), "treaties.cat", "PER").values()) == {0}


def test_what_cannot_be_read_in_a_table_of_participants_is_set_aside(found):
    rejects = found("treaties").rejects
    own = rejects[rejects["file"] == "treaties/untc/*"]
    assert set(own["value"]) == {"Atlantis", "by word of mouth"}


def test_a_dated_invitation_of_the_list_counts_from_its_day(found):
    assert min(values(found("sp"), "sp.standing_invitation", "MLI")) == "2019-03-12"


def test_an_undated_invitation_of_the_list_counts_from_the_day_the_list_was_first_seen(found):
    assert values(found("sp"), "sp.standing_invitation", "PER") == {"2026-11-20": 1}


def test_what_the_list_of_invitations_does_not_name_is_read_from_the_curated_table(found):
    assert len(found("sp").facts) > 100


def test_the_indexs_records_are_counted_by_state_year_and_mechanism(found):
    series = ("treaty_body_recommendations", "upr_recommendations", "special_procedures_recommendations")
    assert [values(found("uhri"), f"uhri.{name}", "PER") for name in series] == [
        {"2025-12-31": 1}, {"2025-12-31": 1}, {}]  # fmt: skip


def test_the_index_names_palestine_with_an_asterisk(found):
    assert values(found("uhri"), "uhri.concerns", "PSE") == {"2024-12-31": 1}


def test_two_coups_in_a_year_are_one_year_with_an_attempt(found):
    assert (values(found("coups"), "coups.coup_attempts", "MLI")["2021-12-31"], len(found("coups").rejects)) == (1, 0)


def test_the_political_terror_scale_is_the_file_it_was(found):
    file = {"hr/PTS-2025.csv": (FIXTURES / "pts_latin1.csv").read_bytes()}
    assert same_figures(found("pts").observations, pts.parse(file, today=TODAY).observations)


def test_the_list_of_mass_killings_is_the_workbook_it_was(found):
    file = {test_mass_killings.PATH: test_mass_killings.workbook()}
    made = mass_killings.parse(file, today=TODAY).observations
    assert same_figures(found("mass_killings").observations, made)


def test_an_older_version_is_fetched_where_the_newest_is_not_there_yet(server, fetch, tmp_path):
    def answer(request):
        return documented("ucdp")(request) if "-261-" in request.path else NOTHING

    server.answer = answer
    obtained = fetch(module_of("ucdp"), tmp_path, now=NOW + timedelta(days=365))
    assert [one.path for one in obtained.files] == ["violence/organizedviolencecy-261-csv.zip"]
