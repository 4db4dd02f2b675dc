"""An audit that could not be made never passes for one that found nothing."""

import json
from typing import Any

import pytest

from tools.audit import NOT_RUN, told

SAFE = {"name": "numpy", "version": "2.4.6", "vulns": []}
SKIPPED = {"name": "torch", "skip_reason": "Dependency not found on PyPI"}
KNOWN = {
    "name": "jinja2",
    "version": "3.1.2",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.1.3"]}],
}


@pytest.mark.parametrize(
    ("packages", "code", "words"),
    [
        ([SAFE], 0, "1 packages looked up, 0 vulnerabilities known."),
        ([SAFE, KNOWN], 1, "jinja2 3.1.2: PYSEC-1, mended in 3.1.3"),
        ([SAFE, SKIPPED], 0, "Not looked up: torch."),
        ([SKIPPED], 2, NOT_RUN),
        ([], 2, NOT_RUN),
    ],
)
def test_what_was_not_looked_up_is_said(
    packages: list[dict[str, Any]], code: int, words: str
) -> None:
    found, said = told(json.dumps({"dependencies": packages, "fixes": []}))
    assert found == code
    assert words in said


@pytest.mark.parametrize("answer", ["", "Traceback", "{}", "null"])
def test_no_answer_is_not_run(answer: str) -> None:
    assert told(answer) == (2, NOT_RUN)
