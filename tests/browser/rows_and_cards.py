"""Each cell of a table that is in sight, and each term of a card, is what the film has there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from components.style import MINUS
from tests.support.reading import Film, filled
from tests.support.recomputed import latest_known

# Of the page: rows that are wholly in sight, by their places, and the cards' terms. A term that was
# pointed at has its explanation in its cell from then on.
SEEN = """(root, withoutExplanation = (cell) => [...cell.childNodes]
    .map((part) => part.querySelector?.('.lab-explanation')
        ? part.textContent.replace(part.querySelector('.lab-explanation').textContent, '')
        : part.textContent).join('')) => ({
    rows: Object.fromEntries([...root.querySelectorAll('.lab-table')].map((figure) => {
        const box = figure.querySelector('.lab-scroller').getBoundingClientRect();
        const rows = [...figure.querySelectorAll('tbody tr')].map((row, i) => {
            const { top, bottom } = row.getBoundingClientRect();
            const isBelow = top >= Math.max(box.top, 0);
            const inSight = isBelow && bottom <= Math.min(box.bottom, innerHeight);
            return inSight ? [i, [...row.cells].map(withoutExplanation)] : null;
        });
        return [figure.dataset.panel, rows.filter(Boolean)];
    })),
    cards: [...root.querySelectorAll('.lab-inside .lab-card')].map((card) => ({
        phase: card.dataset.phase,
        rows: [...card.querySelectorAll('.lab-row')].map((row) =>
            [...row.querySelectorAll('.lab-term'), row.querySelector('.lab-result')]
                .map((part) => part.textContent)),
    })),
})"""

Seen = dict[str, Any]


def wrong_rows(seen: Seen, film: Film, step: int, phase: str | None) -> Iterator[str]:
    """Cells in sight that are not the film's at the step that is known of them by then."""
    for table in film.head["tables"]:
        for i, cells in seen["rows"].get(table["name"], []):
            for column, text in zip(table["columns"], cells, strict=True):
                known_at = column.get("known_at", "step")
                known_at = known_at if isinstance(known_at, str) else known_at[i]
                at = latest_known(step, phase, known_at)
                values, slack = _column(film, column, max(at, 0))
                if not (text == "–" if at < 0 else _is(text, values[i], slack)):
                    yield (
                        f"{table['name']}, row {i}, {column['label']!r} at step {at}: "
                        f"{text!r}, not {values[i]!r}"
                    )


def _column(film: Film, column: dict[str, Any], step: int) -> tuple[Any, tuple[float, float]]:
    """The column's values at the step; and how far off a written one may be, by size and at all."""
    if "texts" in column:
        return column["texts"], (0, 0)
    if "numbers" in column:
        values = film.array(column["numbers"])
        return values, (5.1e-8, 0)
    values = film.at(column["moving"], step)
    return values, (5.1 * 10.0 ** -column["digits"], 1e-9 * _summed(film, column["moving"], step))


def _summed(film: Film, moving: dict[str, Any], step: int) -> float:
    """The size of what is added up to a value: its rounding is of that size, not of the value's."""
    if "weights" not in moving:
        return float(np.abs(film.at(moving, step)).max(initial=0))
    weights, basis = film.array(moving["weights"])[step], film.array(moving["basis"])
    return float((np.abs(weights) @ np.abs(basis)).max(initial=0))


def _is(text: str, value: Any, slack: tuple[float, float]) -> bool:
    if isinstance(value, str):
        return text == value
    relative = slack[0] if abs(value) >= 1e-3 else max(slack[0], 5.1e-2)
    written = float(text.replace(MINUS, "-"))
    return bool(written == pytest.approx(value, rel=relative, abs=slack[1]))


def wrong_terms(seen: Seen, film: Film, step: int, phase: str) -> Iterator[str]:
    """Terms and results of the cards that are not the film's in the round that is shown."""
    round_ = step - 1 if phase == "step" else step
    for card, told in zip(film.head["inside"]["cards"], seen["cards"], strict=True):
        if card["phase"] == "step" and round_ >= film.head["steps"]:
            continue  # the last state has no update
        expected = [
            [filled(part, film, round_) for part in (*row["terms"], row["result"])]
            for row in card["rows"]
        ]
        if told["rows"] != expected:
            yield f"card {card['phase']} of round {round_}: {told['rows']}, not {expected}"
