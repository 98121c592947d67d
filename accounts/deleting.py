"""Deletion of a learner: at their own wish, or because nobody used the work for so long."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet
from django.db.models.functions import Coalesce, Greatest

from lessons.belongings import BELONGINGS
from lessons.models import Learner
from lessons.refusals import Refusal


def check_delete(learner: Learner) -> None:
    """Raises a Refusal with the reason why this learner cannot go yet."""
    for belonging in BELONGINGS:
        belonging.check_delete(learner)


def can_delete(learner: Learner) -> bool:
    try:
        check_delete(learner)
    except Refusal:
        return False
    return True


def is_in_use(learner: Learner) -> bool:
    """Whether something of this learner's is in use by others, such as a place in a course that runs."""
    return any(belonging.in_use(learner) for belonging in BELONGINGS)


def delete(learner: Learner | None) -> None:
    """The learner with all that is theirs, and the account. Raises a Refusal; then nothing is deleted."""
    if learner is None:
        return
    with transaction.atomic():
        check_delete(learner)
        user = learner.user
        learner.delete()
        if user is not None:
            user.delete()


def unused_since(moment: datetime, accounts: bool) -> QuerySet[Learner]:
    """Learners with (or without) an account whose last work, visit or sign-in is older."""
    last = Coalesce(Max("attempts__updated"), "created")
    if accounts:
        last = Greatest(last, Coalesce("user__last_login", "created"))
    return Learner.objects.filter(user__isnull=not accounts).annotate(last=last).filter(last__lt=moment).order_by("pk")
