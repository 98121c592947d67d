"""Lessons as something to assign: what counts is what the server's own replay found."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.assignables import Assignable, Outcome, Standing, register
from courses.models import Course
from lessons.attempts import hand_in_kept
from lessons.curriculum import catalogue, find_lesson
from lessons.models import Attempt, Submission
from lessons.refusals import Refusal

STANDING = (
    "learner_id", "lesson", "state", "held", "of", "goal", "layer", "goal_since", "created", "updated", "verified",
)  # fmt: skip


class LessonKind(Assignable):
    """Every lesson of the path."""

    kind = "lesson"
    title = _("Lessons")

    def choices(self, course: Course | None) -> list[tuple[str, str]]:
        return [(lesson.slug, lesson.title) for lesson in catalogue().lessons()]

    def url(self, reference: str) -> str:
        return reverse("lessons:lab", args=[reference])

    def papers(self, reference: str) -> list[tuple[str, str]]:
        names = ((_("Teacher’s notes"), "lessons:notes"), (_("Handout"), "lessons:handout"))
        return [(str(title), reverse(name, args=[reference])) for title, name in names]

    def outcomes(self, reference: str, learners: Collection[int]) -> Iterable[Outcome]:
        found = Submission.objects.filter(attempt__lesson=reference, attempt__learner__in=learners).order_by("at")
        for pk, learner, at, done, held, of in found.values_list(
            "pk", "attempt__learner", "at", "done", "held", "of"
        ):
            share = Decimal(1) if done else Decimal(held) / of if of else Decimal(0)
            yield Outcome(str(pk), learner, at, share)

    def standings(self, references: Collection[str], learners: Collection[int]) -> dict[tuple[int, str], Standing]:
        """The latest attempt tells; done once is done."""
        handed_in = Submission.objects.filter(attempt=OuterRef("pk")).values("pk")[:1]
        attempts = Attempt.objects.filter(lesson__in=references, learner__in=learners).order_by("created")
        found: dict[tuple[int, str], Standing] = {}
        for row in attempts.values_list(*STANDING, Subquery(handed_in)):
            learner, lesson, state, held, of, goal, layer, since, created, updated, verified, review = row
            before = found.get((learner, lesson))
            done = state == Attempt.State.CONFIRMED
            if before is not None and before.state == "done" and not done:
                continue
            found[learner, lesson] = Standing(
                "done" if done else "begun", held, of, goal, layer, since,
                before.begun if before else created, updated, verified, str(review or ""),
            )  # fmt: skip
        return found

    def review_url(self, course: int, assignment: int, outcome: str) -> str:
        return reverse("courses:review", args=[course, assignment, outcome])

    def collect(self, reference: str, learner: int) -> str:
        attempt = Attempt.objects.filter(lesson=reference, learner=learner).first()
        if attempt is None:
            return str(_("Nothing was begun."))
        if attempt.state == Attempt.State.CONFIRMED:
            return str(_("It is confirmed already."))
        try:
            made = hand_in_kept(attempt, find_lesson(reference))
        except Refusal as refusal:
            return refusal.error
        if made is None:
            return str(_("The server could not replay it; try again."))
        return _("%(held)s of %(all)s goals hold.") % {"held": made.held, "all": made.of}


register(LessonKind())
