"""What happens to an attempt: begun, kept, handed in. Rules only; lessons/views.py speaks HTTP."""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lab.course.lesson import Lesson
from lessons import grading
from lessons.consumers import nudge
from lessons.curriculum import told
from lessons.engines import current_engine, is_kept
from lessons.journals import read_journal
from lessons.models import Attempt, Learner, Submission
from lessons.refusals import Conflict, Overtaken, Unreadable
from lessons.signals import work_changed

MOST_SUBMISSIONS = 30  # of one attempt
SEEDS = 2**31  # a seed is below this: JavaScript and every database hold it exactly
FIXED = ("engine", "release", "seed", "lesson", "revision")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the server says of an attempt handed in; `checks` are the goals with whether they hold."""

    state: str
    reasons: list[str] = field(default_factory=list)
    checks: list[dict[str, object]] = field(default_factory=list)


def begin(learner: Learner, lesson: Lesson, seed: int | None = None) -> Attempt:
    """A new attempt on today's engine and revision, with a seed of its own unless one is given."""
    return Attempt.objects.create(
        learner=learner,
        lesson=lesson.slug,
        revision=lesson.revision,
        engine=current_engine(),
        release=lesson.release,
        seed=secrets.randbelow(SEEDS) if seed is None else seed,
    )


def find_or_begin(learner: Learner, lesson: Lesson) -> Attempt:
    """The learner's latest attempt at this lesson if it can go on, else a new one with that one's names."""
    latest = learner.attempts.filter(lesson=lesson.slug).first()
    if latest is None:
        return begin(learner, lesson)
    return latest if can_go_on(latest, lesson) else begin(learner, lesson, latest.seed)


def seed_of(key: uuid.UUID | None, lesson: Lesson) -> int:
    """The seed of the latest attempt of that browser at this lesson; 0, the first variant, without one."""
    latest = Attempt.objects.filter(learner__key=key, lesson=lesson.slug).first() if key else None
    return latest.seed if latest is not None else 0


def can_go_on(attempt: Attempt, lesson: Lesson) -> bool:
    """Whether lesson and machine of an attempt are still here.

    Work begun on an older engine goes on there.
    """
    if attempt.revision != lesson.revision:
        return False
    return attempt.engine == current_engine() or (bool(attempt.journal) and is_kept(attempt.engine))


def check_journal(attempt: Attempt, text: bytes | str) -> object:
    """The journal in a text, as plain values.

    Raises TooLarge, Unreadable, or Conflict with the attempt's row.
    """
    value, journal = read_journal(text)
    for name in FIXED:
        if getattr(journal, name) != getattr(attempt, name):
            raise Conflict(_("The journal is of another %(name)s than this attempt.") % {"name": name}, name)
    return value


def mark_of(attempt: Attempt) -> str:
    """An entity tag of what is kept: two devices at one attempt tell by it whether the other was there meanwhile."""
    return f'"{hashlib.sha256(attempt.journal.encode()).hexdigest()[:16]}"'


def keep(attempt: Attempt, text: bytes | str, known: str | None = None) -> str:
    """Stores the journal in progress and says its mark. Raises what `check_journal` does; then nothing is stored.

    With `known`, the mark of what the work goes on from, raises Overtaken where something else is kept by now.
    """
    value = check_journal(attempt, text)
    with transaction.atomic():
        now = Attempt.objects.select_for_update().get(pk=attempt.pk)
        if known is not None and known != mark_of(now):
            raise Overtaken(_("Another device has worked on this meanwhile."), json.loads(now.journal), mark_of(now))
        attempt.journal = json.dumps(value, separators=(",", ":"))
        attempt.save(update_fields=["journal", "updated"])
    work_changed.send(Attempt, attempt=attempt, submission=None)
    return mark_of(attempt)


def report(attempt: Attempt, lesson: Lesson, text: bytes | str) -> None:
    """Notes where the work stands by the browser's word: `{"holds": [goal, ...], "layer": name or ""}`.

    Raises Unreadable for anything else; then nothing is noted.
    """
    try:
        value = json.loads(text)
        holds, layer = value["holds"], value["layer"]
    except (ValueError, RecursionError, TypeError, KeyError):
        raise Unreadable(_("This is no report of goals."), "goals") from None
    if not isinstance(holds, list) or not isinstance(layer, str) or len(layer) > 32:
        raise Unreadable(_("This is no report of goals."), "goals")
    goals = [goal.id for goal in lesson.plan(attempt.seed).goals]
    note_state(attempt, {goal: goal in holds for goal in goals}, layer, verified=False)
    attempt.save(update_fields=STATE_FIELDS)
    work_changed.send(Attempt, attempt=attempt, submission=None)


STATE_FIELDS = ["held", "of", "goal", "layer", "goal_since", "verified", "updated"]


def note_state(attempt: Attempt, checks: dict[str, bool], layer: str, verified: bool) -> None:
    """Where the work stands now; the caller saves. `goal_since` moves only when another goal is the first open one."""
    goal = next((name for name, holds in checks.items() if not holds), "")
    if goal != attempt.goal or attempt.goal_since is None:
        attempt.goal, attempt.goal_since = goal, timezone.now()
    attempt.held, attempt.of = sum(checks.values()), len(checks)
    attempt.layer = layer if goal else ""
    attempt.verified = verified


def hand_in(attempt: Attempt, lesson: Lesson, text: str) -> Verdict:
    """Replays a journal and records what came of it. A confirmed attempt stays confirmed."""
    if attempt.revision != lesson.revision:
        raise Conflict(_("The lesson has changed since this attempt was begun; begin it again."), "revision")
    value = check_journal(attempt, text)
    outcome = grading.grade(attempt, value)
    attempt.journal = json.dumps(value, separators=(",", ":"))
    record(attempt, outcome)
    reasons = [outcome.error] if outcome.error else list(outcome.reasons.values())
    state = Attempt.State.CONFIRMED if outcome.done else Attempt.State.REFUSED
    goals = told(lesson).plan(attempt.seed).goals
    checks = [{"text": goal.text, "holds": outcome.checks.get(goal.id, False)} for goal in goals]
    return Verdict(state.value, reasons, [] if outcome.error else checks)


def record(attempt: Attempt, outcome: grading.Outcome) -> Submission | None:
    """Stores what a replay showed. A divergence is noted for a person; it changes no verdict.

    What could not be replayed at all (the server was busy) is nothing handed in.
    """
    if attempt.state != Attempt.State.CONFIRMED:
        attempt.state = Attempt.State.CONFIRMED if outcome.done else Attempt.State.REFUSED
        attempt.confirmed_at = timezone.now() if outcome.done else None
    attempt.diverged = outcome.diverged
    if not outcome.error:
        note_state(attempt, outcome.checks, next(iter(outcome.layers.values()), ""), verified=True)
    attempt.save(update_fields=["journal", "state", "confirmed_at", "diverged", *STATE_FIELDS])
    submission = None if outcome.error else submit(attempt, outcome)
    work_changed.send(Attempt, attempt=attempt, submission=submission)
    if outcome.done:
        nudge(attempt.learner.key)
    return submission


def submit(attempt: Attempt, outcome: grading.Outcome) -> Submission:
    """The row that marks stand on. Of many for one attempt, the oldest that reached least go."""
    made = Submission.objects.create(
        attempt=attempt,
        journal=attempt.journal,
        done=outcome.done,
        held=attempt.held,
        of=attempt.of,
        checks=outcome.checks,
        reasons=outcome.reasons,
        layers=outcome.layers,
        diverged=outcome.diverged,
        seen=outcome.seen,
        engine=attempt.engine,
        revision=attempt.revision,
    )
    kept = attempt.submissions.exclude(pk=made.pk).order_by("-held", "-at").values_list("pk", flat=True)
    too_many = list(kept[MOST_SUBMISSIONS - 1 :])
    if too_many:
        Submission.objects.filter(pk__in=too_many).delete()
    return made


def hand_in_kept(attempt: Attempt, lesson: Lesson) -> Submission | None:
    """Hands in what is kept of an attempt, finished or not. Raises Conflict when the lesson has changed."""
    if attempt.revision != lesson.revision:
        raise Conflict(_("The lesson has changed since this attempt was begun."), "revision")
    if not attempt.journal:
        raise Conflict(_("Nothing is kept of this attempt yet."), "journal")
    return record(attempt, grading.grade(attempt, json.loads(attempt.journal)))
