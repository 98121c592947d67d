"""The live quiz: a question put to everybody at once, answers counted once, the time the server's.

An answer is one row under a unique constraint: however often a page sends it, and through whichever process, it
counts once. Nothing about it is told before the question is revealed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from classroom.journals import parsed
from classroom.models import Asked, Member, Reply, Room
from classroom.nudges import BOARD, nudge_later
from classroom.rooms import check_open, tell
from lab.course.plan import Plan
from lab.items.grading import WrongShape, grade
from lab.items.item import Task
from lab.items.variant import Variant, plan_of
from lessons import grading
from lessons.engines import current_engine
from lessons.refusals import Conflict, Refusal
from quizzes.bank import find_item, new_seed, variant

READY = timedelta(seconds=3)  # between the word and the question: it opens for all at the same moment
GRACE = timedelta(seconds=5)  # for answers that were under way when the time was up, a whole class at once
MORE = timedelta(seconds=30)
LEAST_SECONDS, MOST_SECONDS = 5, 3600


class NoAnswer(Refusal):
    """What was sent is no answer to the question."""

    status = 422


class Late(Refusal):
    """The time is up, or has not begun."""

    status = 409


def ask(room: Room, slug: str, seconds: int) -> Asked:
    """Puts a question to the room. One at a time."""
    check_open(room)
    item = find_item(slug)
    if not LEAST_SECONDS <= seconds <= MOST_SECONDS:
        most = {"least": LEAST_SECONDS, "most": MOST_SECONDS}
        raise Refusal(_("A question takes between %(least)d and %(most)d seconds.") % most, "seconds")
    now = timezone.now()
    with transaction.atomic():
        Room.objects.select_for_update().get(pk=room.pk)
        latest = current(room)
        if latest is not None and is_running(latest, now):
            raise Conflict(_("A question is being answered; stop it first."), "question")
        number = (room.questions.aggregate(last=Max("number"))["last"] or 0) + 1
        asked = Asked.objects.create(
            room=room,
            number=number,
            item=item.slug,
            revision=item.revision,
            seed=new_seed(item),
            opens=now + READY,
            closes=now + READY + timedelta(seconds=seconds),
        )
        say(asked)
    return asked


def current(room: Room) -> Asked | None:
    """The question asked last."""
    return room.questions.order_by("-number").first()


def is_running(asked: Asked, now: datetime) -> bool:
    return asked.state == Asked.State.ASKED and now < asked.closes


def takes_answers(asked: Asked, now: datetime) -> bool:
    return asked.state == Asked.State.ASKED and asked.opens <= now < asked.closes + GRACE


def say(asked: Asked) -> None:
    """Tells everybody that something about the question has changed; what, each page asks for."""
    closes = int(asked.closes.timestamp() * 1000)
    tell(asked.room, "quiz", {"number": asked.number, "state": asked.state, "closes": closes})


def change(asked: Asked, state: str) -> None:
    with transaction.atomic():
        Asked.objects.filter(pk=asked.pk).update(state=state)
        asked.state = state
        say(asked)


def stop(asked: Asked) -> None:
    """Ends the time now."""
    if asked.state != Asked.State.ASKED:
        raise Conflict(_("This question is over."), "question")
    change(asked, Asked.State.STOPPED)


def extend(asked: Asked) -> None:
    """Half a minute more."""
    if not is_running(asked, timezone.now()):
        raise Conflict(_("This question is over."), "question")
    with transaction.atomic():
        asked.closes += MORE
        asked.save(update_fields=["closes"])
        say(asked)


def reveal(asked: Asked) -> None:
    """Tells what is right, and why. The time must be up."""
    if is_running(asked, timezone.now()):
        raise Conflict(_("The time is not up; stop it first."), "question")
    change(asked, Asked.State.REVEALED)


def variant_of(asked: Asked) -> Variant:
    return variant(find_item(asked.item), asked.seed)


def task_plan(asked: Asked) -> Plan:
    """The machine of a question that is answered at one; without hints."""
    drawn = variant_of(asked)
    if not isinstance(drawn.body, Task):
        raise Conflict(_("This question is answered in a form."), "question")
    return plan_of(drawn, hints=False)


def check_may_answer(asked: Asked, member: Member) -> None:
    check_open(asked.room)
    if not takes_answers(asked, timezone.now()):
        raise Late(_("The time for this question is not now."), "question")
    if asked.replies.filter(member=member).exists():
        raise Conflict(_("Your answer is in already; it counts once."), "answer")


def answer(asked: Asked, member: Member, value: Any) -> Reply:
    """Takes an answer, graded. Raises Late, Conflict or NoAnswer, and then nothing is counted."""
    check_may_answer(asked, member)
    return count(asked, member, value)


def count(asked: Asked, member: Member, value: Any) -> Reply:
    """Counts an answer that came in time, once."""
    try:
        outcome = grade(variant_of(asked), value)
    except WrongShape as error:
        raise NoAnswer(error.message, error.where) from error
    try:
        with transaction.atomic():
            reply = Reply.objects.create(
                asked=asked, member=member, value=value, points=outcome.points, possible=outcome.possible
            )
    except IntegrityError as error:
        raise Conflict(_("Your answer is in already; it counts once."), "answer") from error
    nudge_later(asked.room_id, BOARD)
    return reply


def hand_in(asked: Asked, member: Member, text: str) -> Reply:
    """Takes the journal of a task's machine: what a replay here finds is the answer. It is in time when it comes."""
    check_may_answer(asked, member)
    plan = task_plan(asked)
    journal = parsed(text, (current_engine(), plan.release, asked.seed, plan.slug, plan.revision))
    outcome = grading.replay_plan(plan, asked.seed, current_engine(), json.loads(journal))
    if outcome.error:
        raise NoAnswer(outcome.error, "journal")
    return count(asked, member, {goal.id: outcome.checks.get(goal.id, False) for goal in plan.goals})


@dataclass(frozen=True, slots=True)
class Score:
    """What one member had of the questions asked while they were here."""

    member: Member
    points: float  # of one for each question
    questions: int

    @property
    def percent(self) -> int:
        return round(100 * self.points / self.questions) if self.questions else 0


def scores(room: Room) -> list[Score]:
    """Everybody's score, best first. Who came late owes no answer to what was under way, or over, before they came."""
    asked = [one for one in room.questions.all() if not is_running(one, timezone.now())]
    replies: dict[tuple[int, int], Reply] = {
        (reply.member_id, reply.asked_id): reply for reply in Reply.objects.filter(asked__in=asked)
    }
    found = []
    for member in room.members.filter(role=Member.Role.PARTICIPANT, removed=False):
        own = [one for one in asked if one.opens >= member.joined or (member.pk, one.pk) in replies]
        had = [replies[member.pk, one.pk] for one in own if (member.pk, one.pk) in replies]
        points = sum(reply.points / reply.possible for reply in had if reply.possible)
        found.append(Score(member, points, len(own)))
    return sorted(found, key=lambda score: (-score.points, score.member.name.casefold()))
