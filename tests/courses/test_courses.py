"""Courses: made, changed, archived, copied to the next term, deleted."""

from __future__ import annotations

import pytest
from course_cast import Cast
from django.test import Client

from courses.models import Course, Membership

pytestmark = pytest.mark.django_db

FORM = {"title": "Jails", "term": "Autumn", "time_zone": "Europe/Zurich"}


def test_whoever_makes_a_course_owns_it(cast: Cast) -> None:
    client = cast.client("stranger")
    client.post("/courses/new/", FORM)
    course = Course.objects.get(title="Jails")
    assert Membership.objects.get(course=course).role == "owner"
    assert b"Jails" in client.get("/courses/").content


def test_making_a_course_needs_an_account() -> None:
    assert Client().post("/courses/new/", FORM)["Location"].startswith("/account/login/")


def test_a_time_zone_is_one_of_the_worlds(cast: Cast) -> None:
    response = cast.client("stranger").post("/courses/new/", {**FORM, "time_zone": "Europe/Atlantis"})
    assert response.status_code == 422
    assert not Course.objects.filter(title="Jails").exists()


def test_a_refused_change_changes_nothing(owner: Client, cast: Cast) -> None:
    assert owner.post(f"{cast.at}/settings/", {**FORM, "title": ""}).status_code == 422
    cast.course.refresh_from_db()
    assert cast.course.title == "Containment"


def test_a_copy_has_the_staff_and_no_students(owner: Client, cast: Cast) -> None:
    cast.course.sections.create(title="A")
    owner.post(f"{cast.at}/copy/", {"title": "Containment", "term": "Autumn", "days": 182})
    copy = Course.objects.get(term="Autumn")
    assert copy.time_zone == "Europe/Zurich"
    assert [section.title for section in copy.sections.all()] == ["A"]
    assert {place.role for place in copy.memberships.all()} == {"owner", "teacher", "assistant", "observer"}


def test_archiving_and_bringing_back(owner: Client, cast: Cast) -> None:
    owner.post(f"{cast.at}/archive")
    assert b"archived" in owner.get(f"{cast.at}/").content
    owner.post(f"{cast.at}/archive")
    cast.course.refresh_from_db()
    assert cast.course.archived is None


def test_deletion_needs_its_word(owner: Client, cast: Cast) -> None:
    assert owner.post(f"{cast.at}/delete", {"word": "yes"}).status_code == 422
    owner.post(f"{cast.at}/delete", {"word": "delete"})
    assert not Course.objects.exists()
    assert cast.places["student"].learner.pk


def test_students_see_neither_roster_nor_settings(cast: Cast) -> None:
    page = cast.client("student").get(f"{cast.at}/").content.decode()
    assert "/people/" not in page
    assert "/settings/" not in page
    assert "classmate" not in page
