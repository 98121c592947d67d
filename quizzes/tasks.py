"""Tasks at a machine: what a journal of one is worth, by this server's own replay, and where its machine is.

In practice the machine is the browser's. In tests and examinations it is in the server's home, so that nothing which
could be read there answers it, and the journal is what the server saw typed. Its page has neither the set-up, which
tells what was broken, nor what the goals check.
"""

from __future__ import annotations

import json
from typing import Any

from django.urls import reverse

from lab.course.plan import Plan
from lab.items.grading import WrongShape
from lab.items.item import Task
from lab.items.variant import Variant, plan_of, stage
from lessons import grading
from lessons.engines import PYODIDE, current_engine
from lessons.journals import read_journal
from lessons.presenting import kept_screen, machine_urls
from lessons.refusals import Conflict, Refusal
from lessons.rendering import render_markdown
from quizzes import sittings
from quizzes.bank import find_item, variant
from quizzes.models import Question


class NotReplayed(Refusal):
    """The server could not replay the work: busy, or the work is too much. It is no answer."""

    status = 503


def at_home(question: Question) -> bool:
    """Whether the question's machine is the server's."""
    return not question.sitting.tells_at_once


def task_of(question: Question) -> Variant:
    """The variant of a task. Raises WrongShape for a question that is answered in a form."""
    asked = variant(find_item(question.item), question.seed)
    if not isinstance(asked.body, Task):
        raise WrongShape("machine", "This question is answered in its form.")
    return asked


def plan_for(question: Question) -> Plan:
    """What the question's machine is to know: no hints where they would be marks."""
    return plan_of(task_of(question), hints=question.sitting.tells_at_once)


def check_journal(question: Question, text: bytes | str) -> dict[str, Any]:
    """The journal in a text, as plain values. Raises TooLarge, Unreadable, Conflict."""
    value, journal = read_journal(text)
    wanted = {"lesson": plan_for(question).slug, "revision": question.revision, "seed": question.seed}
    for name, value_wanted in wanted.items():
        if getattr(journal, name) != value_wanted:
            raise Conflict(f"The journal is of another {name} than this question.", name)
    if journal.engine != question.engine:
        raise Conflict("The journal is of another engine than this question.", "engine")
    return value


def keep_journal(question: Question, text: bytes | str) -> None:
    """Stores work in progress. Raises as `check_journal` does, and TooLate."""
    value = check_journal(question, text)
    if question.answered is not None and question.sitting.one_way:
        raise sittings.TooLate("This question is answered.")
    question.journal = json.dumps(value, separators=(",", ":"))
    question.save(update_fields=["journal"])


def hand_in(question: Question, text: str) -> Question:
    """Has a journal replayed and takes what held at its end as the answer. Raises Refusal."""
    value = json.loads(question.journal) if at_home(question) and question.journal else check_journal(question, text)
    job = {
        "plan": plan_for(question).dump(),
        "seed": question.seed,
        "engine": question.engine,
        "journal": value,
    }
    older = question.engine if question.engine != current_engine() else None
    outcome = grading.pool().run(job, older)
    if outcome.error:
        raise NotReplayed(outcome.error)
    if not at_home(question):
        question.journal = json.dumps(value, separators=(",", ":"))
        question.save(update_fields=["journal"])
    return sittings.answer(question, outcome.checks)


def begin(question: Question) -> Question:
    """Fixes the engine of a task's machine, when its page is first opened."""
    if not question.engine:
        question.engine = current_engine()
        question.save(update_fields=["engine"])
    return question


def machine_context(question: Question) -> dict[str, Any]:
    """The page of a task's machine."""
    asked, plan = task_of(question), plan_for(question)
    return {
        "title": asked.item.title,
        "minutes": max(1, round(asked.item.seconds / 60)),
        "prompt": render_markdown(asked.prompt),
        "goals": [{"id": goal.id, "text": goal.text} for goal in plan.goals],
        "hand_in_url": reverse("quizzes:machine", args=[question.pk]),
        "back_url": reverse("quizzes:question", args=[question.pk]),
        "at_home": at_home(question),
        "deadline": question.sitting.deadline,
        "first_screen": kept_screen(plan, question.seed),
        "lab_config": machine_config(question, plan, asked.item.title),
    }


def machine_config(question: Question, plan: Plan, title: str) -> dict[str, Any]:
    """What the page's script needs to reach the machine: the browser's, or the server's over a socket."""
    urls: dict[str, Any] = dict(machine_urls(question.engine))
    lesson = plan.dump()
    if at_home(question):
        urls["socket"] = f"/ws/quizzes/questions/{question.pk}/"
        lesson = {"slug": plan.slug, "revision": plan.revision, "goals": []}
    else:
        urls["journal"] = reverse("quizzes:journal", args=[question.pk])
    return {
        "attempt": f"question-{question.pk}",
        "lesson": {**lesson, "title": title},
        "seed": question.seed,
        "release": plan.release,
        "engine": question.engine,
        "version": PYODIDE,
        "journal": json.loads(question.journal) if question.journal and not at_home(question) else None,
        "urls": urls,
    }


def demonstration_context(question: Question) -> dict[str, Any]:
    """The machine of an item's demonstration, and the commands that show it. For what is answered."""
    asked = variant(find_item(question.item), question.seed)
    plan = stage(asked)
    engine = current_engine()
    return {
        "title": asked.item.title,
        "explanation": render_markdown(asked.explanation),
        "commands": asked.demonstration,
        "back_url": reverse("quizzes:question", args=[question.pk]),
        "first_screen": kept_screen(plan, asked.seed),
        "lab_config": {
            "attempt": f"demonstration-{asked.item.slug}-{asked.seed}",
            "lesson": {**plan.dump(), "title": asked.item.title},
            "seed": asked.seed,
            "release": plan.release,
            "engine": engine,
            "version": PYODIDE,
            "journal": None,
            "urls": dict(machine_urls(engine)),
        },
    }
