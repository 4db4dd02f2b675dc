"""The levels of a loss without a theory lie where the loss has them."""

import dataclasses

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from components.views.surface.landscapes import landscape
from models.experiment import Experiment
from models.losses import LOSSES, Loss
from models.run import Run
from models.theory.sampled import Sampled
from tests.support.runs import trained


def absolute(z: Tensor, y: Tensor) -> Tensor:
    return torch.sqrt(1 + (z - y).square()).mean()  # smooth, and far off as |z − y|


TOY = Loss(
    label="nearly absolute",
    formula=("L",),
    value=absolute,
    gradient=lambda z, y: (z - y) / torch.sqrt(1 + (z - y).square()) / len(y),
    module=nn.Module,
)


def run_of(monkeypatch: pytest.MonkeyPatch, experiment: Experiment) -> Run:
    """A run of descent on the mean squared error, looked at as one of another loss."""
    run = dataclasses.replace(trained(experiment))
    monkeypatch.setitem(LOSSES, "mse", TOY)
    return run


@pytest.mark.parametrize(
    "experiment", [Experiment(dataset="line"), Experiment(dataset="scales", learning_rate=0.005)]
)
def test_each_level_is_where_the_loss_has_it(
    monkeypatch: pytest.MonkeyPatch, experiment: Experiment
) -> None:
    run = run_of(monkeypatch, experiment)
    land, objective = landscape(run, (0, 1)), run.objective
    assert isinstance(objective, Sampled)
    assert len(land.curves) > 3
    floor = run.objective.lowest if land.lowest is None else None
    for curve in land.curves:
        points = np.column_stack([curve.x.at(0), curve.y.at(0)])
        assert (points[0] == points[-1]).all(), "it is closed"
        params = np.tile(run.params[0], (len(points), 1))
        params[:, :2] = points
        found = objective.loss(params)
        if floor is None:  # a height above the lowest loss there
            at = params[:1].copy()
            assert land.lowest is not None
            at[0, :2] = land.lowest[0]
            found = found - objective.loss(at)[0]
        assert found == pytest.approx(curve.level.loss, rel=1e-3)


def test_of_the_loss_its_lowest_point_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    run = run_of(monkeypatch, Experiment(dataset="line"))
    land = landscape(run, (0, 1))
    assert land.best == pytest.approx(run.objective.minimum)
    assert land.name == "lowest loss"
