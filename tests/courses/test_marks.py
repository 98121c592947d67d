"""Marks follow what is handed in; a teacher's word stands above, with its reason; no change is lost silently."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

import pytest
from course_cast import Cast
from course_work import DAY, NOON, assign, hand_in
from django.test import Client
from django.utils import timezone

from courses import book, marks
from courses.models import Assignment, Category, Change, Extension, Mark

pytestmark = pytest.mark.django_db


def final(assignment: Assignment) -> str:
    return str(Mark.objects.get(assignment=assignment).final)


def test_a_hand_in_makes_a_mark_in_every_course_that_assigned_it(cast: Cast) -> None:
    first, other = assign(cast), assign(cast, "second-jail")
    hand_in(cast.places["student"], NOON, 3)
    assert final(first) == "7.50"
    assert not Mark.objects.filter(assignment=other).exists()
    assert not Mark.objects.exclude(place=cast.places["student"]).exists()


def test_staff_has_no_marks(cast: Cast) -> None:
    assign(cast)
    hand_in(cast.places["teacher"], NOON, 4)
    assert not Mark.objects.exists()


def test_an_archived_course_is_left_alone(cast: Cast) -> None:
    assign(cast)
    cast.course.archived = timezone.now()
    cast.course.save()
    hand_in(cast.places["student"], NOON, 4)
    assert not Mark.objects.exists()


def test_marks_follow_a_changed_rule_and_more_time(owner: Client, cast: Cast) -> None:
    work = assign(cast, due=NOON, late_percent=20)
    hand_in(cast.places["student"], NOON + DAY, 4)
    assert final(work) == "8.00"
    there = f"{cast.at}/plan/{work.pk}"
    owner.post(f"{there}/extend", {"place": cast.places["student"].pk, "minutes": 1440, "reason": "ill"})
    assert final(work) == "10.00"
    owner.post(f"{there}/extend/{Extension.objects.get().pk}/back")
    assert final(work) == "8.00"
    form = {
        "work": "lesson:first-jail", "title": "First", "points": 20, "due": "2027-03-03T12:00", "late_percent": 20,
        "late_most": 100, "counting": "best", "earlier_counts": "on",
    }  # fmt: skip
    assert owner.post(f"{there}/", form).status_code == 302
    assert final(work) == "20.00"
    work.refresh_from_db()
    assert work.due.isoformat() == "2027-03-03T11:00:00+00:00", "twelve in Zurich"
    changes = Change.objects.filter(what__startswith="changed").order_by("pk")
    assert [(c.name, c.what, c.before, c.after) for c in changes] == [
        ("owner", "changed points", "10.00", "20"),
        ("owner", "changed due", "2027-03-01T12:00+00:00", "2027-03-03T12:00+01:00"),
    ]


def test_dates_out_of_order_are_refused(owner: Client, cast: Cast) -> None:
    form = {
        "work": "lesson:first-jail", "points": 20, "opens": "2027-03-03T12:00", "due": "2027-03-02T12:00",
        "late_percent": 0, "late_most": 100, "counting": "best",
    }  # fmt: skip
    response = owner.post(f"{cast.at}/plan/new/", form)
    assert response.status_code == 422
    assert response.context["form"].errors == {"due": ["This is before it opens."]}
    assert not Assignment.objects.exists()


def test_a_time_that_is_not_is_refused(owner: Client, cast: Cast) -> None:
    """On 28 March 2027 there is no half past two in Zurich."""
    form = {
        "work": "lesson:first-jail", "points": 20, "due": "2027-03-28T02:30", "late_percent": 0, "late_most": 100,
        "counting": "best",
    }  # fmt: skip
    assert "due" in owner.post(f"{cast.at}/plan/new/", form).context["form"].errors


def mark_page(cast: Cast, work: Assignment) -> str:
    return f"{cast.at}/marks/{work.pk}/{cast.places['student'].pk}/"


def test_a_teachers_word_stands_with_its_reason(cast: Cast) -> None:
    work = assign(cast)
    hand_in(cast.places["student"], NOON, 2)
    page = mark_page(cast, work)
    teacher = cast.client("teacher")
    assert teacher.post(page, {"points": "9", "version": 1}).status_code == 422
    assert teacher.post(page, {"points": "9", "reason": "good idea", "version": 1}).status_code == 200
    hand_in(cast.places["student"], NOON, 3)
    mark = Mark.objects.get()
    assert (mark.final, mark.points) == (Decimal("9.00"), Decimal("7.50"))
    change = Change.objects.get(what="marked")
    assert (change.name, change.before, change.after, change.reason) == ("teacher", "5", "9 (by hand)", "good idea")
    assert b"good idea" in cast.client("student").get(f"{cast.at}/").content
    teacher.post(page, {"points": "", "version": mark.version})
    assert final(work) == "7.50"


@pytest.mark.parametrize("points", ["-1", "100000", "nan", "1e9", "x"])
def test_points_that_are_none_are_refused(cast: Cast, points: str) -> None:
    work = assign(cast)
    response = cast.client("teacher").post(mark_page(cast, work), {"points": points, "reason": "x", "version": 0})
    assert response.status_code == 422
    assert not Mark.objects.filter(override__isnull=False).exists()


def test_of_two_who_change_one_mark_the_second_is_told(cast: Cast) -> None:
    page = mark_page(cast, assign(cast))
    first, second = cast.client("teacher"), cast.client("assistant")
    first.get(page), second.get(page)
    assert first.post(page, {"points": "8", "reason": "a", "version": 0}).status_code == 200
    response = second.post(page, {"points": "6", "reason": "b", "version": 0})
    assert response.status_code == 409
    said = "teacher has changed this mark meanwhile: it is 8 (by hand) now. Yours was not stored."
    assert said in response.content.decode()
    assert Mark.objects.get().final == 8
    assert 'value="6"' in response.content.decode(), "their own words are kept in the form"
    assert 'name="version" value="1"' in response.content.decode(), "and may be stored now that the other was seen"
    assert second.post(page, {"points": "6", "reason": "b", "version": 1}).status_code == 200
    assert Mark.objects.get().final == 6


def test_a_hand_in_meanwhile_overtakes_too(cast: Cast) -> None:
    work = assign(cast)
    hand_in(cast.places["student"], NOON, 4)
    with pytest.raises(marks.Overtaken, match="The site has changed this mark meanwhile: it is 10 now"):
        marks.override(work, cast.places["student"], 0, cast.places["teacher"], Decimal(1), False, "x")


def test_the_audit_is_of_the_course_and_names_who(owner: Client, cast: Cast) -> None:
    work = assign(cast)
    hand_in(cast.places["student"], NOON, 4)
    lines = [(c.name, c.what, c.before, c.after) for c in owner.get(f"{cast.at}/audit/").context["changes"]]
    assert lines == [("", "computed", "none", "10")]
    assert owner.post(f"{cast.at}/plan/{work.pk}/drop").status_code == 302
    assert Change.objects.first().what == "dropped"  # type: ignore[union-attr]


def test_an_administrators_name_is_written_down(cast: Cast) -> None:
    work = assign(cast)
    cast.client("administrator").post(mark_page(cast, work), {"points": "1", "reason": "x", "version": 0})
    assert Change.objects.get(what="marked").name == "administrator"


def test_a_student_of_another_course_has_no_mark_here(cast: Cast) -> None:
    from course_cast import make_cast_of

    work = assign(cast)
    other = make_cast_of("Other", "elsewhere")
    page = f"{cast.at}/marks/{work.pk}/{other.pk}/"
    assert cast.client("teacher").get(page).status_code == 404


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline="")))


def test_totals_by_weight(cast: Cast) -> None:
    home = Category.objects.create(course=cast.course, title="Home", weight=1)
    exam = Category.objects.create(course=cast.course, title="Exam", weight=3)
    a, b = assign(cast, category=home), assign(cast, "second-jail", category=home, points=30)
    c = assign(cast, "third", category=exam, points=100)
    place = cast.places["student"]
    for work, said in ((a, 10), (b, 15), (c, 80)):
        marks.override(work, place, 0, cast.places["teacher"], Decimal(said), False, "x")
    row = book.make_book(cast.course, [place]).rows[0]
    assert row.parts == [Decimal("62.5"), Decimal("80.0")]
    assert row.total == Decimal("75.6"), "(1 * 62.5 + 3 * 80) / 4"
    marks.override(b, place, 1, cast.places["teacher"], None, True, "ill")
    row = book.make_book(cast.course, [place]).rows[0]
    assert row.parts == [Decimal("100.0"), Decimal("80.0")], "what is excused counts in no total"


def test_what_never_came_counts_as_nothing_after_its_time(cast: Cast) -> None:
    assign(cast, due=NOON)
    place = cast.places["student"]
    before = book.make_book(cast.course, [place], NOON).rows[0]
    after = book.make_book(cast.course, [place], NOON + DAY).rows[0]
    assert (before.total, after.total) == (None, Decimal("0.0"))
    place.extra_minutes = 60 * 48
    assert book.make_book(cast.course, [place], NOON + DAY).rows[0].total is None


def test_marks_as_a_table(owner: Client, cast: Cast) -> None:
    assign(cast, title="=First")
    cast.places["student"].name = "@student"
    cast.places["student"].save()
    hand_in(cast.places["student"], NOON, 2)
    table = rows(owner.get(f"{cast.at}/marks/out").content.decode())
    assert table == [
        ["name", "email", "number", "section", "'=First (10)", "total %"],
        ["'@student", "", "", "", "5.00", "50.0"],
        ["classmate", "", "", "", "", ""],
    ]


def test_marks_as_statements(owner: Client, cast: Cast) -> None:
    work = assign(cast)
    hand_in(cast.places["student"], NOON, 4)
    text = owner.get(f"{cast.at}/marks/statements").content
    (one,) = json.loads(text)
    assert one["actor"] == {
        "objectType": "Agent",
        "name": "student",
        "account": {"homePage": "http://testserver", "name": f"place-{cast.places['student'].pk}"},
    }
    assert one["verb"]["id"] == "http://adlnet.gov/expapi/verbs/completed"
    assert one["object"]["id"] == f"http://testserver{cast.at}/assignments/{work.pk}/"
    assert one["result"] == {"score": {"raw": 10.0, "min": 0, "max": 10.0, "scaled": 1.0}, "completion": True}
    assert one["timestamp"] == "2027-03-01T12:00:00+00:00"
    assert owner.get(f"{cast.at}/marks/statements").content == text, "the same mark is the same statement"


def test_students_see_their_own_marks_and_nobody_elses(cast: Cast) -> None:
    assign(cast)
    hand_in(cast.places["classmate"], NOON, 3)
    assert b"7.5" not in cast.client("student").get(f"{cast.at}/").content
    assert b"7.5" in cast.client("classmate").get(f"{cast.at}/").content
