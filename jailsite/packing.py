"""Which static files keep their names, and the .br and .gz twins of all: whole, and made once."""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

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
