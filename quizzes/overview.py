"""The contexts of the pages around the questions: doors, results, and progress by concept."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from courses.audience import is_asked_of
from courses.roles import Role
from lessons.curriculum import catalogue
from lessons.models import Learner
from lessons.presenting import lesson_url
from quizzes import review, sittings
from quizzes.bank import bank, titles
from quizzes.choosing import TEST_LENGTH
from quizzes.models import Exam, Question, Sitting
from quizzes.presenting import question_context, sitting_context
from quizzes.progress import course_of

MINUTE = 60


def check_module(module: str) -> None:
    """Http404 for a module without items."""
    if module not in titles():
        raise Http404(f"There is no module {module!r} with questions here.")


def index_context(learner: Learner | None) -> dict[str, Any]:
    """The quizzes' front page."""
    now = timezone.now()
    right = _right_once(learner)
    return {
        "modules": [_module(slug, title, right, learner) for slug, title in titles().items()],
        "due": len(review.due_cards(learner, now)) if learner else 0,
        "next": _wait(learner, now) if learner else "",
        "begun": _begun(learner) if learner else [],
        "exams": _exams(learner, now) if learner else [],
    }


def _module(slug: str, title: str, right: set[str], learner: Learner | None) -> dict[str, Any]:
    items = bank().of_module(slug)
    tests = learner.sittings.filter(mode=Sitting.Mode.TEST, module=slug).exclude(ended=None) if learner else []
    return {
        "slug": slug,
        "title": title,
        "count": len(items),
        "known": sum(item.slug in right for item in items),
        "best": max((sittings.percent(test) for test in tests), default=None),
        "length": min(TEST_LENGTH, len(sittings.test_items(slug))),
    }


def _right_once(learner: Learner | None) -> set[str]:
    """The items whose latest answer of the learner was right."""
    if learner is None:
        return set()
    latest: dict[str, bool] = {}
    answered = Question.objects.filter(sitting__learner=learner).exclude(answered=None).order_by("answered")
    for question in answered.only("item", "points", "possible", "answered"):
        latest[question.item] = question.is_right
    return {slug for slug, right in latest.items() if right}


def _begun(learner: Learner) -> list[dict[str, Any]]:
    """Tests and examinations that are not handed in."""
    modes = (Sitting.Mode.TEST, Sitting.Mode.EXAM)
    found = learner.sittings.filter(mode__in=modes, ended=None).select_related("exam")
    return [sitting_context(one) for one in found if not one.is_over(timezone.now())]


def _exams(learner: Learner, now: datetime) -> list[Exam]:
    """The examinations of the learner's courses that are to come, or open, and not begun."""
    mine = Exam.objects.filter(course__memberships__learner=learner, course__memberships__role=Role.STUDENT)
    ahead = mine.filter(Q(closes=None) | Q(closes__gt=now), course__archived=None)
    places = {place.course_id: place for place in learner.memberships.all()}
    found = ahead.exclude(sittings__learner=learner).select_related("course").order_by("opens", "created")
    return [one for one in found if is_asked_of(one.course_id, "exam", str(one.pk), places[one.course_id])]


def _wait(learner: Learner, now: datetime) -> str:
    due = review.next_due(learner)
    return review.in_words(due - now) if due is not None and due > now else ""


def today_context(learner: Learner, now: datetime) -> dict[str, Any]:
    """What is due today."""
    items = review.todays_items(learner, now)
    due = [card.concept for card in review.due_cards(learner, now)]
    return {
        "count": len(items),
        "minutes": max(1, round(sum(item.seconds for item in items) / MINUTE)),
        "concepts": [_words(concept) for concept in dict.fromkeys(item.concept for item in items)],
        "lessons": [_again(concept) for concept in due if not review.items_of(concept) and _again(concept)],
        "next": _wait(learner, now),
        "known": learner.cards.count(),
    }


def _again(concept: str) -> dict[str, str] | None:
    """The lesson that teaches a concept of which there is no item."""
    for lesson in catalogue().lessons():
        if lesson.concepts[:1] == (concept,):
            return {"title": lesson.title, "url": lesson_url(lesson)}
    return None


def _words(concept: str) -> str:
    return concept.replace("-", " ")


def exam_context(exam: Exam, learner: Learner, now: datetime) -> dict[str, Any]:
    """An examination's door."""
    kept = exam.sittings.filter(learner=learner).first()
    closed = ""
    if kept is None:
        try:
            sittings.check_open(exam, learner, now)
        except (sittings.TooEarly, sittings.TooLate) as refusal:
            closed = refusal.error
    extra = sittings.extra(exam, learner)
    return {
        "exam": exam,
        "count": len(exam.items),
        "minutes": exam.minutes,
        "extra": int(extra.total_seconds() // MINUTE),
        "closes": sittings.closing(exam, learner),
        "closed": closed,
        "sitting": sitting_context(kept) if kept is not None else None,
        "ended": kept is not None and kept.is_over(now),
    }


def review_context(sitting: Sitting) -> dict[str, Any]:
    """The page before handing in."""
    return {"sitting": sitting_context(sitting)}


def result_context(sitting: Sitting, out: bool) -> dict[str, Any]:
    """What came of a sitting; before the results are out, only that it was handed in."""
    context: dict[str, Any] = {"sitting": sitting_context(sitting), "out": out, "exam": sitting.exam}
    if not out:
        return context
    questions = [question_context(question) for question in sitting.questions.select_related("sitting__exam")]
    states = Counter(one["outcome"]["state"] for one in questions if one["outcome"])
    again: dict[str, dict[str, str]] = {}
    for one in questions:
        outcome = one["outcome"]
        if outcome and outcome["state"] != "right" and outcome["lesson"]:
            again.setdefault(outcome["lesson"]["url"], {**outcome["lesson"], "asked": one["question"]["title"]})
    return {
        **context,
        "questions": questions,
        "percent": sittings.percent(sitting),
        "right": states["right"],
        "count": len(questions),
        "again": list(again.values()),
        "minutes": _minutes(sitting),
        "practise": reverse("quizzes:practice", args=[sitting.module]) if sitting.module else reverse("quizzes:index"),
    }


def _minutes(sitting: Sitting) -> int:
    ended = sitting.ended or timezone.now()
    return max(1, round((ended - sitting.begun).total_seconds() / MINUTE))


def progress_context(learner: Learner | None) -> dict[str, Any]:
    """Each concept's course, by module."""
    answered: dict[str, list[Question]] = {}
    if learner is not None:
        rows = Question.objects.filter(sitting__learner=learner).exclude(answered=None).order_by("answered")
        known = {item.slug: item.concept for item in bank().items}
        for question in rows:
            if question.item in known and question.possible:
                answered.setdefault(known[question.item], []).append(question)
    times = [question.answered for questions in answered.values() for question in questions]
    span = (min(times), max(times)) if times else None
    modules = []
    for slug, title in titles().items():
        concepts = dict.fromkeys(item.concept for item in bank().of_module(slug))
        known_here = [concept for concept in concepts if concept in answered]
        courses = [course_of(_words(concept), answered[concept], span) for concept in known_here if span]
        modules.append({"title": title, "concepts": len(concepts), "courses": courses})
    return {"modules": modules, "any": any(one["courses"] for one in modules), "span": span}
