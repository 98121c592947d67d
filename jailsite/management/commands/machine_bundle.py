"""`manage.py machine_bundle`: packs simbsd and lab for the browser."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from jailsite.bundle import write_bundle


class Command(BaseCommand):
    help = "Writes build/static/machine/<engine>/machine.zip, the machine that the browser runs."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        path = write_bundle(settings.MACHINE, settings.MACHINE_DIR)
        self.stdout.write(f"engine {settings.ENGINE}, {path.stat().st_size} bytes")
