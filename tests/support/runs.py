"""Runs of every fate on every data set, trained once, and where in them a test looks."""

from dataclasses import replace
from functools import cache

from models.datasets import load
from models.experiment import Experiment
from models.run import Run
from models.training import train

# The critical learning rate of the tutorial is 0.028, that of the line 0.054.
LINE = Experiment(dataset="line", samples=30, x_min=-2.0, x_max=8.0, noise=0.7)
EXPERIMENTS = {
    "tutorial, converging": Experiment(),
    "tutorial, swinging": Experiment(learning_rate=0.027, epochs=60),
    "tutorial, diverged": Experiment(learning_rate=0.1),
    "line, converging": replace(LINE, learning_rate=0.01),
    "line, swinging": replace(LINE, learning_rate=0.05, epochs=60),
    "line, diverged": replace(LINE, learning_rate=0.3, start="seeded", start_seed=3),
}
# Where pictures degenerate: a path without length, a fit without residuals, hardly any step.
EDGES = {
    "starts at the optimum": Experiment(start_weight=2.0, start_bias=1.0),
    "two samples": Experiment(dataset="line", samples=2),
    "no noise": Experiment(dataset="line", noise=0.0, precision="float64", epochs=500),
    "constant y": Experiment(dataset="line", slope=0.0, noise=0.0),
    "one epoch": Experiment(epochs=1),
    "diverged at once": Experiment(dataset="line", x_min=-1000.0, x_max=1000.0, learning_rate=10.0),
    "far from zero": Experiment(dataset="line", x_min=999.0, x_max=1000.0, learning_rate=1e-6),
    "narrowest": Experiment(dataset="line", x_min=5.0, x_max=5.001, samples=500),
}
HOURS = Experiment(dataset="hours", learning_rate=0.5)
CLASSIFICATIONS = {
    "hours, converging": HOURS,
    "hours, swinging": replace(HOURS, learning_rate=6.0),
    "hours, separable": replace(HOURS, overlap=0.0, epochs=300),
    "hours, all failed": replace(HOURS, samples=2, overlap=10.0, data_seed=3, epochs=30),
    "hours, from zero": replace(HOURS, start_weight=0.0, start_bias=0.0, samples=9, data_seed=1),
    "hours, from far": replace(HOURS, start_weight=-1000.0, start_bias=1000.0, learning_rate=10.0),
}
CONVERGING = [name for name in EXPERIMENTS if not name.endswith("diverged")]


@cache
def run_of(name: str) -> Run:
    """The run of that name, in EXPERIMENTS, EDGES or CLASSIFICATIONS."""
    return trained((EXPERIMENTS | EDGES | CLASSIFICATIONS)[name])


def trained(experiment: Experiment) -> Run:
    """The experiment's run."""
    return train(experiment, load(experiment))


def looked_at(run: Run) -> list[int]:
    """The first, the second, a middle and the last step."""
    return sorted({0, min(1, run.steps), run.steps // 2, run.steps})
