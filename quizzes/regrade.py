"""Regrading: what was answered is judged again by the item as it is now; first to look at, then to apply.

An answer is kept in words, so it means the same after options were moved. What cannot be judged any more is listed for
a person, and stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction

from lab.items.grading import Outcome, WrongShape, grade
from lab.items.in_words import answer_of
from lab.items.item import Item, Task
from lab.items.variant import Variant, plan_of
from lessons import grading
from lessons.engines import current_engine
from quizzes.assigned import announce
from quizzes.bank import find_item, variant
from quizzes.models import Question, Sitting
from quizzes.sittings import mark, worth


@dataclass(frozen=True, slots=True)
class Change:
    """One answer judged again: the marks before and after, or why it cannot be judged."""

    question: Question
    before: tuple[int, int]
    after: tuple[int, int] | None
    trouble: str = ""
    outcome: Outcome | None = None
    answer: object = None

    @property
    def differs(self) -> bool:
        """Whether the share of the marks changes."""
        return self.after is not None and self.before[0] * self.after[1] != self.after[0] * self.before[1]


def preview(item: Item, sittings: Iterable[Sitting] | None = None) -> list[Change]:
    """Every answer to an item, judged again; of these sittings, or of all. Changes nothing."""
    rows = Question.objects.filter(item=item.slug).exclude(points=None).select_related("sitting__learner")
    if sittings is not None:
        rows = rows.filter(sitting__in=sittings)
    return list(_judged(rows.order_by("pk")))


def _judged(rows: Iterable[Question]) -> Iterator[Change]:
    for question in rows:
        before = (question.points or 0, question.possible or 0)
        if question.answered is None:
            yield Change(question, before, (0, worth(question)))
            continue
        asked = variant(find_item(question.item), question.seed)
        try:
            answer = _again(question, asked)
            outcome = grade(asked, answer)
        except WrongShape as error:
            yield Change(question, before, None, error.message)
            continue
        yield Change(question, before, (outcome.points, outcome.possible), outcome=outcome, answer=answer)


def _again(question: Question, asked: Variant) -> object:
    """The answer, as the item takes it now; a task's journal is replayed. Raises WrongShape."""
    if not isinstance(asked.body, Task):
        return answer_of(asked, question.words)
    job = {
        "plan": plan_of(asked).dump(),
        "seed": question.seed,
        "engine": question.engine,
        "journal": _moved(json.loads(question.journal), asked),
    }
    older = question.engine if question.engine != current_engine() else None
    outcome = grading.pool().run(job, older)
    if outcome.error:
        raise WrongShape("journal", outcome.error)
    return outcome.checks


def _moved(journal: dict[str, object], asked: Variant) -> dict[str, object]:
    """The journal under the item's present revision: the work is the same, what it is asked for may not be."""
    return {**journal, "revision": asked.item.revision}


@transaction.atomic
def apply(changes: Iterable[Change]) -> int:
    """Writes what a preview showed, for answers that are as they were then; how many marks changed.

    Marks of courses that stand on them follow.
    """
    done = 0
    touched: dict[object, Sitting] = {}
    for change in changes:
        if change.after is None:
            continue
        row = Question.objects.select_for_update().get(pk=change.question.pk)
        if (row.points or 0, row.possible or 0) != change.before:
            continue  # answered again, or regraded, meanwhile
        row.points, row.possible = change.after
        if change.outcome is not None:
            row.answer = change.answer
            mark(row, change.outcome)
        row.revision = find_item(row.item).revision
        row.save()
        done += change.differs
        touched[row.sitting_id] = change.question.sitting
    for sitting in touched.values():
        if sitting.ended is not None:
            announce(sitting)
    return done
