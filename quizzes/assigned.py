"""What of the quizzes a course assigns: the tests of modules, and the course's own examinations.

Which examinations a course may choose is ``EXAMINATION.choices(course)``; the points of a learner's attempt are the
outcomes: the share of the sitting's marks, once it is handed in and its result may be seen.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.signals import post_save
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses import receivers
from courses.assignables import Assignable, Outcome, Standing, register
from courses.models import Assignment, Course
from quizzes import exam_dates
from quizzes.bank import titles
from quizzes.models import Exam, Sitting
from quizzes.permissions import can_see_result, result_out
from quizzes.sittings import end, percent

HUNDRED = Decimal(100)


class Sat(Assignable):
    """Something that is sat: where each learner stands at it, and what they reached."""

    parts = gettext_lazy("questions")

    @abstractmethod
    def sat(self, references: Collection[str], learners: Collection[int]) -> QuerySet[Sitting]:
        """The sittings of these learners."""

    def outcomes(self, reference: str, learners: Collection[int]) -> Iterable[Outcome]:
        """What was handed in, and when its learner may be told the result."""
        found = self.sat([reference], learners).exclude(ended=None).order_by("ended")
        out = result_out(found[0].exam) if found else None
        for one in found:
            assert one.ended is not None
            yield Outcome(str(one.pk), one.learner_id, one.ended, percent(one) / HUNDRED, out=out)

    def standings(self, references: Collection[str], learners: Collection[int]) -> dict[tuple[int, str], Standing]:
        """Handed in once is done; else how many questions are answered."""
        found: dict[tuple[int, str], Standing] = {}
        for one in self.sat(references, learners).order_by("begun"):
            place = (one.learner_id, reference_of(one))
            before = found.get(place)
            if one.ended is not None or before is None or before.state != "done":
                found[place] = standing(one)
        return found

    def collect(self, reference: str, learner: int) -> str:
        running = self.sat([reference], [learner]).filter(ended=None).first()
        if running is None:
            return _("Nothing is under way.")
        held = end(running)
        if not can_see_result(held):
            return _("It is handed in.")
        return _("%(percent)s %% of the marks.") % {"percent": percent(held)}


class ModuleTest(Sat):
    """The test of every module that has questions."""

    kind = "test"
    title = gettext_lazy("Tests")

    def choices(self, course: Course | None) -> list[tuple[str, str]]:
        return [(slug, _("Test: %(title)s") % {"title": title}) for slug, title in titles().items()]

    def url(self, reference: str) -> str:
        """The front page of the quizzes: a test is begun there by a button."""
        return reverse("quizzes:index")

    def sat(self, references: Collection[str], learners: Collection[int]) -> QuerySet[Sitting]:
        return of(Sitting.objects.filter(mode=Sitting.Mode.TEST, module__in=references), learners)


class Examination(Sat):
    """The examinations of a course, by their ids."""

    kind = "exam"
    title = "Examinations"
    once = True

    def choices(self, course: Course | None) -> list[tuple[str, str]]:
        """The examinations that a course may assign: its own; without a course, none."""
        rows = Exam.objects.filter(course=course) if course is not None else Exam.objects.none()
        return [(str(exam.pk), f"Examination: {exam.title}") for exam in rows.order_by("opens", "created")]

    def url(self, reference: str) -> str:
        """The examination's door."""
        return reverse("quizzes:exam", args=[reference])

    def dates(self, reference: str) -> tuple[datetime | None, datetime | None]:
        found = Exam.objects.filter(pk=reference).values_list("opens", "closes").first() if is_id(reference) else None
        return found or (None, None)

    def settle(self, assignment: Assignment) -> None:
        exam_dates.settle(assignment)

    def copy(self, reference: str, course: Course) -> str:
        exam = Exam.objects.filter(pk=reference).first() if is_id(reference) else None
        return str(exam_dates.copy(exam, course).pk) if exam else ""

    def sat(self, references: Collection[str], learners: Collection[int]) -> QuerySet[Sitting]:
        return of(Sitting.objects.filter(exam__in=[one for one in references if is_id(one)]), learners)


def of(sittings: QuerySet[Sitting], learners: Collection[int]) -> QuerySet[Sitting]:
    """Those of these learners, with all that a result needs."""
    found = sittings.filter(learner__in=learners).select_related("exam")
    return found.prefetch_related("questions", "exam__allowances")


def is_id(reference: str) -> bool:
    try:
        UUID(reference)
    except ValueError:
        return False
    return True


def reference_of(sitting: Sitting) -> str:
    return str(sitting.exam_id) if sitting.exam_id else sitting.module


def standing(sitting: Sitting) -> Standing:
    """Where a learner stands in one sitting."""
    asked = list(sitting.questions.all())
    answered = [question.answered for question in asked if question.answered is not None]
    return Standing(
        "done" if sitting.is_over(timezone.now()) else "begun", len(answered), len(asked), begun=sitting.begun,
        touched=max([sitting.begun, *answered]), verified=True,
        review="" if sitting.ended is None else str(sitting.pk),
    )  # fmt: skip


TEST, EXAMINATION = ModuleTest(), Examination()
ASSIGNED: dict[str, Sat] = {Sitting.Mode.TEST: TEST, Sitting.Mode.EXAM: EXAMINATION}


def announce(sitting: Sitting) -> None:
    """Tells the courses once the whole of a change is stored: their marks follow."""
    one = ASSIGNED.get(sitting.mode)
    if one is not None:
        kind, reference, learner, over = one.kind, reference_of(sitting), sitting.learner_id, sitting.ended is not None
        transaction.on_commit(lambda: receivers.changed(kind, reference, learner, handed_in=over))


def sitting_saved(instance: Sitting, **kwargs: Any) -> None:
    announce(instance)


register(TEST)
register(EXAMINATION)
post_save.connect(sitting_saved, sender=Sitting, dispatch_uid="quizzes.sitting_saved")
