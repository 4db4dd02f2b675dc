"""Colours are told apart and can be read in both themes; numbers are written for people."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from components.style import DARK, LIGHT, number, of_parameter
from components.views import presentation
from components.views.presentation import panels
from tests.support.runs import run_of
from tests.support.strategies import always_the_same

CONFIG = tomllib.loads(
    (Path(__file__).parents[3] / ".streamlit" / "config.toml").read_text(encoding="utf-8")
)
THEMES = {"light": LIGHT, "dark": DARK}


def luminance(colour: str) -> float:
    """The relative luminance of "#rrggbb" (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """From 1, none, to 21, black on white (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _inks() -> list[str]:
    """Every colour in which the page writes words or numbers."""
    inks: set[str] = set()
    for run in (run_of("tutorial, converging"), run_of("hours, converging")):
        inks |= {readout.colour for readout in presentation.readouts(run)}
        inks |= {panel.colour for panel in panels(run)}
        for table in presentation.tables(run):
            inks = inks.union(*(column.inks for column in table.columns))
    # Axes, captions, the verdict of a run that went wrong, and the numbers of a mistake.
    return sorted(inks | {"muted", "optimum", "gradient", "mistake"})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (1e-7, "1.0e−7"),
        (-0.01234, "−0.01234"),
        (0.001, "0.001000"),
        (0.00099, "9.9e−4"),
        (1.0, "1.000"),
        (-2.5, "−2.500"),
        (126.6, "126.6"),
        (126.61, "126.6"),
        (9999.0, "9999"),
        (9999.96, "10000"),
        (99994.0, "99994"),
        (99996.0, "1.000e5"),
        (123456, "1.235e5"),
        (1.5e12, "1.500e12"),
        (-3e-300, "−3.0e−300"),
        # Halfway between two texts: the one farther from 0.
        (33164.5, "33165"),
        (-33164.5, "−33165"),
        (1.0625, "1.063"),
        (1000.5, "1001"),
        (1234500.0, "1.235e6"),
    ],
)
def test_a_number_is_written_as_people_write_it(value: float, text: str) -> None:
    assert number(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False))
@example(0.00099999)
@example(9999.5)
@example(99999.9)
@settings(always_the_same, max_examples=400)
def test_a_written_number_is_the_number_to_its_digits_and_has_no_hyphen(value: float) -> None:
    text = number(value)
    assert re.fullmatch(r"−?\d+(\.\d+)?(e−?\d+)?", text)
    if abs(value) < 1.7e308:  # whose rounding may be more than a float holds
        digits = 5e-2 if abs(value) < 1e-3 else 5.01e-4
        assert float(text.replace("−", "-")) == pytest.approx(value, rel=digits)
    assert len(text) <= 12


def test_both_themes_have_the_same_colours() -> None:
    assert list(LIGHT) == list(DARK)
    hexadecimal = re.compile(r"#[0-9A-F]{6}")
    assert all(hexadecimal.fullmatch(c) for c in [*LIGHT.values(), *DARK.values()])


@pytest.mark.parametrize("theme", THEMES)
def test_colours_differ_within_a_theme(theme: str) -> None:
    """In LIGHT they must: the player finds the dark namesake by the light colour."""
    colours = THEMES[theme]
    assert len(set(colours.values())) == len(colours)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ink", _inks())
def test_words_can_be_read_on_the_paper(theme: str, ink: str) -> None:
    ratio = contrast(THEMES[theme][ink], THEMES[theme]["paper"])
    assert ratio >= 4.5, f"{ink} {THEMES[theme][ink]} on {theme} paper: {ratio:.2f}"


@pytest.mark.parametrize("theme", THEMES)
def test_words_can_be_read_on_the_second_paper(theme: str) -> None:
    """The sidebar's, the buttons' and the tables' heads."""
    second = CONFIG["theme"][theme]["secondaryBackgroundColor"]
    for ink in ("muted", "optimum", "control"):
        assert contrast(THEMES[theme][ink], second) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_everything_drawn_stands_out_from_the_paper(theme: str) -> None:
    colours = THEMES[theme]
    for name in set(colours) - {"grid", "paper"}:
        assert contrast(colours[name], colours["paper"]) >= 3, name


@pytest.mark.parametrize("theme", THEMES)
def test_streamlits_theme_is_ours(theme: str) -> None:
    config, colours = CONFIG["theme"][theme], THEMES[theme]
    assert config["backgroundColor"] == colours["paper"]
    assert contrast(config["primaryColor"], "#FFFFFF") >= 4.5  # in which Streamlit writes on it
    for paper in ("backgroundColor", "secondaryBackgroundColor"):
        assert contrast(config["primaryColor"], config[paper]) >= 3
    if theme == "light":
        assert config["primaryColor"] == colours["control"]
    assert config["textColor"] == colours["optimum"]
    meant = ["prediction", "gradient", "bias", "residual", "weight", "loss", "data"]
    assert config["chartCategoricalColors"][:7] == [colours[name] for name in meant]


@pytest.mark.parametrize("theme", THEMES)
def test_ten_weights_and_the_bias_have_each_a_colour_of_its_own_that_is_seen(theme: str) -> None:
    """As many weights as the data sets that are offered have features."""
    inks = [of_parameter(i, 11) for i in range(11)]
    assert len({THEMES[theme][ink] for ink, _ in inks}) == 11
    assert {dash for _, dash in inks} == {"solid"}
    for ink, _ in inks:
        assert contrast(THEMES[theme][ink], THEMES[theme]["paper"]) >= 4.5, ink
