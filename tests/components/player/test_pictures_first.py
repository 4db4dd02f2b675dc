"""What the visitor waits for goes ahead: other pictures are sent, and then for a moment nothing."""

from types import SimpleNamespace

import pytest

from components.lab import page as lab_page
from components.lab import sidebar as settings
from components.player import mount
from tests.support.lab import opened, widget


@pytest.fixture
def happened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the page did, in its order."""
    seen: list[str] = []
    show_pictures, show_settings = mount.show, settings.show

    def pictures(*given: object, **named: object) -> None:
        seen.append("pictures")
        show_pictures(*given, **named)  # type: ignore[arg-type]

    def sidebar(*given: object, **named: object) -> None:
        seen.append("settings")
        show_settings(*given, **named)  # type: ignore[arg-type]

    def sleep(seconds: float) -> None:
        assert seconds == lab_page.AHEAD_OF_SETTINGS > 0.01  # Streamlit's page gathers for 10 ms
        seen.append("moment")

    monkeypatch.setattr(mount, "show", pictures)
    monkeypatch.setattr(settings, "show", sidebar)
    monkeypatch.setattr(lab_page, "time", SimpleNamespace(sleep=sleep))
    return seen


def test_only_other_pictures_go_a_moment_ahead_of_the_settings(happened: list[str]) -> None:
    page = opened()
    assert happened == ["pictures", "settings"]
    happened.clear()
    widget(page, "learning_rate").set_value(0.02).run()
    assert happened == ["pictures", "moment", "settings"]
    happened.clear()
    page.run()
    assert happened == ["pictures", "settings"]
