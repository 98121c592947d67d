"""The contexts of the pages of those who teach."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.models import Course, Membership
from lab.items.answers import right_answer, wrong_answers
from lab.items.grading import grade
from lab.items.item import Blanks, Choice, Item, Matching, Ordering, Pointing
from lab.items.item_lint import lint_item
from lab.items.variant import Variant
from lessons.curriculum import catalogue
from lessons.rendering import render_markdown
from quizzes import sittings
from quizzes.authoring import MODULE
from quizzes.bank import bank, titles, variant
from quizzes.gathering import answers_to, asked_items
from quizzes.models import Exam, Sitting
from quizzes.presenting import FORMS, RIGHT, inline, told
from quizzes.regrade import Change
from quizzes.statistics import Statistics, statistics_of


def exams_context(course: Course) -> dict[str, Any]:
    """The examinations of a course, and whether its plan has them: only then they count in its marks."""
    planned = set(course.assignments.filter(kind="exam").values_list("reference", flat=True))
    found = [
        {
            "exam": exam,
            "count": len(exam.items),
            "planned": str(exam.pk) in planned,
            "begun": exam.sittings.count(),
            "ended": exam.sittings.exclude(ended=None).count(),
            "url": reverse("quizzes:exam", args=[exam.pk]),
            "results_url": reverse("quizzes:exam_results", args=[course.pk, exam.pk]),
        }
        for exam in course.exams.all()
    ]
    return {"course": course, "exams": found}


def results_context(course: Course, exam: Exam) -> dict[str, Any]:
    """Who reached what in an examination, and what its items are worth."""
    names = dict(Membership.objects.filter(course=course).values_list("learner_id", "name"))
    held = list(exam.sittings.select_related("learner").prefetch_related("questions"))
    rows = [
        {
            "name": names.get(one.learner_id, _("not in the course")),
            "percent": sittings.percent(one) if one.ended else None,
            "answered": sum(question.answered is not None for question in one.questions.all()),
            "begun": one.begun,
            "ended": one.ended,
        }
        for one in held
    ]
    items = [item_row(course, exam, item, statistics_of(answers_to(item, held))) for item in asked_items(held)]
    return {"course": course, "exam": exam, "rows": sorted(rows, key=lambda row: row["name"]), "items": items}


def item_row(course: Course, exam: Exam, item: Item, found: Statistics) -> dict[str, Any]:
    """One item's line in the results."""
    return {
        "item": item,
        "found": found,
        "facility": percent(found.facility),
        "options": options_of(item, found),
        "regrade_url": reverse("quizzes:regrade", args=[course.pk, exam.pk, item.slug]),
        "preview_url": page_of(course, item),
    }


def page_of(course: Course, item: Item) -> str:
    """Where those who teach see an item with its answers."""
    if item.module == MODULE:
        return reverse("quizzes:written_item", args=[course.pk, item.slug])
    return reverse("quizzes:item", args=[item.slug])


def percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)


def options_of(item: Item, found: Statistics) -> list[dict[str, Any]]:
    """How often each option, as written, was chosen."""
    body = item.body
    if not isinstance(body, Choice):
        return []
    return [
        {
            "html": inline(option.told.text) if option.told.text else "<em>" + _("what the machine prints") + "</em>",
            "count": found.chosen.get(option.written, 0),
            "correct": option.correct,
        }
        for option in body.options
    ]


def regrade_context(course: Course, exam: Exam, item: Item, changes: list[Change]) -> dict[str, Any]:
    """What a regrade would change."""
    names = dict(Membership.objects.filter(course=course).values_list("learner_id", "name"))
    rows = [
        {
            "name": names.get(one.question.sitting.learner_id, _("not in the course")),
            "before": one.before,
            "after": one.after,
            "trouble": one.trouble,
        }
        for one in changes
        if one.differs or one.trouble
    ]
    return {
        "course": course,
        "exam": exam,
        "item": item,
        "rows": rows,
        "changing": sum(one.differs for one in changes),
        "count": len(changes),
    }


def bank_context() -> dict[str, Any]:
    """Every item, by module."""
    modules = [
        {"title": title, "items": [{"item": item, "url": reverse("quizzes:item", args=[item.slug])} for item in items]}
        for slug, title in titles().items()
        if (items := bank().of_module(slug))
    ]
    return {"modules": modules, "count": len(bank().items)}


def item_context(item: Item, seed: int) -> dict[str, Any]:
    """One variant of an item with all its answers, what is to be said of it, and what its answers say."""
    found = statistics_of(answers_to(item))
    return {
        "item": item,
        "seed": seed,
        "next_seed": seed + 1,
        **variant_context(variant(item, seed)),
        "findings": lint_item(item, catalogue()),
        "found": found,
        "facility": percent(found.facility),
    }


def variant_context(asked: Variant) -> dict[str, Any]:
    """One variant as it is asked, and all its answers: for those who teach."""
    wrong = [
        {"answer": readable(asked.body, answer), "feedback": inline(feedback), "points": grade(asked, answer).points}
        for answer, feedback in wrong_answers(asked)
    ]
    return {
        "values": asked.values,
        "question": {
            "title": asked.item.title,
            "prompt": render_markdown(asked.prompt),
            **FORMS[type(asked.body)](asked.body, None),
        },
        "right": RIGHT[type(asked.body)](asked.body),
        "possible": grade(asked, right_answer(asked)).possible,
        "wrong": wrong,
        "explanation": render_markdown(asked.explanation),
        "commands": asked.demonstration,
    }


def readable(body: Any, answer: Any) -> str:
    """An answer as HTML."""
    if isinstance(body, Choice):
        return ", ".join(told(body.options[place].told) for place in answer)
    if isinstance(body, Ordering):
        return " → ".join(inline(body.entries[place].text) for place in answer)
    if isinstance(body, Matching):
        return "; ".join(
            f"{inline(pair.left)}: {inline(body.rights[place])}"
            for pair, place in zip(body.pairs, answer, strict=True)
        )
    if isinstance(body, Pointing):
        return inline(next(one.words for one in body.shown if one.id == answer))
    if isinstance(body, Blanks):
        return ", ".join(inline(f"`{text}`") for text in answer.values())
    return inline("misses: " + ", ".join(name for name, holds in answer.items() if not holds))


def sittings_of(exam: Exam) -> list[Sitting]:
    """The sittings of an examination."""
    return list(exam.sittings.all())
