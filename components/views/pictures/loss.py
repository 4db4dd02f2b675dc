"""Run → Panel: the loss at each step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from components.style import LIGHT, LOG_TICK_SIZE, MINUS, TICK_SIZE, axis, layout, number
from components.views.held_out import held_out_loss
from components.views.panel import (
    Growing,
    Key,
    Motion,
    Panel,
    Picture,
    Rows,
    Switch,
    Watched,
    Whole,
)
from components.views.pictures.traces import TO_COME, dots, framed, grown, line, step_axis, widened
from components.views.sentences.terms import term_of
from components.views.surface.optimum import Goal, lowest_in_reach, worth_seeing
from models.losses import LOSSES
from models.run import Run

DECADES = 6  # at most, where no loss that is seen asks for more
BELOW = 2  # heights of the picture: so far below it is a loss of 0


def loss(run: Run, also: Sequence[Run] = (), *, goal: Goal) -> Panel:
    """The loss at each step, a marker at this one, and the goal's loss as a floor.

    Where rows are held out also the loss on these, dashed. also: runs on the same data that
    the picture's frame has room for too.
    """
    values, steps = run.train_loss, np.arange(len(run))
    floor, held = goal.loss, held_out_loss(run)
    seen = np.concatenate(
        [
            values,
            *(other.train_loss[: worth_seeing(other)] for other in also),
            *([] if held is None else [held]),
        ]
    )
    decades, shows_floor = _decades(float(values[0]), lowest_in_reach(run), floor, seen[seen > 0])
    log_range = framed(*decades)
    linear_range = widened(*grown([0.0, max(values[0], 1e-12)], [0.0, seen.max()]))
    ticks, tick_size = _log_ticks(log_range)
    label = LOSSES[run.experiment.loss].label
    target = f"{goal.name} {number(floor)}" + ("" if shows_floor else ", below")
    # A loss of exactly 0 has no place on a logarithmic axis: its curve leaves that at the bottom.
    bottom = 10.0 ** max(log_range[0] - BELOW * (log_range[1] - log_range[0]), -300)
    drawn = np.maximum(values, bottom)
    traces = [
        line("loss", opacity=TO_COME, width=2, hoverinfo="all") | _loss_hover(values, drawn),
        line("loss", width=2.5),
        line("muted", [0, run.steps], [max(floor, 1e-300)] * 2, width=1.5, dash="dash"),
        dots("loss", size=10, hoverinfo="skip"),
    ]
    motions = [
        Motion(0, x=Whole(steps, run.steps), y=Whole(drawn, run.steps)),
        Motion(1, x=Growing(steps), y=Growing(drawn), known_at="loss"),
        Motion(3, x=Rows(steps[:, None]), y=Rows(drawn[:, None]), known_at="loss"),
    ]
    now, keys, told = "step {step}: {loss}", [Key(target, "muted", "dash", term_of(goal.name))], ""
    if held is not None:
        shown = np.maximum(held, bottom)
        hover = _loss_hover(held, shown, "held-out loss")
        motions += [
            Motion(len(traces), x=Whole(steps, run.steps), y=Whole(shown, run.steps)),
            Motion(len(traces) + 1, x=Growing(steps), y=Growing(shown), known_at="loss"),
        ]
        traces += [
            line("loss", opacity=TO_COME, width=2, dash="dot", hoverinfo="all") | hover,
            line("loss", width=2.5, dash="dot"),
        ]
        now += ", held out {validation_loss}"
        keys.insert(0, Key("held out", "loss", "dash", "held_out"))
        told = " On the rows that are held out it is {validation_loss}."
    picture = Picture(
        traces,
        layout(
            step_axis(run.steps),
            axis(label, type="log", range=log_range, **ticks)
            | {"tickfont": {"color": LIGHT["muted"], "size": tick_size}},
        ),
    )
    return Panel(
        name="loss",
        title="Loss",
        picture=picture,
        motions=motions,
        now=now,
        colour="loss",
        known_at="loss",
        alternative=(
            f"The {label} at each of {run.steps} steps; at step {{step}} it is {{loss}}. "
            f"It starts at {number(values[0])} and ends at {number(values[-1])}; "
            f"{goal.name}: {number(floor)}." + told
        ),
        keys=keys,
        watched=(Watched(3, "the loss", "state"),),
        switches=(
            Switch(
                "log_loss",
                "log axis",
                True,
                note=_zeros(values),
                layout_on=_loss_axis("log", log_range, ticks, tick_size),
                layout_off=_loss_axis(
                    "linear", linear_range, {"tickmode": "auto", "dtick": None}, TICK_SIZE
                ),
            ),
        ),
    )


def _decades(
    first: float, reach: float, floor: float, seen: np.ndarray
) -> tuple[list[float], bool]:
    """From which power of ten to which the losses go, and whether the floor is among them.

    As data and start alone have it: from the first loss down to the lowest in reach, if that is
    within so many decades. Where the losses that are seen, all above 0, go further, so do the
    powers; the floor is seen where they come near it.
    """
    if not len(seen):
        return [-1.0, 0.0], False
    top = np.log10(first if first > 0 else seen.max())
    lowest = np.log10(floor) if floor > 0 else -np.inf
    low = max(np.log10(max(reach, 1e-300)), top - DECADES)
    base = [lowest if lowest > low - 1 else low, top]
    low, high = grown(base, [np.log10(seen.min()), np.log10(seen.max())])
    low = max(low, min(lowest, np.log10(seen.min())))
    return [low, high], bool(lowest >= low)


def _zeros(values: np.ndarray) -> str | None:
    """What is said where some losses are exactly 0."""
    (steps,) = np.nonzero(values <= 0)
    if not len(steps):
        return None
    is_to_the_end = len(steps) == len(values) - steps[0]
    when = f"from step {steps[0]} on" if is_to_the_end else f"at {len(steps)} steps"
    return f"{when} the loss is exactly 0: below any logarithmic axis"


def _loss_hover(values: np.ndarray, drawn: np.ndarray, name: str = "loss") -> dict[str, Any]:
    """What pointing at the curve says: the loss itself, also where it is drawn elsewhere."""
    loss, more = "%{y:.8~g}", {}
    if (values != drawn).any():
        loss, more = "%{customdata:.8~g}", {"customdata": values}
    return more | {"hovertemplate": f"step %{{x}}<br>{name} {loss}<extra></extra>"}


def _loss_axis(kind: str, shown: list[float], ticks: dict[str, Any], size: float) -> dict[str, Any]:
    """Plotly's attributes of the loss axis, as a switch sets them."""
    return {
        "yaxis.type": kind,
        "yaxis.range": shown,
        # 2.5×10⁴ would run into the title; 25000 and 2.5e+5 do not.
        "yaxis.exponentformat": "power" if kind == "log" else "e",
        "yaxis.minexponent": 4,
        "yaxis.tickfont.size": size,
        **{f"yaxis.{name}": value for name, value in ticks.items()},
    }


def _log_ticks(log_range: list[float]) -> tuple[dict[str, Any], float]:
    """Plotly's attributes for ticks of which about six fit, and the size of their labels.

    They are whole decades; where few are seen, 2 and 5 times each as well; where hardly one is,
    even steps, "L0.1" in Plotly's language.
    """
    low, high = log_range
    if high - low >= 2.5:
        return {"tickmode": "linear", "dtick": max(1, round((high - low) / 6))}, LOG_TICK_SIZE
    if high - low >= 1.3:
        decades = range(int(np.floor(low)), int(np.ceil(high)) + 1)
        values = [first * 10.0**decade for decade in decades for first in (1, 2, 5)]
        inside = [value for value in values if low <= np.log10(value) <= high]
        texts = [_short(value) for value in inside]
        return {"tickmode": "array", "tickvals": inside, "ticktext": texts}, TICK_SIZE
    sixth = (10**high - 10**low) / 6
    decade = 10.0 ** np.floor(np.log10(sixth))
    step = next(s * decade for s in (1, 2, 5, 10) if s * decade >= sixth)
    return {"tickmode": "linear", "dtick": f"L{step:g}"}, TICK_SIZE


def _short(value: float) -> str:
    """One digit and its decade, as few signs as tell it: 0.02, 500, 2e5, 5e−7."""
    text = f"{value:g}" if 1e-3 <= value < 1e5 else f"{value:.0e}"
    return text.replace("e+0", "e").replace("e-0", "e-").replace("e+", "e").replace("-", MINUS)
