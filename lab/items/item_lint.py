"""Checks quiz items without proving them: every name is known, every text is a sentence, links lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from lab.course.lesson import Catalogue
from lab.course.lesson_file import load_catalogue
from lab.course.lint import Finding
from lab.course.toml_reader import CurriculumError
from lab.items.item import Blanks, Choice, Item, Matching, Ordering, Pointing, Task
from lab.items.item_file import load_bank
from lab.items.variant import draw

SEEDS = range(3)
LONGEST_PROMPT = 130  # words
UNEVEN = 3.0  # how many times longer than the shortest an option may be
SHORT = 24  # characters: below this, length tells nothing
ENDS = (".", "?", "!", ":", "`", ")", "”")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def lint_items(root: Path) -> list[Finding]:
    """Everything that is wrong in the items of a curriculum folder; nothing for good ones."""
    try:
        bank, catalogue = load_bank(root), load_catalogue(root)
    except CurriculumError as error:
        return [Finding(error.file, error.key, error.message)]
    return [finding for item in bank.items for finding in [*_taught(item), *lint_item(item, catalogue)]]


def _taught(item: Item) -> list[Finding]:
    """Every item of the bank leads to where it is taught; one that a teacher writes for a course need not."""
    if item.lesson and item.step:
        return []
    return [Finding(item.file, "lesson", "name the lesson, and the step in it, where this is to be read again")]


def lint_item(item: Item, catalogue: Catalogue, seeds: Iterable[int] = SEEDS) -> list[Finding]:
    """What is wrong with one item, and with its variants of some seeds."""
    found = [Finding(item.file, key, message) for key, message in _item(item, catalogue)]
    for seed in seeds:
        try:
            draw(item, seed)
        except CurriculumError as error:
            found.append(Finding(error.file, error.key, error.message))
            break
    return found


def _item(item: Item, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    yield from _links(item, catalogue)
    if len(FENCED.sub("", item.prompt).split()) > LONGEST_PROMPT:
        yield "prompt", f"more than {LONGEST_PROMPT} words: say it shorter"
    for key, text in _sentences(item):
        if not text.rstrip().endswith(ENDS):
            yield key, f"a sentence ends like one: {text[-40:]!r}"
    body = item.body
    if isinstance(body, Choice) and item.kind != "predict":
        yield from _even([option.told.text for option in body.options])
    if isinstance(body, Task) and not body.wrong:
        yield "wrong", "at least one wrong way must stand here"


def _links(item: Item, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    if not item.lesson:
        if item.step:
            yield "step", "a step needs its lesson"
        return
    try:
        lesson = catalogue.lesson(item.lesson)
    except KeyError:
        yield "lesson", f"there is no lesson {item.lesson}"
        return
    if item.step and item.step not in [step.id for step in lesson.steps(0)]:
        yield "step", f"the lesson {item.lesson} has no step {item.step}"


def _sentences(item: Item) -> Iterator[tuple[str, str]]:
    """Where whole sentences must stand: explanation and feedback."""
    yield "explanation", FENCED.sub(".", item.explanation)
    body = item.body
    if isinstance(body, Choice):
        yield from (("options.feedback", one.feedback) for one in body.options if one.feedback)
    elif isinstance(body, Blanks):
        for blank in body.blanks:
            yield "otherwise", blank.otherwise
            yield from (("wrong.feedback", one.feedback) for one in blank.wrong)
    elif isinstance(body, Ordering):
        yield from (("entries.feedback", one.feedback) for one in body.entries if one.feedback)
    elif isinstance(body, Matching):
        yield from (("pairs.feedback", one.feedback) for one in body.pairs)
    elif isinstance(body, Pointing):
        yield "otherwise", body.otherwise
        yield from (("wrong.feedback", one.feedback) for one in body.wrong)
    elif isinstance(body, Task):
        yield from (("wrong.feedback", one.feedback) for one in body.wrong)


def _even(texts: list[str]) -> Iterator[tuple[str, str]]:
    sizes = [max(len(text), SHORT) for text in texts]
    if max(sizes) > UNEVEN * min(sizes):
        yield "options", "one option is far longer than another, which tells it apart without reading"
