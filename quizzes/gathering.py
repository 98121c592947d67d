"""Gathers answers out of the database for statistics."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from lab.items.grading import WrongShape
from lab.items.in_words import answer_of
from lab.items.item import Choice, Item
from quizzes.bank import items_of, variant
from quizzes.models import Question, Sitting
from quizzes.statistics import Answer

LONGEST_SECONDS = 3600  # a page that was left open tells nothing


def answers_to(item: Item, sittings: Iterable[Sitting] | None = None) -> list[Answer]:
    """The marked answers to an item, of these sittings or of all."""
    rows = Question.objects.filter(item=item.slug).exclude(answered=None).exclude(points=None)
    if sittings is not None:
        rows = rows.filter(sitting__in=sittings)
    found = list(rows)
    rests = rest_shares(found)
    return [_answer(item, question, rests.get(question.pk)) for question in found]


def _answer(item: Item, question: Question, rest: float | None) -> Answer:
    return Answer(
        share=share(question),
        rest=rest,
        seconds=seconds(question),
        values=item.parameters.values(question.seed),
        chosen=chosen(item, question),
    )


def share(question: Question) -> float:
    return (question.points or 0) / question.possible if question.possible else 0.0


def seconds(question: Question) -> float | None:
    """How long an answer took, from when its question was first seen."""
    if question.shown is None or question.answered is None:
        return None
    took = (question.answered - question.shown).total_seconds()
    return took if 0 <= took <= LONGEST_SECONDS else None


def chosen(item: Item, question: Question) -> tuple[int, ...]:
    """The options as written that were chosen."""
    asked = variant(item, question.seed)
    if not isinstance(asked.body, Choice):
        return ()
    try:
        places = answer_of(asked, question.words or [])
    except WrongShape:  # an option that is no longer there
        return ()
    return tuple(asked.body.options[place].written for place in places)


def rest_shares(questions: list[Question]) -> dict[int, float]:
    """For each question, how the rest of its sitting went; practice has no rest."""
    modes = (Sitting.Mode.TEST, Sitting.Mode.EXAM)
    rows = Question.objects.filter(
        sitting__in={one.sitting_id for one in questions}, sitting__mode__in=modes
    ).exclude(possible=None)
    shares: dict[object, dict[int, float]] = defaultdict(dict)
    for row in rows:
        shares[row.sitting_id][row.pk] = share(row)
    rests: dict[int, float] = {}
    for one in questions:
        others = [value for pk, value in shares[one.sitting_id].items() if pk != one.pk]
        if others:
            rests[one.pk] = sum(others) / len(others)
    return rests


def asked_items(sittings: Iterable[Sitting]) -> list[Item]:
    """The items of these sittings, in the order of the bank."""
    return items_of(Question.objects.filter(sitting__in=sittings).order_by("item").values_list("item", flat=True))
