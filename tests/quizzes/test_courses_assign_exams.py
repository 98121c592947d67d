"""An examination in a course's plan: its dates are the assignment's, extra time counts at once, its marks stand in the
book when it is handed in, and its students learn them when the result is out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from answering import right_form
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from accounts.signing_in import learner_of
from courses.book import make_book
from courses.models import Assignment, Course, Mark, Membership
from lessons.belongings import BELONGINGS
from lessons.models import Learner
from quizzes.models import Allowance, Exam, Sitting

pytestmark = pytest.mark.django_db
Make = Callable[[], tuple[Client, Learner]]
HOUR = timedelta(hours=1)
RULES = {"points": 10, "late_percent": 0, "late_most": 100, "counting": "best", "earlier_counts": "on"}


class Setting:
    """A course with a teacher's browser, a student's, and an examination that is open for an hour."""

    def __init__(self, newcomer: Make, **more: object) -> None:
        user = get_user_model().objects.create_user("tina@example.org", name="Tina")
        self.teacher = Client()
        self.teacher.force_login(user)
        self.student, self.learner = newcomer()
        self.course = Course.objects.create(title="Jails")
        Membership.objects.create(course=self.course, learner=learner_of(user), role="owner", name="Tina")
        self.place = Membership.objects.create(course=self.course, learner=self.learner, name="Ada")
        now = timezone.now().replace(second=0, microsecond=0)
        fields = {"opens": now - HOUR, "closes": now + HOUR, "results": Exam.Results.AFTER, **more}
        items = ["which-jail-pings", "nested-limits"]
        owner = Learner.objects.create()
        self.exam = Exam.objects.create(title="Midterm", owner=owner, course=self.course, items=items, **fields)
        self.at = f"/courses/{self.course.pk}"

    def assign(self, **more: object) -> Assignment:
        form = {"work": f"exam:{self.exam.pk}", **RULES, **more}
        response = self.teacher.post(f"{self.at}/plan/new/", form)
        assert response.status_code == 302, response.context["form"].errors
        return Assignment.objects.get()

    def sit(self) -> Sitting:
        self.student.post(f"/quizzes/exams/{self.exam.pk}/")
        sitting = Sitting.objects.get()
        first = sitting.questions.all()[0]
        self.student.post(f"/quizzes/questions/{first.pk}/", right_form(first))
        return sitting


def test_a_new_assignment_takes_the_examinations_dates(newcomer: Make) -> None:
    here = Setting(newcomer)
    assert "put it into the plan" in here.teacher.get(f"/quizzes/courses/{here.course.pk}/").content.decode()
    work = here.assign()
    assert (work.title, work.opens, work.closes) == ("Examination: Midterm", here.exam.opens, here.exam.closes)
    assert "put it into the plan" not in here.teacher.get(f"/quizzes/courses/{here.course.pk}/").content.decode()


def test_the_assignments_dates_are_the_examinations(newcomer: Make) -> None:
    here = Setting(newcomer)
    work = here.assign(opens="2099-03-01T12:00", closes="2099-03-01T13:00")
    here.exam.refresh_from_db()
    assert (here.exam.opens, here.exam.closes) == (work.opens, work.closes)
    assert here.student.post(f"/quizzes/exams/{here.exam.pk}/").status_code == 403, "it opens later now"


def test_an_examination_is_assigned_once_and_only_its_own_courses(newcomer: Make) -> None:
    here = Setting(newcomer)
    here.assign()
    form = {"work": f"exam:{here.exam.pk}", **RULES}
    response = here.teacher.post(f"{here.at}/plan/new/", form)
    assert response.context["form"].errors == {"work": ["This is assigned already: it has one time only."]}
    foreign = Exam.objects.create(title="x", owner=here.exam.owner, course=Course.objects.create(title="y"), items=[])
    assert here.teacher.post(f"{here.at}/plan/new/", {**form, "work": f"exam:{foreign.pk}"}).status_code == 422


def test_extra_time_reaches_the_sitting_under_way(newcomer: Make) -> None:
    here = Setting(newcomer)
    work, sitting = here.assign(), here.sit()
    assert sitting.deadline == here.exam.closes
    here.place.extra_minutes = 5
    here.place.save()
    extension = {"place": here.place.pk, "minutes": 20, "reason": "ill"}
    assert here.teacher.post(f"{here.at}/plan/{work.pk}/extend", extension).status_code == 302
    sitting.refresh_from_db()
    assert here.exam.closes is not None
    assert sitting.deadline == here.exam.closes + timedelta(minutes=25)
    assert Allowance.objects.get().minutes == 25
    here.teacher.post(f"{here.at}/plan/{work.pk}/extend/{work.extensions.get().pk}/back")
    sitting.refresh_from_db()
    assert sitting.deadline == here.exam.closes + timedelta(minutes=5), "what they have everywhere stays"
    entry = {"name": "Ada", "extra_minutes": 0}
    here.teacher.post(f"{here.at}/people/{here.place.pk}/", entry)
    sitting.refresh_from_db()
    assert sitting.deadline == here.exam.closes


def test_its_marks_stand_in_the_book_and_are_told_when_the_result_is_out(
    newcomer: Make, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    here = Setting(newcomer)
    work, sitting = here.assign(), here.sit()
    with django_capture_on_commit_callbacks(execute=True):
        here.student.post(f"/quizzes/sittings/{sitting.pk}/end")
    assert make_book(here.course).rows[0].total == Decimal("50.0"), "for those who teach"
    page = here.student.get(f"{here.at}/").content.decode()
    assert "not out yet" in page
    assert "5 of 10" not in page
    assert "50.0 %" not in page
    kinds = {one.name: one for one in BELONGINGS}
    assert (kinds["marks"].count(here.learner), kinds["marks"].export(here.learner)) == (0, [])
    Mark.objects.update(out=timezone.now() - HOUR)
    page = here.student.get(f"{here.at}/").content.decode()
    assert "5 of 10" in page
    assert "50.0 %" in page
    assert len(kinds["marks"].export(here.learner)) == 1
    assert b"Midterm (10)" in here.teacher.get(f"{here.at}/marks/out").content.replace(b"Examination: ", b"")
    assert work.marks.get().final == 5


def test_results_wait_for_whoever_has_most_time(newcomer: Make) -> None:
    here = Setting(newcomer)
    Membership.objects.create(course=here.course, learner=Learner.objects.create(), name="Slow", extra_minutes=60)
    here.assign()
    sitting = here.sit()
    here.student.post(f"/quizzes/sittings/{sitting.pk}/end")
    from quizzes.permissions import result_out

    assert here.exam.closes is not None
    assert result_out(Exam.objects.get()) == here.exam.closes + HOUR


def test_an_examination_for_a_section_is_none_for_the_others(newcomer: Make) -> None:
    here = Setting(newcomer)
    section = here.course.sections.create(title="B")
    here.assign(sections=[section.pk])
    assert here.student.get(f"/quizzes/exams/{here.exam.pk}/").status_code == 404
    assert b"Midterm" not in here.student.get("/quizzes/").content
    assert b"Midterm" not in here.student.get(f"{here.at}/").content
    here.place.section = section
    here.place.save()
    assert here.student.get(f"/quizzes/exams/{here.exam.pk}/").status_code == 200
    assert b"Midterm" in here.student.get(f"{here.at}/").content


def test_the_next_terms_course_has_an_examination_of_its_own(newcomer: Make) -> None:
    here = Setting(newcomer)
    work = here.assign()
    here.teacher.post(f"{here.at}/copy/", {"title": "Jails", "term": "Autumn", "days": 182})
    course = Course.objects.get(term="Autumn")
    copy = course.assignments.get()
    exam = course.exams.get()
    assert (copy.reference, exam.items) == (str(exam.pk), here.exam.items)
    assert exam.pk != here.exam.pk
    assert work.closes is not None
    assert exam.closes == copy.closes == work.closes + timedelta(days=182)
