"""Films of two commits are the same, or it is said where they differ."""

import copy
import json
import os
import subprocess
import sys
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tools import same_films
from tools.same_films import (
    CASES,
    LOOKS,
    NOTHING,
    Asked,
    Leave,
    asked,
    compare,
    differences_of,
    main,
    read,
    since,
    tasks,
    write,
)
from tools.serve import ROOT

NAMES = (
    "iris_species-by_hand-float64-standardised-held_out-learners",
    "case-own-powers-3",
    "mistake-step",
)
NUMBERS = np.array([0.0, 1.0, 2.0, np.nan, 0.5, 0.25])
HEAD: dict[str, Any] = {
    "id": "1",
    "steps": 2,
    "series": {"g0": {"at": 0, "shape": [3]}, "loss": {"at": 3, "shape": [3]}},
    "readouts": [{"series": "g0", "label": "∂L/∂w", "term": "gradient"}],
    "panels": [
        {
            "name": "loss",
            "title": "Loss",
            "now": "{g0|signed}, {g0|term}, %{g0:.2f}",
            "still": "2",
            "figure": {"data": [{"x": {"at": 0, "shape": [3]}}], "layout": {"width": 1}},
            "motions": [{"trace": 0, "y": {"weights": {"at": 0, "shape": [3, 2]}}}],
            "inks": {"g0": "gradient"},
        }
    ],
    "tables": [{"name": "predictions", "columns": [{"label": "ŷ", "digits": 4}]}],
    "verdict": {"kind": "calm", "text": "The loss falls."},
    "inside": {
        "cards": [{"phase": "backward", "says": ["∂L/∂w = {g0}"]}],
        "codes": [{"name": "by hand", "values": {"backward": "w.grad = {g0}"}}],
        "colours": {"g0": "gradient"},
    },
}


@pytest.fixture(autouse=True)
def _nothing_renamed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The films of these tests have names of their own."""
    monkeypatch.setattr(same_films, "RENAMED", {})


def packed(head: dict[str, Any], numbers: np.ndarray = NUMBERS) -> bytes:
    """A film of this head and these numbers."""
    text = json.dumps(head).encode()
    text += b" " * (-(len(text) + 4) % 8)
    return len(text).to_bytes(4, "little") + text + numbers.astype("<f8").tobytes()


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    """The film, in which something of its head was changed."""
    head = copy.deepcopy(HEAD)
    change(head)
    return packed(head)


def found(after: bytes, leave: Leave = NOTHING, names: dict[str, str] | None = None) -> list[str]:
    """Where another film differs from the first one; names: old → new."""
    return list(differences_of(packed(HEAD), after, leave, names or {}))


def calls_it_gradient_0(head: dict[str, Any]) -> None:
    """The series g0, renamed wherever it is named."""
    panel, inside = head["panels"][0], head["inside"]
    for part in (head["series"], panel["inks"], inside["colours"]):
        part["gradient_0"] = part.pop("g0")
    head["readouts"][0]["series"] = "gradient_0"
    panel["now"] = "{gradient_0|signed}, {g0|term}, %{g0:.2f}"
    inside["cards"][0]["says"] = ["∂L/∂w = {gradient_0}"]
    inside["codes"][0]["values"]["backward"] = "w.grad = {gradient_0}"


def test_the_same_film_is_the_same_also_where_it_has_no_number() -> None:
    assert found(packed(HEAD)) == []


def test_of_numbers_that_changed_the_first_is_named_wherever_it_is_used() -> None:
    numbers = NUMBERS.copy()
    numbers[2] = np.nextafter(2.0, 3.0)
    assert found(packed(HEAD, numbers)) == [
        "series.g0[2]: 2.0 → 2.0000000000000004 (1 of 3 numbers)",
        "panels[0 loss].figure.data[0].x[2]: 2.0 → 2.0000000000000004 (1 of 3 numbers)",
        "panels[0 loss].motions[0].y.weights[1, 0]: 2.0 → 2.0000000000000004 (1 of 6 numbers)",
    ]


def test_a_zero_with_another_sign_is_another_number() -> None:
    numbers = NUMBERS.copy()
    numbers[0] = -0.0
    assert found(packed(HEAD, numbers))[0] == "series.g0[0]: 0.0 → -0.0 (1 of 3 numbers)"


def test_where_the_numbers_lie_is_no_difference() -> None:
    def moved(part: Any) -> Any:
        if isinstance(part, dict):
            more = {"at": part["at"] + 6} if "at" in part else {}
            return {name: moved(each) for name, each in part.items()} | more
        return [moved(each) for each in part] if isinstance(part, list) else part

    assert found(packed(moved(HEAD), np.concatenate([NUMBERS + 1, NUMBERS]))) == []


def test_a_digest_may_differ() -> None:
    assert found(changed(lambda head: head.update(id="3"))) == []
    assert found(changed(lambda head: head["panels"][0].update(still="3"))) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda head: head["panels"][0].update(title="Losses"),
            "panels[0 loss].title: 'Loss' → 'Losses'",
        ),
        (
            lambda head: head["panels"][0]["figure"]["layout"].update(width=2),
            "panels[0 loss].figure.layout.width: 1 → 2",
        ),
        (
            lambda head: head["panels"][0]["motions"][0].update(trace=False),
            "panels[0 loss].motions[0].trace: 0 → False",
        ),
        (lambda head: head["panels"].clear(), "panels: 1 → 0 of them"),
        (lambda head: head["series"].pop("loss"), "series.loss: missing"),
        (lambda head: head.update(fresh=None), "fresh: new"),
        (
            lambda head: head["series"]["loss"].update(shape=[2]),
            "series.loss: shape (3,) → (2,)",
        ),
        (
            lambda head: head["tables"][0]["columns"][0].update(digits=5),
            "tables[0 predictions].columns[0].digits: 4 → 5",
        ),
        (
            lambda head: head["verdict"].update(kind="diverged"),
            "verdict.kind: 'calm' → 'diverged'",
        ),
        (
            lambda head: head["inside"]["cards"][0].update(phase="step"),
            "inside.cards[0].phase: 'backward' → 'step'",
        ),
    ],
)
def test_what_changed_is_named_by_its_path(
    change: Callable[[dict[str, Any]], object], said: str
) -> None:
    assert found(changed(change)) == [said]


def test_a_long_text_is_told_about_where_it_differs() -> None:
    before, after = copy.deepcopy(HEAD), copy.deepcopy(HEAD)
    before["about"], after["about"] = ("a" * 500 + each + "b" * 500 for each in "xy")
    (said,) = differences_of(packed(before), packed(after), NOTHING, {})
    old, new = (f"…{'a' * 30}{each}{'b' * 69}…" for each in "xy")
    assert said == f"about: {old} → {new}"


def test_listings_may_differ_where_that_is_asked_for_and_only_there() -> None:
    after = changed(lambda head: head["inside"]["codes"][0].update(name="by autograd"))
    assert found(after) == ["inside.codes[0 by hand].name: 'by hand' → 'by autograd'"]
    assert found(after, Leave(codes=True)) == []


def test_what_differs_in_listings_is_told_last() -> None:
    def change(head: dict[str, Any]) -> None:
        head["inside"]["codes"][0]["name"] = "by autograd"
        head["inside"]["colours"]["g0"] = "residual"

    assert [said.partition(":")[0] for said in found(changed(change))] == [
        "inside.colours.g0",
        "inside.codes[0 by hand].name",
    ]


def test_a_series_more_is_a_difference_unless_it_may_be_one() -> None:
    after = changed(lambda head: head["series"].update(update_0={"at": 0, "shape": [3]}))
    assert found(after) == ["series.update_0: new"]
    assert found(after, Leave(more_series=True)) == []


def test_a_renamed_series_is_the_same_through_the_table_wherever_it_is_named() -> None:
    after = changed(calls_it_gradient_0)
    assert len(found(after)) >= 8
    assert found(after, names={r"g(\d+)": r"gradient_\1"}) == []


def test_two_series_of_one_new_name_must_have_been_the_same() -> None:
    before = copy.deepcopy(HEAD)
    before["series"]["grad_0"] = {"at": 0, "shape": [3]}
    names, after = {"g0|grad_0": "gradient_0"}, changed(calls_it_gradient_0)
    assert list(differences_of(packed(before), after, NOTHING, names)) == []
    before["series"]["grad_0"] = {"at": 3, "shape": [3]}
    assert list(differences_of(packed(before), after, NOTHING, names)) == ["series.grad_0: missing"]


def test_a_renamed_series_with_other_numbers_differs() -> None:
    def change(head: dict[str, Any]) -> None:
        calls_it_gradient_0(head)
        head["series"]["gradient_0"]["at"] = 1

    (said,) = found(changed(change), names={"g0": "gradient_0"})
    assert said == "series.gradient_0[0]: 0.0 → 1.0 (3 of 3 numbers)"


def of_folders(tmp_path: Path, **films: tuple[bytes | None, bytes | None]) -> list[str]:
    """The paths of two folders with these films before and after."""
    folders = [tmp_path / "before", tmp_path / "after"]
    for name, both in films.items():
        for folder, film in zip(folders, both, strict=True):
            folder.mkdir(exist_ok=True)
            if film is not None:
                (folder / f"{name}.film").write_bytes(film)
    return [str(folder) for folder in folders]


def test_of_a_film_the_first_differences_are_told_and_how_many_films_have_any(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    film = packed(HEAD)
    other = changed(lambda head: head.update({f"part {i}": i for i in range(7)}))
    folders = of_folders(
        tmp_path, alike=(film, film), gone=(film, None), more=(None, film), other=(film, other)
    )
    with pytest.raises(SystemExit) as ended:
        main(["compare", *folders])
    assert ended.value.code == 1
    assert capsys.readouterr().out.splitlines() == [
        "gone.film: missing",
        "other.film:",
        *(f"    part {i}: new" for i in range(5)),
        "    …",
        "1 films are the same, 1 differ, 1 missing, 1 new",
    ]


def test_a_film_more_is_no_failure_and_none_at_all_is_one(tmp_path: Path) -> None:
    film = packed(HEAD)
    before, after = map(Path, of_folders(tmp_path, alike=(film, film), more=(None, film)))
    assert compare(before, after)
    assert not compare(tmp_path, tmp_path)


# ---- Which films are written


def test_every_pair_of_values_is_in_a_film() -> None:
    films = asked(tasks())
    pairs = [each for name, each in films.items() if not name.startswith("case-")]
    for one, two in combinations(("dataset", "learner", "precision", "standardise", "held_out"), 2):
        seen = {(each.settings[one], each.settings[two]) for each in pairs}
        is_classification = {name for name, task in tasks().items() if task == "classification"}
        wanted = {
            (a, b)
            for a in {each.settings[one] for each in pairs}
            for b in {each.settings[two] for each in pairs}
            if not (a in is_classification and b == "by_moments")
        }
        assert seen == wanted, (one, two)
    for one in ("dataset", "learner", "precision", "standardise", "held_out"):
        looked = {(each.settings[one], each.look) for each in pairs}
        assert len(looked) == len({each.settings[one] for each in pairs}) * len(LOOKS), one
    assert set(tasks()) == {each.settings["dataset"] for each in pairs}
    assert len(films) >= 200


def test_a_data_set_more_changes_no_film_of_another() -> None:
    films, more = asked(tasks()), asked({"new": "regression", **tasks()})
    assert more.items() >= films.items()
    assert len(more) > len(films)


def test_each_case_is_another_film() -> None:
    cases: list[Asked] = list(CASES.values())
    assert all(one != two for one, two in combinations(cases, 2))


def test_another_process_writes_the_same_bytes(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    assert write(here, NAMES) == len(NAMES)
    subprocess.run(
        [sys.executable, "-m", "tools.same_films", "write", str(there), "--only", *NAMES],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "7"},
        check=True,
        capture_output=True,
    )
    for name in NAMES:
        film = (here / f"{name}.film").read_bytes()
        assert film == (there / f"{name}.film").read_bytes(), name
        assert read(film)["series"]["step"][-1] == read(film)["steps"] > 0
    assert read((here / f"{NAMES[0]}.film").read_bytes())["inside"]["difference"]
    assert compare(here, there)


def test_a_film_that_there_is_not_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no such films: tutorials"):
        write(tmp_path, ["tutorials"])


def test_films_are_not_written_among_others(tmp_path: Path) -> None:
    (tmp_path / "other.film").write_bytes(b"")
    with pytest.raises(SystemExit, match="has films already"):
        write(tmp_path, NAMES[:1])


# ---- Another commit

STAND_IN = """\
import sys
from pathlib import Path

folder = Path(sys.argv[2])
folder.mkdir()
(folder / "one.film").write_bytes(bytes.fromhex({film!r}))
"""


def git(folder: Path, *words: str) -> str:
    """What git says in this folder."""
    who = ["-c", "user.name=A", "-c", "user.email=a@b.example"]
    return subprocess.run(
        ["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """A repository with an empty first commit, and a second one with a tool that writes a film."""
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "commit", "--allow-empty", "--quiet", "-m", "empty")
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "__init__.py").touch()
    stand_in(tmp_path, packed(HEAD))
    git(tmp_path, "add", "tools")
    git(tmp_path, "commit", "--quiet", "-m", "one film")
    return tmp_path


def stand_in(folder: Path, film: bytes) -> None:
    """Put there a tool that writes this film."""
    script = STAND_IN.format(film=film.hex())
    (folder / "tools" / "same_films.py").write_text(script, encoding="utf-8")


def test_films_here_are_compared_with_those_of_another_commit(history: Path) -> None:
    assert since("HEAD", root=history)
    stand_in(history, changed(lambda head: head.update(steps=3)))
    assert not since("HEAD", root=history)
    assert len(git(history, "worktree", "list").splitlines()) == 1


def test_a_commit_without_the_tool_is_refused_and_leaves_nothing_behind(history: Path) -> None:
    with pytest.raises(SystemExit, match="has no tools/same_films"):
        since("HEAD~1", root=history)
    assert len(git(history, "worktree", "list").splitlines()) == 1
