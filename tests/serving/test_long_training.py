"""A long training keeps nobody waiting: neither another visitor nor the one who changes it."""

import json

import pytest

from tests.serving.viewer import numbers, viewing, wait_until
from tools.serve import Server

LONG = "dataset=line&samples=500&epochs=5000"
SHORT = "learning_rate=0.02"
RUNNING = "regression_lab_trainings_running{}"


def lines(server: Server, query: str) -> list[dict[str, object]]:
    """What the log says of the trainings of a query."""
    logged = [json.loads(line) for line in server.output().splitlines() if line.startswith("{")]
    return [line for line in logged if line["query"] == query]


@pytest.mark.slow
def test_a_change_replaces_the_training_that_runs_which_leaves_nothing(server: Server) -> None:
    with viewing(server) as visitor:
        visitor.ask(LONG)
        wait_until(lambda: numbers(server)[RUNNING] == 1)
        visitor.ask(SHORT)
        assert visitor.film()["steps"] == 100  # the first film that comes is of the second change
    wait_until(lambda: bool(lines(server, LONG)))
    (line,) = lines(server, LONG)
    assert (line["outcome"], line["steps"]) == ("superseded", 0)
    with viewing(server) as visitor:  # it was not kept, and it holds nothing that others need
        visitor.ask(LONG)
        assert visitor.film()["steps"] == 5000
    assert [line["outcome"] for line in lines(server, LONG)] == ["superseded", "done"]


@pytest.mark.slow
def test_another_visitor_is_served_while_one_trains(server: Server) -> None:
    query = f"{LONG}&learning_rate=0.0001"
    with viewing(server) as patient, viewing(server) as other:
        patient.ask(query)
        wait_until(lambda: numbers(server)[RUNNING] == 1)
        other.ask("learning_rate=0.015")
        assert other.film()["steps"] == 100
        assert lines(server, query) == []  # still under way
        assert patient.film()["steps"] == 5000
