"""Whether a known vulnerability is in what is installed: `make audit`, by pip-audit.

Exit code 0: none is known. 1: some are, and they are printed. 2: not run, because the database of
vulnerabilities cannot be reached, or does not know the packages.
"""

import json
import subprocess
import sys
from typing import Any

NOT_RUN = "Not run: the database of vulnerabilities cannot be reached, or knows none of these."


def told(answer: str) -> tuple[int, str]:
    """The exit code and the words for what pip-audit printed as JSON."""
    try:
        packages: list[dict[str, Any]] = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return 2, NOT_RUN
    looked_up = [package for package in packages if "vulns" in package]
    if not looked_up:
        return 2, NOT_RUN
    found = [
        f"{package['name']} {package['version']}: {known['id']}, "
        f"mended in {', '.join(known['fix_versions']) or 'no version yet'}"
        for package in looked_up
        for known in package["vulns"]
    ]
    unknown = [package["name"] for package in packages if "vulns" not in package]
    lines = [*found, f"{len(looked_up)} packages looked up, {len(found)} vulnerabilities known."]
    lines += [f"Not looked up: {', '.join(unknown)}."] if unknown else []
    return (1 if found else 0), "\n".join(lines)


def main() -> int:
    """Ask for all that this interpreter has installed."""
    command = [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off"]
    answer = subprocess.run(command, capture_output=True, text=True)
    code, words = told(answer.stdout)
    print(words)
    if code == 2:
        print(answer.stderr.strip().rpartition("\n")[2], file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
