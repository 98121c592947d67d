"""`manage.py lti_sync`: sends new marks to every platform, and reads their people. Meant for a timer."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from courses.lti import services
from courses.models import Context
from lessons.refusals import Refusal


class Command(BaseCommand):
    """What one platform refuses holds up no other."""

    help = "Send new marks to the learning platforms of running courses, and read their people."

    def handle(self, *args: Any, **options: Any) -> None:
        for context in Context.objects.filter(course__archived=None).select_related("platform", "course"):
            for what, action in (("people", services.read_people), ("marks", services.send_marks)):
                try:
                    self.stdout.write(f"{context.course}: {what}: {action(context)}")
                except Refusal as refusal:
                    self.stdout.write(f"{context.course}: {what}: {refusal.error}")
