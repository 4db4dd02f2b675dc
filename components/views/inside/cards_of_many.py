"""The five calls of a step of several features as cards: the first weights first, and the bias."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from components.style import MINUS, of_parameter
from components.views.inside.cards import (
    SUM_B,
    Card,
    LogisticCards,
    RegressionCards,
    Row,
    bracketed,
    summed,
)
from components.views.sentences.spelling import plain
from components.views.typeset import typeset
from models.run import SUBSCRIPT, Run

FIRST_WEIGHTS = 3  # of many weights, so many are shown
IN_A_LINE = 2  # and of their values at the end of a line of code
MOST_WEIGHTS = 24  # of no more than so many the visitor may ask for all


class ManyFeaturesCards(RegressionCards):
    """Writes them. Weight j is theta_j in the film, its gradient g_j, the bias theta_d and g_d."""

    through = ("", "")  # what is written around the line
    through_tex = r"\sum_j w_j\,x_{ij} + b"
    predicted = "predictions"

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self.d = run.dataset.x.shape[1]
        self.weights = range(min(self.d, FIRST_WEIGHTS))
        self.others = ", …" if self.d > FIRST_WEIGHTS else ""
        self.asked = range(self.d) if self.d <= MOST_WEIGHTS else self.weights
        self.features = run.dataset.x[: len(self.shown), : len(self.asked)].tolist()

    def series(self) -> dict[str, np.ndarray]:
        """Besides those of one feature, the gradients, and the sums that they are shares of."""
        numbers = super().series()
        for j in (*self.asked, self.d):
            numbers[f"g{j}"] = self.run.gradients[:, j]
            numbers[f"sum_{j}"] = self.sums[:, j]
        return numbers

    def colours(self) -> dict[str, str]:
        own = {f"{name}{j}": "gradient" for j in (*self.asked, self.d) for name in ("g", "sum_")}
        count = self.d + 1
        each = {f"theta_{j}": of_parameter(j, count)[0] for j in (*self.asked, self.d)}
        return super().colours() | own | each

    def zero_grad(self) -> Card:
        return self._cleared(
            (self._vector("g", "before"), f"{{g{self.d}|before}}"),
            "Step {step}, zero_grad: the gradients of all weights and of b are cleared.",
        )

    def forward(self) -> Card:
        before, after = self.through
        formula = typeset(rf"\hat{{y}}_i = {self.through_tex}")
        terms = tuple(
            f"ŷ{i + 1}".translate(SUBSCRIPT) + f" = {before}{self._line(row)}{after} = {{p{i}}}"
            for i, row in enumerate(self.features)
        )
        return Card(
            "forward",
            (Row(formula, terms + self._rest(), self._predictions()),),
            ("None",) * 2,
            f"Step {{step}}, forward: {self.n} {self.predicted}, the first is {{p0}}.",
        )

    def _line(self, row: list[float]) -> str:
        """w₁·x₁ + w₂·x₂ + … + b of one observation."""
        products = (f"{{theta_{j}|bracketed}}·{bracketed(row[j])}" for j in self.weights)
        rest = " + …" if self.others else ""
        return "".join(summed(products)) + rest + f" {{theta_{self.d}|signed}}"

    def backward(self) -> Card:
        share = f"{self.slope}/{self.n} · "
        weights = []
        for j in self.asked:
            products = summed(
                f"{{r{i}|bracketed}}·{bracketed(row[j])}" for i, row in enumerate(self.features)
            )
            weights.append(
                Row(
                    self._gradient(f"w_{{{j + 1}}}", rf"\,x_{{i{j + 1}}}"),
                    self._sum(share, products, f"sum_{j}|bracketed"),
                    f"∂L/∂{self._weight(j)} = {{g{j}}}",
                )
            )
        rows = self._with_others(weights)
        residuals = summed(f"{{r{i}|bracketed}}" for i in self.shown)
        rows.append(
            Row(
                self._gradient("b"),
                self._sum(share, residuals, f"{SUM_B}|bracketed"),
                f"∂L/∂b = {{g{self.d}}}",
            )
        )
        return Card(
            "backward",
            tuple(rows),
            (f"None → {self._vector('g')}", f"None → {{g{self.d}}}"),
            f"Step {{step}}, backward: the gradient of {self._weight(0)} is {{g0}}, "
            f"that of b {{g{self.d}}}.",
        )

    def step(self) -> Card:
        rate = plain(self.run.experiment.learning_rate)
        *weights, bias = (
            Row(
                typeset(rf"{tex} \leftarrow {tex} - \eta\,\frac{{\partial L}}{{\partial {tex}}}"),
                (f"= {{theta_{j}}} {MINUS} {rate} · {{g{j}|bracketed}}",),
                f"{name} = {{theta_{j}|after}}",
            )
            for j, name, tex in self._shown_parameters()
        )
        rows = (*self._with_others(weights), bias)
        held = self._vector("g"), f"{{g{self.d}}}"
        return Card(
            "step",
            rows,
            held,
            f"Step {{step}}, step: {self._weight(0)} becomes {{theta_0|after}}, "
            f"b becomes {{theta_{self.d}|after}}.",
        )

    def values(self) -> dict[str, str]:
        return super().values() | {
            "backward": f"w.grad = {self._begun('g')}, b.grad = {{g{self.d}}}",
            "step": f"w = {self._begun('theta_', 'after')}, b = {{theta_{self.d}|after}}",
        }

    def _begun(self, name: str, style: str = "plain") -> str:
        """A vector as one line of a narrow box of code has room for it."""
        numbers = ", ".join(f"{{{name}{j}|{style}}}" for j in range(min(self.d, IN_A_LINE)))
        return f"({numbers}{', …' if self.d > IN_A_LINE else ''})"

    def _shown_parameters(self) -> list[tuple[int, str, str]]:
        """Place, symbol and TeX of the weights that have a row, and of the bias."""
        weights = [(j, self._weight(j), f"w_{{{j + 1}}}") for j in self.asked]
        return [*weights, (self.d, "b", "b")]

    def _with_others(self, rows: list[Row]) -> list[Row]:
        """The weights' rows: the first ones, a row that names the others, these when asked for."""
        first, others = rows[: len(self.weights)], rows[len(self.weights) :]
        more = self.d - len(self.weights)
        if not more:
            return first
        one, last = self._weight(len(self.weights)), self._weight(self.d - 1)
        named = one if more == 1 else f"{one} … {last}"
        words = f"and {more} more, by the same formula: {named}"
        return [*first, Row("", (words,), ""), *(replace(row, more=True) for row in others)]

    def _weight(self, j: int) -> str:
        return f"w{j + 1}".translate(SUBSCRIPT)

    def _vector(self, name: str, style: str = "plain") -> str:
        numbers = ", ".join(f"{{{name}{j}|{style}}}" for j in self.weights)
        return f"({numbers}{self.others})"


class ManyFeaturesLogisticCards(ManyFeaturesCards, LogisticCards):
    """The same with the sigmoid behind the line, and the loss and the slope of a logistic one."""

    through = ("σ(", ")")
    through_tex = r"\sigma\Bigl(\sum_j w_j\,x_{ij} + b\Bigr)"
    predicted = "probabilities"


CARDS_OF_MANY = {"regression": ManyFeaturesCards, "classification": ManyFeaturesLogisticCards}
