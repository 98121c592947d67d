"""The contexts of the live quiz: what each role sees of the question asked last, and no answer before its time."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from classroom import quiz
from classroom.gradebook import taught
from classroom.machines import lesson_of
from classroom.models import Asked, Member, Reply, Room
from classroom.tally import histogram
from lab.items.variant import Variant
from lessons.engines import PYODIDE, current_engine
from lessons.presenting import kept_screen, machine_urls
from lessons.rendering import render_markdown
from quizzes.bank import bank, titles
from quizzes.presenting import FORMS, RIGHT

BEST = 5  # of the score board
ABOUT = "Of this room"


def milliseconds(moment: Any) -> int:
    return int(moment.timestamp() * 1000)


def quiz_context(member: Member) -> dict[str, Any]:
    """The quiz's panel for a member of the room."""
    room, asked = member.room, quiz.current(member.room)
    context: dict[str, Any] = {"room": room, "member": member, "staff": member.is_staff, "asked": asked}
    if member.is_staff:
        context |= {"choices": choices(room), "count": room.questions.count(), "courses": taught(member.learner)}
    if asked is not None:
        context |= asked_context(asked, member)
    return context


def asked_context(asked: Asked, member: Member) -> dict[str, Any]:
    """One question: its time, its form or its outcome, and the counts for those who may see them."""
    now, drawn = timezone.now(), quiz.variant_of(asked)
    reply = asked.replies.filter(member=member).first()
    revealed = asked.state == Asked.State.REVEALED
    counts = revealed or member.is_staff
    return {
        "phase": phase(asked, now),
        "now": milliseconds(now),
        "opens": milliseconds(asked.opens),
        "closes": milliseconds(asked.closes),
        "reply": reply,
        "answered": asked.replies.count(),
        "people": asked.room.members.filter(role=Member.Role.PARTICIPANT, removed=False).count(),
        "question": question_context(drawn, reply),
        "bars": histogram(asked, revealed) if counts else [],
        "revealed": revealed_context(drawn) if revealed else None,
        "scores": quiz.scores(asked.room)[:BEST] if revealed and asked.room.scores else [],
    }


def phase(asked: Asked, now: Any) -> str:
    """`ready` (about to open), `open`, `over` or `revealed`."""
    if asked.state != Asked.State.ASKED:
        return "revealed" if asked.state == Asked.State.REVEALED else "over"
    if now < asked.opens:
        return "ready"
    return "open" if now < asked.closes else "over"


def question_context(drawn: Variant, reply: Reply | None) -> dict[str, Any]:
    return {
        "title": drawn.item.title,
        "kind": drawn.item.kind,
        "prompt": render_markdown(drawn.prompt),
        **FORMS[type(drawn.body)](drawn.body, reply.value if reply else None),
    }


def revealed_context(drawn: Variant) -> dict[str, Any]:
    return {
        "right": RIGHT[type(drawn.body)](drawn.body),
        "explanation": render_markdown(drawn.explanation),
        "commands": drawn.demonstration,
        "sources": drawn.item.sources,
    }


def choices(room: Room) -> list[dict[str, Any]]:
    """Every item to choose from, by module; first what the room is about. Chosen is the first not asked yet."""
    lesson, names, asked = lesson_of(room), titles(), set(room.questions.values_list("item", flat=True))
    found: dict[str, list[dict[str, Any]]] = {ABOUT: []}
    for item in bank().items:
        own = room.quiz in (item.slug, item.module) if room.quiz else lesson is not None and item.lesson == lesson.slug
        entry = {"slug": item.slug, "title": item.title, "kind": item.kind, "asked": item.slug in asked}
        found.setdefault(ABOUT if own else names.get(item.module, item.module), []).append(entry)
    entries = [entry for group in found.values() for entry in group]
    chosen = next((entry for entry in entries if not entry["asked"]), None)
    return [
        {"title": title, "items": [{**one, "chosen": one is chosen} for one in group]}
        for title, group in found.items()
        if group
    ]


def task_config(asked: Asked, member: Member) -> dict[str, Any]:
    """What the page of a task's machine needs; its work stays in the browser until it is handed in."""
    plan = quiz.task_plan(asked)
    return {
        "attempt": f"asked.{asked.pk}.{member.pk}",
        "lesson": {**plan.dump(), "title": quiz.variant_of(asked).item.title},
        "seed": asked.seed,
        "release": plan.release,
        "engine": current_engine(),
        "version": PYODIDE,
        "journal": None,
        "urls": {"submit": "", **machine_urls(current_engine())},
        "room": {"socket": f"/ws/rooms/{member.room.code}/", "executes": False, "own": True, "speed": 1},
    }


def task_context(request: HttpRequest, asked: Asked, member: Member) -> dict[str, Any]:
    """The page of a task's machine."""
    drawn = quiz.variant_of(asked)
    plan = quiz.task_plan(asked)
    return {
        "view": "task",
        "executes": False,
        "follows": False,
        "room": member.room,
        "member": member,
        "asked": asked,
        "has_lesson": False,
        "lesson": {"title": drawn.item.title, "goals": [{"id": goal.id, "text": goal.text} for goal in plan.goals]},
        "prompt": render_markdown(drawn.prompt),
        "first_screen": kept_screen(plan, asked.seed),
        "lab_config": task_config(asked, member),
        "now": milliseconds(timezone.now()),
        "opens": milliseconds(asked.opens),
        "closes": milliseconds(asked.closes),
    }
