"""The data dictionary says what the declarations say."""

from data import dictionary, schema, sources
from tests.data import small


def rendered() -> str:
    return dictionary.render({"alpha": small.ALPHA, "beta": small.BETA}, small.indicators())


def test_the_dictionary_in_the_repository_is_the_one_that_the_declarations_make():
    made = dictionary.render(sources.declarations(), dictionary.shipped_indicators())
    assert dictionary.FILE.read_text(encoding="utf-8") == made, "run python -m data.dictionary"


def test_every_series_is_listed_with_its_unit():
    assert "| `beta.share` | Share | share of the population | measured |" in rendered()


def test_every_source_is_listed_with_its_licence():
    assert rendered().count("- Licence: CC BY 4.0") == 2


def test_a_source_that_is_not_shipped_says_so_and_how_to_switch_it_on():
    closed = small.declare("gamma", licence="CC BY-NC 4.0", is_default=False)
    text = dictionary.render({"gamma": closed}, [])
    assert ("not redistributed" in text, "R2P_SOURCES=+gamma" in text) == (True, True)


def test_an_indicator_is_listed_under_its_risk_factor_with_its_goalposts():
    section = rendered().split("### Risk factor 1: ")[1].split("###")[0]
    assert "| `deaths` | Deaths | `alpha.deaths` | deaths | 0 to 50 | 24 months |" in section


def test_goalposts_of_an_indicator_that_is_safer_when_higher_are_turned_round():
    safer = small.indicators()[0] | {"higher_is": "safer", "scale": "log"}
    assert "| 50 to 0, logged |" in dictionary.render({}, [safer])


def test_what_is_done_to_a_series_is_told():
    made = small.indicators()[0] | {"per": "beta.share", "window_years": 5, "lasting": [1.0]}
    assert (
        "`alpha.deaths`; divided by `beta.share`; mean of 5 year(s); 1 holds until a change is recorded"
        in dictionary.render({}, [made])
    )


def test_every_column_of_the_schema_is_listed():
    names = [*schema.OBSERVATION, *schema.FACT, *schema.REJECT]
    assert [name for name in names if f"| `{name}` |" not in rendered()] == []


def test_a_bar_in_a_text_does_not_break_the_table():
    odd = small.declare("alpha", small.Series(key="alpha.x", title="a|b", unit="people"))
    assert "| a\\|b |" in dictionary.render({"alpha": odd}, [])
