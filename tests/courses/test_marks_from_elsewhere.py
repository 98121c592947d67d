"""Lines of the book that something else feeds: made once, told again without harm, audited, refused where wrong."""

from __future__ import annotations

from decimal import Decimal

import pytest
from course_cast import Cast, make_cast_of
from django.test import Client
from django.utils import timezone

from courses import marks
from courses.models import Assignment, Change, Mark, Result
from courses.recorded import make_line, record_mark, record_marks
from lessons.refusals import Conflict, Refusal

pytestmark = pytest.mark.django_db

TEN = Decimal(10)


def line_of(cast: Cast, key: str = "room:K7Q2") -> Assignment:
    return make_line(cast.course, key, "Live quiz", TEN, "Rooms", cast.places["teacher"])


def learner(cast: Cast, name: str) -> int:
    return cast.places[name].learner_id


def test_a_line_is_made_once(cast: Cast) -> None:
    line = line_of(cast)
    line.title, line.points = "Quiz of Monday", Decimal(20)
    line.save()
    again = line_of(cast)
    assert (again.pk, again.title, again.points) == (line.pk, "Quiz of Monday", Decimal(20))
    assert [(c.name, c.what, c.after) for c in Change.objects.all()] == [("teacher", "assigned", "Live quiz")]
    assert str(line.category) == "Rooms"


def test_results_become_marks_with_an_audit(cast: Cast) -> None:
    line = line_of(cast)
    told = record_marks(
        line, {learner(cast, "student"): Decimal("7.5"), learner(cast, "teacher"): TEN}, "room K7Q2",
        cast.places["teacher"],
    )  # fmt: skip
    assert told == [learner(cast, "student")], "who teaches has no marks"
    assert Mark.objects.get().final == Decimal("7.50")
    lines = list(Change.objects.order_by("pk").values_list("name", "what", "before", "after", "reason"))
    assert lines[1:] == [
        ("teacher", "recorded", "", "1 result", "room K7Q2"),
        ("", "computed", "none", "7.5", ""),
    ]


def test_the_same_source_told_again_is_one_result_another_is_another_attempt(cast: Cast) -> None:
    line = line_of(cast)
    for points, source in (("4", "Monday"), ("5", "Monday"), ("3", "Tuesday")):
        record_mark(cast.course, line, learner(cast, "student"), Decimal(points), source)
    assert [(one.source, one.points) for one in Result.objects.order_by("source")] == [("Monday", 5), ("Tuesday", 3)]
    assert Mark.objects.get().final == 5, "the best counts"
    line.counting = "last"
    line.save()
    marks.refresh(line, [cast.places["student"]])
    assert Mark.objects.get().final == 3


def test_points_keep_their_share_when_the_line_is_worth_something_else(cast: Cast) -> None:
    line = line_of(cast)
    record_mark(cast.course, line, learner(cast, "student"), Decimal("7.5"), "Monday")
    line.points = Decimal(20)
    line.save()
    marks.refresh(line, [cast.places["student"]])
    assert Mark.objects.get().final == 15


def test_what_is_wrong_is_refused_and_nothing_changes(cast: Cast) -> None:
    line, stranger = line_of(cast), make_cast_of("Other", "elsewhere").learner_id
    before = Change.objects.count()
    with pytest.raises(Refusal, match="-1 are no points"):
        record_marks(line, {learner(cast, "student"): TEN, learner(cast, "classmate"): Decimal(-1)}, "Monday")
    with pytest.raises(Refusal, match="Only a student of the course"):
        record_mark(cast.course, line, stranger, TEN, "Monday")
    cast.course.archived = timezone.now()
    cast.course.save()
    line.refresh_from_db()
    with pytest.raises(Conflict, match="archived"):
        record_marks(line, {learner(cast, "student"): TEN}, "Monday")
    with pytest.raises(Conflict, match="archived"):
        line_of(cast, "room:OTHER")
    assert (Result.objects.count(), Mark.objects.count(), Change.objects.count()) == (0, 0, before)


def test_a_teachers_word_stands_above_what_a_room_says(cast: Cast) -> None:
    line, place = line_of(cast), cast.places["student"]
    marks.override(line, place, 0, cast.places["teacher"], Decimal(9), False, "asked well")
    record_mark(cast.course, line, place.learner_id, Decimal(4), "Monday")
    mark = Mark.objects.get()
    assert (mark.points, mark.final) == (4, 9)


def test_pages_show_where_it_came_from_and_link_nowhere(owner: Client, cast: Cast) -> None:
    line, place = line_of(cast), cast.places["student"]
    record_mark(cast.course, line, place.learner_id, Decimal(4), "room K7Q2")
    assert "room K7Q2" in owner.get(f"{cast.at}/marks/{line.pk}/{place.pk}/").content.decode()
    assert "Collect and grade" not in owner.get(f"{cast.at}/plan/{line.pk}/").content.decode()
    home = cast.client("student").get(f"{cast.at}/").content.decode()
    assert "4 of 10" in home
    assert "✓" in owner.get(f"{cast.at}/progress/").content.decode()


def test_a_fed_line_keeps_its_source_when_its_rules_are_changed(owner: Client, cast: Cast) -> None:
    line = line_of(cast)
    form = {"title": "Renamed", "points": 5, "late_percent": 0, "late_most": 100, "counting": "last"}
    assert owner.post(f"{cast.at}/plan/{line.pk}/", {**form, "work": "lesson:first-jail"}).status_code == 302
    line.refresh_from_db()
    assert (line.title, line.kind, line.reference) == ("Renamed", "recorded", f"{cast.course.pk}/room:K7Q2")


def test_a_column_marked_by_hand_alone(owner: Client, cast: Cast) -> None:
    form = {"work": "recorded:by-hand", "title": "Talk", "points": 5, "late_percent": 0, "late_most": 100}
    assert owner.post(f"{cast.at}/plan/new/", {**form, "counting": "best"}).status_code == 302
    talk = Assignment.objects.get(title="Talk")
    page = f"{cast.at}/marks/{talk.pk}/{cast.places['student'].pk}/"
    assert owner.post(page, {"points": "4", "reason": "clear", "version": 0}).status_code == 200
    assert "4 of 5" in cast.client("student").get(f"{cast.at}/").content.decode()
