"""?debug=1 shows the server's numbers where the operator allows it, and else does nothing."""

import pytest
from streamlit.runtime.stats import StatsManager
from streamlit.testing.v1 import AppTest

from components.monitoring import metrics_panel
from components.monitoring.metrics import Metrics
from tools.serve import ROOT

PAGE = str(ROOT / "components" / "frame" / "page.py")


def opened(monkeypatch: pytest.MonkeyPatch, allowed: str, **query: str) -> AppTest:
    monkeypatch.setenv(metrics_panel.ALLOWED, allowed)
    manager = StatsManager()
    manager.register_provider(Metrics())
    monkeypatch.setattr(metrics_panel, "stats_manager", lambda: manager)
    app = AppTest.from_file(PAGE, default_timeout=60)
    app.query_params.update(query)
    app.run()
    assert not app.exception
    return app


def test_where_it_is_allowed_the_page_shows_the_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(monkeypatch, "1", debug="1", epochs="50")
    (table,) = app.table
    assert 'regression_lab_trainings_total{outcome="done"}' in list(table.value["Metric"])
    assert "regression_lab_stage_seconds{stage=train}" in list(table.value["Metric"])
    assert not app.warning
    app.run()
    assert app.query_params == {"debug": "1", "epochs": "50"}
    assert len(app.table) == 1


@pytest.mark.parametrize(("allowed", "asked"), [("", "1"), ("0", "1"), ("1", "0"), ("1", "<b>")])
def test_elsewhere_it_shows_nothing_and_nobody_is_warned(
    allowed: str, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(monkeypatch, allowed, debug=asked, epochs="50")
    assert not app.table
    assert not app.warning
    assert app.query_params == {"epochs": "50"}
