"""The lab's link: the experiment, and the view of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from components import words
from components.session.link import plain, read_parts
from components.session.view import NO_SUCH, PARTS, SWITCHES, View
from models.datasets import DATASETS, DataError, load
from models.datasets.class_labels import NoClassesError
from models.datasets.preprocessing import prepare
from models.experiment import DRAWN, Dropped, Experiment, dropped_setting, read_query


def read(query: Mapping[str, str]) -> tuple[Experiment, View, tuple[Dropped, ...]]:
    """The page that a query spells, and what of it could not be used. Accepts anything."""
    experiment, dropped = read_query({k: v for k, v in query.items() if k not in PARTS})
    dropped = tuple(_with_what_is_shown(part, query, experiment) for part in dropped)
    if experiment.dataset == "drawn":
        try:
            prepare(load(experiment), experiment)
        except DataError as error:
            dropped += (dropped_setting("points", error.as_part()),)
            experiment = replace(experiment, points=DRAWN)
    if experiment.learn == "class" and not DATASETS[experiment.dataset].needs_file:
        try:
            load(experiment)
        except NoClassesError as error:
            dropped += (dropped_setting("learn", error),)
            experiment = replace(experiment, learn="number")
        except DataError:  # about the columns: the page says it elsewhere
            pass
    parts, unseen = read_parts({k: v for k, v in query.items() if k in PARTS}, PARTS)
    dropped += tuple(replace(p, reason=NO_SUCH) if p.key in SWITCHES else p for p in unseen)
    return experiment, View.of(parts), dropped


def _with_what_is_shown(part: Dropped, query: Mapping[str, str], shown: Experiment) -> Dropped:
    """Of data that there are not, what the link called them and which are shown: all pictures are
    of others than whoever wrote the link meant."""
    if part.key != "dataset" or not query[part.key]:
        return part
    label = DATASETS[shown.dataset].label
    named = plain(query[part.key])
    return replace(part, reason=words.NO_SUCH_DATA.format(named=named, shown=label))
