"""`manage.py end_sittings`: hands in for whoever ran out of time, so that marks do not wait for a page to be opened."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from quizzes.models import Sitting
from quizzes.sittings import end_overdue


class Command(BaseCommand):
    help = "Hands in every sitting whose time is over; to be run now and then, such as every five minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        count = end_overdue(Sitting.objects.all(), timezone.now())
        self.stdout.write(f"{count} sitting{'' if count == 1 else 's'} handed in")
