"""Which items come into a sitting: what was asked least, and longest ago, comes first."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence

from django.db.models import Count, Max

from lab.items.item import Item, Task
from lessons.models import Learner
from quizzes.bank import bank
from quizzes.models import Question

TEST_LENGTH = 10
TEST_TASKS = 2  # of those


def next_item(learner: Learner, items: Sequence[Item]) -> Item | None:
    """The item to practise next: asked least often, longest ago; chance decides among equals."""
    asked = {
        row["item"]: (row["times"], row["last"].timestamp() if row["last"] else 0.0)
        for row in Question.objects.filter(sitting__learner=learner, item__in=[item.slug for item in items])
        .values("item")
        .annotate(times=Count("id"), last=Max("answered"))
        .order_by()
    }
    order = list(items)
    secrets.SystemRandom().shuffle(order)
    return min(order, key=lambda item: asked.get(item.slug, (0, 0.0)), default=None)


def test_items(module: str) -> list[Item]:
    """The items of a module's test: what is answered in forms, and at the end a few tasks at a machine."""
    items = bank().of_module(module)
    tasks = mixed([item for item in items if isinstance(item.body, Task)])[:TEST_TASKS]
    forms = mixed([item for item in items if not isinstance(item.body, Task)])
    return [*forms[: TEST_LENGTH - len(tasks)], *tasks]


def spread(module: str, count: int, without: Sequence[str]) -> list[str]:
    """So many items of a module, and none of those."""
    return [item.slug for item in mixed(bank().of_module(module)) if item.slug not in without][:count]


def mixed(items: Sequence[Item]) -> list[Item]:
    """The items by chance, those first that bring a new concept."""
    order = list(items)
    secrets.SystemRandom().shuffle(order)
    seen: dict[str, int] = {}
    for place, item in enumerate(order):
        seen[item.slug] = sum(other.concept == item.concept for other in order[:place])
    return sorted(order, key=lambda item: seen[item.slug])


def shuffled(slugs: Iterable[str]) -> list[str]:
    """The names by chance."""
    order = list(slugs)
    secrets.SystemRandom().shuffle(order)
    return order
