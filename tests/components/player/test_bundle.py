"""The player's files are one module: a name that two of them declare leaves no pictures at all."""

import re
from collections import Counter
from pathlib import Path

from components.player import mount

FILES = Path(mount.__file__).parent
DECLARES = re.compile(
    r"(?:export )?(?:default )?(?:async )?(?:function\*?|class|const|let|var|import)\b"
)
NAMED = re.compile(
    r"(?:export )?(?:default )?(?:async )?(?:function\*? ?|class |const |let |var )(\w+) ?[=;({]"
)


def declared(script: str) -> list[str]:
    """The names that stand at the top level: what begins in the first column."""
    names = []
    for line in script.splitlines():
        if DECLARES.match(line):
            found = NAMED.match(line)
            assert found, f"of this line the test does not know the name: {line}"
            names.append(found[1])
    return names


def test_no_name_is_declared_twice_in_the_players_script() -> None:
    counts = Counter(declared(mount.SCRIPT))
    assert {"WORDS", "formatNumber", "createTerm", "MARKS"} <= set(counts)
    assert [name for name, count in counts.items() if count > 1] == []


def test_every_file_of_the_players_folder_is_part_of_its_script() -> None:
    ours = [path for path in FILES.glob("**/*.js") if "vendor" not in path.parts]
    assert len(ours) > 40
    for path in ours:
        assert path.read_text("utf-8") in mount.SCRIPT, path.name
