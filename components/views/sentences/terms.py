"""The field's terms that the page uses: what each means, in one sentence and a formula."""

from __future__ import annotations

from dataclasses import dataclass

from models.optimizers import OPTIMIZERS


@dataclass(frozen=True)
class Term:
    """said: one sentence for a beginner; formula: the same for who reads formulas, or "".

    word: what stands for it where a template asks for {name|term}.
    """

    said: str
    formula: str = ""
    word: str = ""


TERMS = {
    "learning_rate": Term(
        "How far one step goes against the gradient, which is downhill.",
        "θ ← θ − η · ∇L, η: the learning rate",
    ),
    "critical_rate": Term(
        "Below this learning rate training comes to rest; above it the error grows in the end; "
        "exactly at it, it swings for ever.",
        "η = 2/λmax",
    ),
    "critical_rate_here": Term(
        "Close to the lowest loss: below this learning rate training comes to rest there, above it "
        "it does not.",
        "η = 2/λmax, λmax: of the Hessian at the lowest loss",
    ),
    "lambda_max": Term(
        "How strongly the loss curves in the direction in which it curves most.",
        "λmax: the largest eigenvalue of the Hessian H = 2/n · XᵀX, X with a column of ones",
    ),
    "lambda_max_here": Term(
        "How strongly the loss curves, at its lowest point, in the direction in which it curves "
        "most.",
        "λmax: the largest eigenvalue of H = 1/n · XᵀDX there, D: ŷ·(1 − ŷ) on the diagonal",
    ),
    "lowest_here": Term(
        "Where the loss is lowest in these two parameters, the others as they are: the numbers "
        "of the levels say how far above it they are.",
        "+30: L = lowest here + 30",
    ),
    "error_factor": Term(
        "By what one step multiplies how far the parameters are from the best ones, once only the "
        "slowest direction is left.",
        "max |1 − ηλ|, over all eigenvalues λ of the Hessian",
    ),
    "error": Term(
        "How far the parameters are from the best ones, measured by what that costs in loss.",
        "√(L − L*), L*: the lowest loss",
    ),
    "halving": Term("After so many steps half of the error is left.", "ln 2 / −ln(error factor)"),
    "kappa": Term(
        "How many times as steep the valley of the loss is across as along: 1 is a round bowl, "
        "which descent likes; thousands are a ravine.",
        "κ = λmax/λmin, the condition number",
        "κ",
    ),
    "loss": Term(
        "What training makes small: how far the predictions are from what was seen, on average.",
        "mean squared error: 1/n · Σ (ŷ − y)²; of classes, binary cross-entropy",
    ),
    "cross_entropy": Term(
        "What training makes small: how surprised the model is by the labels, on average.",
        "L = −1/n · Σ [y·log ŷ + (1 − y)·log(1 − ŷ)]",
    ),
    "rmse": Term(
        "The typical size of a residual, in the units of y.",
        "RMSE = √(1/n · Σ (ŷ − y)²)",
        "RMSE",
    ),
    "r_squared": Term(
        "Which share of the spread of y the model explains: 1 is all of it, 0 is no better than "
        "the mean of y, below 0 is worse.",
        "R² = 1 − Σ (ŷ − y)² / Σ (y − ȳ)²",
        "R²",
    ),
    "accuracy": Term(
        "The share of labels that are predicted right.", "of ŷ ≥ ½ where y = 1, ŷ < ½ where y = 0"
    ),
    "gradient": Term(
        "How fast the loss grows as the parameter does; a step goes the other way.", "∂L/∂θ"
    ),
    "least_squares": Term(
        "The weights and bias with the lowest mean squared error there is; algebra finds them "
        "without training.",
        "w, b with the least Σ (w·x + b − y)²",
    ),
    "lowest_loss": Term(
        "The weights and bias with the lowest cross-entropy there is; Newton's method finds them "
        "in a few steps of its own.",
        "w, b with the least L",
    ),
    "line_loss": Term(
        "The loss of the line that the mistake has made, whatever its code takes for the loss.",
        "mean squared error: 1/n · Σ (ŷ − y)²",
    ),
    "held_gradient": Term(
        "What the step has left in .grad; with a mistake, that need not be the gradient of the "
        "loss.",
    ),
    "held_out": Term(
        "Of rows that training does not see: how good the model is on what is new to it.",
        "R² about these rows' own mean",
    ),
    "sure": Term(
        "Below this learning rate each step surely lowers the loss, wherever it starts; above it, "
        "it may still do.",
        "8/λmax(XᵀX/n), as ŷ·(1 − ŷ) is ¼ at most",
    ),
    "bound": Term(
        "What the lab takes for a run that will not come back: a run that converges never has a "
        "loss above its first one.",
        "10⁹ times the loss at the start, or that of ŷ = 0 if this is larger",
    ),
    "parameter": Term(
        "A tensor that training is to change: a module lists what it holds as nn.Parameter.",
        "module.parameters()",
    ),
    "weight": Term(
        "The numbers by which a layer multiplies its input: one for each input and each output.",
        "W in y = x W + b",
    ),
    "bias": Term("What a layer adds to each output, whatever its input.", "b in y = x W + b"),
    "this_step": Term(
        "What this step does to the parameters, at its true length: it goes downhill, and looks "
        "askew where the axes are not to scale.",
        "θ ← θ − η · ∇L",
    ),
    "tiny_step": Term(
        "This step is too short to be seen as an arrow; the ring says where it begins.",
    ),
    "optimizer": Term(
        "What takes the step: it changes each parameter it was given, by its gradient.",
        f"θ ← θ − η · ∂L/∂θ, as in {', '.join(of.name_in_torch for of in OPTIMIZERS.values())}",
    ),
    "autograd": Term(
        "The part of PyTorch that writes down each calculation, and from that finds the gradients.",
    ),
    "grad": Term(
        "Where a parameter keeps its gradient: None until backward() has put one there.",
        "p.grad = ∂L/∂p",
    ),
    "requires_grad": Term(
        "Whether autograd is to find a gradient for this tensor.", "p.requires_grad"
    ),
    "is_leaf": Term(
        "Whether the tensor stands at the beginning of a calculation, not at its end: only such "
        "ones get a .grad.",
        "p.is_leaf",
    ),
    "buffer": Term(
        "A tensor that is part of the module, and saved with it, but is not trained.",
        "module.register_buffer(name, tensor)",
    ),
    "state_dict": Term(
        "All that a module saves, by name: its parameters and its buffers.", "module.state_dict()"
    ),
    "forward": Term(
        "The way from the input to the prediction and its loss; autograd writes it down.",
        "ŷ = module(x), L = criterion(ŷ, y)",
    ),
    "backward": Term(
        "The way back from the loss: by the chain rule, it puts the gradient into each .grad.",
        "loss.backward()",
    ),
    "grad_fn": Term(
        "What was calculated, as a graph: each result knows the function that made it, and from "
        "what.",
        "loss.grad_fn, grad_fn.next_functions",
    ),
    "accumulate": Term(
        "The end of each way back: it adds the gradient that arrives to the parameter's .grad.",
        "p.grad ← p.grad + ∂L/∂p",
    ),
}


def term_of(words: str) -> str:
    """The name of the term that is spelled so, "" where it is none: "least squares" is one."""
    name = words.replace(" ", "_")
    return name if name in TERMS else ""
