"""What recording costs: train() against the bare loop of the PyTorch tutorials."""

import time
from collections.abc import Callable

import torch
from torch import nn

from benchmarks.row import Row
from benchmarks.turns import fastest, take_turns
from models.datasets import load
from models.experiment import Experiment
from models.training import train

EPOCHS = 1000
ROUNDS, WARM_UP = 31, 2
BOUNDS = {"by_autograd": 1.15, "by_hand": 0.6, "by_parameter": None}
BARE = "bare loop"


def measure() -> list[Row]:
    """A row for each learner: its fastest time by the bare loop's fastest.

    Not the medians: pure computing is only ever slowed down, by whatever else the machine does.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        tasks = {name: _milliseconds(_recorded(name)) for name in BOUNDS}
        times = take_turns({BARE: _milliseconds(bare_loop), **tasks}, ROUNDS, WARM_UP)
    finally:
        torch.set_num_threads(threads)
    bare = times[BARE]
    return [
        Row(
            f"training, recorded, {name}, {EPOCHS:,} steps; fastest of {ROUNDS}",
            fastest(times[name]),
            f"bare loop, nothing recorded: {fastest(bare)}",
            min(times[name]) / min(bare),
            at_most=bound,
        )
        for name, bound in BOUNDS.items()
    ]


def bare_loop() -> None:
    """The tutorial, as it is written everywhere."""
    x = torch.arange(11, dtype=torch.float32).reshape(-1, 1)
    y = 2 * x + 1
    model = nn.Linear(1, 1)
    criterion = nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    for _ in range(EPOCHS):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()


def _recorded(learner: str) -> Callable[[], object]:
    experiment = Experiment(learner=learner, epochs=EPOCHS)
    dataset = load(experiment)
    return lambda: train(experiment, dataset)


def _milliseconds(task: Callable[[], object]) -> Callable[[], float]:
    def timed() -> float:
        begin = time.perf_counter()
        task()
        return 1000 * (time.perf_counter() - begin)

    return timed
