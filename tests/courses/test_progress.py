"""The matrix: where everybody stands, who is at it, at which goal and layer, for how long; live."""

from __future__ import annotations

from datetime import timedelta

import pytest
from course_cast import Cast
from course_work import assign, hand_in
from django.test import Client
from django.utils import timezone

from courses.matrix import make_matrix
from courses.models import Section
from courses.places import make_place
from courses.roles import STUDENT
from lessons.models import Attempt

pytestmark = pytest.mark.django_db


def begin(cast: Cast, who: str, **fields: object) -> Attempt:
    return Attempt.objects.create(
        learner=cast.places[who].learner, lesson="first-jail", revision=1, engine="x", release="14.0", seed=1, **fields
    )


def test_where_everybody_stands(cast: Cast) -> None:
    assign(cast)
    assign(cast, "second-jail")
    now = timezone.now()
    begin(cast, "student", held=1, of=4, goal="stays", layer="route", goal_since=now - timedelta(minutes=7))
    hand_in(cast.places["classmate"], now, 4)
    matrix = make_matrix(cast.course, now=now + timedelta(seconds=5))
    classmate, student = matrix.lines
    square = student.squares[0]
    assert square is not None
    assert (square.state, square.held, square.of, square.layer, square.minutes) == ("begun", 1, 4, "route", 7)
    assert (square.active, square.verified) == (True, False)
    assert student.squares[1] is None
    assert classmate.squares[0] is not None
    assert (classmate.squares[0].state, classmate.done) == ("done", 1)
    assert (matrix.done, matrix.stuck) == ([1, 0], [[("route", 1)], []])


def test_who_went_away_is_not_at_it(cast: Cast) -> None:
    assign(cast)
    begin(cast, "student", held=1, of=4, goal="stays", layer="route")
    matrix = make_matrix(cast.course, now=timezone.now() + timedelta(hours=1))
    square = matrix.lines[1].squares[0]
    assert square is not None
    assert not square.active
    assert matrix.stuck == [[]]


def test_done_once_is_done(cast: Cast) -> None:
    assign(cast)
    hand_in(cast.places["student"], timezone.now(), 4)
    begin(cast, "student")
    square = make_matrix(cast.course).lines[1].squares[0]
    assert square is not None
    assert square.state == "done"


def test_by_section_and_page(owner: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from courses import matrix

    monkeypatch.setattr(matrix, "PAGE", 2)
    assign(cast)
    section = Section.objects.create(course=cast.course, title="A")
    for number in range(3):
        make_place(cast.course, f"x{number}", STUDENT, section=section)
    page = owner.get(f"{cast.at}/progress/", {"section": section.pk, "page": 2}).context["matrix"]
    assert (page.pages, [line.place.name for line in page.lines]) == (2, ["x2"])
    assert owner.get(f"{cast.at}/progress/", {"page": "99999999999", "section": "x"}).status_code == 200


def test_a_page_that_is_open_gets_its_table_only(owner: Client, cast: Cast) -> None:
    assign(cast)
    part = owner.get(f"{cast.at}/progress/", headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<div id="matrix"')
    assert "<html" not in part


def test_the_queries_do_not_grow_with_the_students(
    owner: Client, cast: Cast, django_assert_max_num_queries: object
) -> None:
    for reference in ("first-jail", "second-jail"):
        assign(cast, reference)
    for number in range(20):
        make_place(cast.course, f"x{number}", STUDENT)
    for page in ("progress", "marks"):
        with django_assert_max_num_queries(14):  # type: ignore[operator]
            owner.get(f"{cast.at}/{page}/")
