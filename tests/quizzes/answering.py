"""What a page would send: answers as form fields, right ones and wrong ones."""

from __future__ import annotations

from typing import Any

from lab.items.answers import right_answer, wrong_answers
from lab.items.item import Blanks, Choice, Matching, Ordering, Pointing, Task
from lab.items.variant import Variant
from lessons.models import Learner
from quizzes import sittings
from quizzes.bank import bank, find_item, variant
from quizzes.models import Question, Sitting


def variant_of(question: Question) -> Variant:
    return variant(find_item(question.item), question.seed)


def form_of(asked: Variant, answer: Any) -> dict[str, Any]:
    """The fields of an answer."""
    body = asked.body
    if isinstance(body, Choice):
        return {"choice": [str(place) for place in answer]}
    if isinstance(body, Blanks):
        return {f"blank-{name}": text for name, text in answer.items()}
    if isinstance(body, Ordering):
        return {"order": [str(place) for place in answer]}
    if isinstance(body, Matching):
        return {f"match-{number}": str(place) for number, place in enumerate(answer)}
    assert isinstance(body, Pointing)
    return {"element": answer}


def right_form(question: Question) -> dict[str, Any]:
    asked = variant_of(question)
    return form_of(asked, right_answer(asked))


def wrong_form(question: Question) -> dict[str, Any]:
    asked = variant_of(question)
    answer, _ = next(iter(wrong_answers(asked)))
    return form_of(asked, answer)


def ask(learner: Learner, slug: str, mode: str = Sitting.Mode.PRACTICE) -> Question:
    """One question of this item, in a sitting of its own."""
    sitting = sittings.begin_with(learner, mode, [find_item(slug)], find_item(slug).module)
    return sitting.questions.get()


def one_of_each_kind() -> list[str]:
    """An item of each kind that is answered in a form."""
    found = {item.kind: item.slug for item in bank().items if not isinstance(item.body, Task)}
    return list(found.values())
