"""Answers in words: what was chosen, not where it stood; so that they can be judged again when an item was mended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lab.items.grading import WrongShape
from lab.items.item import Blanks, Body, Choice, Matching, Ordering, Pointing, Task
from lab.items.variant import Variant


def words_of(variant: Variant, answer: Any) -> Any:
    """An answer that was graded, by the texts it chose; plain values, as JSON has them."""
    return TO_WORDS[type(variant.body)](variant.body, answer)


def answer_of(variant: Variant, words: Any) -> Any:
    """The answer that chooses these texts in a variant. Raises WrongShape where a text is no longer there."""
    return FROM_WORDS[type(variant.body)](variant.body, words)


def _place(texts: list[str], wanted: object) -> int:
    if wanted not in texts:
        raise WrongShape("words", f"{wanted!r} is no longer there to be chosen")
    return texts.index(str(wanted))


def _options(body: Choice) -> list[str]:
    return [option.told.text for option in body.options]


def _entries(body: Ordering) -> list[str]:
    return [entry.text for entry in body.entries]


def _match(body: Matching, answer: Any) -> list[list[str]]:
    return [[pair.left, body.rights[place]] for pair, place in zip(body.pairs, answer, strict=True)]


def _rematch(body: Matching, words: Any) -> list[int]:
    taken = dict(words)
    for pair in body.pairs:
        _place(list(taken), pair.left)
    return [_place(list(body.rights), taken[pair.left]) for pair in body.pairs]


def _same(body: Blanks | Pointing | Task, answer: Any) -> Any:
    return answer


TO_WORDS: dict[type[Body], Callable[[Any, Any], Any]] = {
    Choice: lambda body, answer: [_options(body)[place] for place in answer],
    Ordering: lambda body, answer: [_entries(body)[place] for place in answer],
    Matching: _match,
    Blanks: _same,
    Pointing: _same,
    Task: _same,
}
FROM_WORDS: dict[type[Body], Callable[[Any, Any], Any]] = {
    Choice: lambda body, words: [_place(_options(body), word) for word in words],
    Ordering: lambda body, words: [_place(_entries(body), word) for word in words],
    Matching: _rematch,
    Blanks: _same,
    Pointing: _same,
    Task: _same,
}
