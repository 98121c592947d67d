"""`manage.py restore FILE`: puts a backup in the database's place, while the site stands still."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from jailsite.backup import BackupError, restore


class Command(BaseCommand):
    help = "Replaces what the database holds by the backup in FILE."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            restore(options["file"])
        except BackupError as error:
            raise CommandError(str(error)) from error
