"""A fault is planted in a fact; tasks are handed in; the fact is mended: marks follow after a look, by replay."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from answering import ask, variant_of
from django.test import Client

from courses.models import Course, Membership
from courses.roles import Role
from lab.course.rehearsal import play
from lab.course.transcript import parse_transcript
from lab.facts import FACTS
from lab.facts.fact import Arguments, Context
from lab.items.item import Task
from lab.session import Session
from lessons import grading, grading_worker
from lessons.models import Learner
from quizzes import regrade, sittings, tasks
from quizzes.bank import find_item
from quizzes.models import Exam, Question, Sitting

pytestmark = pytest.mark.django_db
SLUG, FACT = "do-persistent-jail", "jail_persists"
Maker = Callable[[], tuple[Client, Learner]]


def run_here(pool: grading.Pool, job: dict[str, Any], engine: str | None = None) -> grading.Outcome:
    """What a grading worker does, in this process: what is planted here is planted there."""
    return grading.Outcome(**grading_worker.grade(None, job))


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grading.Pool, "run", run_here)


@pytest.fixture
def fault(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The fact holds of every jail, whether it persists or not; calling it mends the fact."""

    def holds_anyway(context: Context, arguments: Arguments) -> None:
        return None

    known = FACTS[FACT]
    facts: dict[str, Any] = FACTS.known  # type: ignore[attr-defined]
    monkeypatch.setitem(facts, FACT, replace(known, check=holds_anyway))
    return lambda: monkeypatch.setitem(facts, FACT, known)


def take(question: Question, transcript: str) -> Question:
    """Does it this way, and hands in."""
    tasks.begin(sittings.show(question))
    session = Session(tasks.plan_for(question), question.seed, variant_of(question).item.release, question.engine)
    play(session, parse_transcript("way", transcript))
    question.journal = json.dumps(session.journal().dump())
    question.save()
    marked = tasks.hand_in(question, question.journal)
    sittings.end(marked.sitting)
    return marked


def task_of(question: Question) -> Task:
    body = variant_of(question).body
    assert isinstance(body, Task)
    return body


def not_persistent(question: Question) -> str:
    """The wrong way that misses only the goal of the planted fact."""
    goal = next(goal.id for goal in task_of(question).goals if goal.fact == FACT)
    return next(way.transcript for way in task_of(question).wrong if way.fails == (goal,))


def points() -> list[tuple[int | None, int | None]]:
    return list(Question.objects.order_by("pk").values_list("points", "possible"))


def test_a_mended_fact_changes_the_marks_of_tasks_after_a_look(newcomer: Maker, fault: Callable[[], None]) -> None:
    right, wrong = (ask(newcomer()[1], SLUG, Sitting.Mode.TEST) for _ in range(2))
    take(right, task_of(right).solution)
    take(wrong, not_persistent(wrong))
    assert points() == [(3, 3), (3, 3)]
    fault()
    changes = regrade.preview(find_item(SLUG))
    assert [(one.before, one.after, one.trouble) for one in changes] == [((3, 3), (3, 3), ""), ((3, 3), (2, 3), "")]
    assert points() == [(3, 3), (3, 3)]  # a look changes nothing
    assert regrade.apply(changes) == 1
    assert points() == [(3, 3), (2, 3)]
    assert regrade.apply(changes) == 0


def test_a_teacher_does_it_in_the_page(newcomer: Maker, fault: Callable[[], None]) -> None:
    course = Course.objects.create(title="Jails")
    teacher, owner = newcomer()
    _, learner = newcomer()
    Membership.objects.create(course=course, learner=owner, role=Role.TEACHER, name="Ada")
    Membership.objects.create(course=course, learner=learner, name="Bea")
    exam = Exam.objects.create(title="Midterm", owner=owner, course=course, items=[SLUG])
    question = sittings.begin_exam(learner, exam).questions.get()
    take(question, not_persistent(question))
    fault()
    page = f"/quizzes/courses/{course.pk}/{exam.pk}/regrade/{SLUG}"
    text = teacher.get(page).content.decode()
    assert "1 mark would change." in text
    assert "Bea" in text
    assert "3 of 3" in text
    assert "2 of 3" in text
    assert points() == [(3, 3)]
    assert "1 mark changed." in teacher.post(page, follow=True).content.decode()
    assert points() == [(2, 3)]
