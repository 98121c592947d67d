"""Retention, deletion and masks: a running course loses nobody to time, an old one goes, a password is never shown."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest
from course_cast import Cast
from course_work import NOON, assign, hand_in, real_hand_in
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from courses import places
from courses.models import Course, Membership
from courses.roles import STUDENT
from lab.session import Session
from lessons.attempts import begin, hand_in_kept
from lessons.curriculum import find_lesson
from lessons.models import Attempt, Learner

pytestmark = pytest.mark.django_db

OLD = timedelta(days=2000)


def test_time_takes_no_place_in_a_course_that_runs(cast: Cast) -> None:
    place = places.make_place(cast.course, "Ada", STUDENT)
    Learner.objects.update(created=timezone.now() - OLD)
    call_command("forget", stdout=io.StringIO())
    assert Membership.objects.filter(pk=place.pk).exists()
    Course.objects.update(archived=timezone.now())
    call_command("forget", stdout=io.StringIO())
    assert not Membership.objects.filter(pk=place.pk).exists()


def test_a_course_archived_long_ago_is_forgotten(cast: Cast) -> None:
    place = places.make_place(cast.course, "Ada", STUDENT)
    call_command("forget_courses", stdout=io.StringIO())
    Course.objects.update(archived=timezone.now() - OLD)
    call_command("forget_courses", dry_run=True, stdout=io.StringIO())
    assert Course.objects.exists()
    said = io.StringIO()
    call_command("forget_courses", stdout=said)
    assert (said.getvalue(), Course.objects.exists()) == ("Containment (Spring)\n", False)
    assert not Learner.objects.filter(pk=place.learner_id).exists()
    assert Learner.objects.filter(user=cast.users["student"]).exists()


def test_marks_and_comments_can_be_taken_along(cast: Cast) -> None:
    work = assign(cast)
    made = hand_in(cast.places["student"], NOON, 2)
    made.journal = json.dumps({"inputs": [], "end": 0, "digests": []})
    made.save()
    cast.client("teacher").post(f"{cast.at}/work/{work.pk}/{made.pk}/", {"text": "Nearly."})
    archive = zipfile.ZipFile(io.BytesIO(cast.client("student").get("/account/data/take").content))
    rows = {name: json.loads(archive.read(f"{name}.json")) for name in ("marks", "comments on your work", "handed in")}
    assert [row["points"] for row in rows["marks"]] == ["5.00"]
    assert [row["text"] for row in rows["comments on your work"]] == ["Nearly."]
    assert [row["held"] for row in rows["handed in"]] == [2]


def test_a_student_who_deletes_everything_is_gone_from_the_course(cast: Cast) -> None:
    from accounts.deleting import delete

    assign(cast)
    real_hand_in(cast.places["student"])
    delete(cast.places["student"].learner)
    assert not Membership.objects.filter(pk=cast.places["student"].pk).exists()
    assert not Attempt.objects.exists()
    assert cast.client("teacher").get(f"{cast.at}/marks/").status_code == 200


def test_masked_secrets_stay_masked_for_teachers(cast: Cast) -> None:
    work, place = assign(cast), cast.places["student"]
    lesson = find_lesson("first-jail")
    attempt = begin(place.learner, lesson)
    session = Session(lesson.plan(attempt.seed), attempt.seed, attempt.release, attempt.engine)
    for line in ("passwd root", "hunter2!", "hunter2!", "jls"):
        for key in f"{line}\r":
            session.type(0, key)
        while session.running:
            session.advance(1000)
            session.pump()
    attempt.journal = json.dumps(session.journal().dump())
    attempt.save()
    made = hand_in_kept(attempt, lesson)
    assert made is not None
    teacher: Client = cast.client("teacher")
    for page in (f"{cast.at}/work/{work.pk}/{made.pk}/", f"{cast.at}/work/{work.pk}/{made.pk}/replay/"):
        text = teacher.get(page).content.decode()
        assert "passwd root" in text
        assert "hunter2" not in text
