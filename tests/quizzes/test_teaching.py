"""Those who teach: examinations of a course, its results, the bank. Students and strangers see none of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from answering import right_form, variant_of, wrong_form
from django.test import Client

from courses.models import Course, Membership
from courses.roles import Role
from lab.items.item import Task
from lessons.models import Learner
from quizzes import sittings
from quizzes.models import Exam

pytestmark = pytest.mark.django_db
Maker = Callable[[], tuple[Client, Learner]]


@pytest.fixture
def course() -> Course:
    return Course.objects.create(title="Operating systems")


@pytest.fixture
def seat(course: Course, newcomer: Maker) -> Callable[[Role, str], tuple[Client, Learner]]:
    """Makes somebody in the course."""

    def make(role: Role, name: str) -> tuple[Client, Learner]:
        client, learner = newcomer()
        Membership.objects.create(course=course, learner=learner, role=role, name=name)
        return client, learner

    return make


def make_exam(client: Client, course: Course, **more: Any) -> Any:
    fields = {"title": "Midterm", "results": "at_once", "named": "which-jail-pings nested-limits", **more}
    return client.post(f"/quizzes/courses/{course.pk}/new", fields)


def test_a_teacher_makes_an_examination_and_a_student_takes_it(
    course: Course, seat: Callable[[Role, str], tuple[Client, Learner]]
) -> None:
    teacher, _ = seat(Role.TEACHER, "Ada")
    student, learner = seat(Role.STUDENT, "Bea")
    assert make_exam(teacher, course, **{"module-vnet-today": 2}).status_code == 302
    exam = Exam.objects.get()
    assert exam.items[:2] == ["which-jail-pings", "nested-limits"]
    assert len(exam.items) == 4
    student.post(f"/quizzes/exams/{exam.pk}/")
    sitting = exam.sittings.get(learner=learner)
    for question in sitting.questions.all():
        if isinstance(variant_of(question).body, Task):
            continue  # chance may put one in; it is done at a machine
        form = right_form(question) if question.item == "which-jail-pings" else wrong_form(question)
        student.post(f"/quizzes/questions/{question.pk}/", form)
    student.post(f"/quizzes/sittings/{sitting.pk}/end")
    text = teacher.get(f"/quizzes/courses/{course.pk}/{exam.pk}/").content.decode()
    assert "Bea" in text
    assert f"{sittings.percent(sitting)} %" in text
    assert "Which jail can ping?" in text


@pytest.mark.parametrize("more", [{"named": "nothing-of-the-kind"}, {"named": ""}, {"title": ""},
                                  {"opens": "2026-01-02T00:00", "closes": "2026-01-01T00:00"}])  # fmt: skip
def test_an_examination_that_makes_no_sense_is_not_made(
    course: Course, seat: Callable[[Role, str], tuple[Client, Learner]], more: dict[str, str]
) -> None:
    teacher, _ = seat(Role.TEACHER, "Ada")
    assert make_exam(teacher, course, **more).status_code == 422
    assert Exam.objects.count() == 0


def test_students_make_and_see_nothing_of_it(
    course: Course, seat: Callable[[Role, str], tuple[Client, Learner]], newcomer: Maker
) -> None:
    teacher, _ = seat(Role.TEACHER, "Ada")
    student, _ = seat(Role.STUDENT, "Bea")
    stranger, _ = newcomer()
    make_exam(teacher, course)
    exam = Exam.objects.get()
    pages = [f"/quizzes/courses/{course.pk}/", f"/quizzes/courses/{course.pk}/new",
             f"/quizzes/courses/{course.pk}/{exam.pk}/",
             f"/quizzes/courses/{course.pk}/{exam.pk}/regrade/which-jail-pings"]  # fmt: skip
    assert [student.get(page).status_code for page in pages] == [403] * 4
    assert [stranger.get(page).status_code for page in pages] == [404] * 4
    assert [teacher.get(page).status_code for page in pages] == [200] * 4
    for client in (student, stranger):
        assert client.get("/quizzes/bank/").status_code == 404
        assert client.get("/quizzes/bank/which-jail-pings/").status_code == 404
        assert client.get("/quizzes/bank/as/gift").status_code == 404
    assert teacher.get("/quizzes/bank/").status_code == 200
    assert teacher.get("/quizzes/bank/as/gift").content.startswith(b"// ")
    assert teacher.get("/quizzes/bank/as/song").status_code == 404


def test_an_examination_of_a_course_is_for_its_students(
    course: Course, seat: Callable[[Role, str], tuple[Client, Learner]], newcomer: Maker
) -> None:
    teacher, _ = seat(Role.TEACHER, "Ada")
    make_exam(teacher, course)
    exam = Exam.objects.get()
    stranger, _ = newcomer()
    assert stranger.get(f"/quizzes/exams/{exam.pk}/").status_code == 404
    assert stranger.post(f"/quizzes/exams/{exam.pk}/").status_code == 404


def test_extra_time_of_the_roster_counts(
    course: Course, seat: Callable[[Role, str], tuple[Client, Learner]]
) -> None:
    teacher, _ = seat(Role.TEACHER, "Ada")
    student, learner = seat(Role.STUDENT, "Bea")
    Membership.objects.filter(learner=learner).update(extra_minutes=15)
    make_exam(teacher, course, minutes=30)
    text = student.get(f"/quizzes/exams/{Exam.objects.get().pk}/").content.decode()
    assert "30 minutes, and 15 more for you" in text


@pytest.mark.parametrize("slug", ["which-jail-pings", "nested-limits", "address-modes", "jail-conf-start-order",
                                  "point-broken-cable", "do-persistent-jail", "least-epair"])  # fmt: skip
def test_any_variant_can_be_looked_at_by_seed(
    course: Course, seat: Callable[[Role, str], tuple[Client, Learner]], slug: str
) -> None:
    teacher, _ = seat(Role.TEACHER, "Ada")
    first, second = (teacher.get(f"/quizzes/bank/{slug}/?seed={seed}").content.decode() for seed in (1, 2))
    assert "What is said to wrong answers" in first
    assert first != second
    assert teacher.get(f"/quizzes/bank/{slug}/?seed=x").status_code == 404


def test_a_student_finds_the_examinations_of_the_course(
    course: Course, seat: Callable[[Role, str], tuple[Client, Learner]], newcomer: Maker
) -> None:
    teacher, _ = seat(Role.TEACHER, "Ada")
    student, _ = seat(Role.STUDENT, "Bea")
    stranger, _ = newcomer()
    make_exam(teacher, course)
    exam = Exam.objects.get()
    door = f"/quizzes/exams/{exam.pk}/"
    assert door in student.get("/quizzes/").content.decode()
    assert door not in teacher.get("/quizzes/").content.decode()
    assert door not in stranger.get("/quizzes/").content.decode()
    student.post(door)
    front = student.get("/quizzes/").content.decode()
    assert door not in front
    assert "Midterm" in front
