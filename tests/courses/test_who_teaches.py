"""Who may make a course, and so sees teacher's notes: those whom the site has named, or anybody where it says so."""

from __future__ import annotations

import io
from typing import Any

import pytest
from course_cast import Cast
from course_work import assign
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import timezone

from courses.models import Course
from jailsite import environment

pytestmark = pytest.mark.django_db

FORM = {"title": "Jails", "time_zone": "UTC"}
NOTES = "/lessons/first-jail/notes"


def test_where_teachers_are_named_others_make_no_course(cast: Cast, settings: Any) -> None:
    settings.ANYBODY_TEACHES = False
    client = cast.client("stranger")
    assert b"Make a course" not in client.get("/courses/").content
    assert client.post("/courses/new/", FORM).status_code == 403
    assert not Course.objects.filter(title="Jails").exists()
    call_command("teacher", "STRANGER@example.org", stdout=io.StringIO())
    assert b"Make a course" in client.get("/courses/").content
    assert client.post("/courses/new/", FORM).status_code == 302
    assert cast.client("administrator").get("/courses/new/").status_code == 200


def test_teachers_are_named_and_listed_by_command(cast: Cast) -> None:
    out = io.StringIO()
    call_command("teacher", "teacher@example.org", stdout=out)
    call_command("teacher", stdout=out)
    assert out.getvalue() == "teacher@example.org\n"
    with pytest.raises(CommandError, match="No account has the address x@example"):
        call_command("teacher", "stranger@example.org", "x@example.org", stdout=out)
    call_command("teacher", "teacher@example.org", "--no-longer", stdout=out)
    call_command("teacher", stdout=out)
    assert out.getvalue() == "teacher@example.org\n"


def test_production_names_its_teachers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CELLBLOCK_TEACHERS", raising=False)
    assert not environment.anybody_teaches(production=True)
    assert environment.anybody_teaches(production=False)
    monkeypatch.setenv("CELLBLOCK_TEACHERS", "anybody")
    assert environment.anybody_teaches(production=True)
    monkeypatch.setenv("CELLBLOCK_TEACHERS", "all")
    with pytest.raises(ImproperlyConfigured, match="it is anybody or named"):
        environment.anybody_teaches(production=True)


@pytest.mark.parametrize(
    ("who", "status"),
    [("owner", 200), ("teacher", 200), ("assistant", 404), ("observer", 404), ("student", 404), ("stranger", 404)],
)
def test_notes_are_for_those_who_teach_a_course(cast: Cast, who: str, status: int) -> None:
    assert cast.client(who).get(NOTES).status_code == status
    assert cast.client(who).get("/lessons/first-jail/handout").status_code == 200, "paper is for everybody"


def test_notes_go_with_the_course(cast: Cast) -> None:
    cast.course.archived = timezone.now()
    cast.course.save()
    assert cast.client("teacher").get(NOTES).status_code == 404
    assert Client().get(NOTES).status_code == 404


def test_a_course_leads_its_teachers_to_the_notes(cast: Cast) -> None:
    work = assign(cast)
    for path in ("/", f"/plan/{work.pk}/"):
        assert NOTES in cast.client("teacher").get(f"{cast.at}{path}").content.decode()
    assert NOTES not in cast.client("student").get(f"{cast.at}/").content.decode()
