"""A scene: all that a film shows of one run or two, before it is packed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from components.style import shortened
from components.views import presentation
from components.views.inside.inside import Inside, can_be_opened
from components.views.panel import Panel, Readout, Table
from components.views.sentences.verdict import Verdict
from components.words import PLAYER
from models.datasets import DATASETS
from models.experiment import Experiment
from models.run import Run
from models.theory.least_squares_section import PLANE


@dataclass(frozen=True, eq=False)
class Scene:
    """What a film shows: numbers by name, each (T+1,), "step" among them, and who shows them.

    can_open: the visitor may look inside a step; inside: what is seen there, once asked for.
    experiment: what the log says where a picture cannot be packed. revision: another one for what a
    zoom made by hand is not to be kept for.
    about: what is played, in words.
    """

    series: Mapping[str, np.ndarray]
    readouts: Sequence[Readout]
    panels: Sequence[Panel]
    tables: Sequence[Table]
    verdict: Verdict
    can_open: bool = False
    inside: Inside | None = None
    experiment: Experiment | None = None
    revision: str = ""
    about: str = ""


def scene_of(run: Run, inside: Inside | None = None, plane: tuple[int, int] = PLANE) -> Scene:
    """All that is shown of a run.

    inside: what is seen of the calls within a step; left out where nothing of a step can be shown.
    plane: over which two parameters, by their places in run.parameter_names, the loss surface of
    several features is drawn; a pair that the run does not have is (0, 1).
    """
    can_open = can_be_opened(run)
    return Scene(
        series=presentation.series(run, plane),
        readouts=presentation.readouts(run, plane),
        panels=presentation.panels(run, plane),
        tables=presentation.tables(run),
        verdict=presentation.verdict(run),
        can_open=can_open,
        inside=inside if can_open else None,
        experiment=run.experiment,
        revision=revision(run),
        about=about(run.experiment),
    )


def revision(run: Run) -> str:
    """The same at another learning rate, another one for other data, features or units.

    Points that are drawn are moved in the very picture that is zoomed: they are no other data.
    """
    data, chosen = run.dataset, run.experiment
    text = repr(
        (chosen.dataset, run.task, data.feature_names, data.target_name, run.scaling is None)
    )
    rows = slice(None, None, max(1, data.n // 500))
    seen = b"" if chosen.dataset == "drawn" else data.x[rows].tobytes() + data.y[rows].tobytes()
    return hashlib.sha256(text.encode() + seen).hexdigest()[:12]


def about(experiment: Experiment) -> str:
    """The data and the rate, on a line."""
    kind = DATASETS[experiment.dataset]
    data = (experiment.file if kind.needs_file else "") or kind.label
    return PLAYER["about"].format(data=shortened(data), rate=experiment.learning_rate)
