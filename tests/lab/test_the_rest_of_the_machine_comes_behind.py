"""The machine in two archives: modules of the second are found in it, and it is brought when one is needed."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.rest import Rest, install

FILES = {"lab/kept/__init__.py": "", "lab/kept/word.py": "WORD = 'brought'\n", "other/word.py": "WORD = 'foreign'\n"}


def write(archive: Path) -> None:
    with zipfile.ZipFile(archive, "w") as file:
        for name, text in FILES.items():
            file.writestr(name, text)


@pytest.fixture
def finders() -> Iterator[None]:
    """Puts back the finders and the modules that a test added."""
    before = list(sys.meta_path)
    yield
    sys.meta_path[:] = before
    for name in [name for name in sys.modules if name.startswith("lab.kept")]:
        del sys.modules[name]


@pytest.mark.usefixtures("finders")
def test_a_module_is_imported_from_it(tmp_path: Path) -> None:
    write(tmp_path / "rest.zip")
    install(str(tmp_path / "rest.zip"))
    from lab.kept.word import WORD  # type: ignore[import-not-found]

    assert WORD == "brought"


def test_it_is_brought_once_when_first_needed(tmp_path: Path) -> None:
    archive, brought = tmp_path / "rest.zip", []

    def bring() -> None:
        brought.append(archive)
        write(archive)

    rest = Rest(str(archive), bring)
    assert rest.find_spec("json") is None
    assert brought == []
    specs = [rest.find_spec(name) for name in ("lab.kept.word", "lab.kept", "lab.kept.nothing")]
    assert [spec.origin if spec else None for spec in specs] == [
        f"{archive}/lab/kept/word.py", f"{archive}/lab/kept/__init__.py", None,
    ]  # fmt: skip
    assert brought == [archive]


def test_packages_of_others_are_not_looked_for(tmp_path: Path) -> None:
    write(tmp_path / "rest.zip")
    assert Rest(str(tmp_path / "rest.zip")).find_spec("other.word") is None
