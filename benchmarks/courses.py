"""A course of 500 students and 60 lessons: matrix, book of marks and a student's own page, p95; 1,000 attempts
regraded; likeness of 500 attempts. In a database of its own, thrown away.

Pages are told in processor time of the server's process, SQLite included: what a page costs, whatever else runs.
"""

from __future__ import annotations

import json
import os
import random
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.bar import Bar, percentile

STUDENTS, LESSONS, RUNS = 500, 60, 40  # of 20 runs the 95th percentile is the slowest: one pause of the collector
REGRADED = 1_000


def main() -> None:
    """Fills a database, then asks for pages as a browser does."""
    os.environ["CELLBLOCK_VAR"] = tempfile.mkdtemp(prefix="cellblock-bench-")
    os.environ["CELLBLOCK_ENV"] = "test"
    os.environ.pop("DATABASE_URL", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jailsite.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    course, client, student = fill()
    measure_pages(course, client, student)
    measure_regrade(course)


def fill() -> tuple[Any, Any, Any]:
    """A course with everybody's work: two thirds done, the rest begun or open."""
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.utils import timezone

    from accounts.signing_in import learner_of
    from courses.models import Assignment, Category, Mark, Membership
    from courses.places import make_course
    from lessons.models import Attempt, Learner

    user = get_user_model().objects.create_user("teacher@example.org", "x" * 12, name="Teacher")
    course = make_course(user, title="A large course")
    categories = [Category.objects.create(course=course, title=f"Part {n}", weight=n) for n in (1, 2, 3)]
    now = timezone.now()
    work = Assignment.objects.bulk_create(
        Assignment(
            course=course, kind="lesson", reference=f"lesson-{n}", title=f"Lesson number {n}", position=n,
            category=categories[n % 3], due=now - timedelta(days=n),
        )
        for n in range(LESSONS)
    )  # fmt: skip
    learners = Learner.objects.bulk_create(Learner() for _ in range(STUDENTS))
    places = Membership.objects.bulk_create(
        Membership(course=course, learner=one, name=f"Student {n:03}", role="student") for n, one in enumerate(learners)
    )
    draw = random.Random(1)
    fields = {"revision": 1, "engine": "x" * 16, "release": "14.0", "seed": 1, "of": 6, "journal": "x" * 4000}
    attempts, marks = [], []
    for place in places:
        for one in work:
            held = draw.randrange(9)
            if held > 7:
                continue
            state = "confirmed" if held > 3 else "begun"
            said = {"state": state, "held": min(held, 6), "layer": "route", **fields}
            attempts.append(Attempt(learner=place.learner, lesson=one.reference, **said))
            outcome = str(attempts[-1].pk)
            marks.append(Mark(assignment=one, place=place, points=held, outcome=outcome, at=now, version=1))
    Attempt.objects.bulk_create(attempts, batch_size=500)
    Mark.objects.bulk_create(marks, batch_size=500)
    client, student = Client(), Client()
    client.force_login(user)
    pupil = get_user_model().objects.create_user("pupil@example.org", "x" * 12)
    Membership.objects.filter(pk=places[0].pk).update(learner=learner_of(pupil))
    student.force_login(pupil)
    return course, client, student


def p95(action: Callable[[], Any]) -> float:
    times = []
    for number in range(RUNS + 2):
        begin = time.process_time()
        action()
        if number >= 2:
            times.append(time.process_time() - begin)
    return percentile(times, 0.95) * 1000


def measure_pages(course: Any, client: Any, student: Any) -> None:
    at = f"/courses/{course.pk}"
    size = f"{STUDENTS} x {LESSONS}"
    asked = {"HX-Request": "true"}

    def ask(who: Any, path: str, **options: Any) -> Callable[[], None]:
        def go() -> None:
            response = who.get(f"{at}{path}", **options)
            assert response.status_code == 200, response

        return go

    print(Bar(f"matrix of {size}, a page of 100 students, p95", "ms", 500).line(p95(ask(client, "/progress/"))))
    print(Bar("the same, its table asked for again", "ms", 500).line(p95(ask(client, "/progress/", headers=asked))))
    print(Bar(f"book of marks of {size}, a page of 100, p95", "ms", 500).line(p95(ask(client, "/marks/"))))
    print(Bar(f"all marks of {size} as a table, p95", "ms", 2000).line(p95(ask(client, "/marks/out"))))
    print(Bar(f"a student's own page of {LESSONS} assignments, p95", "ms", 100).line(p95(ask(student, "/"))))


def measure_regrade(course: Any) -> None:
    """As many submissions of a solved lesson as REGRADED, replayed by two graders."""
    from django.conf import settings

    from courses import regrading
    from courses.models import Assignment, Membership
    from courses.permissions import Seat
    from courses.presenting_review import likeness_context
    from courses.roles import Role
    from lab.course.lesson_file import load_catalogue
    from lab.course.rehearsal import perform
    from lab.session import Session
    from lessons import grading
    from lessons.engines import current_engine
    from lessons.models import Attempt, Submission

    lesson = load_catalogue(Path(settings.CURRICULUM_DIR)).lessons()[0]
    session = Session(lesson.plan(0), 0, lesson.release, current_engine())
    for exchange in lesson.solution(0).exchanges:
        perform(session, exchange.command)
    journal = json.dumps(session.journal().dump())
    work = Assignment.objects.create(course=course, kind="lesson", reference=lesson.slug, title=lesson.title)
    places = list(Membership.objects.filter(course=course, role="student").select_related("learner"))
    fields = {"revision": lesson.revision, "engine": current_engine()}
    attempts = Attempt.objects.bulk_create(
        Attempt(learner=place.learner, lesson=lesson.slug, seed=0, release=lesson.release, **fields) for place in places
    )
    Submission.objects.bulk_create(
        Submission(attempt=attempts[n % len(attempts)], journal=journal, of=1, **fields) for n in range(REGRADED)
    )
    grading.pool().warm()
    begin = time.perf_counter()
    run = regrading.begin(work)
    regrading.find(run)
    spent = time.perf_counter() - begin
    assert run.findings.filter(done=True).count() == REGRADED
    print(Bar(f"{REGRADED:,} attempts at {lesson.slug} replayed for a regrade, two graders", "s", 150).line(spent))
    begin = time.perf_counter()
    done = regrading.apply(run)
    print(Bar(f"applied: {len(done)} marks changed", "s", 30).line(time.perf_counter() - begin))
    begin = time.perf_counter()
    likeness_context(Seat(course, Role.OWNER, None), work)
    print(Bar(f"likeness of {len(places)} attempts", "s", 5).line(time.perf_counter() - begin))
    grading.pool().close()
