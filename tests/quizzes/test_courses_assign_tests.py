"""A course assigns a test or an examination: handed in, its marks follow. Quizzes join an account, and go along."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from answering import right_form, variant_of
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.joining import join_learners
from accounts.signing_in import learner_of
from courses.matrix import make_matrix
from courses.models import Assignment, Course, Mark, Membership
from lab.items.answers import right_answer
from lessons.belongings import BELONGINGS
from lessons.models import Learner
from quizzes import sittings
from quizzes.assigned import EXAMINATION
from quizzes.models import Card, Exam, Sitting

pytestmark = pytest.mark.django_db
Make = Callable[[], tuple[Client, Learner]]


def test_a_test_that_is_handed_in_makes_a_mark(
    newcomer: Make, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    browser, learner = newcomer()
    course = Course.objects.create(title="Jails")
    Assignment.objects.create(course=course, kind="test", reference="jails-today", title="Test", points=10)
    Membership.objects.create(course=course, learner=learner, name="Ada")
    browser.post("/quizzes/tests/jails-today/")
    sitting = Sitting.objects.get()
    first, *rest = sitting.questions.all()
    browser.post(f"/quizzes/questions/{first.pk}/", right_form(first))
    square = make_matrix(course).lines[0].squares[0]
    assert square is not None
    assert (square.state, square.held, square.of) == ("begun", 1, 1 + len(rest))
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"/quizzes/sittings/{sitting.pk}/end")
    assert Mark.objects.get().points == round(10 / (1 + len(rest)), 1)
    assert make_matrix(course).done == [1]


def exam_of(course: Course, **more: object) -> Exam:
    owner = Learner.objects.create()
    items = ["which-jail-pings", "nested-limits"]
    return Exam.objects.create(**{"title": "Midterm", "owner": owner, "course": course, "items": items, **more})


def test_a_course_chooses_among_its_own_examinations() -> None:
    course, other = Course.objects.create(title="Jails"), Course.objects.create(title="Others")
    exam = exam_of(course)
    exam_of(other)
    assert EXAMINATION.choices(course) == [(str(exam.pk), "Examination: Midterm")]
    assert EXAMINATION.choices(None) == []


def test_an_examination_that_is_handed_in_makes_a_mark(
    newcomer: Make, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    browser, learner = newcomer()
    course = Course.objects.create(title="Jails")
    exam = exam_of(course)
    Assignment.objects.create(course=course, kind="exam", reference=str(exam.pk), title="Midterm", points=10)
    Membership.objects.create(course=course, learner=learner, name="Ada")
    browser.post(f"/quizzes/exams/{exam.pk}/")
    sitting = Sitting.objects.get()
    first = sitting.questions.all()[0]
    browser.post(f"/quizzes/questions/{first.pk}/", right_form(first))
    square = make_matrix(course).lines[0].squares[0]
    assert square is not None
    assert (square.state, square.held, square.of) == ("begun", 1, 2)
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"/quizzes/sittings/{sitting.pk}/end")
    assert Mark.objects.get().points == 5
    assert make_matrix(course).done == [1]


def test_no_mark_tells_a_result_before_it_is_out(newcomer: Make) -> None:
    """It is there, for those who teach; it says when its student may be told (`test_courses_assign_exams.py`)."""
    _, learner = newcomer()
    course = Course.objects.create(title="Jails")
    exam = exam_of(course, closes=timezone.now() + timedelta(hours=1), results=Exam.Results.AFTER)
    sitting = sittings.begin_exam(learner, exam)
    sittings.end(sitting)
    reference, learners = str(exam.pk), [learner.pk]
    assert [one.out for one in EXAMINATION.outcomes(reference, learners)] == [exam.closes]
    assert EXAMINATION.standings([reference], learners)[learner.pk, reference].state == "done"
    exam.results = Exam.Results.AT_ONCE
    exam.save()
    assert [(one.share, one.out) for one in EXAMINATION.outcomes(reference, learners)] == [(0, None)]


def test_what_was_left_is_handed_in_when_its_time_is_over(
    newcomer: Make, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    now = timezone.now()
    course = Course.objects.create(title="Jails")
    exam = exam_of(course, minutes=30)
    Assignment.objects.create(course=course, kind="exam", reference=str(exam.pk), title="Midterm", points=10)
    _, learner = newcomer()
    Membership.objects.create(course=course, learner=learner, name="Ada")
    sitting = sittings.begin_exam(learner, exam)
    first = sitting.questions.all()[0]
    sittings.answer(first, right_answer(variant_of(first)))
    assert sittings.end_overdue(Sitting.objects.all(), now + timedelta(minutes=29)) == 0
    Sitting.objects.update(deadline=now - timedelta(minutes=1))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("end_sittings")
    sitting.refresh_from_db()
    assert sitting.ended == sitting.deadline
    assert Mark.objects.get().points == 5


def test_work_in_progress_can_be_collected(newcomer: Make) -> None:
    _, learner = newcomer()
    exam = exam_of(Course.objects.create(title="Jails"))
    sitting = sittings.begin_exam(learner, exam)
    assert EXAMINATION.collect(str(exam.pk), learner.pk) == "0 % of the marks."
    assert EXAMINATION.collect(str(exam.pk), learner.pk) == "Nothing is under way."
    assert EXAMINATION.collect("no-such-thing", learner.pk) == "Nothing is under way."
    sitting.refresh_from_db()
    assert sitting.ended is not None


def test_quizzes_join_an_account_and_nothing_is_lost(newcomer: Make) -> None:
    browser, learner = newcomer()
    browser.post("/quizzes/tests/jails-today/")
    for concept in ("a", "b"):
        Card.objects.create(learner=learner, concept=concept, state={}, due=timezone.now())
    account = learner_of(get_user_model().objects.create_user("ada@example.org"))
    Card.objects.create(learner=account, concept="a", state={"own": 1}, due=timezone.now())
    join_learners(learner, account)
    assert account.sittings.count() == 1
    assert [(card.concept, card.state) for card in account.cards.order_by("concept")] == [("a", {"own": 1}), ("b", {})]
    assert list(Learner.objects.all()) == [account]


def test_what_no_app_speaks_for_goes_along_too(newcomer: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, learner = newcomer()
    browser.post("/quizzes/tests/jails-today/")
    account = Learner.objects.create()
    monkeypatch.setattr("accounts.joining.BELONGINGS", [])
    join_learners(learner, account)
    assert account.sittings.count() == 1


def test_quizzes_can_be_taken_along(newcomer: Make) -> None:
    browser, learner = newcomer()
    browser.post("/quizzes/tests/jails-today/")
    kinds = {one.name: one for one in BELONGINGS}
    (row,) = kinds["quizzes"].export(learner)
    assert row["module"] == "jails-today"
    assert len(row["questions"]) > 1
    assert kinds["quizzes"].count(learner) == 1
