"""Who may touch a sitting, a question, an examination. Another's do not exist for a stranger."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db.models import Max
from django.http import Http404, HttpRequest
from django.utils import timezone

from courses.audience import is_asked_of
from courses.models import Membership
from courses.permissions import is_administrator, teaches_somewhere
from courses.roles import STUDENT
from lessons.learners import learner_key
from quizzes.models import Exam, Question, Sitting


def check_sitting(request: HttpRequest, sitting_id: uuid.UUID) -> Sitting:
    """The sitting, if it is this learner's. Http404 otherwise: a 403 would tell that the guess was right."""
    found = Sitting.objects.select_related("learner", "exam").filter(pk=sitting_id).first()
    if found is None or found.learner.key != learner_key(request.session):
        raise Http404("There is no such sitting here.")
    return found


def check_question(request: HttpRequest, question_id: int) -> Question:
    """The question, if it is this learner's. Http404 otherwise."""
    found = Question.objects.select_related("sitting__learner", "sitting__exam").filter(pk=question_id).first()
    if found is None or found.sitting.learner.key != learner_key(request.session):
        raise Http404("There is no such question here.")
    return found


def check_exam(exam_id: uuid.UUID) -> Exam:
    """The examination, for whoever has its address."""
    found = Exam.objects.filter(pk=exam_id).first()
    if found is None:
        raise Http404("There is no such examination here.")
    return found


def can_see_answers(question: Question) -> bool:
    """Whether marks, right answers and explanations of a question may be told: never before they are final."""
    sitting = question.sitting
    if sitting.tells_at_once:
        return question.answered is not None
    return sitting.ended is not None and can_see_result(sitting)


def can_see_result(sitting: Sitting) -> bool:
    """Whether a sitting's result is out."""
    out = result_out(sitting.exam)
    return sitting.ended is not None and (out is None or timezone.now() >= out)


def result_out(exam: Exam | None) -> datetime | None:
    """When the results of an examination come out: once it has closed for everybody; None: at once."""
    if exam is None or exam.results == Exam.Results.AT_ONCE or exam.closes is None:
        return None
    students = Membership.objects.filter(course=exam.course_id, role=STUDENT) if exam.course_id else None
    more = [one.minutes for one in exam.allowances.all()]
    more.append(students.aggregate(most=Max("extra_minutes"))["most"] or 0 if students is not None else 0)
    return exam.closes + timedelta(minutes=max(more))


def can_teach_somewhere(request: HttpRequest) -> bool:
    """Whether whoever asks teaches any course, or administers this site: only those may see answers unasked."""
    return is_administrator(request.user) or teaches_somewhere(request)


def check_teaches_somewhere(request: HttpRequest) -> None:
    """Http404 for everybody else: the page does not exist for them."""
    if not can_teach_somewhere(request):
        raise Http404("There is no such page here.")


def check_invited(exam: Exam, key: uuid.UUID | None) -> None:
    """Http404 for whoever is not in the examination's course, or in none of the sections that it is for."""
    if exam.course_id is None:
        return
    place = Membership.objects.filter(course=exam.course_id, learner__key=key).first()
    if place is None or not is_asked_of(exam.course_id, "exam", str(exam.pk), place):
        raise Http404("There is no such examination here.")
