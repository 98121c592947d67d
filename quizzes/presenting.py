"""The contexts of the quiz pages: plain values for templates, and no answer before its time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lab.items.answers import right_order
from lab.items.item import Blanks, Body, Choice, Matching, Ordering, Pointing, Shown, Task, Told
from lab.items.variant import Variant
from lessons.presenting import lesson_url
from lessons.rendering import PARSER, render_markdown
from quizzes.bank import find_item, review_lesson, titles, variant
from quizzes.models import Question, Sitting
from quizzes.permissions import can_see_answers

NOT_YET = {"network": gettext_lazy("the network"), "processes": gettext_lazy("the processes")}


def inline(text: str) -> str:
    """One line of Markdown as HTML."""
    return str(PARSER.renderInline(text))


def told(one: Told) -> str:
    """A text as HTML: what a machine printed stays as it is."""
    return f"<samp>{escape(one.text)}</samp>" if one.literal else inline(one.text)


def question_context(question: Question, wrong: dict[str, str] | None = None) -> dict[str, Any]:
    """One question: what is asked, what was answered, and, once it may be told, what that was worth.

    ``wrong`` says what is no answer, by field.
    """
    asked = variant(find_item(question.item), question.seed)
    sitting = question.sitting
    context = {
        "sitting": sitting_context(sitting, question),
        "question": {
            "id": question.pk,
            "url": reverse("quizzes:question", args=[question.pk]),
            "pass_url": reverse("quizzes:pass", args=[question.pk]),
            "title": asked.item.title,
            "kind": asked.item.kind,
            "prompt": render_markdown(asked.prompt),
            "answered": question.answered is not None,
            "closed": question.is_closed and sitting.one_way,
            "machine": reverse("quizzes:machine", args=[question.pk]),
            "demonstration": reverse("quizzes:demonstration", args=[question.pk]),
            **FORMS[type(asked.body)](asked.body, question.answer),
        },
        "wrong": wrong or {},
        "outcome": None,
    }
    if can_see_answers(question):
        context["outcome"] = outcome_context(question, asked)
    return context


def sitting_context(sitting: Sitting, question: Question | None = None) -> dict[str, Any]:
    """Where in a sitting one is."""
    places = []
    if not sitting.tells_at_once:
        places = [
            {
                "number": one.place + 1,
                "url": reverse("quizzes:question", args=[one.pk]),
                "answered": one.answered is not None,
                "here": question is not None and one.pk == question.pk,
            }
            for one in sitting.questions.all()
        ]
    return {
        "id": sitting.pk,
        "mode": sitting.mode,
        "mode_words": sitting.get_mode_display(),
        "title": sitting_title(sitting),
        "one_way": sitting.one_way,
        "tells_at_once": sitting.tells_at_once,
        "deadline": sitting.deadline,
        "places": places,
        "number": question.place + 1 if question is not None else None,
        "unanswered": sum(not place["answered"] for place in places),
        "url": reverse("quizzes:sitting", args=[sitting.pk]),
        "end_url": reverse("quizzes:end", args=[sitting.pk]),
        "next_url": next_url(sitting),
    }


def next_url(sitting: Sitting) -> str:
    """Where the next question is: practice goes on by itself."""
    if sitting.mode == Sitting.Mode.PRACTICE:
        return reverse("quizzes:practice", args=[sitting.module])
    return reverse("quizzes:sitting", args=[sitting.pk])


def part_state(right: bool) -> dict[str, str]:
    """How a part of an answer was, for the page and in words."""
    return {"state": "right", "words": _("right")} if right else {"state": "wrong", "words": _("wrong")}


def sitting_title(sitting: Sitting) -> str:
    """What a sitting is called."""
    if sitting.exam is not None:
        return sitting.exam.title
    if sitting.mode == Sitting.Mode.REVIEW:
        return _("Five minutes today")
    return titles().get(sitting.module, sitting.module)


def _choice(body: Choice, given: Any) -> dict[str, Any]:
    picked = given if isinstance(given, list) else []
    return {
        "form": "choice",
        "many": body.many,
        "options": [
            {"value": number, "html": told(one.told), "chosen": number in picked}
            for number, one in enumerate(body.options)
        ],
    }


def _blanks(body: Blanks, given: Any) -> dict[str, Any]:
    texts = given if isinstance(given, dict) else {}
    return {
        "form": "blanks",
        "blanks": [
            {
                "name": f"blank-{one.id}",
                "id": one.id,
                "label": inline(one.label),
                "number": one.number,
                "unit": one.unit,
                "given": texts.get(one.id, ""),
            }
            for one in body.blanks
        ],
    }


def _ordering(body: Ordering, given: Any) -> dict[str, Any]:
    places = given if isinstance(given, list) and len(given) == len(body.entries) else range(len(body.entries))
    return {
        "form": "order",
        "entries": [{"value": place, "html": inline(body.entries[place].text)} for place in places],
    }


def _matching(body: Matching, given: Any) -> dict[str, Any]:
    taken = given if isinstance(given, list) else []
    return {
        "form": "match",
        "rights": [{"value": number, "html": inline(text)} for number, text in enumerate(body.rights)],
        "pairs": [
            {
                "name": f"match-{number}",
                "id": pair.id,
                "html": inline(pair.left),
                "given": taken[number] if number < len(taken) else None,
                "given_html": inline(body.rights[taken[number]]) if number < len(taken) else "",
            }
            for number, pair in enumerate(body.pairs)
        ],
        "letters": [chr(ord("A") + number) for number in range(len(body.rights))],
    }


def _pointing(body: Pointing, given: Any) -> dict[str, Any]:
    boxes = [one for one in body.shown if one.kind in ("vnet", "prison")]
    between = [one for one in body.shown if one.parent is None and one not in boxes]
    return {
        "form": "point",
        "graph": body.graph,
        "boxes": [
            {**_thing(box, given), "inside": [_thing(one, given) for one in body.shown if one.parent == box.id]}
            for box in boxes
        ],
        "between": [_thing(one, given) for one in between],
    }


def _thing(one: Shown, given: Any) -> dict[str, Any]:
    return {
        "value": one.id,
        "kind": one.kind,
        "label": one.label,
        "words": one.words,
        "down": "down" in one.marks,
        "chosen": one.id == given,
    }


def _task(body: Task, given: Any) -> dict[str, Any]:
    return {"form": "task", "goals": [goal.text for goal in body.goals]}


FORMS: dict[type[Body], Callable[[Any, Any], dict[str, Any]]] = {
    Choice: _choice,
    Blanks: _blanks,
    Ordering: _ordering,
    Matching: _matching,
    Pointing: _pointing,
    Task: _task,
}


def outcome_context(question: Question, asked: Variant) -> dict[str, Any]:
    """What an answer was worth, part by part, and why. Only for what is final."""
    had, possible = question.points or 0, question.possible or 0
    parts = told_parts(question, asked.body)
    beside = {part["said"] for part in parts}
    said = dict.fromkeys(inline(part[4]) for part in question.parts if part[4])
    taught = review_lesson(asked.item)
    return {
        "state": "right" if question.is_right else "partly" if had else "wrong",
        "points": had,
        "possible": possible,
        "parts": parts,
        "feedback": [text for text in said if text not in beside],
        "right": RIGHT[type(asked.body)](asked.body) if not question.is_right else [],
        "right_options": right_places(asked.body),
        "explanation": render_markdown(asked.explanation),
        "commands": asked.demonstration,
        "lesson": _lesson_link(taught) if taught else None,
        "sources": asked.item.sources,
    }


def told_parts(question: Question, body: Body) -> list[dict[str, str]]:
    """The parts of an answer that is not all right, each with what is said of it alone. A choice shows its own."""
    if question.is_right or isinstance(body, Choice) or len(question.parts) < 2:
        return []
    times = Counter(part[4] for part in question.parts)
    return [
        {
            "html": inline(label),
            "said": inline(said) if said and times[said] == 1 else "",
            **part_state(earned == worth and earned >= 0),
        }
        for _, label, earned, worth, said in question.parts
        if worth
    ]


def right_places(body: Body) -> list[int]:
    """The places of the options that are right; nothing for what is no choice."""
    return [number for number, one in enumerate(body.options) if one.correct] if isinstance(body, Choice) else []


def _lesson_link(taught: tuple[Any, str]) -> dict[str, str]:
    lesson, step = taught
    titles = {one.id: one.title for one in lesson.steps(0)}
    place = f"#step-{step}" if step in titles else ""
    return {"title": lesson.title, "step": titles.get(step, ""), "url": lesson_url(lesson) + place}


def _right_options(body: Choice) -> list[str]:
    return [told(one.told) for one in body.options if one.correct]


def _right_blanks(body: Blanks) -> list[str]:
    return [f"<samp>{escape(one.accept[0].text)}</samp>" for one in body.blanks]


def _right_order(body: Ordering) -> list[str]:
    return [inline(one.text) for one in right_order(body)]


def _right_pairs(body: Matching) -> list[str]:
    return [f"{inline(pair.left)}: {inline(pair.right)}" for pair in body.pairs]


def _right_element(body: Pointing) -> list[str]:
    return [escape(one.words) for one in body.shown if one.id == body.answer]


def _right_way(body: Task) -> list[str]:
    lines = [line.strip()[2:] for line in body.solution.split("\n") if line.strip().startswith("$ ")]
    return [f"<samp>{escape(line)}</samp>" for line in lines]


RIGHT: dict[type[Body], Callable[[Any], list[str]]] = {
    Choice: _right_options,
    Blanks: _right_blanks,
    Ordering: _right_order,
    Matching: _right_pairs,
    Pointing: _right_element,
    Task: _right_way,
}
