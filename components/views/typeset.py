"""Formulas as MathML, typeset by the browser with whatever font it has for them."""

from __future__ import annotations

import re

from latex2mathml.converter import convert

# Fonts that know nothing of accents set the hat beside the letter, or a line above it; as one
# letter they all have it.
_HAT = re.compile(r'<mover accent="true"><mrow><mi>y</mi></mrow><mo>&#x0005E;</mo></mover>')
_LETTER_WITH_HAT = '<mi class="lab-hat">ŷ</mi>'


def typeset(latex: str) -> str:
    """LaTeX, of our own names and numbers alone, as MathML that the browser takes as it is."""
    return _HAT.sub(_LETTER_WITH_HAT, convert(latex))
