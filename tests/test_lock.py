"""What is installed is what the locks say, file by file, and they say no more than that."""

import hashlib
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import metadata
from pathlib import Path
from threading import Thread

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.test_project import requirements
from tools import install, lock
from tools.free_port import free_port
from tools.licences import FOR_GRAPHICS_CARDS, all_required, required
from tools.serve import ROOT

APP, DEV, AUDIT = (lock.lock_of(source) for source in lock.SOURCES)
HEX = "0123456789abcdef" * 4
LOCKED = f"numpy==1.0 \\\n    --hash=sha256:{HEX}\ntorch==9.9.9 \\\n    --hash=sha256:{HEX}\n"


def read(path: Path) -> dict[str, Requirement]:
    """What a lock names: each package with its version, and where it is for."""
    named = [
        Requirement(entry.partition(" \\\n")[0])
        for _, entry in lock.entries(path.read_text(encoding="utf-8"))
    ]
    assert named
    found: dict[str, Requirement] = {canonicalize_name(each.name): each for each in named}
    assert len(found) == len(named), f"{path}: one version of each, for all Pythons"
    return found


def versions(path: Path, here_only: bool = False) -> dict[str, str]:
    return {
        name: str(requirement.specifier).removeprefix("==")
        for name, requirement in read(path).items()
        if not here_only or requirement.marker is None or requirement.marker.evaluate()
    }


def installed() -> dict[str, str]:
    """All but pip, which came with Python, and what a build for graphics cards brings along."""
    found = {
        canonicalize_name(each.metadata["Name"]): each.version.partition("+")[0]
        for each in metadata.distributions()
    }
    others = {name for name in found if name.startswith(FOR_GRAPHICS_CARDS)} | {"pip"}
    return {name: version for name, version in found.items() if name not in others}


def test_everything_that_is_installed_is_in_a_lock_in_exactly_that_version() -> None:
    locked = versions(AUDIT) | versions(DEV)
    assert {name: locked.get(name) for name in installed()} == installed()


def test_everything_that_the_tests_lock_has_for_this_machine_is_installed() -> None:
    assert versions(DEV, here_only=True).items() <= installed().items()


def test_the_apps_lock_has_all_that_the_app_requires_and_nothing_else() -> None:
    """It is installed without asking what else a package needs."""
    assert versions(APP, here_only=True).keys() == set(all_required(required()))


def test_what_a_person_pins_is_what_the_lock_has() -> None:
    for source in lock.SOURCES:
        pins = dict(line.split("==") for line in requirements(source))
        locked = versions(lock.lock_of(source))
        assert {name: locked.get(canonicalize_name(name)) for name in pins} == pins


def test_the_app_is_tested_with_the_very_files_that_it_is_served_with() -> None:
    tested = dict(lock.entries(DEV.read_text(encoding="utf-8")))
    served = dict(lock.entries(APP.read_text(encoding="utf-8")))
    assert served.items() <= tested.items()
    shared = versions(AUDIT).keys() & versions(DEV).keys()
    assert {name: versions(AUDIT)[name] for name in shared}.items() <= versions(DEV).items()


@pytest.mark.parametrize("path", [APP, DEV, AUDIT], ids=lambda path: path.name)
def test_each_entry_has_hashes_and_no_lock_says_where_to_ask(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for name, entry in lock.entries(text):
        first, *rest = entry.rstrip("\n").split(" \\\n")
        assert re.fullmatch(r"[a-z0-9-]+==[\w.]+( ; .+)?", first), name
        assert rest, name
        assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}", line) for line in rest), name
    assert not re.search(r"://|-index|find-links|trusted-host", text)
    assert not [name for name in read(path) if name.startswith(FOR_GRAPHICS_CARDS)]


def test_make_the_image_and_windows_install_by_the_locks_and_from_one_page() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    image = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    (page,) = re.findall(r"^PYTORCH = (\S+)$", makefile, re.MULTILINE)
    assert f"ARG PYTORCH={page}\n" in image
    assert re.findall(r"^\t@\$\(INSTALL\) (.*)$", makefile, re.MULTILINE) == [
        "requirements-audit.lock",
        'requirements.lock "$(PYTORCH)"',
        'requirements-dev.lock "$(PYTORCH)"',
    ]
    assert '/install.py /requirements.lock "$PYTORCH"' in image
    for name, locked in {"run.cmd": APP, "test.cmd": DEV}.items():
        assert f"-m tools.install {locked.name} " in (ROOT / name).read_text(encoding="utf-8")
    # None beside it.
    for text in (makefile, image):
        assert "pip install" not in text


# How they are installed


def page_of(*wheels: str) -> bytes:
    return "".join(f'<a href="/whl/{name}#sha256={HEX}">{name}</a>\n' for name in wheels).encode()


@contextmanager
def serving_page(body: bytes, status: int = 200) -> Iterator[str]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What pip is asked for, and does not do; on Linux, with another PyTorch installed."""
    calls: list[list[str]] = []
    monkeypatch.setattr(install, "pip", lambda *arguments: calls.append(list(arguments)))
    monkeypatch.setattr(sys, "platform", "linux")
    return calls


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    path = tmp_path / "some.lock"
    path.write_text(LOCKED, encoding="utf-8")
    return path


def test_pytorch_is_looked_for_on_its_page_and_nothing_else_is(
    asked: list[list[str]], locked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving_page(b"") as page:
        install.install(locked, page)
    assert [page in call for call in asked] == [True, False, False, False]
    assert asked[0][-3:] == ["--find-links", page, "torch==9.9.9"]
    assert asked[2] == ["install", "--require-hashes", "--no-deps", "-r", str(locked)]
    assert capsys.readouterr().err == ""


def test_where_the_page_is_not_reached_that_is_said_and_pip_looks_where_it_usually_does(
    asked: list[list[str]], locked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install.install(locked, nowhere := f"http://127.0.0.1:{free_port()}/")
    assert "find-links" not in " ".join(asked[0])
    assert f"cannot be reached at {nowhere}: pip takes PyTorch" in capsys.readouterr().err
    with serving_page(b"", status=403) as page:
        assert not install.is_reached(page)


@pytest.mark.parametrize(("platform", "page"), [("win32", "http://127.0.0.1:1/"), ("linux", "")])
def test_where_pips_own_choice_is_wanted_the_page_is_not_asked(
    asked: list[list[str]],
    locked: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    platform: str,
    page: str,
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    install.install(locked, page)
    assert capsys.readouterr().err == ""
    assert asked[0][-1] == "torch==9.9.9"


def test_a_pytorch_that_is_there_is_left_alone(asked: list[list[str]], tmp_path: Path) -> None:
    version = metadata.version("torch").partition("+")[0]
    path = tmp_path / "some.lock"
    path.write_text(LOCKED.replace("9.9.9", version), encoding="utf-8")
    install.install(path, "http://127.0.0.1:1/")
    assert asked == [["install", "--require-hashes", "--no-deps", "-r", str(path)]]


def test_an_older_python_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4, "final", 0))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; this is 3\.10\."):
        install.main()


def wheel(folder: Path) -> str:
    """A PyTorch for the CPU with nothing in it, and its hash."""
    path = folder / "torch-9.9.9+cpu-py3-none-any.whl"
    about = "torch-9.9.9+cpu.dist-info"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr(
            f"{about}/METADATA", "Metadata-Version: 2.1\nName: torch\nVersion: 9.9.9+cpu\n"
        )
        made.writestr(
            f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        made.writestr(f"{about}/RECORD", "")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_pytorch_whose_hash_is_not_in_the_lock_is_not_installed(tmp_path: Path) -> None:
    """By the real pip, offline: a folder with one file, as a machine without a network has it."""
    (wheels := tmp_path / "wheels").mkdir()
    right = wheel(wheels)
    there = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels), "PIP_CONFIG_FILE": os.devnull}
    for digest, is_taken in {right: True, HEX: False}.items():
        target = tmp_path / digest
        path = tmp_path / "torch.lock"
        path.write_text(f"torch==9.9.9 \\\n    --hash=sha256:{digest}\n", encoding="utf-8")
        answer = subprocess.run(
            [sys.executable, ROOT / "tools" / "install.py", path],
            env=os.environ | there | {"PIP_TARGET": str(target)},
            capture_output=True,
            text=True,
        )
        assert (answer.returncode == 0, target.exists()) == (is_taken, is_taken), answer.stderr
        assert ("DO NOT MATCH" in answer.stderr) is not is_taken


# How they are renewed


def test_of_the_page_only_builds_for_linux_and_the_pythons_of_today_are_read() -> None:
    ours = [
        "torch-9.9.9%2Bcpu-cp311-cp311-linux_x.whl",
        "torch-9.9.9+cpu-cp320-cp320-manylinux.whl",
    ]
    others = [
        "torch-9.9.9%2Bcpu-cp310-cp310-linux_x.whl",
        "torch-9.9.8%2Bcpu-cp311-cp311-linux_x.whl",
        "torch-9.9.9%2Bcpu-cp311-cp311-win_amd64.whl",
    ]
    for name in ours:
        with serving_page(page_of(name)) as page:
            assert lock.for_the_cpu("9.9.9", page, {"old"}) == {HEX}, name
    with serving_page(page_of(*others)) as page, pytest.raises(SystemExit):
        lock.for_the_cpu("9.9.9", page, {"old"})


def test_where_the_page_is_not_reached_what_was_known_of_that_version_is_kept() -> None:
    nowhere = f"http://127.0.0.1:{free_port()}/"
    assert lock.for_the_cpu("9.9.9", nowhere, {HEX}) == {HEX}
    with pytest.raises(SystemExit, match=r"PyTorch 9\.9\.9: the hashes"):
        lock.for_the_cpu("9.9.9", nowhere, set())


def test_what_is_for_graphics_cards_is_left_out_and_the_builds_for_the_cpu_are_added() -> None:
    resolved = f"nvidia-x==1 ; a \\\n    --hash=sha256:{HEX}\n{LOCKED}triton==1 \\\n    --hash=…\n"
    builds = {"1" * 64}
    assert (
        lock.completed(resolved, builds)
        == LOCKED.replace(
            "torch==9.9.9 \\\n", f"torch==9.9.9 \\\n    --hash=sha256:{HEX} \\\n"
        ).removesuffix(f"{HEX}\n")
        + f"{'1' * 64}\n"
    )
    assert install.torch_pin(resolved) == "9.9.9"
    assert lock.hashes_of("torch", resolved) == {HEX}
    assert install.torch_pin("torchvision==1 \\\n") == ""
