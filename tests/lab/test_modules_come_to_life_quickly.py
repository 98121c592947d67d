"""The browser's finder of byte code, and methods of dataclasses that were compiled beforehand."""

from __future__ import annotations

import dataclasses
import importlib._bootstrap_external as external
import marshal
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.boot import METHODS, digest, install, recorded

MODULES = {
    "swift/__init__.pyc": "",
    "swift/word.pyc": "import swift.other\nWORD = swift.other.WORD\n",
    "swift/other.pyc": "WORD = 'found'\n",
}


def write(archive: Path, methods: bytes | None = None) -> Path:
    with zipfile.ZipFile(archive, "w") as file:
        for name, text in MODULES.items():
            code = compile(text, name, "exec")
            file.writestr(name, external._code_to_hash_pyc(code, b"\0" * 8, False))  # type: ignore[attr-defined]
        file.writestr("swift/note.txt", "a text")
        if methods is not None:
            file.writestr(METHODS, methods)
    return archive


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Puts back the finders, what dataclasses run their texts with, and the modules that a test added."""
    before = list(sys.meta_path)
    yield
    sys.meta_path[:] = before
    vars(dataclasses).pop("exec", None)
    for name in [name for name in sys.modules if name.partition(".")[0] == "swift"]:
        del sys.modules[name]


def test_modules_and_files_of_the_archive_are_found(tmp_path: Path) -> None:
    archive = write(tmp_path / "machine.zip")
    install(str(archive))
    from swift import word  # type: ignore[import-not-found]

    assert word.WORD == "found"
    assert word.__file__ == f"{archive}/swift/word.pyc"
    assert sys.modules["swift"].__path__ == [f"{archive}/swift"]
    assert word.__spec__.loader.get_data(f"{archive}/swift/note.txt") == b"a text"
    with pytest.raises(ModuleNotFoundError):
        import swift.nothing  # type: ignore[import-not-found]  # noqa: F401


def test_a_method_that_was_compiled_before_is_taken(tmp_path: Path) -> None:
    methods = recorded()
    dataclasses.make_dataclass("Point", ["x"])
    assert methods
    install(str(write(tmp_path / "machine.zip", marshal.dumps(methods))))
    again, other = dataclasses.make_dataclass("Point", ["x"]), dataclasses.make_dataclass("Pair", ["x", "y"])
    assert again(3) == again(3)
    assert again.__init__.__code__.co_filename == "<dataclass>"  # type: ignore[misc]
    assert other(1, 2) != other(2, 1)
    assert other.__init__.__code__.co_filename == "<string>"  # type: ignore[misc]


def test_texts_that_differ_are_told_apart() -> None:
    assert digest("def f(): return 1") != digest("def f(): return 2")


def test_without_byte_code_nothing_is_changed(tmp_path: Path) -> None:
    archive = tmp_path / "sources.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("swift/__init__.py", "WORD = 'source'\n")
    install(str(archive))
    with pytest.raises(ModuleNotFoundError):
        import swift  # noqa: F401
    assert "exec" not in vars(dataclasses)
