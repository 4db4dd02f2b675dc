"""What the operator sees: one line a training, numbers that Prometheus reads, nothing personal."""

import json
import logging

import pytest

from components.monitoring import log, metrics
from components.monitoring.metrics import Metrics, training
from models.experiment import SETTINGS, Experiment
from models.setting import Names, Points, Text
from tests.serving.viewer import get, numbers, viewing
from tools.serve import serving

OWN = Experiment(dataset="own", file="marks of 7b.csv", target="Ann", features=("Ben", "Eve"))
LOOKUPS = "cache_lookups_total{cache=components.film.cache.film_of,cache_type=st_cache_data,result="


def logged(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have what the operator would read come to the test."""
    monkeypatch.setattr(log.logger, "propagate", True)
    caplog.set_level(logging.INFO, "regression_lab")


def test_a_line_holds_no_words_of_a_visitor(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged(caplog, monkeypatch)
    drawn = Experiment(dataset="drawn", points=((1, 2), (3.25, 4), (5, 6)))
    for experiment in (OWN, drawn):
        with training(experiment.to_query()) as request:
            request.steps = 7
    own, points = (json.loads(record.message) for record in caplog.records)
    assert (own["query"], points["query"]) == ("dataset=own", "dataset=drawn")
    assert (own["outcome"], own["steps"], own["event"]) == ("done", 7, "training")


def test_every_setting_that_can_hold_a_visitors_words_is_left_out() -> None:
    own = {name for name, kind in SETTINGS.items() if isinstance(kind, Text | Names | Points)}
    assert own == log.PERSONAL


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (ValueError("one sentence"), "refused"),
        (ZeroDivisionError(), "failed"),
        (KeyboardInterrupt(), "superseded"),
    ],
)
def test_a_training_that_does_not_end_is_counted_as_what_it_is(
    error: BaseException,
    outcome: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    logged(caplog, monkeypatch)
    mine = Metrics()
    monkeypatch.setattr(metrics, "metrics", mine)
    with pytest.raises(type(error)), training({}):
        raise error
    assert json.loads(caplog.records[-1].message)["outcome"] == outcome
    counted = {str(s): s.to_metric_str() for s in mine.get_stats()[metrics.TRAININGS]}
    assert f'regression_lab_trainings_total{{outcome="{outcome}"}} 1' in counted.values()
    assert mine.get_stats([metrics.RUNNING])[metrics.RUNNING][0].to_metric_str()[-2:] == " 0"


@pytest.mark.slow
def test_the_server_counts_sessions_trainings_hits_and_seconds() -> None:
    """Read by the parser of Prometheus' own library."""
    with serving() as server:
        assert get(server, "/_stcore/health") == "ok"
        before = numbers(server)
        with viewing(server) as one, viewing(server) as other:
            for visitor in (one, other):
                visitor.ask("epochs=50")
                visitor.finish()
            after = numbers(server)
        lines = [line for line in server.output().splitlines() if line.startswith("{")]
    grown = {name: value - before.get(name, 0) for name, value in after.items()}
    assert grown["active_sessions{}"] == 2
    assert grown["regression_lab_trainings_total{outcome=done}"] == 1
    assert grown["regression_lab_training_steps_total{}"] == 50
    assert (grown[f"{LOOKUPS}hit}}"], grown[f"{LOOKUPS}miss}}"]) == (1, 1)
    for stage, count in {"train": 1, "figures": 1, "send": 2}.items():
        assert grown[f"regression_lab_stage_seconds_count{{stage={stage}}}"] == count
        assert grown[f"regression_lab_stage_seconds_sum{{stage={stage}}}"] > 0
        assert after[f"regression_lab_stage_seconds_bucket{{le=+Inf,stage={stage}}}"] == count
    (line,) = lines
    assert json.loads(line)["query"] == "epochs=50"
