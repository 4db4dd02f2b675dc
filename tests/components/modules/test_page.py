"""The page Modules without a browser: whatever is set, it stands, and says what torch says."""

import inspect
import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from components import words
from components.modules import parameters, structure
from components.modules.graph import drawn
from components.modules.link import DEFAULTS
from components.monitoring import faults
from components.style import number
from models.datasets import load
from models.experiment import Experiment
from models.learners import BY_ROWS
from models.modules.autograd_graph import Backward, backward_graph
from models.modules.layer import LAYER_SETTINGS, LayerExample, trace
from models.modules.registration import HOLDINGS, train_held
from models.training import train
from tests.models.modules.test_layer import examples
from tests.support.boards import codes, column, parts, rows, sentences
from tests.support.linked import Link, opened_by
from tests.support.strategies import always_the_same

# The page's own file draws the page of the address, which AppTest does not have.
PAGE = """
from components.modules import page as modules_page
modules_page.show(lambda: None)
import streamlit as st
st.session_state["link"] = modules_page.link()
"""
PAGES = Path(__file__).parents[3] / "components" / "frame" / "page.py"


def opened(query: Link | None = None) -> AppTest:
    """The page, as a link opens it."""
    page = opened_by(query, PAGE)
    assert not page.exception, page.exception
    return page


def address(page: AppTest) -> Link:
    """What the page wrote into the address bar; AppTest has a list for each name."""
    return {
        name: text[-1] if isinstance(text, list) else text
        for name, text in page.query_params.items()
    }


def query_of(**settings: Any) -> Link:
    """The link's part of what is not as it stands at first."""
    return {k: str(v).lower() for k, v in settings.items() if v != DEFAULTS[k]}


def matrices(page: AppTest) -> list[Any]:
    """Those of the layer by hand, and those of nn.Linear."""
    return parts(page, "matrices")


def titles(picture: Any) -> list[str]:
    return [block["title"] for block in picture["blocks"]]


def texts(page: AppTest) -> str:
    kinds = (page.markdown, page.caption, page.info, page.warning, page.error)
    said = [element.value for kind in kinds for element in kind]
    return "\n".join([*said, sentences(page)])


def graph(page: AppTest) -> str:
    """All that stands in the boxes of the graph."""
    (found,) = parts(page, "graph")
    return "\n".join(text for box in found["boxes"] for text in box["lines"])


def tables(page: AppTest) -> list[Any]:
    """That of the products, that of the loop, that of the lists, and the overview."""
    return parts(page, "table")


def test_it_is_one_of_the_pages() -> None:
    lab = AppTest.from_string(PAGES.read_text(encoding="utf-8"), default_timeout=60).run()
    assert not lab.exception, lab.exception
    assert [link.proto.label for link in lab.get("page_link")][:2] == ["Lab", "Modules"]


def assert_shows_layer(page: AppTest, example: LayerExample, row: int, column_: int) -> None:
    """The tensors' shapes in both pictures, and the traced cell's products and sum."""
    layer, x = example.layer(), example.input()
    assert {*titles(matrices(page)[0])} == {
        f"input x {(example.batch, example.in_features)}",
        f"weight W {(example.in_features, example.out_features)}",
        f"output y {(example.batch, example.out_features)}",
    } | ({f"bias b {(example.out_features,)}"} if example.layer_bias else set())
    assert f"weight {(example.out_features, example.in_features)}" in titles(matrices(page)[1])
    expected = trace(layer, x, row, column_)
    table = tables(page)[0]
    products = column(table, "product")
    assert products[: example.in_features] == [number(p) for p in expected.products.tolist()]
    assert rows(table)[-1][-2:] == [f"y[{row}, {column_}]", number(expected.output)]


def test_as_it_opens_it_shows_the_lessons_layer() -> None:
    page = opened()
    assert_shows_layer(page, LayerExample(7, 12, 5), 0, 0)
    assert page.session_state["link"] == {}


@pytest.mark.slow
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("batch", [1, 64])
@pytest.mark.parametrize(("given", "out"), list(product([1, 64], [1, 64])))
def test_extremes_stand(given: int, out: int, batch: int, bias: bool) -> None:
    page = opened(query_of(in_features=given, out_features=out, batch=batch, layer_bias=bias))
    example = LayerExample(given, out, batch, layer_bias=bias)
    assert_shows_layer(page, example, 0, 0)
    page.number_input(key="row").set_value(batch - 1)
    page.number_input(key="column").set_value(out - 1).run()
    assert not page.exception, page.exception
    assert_shows_layer(page, example, batch - 1, out - 1)


@pytest.mark.slow
@given(examples, st.data())
@settings(always_the_same, max_examples=12)
def test_any_link_opens_the_layer_and_the_cell_that_it_spells(
    example: LayerExample, data: st.DataObject
) -> None:
    spelled = {
        "row": data.draw(st.integers(0, example.batch - 1)),
        "column": data.draw(st.integers(0, example.out_features - 1)),
        **vars(example),
    }
    page = opened(query_of(**spelled))
    assert_shows_layer(page, example, spelled["row"], spelled["column"])
    assert page.session_state["link"] == query_of(**spelled)


def test_a_smaller_batch_moves_the_traced_row_inside() -> None:
    page = opened(query_of(row=4, column=11))
    page.number_input(key="batch").set_value(2)
    page.number_input(key="out_features").set_value(3).run()
    assert not page.exception, page.exception
    assert_shows_layer(page, LayerExample(7, 3, 2), 1, 2)
    assert [page.number_input(key=name).value for name in ("row", "column")] == [1, 2]
    assert not page.error


# ---- What is invalid


@pytest.mark.slow
@pytest.mark.parametrize("name", LAYER_SETTINGS)
def test_an_emptied_field_is_asked_for_and_the_last_valid_layer_stays(name: str) -> None:
    other = "batch" if name == "layer_seed" else "layer_seed"
    page = opened(query_of(in_features=3, layer_seed=5))
    example = LayerExample(3, layer_seed=5)
    page.number_input(key=name).set_value(None).run()
    (said,) = page.sidebar.error
    number = LAYER_SETTINGS[name]
    bounds = f"from {number.low} to {number.high}"
    assert said.value == f"{number.label}: type a whole number {bounds}. {words.STILL_VALID}"
    assert page.number_input(key=name).value is None, "no number is put in its place"
    assert_shows_layer(page, example, 0, 0)
    page.number_input(key=other).set_value(2).run()
    assert page.sidebar.error, "still empty"
    example = LayerExample(**(vars(example) | {other: 2}))
    assert_shows_layer(page, example, 0, 0)
    assert page.session_state["link"] == query_of(**vars(example)) == address(page)
    page.number_input(key=name).set_value(4).run()
    assert not page.error
    assert_shows_layer(page, LayerExample(**(vars(example) | {name: 4})), 0, 0)


def test_a_number_that_is_no_whole_one_is_refused_and_stays_to_be_mended() -> None:
    page = opened(query_of(row=4))
    page.number_input(key="batch").set_value(2.5).run()
    (said,) = page.sidebar.error
    assert said.value == f"{LAYER_SETTINGS['batch'].label}: not a whole number. {words.STILL_VALID}"
    assert page.number_input(key="batch").value == 2.5
    page.number_input(key="row").set_value(0.5).run()
    assert "Row of the output: not a whole number" in page.error[0].value
    assert page.number_input(key="row").value == 0.5
    assert_shows_layer(page, LayerExample(), 4, 0)


def test_an_emptied_row_or_column_is_asked_for_below_and_the_last_cell_stays() -> None:
    page = opened(query_of(row=4, column=11))
    page.number_input(key="row").set_value(None)
    page.number_input(key="column").set_value(None).run()
    (said,) = page.error
    assert not page.sidebar.error
    rows = "Row of the output: type a whole number from 0 to 4."
    columns = "Column of the output: type a whole number from 0 to 11."
    assert said.value == f"{rows} {columns} {words.STILL_VALID}"
    assert_shows_layer(page, LayerExample(), 4, 11)
    page.number_input(key="batch").set_value(2).run()
    assert "from 0 to 1." in page.error[0].value
    assert_shows_layer(page, LayerExample(batch=2), 1, 11)
    page.number_input(key="row").set_value(0)
    page.number_input(key="column").set_value(3).run()
    assert not page.error
    assert_shows_layer(page, LayerExample(batch=2), 0, 3)


@pytest.mark.slow
def test_of_a_key_that_is_repeated_the_last_counts_and_the_page_says_so() -> None:
    page = AppTest.from_string(PAGE, default_timeout=60)
    page.query_params["row"] = ["1", "2"]
    page.query_params["epochs"] = ["50", "60"]  # the lab's
    page.run()
    (said,) = page.sidebar.warning
    for label in ("Row of the output", "Epochs"):
        assert f"{label}: said more than once, and the last counts" in said.value
    assert address(page) == {"row": "2", "epochs": "60"}


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (
            {"out_features": "65"},
            f"{LAYER_SETTINGS['out_features'].label}: must be between 1 and 64",
        ),
        ({"row": "5"}, "Row of the output: must be between 0 and 4"),
        ({"weight_as": "<b>"}, "The weight is held as: choose one of parameter"),
        ({"again": "on"}, "`loss.backward()` a second time: either true or false"),
        ({"epochs": "0"}, "Epochs: must be between 1 and 5000"),
        ({"step": "-1"}, "Step: must be between 0 and 5000"),
        ({"<i>": "<b>"}, "`i`: not a setting"),
    ],
)
def test_a_link_says_what_of_it_was_dropped_until_the_visitor_goes_on(
    part: Link, said: str
) -> None:
    kept = query_of(layer_seed=5, backward=True) | {
        "learner": "by_parameter",
        "learning_rate": "0.02",
    }
    page = opened(kept | part)
    (warning,) = page.sidebar.warning
    assert warning.value.startswith(f"{words.DROPPED} {said}")
    assert "<" not in warning.value
    assert page.session_state["link"] == address(page) == kept
    page.run()
    assert page.warning, "until the visitor goes on"
    page.toggle(key="layer_bias").set_value(False).run()
    assert not page.warning


def test_another_link_in_the_same_session_is_followed() -> None:
    """What Back does."""
    page = opened(query_of(row=1, in_features=3))
    page.number_input(key="row").set_value(2).run()
    page.query_params.clear()
    page.query_params["column"] = "4"
    page.run()
    assert_shows_layer(page, LayerExample(), 0, 4)
    assert address(page) == {"column": "4"}
    assert not page.warning


def test_what_is_hidden_keeps_its_value() -> None:
    page = opened(query_of(backward=True, again=True))
    assert page.error
    page.toggle(key="backward").set_value(False).run()
    assert "again" not in [toggle.key for toggle in page.toggle]
    page.toggle(key="backward").set_value(True).run()
    assert page.toggle(key="again").value


@pytest.mark.slow
@given(st.dictionaries(st.sampled_from([*DEFAULTS, "epochs", "x"]), st.text(max_size=9)))
@settings(always_the_same, max_examples=15)
def test_no_link_breaks_the_page(query: Link) -> None:
    opened(query)


def test_matrices_share_one_scale_with_0_in_its_middle() -> None:
    example = LayerExample()
    tensors = (example.input(), *example.layer().parameters(), example.layer()(example.input()))
    largest = max(float(tensor.detach().abs().max()) for tensor in tensors)
    by_hand, ready_made = matrices(opened())
    assert by_hand["bound"] == ready_made["bound"] == largest
    assert by_hand["has_scale"]


def test_every_number_of_a_matrix_is_torchs_own() -> None:
    example = LayerExample(3, 2, 4, 5)
    by_hand, ready_made = matrices(opened(query_of(**vars(example))))
    layer, x = example.layer(), example.input()
    assert layer.bias is not None
    held = {"x": x, "W": layer.weight, "b": layer.bias[None], "y": layer(x)}
    for block in by_hand["blocks"]:
        assert block["values"] == held[block["symbol"]].tolist()
    held = {"weight": layer.weight.T, "bias": layer.bias[None], "y": layer(x)}
    for block in ready_made["blocks"]:
        assert torch.allclose(torch.tensor(block["values"]), held[block["symbol"]])


def test_the_frames_are_around_the_row_the_column_and_the_cell_that_are_traced() -> None:
    by_hand, _ = matrices(opened(query_of(row=2, column=4)))
    symbols = [block["symbol"] for block in by_hand["blocks"]]
    framed = {symbols[m["block"]]: (m["rows"], m["columns"]) for m in by_hand["marks"]}
    assert framed == {
        "x": ([2, 2], [0, 6]), "W": ([0, 6], [4, 4]), "b": ([0, 0], [4, 4]), "y": ([2, 2], [4, 4]),
    }  # fmt: skip


def test_every_picture_has_a_text_alternative() -> None:
    page = opened()
    pictures = [part for kind in ("matrices", "curves", "graph") for part in parts(page, kind)]
    assert len(pictures) == 4
    for picture in pictures:
        assert len(picture["said"]) > 20
        assert "*" not in picture["said"]


def test_nothing_of_the_page_waits_for_a_script_of_streamlits_for_pictures_or_code() -> None:
    page = opened()
    for kind in ("plotly_chart", "graphviz_chart", "table", "code", "latex"):
        assert len(page.get(kind)) == 0, kind


# ---- parameters()


@pytest.mark.slow
@pytest.mark.parametrize(("weight", "bias"), list(product(HOLDINGS, HOLDINGS)))
def test_every_way_to_hold_is_told_and_its_effect_shown(weight: str, bias: str) -> None:
    page = opened(query_of(weight_as=weight, bias_as=bias))
    run = train_held(weight, bias)
    said = texts(page)
    listed = [
        name for name, way in (("weight", weight), ("bias", bias)) if way in ("parameter", "frozen")
    ]
    if listed:
        assert column(tables(page)[1], "name") == listed
    else:
        assert "The loop prints nothing" in said
    if run.refusal:
        assert run.refusal in said
        assert parts(page, "curves") == []
    else:
        for name, values in (("w", run.weight), ("b", run.bias)):
            stands = f"{name} stands still at {number(values[0])}." in said
            learns = f"{name} learns: from {number(values[0])} to {number(values[-1])}." in said
            assert stands == (values[0] == values[-1])
            assert learns != stands


def test_gradients_are_none_until_backward() -> None:
    page = opened(query_of(after_backward=False))
    assert column(tables(page)[1], "grad") == ["None", "None"]
    page.toggle(key="after_backward").set_value(True).run()
    assert all(text.startswith("(") for text in column(tables(page)[1], "grad"))


def test_a_layer_without_bias_lists_none() -> None:
    page = opened(query_of(layer_bias=False))
    assert column(tables(page)[1], "name") == ["weight"]
    assert "no bias" in texts(page)


# ---- The structure


def test_what_pytorch_is_said_to_give_stands_in_the_learners_code() -> None:
    for name, row in structure.PARTS.items():
        for learner, part in zip(BY_ROWS, row, strict=True):
            code = structure.whole(learner)
            assert part.given in code, (name, learner)
            if part.code and not part.given:
                source = structure.source(part)
                for ready in ("nn.Linear", "nn.MSELoss", ".backward()", "torch.optim"):
                    assert ready not in source, (name, learner)


def test_the_code_that_is_shown_is_the_code_that_runs() -> None:
    shown = codes(opened())
    for learner in BY_ROWS.values():
        assert inspect.getsource(learner.make) in shown
    for row in structure.PARTS.values():
        for part in row:
            for cls, method in part.code:
                assert inspect.getsource(getattr(cls, method)) in shown
            for function in part.functions:
                assert inspect.getsource(function) in shown


def test_each_class_has_a_box_of_its_own_that_begins_with_its_line() -> None:
    for row in structure.PARTS.values():
        for part in row:
            made = structure.boxes(part)
            assert len(made) == len(part.code) + len(part.functions)
            for box, (cls, method) in zip(made, part.code, strict=False):
                head, body = box.blocks
                (line,) = ["".join(text for _, text in line) for line in head.lines]
                assert line in (f"class {cls.__name__}(nn.Module):\n", f"class {cls.__name__}:\n")
                lines, first = inspect.getsourcelines(getattr(cls, method))
                assert body.first_line == first > head.first_line
                assert "".join(text for line in body.lines for _, text in line) == "".join(lines)


# ---- The autograd graph


def test_graph_names_each_function_and_parameter() -> None:
    experiment = Experiment(learner="by_parameter")
    found = backward_graph(experiment, load(experiment), (0.5, -0.25), 1).graph
    picture = drawn(Backward(found, 1.0, ""))
    boxes = {box.name: box for box in picture.boxes}
    for node in found.nodes:
        assert node.name in boxes[f"n{node.number}"].lines
        if node.parameter:
            held = boxes[f"p{node.number}"]
            assert held.lines[0] == f"{node.parameter} {node.shape}"
            assert held.colour == node.parameter.rpartition(".")[2]
            assert node.gradient is not None
            assert held.lines[-1] == f".grad = {number(node.gradient.item())}"
    arrows = {(arrow.source, arrow.target) for arrow in picture.arrows}
    assert {(f"n{edge.source}", f"n{edge.target}") for edge in found.edges} <= arrows
    assert all({source, target} <= boxes.keys() for source, target in arrows)
    assert sum("adds to .grad" in box.lines for box in picture.boxes) == 2


def test_of_data_that_nothing_can_be_learned_from_there_is_a_sentence_and_no_graph() -> None:
    page = opened({"dataset": "anscombe", "quartet": "4", "held_out": "0.5"})
    assert not parts(page, "graph")
    assert not page.error
    (said,) = [text.value for text in page.text if "no graph" in text.value]
    assert "Of the rows that are left to train on" in said
    assert said.endswith(".")
    assert ".." not in said


@pytest.mark.parametrize("learner", ["by_parameter", "by_autograd"])
@pytest.mark.parametrize("dataset", ["tutorial", "hours"])
def test_no_box_of_the_graph_lies_over_another_and_arrows_go_down(
    dataset: str, learner: str
) -> None:
    experiment = Experiment(dataset, learner=learner)
    picture = drawn(backward_graph(experiment, load(experiment), (0.5, -0.25)))
    where = {box.name: box.place for box in picture.boxes}
    taken = [
        (place.row, column)
        for place in where.values()
        for column in range(place.column, place.column + place.columns)
    ]
    assert len(taken) == len(set(taken))
    for arrow in picture.arrows:
        assert where[arrow.source].row < where[arrow.target].row


@pytest.mark.parametrize("learner", BY_ROWS)
def test_the_graph_is_that_of_the_labs_experiment(learner: str) -> None:
    experiment = Experiment(learner=learner, learning_rate=0.02, epochs=30)
    page = opened(experiment.to_query() | {"step": "12"})
    weight, bias = train(experiment, load(experiment)).params[12]
    assert f"w = {number(weight)}, b = {number(bias)}" in texts(page)
    assert ("AddmmBackward0" in graph(page)) == (learner == "by_autograd")
    assert ("MmBackward0" in graph(page)) == (learner != "by_autograd")
    assert ("no `grad_fn`" in texts(page)) == (learner == "by_hand")
    assert graph(page).count(".grad = None") == 2
    assert page.session_state["link"] == experiment.to_query() | {"step": "12"}


def test_a_second_backward_shows_pytorchs_error_and_why() -> None:
    page = opened()
    assert not page.error
    page.toggle(key="backward").set_value(True).run()
    assert not page.error
    assert ".grad = None" not in graph(page)
    page.toggle(key="again").set_value(True).run()
    (error,) = page.error
    loss = torch.ones(1, requires_grad=True).exp().sum()
    loss.backward()
    with pytest.raises(RuntimeError) as torchs:
        loss.backward()
    assert error.value == f"RuntimeError: {torchs.value}"
    assert "Why:" in texts(page)
    page.toggle(key="retain_graph").set_value(True).run()
    assert not page.error
    assert "twice the gradient" in texts(page)


def test_every_widget_is_a_setting_that_the_link_keeps() -> None:
    page = opened(query_of(backward=True))
    widgets = [*page.number_input, *page.toggle, *page.radio]
    assert {widget.key for widget in widgets} == DEFAULTS.keys()
    changed = dict(DEFAULTS)
    for widget in widgets:
        value = changed[widget.key]
        other = {bool: not value, int: 1 if value != 1 else 2, str: "frozen"}[type(value)]
        changed[widget.key] = other
        widget.set_value(other)
    changed["backward"] = True
    page.toggle(key="backward").set_value(True)
    page.run()
    assert not page.exception, page.exception
    kept = page.session_state["link"]
    # The traced cell has been moved inside what is now a smaller output.
    assert kept == query_of(**(changed | {"row": 0, "column": 0}))


@pytest.mark.parametrize("dataset", ["diabetes", "polynomial", "drawn", "norris"])
def test_the_graph_is_that_of_what_training_sees(dataset: str) -> None:
    experiment = Experiment(dataset, standardise=True, held_out=0.2)
    page = opened(experiment.to_query() | {"step": "3"})
    run = train(experiment, load(experiment))
    assert not page.exception
    assert f"its loss is {number(run.train_loss[3])}" in texts(page)


def test_a_file_that_is_not_there_is_said_to_be_missing() -> None:
    page = opened({"dataset": "own", "file": "grades.csv"})
    assert not page.exception
    assert "does not have the file grades.csv" in "".join(text.value for text in page.text)


@pytest.mark.faults_expected
def test_a_section_that_fails_leaves_the_others(
    monkeypatch: pytest.MonkeyPatch, faults_logged: list[str]
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("no table")

    whole = opened()
    faults.forget()
    monkeypatch.setattr(parameters, "show", fails)
    page = opened()
    assert [box.value for box in page.error] == [words.FAULTS["section"]]
    assert [head.value for head in page.header] == [head.value for head in whole.header]
    assert len(parts(page, "graph")) == len(parts(whole, "graph")) == 1
    assert [json.loads(line)["part"] for line in faults_logged] == ["section parameters"]
