"""Every colour, font size and number format there is, once."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from pathlib import Path
from typing import Any

# One meaning, one colour, everywhere. Figures are painted in LIGHT; the player repaints them
# for a dark page by exchanging each colour of LIGHT for its namesake in DARK, so the colours
# of LIGHT must all differ. All of them are also read as text, so each stands out from its paper by
# at least 4.5 to 1 (WCAG AA).
LIGHT = {
    "data": "#475467",
    "prediction": "#0072B2",
    "residual": "#B0568A",
    "gradient": "#C04F00",
    "weight": "#8F6A05",
    "bias": "#007F5C",
    "loss": "#5B4BB7",
    "optimum": "#1D2430",
    "mistake": "#B0002B",
    "muted": "#5A6575",
    "control": "#33415C",
    "label_one": "#2A7A2E",
    "curve_2": "#8F2D9C",
    "curve_3": "#A63D2F",
    "curve_4": "#2E4A7D",
    "curve_5": "#567018",
    "curve_6": "#C2255C",
    "curve_7": "#77594A",
    "curve_8": "#2F6E8A",
    "curve_9": "#2D00FF",
    "curve_10": "#874BFF",
    "grid": "#E5E8EC",
    "paper": "#FFFFFF",
}
DARK = {
    "data": "#B6BFCD",
    "prediction": "#56B4E9",
    "residual": "#E7A6CC",
    "gradient": "#FF8A4C",
    "weight": "#F0C03C",
    "bias": "#3DD6A8",
    "loss": "#A99CF5",
    "optimum": "#E6E9EF",
    "mistake": "#FF6675",
    "muted": "#9AA4B5",
    "control": "#C3CCDE",
    "label_one": "#7FD483",
    "curve_2": "#EE7CF2",
    "curve_3": "#F08A7A",
    "curve_4": "#8FB0EA",
    "curve_5": "#B2CF6A",
    "curve_6": "#F56C9B",
    "curve_7": "#CBB09E",
    "curve_8": "#5CC8D6",
    "curve_9": "#D20FFF",
    "curve_10": "#5A9600",
    "grid": "#2A3140",
    "paper": "#0F131C",
}

# Of many weights, in their order; where these end, the same again with another dash, last with that
# of least squares.
CURVES = ("weight", *(f"curve_{i}" for i in range(2, 11)))
CURVE_DASHES = ("solid", "dashdot", "dot", "longdashdot", "5px,2px", "longdash", "dash")


def of_parameter(i: int, count: int) -> tuple[str, str]:
    """The colour and the dash of the i-th of so many parameters; the last is the bias."""
    if i == count - 1:
        return "bias", "solid"
    again, place = divmod(i, len(CURVES))
    return CURVES[place], CURVE_DASHES[again % len(CURVE_DASHES)]


PAGE = (
    Path(__file__).parent / "frame" / "page.css"
)  # what every page wears; app.py serves it in the head
# A diverging scale for the values of tensors, least, 0 and greatest; 0 is nearly the paper.
DIVERGING = {
    "light": ("#A83232", "#F4F4F2", "#1F5FA8"),
    "dark": ("#E06A5E", "#1C2230", "#5E9FE6"),
}

# The one scale: sizes are given in pixels as the page is designed, in a player WIDTH wide, which it
# has in a window of 1,400 × 900 beside the sidebar. There its text is of SIZE; elsewhere it follows
# the player's width, and no more than the window's height, between SIZE and MOST. The player draws
# pictures at the same scale; so what is given to them is in these pixels, too.
SIZE, MOST = 15, 45
SIZES = (0.8, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0)  # how many times as large all of the page may be
WIDTH, HEIGHT = 1052, 750  # 1 em is no more than the fiftieth part of the window's height

FONT_SIZE = 13
TICK_SIZE = 12
NOTED = 24  # a picture's upper margin where a note stands in it
LEVEL_SIZE = 12  # of the numbers on levels
LEVEL_SHADE = "14"  # opacity of each level's colour, in hexadecimal: lower levels lie over higher
# Of a logarithmic axis, whose labels Plotly writes 1.25 times as large, and their exponents at 0.7.
LOG_TICK_SIZE = 13 / 1.25
MINUS = "−"  # the minus sign, as wide as a digit; the hyphen is neither


def rounded(value: float, digits: int) -> float:
    """The number to so many significant digits; halfway between two, the one farther from 0.

    As JavaScript rounds, and people do: Python's own formats would take the even one.
    """
    return float(_halves_up(value, digits))


def _halves_up(value: float, digits: int) -> Decimal:
    context = Context(prec=digits, rounding=ROUND_HALF_UP)
    return context.create_decimal_from_float(float(value))


def number(value: float) -> str:
    """A number for people: 4 significant digits, as `1.2e−7` below 1e-3. The player's twin."""
    value = float(value)
    size = abs(value)
    if size == 0:
        text = "0"
    elif size < 1e-3:
        text = _exponent(f"{_halves_up(value, 2):.1e}")
    elif rounded(size, 4) >= 1e5:
        text = _exponent(f"{_halves_up(value, 4):.3e}")
    elif size < 9999.5:
        text = f"{rounded(value, 4):#.4g}".removesuffix(".")
    else:
        text = f"{rounded(value, 5):.0f}"
    return text.replace("-", MINUS)


def _exponent(text: str) -> str:
    mantissa, exponent = text.split("e")
    return f"{mantissa}e{int(exponent)}"


LONGEST_NAME = 40  # letters of a stranger's name that a picture has room for
# What Plotly takes for markup, entities, numbers to fill in, or TeX.
_PLOTLY = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "%": "&#37;", "$": "&#36;"})
_NOTHING_SEEN = "\N{WORD JOINER}"
_CLOSED, _ALONE = re.compile(r"\{(?=[^{}]*\})"), re.compile(r"\{(?![^{}]*\})")


def shortened(name: str, longest: int = LONGEST_NAME) -> str:
    """The name on one line, and of a long one its beginning."""
    line = " ".join(name.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def as_text(name: str, longest: int = LONGEST_NAME) -> str:
    """A stranger's name for a figure: Plotly shows it letter by letter, whatever it holds.

    For titles, names of traces and hovertemplates. What the player sets as text (keys, notes,
    readouts, tables) needs nothing of the kind.
    """
    return shortened(name, longest).translate(_PLOTLY)


def in_template(name: str, longest: int = LONGEST_NAME) -> str:
    """A stranger's name for a template of ours (Panel.now): "{w}" in it asks for no number.

    A brace that nothing closes would take in what follows the name: its wide twin does not.
    """
    closed = _CLOSED.sub("{" + _NOTHING_SEEN, shortened(name, longest))
    return _ALONE.sub("\N{FULLWIDTH LEFT CURLY BRACKET}", closed)


def axis(title: str, ink: str = "muted", **more: Any) -> dict[str, Any]:
    """A quiet axis: thin grid, no zero line, its title close by, numbers with real minus signs.

    The title is shown as the text it is: it may be a stranger's. ink: the colour of what it names.
    """
    tick_size = LOG_TICK_SIZE if more.get("type") == "log" else TICK_SIZE
    font = {"size": FONT_SIZE, "color": LIGHT[ink]}
    return {
        "title": {"text": as_text(title, 72), "standoff": 4, "font": font},
        "gridcolor": LIGHT["grid"],
        "zeroline": False,
        "automargin": False,
        "ticklabeloverflow": "allow",  # else Plotly measures each label, at each drawing
        "exponentformat": "power",
        "tickfont": {"color": LIGHT["muted"], "size": tick_size},
        **more,
    }


def layout(x: dict[str, Any], y: dict[str, Any]) -> dict[str, Any]:
    """The layout that all panels share. uirevision: a new run keeps the visitor's zoom."""
    return {
        "template": {},  # none: else Plotly brings its own, 7 kB of it
        "uirevision": "kept",
        "margin": {"l": 62, "r": 20, "t": 9, "b": 38},
        "paper_bgcolor": LIGHT["paper"],
        "plot_bgcolor": LIGHT["paper"],
        "font": {"size": FONT_SIZE, "color": LIGHT["muted"]},
        "hoverlabel": {
            "bgcolor": LIGHT["paper"],
            "font": {"color": LIGHT["optimum"], "size": FONT_SIZE},
        },
        "modebar": {
            "color": LIGHT["muted"],
            "activecolor": LIGHT["prediction"],
            "bgcolor": LIGHT["paper"],
        },
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": "zoom",
        "xaxis": x,
        "yaxis": y,
    }


def scale() -> str:
    """The scale, for style sheets: numbers without a unit."""
    numbers = {"size": SIZE, "most": MOST, "width": WIDTH, "height": HEIGHT}
    told = "".join(f" --lab-{name}: {value};" for name, value in numbers.items())
    return f":root {{{told} }}"
