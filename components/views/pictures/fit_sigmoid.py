"""Run → Panel: the labels, the S-curve at this step, its threshold, and what it gets wrong."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from components.style import axis, layout
from components.views import labels
from components.views.layers import Layer, Viewed, laid, longest, moving, still
from components.views.panel import (
    OFF_STAGE,
    Blend,
    Key,
    Panel,
    Rows,
    Through,
    Trace,
    Watched,
    Whole,
)
from components.views.pictures.fit_line import FROM_FORWARD
from components.views.pictures.traces import dots, hollow, line, widened
from components.views.shown_points import and_hollow, points
from models.run import Run
from models.theory import cross_entropy as theory

CURVE_POINTS = 241  # of the S-curve: a step of it is two pixels wide
WRONGLY = {0.0: "wrongly_one", 1.0: "wrongly_zero"}  # label → where its marks are, in OF_LOGIT


def fit(viewed: Sequence[Viewed]) -> Panel:
    """The labels, the S-curve at this step, its threshold, and the labels that it gets wrong."""
    run, seen = viewed[0].run, points(viewed[0].run)
    x, held = seen.x[:, 0], seen.held_x[:, 0]
    every = np.append(x, held)
    x_range = widened(every.min(), every.max())
    over = np.linspace(x_range[0], x_range[1], CURVE_POINTS)
    name, target = labels.feature(run.dataset, 0), labels.labelled(run.dataset)
    axes = layout(axis(name, range=x_range), axis(target, range=[-0.12, 1.12], dtick=0.5))
    lowest, threshold = still(*_lowest_curve(run, over)), _threshold(run)
    hover = "x %{x:.8~g}<br>y %{y}<extra></extra>"
    layers = laid(
        still(line("muted", x_range, [0.5, 0.5], width=1, dash="dot")),
        lowest,
        _residuals(run, x, seen.y),
        _curve(viewed[0], over),
        threshold,
        still(dots("data", x, seen.y, size=8, hovertemplate=hover)),
        _missed(run, x, seen.y),
        still(*([_held_out(held, seen.held_y, hover)] if len(held) else [])),
        *(_curve(each, over) for each in viewed[1:]),
    ).held(longest(viewed))
    return Panel(
        name="fit",
        title="Fit",
        picture=layers.on(axes),
        motions=layers.motions,
        now="ŷ = σ({theta_0} x {theta_1|signed})" + and_hollow(run),
        inks={"theta_0": "weight", "theta_1": "bias"},
        colour="prediction",
        alternative=_told(run),
        note=seen.note,
        keys=_keys(viewed, has_lowest=bool(lowest.traces)),
        watched=(Watched(threshold.trace, "the threshold is", "any"),),
    )


def _keys(viewed: Sequence[Viewed], has_lowest: bool) -> list[Key]:
    return [
        Key("wrong", "residual", "times"),
        Key("threshold", "optimum", "dash"),
        *([Key("lowest loss", "muted", "dash", "lowest_loss")] if has_lowest else []),
        *(each.look.key("prediction") for each in viewed[1:]),
    ]


def _told(run: Run) -> str:
    """The picture, for who cannot see it."""
    return (
        f"{run.dataset.n} labels, 0 or 1, and the S-curve at step {{step}}: the probability of "
        "1 is the sigmoid of {theta_0} x {theta_1|signed}. {accuracy} of the labels are "
        "predicted right."
    )


def _curve(viewed: Viewed, over: np.ndarray) -> Layer:
    """The S-curve."""
    told = {"hoverinfo": "all", "hovertemplate": _CURVE_HOVER}
    trace = viewed.look.line("prediction", over, width=3, **told)
    return moving(trace, y=Through("sigmoid", _logits(viewed.run, over)))


def _missed(run: Run, x: np.ndarray, y: np.ndarray) -> Layer:
    """The marks of the labels that are wrong at this step."""
    found = []
    for label, wrongly in WRONGLY.items():
        missed = x[y == label]
        if len(missed):
            trace = dots("residual", missed, size=11, symbol="x", hoverinfo="skip")
            marks = Through(wrongly, _logits(run, missed))
            found.append(moving(trace, y=marks, **FROM_FORWARD))
    return laid(*found)


def _held_out(x: np.ndarray, y: np.ndarray, hover: str) -> Trace:
    return hollow("data", x, y, hovertemplate=f"held out<br>{hover}")


_CURVE_HOVER = "x %{x:.4~g}<br>ŷ %{y:.4~g}<extra></extra>"


def _lowest_curve(run: Run, x: np.ndarray) -> list[Trace]:
    """The curve of the lowest loss, where there is one."""
    best = theory.optimum(run.dataset)
    if best is None:
        return []
    return [line("muted", x, theory.sigmoid(best[0] * x + best[1]), width=1.5, dash="dash")]


def _logits(run: Run, x: np.ndarray) -> Blend:
    """z = w·x + b at x (k,) for each step."""
    return Blend(run.params, np.vstack([x, np.ones_like(x)]))


def _residuals(run: Run, x: np.ndarray, y: np.ndarray) -> Layer:
    """Per point two coordinates: its label, which stays, and ŷ.

    Labels are the sigmoid of logits, too: of numbers so far from 0 that nothing is left between.
    """
    logits, n = _logits(run, x), len(y)
    basis = np.zeros((3, n, 2))
    basis[0, :, 0] = 1000 * (2 * y - 1)
    basis[1:, :, 1] = logits.basis
    weights = np.hstack([np.ones((len(run), 1)), logits.weights])
    ends = Through("sigmoid", Blend(weights, basis.reshape(3, -1)))
    still_x = Whole(np.repeat(x, 2), run.steps)
    trace = line("residual", width=1, opacity=0.6)
    return moving(trace, x=still_x, y=ends, piece=2, **FROM_FORWARD)


def _threshold(run: Run) -> Layer:
    """The x at which ŷ = ½, −b/w; off stage where the curve is level."""
    w, b = run.params[:, :1], run.params[:, 1:]
    with np.errstate(over="ignore"):
        x = np.divide(-b, w, out=np.full_like(w, OFF_STAGE), where=w != 0)
    x = np.clip(x, OFF_STAGE, -OFF_STAGE)
    trace = line("optimum", y=[-1, 2], width=1.5, dash="longdash")
    return moving(trace, x=Rows(np.repeat(x, 2, axis=1)))
