"""The machine's bundle as byte code of the browser's Python, so that a first visit compiles nothing.

It is two archives: what a first command needs, and the rest.

It stands beside the bundle of sources, which the server replays older journals from. Needs a node at build
time; without one, browsers get the sources.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from jailsite.bundle import pack_bundle
from lessons.engines import compiled_name, rest_name
from tools.node import find_node

ROOT = Path(__file__).resolve().parent.parent
COMPILER = ROOT / "tools" / "machine_compile.mjs"
LONGEST_RUN = 300  # seconds
LONGEST_REASON = 200  # characters


class CannotCompile(Exception):
    """There is no byte code: one sentence says why."""


def compile_bundle(bundle: Path, pyodide: Path) -> Path:
    """Compiles a bundle of sources for the Pyodide in that folder, unless it is done; returns the first archive.

    Raises CannotCompile.
    """
    paths = [bundle.with_name(name) for name in (compiled_name(pyodide.name), rest_name(pyodide.name))]
    if not all(path.exists() for path in paths):
        parts = [path.with_name(f"{path.name}.{os.getpid()}.part") for path in paths]
        try:
            run_compiler([str(pyodide), str(bundle), *map(str, parts)])
            for part, path in zip(parts, paths, strict=True):
                part.replace(path)
        finally:
            for part in parts:
                part.unlink(missing_ok=True)
    for path in paths:
        pack_bundle(path)
    return paths[0]


def run_compiler(arguments: list[str]) -> None:
    """Runs the compiler in node. Raises CannotCompile."""
    node = find_node()
    if node is None:
        raise CannotCompile("there is no node")
    try:
        result = subprocess.run([node, str(COMPILER), *arguments], capture_output=True, text=True, timeout=LONGEST_RUN)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotCompile(f"{node} could not be run: {error}") from None
    if result.returncode:
        last = (result.stderr.strip().splitlines() or [f"status {result.returncode}"])[-1]
        raise CannotCompile(f"{node} failed: {last[:LONGEST_REASON]}")
