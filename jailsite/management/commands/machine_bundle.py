"""`manage.py machine_bundle`: packs simbsd and lab for the browser."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from jailsite.bundle import pack_bundle, write_sources
from jailsite.compiling import CannotCompile, compile_bundle
from lessons.engines import PYODIDE


class Command(BaseCommand):
    help = "Writes the machine that the browser runs below build/static/machine/<engine>/: sources, and byte code."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        path = write_sources(settings.MACHINE, settings.MACHINE_DIR)
        try:
            path = compile_bundle(path, settings.BASE_DIR / "static" / "vendor" / "pyodide" / PYODIDE)
        except CannotCompile as error:
            pack_bundle(path)
            self.stderr.write(f"Browsers compile the machine themselves, so first visits are slower: {error}.")
        self.stdout.write(f"engine {settings.ENGINE}, {path.name}, {path.stat().st_size} bytes")
