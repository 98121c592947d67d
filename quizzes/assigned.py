"""A module's test as something that a course assigns: what counts is the share of its marks, once it is handed in."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.urls import reverse

from courses import receivers
from courses.assignables import Outcome, Standing, register
from quizzes.bank import titles
from quizzes.models import Sitting
from quizzes.sittings import end, percent

HUNDRED = Decimal(100)


class ModuleTest:
    """The test of every module that has questions."""

    kind = "test"
    title = "Tests"

    def choices(self) -> list[tuple[str, str]]:
        return [(slug, f"Test: {title}") for slug, title in titles().items()]

    def url(self, reference: str) -> str:
        """The front page of the quizzes: a test is begun there by a button."""
        return reverse("quizzes:index")

    def outcomes(self, reference: str, learners: Collection[int]) -> Iterable[Outcome]:
        for one in sat([reference], learners).exclude(ended=None).order_by("ended"):
            assert one.ended is not None
            yield Outcome(str(one.pk), one.learner_id, one.ended, percent(one) / HUNDRED)

    def standings(self, references: Collection[str], learners: Collection[int]) -> dict[tuple[int, str], Standing]:
        """Handed in once is done; else how many questions are answered."""
        found: dict[tuple[int, str], Standing] = {}
        for one in sat(references, learners).order_by("begun"):
            before = found.get((one.learner_id, one.module))
            if one.ended is None and before is not None and before.state == "done":
                continue
            asked = list(one.questions.all())
            answered = [question.answered for question in asked if question.answered is not None]
            found[one.learner_id, one.module] = Standing(
                "begun" if one.ended is None else "done", len(answered), len(asked), begun=one.begun,
                touched=max([one.begun, *answered]), verified=True, review="" if one.ended is None else str(one.pk),
            )  # fmt: skip
        return found

    def review_url(self, course: int, assignment: int, outcome: str) -> str:
        """Nothing: a sitting's page is its learner's own."""
        return ""

    def collect(self, reference: str, learner: int) -> str:
        running = sat([reference], [learner]).filter(ended=None).first()
        if running is None:
            return "Nothing is under way."
        return f"{percent(end(running))} % of the marks."


def sat(modules: Collection[str], learners: Collection[int]) -> Any:
    found = Sitting.objects.filter(mode=Sitting.Mode.TEST, module__in=modules, learner__in=learners)
    return found.prefetch_related("questions")


def sitting_saved(instance: Sitting, **kwargs: Any) -> None:
    """Marks follow once the whole of a hand-in is stored."""
    if instance.mode == Sitting.Mode.TEST:
        kind, module, learner, over = ModuleTest.kind, instance.module, instance.learner_id, instance.ended is not None
        transaction.on_commit(lambda: receivers.changed(kind, module, learner, handed_in=over))


register(ModuleTest())
post_save.connect(sitting_saved, sender=Sitting, dispatch_uid="quizzes.sitting_saved")
