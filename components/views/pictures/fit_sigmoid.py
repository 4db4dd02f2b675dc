"""Run → Panel: the labels, the S-curve at this step, its threshold, and what it gets wrong."""

from __future__ import annotations

from typing import Any

import numpy as np

from components.style import axis, layout
from components.views import labels
from components.views.panel import (
    OFF_STAGE,
    Blend,
    Key,
    Motion,
    Panel,
    Picture,
    Rows,
    Through,
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


def fit(run: Run) -> Panel:
    """The labels, the S-curve at this step, its threshold, and the labels that it gets wrong."""
    seen = points(run)
    x, y, held = seen.x[:, 0], seen.y, seen.held_x[:, 0]
    every = np.append(x, held)
    x_range = widened(every.min(), every.max())
    curve = np.linspace(x_range[0], x_range[1], CURVE_POINTS)
    name, target = labels.feature(run.dataset, 0), labels.labelled(run.dataset)
    traces = [
        line("muted", x_range, [0.5, 0.5], width=1, dash="dot"),
        *_lowest_curve(run, curve),
    ]
    first = len(traces)
    traces += [
        line("residual", width=1, opacity=0.6),
        line("prediction", curve, width=3, hoverinfo="all", hovertemplate=_CURVE_HOVER),
        line("optimum", y=[-1, 2], width=1.5, dash="longdash"),
        dots("data", x, y, size=8, hovertemplate="x %{x:.8~g}<br>y %{y}<extra></extra>"),
    ]
    motions = [
        Motion(
            first, Whole(np.repeat(x, 2), run.steps), _residuals(run, x, y), piece=2, **FROM_FORWARD
        ),
        Motion(first + 1, y=Through("sigmoid", _logits(run, curve))),
        Motion(first + 2, x=Rows(np.repeat(_threshold(run.params), 2, axis=1))),
    ]
    for label, wrongly in WRONGLY.items():
        missed = x[y == label]
        if len(missed):
            marks = Through(wrongly, _logits(run, missed))
            motions.append(Motion(len(traces), y=marks, **FROM_FORWARD))
            traces.append(dots("residual", missed, size=11, symbol="x", hoverinfo="skip"))
    if len(held):
        hover = "held out<br>x %{x:.8~g}<br>y %{y}<extra></extra>"
        traces.append(hollow("data", held, seen.held_y, hovertemplate=hover))
    return Panel(
        name="fit",
        title="Fit",
        picture=Picture(
            traces,
            layout(axis(name, range=x_range), axis(target, range=[-0.12, 1.12], dtick=0.5)),
        ),
        motions=motions,
        now="ŷ = σ({theta_0} x {theta_1|signed})" + and_hollow(run),
        inks={"theta_0": "weight", "theta_1": "bias"},
        colour="prediction",
        alternative=(
            f"{run.dataset.n} labels, 0 or 1, and the S-curve at step {{step}}: the probability of "
            "1 is the sigmoid of {theta_0} x {theta_1|signed}. {accuracy} of the labels are "
            "predicted right."
        ),
        note=seen.note,
        keys=(
            Key("wrong", "residual", "times"),
            Key("threshold", "optimum", "dash"),
            *([] if first == 1 else [Key("lowest loss", "muted", "dash", "lowest_loss")]),
        ),
        watched=(Watched(first + 2, "the threshold is", "any"),),
    )


_CURVE_HOVER = "x %{x:.4~g}<br>ŷ %{y:.4~g}<extra></extra>"


def _lowest_curve(run: Run, x: np.ndarray) -> list[dict[str, Any]]:
    """The curve of the lowest loss, where there is one."""
    best = theory.optimum(run.dataset)
    if best is None:
        return []
    return [line("muted", x, theory.sigmoid(best[0] * x + best[1]), width=1.5, dash="dash")]


def _logits(run: Run, x: np.ndarray) -> Blend:
    """z = w·x + b at x (k,) for each step."""
    return Blend(run.params, np.vstack([x, np.ones_like(x)]))


def _residuals(run: Run, x: np.ndarray, y: np.ndarray) -> Through:
    """Per point two coordinates: its label, which stays, and ŷ.

    Labels are the sigmoid of logits, too: of numbers so far from 0 that nothing is left between.
    """
    logits, n = _logits(run, x), len(y)
    basis = np.zeros((3, n, 2))
    basis[0, :, 0] = 1000 * (2 * y - 1)
    basis[1:, :, 1] = logits.basis
    weights = np.hstack([np.ones((len(run), 1)), logits.weights])
    return Through("sigmoid", Blend(weights, basis.reshape(3, -1)))


def _threshold(params: np.ndarray) -> np.ndarray:
    """(T+1, 1): the x at which ŷ = ½, −b/w; off stage where the curve is level."""
    w, b = params[:, :1], params[:, 1:]
    with np.errstate(over="ignore"):
        x = np.divide(-b, w, out=np.full_like(w, OFF_STAGE), where=w != 0)
    return np.clip(x, OFF_STAGE, -OFF_STAGE)
