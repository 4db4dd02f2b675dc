"""Which landscape lies under a run's path: by its loss, and by how many parameters there are."""

from __future__ import annotations

from components.views.surface.cross_entropy_landscapes import of_classes, of_curve
from components.views.surface.landscape import Landscape, of_line, of_plane
from components.views.surface.sampled_landscapes import of_one_feature, of_several
from models.memo import remembered
from models.run import Run
from models.theory.sampled import Sampled


def landscape(run: Run, plane: tuple[int, int], also: tuple[Run, ...] = ()) -> Landscape:
    """That of the run's loss over two of its parameters.

    also: runs on the same data that its frames hold, too; only of one feature. With them nothing is
    remembered: two runs that remember each other would never be forgotten.
    """
    return _made(run, plane, also) if also else _alone(run, plane)


@remembered
def _alone(run: Run, plane: tuple[int, int]) -> Landscape:
    return _made(run, plane, ())


def _made(run: Run, plane: tuple[int, int], also: tuple[Run, ...]) -> Landscape:
    has_one_feature = run.params.shape[1] == 2
    if isinstance(run.objective, Sampled):
        return of_one_feature(run, also) if has_one_feature else of_several(run, plane)
    if run.task == "classification":
        return of_curve(run, also) if has_one_feature else of_classes(run, plane)
    return of_line(run, also) if has_one_feature else of_plane(run, plane)
