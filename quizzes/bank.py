"""The items of this server, read once, and their variants, drawn once for as long as they are wanted.

The bank are the items in files. Those that teachers wrote are found by name only: in their own course.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import Http404

from lab.course.lesson import Lesson
from lab.items.item import Bank, Item
from lab.items.item_file import load_bank
from lab.items.variant import Variant, draw
from lessons.curriculum import catalogue
from quizzes.authoring import MODULE, store

SEEDS = 2**31
MOST_VARIANTS = 2048  # kept in memory


@lru_cache(maxsize=4)
def load(root: Path) -> Bank:
    """The bank below root. Raises CurriculumError, with file and key, for an item that cannot be read."""
    return load_bank(root)


def bank() -> Bank:
    return load(settings.CURRICULUM_DIR)


def find_item(slug: str) -> Item:
    """The item of that name, in a file or written here; or a 404."""
    try:
        return bank().item(slug)
    except KeyError:
        found = store.find(slug)
    if found is None:
        raise Http404(f"There is no item {slug!r} here.")
    return found


def items_of(slugs: Iterable[str]) -> list[Item]:
    """The items of these names, in the order of the bank; written ones after them."""
    wanted = dict.fromkeys(slugs)
    filed = [item for item in bank().items if item.slug in wanted]
    return [*filed, *(find_item(slug) for slug in wanted if slug not in [item.slug for item in filed])]


class Drawn:
    """An item and a seed, for the memory of variants: the same as long as the item is the same object."""

    def __init__(self, item: Item, seed: int) -> None:
        self.item = item
        self.seed = seed

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Drawn) and self.item is other.item and self.seed == other.seed

    def __hash__(self) -> int:
        return hash((self.item.slug, self.seed))


@lru_cache(maxsize=MOST_VARIANTS)
def drawn(wanted: Drawn) -> Variant:
    return draw(wanted.item, wanted.seed)


def variant(item: Item, seed: int) -> Variant:
    """The variant of a seed."""
    return drawn(Drawn(item, seed))


def new_seed(item: Item) -> int:
    """A seed for a question. Of what a teacher wrote only those are asked that were proved."""
    return secrets.randbelow(store.PROVED if item.module == MODULE else SEEDS)


def seed_of(text: str) -> int | None:
    """The seed that somebody typed; None for what is none."""
    return int(text) if text.isascii() and text.isdigit() and int(text) < SEEDS else None


def titles() -> dict[str, str]:
    """The titles of those modules that have items, in the order of the course."""
    return {slug: title for slug, title in bank().modules.items() if bank().of_module(slug)}


def review_lesson(item: Item) -> tuple[Lesson, str] | None:
    """The lesson, and the step in it, that teaches what an item asks; None where no lesson does yet."""
    for lesson in catalogue().lessons():
        if lesson.slug == item.lesson or (not item.lesson and lesson.concepts[:1] == (item.concept,)):
            return lesson, item.step
    return None
