"""The five calls of a step as cards: formula, the same with this step's numbers, and the result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from components.style import MINUS
from components.views.sentences.spelling import plain
from components.views.typeset import typeset
from models.run import SUBSCRIPT, Run

FIRST_TERMS = 3  # of many observations, so many are shown
SUM_W, SUM_B, SUM_LOSS = "sum_w", "sum_b", "sum_loss"


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


class RegressionCards:
    """Writes the cards of linear regression with the mean squared error."""

    slope = 2  # of the loss in ŷ: ∂L/∂ŷ is slope/n · (ŷ − y)

    def __init__(self, run: Run) -> None:
        assert run.shown_predictions is not None
        assert run.term_sums is not None
        self.run, self.sums = run, run.term_sums
        self.n = run.dataset.n
        self.predictions = run.shown_predictions
        self.shown = range(self.predictions.shape[1])
        self.x = [float(x) for x in run.dataset.x[: len(self.shown), 0]]
        self.y = [float(y) for y in run.dataset.y[: len(self.shown)]]
        self.more = (" + …",) if self.n > len(self.shown) else ()

    def series(self) -> dict[str, np.ndarray]:
        """The numbers that the templates name besides the film's own, each (T+1,)."""
        residuals = self.predictions - np.array(self.y)
        return {
            **{f"p{i}": self.predictions[:, i] for i in self.shown},
            **{f"r{i}": residuals[:, i] for i in self.shown},
            SUM_W: self.sums[:, 0],
            SUM_B: self.sums[:, -1],
            SUM_LOSS: self.summed_loss(residuals),
        }

    def summed_loss(self, residuals: np.ndarray) -> np.ndarray:
        """(T+1,): the sum of the loss's terms.

        Where not all are shown, n times their mean: no digit that is seen is lost on the way, for
        terms of one sign do not cancel.
        """
        if self.more:
            return np.asarray(self.run.train_loss * self.n)
        return np.asarray((residuals**2).sum(axis=1))

    def colours(self) -> dict[str, str]:
        """Series → colour: one meaning, one colour, here too."""
        return {
            **{f"p{i}": "prediction" for i in self.shown},
            **{f"r{i}": "residual" for i in self.shown},
            "w": "weight",
            "b": "bias",
            "loss": "loss",
            SUM_LOSS: "loss",
            **dict.fromkeys(("gradient_w", "gradient_b", SUM_W, SUM_B), "gradient"),
        }

    def zero_grad(self) -> Card:
        return self._cleared(
            ("{gradient_w|before}", "{gradient_b|before}"),
            "Step {step}, zero_grad: the gradients of w and b are cleared.",
        )

    def _cleared(self, before: tuple[str, str], said: str) -> Card:
        """The card of zero_grad, with what w.grad and b.grad held before it."""
        return Card(
            "zero_grad",
            tuple(
                Row(
                    typeset(rf"{name}.\mathrm{{grad}} \leftarrow \mathrm{{None}}"),
                    (),
                    f"{name}.grad: {value} → None",
                )
                for name, value in zip("wb", before, strict=True)
            ),
            (f"{before[0]} → None", f"{before[1]} → None"),
            said,
        )

    def forward(self) -> Card:
        terms = tuple(
            f"ŷ{i + 1}".translate(SUBSCRIPT) + f" = {{w}} · {bracketed(x)} {{b|signed}} = {{p{i}}}"
            for i, x in enumerate(self.x)
        )
        return Card(
            "forward",
            (Row(typeset(r"\hat{y}_i = w\,x_i + b"), terms + self._rest(), self._predictions()),),
            ("None",) * 2,
            f"Step {{step}}, forward: {self.n} predictions, the first is {{p0}}.",
        )

    def loss(self) -> Card:
        squares = summed(f"{{r{i}|bracketed}}²" for i in self.shown)
        return Card(
            "loss",
            (
                Row(
                    typeset(r"L = \frac{1}{n} \sum_i (\hat{y}_i - y_i)^2"),
                    self._sum(f"1/{self.n} · ", squares, SUM_LOSS),
                    "L = {loss}",
                ),
            ),
            ("None",) * 2,
            "Step {step}, loss: the mean squared error is {loss}.",
        )

    def backward(self) -> Card:
        products = summed(f"{{r{i}|bracketed}}·{bracketed(x)}" for i, x in enumerate(self.x))
        residuals = summed(f"{{r{i}|bracketed}}" for i in self.shown)
        share = f"{self.slope}/{self.n} · "
        return Card(
            "backward",
            (
                Row(
                    self._gradient("w", r"\,x_i"),
                    self._sum(share, products, f"{SUM_W}|bracketed"),
                    "∂L/∂w = {gradient_w}",
                ),
                Row(
                    self._gradient("b"),
                    self._sum(share, residuals, f"{SUM_B}|bracketed"),
                    "∂L/∂b = {gradient_b}",
                ),
            ),
            ("None → {gradient_w}", "None → {gradient_b}"),
            "Step {step}, backward: the gradient of w is {gradient_w}, that of b {gradient_b}.",
        )

    def _gradient(self, name: str, times: str = "") -> str:
        derivative = rf"\frac{{\partial L}}{{\partial {name}}}"
        return typeset(
            rf"{derivative} = \frac{{{self.slope}}}{{n}} \sum_i (\hat{{y}}_i - y_i){times}"
        )

    def step(self) -> Card:
        rate = plain(self.run.experiment.learning_rate)
        return Card(
            "step",
            tuple(
                Row(
                    typeset(
                        rf"{name} \leftarrow {name} - \eta\,\frac{{\partial L}}{{\partial {name}}}"
                    ),
                    (f"= {{{name}}} {MINUS} {rate} · {{gradient_{name}|bracketed}}",),
                    f"{name} = {{{name}|after}}",
                )
                for name in "wb"
            ),
            ("{gradient_w}", "{gradient_b}"),
            "Step {step}, step: w becomes {w|after}, b becomes {b|after}.",
        )

    def values(self) -> dict[str, str]:
        """What a debugger would show at the end of each phase's line."""
        return {
            "zero_grad": "w.grad = None, b.grad = None",
            "forward": self._predictions(),
            "loss": "loss = {loss}",
            "backward": "w.grad = {gradient_w}, b.grad = {gradient_b}",
            "step": "w = {w|after}, b = {b|after}",
        }

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


# In parts, between which a narrow card begins a new line.
_CROSS_ENTROPY = (
    r"L = -\frac{1}{n} \sum_i [y_i \log \hat{y}_i",
    r"{} + (1 - y_i) \log(1 - \hat{y}_i)]",
    r"= \frac{1}{n} \sum_i \log(1 + e^{\mp z_i})",
)


class LogisticCards(RegressionCards):
    """The same for logistic regression: the sigmoid behind the line, and binary cross-entropy.

    A term of the loss is written as it is computed, log(1 + e^∓z): of a ŷ that was rounded to 1 the
    logarithm of 1 − ŷ would be none.
    """

    slope = 1

    def series(self) -> dict[str, np.ndarray]:
        """Besides, how far each logit is on the wrong side of 0."""
        against = self._against()
        return super().series() | {f"a{i}": against[:, i] for i in self.shown}

    def _against(self) -> np.ndarray:
        """(T+1, k): −z where the label is 1, z where it is 0."""
        shown = self.run.dataset.x[: len(self.shown)]
        z = self.run.params[:, :-1] @ shown.T + self.run.params[:, -1:]
        return np.asarray(z * (1 - 2 * np.array(self.y)))

    def summed_loss(self, residuals: np.ndarray) -> np.ndarray:
        if self.more:
            return super().summed_loss(residuals)
        return np.asarray(np.logaddexp(0, self._against()).sum(axis=1))

    def forward(self) -> Card:
        terms = tuple(
            f"ŷ{i + 1}".translate(SUBSCRIPT)
            + f" = σ({{w}} · {bracketed(x)} {{b|signed}}) = {{p{i}}}"
            for i, x in enumerate(self.x)
        )
        formula = typeset(r"\hat{y}_i = \sigma(w\,x_i + b)")
        return Card(
            "forward",
            (Row(formula, terms + self._rest(), self._predictions()),),
            ("None",) * 2,
            f"Step {{step}}, forward: {self.n} probabilities, the first is {{p0}}.",
        )

    def loss(self) -> Card:
        logarithms = summed(f"log(1 + e^{{a{i}|bracketed}})" for i in self.shown)
        return Card(
            "loss",
            (
                Row(
                    " ".join(typeset(part) for part in _CROSS_ENTROPY),
                    self._sum(f"1/{self.n} · ", logarithms, SUM_LOSS),
                    "L = {loss}",
                ),
            ),
            ("None",) * 2,
            "Step {step}, loss: the binary cross-entropy is {loss}.",
        )


CARDS = {"regression": RegressionCards, "classification": LogisticCards}


def summed(terms: Iterable[str]) -> tuple[str, ...]:
    """The terms with their plus signs, each a piece that no line break divides."""
    first, *others = terms
    return (first, *(f" + {term}" for term in others))
