"""Colours: told apart, readable on their background, and even in grey."""

import itertools

import pytest

from briefing.palette import DARK, LIGHT, Palette, contrast, palette

THEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=lambda one: one.theme)
READABLE, VISIBLE = 4.5, 3.0  # contrast of text, and of marks, WCAG 2.2


def lightness(colour: str) -> float:
    return contrast(colour, "#000000")


def seen_with_deuteranopia(colour: str) -> tuple[float, float, float]:
    """The colour as an eye without green cones sees it, linear RGB (Viénot, Brettel and Mollon 1999)."""
    red, green, blue = (((int(colour[i : i + 2], 16) / 255) ** 2.2) for i in (1, 3, 5))
    mixed = 0.29275 * red + 0.70725 * green
    return mixed, mixed, -0.02234 * red + 0.02234 * green + blue


def test_the_contrast_of_black_and_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_the_contrast_of_a_colour_with_itself_is_1():
    assert contrast("#b8450b", "#b8450b") == pytest.approx(1)


@THEMES
def test_text_reads_on_the_background(colours):
    assert contrast(colours.text, colours.background) >= READABLE
    assert contrast(colours.text_soft, colours.background) >= READABLE


@THEMES
def test_marks_are_seen_on_the_background(colours):
    marks = (colours.outline, colours.score, colours.others, colours.rises, colours.falls, *colours.countries)
    for mark in (*marks, *colours.events.values()):
        assert contrast(mark, colours.background) >= VISIBLE


@THEMES
def test_the_scale_of_risk_moves_one_way_in_lightness(colours):
    steps = [lightness(colour) for colour in colours.risk]
    assert steps in (sorted(steps), sorted(steps, reverse=True))


@THEMES
def test_more_risk_stands_further_from_the_background(colours):
    assert contrast(colours.risk[-1], colours.background) > contrast(colours.risk[0], colours.background)


@THEMES
@pytest.mark.parametrize("level", [0, 0.2, 0.4, 0.5, 0.6, 0.8, 1])
def test_ink_on_the_scale_of_risk_is_readable(colours, level):
    fill = colours.at(level)
    assert contrast(colours.ink_on(fill), fill) >= READABLE


@THEMES
def test_rising_and_falling_differ_to_an_eye_without_green_cones(colours):
    rises, falls = seen_with_deuteranopia(colours.rises), seen_with_deuteranopia(colours.falls)
    assert sum(abs(one - other) for one, other in zip(rises, falls, strict=True)) > 0.3


@THEMES
def test_no_two_countries_share_a_colour(colours):
    assert all(one != other for one, other in itertools.combinations(colours.countries, 2))


def test_the_ends_of_the_scale_are_its_first_and_last_colour():
    assert (LIGHT.at(0), LIGHT.at(1)) == (LIGHT.risk[0], LIGHT.risk[-1])


def test_a_level_outside_the_scale_has_no_colour():
    with pytest.raises(ValueError, match="must lie in"):
        LIGHT.at(1.01)


def test_an_unknown_theme_is_refused():
    with pytest.raises(ValueError, match="theme must be one of"):
        palette("sepia")


def test_a_palette_without_six_country_colours_is_refused():
    fields = {name: getattr(LIGHT, name) for name in Palette.__dataclass_fields__}
    with pytest.raises(ValueError, match="six country colours"):
        Palette(**fields | {"countries": LIGHT.countries[:5]})
