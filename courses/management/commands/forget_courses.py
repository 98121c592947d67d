"""`manage.py forget_courses`: deletes courses that were archived for longer than the site promises to keep them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from courses.models import Course
from lessons.models import Learner


class Command(BaseCommand):
    """Meant for a daily timer."""

    help = "Delete courses archived for longer than CELLBLOCK_KEEP_COURSE_DAYS."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would go, delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        limit = timezone.now() - timedelta(days=settings.KEEP_COURSE_DAYS)
        for course in Course.objects.filter(archived__lt=limit).order_by("pk"):
            self.stdout.write(str(course))
            if not options["dry_run"]:
                forget(course)


def forget(course: Course) -> None:
    """The course, and who was in it without an account and is in no other."""
    with transaction.atomic():
        nameless = list(course.memberships.filter(learner__user=None).values_list("learner", flat=True))
        course.delete()
        Learner.objects.filter(pk__in=nameless, memberships=None).delete()
