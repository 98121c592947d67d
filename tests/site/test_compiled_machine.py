"""The machine as byte code for the browser: the same modules, the same machine; without a node, the sources."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from jailsite import compiling
from jailsite.bundle import read_machine, write_bundle, write_sources
from jailsite.compiling import CannotCompile, compile_bundle
from lab.boot import METHODS
from lab.course.lesson_file import load_catalogue
from lessons.engines import PYODIDE, bundle_name, bundle_path, bundle_rest, rest_name
from tools.node import find_node

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / "static" / "vendor" / "pyodide" / PYODIDE
RUNNER = Path(__file__).with_name("machine_digest.mjs")
PROGRAM = """
from simbsd.machine import Machine

def digest_after(lines):
    machine = Machine(seed=7)
    machine.advance(5_000_000)
    for line in lines:
        machine.type(0, line + "\\n")
        machine.advance(5_000_000)
    return machine.digest()

digest_after(["jail -c name=www vnet persist", "ifconfig epair create", "ps ax", "jls -n", "nosuch; echo $?"])
"""


OPENING = """
import json, sys
from lab.bridge import Bridge

bridge = Bridge()
opening = {{"type": "open", "lesson": {lesson!r}, "seed": 1, "release": "14.0", "engine": "", "journal": None}}
for message in (opening, {{"type": "input", "tty": 0, "data": "jls\\r"}}):
    bridge.handle(json.dumps({{"v": 1, **message}}))
files = [module.__file__ for name, module in sys.modules.items() if name.partition(".")[0] in ("lab", "simbsd")]
print(*(file.removeprefix({root!r} + "/") + "c" for file in files if file))
"""


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sources of this tree's machine, and their byte code."""
    sources = write_sources(read_machine(ROOT), tmp_path_factory.mktemp("machines"))
    return sources, compile_bundle(sources, PYTHON)


def in_the_browsers_python(bundle: Path, rest_of_it: bool = False) -> str:
    rest = bundle.with_name(rest_name())
    command = [str(find_node()), str(RUNNER), str(PYTHON), str(bundle), str(rest) if rest_of_it else "", PROGRAM]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def on_the_server(bundle: Path) -> str:
    program = f"import sys\nsys.path.insert(0, {str(bundle)!r})\n{PROGRAM}".rstrip()
    *before, last = program.splitlines()
    command = [sys.executable, "-c", "\n".join([*before, f"print({last})"])]
    return subprocess.run(command, cwd="/", capture_output=True, text=True, check=True).stdout.strip()


def test_hold_the_byte_code_of_the_same_files_stored(bundles: tuple[Path, Path]) -> None:
    sources, first = (zipfile.ZipFile(path) for path in bundles)
    rest = zipfile.ZipFile(bundles[1].with_name(rest_name()))
    expected = [f"{name}c" if name.endswith(".py") else name for name in sources.namelist()]
    # And beside them what the first archive's dataclasses would compile at import.
    assert sorted(first.namelist() + rest.namelist()) == sorted([*expected, METHODS])
    assert METHODS in first.namelist()
    for archive in (first, rest):
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
        # Unchecked: the flags after the magic number say so, and no time stamp or hash follows.
        code = [name for name in archive.namelist() if name.endswith(".pyc")]
        assert {archive.read(name)[4:16] for name in code} == {b"\1\0\0\0" + b"\0" * 8}


def test_the_first_lesson_opens_with_what_comes_first(bundles: tuple[Path, Path]) -> None:
    lesson = load_catalogue(ROOT / "curriculum").lesson("first-jail")
    program = OPENING.format(root=str(ROOT), lesson=lesson.public(seed=1))
    result = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    first = set(zipfile.ZipFile(bundles[1]).namelist())
    assert [name for name in result.stdout.split() if name not in first] == []
    assert [name for name in first if name.startswith(("lab/lesson_file", "lab/lint"))] == []


def test_is_the_same_machine(bundles: tuple[Path, Path]) -> None:
    sources, compiled = bundles
    digest = in_the_browsers_python(compiled, rest_of_it=True)
    assert len(digest) == 64
    assert in_the_browsers_python(sources) == digest
    assert on_the_server(sources) == digest


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A small machine's sources, written."""
    module = tmp_path / "tree" / "lab" / "a.py"
    module.parent.mkdir(parents=True)
    module.write_text('"""Says."""\n\nfrom __future__ import annotations\n\nassert True\na = 1\n', encoding="utf-8")
    return write_sources(read_machine(tmp_path / "tree"), tmp_path / "machines")


def test_same_sources_same_bytes(small: Path) -> None:
    compiled = compile_bundle(small, PYTHON)
    paths = [compiled, compiled.with_name(rest_name())]
    first = [path.read_bytes() for path in paths]
    paths[1].unlink()  # half of it is none of it
    compile_bundle(small, PYTHON)
    assert [path.read_bytes() for path in paths] == first


def test_is_made_once(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = compile_bundle(small, PYTHON)
    monkeypatch.setattr(compiling, "find_node", lambda: None)
    assert compile_bundle(small, PYTHON) == compiled


def test_browsers_get_the_byte_code_and_the_server_keeps_the_sources(settings: Any, small: Path) -> None:
    settings.MACHINE_DIR = small.parent.parent
    engine = small.parent.name
    assert (bundle_name(engine), bundle_rest(engine)) == (f"machine/{engine}/machine.zip", None)
    compile_bundle(small, PYTHON)
    assert bundle_name(engine) == f"machine/{engine}/machine-{PYODIDE}.zip"
    assert bundle_rest(engine) == f"machine/{engine}/machine-{PYODIDE}-rest.zip"
    assert bundle_path(engine) == small


def test_sources_that_no_browser_asks_for_are_not_packed(tmp_path: Path, settings: Any) -> None:
    machine = read_machine(ROOT)
    sources = write_sources(machine, tmp_path)
    sources.with_name(f"machine-{PYODIDE}.zip").write_bytes(b"")
    write_bundle(machine, tmp_path)
    assert sorted(path.name for path in sources.parent.iterdir()) == [f"machine-{PYODIDE}.zip", "machine.zip"]


@pytest.mark.parametrize(
    ("node", "reason"),
    [
        (None, "there is no node"),
        ("/bin/false", "/bin/false failed: status 1"),
        ("/no/node", "/no/node could not be run: [Errno 2] No such file or directory: '/no/node'"),
    ],
)
def test_without_a_node_the_sources_are_served_and_one_sentence_says_so(
    settings: Any, small: Path, monkeypatch: pytest.MonkeyPatch, node: str | None, reason: str
) -> None:
    monkeypatch.setattr(compiling, "find_node", lambda: node)
    with pytest.raises(CannotCompile, match="^" + reason.replace("[", r"\[") + "$"):
        compile_bundle(small, PYTHON)
    settings.MACHINE, settings.MACHINE_DIR = read_machine(small.parents[2] / "tree"), small.parent.parent
    settings.ENGINE = settings.MACHINE.engine
    out, errors = StringIO(), StringIO()
    call_command("machine_bundle", stdout=out, stderr=errors)
    assert out.getvalue() == f"engine {settings.ENGINE}, machine.zip, {small.stat().st_size} bytes\n"
    assert errors.getvalue() == f"Browsers compile the machine themselves, so first visits are slower: {reason}.\n"
    assert bundle_name(settings.ENGINE) == f"machine/{settings.ENGINE}/machine.zip"
    assert [path.name for path in small.parent.iterdir()] == ["machine.zip"]


def test_a_bundle_that_does_not_compile_is_told_with_pythons_words(small: Path) -> None:
    with zipfile.ZipFile(small, "w") as archive:
        archive.writestr("lab/a.py", "a = (\n")
    with pytest.raises(CannotCompile, match="SyntaxError: '\\(' was never closed"):
        compile_bundle(small, PYTHON)
    assert [path.name for path in small.parent.iterdir()] == ["machine.zip"]
