"""What fails is logged once and without anything personal, and the film is whole without it."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from components import words
from components.film.packing import pack_run
from components.lab import sidebar
from components.monitoring import faults
from components.views import presentation, tables
from models import training
from models.datasets import from_csv
from models.experiment import Experiment
from models.training import train
from tests.support.linked import link, players
from tests.support.reading import read_film
from tests.support.runs import trained
from tools.serve import ROOT

SECRET = "Ada Lovelace"
PAGE = ROOT / "components" / "frame" / "page.py"


def fails(*_: object, **__: object) -> None:
    raise RuntimeError(f"cannot draw {SECRET}")


@pytest.fixture(autouse=True)
def _nothing_logged_yet() -> None:
    faults.forget()


@pytest.mark.faults_expected
@pytest.mark.parametrize(
    ("experiment", "name", "part"),
    [
        (Experiment(), "fit", "fit"),
        (Experiment(), "surface", "surface"),
        (Experiment(dataset="hours"), "fit", "fit"),
        (Experiment(dataset="diabetes"), "surface", "surface"),
        (Experiment(dataset="diabetes"), "many_parameters", "parameters"),
    ],
)
def test_a_picture_that_fails_leaves_the_other_three_as_they_were(
    monkeypatch: pytest.MonkeyPatch,
    faults_logged: list[str],
    experiment: Experiment,
    name: str,
    part: str,
) -> None:
    run = trained(experiment)
    whole = {panel["name"]: panel for panel in read_film(pack_run(run)).head["panels"]}
    monkeypatch.setattr(presentation, name, fails)
    for _ in range(2):
        left = {panel["name"]: panel for panel in read_film(pack_run(run)).head["panels"]}
    assert list(left) == list(whole)
    texts = [a["text"] for a in left[part]["figure"]["layout"]["annotations"]]
    assert texts == ["<br>".join(words.FAULTS["panel"])]
    assert {n for n in whole if left[n]["still"] != whole[n]["still"]} == {part}
    assert [json.loads(line)["part"] for line in faults_logged] == [f"panel {part}"]


@pytest.mark.faults_expected
def test_a_table_that_fails_leaves_the_other(
    monkeypatch: pytest.MonkeyPatch, faults_logged: list[str]
) -> None:
    monkeypatch.setattr(tables, "measures", fails)
    predictions, measures = read_film(pack_run(trained(Experiment()))).head["tables"]
    assert len(predictions["columns"]) == 4
    assert measures["columns"][0]["texts"] == [words.FAULTS["table"]]
    assert [json.loads(line)["part"] for line in faults_logged] == ["table measures"]


@pytest.mark.faults_expected
def test_a_fault_of_a_persons_own_data_is_logged_without_a_word_of_them(
    monkeypatch: pytest.MonkeyPatch, faults_logged: list[str]
) -> None:
    data = from_csv(f"{SECRET},y\n1.0625,2\n2,3\n3,5\n".encode())
    own = Experiment(
        dataset="own", file=f"{SECRET}.csv", target="y", features=(SECRET,), learning_rate=0.02
    )
    drawn = Experiment(dataset="drawn", points=((1.0625, 2.0), (2.0, 3.0)), epochs=7)
    monkeypatch.setattr(presentation, "fit", fails)
    pack_run(train(own, data))
    pack_run(trained(drawn))
    one, two = (json.loads(line) for line in faults_logged)
    assert one["query"] == "dataset=own&learning_rate=0.02"
    assert two["query"] == "dataset=drawn&epochs=7"
    assert one["error"] == two["error"] == "RuntimeError"
    assert "fails" in one["traceback"]
    said = "".join(faults_logged)
    for secret in (*SECRET.split(), "1.0625", ".csv"):
        assert secret not in said


@pytest.mark.faults_expected
def test_settings_that_fail_leave_the_others_the_pictures_and_the_link(
    monkeypatch: pytest.MonkeyPatch, faults_logged: list[str]
) -> None:
    monkeypatch.setattr(sidebar, "_learning_rate", fails)
    page = AppTest.from_file(PAGE, default_timeout=60)
    page.query_params["epochs"] = "30"
    page.run()
    assert [box.value for box in page.error] == [words.FAULTS["widgets"]]
    assert not page.exception
    assert page.number_input(key="start_weight").value == Experiment().start_weight
    assert len(players(page)) == 1
    assert page.query_params["epochs"] == "30"
    page.number_input(key="start_weight").set_value(2.0).run()
    assert link(page)["start_weight"] == "2.0"
    parts = [json.loads(line)["part"] for line in faults_logged]
    assert parts == ["settings of training"] * 2, "once for each experiment"


@pytest.mark.faults_expected
def test_a_run_that_fails_leaves_the_pictures_before_it(
    monkeypatch: pytest.MonkeyPatch, faults_logged: list[str]
) -> None:
    page = AppTest.from_file(PAGE, default_timeout=60).run()
    film_before = page.session_state["shown"]
    monkeypatch.setattr(training, "record", fails)
    page.number_input(key="epochs").set_value(33).run()
    assert not page.exception
    assert page.session_state["shown"] == film_before
    assert words.FAULTS["film"] in [text.value for text in page.text]
    assert [json.loads(line)["part"] for line in faults_logged] == ["film"]
