"""The contexts of the pages about looking at work."""

from __future__ import annotations

import json
from typing import Any

from courses import similarity
from courses.forms_work import CommentForm
from courses.models import Assignment, Mark, Membership
from courses.permissions import Seat
from courses.review import Work, moment_of, review_config
from lessons.curriculum import catalogue, find_lesson
from lessons.keystrokes import Line, clock, lines
from lessons.models import Attempt, Submission
from lessons.presenting import kept_screen, lesson_page


def review_context(seat: Seat, work: Work, form: CommentForm) -> dict[str, Any]:
    submission = work.submission
    comments = list(work.assignment.comments.filter(place=work.place, outcome=str(submission.pk)))
    return {
        "seat": seat, "work": work, "form": form,
        "rows": with_comments(lines(work.journal), comments),
        "whole": [one for one in comments if one.moment is None],
        "goals": goals_of(work.assignment, submission),
        "others": Submission.objects.filter(
            attempt__learner=work.place.learner_id, attempt__lesson=work.assignment.reference
        ).only("pk", "at", "held", "of", "done", "attempt"),
    }  # fmt: skip


def with_comments(typed: list[Line], comments: list[Any]) -> list[dict[str, Any]]:
    """Each line with what was said at it: at a moment after it began and before the next did."""
    rows = [{"line": line, "clock": clock(line.at), "comments": []} for line in typed]
    for one in comments:
        if one.moment is not None and rows:
            before = [row for row in rows if row["line"].at <= one.moment]
            (before[-1] if before else rows[0])["comments"].append(one)
    return rows


def goals_of(assignment: Assignment, submission: Submission) -> list[dict[str, Any]]:
    """Each goal with whether it held, and the reason where it did not; ids where the lesson is gone."""
    try:
        plan = catalogue().lesson(assignment.reference).plan(submission.attempt.seed)
        texts = {goal.id: goal.text for goal in plan.goals}
    except KeyError:
        texts = {}
    return [
        {"text": texts.get(goal, goal), "holds": holds, "layer": submission.layers.get(goal, ""),
         "reason": submission.reasons.get(goal, "")}
        for goal, holds in submission.checks.items()
    ]  # fmt: skip


def replay_context(seat: Seat, work: Work, inputs: int | None) -> dict[str, Any]:
    journal = moment_of(work.journal, inputs)
    config = review_config(work.submission.attempt, journal, f"review-{work.submission.pk}")
    return {**machine_context(seat, work.assignment, work.place, work.submission.attempt, config), "work": work}


def watch_context(seat: Seat, assignment: Assignment, place: Membership, attempt: Attempt) -> dict[str, Any]:
    config = review_config(attempt, json.loads(attempt.journal), f"watch-{attempt.pk}")
    return machine_context(seat, assignment, place, attempt, config)


def machine_context(
    seat: Seat, assignment: Assignment, place: Membership, attempt: Attempt, config: dict[str, Any]
) -> dict[str, Any]:
    lesson, seed = find_lesson(attempt.lesson), attempt.seed
    return {
        "seat": seat, "assignment": assignment, "place": place, "lab_config": config,
        "lesson": lesson_page(lesson, seed), "first_screen": kept_screen(lesson.plan(seed), seed),
        "rows": with_comments(lines(config["journal"]), []),
    }  # fmt: skip


def likeness_context(seat: Seat, assignment: Assignment) -> dict[str, Any]:
    """Over what counts of each student; else what they handed in last."""
    found = counted(assignment)
    typed = {place.pk: lines(json.loads(one.journal)) for place, one in found}
    places = {place.pk: (place, one) for place, one in found}
    told = {place.pk: given_lines(assignment, one.attempt.seed) for place, one in found}
    given = {line for texts in told.values() for line in texts}
    pairs = [
        {"one": places[pair.one], "other": places[pair.other], "pair": pair, "percent": round(pair.share * 100)}
        for pair in similarity.pairs(typed, given)
    ]
    hasty = [
        {"who": places[one.who], "lines": [(line, clock(line.at), round(rate)) for line, rate in one.lines[:5]],
         "fast": len(one.lines), "pasted": one.pasted}
        for one in similarity.hasty(typed, told)
    ]  # fmt: skip
    return {"seat": seat, "assignment": assignment, "compared": len(typed), "pairs": pairs, "hasty": hasty}


def counted(assignment: Assignment) -> list[tuple[Membership, Submission]]:
    marks = Mark.objects.filter(assignment=assignment).exclude(outcome="").select_related("place")
    by_outcome = {mark.outcome: mark.place for mark in marks}
    submissions = Submission.objects.select_related("attempt").filter(pk__in=list(by_outcome))
    return [(by_outcome[str(one.pk)], one) for one in submissions]


def given_lines(assignment: Assignment, seed: int) -> list[str]:
    """What the lesson itself tells to type, in the words of one seed."""
    try:
        lesson = catalogue().lesson(assignment.reference)
    except KeyError:
        return []
    texts = [lesson.text(seed), *(step.text for step in lesson.steps(seed))]
    return [line.removeprefix("# ").removeprefix("$ ") for text in texts for line in text.splitlines()]
