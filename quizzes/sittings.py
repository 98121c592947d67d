"""What happens in a sitting: begun, asked, answered, handed in. Rules only; the views speak HTTP.

Every change takes the question's or the sitting's row first, so that two requests at once are one after the other.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.models import Membership
from lab.items.answers import right_answer
from lab.items.grading import Outcome, grade
from lab.items.in_words import words_of
from lab.items.item import Item, Task
from lessons.models import Learner
from lessons.refusals import Conflict, Refusal
from quizzes import review
from quizzes.bank import find_item, new_seed, variant
from quizzes.choosing import next_item, shuffled, test_items
from quizzes.models import Allowance, Exam, Question, Sitting

GRACE = timedelta(seconds=5)  # what the way over the network may take


class TooLate(Refusal):
    """The time is over, or the sitting handed in."""

    status = 409


class TooEarly(Refusal):
    """The examination has not opened."""

    status = 403


def practice(learner: Learner, module: str) -> Sitting:
    """The learner's practice in a module: one sitting that goes on."""
    kept = learner.sittings.filter(mode=Sitting.Mode.PRACTICE, module=module, ended=None).first()
    return kept or Sitting.objects.create(learner=learner, mode=Sitting.Mode.PRACTICE, module=module)


def current(sitting: Sitting) -> Question | None:
    """The question whose turn it is: the first that is not closed."""
    return sitting.questions.filter(answered=None, passed=False).first()


def go_on(sitting: Sitting, items: list[Item]) -> Question | None:
    """The question whose turn it is, in a sitting that never runs out; None where there is no item."""
    question = current(sitting)
    if question is None:
        item = next_item(sitting.learner, items)
        question = add(sitting, item) if item is not None else None
    return question


def add(sitting: Sitting, item: Item) -> Question:
    """One more question at the end; asked for twice at once, it is one."""
    last = sitting.questions.aggregate(last=Max("place"))["last"]
    place = 0 if last is None else last + 1
    try:
        with transaction.atomic():
            return make(sitting, place, item)
    except IntegrityError:
        return sitting.questions.get(place=place)


def make(sitting: Sitting, place: int, item: Item) -> Question:
    return Question.objects.create(
        sitting=sitting, place=place, item=item.slug, revision=item.revision, seed=new_seed(item)
    )


@transaction.atomic
def begin_with(learner: Learner, mode: str, items: list[Item], module: str = "") -> Sitting:
    """A sitting with these questions."""
    sitting = Sitting.objects.create(learner=learner, mode=mode, module=module)
    for place, item in enumerate(items):
        make(sitting, place, item)
    return sitting


def begin_test(learner: Learner, module: str) -> Sitting:
    """A module's test; one that is not handed in goes on."""
    kept = learner.sittings.filter(mode=Sitting.Mode.TEST, module=module, ended=None).first()
    return kept or begin_with(learner, Sitting.Mode.TEST, test_items(module), module)


def begin_exam(learner: Learner, exam: Exam, now: datetime | None = None) -> Sitting:
    """The learner's one sitting of an examination. Raises TooEarly and TooLate."""
    kept = exam.sittings.filter(learner=learner).first()
    if kept is not None:
        return kept
    now = now or timezone.now()
    check_open(exam, learner, now)
    order = shuffled(exam.items) if exam.shuffled else list(exam.items)
    try:
        with transaction.atomic():
            deadline = deadline_of(exam, learner, now)
            sitting = Sitting.objects.create(
                learner=learner, mode=Sitting.Mode.EXAM, exam=exam, deadline=deadline
            )
            for place, slug in enumerate(order):
                make(sitting, place, find_item(slug))
    except IntegrityError:  # begun twice at once
        return exam.sittings.get(learner=learner)
    return sitting


def check_open(exam: Exam, learner: Learner, now: datetime) -> None:
    """Raises TooEarly before, TooLate after the time in which an examination may be begun."""
    if exam.opens is not None and now < exam.opens:
        raise TooEarly(_("This examination opens on %(when)s.") % {"when": told(exam.opens, exam)})
    closes = closing(exam, learner)
    if closes is not None and now >= closes:
        raise TooLate(_("This examination closed on %(when)s.") % {"when": told(closes, exam)})


def told(when: datetime, exam: Exam) -> str:
    """A moment in the zone of an examination, in the reader's language."""
    form = pgettext("form of a date", "j F Y, H:i")
    return f"{date_format(when.astimezone(exam.zone), form)} {exam.zone}"


def extra(exam: Exam, learner: Learner) -> timedelta:
    """The extra time of a learner: in this examination, or in every work of its course."""
    given = Allowance.objects.filter(exam=exam, learner=learner).values_list("minutes", flat=True).first()
    place = Membership.objects.filter(course=exam.course_id, learner=learner).first() if exam.course_id else None
    return timedelta(minutes=max(given or 0, place.extra_minutes if place else 0))


def closing(exam: Exam, learner: Learner) -> datetime | None:
    """When an examination closes for a learner."""
    return exam.closes + extra(exam, learner) if exam.closes else None


def deadline_of(exam: Exam, learner: Learner, now: datetime) -> datetime | None:
    """When a learner who begins now has to be done."""
    limits = [closing(exam, learner)]
    if exam.minutes:
        limits.append(now + timedelta(minutes=exam.minutes) + extra(exam, learner))
    return min((limit for limit in limits if limit is not None), default=None)


def show(question: Question) -> Question:
    """Notes when a question was first seen; brings one that nobody has seen up to the item's revision."""
    if question.shown is None:
        item = find_item(question.item)
        question.revision, question.shown = item.revision, timezone.now()
        question.save(update_fields=["revision", "shown"])
    return question


def answer(question: Question, given: Any, now: datetime | None = None) -> Question:
    """Takes an answer. The same one again changes nothing.

    Raises WrongShape (no attempt), TooLate, and Conflict for another answer where the first is final.
    """
    asked = variant(find_item(question.item), question.seed)
    outcome = grade(asked, given)  # before the row is held: a class answers at once
    return take(question, given, words_of(asked, given), outcome, now or timezone.now())


@transaction.atomic
def take(question: Question, given: Any, words: Any, outcome: Outcome, now: datetime) -> Question:
    """Stores a graded answer, if it may still be given."""
    question = Question.objects.select_for_update(of=("self",)).select_related("sitting__exam").get(pk=question.pk)
    sitting = question.sitting
    if question.answered is not None and question.answer == given:
        return question
    check_running(sitting, now)
    check_turn(question)
    question.answer, question.words, question.answered = given, words, now
    question.shown = question.shown or now
    question.revision = find_item(question.item).revision
    mark(question, outcome)
    question.save()
    if question.sitting.tells_at_once:
        remember(question.sitting.learner, [question], now)
    return question


def mark(question: Question, outcome: Outcome) -> None:
    """Puts an outcome into the row."""
    question.points, question.possible = outcome.points, outcome.possible
    question.parts = [
        [part.name, part.label, part.earned, part.possible, part.feedback] for part in outcome.parts
    ]


def share(outcome: Outcome) -> float:
    return outcome.points / outcome.possible if outcome.possible else 0.0


def check_running(sitting: Sitting, now: datetime) -> None:
    """Raises TooLate when a sitting is over."""
    if sitting.is_over(now, GRACE):
        ended = _("It is handed in.") if sitting.ended is not None else _("The time is over.")
        raise TooLate(ended + " " + _("No answer can be given or changed any more."))


def check_turn(question: Question) -> None:
    """Raises Conflict on a one-way road: for what was answered, passed, or is not yet due."""
    if not question.sitting.one_way:
        return
    if question.is_closed:
        raise Conflict(_("This question was answered before, and its first answer counts."), "answer")
    if question.sitting.questions.filter(place__lt=question.place, answered=None, passed=False).exists():
        raise Conflict(_("The questions come one after the other: this one is not due yet."), "answer")


@transaction.atomic
def pass_by(question: Question, now: datetime | None = None) -> Question:
    """Leaves a question without an answer, for good on a one-way road. Raises TooLate and Conflict."""
    question = Question.objects.select_for_update(of=("self",)).select_related("sitting__exam").get(pk=question.pk)
    if question.passed:
        return question
    check_running(question.sitting, now or timezone.now())
    check_turn(question)
    if question.sitting.one_way:
        question.passed = True
        question.save(update_fields=["passed"])
    return question


def end(sitting: Sitting, now: datetime | None = None) -> Sitting:
    """Hands a sitting in; again, it changes nothing. What was not answered earns nothing."""
    now = now or timezone.now()
    worths = {one.pk: worth(one) for one in sitting.questions.filter(answered=None)}
    with transaction.atomic():
        held = Sitting.objects.select_for_update().get(pk=sitting.pk)
        if held.ended is not None:
            return held
        held.ended = min(now, held.deadline) if held.deadline else now
        held.save(update_fields=["ended"])
        questions = list(held.questions.all())
        for question in questions:
            if question.answered is None:
                question.points, question.possible = 0, worths.get(question.pk, 1)
        Question.objects.bulk_update(questions, ["points", "possible"])
        if not held.tells_at_once:
            remember(held.learner, questions, now)
    return held


def end_overdue(sittings: QuerySet[Sitting], now: datetime) -> int:
    """Hands in those of which the time is over, with what the network may still bring; how many."""
    over = list(sittings.filter(ended=None, deadline__lt=now - GRACE))
    for sitting in over:
        end(sitting, now)
    return len(over)


def remember(learner: Learner, questions: list[Question], now: datetime) -> None:
    """The cards of a sitting's concepts learn how it went, each once."""
    shares: dict[str, list[float]] = {}
    for one in questions:
        if one.answered is not None:
            for concept in review.concepts_of(find_item(one.item), learner):
                shares.setdefault(concept, []).append((one.points or 0) / (one.possible or 1))
    for concept, found in shares.items():
        review.learn(learner, concept, sum(found) / len(found), now)


def worth(question: Question) -> int:
    """The most that a question can earn."""
    asked = variant(find_item(question.item), question.seed)
    return grade(asked, right_answer(asked)).possible


def percent(sitting: Sitting) -> int:
    """The share of a sitting's marks that was had; each question counts alike."""
    shares = [(one.points or 0) / one.possible if one.possible else 0.0 for one in sitting.questions.all()]
    return round(100 * sum(shares) / len(shares)) if shares else 0


def needs_machine(question: Question) -> bool:
    """Whether a question is answered at a machine."""
    return isinstance(find_item(question.item).body, Task)
