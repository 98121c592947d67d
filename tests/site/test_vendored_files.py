"""static/vendor/ holds exactly what vendor.toml says, byte for byte, each with its licence."""

from __future__ import annotations

import hashlib
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import brotli
import pytest

from jailsite.importmap import VENDORED
from lessons.engines import PYODIDE

STATIC = Path(__file__).resolve().parents[2] / "static"
VENDOR = STATIC / "vendor"
LIBRARIES: list[dict[str, Any]] = tomllib.loads((VENDOR / "vendor.toml").read_text(encoding="utf-8"))["library"]
# What simbsd and lab may import; the browser's interpreter has nothing else.
NEEDED = (
    "abc base64 bisect collections contextlib copy dataclasses enum fnmatch functools hashlib heapq inspect "
    "ipaddress json operator pathlib re string struct textwrap tomllib traceback types typing"
).split()


@pytest.mark.parametrize("library", LIBRARIES, ids=lambda library: library["name"])
def test_files_are_what_was_checked_in(library: dict[str, Any]) -> None:
    folder = VENDOR / library["folder"]
    found = {path.name: hashlib.sha512(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    assert found == {name: entry["sha512"] for name, entry in library["files"].items()}
    assert "LICENSE" in found
    assert library["version"] in library["folder"]


def test_nothing_else_is_there() -> None:
    folders = {path.relative_to(VENDOR).as_posix() for path in VENDOR.glob("*/*")}
    assert folders == {library["folder"] for library in LIBRARIES}


@pytest.mark.parametrize("twin", sorted(VENDOR.rglob("*.br")), ids=lambda path: path.name)
def test_packed_twins_unpack_to_their_file(twin: Path) -> None:
    assert brotli.decompress(twin.read_bytes()) == twin.with_suffix("").read_bytes()


def test_names_in_the_site_lead_to_files() -> None:
    assert [path for path in VENDORED.values() if not (STATIC / path).is_file()] == []
    assert (VENDOR / "pyodide" / PYODIDE / "pyodide.mjs").is_file()


def test_the_browsers_library_is_stored_byte_code_and_has_what_the_machine_imports() -> None:
    with zipfile.ZipFile(VENDOR / "pyodide" / PYODIDE / "python_stdlib.zip") as archive:
        names = set(archive.namelist())
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
    assert {Path(name).suffix for name in names} == {".pyc"}
    missing = [name for name in NEEDED if not {f"{name}.pyc", f"{name}/__init__.pyc"} & names]
    assert missing == []
