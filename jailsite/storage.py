"""Static files: hashed names with .br and .gz twins, except folders whose address already holds a version.

`vendor/<library>/<version>/` and `machine/<engine>/` are found by fixed name (Pyodide asks for its files
beside each other, a journal names its engine), so they keep their names and are served as immutable.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import brotli
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

FIXED = ("vendor/", "machine/")
PACKED = (".br", ".gz")
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
    with ThreadPoolExecutor() as pool:
        # Largest first, so that no core ends up alone with the interpreter's wasm.
        list(pool.map(pack, sorted(files, key=lambda path: -path.stat().st_size)))


def pack(path: Path) -> None:
    stat = path.stat()
    if stat.st_size < LEAST or all(is_current(path, suffix, stat.st_mtime) for suffix in PACKED):
        return
    plain = path.read_bytes()
    for suffix, packed in ((".br", brotli.compress(plain)), (".gz", gzip.compress(plain, 9, mtime=0))):
        path.with_name(path.name + suffix).write_bytes(packed)


def is_current(path: Path, suffix: str, modified: float) -> bool:
    """Whether a twin is of this file; a name that holds a hash has one content, however often it is written."""
    twin = path.with_name(path.name + suffix)
    return twin.exists() and (is_hashed(path.name) or twin.stat().st_mtime >= modified)
