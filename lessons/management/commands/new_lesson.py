"""`manage.py new_lesson SLUG MODULE`: starts a lesson's folder."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lab.course.new_lesson import make_lesson
from lab.course.toml_reader import CurriculumError


class Command(BaseCommand):
    help = "Makes a folder for a new lesson below curriculum/lessons and puts it last in its module."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the folder's name")
        parser.add_argument("module", help="a module of modules.toml")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            folder = make_lesson(settings.CURRICULUM_DIR, options["slug"], options["module"])
        except CurriculumError as error:
            raise CommandError(str(error)) from error
        slug = options["slug"]
        self.stdout.write(f"{folder}: fill it in; `manage.py check_curriculum {slug}` proves it.")
        self.stdout.write(f"While you write, with CELLBLOCK_ENV=development: /lessons/{slug}/preview")
