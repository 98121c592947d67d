"""The answers that an item knows of: the right one, and those wrong ones that its author foresaw.

For proofs, and for the page after an answer was taken; never for a page before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from lab.items.item import Blanks, Body, Choice, Entry, Matching, Ordering, Pointing, Task
from lab.items.variant import Variant

Foreseen = tuple[Any, str]  # an answer, and what must be said to it


def right_answer(variant: Variant) -> Any:
    """An answer that earns every point."""
    return RIGHT[type(variant.body)](variant.body)


def wrong_answers(variant: Variant) -> Iterator[Foreseen]:
    """Each wrong answer with feedback of its own."""
    yield from WRONG[type(variant.body)](variant.body)


def _right_choice(body: Choice) -> list[int]:
    return [number for number, option in enumerate(body.options) if option.correct]


def _wrong_choices(body: Choice) -> Iterator[Foreseen]:
    right = _right_choice(body)
    wrong = [number for number in range(len(body.options)) if number not in right]
    for number, option in enumerate(body.options):
        if not option.correct:
            yield ([*right, number] if body.many else [number]), option.feedback
        elif body.many:
            yield [other for other in right if other != number] or wrong[:1], option.feedback


def _right_blanks(body: Blanks) -> dict[str, str]:
    return {blank.id: blank.accept[0].text for blank in body.blanks}


def _wrong_blanks(body: Blanks) -> Iterator[Foreseen]:
    right = _right_blanks(body)
    for blank in body.blanks:
        for one in blank.wrong:
            yield {**right, blank.id: one.told.text}, one.feedback
        yield {**right, blank.id: "-987654321"}, blank.otherwise


def right_order(body: Ordering) -> list[Entry]:
    """The entries in a right order: the first that may come, comes."""
    left, order = sorted(body.entries, key=lambda entry: len(entry.after)), list[Entry]()
    while left:
        done = [entry.id for entry in order]
        entry = next(one for one in left if all(name in done for name in one.after))
        order.append(entry)
        left.remove(entry)
    return order


def _right_places(body: Ordering) -> list[int]:
    return [body.entries.index(entry) for entry in right_order(body)]


def _wrong_places(body: Ordering) -> Iterator[Foreseen]:
    right = right_order(body)
    for entry in right:
        if entry.after:
            order = [one for one in right if one is not entry]
            first = min(order.index(one) for one in order if one.id in entry.after)
            order.insert(first, entry)
            yield [body.entries.index(one) for one in order], entry.feedback


def _right_match(body: Matching) -> list[int]:
    return [body.rights.index(pair.right) for pair in body.pairs]


def _wrong_matches(body: Matching) -> Iterator[Foreseen]:
    right = _right_match(body)
    for number, pair in enumerate(body.pairs):
        other = (right[number] + 1) % len(body.rights)
        yield [*right[:number], other, *right[number + 1 :]], pair.feedback


def _right_element(body: Pointing) -> str:
    return body.answer


def _wrong_elements(body: Pointing) -> Iterator[Foreseen]:
    for one in body.shown:
        if one.id != body.answer:
            yield one.id, body.told.get(one.id, body.otherwise)


def _right_goals(body: Task) -> dict[str, bool]:
    return {goal.id: True for goal in body.goals}


def _wrong_ways(body: Task) -> Iterator[Foreseen]:
    """That a way misses what it names is shown by a machine: lab/items/item_proof.py."""
    told: dict[tuple[str, ...], str] = {}
    for way in body.wrong:
        told.setdefault(tuple(sorted(way.fails)), way.feedback)
    for fails, feedback in told.items():
        yield {goal.id: goal.id not in fails for goal in body.goals}, feedback


RIGHT: dict[type[Body], Callable[[Any], Any]] = {
    Choice: _right_choice,
    Blanks: _right_blanks,
    Ordering: _right_places,
    Matching: _right_match,
    Pointing: _right_element,
    Task: _right_goals,
}
WRONG: dict[type[Body], Callable[[Any], Iterator[Foreseen]]] = {
    Choice: _wrong_choices,
    Blanks: _wrong_blanks,
    Ordering: _wrong_places,
    Matching: _wrong_matches,
    Pointing: _wrong_elements,
    Task: _wrong_ways,
}
