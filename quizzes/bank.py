"""The items of this server, read once, and their variants, drawn once for as long as they are wanted."""

from __future__ import annotations

import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import Http404

from lab.item import Bank, Item, load_bank
from lab.item_variant import Variant, draw
from lab.lesson import Lesson
from lessons.curriculum import catalogue

SEEDS = 2**31
MOST_VARIANTS = 2048  # kept in memory


@lru_cache(maxsize=4)
def load(root: Path) -> Bank:
    """The bank below root. Raises LessonError, with file and key, for an item that cannot be read."""
    return load_bank(root)


def bank() -> Bank:
    return load(settings.CURRICULUM_DIR)


def find_item(slug: str) -> Item:
    """The item of that name, or a 404."""
    try:
        return bank().item(slug)
    except KeyError:
        raise Http404(f"There is no item {slug!r} here.") from None


@lru_cache(maxsize=MOST_VARIANTS)
def drawn(root: Path, slug: str, seed: int) -> Variant:
    return draw(load(root).item(slug), seed)


def variant(item: Item, seed: int) -> Variant:
    """The variant of a seed."""
    return drawn(settings.CURRICULUM_DIR, item.slug, seed)


def new_seed() -> int:
    return secrets.randbelow(SEEDS)


def titles() -> dict[str, str]:
    """The titles of those modules that have items, in the order of the course."""
    return {slug: title for slug, title in bank().modules.items() if bank().of_module(slug)}


def review_lesson(item: Item) -> tuple[Lesson, str] | None:
    """The lesson, and the step in it, that teaches what an item asks; None where no lesson does yet."""
    for lesson in catalogue().lessons():
        if lesson.slug == item.lesson or (not item.lesson and lesson.concepts[:1] == (item.concept,)):
            return lesson, item.step
    return None
