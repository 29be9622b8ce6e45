"""The sources page, without a browser."""


def test_every_source_is_listed_with_those_that_have_no_figures_last(open_page):
    table = open_page("sources").dataframe[0].value
    assert len(table) == 9
    assert list(table["standing"])[-2:] == ["Facts without a period", "Not available"]


def test_the_emptiest_indicator_leads_the_gaps(open_page):
    gaps = next(one.value for one in open_page("sources").dataframe if "indicator" in one.value)
    first = gaps.iloc[0]
    assert (first["indicator"], first["World"]) == ("UPR recommendations on atrocity-crime themes", 0)


def test_the_address_may_name_the_source(open_page):
    app = open_page("sources", source="unhcr")
    assert any(one.value == "### Refugee statistics" for one in app.markdown)
