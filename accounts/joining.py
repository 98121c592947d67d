"""Work of a browser joins an account only on request: computers are shared."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from lessons.belongings import BELONGINGS
from lessons.learners import browser_key, forget_browser
from lessons.models import Learner

ASKED = "asked_whose"


def browser_learner(request: HttpRequest) -> Learner | None:
    """The learner that this browser was before somebody signed in, if it has a row and is nobody's."""
    key = browser_key(request.session)
    return Learner.objects.filter(key=key, user=None).first() if key else None


def count_lessons(learner: Learner) -> int:
    return learner.attempts.values("lesson").order_by().distinct().count()


def found_work(request: HttpRequest) -> int:
    """Of how many lessons this browser has work that nobody was asked about since they signed in."""
    if request.session.get(ASKED):
        return 0
    learner = browser_learner(request)
    return count_lessons(learner) if learner else 0


def leave(request: HttpRequest) -> None:
    """The work stays with the browser, and is there again after signing out."""
    request.session[ASKED] = True


def join(request: HttpRequest, target: Learner) -> None:
    """Everything of the browser's own learner becomes the account's; the browser starts afresh underneath."""
    with transaction.atomic():
        source = browser_learner(request)
        if source is not None:
            join_learners(source, target)
    forget_browser(request.session)


def join_learners(source: Learner, target: Learner) -> None:
    """All that belongs to one learner becomes another's. In a transaction of the caller's.

    What an app says of its own comes first; then whatever else refers to the source goes along by itself, so that
    nothing is lost because its app said nothing. Only what the target has already, and may have once, stays behind.
    """
    for belonging in BELONGINGS:
        belonging.join(source, target)
    for relation in Learner._meta.related_objects:
        if relation.one_to_many:
            take_along(relation.related_model, relation.field.name, source, target)
    source.delete()


def take_along(model: Any, field: str, source: Learner, target: Learner) -> None:
    """Row by row: a row that the target may not have twice goes with its old learner."""
    for key in model._base_manager.filter(**{field: source}).values_list("pk", flat=True):
        try:
            with transaction.atomic():
                model._base_manager.filter(pk=key).update(**{field: target})
        except IntegrityError:
            continue
