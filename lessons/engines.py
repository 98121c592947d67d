"""Engines.

Versions of the machine, each kept as the bundle that the browser runs and that older journals need.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

BUNDLE = "machine.zip"
PYODIDE = "314.0.7-1"  # the folder below static/vendor/pyodide: the interpreter that runs a bundle in the browser


def current_engine() -> str:
    """The engine of this server's own tree."""
    engine: str = settings.ENGINE
    return engine


def is_kept(engine: str) -> bool:
    """Whether journals of that engine can be replayed here."""
    return engine == current_engine() or bundle_path(engine).exists()


def bundle_path(engine: str) -> Path:
    return Path(settings.MACHINE_DIR) / engine / BUNDLE


def bundle_name(engine: str) -> str:
    """The bundle's name below STATIC_URL."""
    return f"machine/{engine}/{BUNDLE}"
