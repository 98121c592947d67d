"""Engines.

Versions of the machine, each kept as the bundle of sources that older journals need, and beside it, where
it could be made, the same as byte code of the browser's Python.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

BUNDLE = "machine.zip"
PYODIDE = "314.0.7-4"  # the folder below static/vendor/pyodide: the interpreter that runs a bundle in the browser


def compiled_name(pyodide: str = PYODIDE) -> str:
    """The name of a bundle's byte code: only the Python that wrote it can read it."""
    return f"machine-{pyodide}.zip"


def rest_name(pyodide: str = PYODIDE) -> str:
    """The name of what of a bundle's byte code a first command does not need."""
    return f"machine-{pyodide}-rest.zip"


def current_engine() -> str:
    """The engine of this server's own tree."""
    engine: str = settings.ENGINE
    return engine


def is_kept(engine: str) -> bool:
    """Whether journals of that engine can be replayed here."""
    return engine == current_engine() or bundle_path(engine).exists()


def bundle_path(engine: str) -> Path:
    """The sources, for a replay on this server."""
    return Path(settings.MACHINE_DIR) / engine / BUNDLE


def bundle_name(engine: str) -> str:
    """The name below STATIC_URL of what browsers run first."""
    return f"machine/{engine}/{compiled_name() if is_compiled(engine) else BUNDLE}"


def bundle_rest(engine: str) -> str | None:
    """The name below STATIC_URL of the archive that comes behind; None where the first holds everything."""
    return f"machine/{engine}/{rest_name()}" if is_compiled(engine) else None


def is_compiled(engine: str) -> bool:
    return all(bundle_path(engine).with_name(name).exists() for name in (compiled_name(), rest_name()))
