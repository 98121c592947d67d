"""The machine bundle: the same sources make the same bytes and the same engine; older engines are kept."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from io import StringIO
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.core.management import call_command

from jailsite.bundle import engine_of, read_machine, sources, write_bundle, zipped
from lessons.engines import PYODIDE


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in {
        "simbsd/a.py": "a = 1\n", "lab/b.py": "b = 2\n", "lab/notes.md": "no\n", "x.py": "no\n",
        "simbsd/rootfs/man8/jail.8": ".Dd\n", "simbsd/rootfs/__pycache__/a.pyc": "no\n"}.items():  # fmt: skip
        path = tmp_path / "tree" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "tree"


def test_holds_the_modules_and_texts_of_the_machine_stored(tree: Path, tmp_path: Path) -> None:
    path = write_bundle(read_machine(tree), tmp_path)
    assert path == tmp_path / read_machine(tree).engine / "machine.zip"
    with zipfile.ZipFile(path) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "lab/b.py": b"b = 2\n",
            "simbsd/a.py": b"a = 1\n",
            "simbsd/rootfs/man8/jail.8": b".Dd\n",
        }
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}


def test_same_sources_same_bytes(tree: Path) -> None:
    assert zipped(sources(tree)) == zipped(sources(tree))
    (tree / "lab" / "b.py").touch()
    assert engine_of(sources(tree)) == read_machine(tree).engine
    assert zipped(sources(tree)) == zipped(list(sources(tree)))


@pytest.mark.parametrize("change", ["content", "name", "split"])
def test_any_change_is_another_engine(tree: Path, change: str) -> None:
    before = read_machine(tree).engine
    module = tree / "lab" / "b.py"
    if change == "content":
        module.write_text("b = 3\n", encoding="utf-8")
    elif change == "name":
        module.rename(tree / "lab" / "c.py")
    else:
        (tree / "lab" / "empty.py").write_text("", encoding="utf-8")
    assert read_machine(tree).engine != before


def test_is_packed_once(tree: Path, tmp_path: Path) -> None:
    (tree / "lab" / "b.py").write_text("b = 2\n" * 500, encoding="utf-8")
    path = write_bundle(read_machine(tree), tmp_path)
    twin = path.with_name("machine.zip.br")
    assert brotli.decompress(twin.read_bytes()) == path.read_bytes()
    written = twin.stat().st_mtime_ns
    write_bundle(read_machine(tree), tmp_path)
    assert twin.stat().st_mtime_ns == written
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["machine.zip", "machine.zip.br", "machine.zip.gz"]


def test_older_engines_are_kept(tree: Path, tmp_path: Path) -> None:
    old = write_bundle(read_machine(tree), tmp_path)
    (tree / "lab" / "b.py").write_text("b = 3\n", encoding="utf-8")
    new = write_bundle(read_machine(tree), tmp_path)
    assert old != new
    assert old.exists()
    assert new.exists()


def test_command_says_what_it_wrote(settings: Any, tree: Path, tmp_path: Path) -> None:
    settings.MACHINE, settings.MACHINE_DIR = read_machine(tree), tmp_path / "machines"
    settings.ENGINE = settings.MACHINE.engine
    out = StringIO()
    call_command("machine_bundle", stdout=out)
    engine = read_machine(tree).engine
    compiled = tmp_path / "machines" / engine / f"machine-{PYODIDE}.zip"
    assert out.getvalue() == f"engine {engine}, {compiled.name}, {compiled.stat().st_size} bytes\n"


def test_the_site_runs_the_engine_of_its_own_tree(settings: Any) -> None:
    """Asked in a process of its own: this one has read the sources once, when it started."""
    imports = "from jailsite import settings_test as s; from jailsite.bundle import read_machine; "
    question = imports + "print(s.ENGINE == read_machine(s.BASE_DIR).engine)"
    command = [sys.executable, "-c", question]
    result = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)
    assert result.stdout == "True\n"
