"""`manage.py export_items FORMAT FILE`: one variant of every item that the format can carry."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from lab.items.item_file import load_bank
from quizzes.exchange.formats import FORMATS, exported


class Command(BaseCommand):
    help = "Writes items for another system: Moodle XML, GIFT, or a QTI 2.1 package."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("format", choices=sorted(FORMATS))
        parser.add_argument("file", type=Path)
        parser.add_argument("--module", help="only this module's")
        parser.add_argument("--seed", type=int, default=0)

    def handle(self, *args: Any, **options: Any) -> None:
        items = load_bank(Path(settings.CURRICULUM_DIR)).items
        chosen = [item for item in items if options["module"] in (None, item.module)]
        data, count = exported(chosen, options["seed"], FORMATS[options["format"]])
        options["file"].write_bytes(data)
        self.stdout.write(f"{count} of {len(chosen)} items in {options['file']}; the others need a machine or a graph")
