"""The five calls of a step as cards: formula, the same with this step's numbers, and the result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from components.style import of_parameter
from components.views.sentences.spelling import plain
from components.views.typeset import typeset
from models.activations import ACTIVATIONS
from models.losses import LOSSES
from models.optimizers import OPTIMIZERS
from models.run import SUBSCRIPT, Run

FIRST_TERMS = 3  # of many observations, so many are shown
FIRST_WEIGHTS = 3  # of many weights, so many are shown
IN_A_LINE = 2  # and of their values at the end of a line of code
MOST_WEIGHTS = 24  # of no more than so many the visitor may ask for all

# What a loss names in its term → the series of which a row's number is one.
TERMS = {"residual": "r", "against": "a", "row": "l"}


@dataclass(frozen=True)
class Row:
    """A formula (MathML), the same with this step's numbers put in, term by term, and its result.

    terms and result are templates, as Panel.now. Besides {name|signed} they may say
    {name|bracketed}, (−2) where it is negative; {name|before}, at the step before, None at the
    first; {name|after}, at the step after. more: it is seen when the visitor asks for it, by the
    words of the row before it that has no formula.
    """

    formula: str
    terms: tuple[str, ...]
    result: str
    more: bool = False


@dataclass(frozen=True)
class Card:
    """One of the five calls. said: the sentence for who hears the page instead of seeing it."""

    phase: str
    rows: tuple[Row, ...]
    gradients: tuple[str, str]
    said: str


def _plain(value: float) -> str:
    """A number that stands still in a term, as short as it can be."""
    return plain(value, 4)


def bracketed(value: float) -> str:
    """A number that stands still, in brackets where a sign before it would meet its own."""
    return f"({_plain(value)})" if value < 0 else _plain(value)


class Cards:
    """Writes the cards of a run, whatever its loss, its optimizer and the number of its features.

    In the film parameter j is theta_j, the last of which is the bias, gradient_j its gradient, and
    sum_j the sum that this is a share of; p0, p1 … are predictions. What a loss is a sum of is
    written with r0, r1 … (residuals), a0 … (how far a logit is on the wrong side of 0), l0 … (the
    loss of a row) or e0 … (the derivative of all the loss by the logit of a row).
    """

    def __init__(self, run: Run) -> None:
        assert run.shown_predictions is not None
        assert run.term_sums is not None
        self.run, self.sums = run, run.term_sums
        self.of, self.optimizer = LOSSES[run.experiment.loss], OPTIMIZERS[run.experiment.optimizer]
        self.n, self.d = run.dataset.x.shape
        self.predictions = run.shown_predictions
        self.shown = range(self.predictions.shape[1])
        self.weights = range(min(self.d, FIRST_WEIGHTS))
        self.asked = range(self.d) if self.d <= MOST_WEIGHTS else self.weights
        self.features = run.dataset.x[: len(self.shown), : len(self.asked)].tolist()
        self.y = run.dataset.y[: len(self.shown)]
        self.more = (" + …",) if self.n > len(self.shown) else ()

    def cards(self) -> tuple[Card, ...]:
        """All five, in their order."""
        return self.zero_grad(), self.forward(), self.loss(), self.backward(), self.step()

    # ---- Numbers and colours

    def series(self) -> dict[str, np.ndarray]:
        """The numbers that the templates name besides the film's own, each (T+1,)."""
        per_row = {"p": self.predictions, "r": self.predictions - self.y, **self._logits()}
        numbers = {
            f"{name}{i}": values[:, i] for name, values in per_row.items() for i in self.shown
        }
        sums = self.run.gradients if self.of.slope is None else self.sums
        for j in (*self.asked, self.d):
            numbers[f"gradient_{j}"] = self.run.gradients[:, j]
            numbers[f"sum_{j}"] = sums[:, j]
            numbers[f"update_{j}"] = self.run.updates[:, j]
        return numbers | {"sum_loss": self._summed_loss()}

    def _logits(self) -> dict[str, np.ndarray]:
        """Name → (T+1, k): what the loss needs besides the residuals."""
        if self.of.slope is not None and "{residual" in self.of.term:
            return {}
        z = self._z()
        numbers = {}
        if "{against" in self.of.term:
            numbers["a"] = z * (1 - 2 * self.y)
        if "{row" in self.of.term:
            numbers["l"] = self._of_rows(self.of.value)
        if self.of.slope is None:
            numbers["e"] = self._of_rows(self.of.gradient) / self.n
        return numbers

    def _z(self) -> np.ndarray:
        """(T+1, k): the linear part of the rows shown."""
        shown = self.run.dataset.x[: len(self.shown)]
        return np.asarray(self.run.params[:, :-1] @ shown.T + self.run.params[:, -1:])

    def _of_rows(self, function: Callable[[Tensor, Tensor], Tensor]) -> np.ndarray:
        """(T+1, k): a function of the loss, of each row as if there were no other."""
        z = self.predictions if self.of.activation == "identity" else self._z()
        y = np.broadcast_to(self.y, z.shape)
        rows = (torch.tensor(values).reshape(-1, 1, 1) for values in (z, y))
        return torch.vmap(function)(*rows).reshape(z.shape).numpy()

    def _summed_loss(self) -> np.ndarray:
        """(T+1,): the sum of the loss's terms.

        Where not all are shown, n times their mean: no digit that is seen is lost on the way, for
        terms of one sign do not cancel.
        """
        if self.more:
            return np.asarray(self.run.train_loss * self.n)
        return np.asarray(self._of_rows(self.of.value).sum(axis=1))

    def colours(self) -> dict[str, str]:
        """Series → colour: one meaning, one colour, here too."""
        each = (*self.asked, self.d)
        return {
            **{f"p{i}": "prediction" for i in self.shown},
            **{f"r{i}": "residual" for i in self.shown},
            **{f"theta_{j}": of_parameter(j, self.d + 1)[0] for j in each},
            **{f"{name}_{j}": "gradient" for j in each for name in ("gradient", "sum", "update")},
            "loss": "loss",
            "sum_loss": "loss",
        }

    # ---- The five cards

    def zero_grad(self) -> Card:
        held = self._vector("gradient_", "before"), f"{{gradient_{self.d}|before}}"
        whose = "w and b" if self.d == 1 else "all weights and of b"
        return Card(
            "zero_grad",
            tuple(
                Row(
                    typeset(rf"{name}.\mathrm{{grad}} \leftarrow \mathrm{{None}}"),
                    (),
                    f"{name}.grad: {value} → None",
                )
                for name, value in zip("wb", held, strict=True)
            ),
            (f"{held[0]} → None", f"{held[1]} → None"),
            f"Step {{step}}, zero_grad: the gradients of {whose} are cleared.",
        )

    def forward(self) -> Card:
        symbol = ACTIVATIONS[self.of.activation].symbol
        before, after = (f"{symbol}(", ")") if symbol else ("", "")
        terms = tuple(
            f"ŷ{i + 1}".translate(SUBSCRIPT) + f" = {before}{self._line(row)}{after} = {{p{i}}}"
            for i, row in enumerate(self.features)
        )
        what = "probabilities" if self.of.task == "classification" else "predictions"
        return Card(
            "forward",
            (Row(self._line_in_tex(), terms + self._rest(), self._predictions()),),
            ("None",) * 2,
            f"Step {{step}}, forward: {self.n} {what}, the first is {{p0}}.",
        )

    def _line_in_tex(self) -> str:
        tex = ACTIVATIONS[self.of.activation].tex
        if self.d == 1:
            line = r"w\,x_i + b"
            return typeset(rf"\hat{{y}}_i = {tex}({line})" if tex else rf"\hat{{y}}_i = {line}")
        line = r"\sum_j w_j\,x_{ij} + b"
        return typeset(
            rf"\hat{{y}}_i = {tex}\Bigl({line}\Bigr)" if tex else rf"\hat{{y}}_i = {line}"
        )

    def _line(self, row: list[float]) -> str:
        """w·x + b of one observation, or w₁·x₁ + w₂·x₂ + … + b."""
        if self.d == 1:
            return f"{{theta_0}} · {bracketed(row[0])} {{theta_1|signed}}"
        products = (f"{{theta_{j}|bracketed}}·{bracketed(row[j])}" for j in self.weights)
        rest = " + …" if self.d > len(self.weights) else ""
        return "".join(summed(products)) + rest + f" {{theta_{self.d}|signed}}"

    def loss(self) -> Card:
        terms = summed(map(self._term, self.shown))
        return Card(
            "loss",
            (
                Row(
                    " ".join(typeset(part) for part in self.of.formula),
                    self._sum(f"1/{self.n} · ", terms, "sum_loss"),
                    "L = {loss}",
                ),
            ),
            ("None",) * 2,
            f"Step {{step}}, loss: the {self.of.label} is {{loss}}.",
        )

    def _term(self, i: int) -> str:
        """What the loss is the mean of, of one row."""
        term = self.of.term
        for name, symbol in TERMS.items():
            term = term.replace(f"{{{name}", f"{{{symbol}{i}")
        return term

    def backward(self) -> Card:
        *weights, bias = (self._derivative(j) for j in (*self.asked, self.d))
        return Card(
            "backward",
            (*self._with_others(weights), bias),
            (f"None → {self._vector('gradient_')}", f"None → {{gradient_{self.d}}}"),
            f"Step {{step}}, backward: the gradient of {self._name(0)} is {{gradient_0}}, "
            f"that of b {{gradient_{self.d}}}.",
        )

    def _derivative(self, j: int) -> Row:
        """∂L/∂θ of one parameter: a share of the sum of what it is multiplied by, times how far
        each prediction is off, or of how the loss changes with each logit."""
        slope = self.of.slope
        off = "e" if slope is None else "r"
        at = [
            f"{{{off}{i}|bracketed}}" + (f"·{bracketed(row[j])}" if j < self.d else "")
            for i, row in enumerate(self.features)
        ]
        times = "" if j == self.d else r"\,x_i" if self.d == 1 else rf"\,x_{{i{j + 1}}}"
        derivative = rf"\frac{{\partial L}}{{\partial {self._tex(j)}}}"
        each = (
            r"\sum_i \frac{\partial L}{\partial z_i}"
            if slope is None
            else rf"\frac{{{slope}}}{{n}} \sum_i (\hat{{y}}_i - y_i)"
        )
        share = "" if slope is None else f"{slope}/{self.n} · "
        return Row(
            typeset(f"{derivative} = {each}{times}"),
            self._sum(share, summed(at), f"sum_{j}|bracketed"),
            f"∂L/∂{self._name(j)} = {{gradient_{j}}}",
        )

    def step(self) -> Card:
        rate = plain(self.run.experiment.learning_rate)
        *weights, bias = (
            Row(
                typeset(self.optimizer.formula.replace(r"\theta", self._tex(j))),
                (
                    "= "
                    + self.optimizer.with_numbers.format(
                        theta=f"{{theta_{j}}}", rate=rate, gradient=f"{{gradient_{j}|bracketed}}"
                    ),
                ),
                f"{self._name(j)} = {{theta_{j}|after}}",
            )
            for j in (*self.asked, self.d)
        )
        return Card(
            "step",
            (*self._with_others(weights), bias),
            (self._vector("gradient_"), f"{{gradient_{self.d}}}"),
            f"Step {{step}}, step: {self._name(0)} becomes {{theta_0|after}}, "
            f"b becomes {{theta_{self.d}|after}}.",
        )

    def values(self) -> dict[str, str]:
        """What a debugger would show at the end of each phase's line."""
        gradients, weights = (
            self._begun("gradient_", "plain"),
            self._begun("theta_", "after"),
        )
        return {
            "zero_grad": "w.grad = None, b.grad = None",
            "forward": self._predictions(),
            "loss": "loss = {loss}",
            "backward": f"w.grad = {gradients}, b.grad = {{gradient_{self.d}}}",
            "step": f"w = {weights}, b = {{theta_{self.d}|after}}",
        }

    # ---- What they are written with

    def _name(self, j: int) -> str:
        if j == self.d:
            return "b"
        return "w" if self.d == 1 else f"w{j + 1}".translate(SUBSCRIPT)

    def _tex(self, j: int) -> str:
        if j == self.d:
            return "b"
        return "w" if self.d == 1 else f"w_{{{j + 1}}}"

    def _vector(self, name: str, style: str = "") -> str:
        """The first weights' numbers of a name; one number where there is but one weight."""
        return self._listed(name, style, len(self.weights))

    def _begun(self, name: str, style: str) -> str:
        """The same, as one line of a narrow box of code has room for it."""
        return self._listed(name, style, min(self.d, IN_A_LINE))

    def _listed(self, name: str, style: str, count: int) -> str:
        if self.d == 1:
            return f"{{{name}0|{style}}}" if style not in ("", "plain") else f"{{{name}0}}"
        numbers = ", ".join(f"{{{name}{j}|{style or 'plain'}}}" for j in range(count))
        return f"({numbers}{', …' if self.d > count else ''})"

    def _with_others(self, rows: list[Row]) -> list[Row]:
        """The weights' rows: the first ones, a row that names the others, these when asked for."""
        first, others = rows[: len(self.weights)], rows[len(self.weights) :]
        more = self.d - len(self.weights)
        if not more:
            return first
        one, last = self._name(len(self.weights)), self._name(self.d - 1)
        named = one if more == 1 else f"{one} … {last}"
        words = f"and {more} more, by the same formula: {named}"
        return [*first, Row("", (words,), ""), *(replace(row, more=True) for row in others)]

    def _predictions(self) -> str:
        first = ", ".join(f"{{p{i}}}" for i in list(self.shown)[:FIRST_TERMS])
        return f"ŷ = ({first}, …)" if self.n > FIRST_TERMS else f"ŷ = ({first})"

    def _sum(self, share: str, terms: Sequence[str], total: str) -> tuple[str, ...]:
        """A share of the terms' sum, and of their total: no line begins or ends between a bracket
        and what it holds."""
        parts = [*terms, *self.more]
        parts[0] = f"= {share}({parts[0]}"
        parts[-1] = f"{parts[-1]})"
        return (*parts, f" = {share}{{{total}}}")

    def _rest(self) -> tuple[str, ...]:
        return (f"… and {self.n - len(self.shown)} more",) if self.more else ()


def summed(terms: Iterable[str]) -> tuple[str, ...]:
    """The terms with their plus signs, each a piece that no line break divides."""
    first, *others = terms
    return (first, *(f" + {term}" for term in others))
