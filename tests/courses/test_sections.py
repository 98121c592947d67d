"""An assignment for some sections is none for the others: no mark, no square, no link, no total; a change of section
or of extra time changes marks at once.
"""

from __future__ import annotations

import csv
import io
import json

import pytest
from course_cast import Cast
from course_work import DAY, NOON, assign, hand_in
from django.test import Client

from courses.book import make_book
from courses.matrix import make_matrix
from courses.models import Assignment, Change, Course, Mark

pytestmark = pytest.mark.django_db
RULES = {"points": 10, "late_percent": 0, "late_most": 100, "counting": "best", "earlier_counts": "on"}


def assign_to(cast: Cast, section_title: str, **fields: object) -> Assignment:
    """For the section of that title; the student is in it, the classmate is not."""
    section, _ = cast.course.sections.get_or_create(title=section_title)
    cast.places["student"].section = section
    cast.places["student"].save()
    work = assign(cast, **fields)
    work.sections.set([section])
    return work


def test_a_teacher_chooses_sections(owner: Client, cast: Cast) -> None:
    assert "sections" not in owner.get(f"{cast.at}/plan/new/").context["form"].fields, "there are none to choose"
    a, b = (cast.course.sections.create(title=title) for title in "AB")
    owner.post(f"{cast.at}/plan/new/", {"work": "lesson:first-jail", "sections": [a.pk], **RULES})
    work = Assignment.objects.get()
    assert [one.title for one in work.sections.all()] == ["A"]
    assert "only A" in owner.get(f"{cast.at}/plan/").content.decode()
    owner.post(f"{cast.at}/plan/{work.pk}/", {"work": "lesson:first-jail", "sections": [a.pk, b.pk], **RULES})
    change = Change.objects.get(what="changed sections")
    assert (change.name, change.before, change.after) == ("owner", "A", "A, B")


def test_another_courses_section_is_refused(owner: Client, cast: Cast) -> None:
    cast.course.sections.create(title="A")
    foreign = Course.objects.create(title="Other").sections.create(title="A")
    response = owner.post(f"{cast.at}/plan/new/", {"work": "lesson:first-jail", "sections": [foreign.pk], **RULES})
    assert response.status_code == 422
    assert not Assignment.objects.exists()


def test_it_is_nothing_for_the_others(owner: Client, cast: Cast) -> None:
    work = assign_to(cast, "A", title="Only for A", due=NOON)
    hand_in(cast.places["student"], NOON, 4)
    hand_in(cast.places["classmate"], NOON, 4)
    assert [mark.place.name for mark in Mark.objects.all()] == ["student"]
    assert "Only for A" in cast.client("student").get(f"{cast.at}/").content.decode()
    assert "Only for A" not in cast.client("classmate").get(f"{cast.at}/").content.decode()
    assert cast.client("classmate").post(f"{cast.at}/plan/{work.pk}/hand-in").status_code == 404
    book = make_book(cast.course, now=NOON + DAY)
    assert {row.place.name: row.total for row in book.rows} == {"student": 100, "classmate": None}, "nor is it missing"
    squares = {line.place.name: line.squares[0] for line in make_matrix(cast.course).lines}
    assert (squares["student"].state, squares["classmate"].state) == ("done", "apart")  # type: ignore[union-attr]
    assert make_matrix(cast.course).done == [1]
    table = csv.reader(io.StringIO(owner.get(f"{cast.at}/marks/out").content.decode()))
    assert {row[0]: row[4:] for row in table if row[4:] and row[0] in cast.places} == {
        "student": ["10.00", "100.0"], "classmate": ["", ""],
    }  # fmt: skip
    assert len(json.loads(owner.get(f"{cast.at}/marks/statements").content)) == 1


def test_a_section_sees_its_own_columns(owner: Client, cast: Cast) -> None:
    assign_to(cast, "A", title="Only for A")
    other = cast.course.sections.create(title="B")
    assert b"Only for A" not in owner.get(f"{cast.at}/marks/", {"section": other.pk}).content
    assert b"Only for A" not in owner.get(f"{cast.at}/progress/", {"section": other.pk}).content
    assert b"Only for A" in owner.get(f"{cast.at}/marks/").content


def test_one_lesson_with_a_date_for_each_section(cast: Cast) -> None:
    early = assign_to(cast, "A", title="Early", due=NOON, late_percent=50)
    late = assign(cast, title="Late", due=NOON + DAY, late_percent=50)
    section = cast.course.sections.create(title="B")
    late.sections.set([section])
    cast.places["classmate"].section = section
    cast.places["classmate"].save()
    for name in ("student", "classmate"):
        hand_in(cast.places[name], NOON + DAY, 4)
    marks = {mark.place.name: (mark.assignment.title, int(mark.final or 0)) for mark in Mark.objects.all()}
    assert marks == {"student": ("Early", 5), "classmate": ("Late", 10)}
    assert early.marks.count() == 1


def test_marks_follow_whoever_changes_section_or_has_more_time(owner: Client, cast: Cast) -> None:
    assign_to(cast, "A", title="Only for A", due=NOON, late_percent=50)
    place = cast.places["classmate"]
    hand_in(place, NOON + DAY, 4)
    assert not Mark.objects.exists()
    section = cast.course.sections.get().pk
    entry = {"name": "classmate", "section": section, "extra_minutes": 0}
    owner.post(f"{cast.at}/people/{place.pk}/", entry)
    assert Mark.objects.get().final == 5
    owner.post(f"{cast.at}/people/{place.pk}/", {**entry, "extra_minutes": 1440})
    assert Mark.objects.get().final == 10
    cast.course.memberships.filter(pk=place.pk).update(number="2")
    owner.post(f"{cast.at}/people/in", {"text": "name,number,section,extra_minutes\nclassmate,2,A,60\n"})
    assert Mark.objects.get().final == 5
    said = Change.objects.exclude(what__in=("computed", "read a roster in")).order_by("pk")
    assert [(one.name, one.what, one.before, one.after) for one in said] == [
        ("owner", "changed section", "", "A"),
        ("owner", "changed extra time", "0 min", "1440 min"),
        ("owner", "changed extra time", "1440 min", "60 min"),
    ]


def test_a_copy_keeps_whom_it_is_for(owner: Client, cast: Cast) -> None:
    assign_to(cast, "A")
    owner.post(f"{cast.at}/copy/", {"title": "Containment", "term": "Autumn", "days": 0})
    copy = Course.objects.get(term="Autumn").assignments.get()
    assert [(one.title, one.course.term) for one in copy.sections.all()] == [("A", "Autumn")]
