"""Every colour, font size and number format there is, once."""

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
    "grid": "#2A3140",
    "paper": "#0F131C",
}

PAGE = Path(__file__).parent / "page.css"  # what every page wears; app.py serves it in the head
# A diverging scale for the values of tensors, least, 0 and greatest; 0 is nearly the paper.
DIVERGING_LIGHT = ("#A83232", "#F4F4F2", "#1F5FA8")
DIVERGING_DARK = ("#E06A5E", "#1C2230", "#5E9FE6")

FONT_SIZE = 13
TICK_SIZE = 12
LOG_TICK_SIZE = TICK_SIZE / 1.25  # Plotly writes the labels of a logarithmic axis that much larger
MINUS = "−"  # the minus sign, as wide as a digit; the hyphen is neither


def number(value: float) -> str:
    """A number for people: 4 significant digits, as `1.2e−7` below 1e-3. The player's twin."""
    size = abs(value)
    if size == 0:
        text = "0"
    elif size < 1e-3:
        text = _exponent(f"{value:.1e}")
    elif float(f"{size:.3e}") >= 1e5:
        text = _exponent(f"{value:.3e}")
    else:
        text = f"{value:#.4g}".removesuffix(".") if size < 9999.5 else f"{value:.0f}"
    return text.replace("-", MINUS)


def _exponent(text: str) -> str:
    mantissa, exponent = text.split("e")
    return f"{mantissa}e{int(exponent)}"


def axis(title: str, **more: Any) -> dict[str, Any]:
    """A quiet axis: thin grid, no zero line, its title close by, numbers with real minus signs."""
    tick_size = LOG_TICK_SIZE if more.get("type") == "log" else TICK_SIZE
    return {
        "title": {"text": title, "standoff": 4, "font": {"size": FONT_SIZE}},
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
        "margin": {"l": 62, "r": 14, "t": 6, "b": 38},
        "paper_bgcolor": LIGHT["paper"],
        "plot_bgcolor": LIGHT["paper"],
        "font": {"size": FONT_SIZE, "color": LIGHT["muted"]},
        "hoverlabel": {"bgcolor": LIGHT["paper"], "font": {"color": LIGHT["optimum"]}},
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
