"""Run → Panel: the loss at each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from components.style import LIGHT, LOG_TICK_SIZE, MINUS, TICK_SIZE, axis, layout, number
from components.views.held_out import held_out_loss
from components.views.layers import Layer, Viewed, besides, laid, longest, moving, still
from components.views.panel import Growing, Key, Panel, Rows, Switch, Watched, Whole
from components.views.pictures.traces import TO_COME, framed, grown, line, step_axis, widened
from components.views.sentences.terms import term_of
from components.views.surface.optimum import Goal, lowest_in_reach, worth_seeing
from models.losses import LOSSES
from models.run import Run

DECADES = 6  # at most, where no loss that is seen asks for more
BELOW = 2  # heights of the picture: so far below it is a loss of 0


@dataclass(frozen=True, eq=False)
class _Frame:
    """The axes: the losses' range on a logarithmic axis and on a linear one, the ticks of the
    former and their size, and whether it shows the floor.

    A loss of exactly 0 has no place on a logarithmic axis: its curve leaves that at the bottom.
    """

    log: list[float]
    linear: list[float]
    ticks: dict[str, Any]
    tick_size: float
    shows_floor: bool

    @property
    def bottom(self) -> float:
        """So low a loss is drawn that is lower."""
        return float(10.0 ** max(self.log[0] - BELOW * (self.log[1] - self.log[0]), -300))

    def switch(self, values: np.ndarray) -> Switch:
        """From the one to the other."""
        plain = {"tickmode": "auto", "dtick": None}
        return Switch(
            "log_loss",
            "log axis",
            True,
            note=_zeros(values),
            layout_on=_loss_axis("log", self.log, self.ticks, self.tick_size),
            layout_off=_loss_axis("linear", self.linear, plain, TICK_SIZE),
        )


def loss(viewed: Sequence[Viewed], goal: Goal) -> Panel:
    """The loss at each step, a marker at this one, and the goal's loss as a floor.

    Where rows are held out also the loss on these, dashed.
    """
    present, steps = viewed[0], longest(viewed)
    run = present.run
    frame = _frame(viewed, goal.loss)
    label = LOSSES[run.experiment.loss].label
    axes = _axes(steps, label, frame)
    mark = _mark(present, frame.bottom)
    layers = laid(
        _curves(present, frame.bottom),
        still(line("muted", [0, steps], [max(goal.loss, 1e-300)] * 2, width=1.5, dash="dash")),
        mark,
        _held_out(present, frame.bottom),
        besides(viewed, axes, partial(_layer, bottom=frame.bottom)),
    ).held(steps)
    holds_out = run.validation_loss is not None
    return Panel(
        name="loss",
        title="Loss",
        picture=layers.on(axes),
        motions=layers.motions,
        now="step {step}: {loss}" + (", held out {validation_loss}" if holds_out else ""),
        colour="loss",
        known_at="loss",
        alternative=_told(run, label, goal),
        keys=_keys(viewed, goal, frame),
        watched=(Watched(mark.trace, "the loss", "state"),),
        switches=(frame.switch(run.train_loss),),
    )


def _layer(viewed: Viewed, bottom: float) -> Layer:
    return laid(_curves(viewed, bottom), _mark(viewed, bottom), _held_out(viewed, bottom))


def _curves(viewed: Viewed, bottom: float) -> Layer:
    """The loss at all steps, and up to this one."""
    return _growing(viewed, viewed.run.train_loss, bottom, "loss")


def _held_out(viewed: Viewed, bottom: float) -> Layer:
    """The same on the rows that are held out, where any are."""
    held = held_out_loss(viewed.run)
    if held is None:
        return Layer()
    return _growing(viewed, held, bottom, "held-out loss", dash="dot")


def _growing(viewed: Viewed, values: np.ndarray, bottom: float, name: str, **more: Any) -> Layer:
    drawn, steps = np.maximum(values, bottom), np.arange(len(values))
    hover = {"hoverinfo": "all"} | _loss_hover(values, drawn, name)
    to_come = viewed.look.line("loss", opacity=TO_COME, width=2, **more, **hover)
    so_far = viewed.look.line("loss", width=2.5, **more)
    last = len(values) - 1
    return laid(
        moving(to_come, x=Whole(steps, last), y=Whole(drawn, last)),
        moving(so_far, x=Growing(steps), y=Growing(drawn), known_at="loss"),
    )


def _mark(viewed: Viewed, bottom: float) -> Layer:
    """The loss at this step."""
    values = viewed.run.train_loss[:, None]
    steps = np.arange(len(values))[:, None]
    mark = viewed.look.dots("loss", size=10, hoverinfo="skip")
    return moving(mark, x=Rows(steps), y=Rows(np.maximum(values, bottom)), known_at="loss")


def _frame(viewed: Sequence[Viewed], floor: float) -> _Frame:
    """What the axes hold: all of the present run, and of others what is worth seeing."""
    run, held = viewed[0].run, held_out_loss(viewed[0].run)
    values = run.train_loss
    others = [each.run.train_loss[: worth_seeing(each.run)] for each in viewed[1:]]
    seen = np.concatenate([values, *others, *([] if held is None else [held])])
    decades, shows_floor = _decades(float(values[0]), lowest_in_reach(run), floor, seen[seen > 0])
    log_range = framed(*decades)
    linear_range = widened(*grown([0.0, max(values[0], 1e-12)], [0.0, seen.max()]))
    return _Frame(log_range, linear_range, *_log_ticks(log_range), shows_floor)


def _axes(steps: int, label: str, frame: _Frame) -> dict[str, Any]:
    y = axis(label, type="log", range=frame.log, **frame.ticks)
    return layout(
        step_axis(steps), y | {"tickfont": {"color": LIGHT["muted"], "size": frame.tick_size}}
    )


def _keys(viewed: Sequence[Viewed], goal: Goal, frame: _Frame) -> list[Key]:
    target = f"{goal.name} {number(goal.loss)}" + ("" if frame.shows_floor else ", below")
    holds_out = viewed[0].run.validation_loss is not None
    return [
        *([Key("held out", "loss", "dash", "held_out")] if holds_out else []),
        Key(target, "muted", "dash", term_of(goal.name)),
        *(each.look.key("loss") for each in viewed[1:]),
    ]


def _told(run: Run, label: str, goal: Goal) -> str:
    """The picture, for who cannot see it."""
    values = run.train_loss
    told = (
        f"The {label} at each of {run.steps} steps; at step {{step}} it is {{loss}}. "
        f"It starts at {number(values[0])} and ends at {number(values[-1])}; "
        f"{goal.name}: {number(goal.loss)}."
    )
    if run.validation_loss is None:
        return told
    return told + " On the rows that are held out it is {validation_loss}."


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
