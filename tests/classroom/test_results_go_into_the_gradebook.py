"""A room's results become marks of a course's students, fairly for who came late, by those who teach there."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from room_page import cookie_of

from classroom import gradebook, quiz, rooms
from classroom.models import Member, Room
from courses.models import Assignment, Change, Course, Mark, Membership
from courses.roles import Role
from lab.items.answers import right_answer
from lessons.models import Learner
from lessons.refusals import Conflict, Forbidden
from quizzes.bank import bank

CURRICULUM = Path(__file__).resolve().parents[2] / "curriculum"


@pytest.fixture(autouse=True)
def _items(settings: Any, _curriculum: None) -> None:
    settings.CURRICULUM_DIR = CURRICULUM


@pytest.fixture
def course(teacher: Member, pupil: Member) -> Course:
    """A course that the room's teacher teaches and its participant attends."""
    made = Course.objects.create(title="Containment", term="Spring")
    for member, role in ((teacher, Role.TEACHER), (pupil, Role.STUDENT)):
        Membership.objects.create(course=made, learner=member.learner, role=role, name=member.name)
    Member.objects.update(joined=timezone.now() - timedelta(hours=1))
    return made


def asked(teacher: Member, *who: Member) -> None:
    """A question that these answered rightly, and that is over."""
    slug = next(item.slug for item in bank().items if item.slug.endswith("which-jail-pings"))
    question = quiz.ask(teacher.room, slug, 60)
    question.opens -= quiz.READY
    question.save()
    for member in who:
        quiz.answer(question, member, right_answer(quiz.variant_of(question)))
    quiz.stop(question)


def points() -> list[tuple[str, Decimal | None]]:
    return [(mark.place.name, mark.final) for mark in Mark.objects.select_related("place")]


def test_answers_become_marks_of_students_alone(teacher: Member, pupil: Member, course: Course) -> None:
    guest = rooms.join(teacher.room, Learner.objects.create(), "Guest")
    asked(teacher, pupil, guest)
    asked(teacher, guest)
    assert gradebook.send(teacher, str(course.pk)).startswith("1 of 2 are students")
    assert points() == [("Grace", Decimal("5.00"))]
    assert Assignment.objects.get().title == teacher.room.title
    assert Change.objects.filter(what="recorded").get().name == "Ada"


def test_told_again_they_replace_what_was_told(teacher: Member, pupil: Member, course: Course) -> None:
    asked(teacher)
    gradebook.send(teacher, str(course.pk))
    asked(teacher, pupil)
    gradebook.send(teacher, str(course.pk))
    assert points() == [("Grace", Decimal("5.00"))]
    assert Assignment.objects.count() == 1


def test_who_came_late_is_marked_on_what_was_asked_since(teacher: Member, pupil: Member, course: Course) -> None:
    asked(teacher)
    Member.objects.filter(pk=pupil.pk).update(joined=timezone.now())
    asked(teacher, pupil)
    gradebook.send(teacher, str(course.pk))
    assert points() == [("Grace", Decimal("10.00"))]


def test_without_questions_there_is_nothing_to_mark(teacher: Member, course: Course) -> None:
    with pytest.raises(Conflict):
        gradebook.send(teacher, str(course.pk))
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("role", [Role.STUDENT, Role.ASSISTANT, Role.OBSERVER, None])
def test_only_who_teaches_there_writes_in_a_book(
    teacher: Member, pupil: Member, course: Course, role: Role | None
) -> None:
    asked(teacher, pupil)
    place = Membership.objects.filter(course=course, learner=teacher.learner)
    if role is None:
        place.delete()
    else:
        place.update(role=role)
    with pytest.raises(Forbidden):
        gradebook.send(teacher, str(course.pk))
    assert gradebook.taught(teacher.learner) == []
    assert not Mark.objects.exists()


def test_an_archived_course_takes_no_marks(teacher: Member, pupil: Member, course: Course) -> None:
    asked(teacher, pupil)
    Course.objects.update(archived=timezone.now())
    with pytest.raises(Conflict):
        gradebook.send(teacher, str(course.pk))


def test_by_the_button_and_not_for_participants(
    client: Client, teacher: Member, pupil: Member, course: Course
) -> None:
    asked(teacher, pupil)
    path = f"/rooms/{teacher.room.code}/gradebook"
    client.cookies["sessionid"] = cookie_of(pupil).decode().partition("=")[2]
    assert client.post(path, {"course": course.pk}).status_code == 403
    client.cookies["sessionid"] = cookie_of(teacher).decode().partition("=")[2]
    assert "Into the gradebook of" in client.get(f"/rooms/{teacher.room.code}/quiz").content.decode()
    assert "their marks are in its book" in client.post(path, {"course": course.pk}).content.decode()
    assert client.post(path, {"course": "x"}).status_code == 403
    assert points() == [("Grace", Decimal("10.00"))]


def test_a_room_of_a_course_is_found_by_its_students_under_their_names(
    client: Client, teacher: Member, pupil: Member, course: Course
) -> None:
    client.cookies["sessionid"] = cookie_of(teacher).decode().partition("=")[2]
    client.post("/rooms/open", {"course": course.pk, "name": "Ada"})
    room = Room.objects.get(course=course)
    Room.objects.filter(pk=room.pk).update(title="Monday’s room")
    client.cookies["sessionid"] = cookie_of(pupil).decode().partition("=")[2]
    assert "Monday’s room" in client.get("/rooms/").content.decode()
    assert 'value="Grace"' in client.get(f"/rooms/{room.code}/").content.decode()
    assert client.post("/rooms/open", {"course": course.pk}).status_code == 403
    assert "Monday’s room" not in Client().get("/rooms/").content.decode()
