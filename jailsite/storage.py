"""Static files: hashed names with .br and .gz twins, except folders whose address already holds a version.

`vendor/<library>/<version>/` and `machine/<engine>/` are found by fixed name (Pyodide asks for its files
beside each other, a journal names its engine), so they keep their names and are served as immutable.
"""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import brotli
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

FIXED = ("vendor/", "machine/")
WORTH_PACKING = {
    ".css",
    ".html",
    ".js",
    ".json",
    ".map",
    ".md",
    ".mjs",
    ".py",
    ".svg",
    ".toml",
    ".txt",
    ".wasm",
    ".zip",
}
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".br": brotli.compress,
    ".gz": lambda plain: gzip.compress(plain, 9, mtime=0),
}
LEAST = 512  # bytes; below this the headers cost more than packing saves


HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")


def is_hashed(name: str) -> bool:
    """Whether a static file's name holds a hash of its content."""
    return bool(HASHED.search(name))


def is_fixed(name: str) -> bool:
    """Whether a static file keeps its name, its folder being named after its version."""
    return name.startswith(FIXED)


class AssetStorage(ManifestStaticFilesStorage):
    """Hashes what is not fixed, and packs everything once: a twin newer than its file is kept."""

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        return name if is_fixed(name) else super().hashed_name(name, content, filename)

    def stored_name(self, name: str) -> str:
        return name if is_fixed(name) else super().stored_name(name)

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        hashed = {name: found for name, found in paths.items() if not is_fixed(name)}
        yield from super().post_process(hashed, dry_run=dry_run, **options)
        if not dry_run:
            pack_folder(Path(self.location))


def pack_folder(folder: Path) -> None:
    """Writes the missing .br and .gz twins of every file in the folder, on all cores."""
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in WORTH_PACKING and path.is_file()]
    # Largest first, so that no core ends up alone with the interpreter's wasm.
    files.sort(key=lambda path: -path.stat().st_size)
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda path: pack(path, path.relative_to(folder).as_posix()), files))


def pack(path: Path, name: str) -> None:
    """Writes the twins that one file lacks; `name` is its name below the folder."""
    stat = path.stat()
    if stat.st_size < LEAST:
        return
    for suffix, compress in PACKERS.items():
        twin = path.with_name(path.name + suffix)
        # What is named after its content or version has one twin for good, however often it is copied.
        for_good = is_fixed(name) or is_hashed(name)
        if twin.exists() and (for_good or twin.stat().st_mtime >= stat.st_mtime):
            continue
        part = twin.with_name(f"{twin.name}.{os.getpid()}.part")
        part.write_bytes(compress(path.read_bytes()))
        part.replace(twin)  # whole or not at all: an interrupted run must not leave half a twin
