"""`manage.py regrade`: replays what was handed in by today's lessons and machine, and says whose mark changes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses import regrading
from courses.marks import shown
from courses.models import Assignment, Regrade
from lessons import grading
from lessons.refusals import Refusal


class Command(BaseCommand):
    """One assignment, one lesson in every course that assigned it, or a whole course."""

    help = "Replay stored journals and preview, or apply, the marks that change."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--assignment", type=int, help="an assignment's number")
        parser.add_argument("--course", type=int, help="all lessons of a course, by its number")
        parser.add_argument("--lesson", help="a lesson in every course that assigned it")
        parser.add_argument("--apply", action="store_true", help="change the marks; without it nothing is changed")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = {
            "pk": options["assignment"],
            "course": options["course"],
            "reference": options["lesson"],
        }
        wanted = {name: value for name, value in chosen.items() if value is not None}
        if not wanted:
            raise CommandError("Say what: --assignment, --course or --lesson.")
        assignments = Assignment.objects.filter(kind="lesson", course__archived=None, **wanted)
        if not assignments:
            raise CommandError("There is no such assignment of a lesson in a course that runs.")
        try:
            for assignment in assignments.select_related("course"):
                self.regrade(assignment, options["apply"])
        finally:
            grading.pool().close()

    def regrade(self, assignment: Assignment, apply: bool) -> None:
        """Finds, tells, and applies if asked to."""
        self.stdout.write(f"{assignment.course}: {assignment}")
        try:
            run = regrading.begin(assignment, name="manage.py regrade")
            regrading.find(run)
            self.tell(run)
            if apply:
                regrading.apply(run)
                self.stdout.write("  applied")
        except Refusal as refusal:
            self.stdout.write(f"  {refusal.error}")

    def tell(self, run: Regrade) -> None:
        for effect in regrading.effects(run):
            hidden = f", hidden by {shown(effect.word)} by hand" if effect.word is not None else ""
            self.stdout.write(f"  {effect.place}: {shown(effect.before)} -> {shown(effect.after)}{hidden}")
        for finding in regrading.diverged(run):
            self.stdout.write(f"  {finding.place}: not applied: {finding.divergence}")
        self.stdout.write(f"  {run.total} handed in, {len(regrading.changed(run))} judged otherwise")
