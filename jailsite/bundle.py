"""The machine for the browser: one deterministic, stored zip of the files of simbsd/ and lab/.

Its name is the engine version, the first 16 hexadecimal digits of SHA-256 over names and contents: same
sources, same engine, on every host. Bundles of earlier engines are kept, so that their journals still run.
"""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from jailsite.packing import pack
from lessons.engines import BUNDLE, compiled_name

PACKAGES = ("simbsd", "lab")
TEXTS = "rootfs"  # simbsd/rootfs: files of the image
RUNNER = ("atf.py", "atf_python", "usr_tests")  # what runs FreeBSD's tests, at a command line alone
EPOCH = (1980, 1, 1, 0, 0, 0)  # the zip format's own; a time of day would make every build another engine


def sources(root: Path) -> list[tuple[str, bytes]]:
    """Name and content of every module of the machine, and of the texts beside them, in order of name."""
    paths = [path for package in PACKAGES for path in (root / package).rglob("*") if is_source(path)]
    named = sorted((path.relative_to(root).as_posix(), path) for path in paths)
    return [(name, path.read_bytes()) for name, path in named]


def is_source(path: Path) -> bool:
    """A module, or a text of the image; not what runs FreeBSD's tests."""
    if any(part in RUNNER for part in path.parts):
        return False
    return path.is_file() and (path.suffix == ".py" or TEXTS in path.parts) and "__pycache__" not in path.parts


def engine_of(files: list[tuple[str, bytes]]) -> str:
    digest = hashlib.sha256()
    for name, content in files:
        # Lengths keep a file's end apart from the next one's name.
        digest.update(f"{name}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def zipped(files: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    # Stored: HTTP compression works better on the whole than deflate does file by file.
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine's sources as they were read at one moment, and the engine that they are."""

    engine: str
    files: list[tuple[str, bytes]] = field(repr=False)


def read_machine(root: Path) -> Machine:
    """The machine whose packages stand below root."""
    files = sources(root)
    return Machine(engine_of(files), files)


def write_sources(machine: Machine, machines: Path) -> Path:
    """Writes a machine's bundle of sources unless it is there; returns its path."""
    path = machines / machine.engine / BUNDLE
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{BUNDLE}.{os.getpid()}.part")
        part.write_bytes(zipped(machine.files))
        part.replace(path)
    return path


def pack_bundle(path: Path) -> None:
    """Writes the packed twins that a bundle lacks."""
    pack(path, f"machine/{path.parent.name}/{path.name}")


def write_bundle(machine: Machine, machines: Path) -> Path:
    """Writes a machine's bundle of sources; with packed twins, unless browsers get its byte code."""
    path = write_sources(machine, machines)
    if not path.with_name(compiled_name()).exists():
        pack_bundle(path)
    return path
