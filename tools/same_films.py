"""The films of 200 experiments: are they those of another commit, bit for bit?

`python -m tools.same_films write DIR` writes them, `compare BEFORE AFTER` says where they differ,
and `since REVISION` does both: with what that revision makes, and with what stands here now.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, takewhile
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

ROOT = Path(__file__).parents[1]
FILES = Path("tests", "data")  # where the tables are that stand for a visitor's own
ROUNDING = 2e-5  # a few hundred roundings of float32
MOST_SHOWN = 5  # differences of one film
LONGEST, BEFORE_IT = 100, 30  # characters of a text that differs, and of it before it does
LOOKS = CLOSED, INSIDE, LEARNERS = ("closed", "inside", "learners")

# Old name of a series → its new one, where a series was renamed: patterns of whole names, with
# groups where there are many of a kind, such as r"g(\d+)": r"gradient_\1".
RENAMED: dict[str, str] = {
    "w": "theta_0",
    "b": "theta_1",
    "gradient_w": "gradient_0",
    "gradient_b": "gradient_1",
    "sum_w": "sum_0",
    "sum_b": "sum_{d}",
    r"g(\d+)": r"gradient_\1",
    r"wrong_w": "wrong_theta_0",
    r"wrong_b": "wrong_theta_1",
    "wrong_gradient_w": "wrong_gradient_0",
    "wrong_gradient_b": "wrong_gradient_1",
}


# ---- Which films: designed, so that each pair of values is in one at least


@dataclass(frozen=True)
class Asked:
    """A film: settings of the experiment that are not as at first, and what is looked at."""

    settings: Mapping[str, Any] = field(default_factory=dict)
    look: str = CLOSED
    plane: tuple[int, int] = (0, 1)


# Learner, precision, standardised, held out, look. A data set has one half of them, and both
# halves have every pair of values.
HALVES = (
    (
        ("by_hand", "float32", False, False, CLOSED),
        ("by_hand", "float64", True, True, LEARNERS),
        ("by_parameter", "float64", False, True, INSIDE),
        ("by_parameter", "float32", True, False, LEARNERS),
        ("by_autograd", "float32", False, True, INSIDE),
        ("by_moments", "float64", True, False, CLOSED),
    ),
    (
        ("by_hand", "float64", True, False, INSIDE),
        ("by_parameter", "float32", False, True, CLOSED),
        ("by_autograd", "float64", False, False, LEARNERS),
        ("by_autograd", "float32", True, True, CLOSED),
        ("by_moments", "float32", False, False, INSIDE),
        ("by_moments", "float32", True, True, LEARNERS),
    ),
)

# What is learned of each data set besides its own task, and the columns of own files.
ALSO_AS_CLASSES: dict[str, dict[str, Any]] = {
    "diabetes": {"target": "sex", "features": ("age", "bmi", "bp"), "learn": "class"},
    "own": {"file": "faults/exam_scores.csv", "target": "admitted", "learn": "class"},
}
OWN = {"file": "faults/certifications_salary.csv"}
# Where 0.01 is not the rate for features as they are; of some data sets every rate is too large.
RATES = {
    "hours": 0.5,
    "classes": 1.0,
    "iris_species": 1.0,
    "tips": 1e-3,
    "galton": 1e-4,
    "diabetes": 1e-5,
    "norris": 1e-6,
    "gapminder": 1e-6,
    "longley": 1e-6,
    "own": 0.02,
}
STANDARDISED_RATES = {"regression": 0.1, "classification": 2.0}

LINE: dict[str, Any] = {"dataset": "line", "samples": 30, "x_min": -2.0, "x_max": 8.0, "noise": 0.7}
HOURS: dict[str, Any] = {"dataset": "hours", "learning_rate": 0.5, "epochs": 60}
CLASSES: dict[str, Any] = {"dataset": "classes", "learning_rate": 1.0, "epochs": 40}
WELL_SCALED: dict[str, Any] = {"standardise": True, "learning_rate": 0.1, "epochs": 30}
DIABETES: dict[str, Any] = {"dataset": "diabetes", **WELL_SCALED}
POWERS: dict[str, Any] = {"dataset": "own", **OWN, **WELL_SCALED}
WHERE_X_STANDS = ((2, 1), (2, 3), (2, 2.5))
# Name → what no pair of values brings about: every fate of a run, and every edge of a setting.
CASES = {
    "tutorial": Asked(),
    "tutorial-open": Asked(look=INSIDE),
    "tutorial-swings": Asked({"learning_rate": 0.027, "epochs": 60}),
    "tutorial-at-the-critical-rate": Asked({"learning_rate": 0.027995485333064965}, INSIDE),
    "tutorial-diverges": Asked({"learning_rate": 0.1}, LEARNERS),
    "tutorial-diverges-slowly": Asked({"learning_rate": 0.0281, "epochs": 1500}),
    "tutorial-diverges-at-once": Asked({"learning_rate": 10.0}, INSIDE),
    "tutorial-one-epoch": Asked({"epochs": 1}, LEARNERS),
    "tutorial-many-epochs": Asked({"epochs": 5000, "precision": "float64"}),
    "tutorial-from-the-optimum": Asked({"start_weight": 2.0, "start_bias": 1.0}, INSIDE),
    "tutorial-from-far": Asked({"start_weight": -1000.0, "start_bias": 1000.0}),
    "tutorial-slowest": Asked({"learning_rate": 1e-6}),
    "line-from-a-seed": Asked({**LINE, "start": "seeded", "start_seed": 3}, INSIDE),
    "line-swings": Asked({**LINE, "learning_rate": 0.05, "epochs": 60}),
    "line-diverges": Asked({**LINE, "learning_rate": 0.3}, INSIDE),
    "line-two-rows": Asked({"dataset": "line", "samples": 2}, LEARNERS),
    "line-without-noise": Asked({"dataset": "line", "noise": 0.0, "precision": "float64"}),
    "line-level": Asked({"dataset": "line", "slope": 0.0, "noise": 0.0}, INSIDE),
    "line-far-from-zero": Asked(
        {"dataset": "line", "x_min": 999.0, "x_max": 1000.0, "learning_rate": 1e-6}
    ),
    "line-narrowest": Asked({"dataset": "line", "x_min": 5.0, "x_max": 5.001, "samples": 500}),
    "line-half-held-out": Asked({**LINE, "held_out": 0.5, "split_seed": 7}, LEARNERS),
    "line-500-rows": Asked({"dataset": "line", "samples": 500}, INSIDE),
    "line-12-rows": Asked({"dataset": "line", "samples": 12}, INSIDE),
    "line-13-rows": Asked({"dataset": "line", "samples": 13}, INSIDE),
    "curve-of-zero-curvature": Asked({"dataset": "curve", "curvature": 0.0}),
    "curve-downwards": Asked({"dataset": "curve", "curvature": -2.0, "learning_rate": 0.02}),
    "outliers-half": Asked({"dataset": "outliers", "outlier_share": 0.5, "outlier_size": -50.0}),
    "fan-of-growth-zero": Asked({"dataset": "fan", "noise_growth": 0.0}),
    "clusters-in-one-place": Asked({"dataset": "clusters", "distance": 0.0}),
    **{f"anscombe-{i}": Asked({"dataset": "anscombe", "quartet": i}) for i in (2, 3, 4)},
    "scales-far-apart": Asked({"dataset": "scales", "scale": 1e6, "learning_rate": 1e-6}, INSIDE),
    "scales-3-rows": Asked({"dataset": "scales", "samples": 3}, LEARNERS),
    "collinear-almost": Asked({"dataset": "collinear", "apart": 1e-4, "standardise": True}),
    "collinear-weight-over-bias": Asked({"dataset": "collinear"}, INSIDE, (1, 2)),
    "collinear-start-of-each": Asked({"dataset": "collinear", "start_weights": (3.0, -2.0)}),
    "polynomial-of-degree-1": Asked({"dataset": "polynomial", "degree": 1}),
    "polynomial-of-degree-9": Asked({"dataset": "polynomial", "degree": 9}, LEARNERS, (0, 8)),
    "diabetes-bias-first": Asked(DIABETES, INSIDE, (10, 3)),
    "diabetes-no-such-plane": Asked(DIABETES, CLOSED, (0, 40)),
    "diabetes-diverges": Asked({**DIABETES, "learning_rate": 1.0}, INSIDE, (2, 5)),
    "diabetes-one-feature": Asked({**DIABETES, "features": ("bmi",)}, LEARNERS),
    "longley-seeded": Asked(
        {"dataset": "longley", "standardise": True, "start": "seeded", "precision": "float64"}
    ),
    "norris-float64": Asked(
        {"dataset": "norris", "standardise": True, "precision": "float64", "learning_rate": 0.5}
    ),
    "hours-swings": Asked({**HOURS, "learning_rate": 6.0}),
    "hours-separable": Asked({**HOURS, "overlap": 0.0, "epochs": 300}),
    "hours-all-failed": Asked({**HOURS, "samples": 2, "overlap": 10.0, "data_seed": 3}, INSIDE),
    "hours-from-zero": Asked(
        {**HOURS, "start_weight": 0.0, "start_bias": 0.0, "samples": 9, "data_seed": 1}, LEARNERS
    ),
    "hours-from-far": Asked(
        {**HOURS, "start_weight": -1000.0, "start_bias": 1000.0, "learning_rate": 10.0}, INSIDE
    ),
    "classes-separable": Asked({**CLASSES, "distance": 100.0}, INSIDE),
    "classes-in-one-place": Asked({**CLASSES, "distance": 0.0}, CLOSED, (2, 0)),
    "classes-two-rows": Asked({**CLASSES, "samples": 3}, LEARNERS, (1, 2)),
    "drawn-three-on-one-x": Asked({"dataset": "drawn", "points": (*WHERE_X_STANDS, (4, 1))}),
    "drawn-two": Asked({"dataset": "drawn", "points": ((0, 0), (1, 1))}, LEARNERS),
    "own-powers-3": Asked({**POWERS, "powers": 3}, INSIDE, (0, 2)),
    "own-powers-7": Asked({**POWERS, "powers": 7, "learning_rate": 0.01}),
    "own-three-features": Asked(
        {"dataset": "own", "file": "faults/offices.csv", "standardise": True, "epochs": 50}, INSIDE
    ),
    "own-labels-as-numbers": Asked({**ALSO_AS_CLASSES["own"], "dataset": "own", "learn": "number"}),
    "own-level": Asked({"dataset": "own", "file": "faults/constant_y.csv"}, INSIDE),
    "own-name-of-html": Asked({"dataset": "own", "file": "csv/41_markdown_latex_header.csv"}),
    "own-far-from-zero": Asked(
        {"dataset": "own", "file": "csv/63_offset_big.csv", "standardise": True}, INSIDE
    ),
}


def asked(tasks: Mapping[str, str]) -> dict[str, Asked]:
    """Name → each film that is asked for; tasks: data set → what is learned of it by itself."""
    films: dict[str, Asked] = {}
    for dataset, task in tasks.items():
        first = OWN if dataset == "own" else {}
        films |= _pairs(dataset, dataset, task, first)
        if dataset in ALSO_AS_CLASSES:
            also = ALSO_AS_CLASSES[dataset]
            films |= _pairs(f"{dataset}-classes", dataset, "classification", also)
    return films | {f"case-{name}": case for name, case in CASES.items()}


def _pairs(
    name: str, dataset: str, task: str, settings: Mapping[str, Any]
) -> Iterator[tuple[str, Asked]]:
    """A data set's half of the pairs: which one follows from its name, so that one data set more
    changes no other's."""
    for learner, precision, is_standardised, is_held_out, look in HALVES[crc32(name.encode()) % 2]:
        if learner == "by_moments" and task == "classification":
            learner = "by_autograd"
        rate = STANDARDISED_RATES[task] if is_standardised else RATES.get(dataset, 0.01)
        chosen = {
            "dataset": dataset,
            "learner": learner,
            "precision": precision,
            "standardise": is_standardised,
            "held_out": 0.3 if is_held_out else 0.0,
            "learning_rate": rate,
            "epochs": 30,
        }
        words = (
            *(name, learner, precision),
            *(["standardised"] if is_standardised else []),
            *(["held_out"] if is_held_out else []),
            look,
        )
        yield "-".join(words), Asked({**chosen, **settings}, look)


# ---- What of the house is asked. Within functions: who only compares films waits for no PyTorch.


def tasks() -> dict[str, str]:
    """Data set → what is learned of it by itself."""
    from models.datasets import DATASETS

    return {name: kind.task for name, kind in DATASETS.items()}


def film_of(film: Asked) -> bytes:
    """The film of an experiment, as the lab makes it."""
    from components.film.packing import pack_run as film_from
    from components.views.inside.inside import can_be_opened, inside, shown
    from models.datasets import from_csv, learned, load
    from models.experiment import Experiment
    from models.learners import BY_ROWS
    from models.training import train

    experiment = Experiment(**film.settings)
    if experiment.file:
        table = (ROOT / FILES / experiment.file).read_bytes()
        columns = experiment.target or None, experiment.features or None
        dataset = learned(experiment, from_csv(table, *columns))
    else:
        dataset = load(experiment)
    run = train(experiment, dataset, 0 if film.look == CLOSED else shown(dataset.n))
    others = [
        train(Experiment(**{**film.settings, "learner": name}), dataset)
        for name in BY_ROWS
        if film.look == LEARNERS and name != experiment.learner
    ]
    within = None if film.look == CLOSED or not can_be_opened(run) else inside(run, others)
    return film_from(run, within, film.plane)


def films_of_mistakes() -> Iterator[tuple[str, bytes]]:
    """The name and the film of each mistake, as the page Mistakes makes it."""
    from components.film.packing import pack_scene
    from components.views.comparison import beside
    from models.mistakes import MISTAKES, right_run, wrong_run

    for name, mistake in MISTAKES.items():
        yield f"mistake-{name}", pack_scene(beside(right_run(mistake), wrong_run(mistake)))


# ---- Writing


def write(folder: Path, only: Iterable[str] = ()) -> int:
    """Write the films into a folder that has none, or only those of these names; how many.

    Raises SystemExit where the folder has films, or where there is none of a name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.glob("*.film")):
        raise SystemExit(f"{folder} has films already: those of two commits must not be mixed")
    wanted, written = set(only), set()
    for name, film in _made(wanted):
        (folder / f"{name}.film").write_bytes(film)
        written.add(name)
    if unknown := wanted - written:
        raise SystemExit(f"no such films: {', '.join(sorted(unknown))}")
    return len(written)


def _made(wanted: set[str]) -> Iterator[tuple[str, bytes]]:
    for name, film in asked(tasks()).items():
        if not wanted or name in wanted:
            yield name, film_of(film)
    if not wanted or any(name.startswith("mistake-") for name in wanted):
        yield from (each for each in films_of_mistakes() if not wanted or each[0] in wanted)


# ---- Reading


def read(film: bytes) -> dict[str, Any]:
    """What a film says, each place of a number replaced by the array that lies there.

    Its length (uint32), its head (JSON, to a multiple of 8 bytes), its numbers (float64). Left out
    is what is a digest of the rest.
    """
    begin = 4 + int.from_bytes(film[:4], "little")
    head = _resolved(json.loads(film[4:begin]), np.frombuffer(film, "<f8", offset=begin))
    head.pop("id", None)
    for panel in head.get("panels", ()):
        panel.pop("still", None)
    return dict(head)


def _resolved(part: Any, numbers: np.ndarray) -> Any:
    match part:
        case {"at": int(at), "shape": list(shape), **more} if not more:
            return numbers[at : at + int(np.prod(shape))].reshape(shape)
        case dict():
            return {name: _resolved(each, numbers) for name, each in part.items()}
        case list():
            return [_resolved(each, numbers) for each in part]
    return part


# ---- Renaming

# A number in a text: {loss}, {w|signed}; not Plotly's own %{x:.4~g}, nor a word's {rmse|term}.
NAMED = re.compile(r"(?<!%)\{([^{}|:]+)((?:[|:][^{}]*)?)\}")


def renamed(head: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """What an old film says, with the new names of its series wherever it names one; {d} in such a
    name is the number of features."""
    features = max(1, sum(name.startswith("theta_") for name in head["series"]) - 1)
    names = {old: new.replace("{d}", str(features)) for old, new in names.items()}
    said: dict[str, Any] = _texts_renamed(head, names)
    said["series"] = _keys_renamed(said["series"], names)
    for readout in said.get("readouts", ()):
        readout["series"] = new_name(readout["series"], names)
    for panel in said.get("panels", ()):
        panel["inks"] = _keys_renamed(panel.get("inks", {}), names)
    if said.get("inside"):
        said["inside"]["colours"] = _keys_renamed(said["inside"]["colours"], names)
    return said


def new_name(name: str, names: Mapping[str, str]) -> str:
    """What a series is called now."""
    for old, new in names.items():
        if found := re.fullmatch(old, name):
            return found.expand(new)
    return name


def _keys_renamed(part: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Two of one new name are one where they are the same; else the later one keeps its old name,
    which the new film does not have."""
    said: dict[str, Any] = {}
    for old, value in part.items():
        new = new_name(old, names)
        is_free = new not in said or not list(differences(said[new], value, ""))
        said[new if is_free else old] = value
    return said


def _texts_renamed(part: Any, names: Mapping[str, str]) -> Any:
    match part:
        case str():
            return NAMED.sub(lambda found: _asked_anew(found, names), part)
        case dict():
            return {name: _texts_renamed(each, names) for name, each in part.items()}
        case list():
            return [_texts_renamed(each, names) for each in part]
    return part


def _asked_anew(found: re.Match[str], names: Mapping[str, str]) -> str:
    if found[2] == "|term":
        return found[0]
    return f"{{{new_name(found[1], names)}{found[2]}}}"


# ---- Comparing


@dataclass(frozen=True)
class Leave:
    """What may differ: the source listings; series that were not there before; the last digits of
    float32, as where the factors of a product change places."""

    codes: bool = False
    more_series: bool = False
    rounding: bool = False


NOTHING = Leave()


def compare(
    before: Path, after: Path, leave: Leave = NOTHING, names: Mapping[str, str] | None = None
) -> bool:
    """Say of two folders of films what differs; whether nothing does and none is missing."""
    names = RENAMED if names is None else names
    films = [{path.name: path for path in folder.glob("*.film")} for folder in (before, after)]
    old, new = films
    missing = sorted(old.keys() - new.keys())
    for name in missing:
        print(f"{name}: missing")
    differing = 0
    for name in sorted(old.keys() & new.keys()):
        found = differences_of(old[name].read_bytes(), new[name].read_bytes(), leave, names)
        first = list(islice(found, MOST_SHOWN + 1))
        differing += bool(first)
        if first:
            shown = first if len(first) <= MOST_SHOWN else [*first[:MOST_SHOWN], "…"]
            print(f"{name}:", *shown, sep="\n    ")
    alike, more = len(old) - len(missing) - differing, len(new.keys() - old.keys())
    print(f"{alike} films are the same, {differing} differ, {len(missing)} missing, {more} new")
    return bool(old) and not differing and not missing


def differences_of(
    before: bytes, after: bytes, leave: Leave, names: Mapping[str, str]
) -> Iterator[str]:
    """Where two films differ, as the path in the head and both values there."""
    old, new = renamed(read(before), names), read(after)
    for head in (old, new):  # the listings last: a line more in one is many differences
        if (inside := head.get("inside")) and "codes" in inside:
            codes = inside.pop("codes")
            inside |= {} if leave.codes else {"codes": codes}
    if leave.more_series:
        _leave_more(old, new, "series")
        if old.get("inside") and new.get("inside"):
            _leave_more(old["inside"], new["inside"], "colours")
    return differences(old, new, "", ROUNDING if leave.rounding else 0.0)


def _leave_more(old: dict[str, Any], new: dict[str, Any], name: str) -> None:
    """Take from the new part what the old one has not."""
    new[name] = {key: value for key, value in new[name].items() if key in old[name]}


def differences(old: Any, new: Any, path: str, slack: float = 0.0) -> Iterator[str]:
    """Each place at which they differ: of an array the first one, with how many there are.

    slack: by how much numbers may, as a share of the larger one, or of 1.
    """
    if isinstance(old, np.ndarray) and isinstance(new, np.ndarray):
        yield from _of_arrays(old, new, path, slack)
    elif isinstance(old, dict) and isinstance(new, dict):
        for name in (*old, *(name for name in new if name not in old)):
            below = f"{path}.{name}".removeprefix(".")
            if name not in new:
                yield f"{below}: missing"
            elif name not in old:
                yield f"{below}: new"
            else:
                yield from differences(old[name], new[name], below, slack)
    elif isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new):
            yield f"{path}: {len(old)} → {len(new)} of them"
        for i, (one, two) in enumerate(zip(old, new, strict=False)):
            yield from differences(one, two, f"{path}[{_place(i, one)}]", slack)
    elif not _is_same(old, new, slack):
        one, two = repr(old), repr(new)
        alike = sum(
            1 for _ in takewhile(lambda both: both[0] == both[1], zip(one, two, strict=False))
        )
        begin = max(0, alike - BEFORE_IT)
        yield f"{path}: {_cut(one, begin)} → {_cut(two, begin)}"


def _place(i: int, part: Any) -> str:
    """Where in a list: its number, and the name of what is there."""
    name = part.get("name") if isinstance(part, dict) else None
    return f"{i} {name}" if name else str(i)


def _is_same(old: Any, new: Any, slack: float) -> bool:
    """JSON knows one kind of number: 1 and 1.0 are the same, but true is none."""
    if isinstance(old, np.ndarray) or isinstance(new, np.ndarray):
        return False
    if slack and isinstance(old, float) and isinstance(new, float):
        return math.isclose(old, new, rel_tol=slack, abs_tol=slack)
    return isinstance(old, bool) == isinstance(new, bool) and bool(old == new)


def _of_arrays(old: np.ndarray, new: np.ndarray, path: str, slack: float) -> Iterator[str]:
    if old.shape != new.shape:
        yield f"{path}: shape {old.shape} → {new.shape}"
        return
    same = old.view(np.uint64) == new.view(np.uint64)
    same |= np.isnan(old) & np.isnan(new)
    if slack:
        same |= np.isclose(old, new, rtol=slack, atol=slack)
    if not same.all():
        where = tuple(map(int, np.argwhere(~same)[0]))
        place = ", ".join(map(str, where))
        count = f"{int((~same).sum())} of {old.size} numbers"
        yield f"{path}[{place}]: {float(old[where])!r} → {float(new[where])!r} ({count})"


def _cut(text: str, begin: int) -> str:
    """The text, or of a long one what is about its first difference."""
    if len(text) <= LONGEST:
        return text
    end = begin + LONGEST
    return "…" * (begin > 0) + text[begin:end] + "…" * (end < len(text))


# ---- Another commit


def since(revision: str, leave: Leave = NOTHING, root: Path = ROOT) -> bool:
    """Whether the films here are those of the revision, which writes its own in a tree beside."""
    with tempfile.TemporaryDirectory(prefix="same-films-") as made:
        folder = Path(made)
        tree = folder / "tree"
        _git(root, "worktree", "add", "--detach", "--quiet", str(tree), revision)
        try:
            if not (tree / "tools" / "same_films.py").exists():
                raise SystemExit(f"{revision} has no tools/same_films.py: it is older than this")
            _write_at(tree, folder / "before")
        finally:
            _git(root, "worktree", "remove", "--force", str(tree))
        _write_at(root, folder / "after")
        return compare(folder / "before", folder / "after", leave)


def _git(root: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=root, check=True)


def _write_at(tree: Path, folder: Path) -> None:
    """Have the code of a tree write its films, in one thread: sums are added in one order."""
    command = [sys.executable, "-m", "tools.same_films", "write", str(folder)]
    apart = {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(tree)}
    subprocess.run(command, cwd=tree, env=os.environ | apart, check=True)


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    writing = commands.add_parser("write", help="write the films into a folder")
    writing.add_argument("folder", type=Path)
    writing.add_argument("--only", nargs="+", default=(), metavar="NAME", help="these films")
    comparing = commands.add_parser("compare", help="say what differs between two folders")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    other = commands.add_parser("since", help="compare with what another commit makes")
    other.add_argument("revision")
    for command in (comparing, other):
        command.add_argument("--but-codes", action="store_true", help="listings may differ")
        command.add_argument("--but-more-series", action="store_true", help="series may be added")
        command.add_argument("--but-rounding", action="store_true", help="last digits may differ")
    said = parser.parse_args(words)
    if said.command == "write":
        print(f"{write(said.folder, said.only)} films")
        return
    leave = Leave(said.but_codes, said.but_more_series, said.but_rounding)
    is_same = (
        compare(said.before, said.after, leave)
        if said.command == "compare"
        else since(said.revision, leave)
    )
    sys.exit(not is_same)


if __name__ == "__main__":
    main()
