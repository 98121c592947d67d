"""`manage.py lint_curriculum`: checks every lesson, one line a finding."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lab.course.lint import lint


class Command(BaseCommand):
    help = "Checks curriculum/; prints file, key and sentence for what is wrong, and then ends with status 1."
    # A broken lesson is what this command is for; Django's own check of it would come first.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        findings = lint(settings.CURRICULUM_DIR)
        for finding in findings:
            self.stdout.write(f"{finding.file}: {finding.key}: {finding.message}")
        if findings:
            raise CommandError(f"{len(findings)} findings in {settings.CURRICULUM_DIR.name}/")
        self.stdout.write("curriculum: nothing found")
