"""`manage.py lint_curriculum`: checks every lesson, one line a finding, with file and line."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lab.course.lint import lint
from lab.course.place import place_of


class Command(BaseCommand):
    help = "Checks curriculum/; prints file, key and sentence for what is wrong, and then ends with status 1."
    # A broken lesson is what this command is for; Django's own check of it would come first.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        findings = lint(settings.CURRICULUM_DIR)
        for finding in findings:
            place = place_of(settings.CURRICULUM_DIR.parent, finding.file, finding.key, finding.message)
            self.stdout.write(f"{place}: {finding.key}: {finding.message}")
        if findings:
            raise CommandError(f"{len(findings)} findings in {settings.CURRICULUM_DIR.name}/")
        self.stdout.write("curriculum: nothing found")
