"""Spaced review: when to ask a concept again, by the fsrs scheduler, across items and lessons.

One card a concept. A concept whose lesson was confirmed counts as one that was answered well, each time it is; what is
asked of it are the items that lead to the lesson. What only a course's own items ask makes no card: nothing could be
asked when it is due.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

from django.utils.translation import gettext as _
from fsrs import Card as Memory
from fsrs import Rating, Scheduler

from lab.items.item import Item, Task
from lessons.curriculum import catalogue
from lessons.models import Attempt, Learner
from quizzes.bank import bank
from quizzes.models import Card

WELL, HALF = 0.999, 0.5  # shares of the points from which an answer counts as good, as hard
SECONDS = 300  # five minutes


@lru_cache(maxsize=1)
def scheduler() -> Scheduler:
    """The scheduler, without fuzz, so that the same answers give the same days; and without steps of minutes: a concept
    comes back on another day.
    """
    return Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def rating(share: float) -> Rating:
    """How an answer counts, by its share of the points."""
    if share >= WELL:
        return Rating.Good
    return Rating.Hard if share >= HALF else Rating.Again


def learn(learner: Learner, concept: str, share: float, now: datetime) -> Card:
    """A concept was answered: its card is due again when fsrs says."""
    kept = Card.objects.select_for_update().filter(learner=learner, concept=concept).first()
    memory = Memory.from_dict(kept.state) if kept is not None else Memory(card_id=0, due=now)
    memory, _ = scheduler().review_card(memory, rating(share), now)
    card, _ = Card.objects.update_or_create(
        learner=learner, concept=concept, defaults={"state": memory.to_dict(), "due": memory.due}
    )
    return card


def take_in_lessons(learner: Learner, now: datetime) -> None:
    """Confirmed lessons give their concepts cards; one that is confirmed again was answered well again."""
    done = Attempt.objects.filter(learner=learner, state=Attempt.State.CONFIRMED)
    confirmed = dict(done.order_by("confirmed_at").values_list("lesson", "confirmed_at"))
    known = {card.concept: Memory.from_dict(card.state).last_review for card in learner.cards.all()}
    for slug, concept in lesson_concepts().items():
        when = confirmed.get(slug)
        last = known.get(concept)
        if when is not None and (last is None or last < when):
            learn(learner, concept, 1.0, min(when, now))


def lesson_concepts() -> dict[str, str]:
    """What each lesson teaches first, by its name."""
    return {lesson.slug: lesson.concepts[0] for lesson in catalogue().lessons() if lesson.concepts}


def items_of(concept: str) -> list[Item]:
    """What can be asked of a concept in five minutes: its own items, and those that lead to its lesson."""
    taught = lesson_concepts()
    found = [one for one in bank().items if concept in (one.concept, taught.get(one.lesson))]
    return [one for one in found if not isinstance(one.body, Task)]


def concepts_of(item: Item, learner: Learner) -> list[str]:
    """What an answer tells of: the item's concept, if it can be asked again; its lesson's, if that has a card."""
    own = item.concept if any(one.concept == item.concept for one in bank().items) else ""
    lesson = lesson_concepts().get(item.lesson, "")
    if lesson and not learner.cards.filter(concept=lesson).exists():
        lesson = ""
    return [one for one in dict.fromkeys((own, lesson)) if one]


def due_cards(learner: Learner, now: datetime) -> list[Card]:
    """What is due, longest overdue first."""
    return list(learner.cards.filter(due__lte=now).order_by("due"))


def todays_items(learner: Learner, now: datetime) -> list[Item]:
    """Items for about five minutes: one for each concept that is due and has one."""
    from quizzes.choosing import next_item

    found: list[Item] = []
    left = SECONDS
    for card in due_cards(learner, now):
        item = next_item(learner, [one for one in items_of(card.concept) if one not in found])
        if item is not None and (item.seconds <= left or not found):
            found.append(item)
            left -= item.seconds
    return found


def next_due(learner: Learner) -> datetime | None:
    """When something is due next."""
    card = learner.cards.order_by("due").first()
    return card.due if card is not None else None


def in_words(wait: timedelta) -> str:
    """A time to wait, roughly."""
    minutes = max(1, round(wait.total_seconds() / 60))
    if minutes < 60:
        return f"{minutes} min"
    hours = round(minutes / 60)
    return f"{hours} h" if hours < 36 else _("%(days)s days") % {"days": round(hours / 24)}
