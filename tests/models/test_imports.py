"""models/ stands alone: it knows no page, and each of its modules can be the first to come."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

FRESH = """
import importlib, pathlib, sys
for path in sorted(pathlib.Path("models").rglob("*.py")):
    for name in [name for name in sys.modules if name.split(".")[0] == "models"]:
        del sys.modules[name]
    parts = path.with_suffix("").parts
    importlib.import_module(".".join(part for part in parts if part != "__init__"))
print([page for page in ("streamlit", "plotly", "components", "app") if page in sys.modules])
"""


def test_models_import_in_any_order_and_without_the_page() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FRESH], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr
