"""`manage.py import_items FORMAT FILE MODULE`: questions of another system as items; one that is bad imports none."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lab.items.item_file import load_bank
from quizzes.exchange.formats import FORMATS, imported, write_items
from quizzes.exchange.plain import CannotRead


class Command(BaseCommand):
    help = "Reads Moodle XML, GIFT, or a QTI 2.1 package into curriculum/items/MODULE."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("format", choices=sorted(FORMATS))
        parser.add_argument("file", type=Path)
        parser.add_argument("module")

    def handle(self, *args: Any, **options: Any) -> None:
        root = Path(settings.CURRICULUM_DIR)
        bank = load_bank(root)
        if options["module"] not in bank.modules:
            raise CommandError(f"modules.toml has no module {options['module']}.")
        taken = [item.slug for item in bank.items]
        file: Path = options["file"]
        try:
            texts = imported(str(file), file.read_bytes(), FORMATS[options["format"]], taken)
        except CannotRead as error:
            raise CommandError(f"{error}. Nothing was imported.") from None
        for path in write_items(root, options["module"], texts):
            self.stdout.write(str(path))
        self.stdout.write("No format says where a thing is taught: give each its lesson and step.")
