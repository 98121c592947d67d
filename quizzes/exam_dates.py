"""An examination that a course assigned goes by the assignment's dates and extra times; a copy goes with the course."""

from __future__ import annotations

import uuid

from courses.models import Assignment, Course
from quizzes.models import Allowance, Exam
from quizzes.sittings import deadline_of


def settle(assignment: Assignment) -> None:
    """Opening, closing and allowances as the assignment has them; sittings under way end accordingly.

    An allowance here is a student's extra time in every work and in this one together, as for any assignment.
    """
    exam = Exam.objects.select_for_update().filter(pk=assignment.reference, course=assignment.course_id).first()
    if exam is None:
        return
    exam.opens, exam.closes = assignment.opens, assignment.closes
    exam.save(update_fields=["opens", "closes"])
    extensions = assignment.extensions.select_related("place")
    exam.allowances.all().delete()
    Allowance.objects.bulk_create(
        Allowance(exam=exam, learner_id=one.place.learner_id, minutes=one.minutes + one.place.extra_minutes)
        for one in extensions
    )
    for sitting in exam.sittings.filter(ended=None).select_related("learner"):
        sitting.deadline = deadline_of(exam, sitting.learner, sitting.begun)
        sitting.save(update_fields=["deadline"])


def copy(exam: Exam, course: Course) -> Exam:
    """The same examination for another course, without its sittings; dates come from that course's assignment."""
    made = Exam.objects.get(pk=exam.pk)
    made.pk, made.course, made._state.adding = uuid.uuid4(), course, True
    made.opens = made.closes = None
    made.save(force_insert=True)
    return made
