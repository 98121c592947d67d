"""Answers counted: the histogram of a question, and the table of a room's results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.html import escape

from classroom.models import Asked, Member, Reply, Room
from classroom.quiz import scores, variant_of
from lab.items.grading import plain
from lab.items.item import Blanks, Body, Choice, Matching, Ordering, Pointing, Task
from quizzes.presenting import inline, told

MOST_BARS = 8
Bar = dict[str, Any]


def histogram(asked: Asked, shows_right: bool) -> list[Bar]:
    """Bars `{html, count, share, right}`, shares in percent of the largest. What is right only once it may be told."""
    body = variant_of(asked).body
    replies = list(asked.replies.values_list("value", "points", "possible"))
    bars = BARS.get(type(body), _by_points)(body, replies)
    most = max((bar["count"] for bar in bars), default=0)
    for bar in bars:
        bar["share"] = round(100 * bar["count"] / most) if most else 0
        bar["right"] = bar["right"] and shows_right
    return bars


Replies = Iterable[tuple[Any, int, int]]


def _choice(body: Choice, replies: Replies) -> list[Bar]:
    counts = Counter(number for value, _, _ in replies for number in value)
    return [
        {"html": told(option.told), "count": counts[number], "right": option.correct}
        for number, option in enumerate(body.options)
    ]


def _pointing(body: Pointing, replies: Replies) -> list[Bar]:
    counts = Counter(value for value, _, _ in replies)
    words = {one.id: one.words for one in body.shown}
    return [
        {"html": escape(words[element]), "count": count, "right": element == body.answer}
        for element, count in counts.most_common(MOST_BARS)
    ]


def _blanks(body: Blanks, replies: Replies) -> list[Bar]:
    """The answers given most, as they were written; right if they earned every point."""
    counts: Counter[str] = Counter()
    right: dict[str, bool] = {}
    for value, points, possible in replies:
        text = " · ".join(plain(value[blank.id]) for blank in body.blanks)
        counts[text] += 1
        right[text] = points == possible
    return [
        {"html": f"<samp>{escape(text)}</samp>", "count": count, "right": right[text]}
        for text, count in counts.most_common(MOST_BARS)
    ]


def _task(body: Task, replies: Replies) -> list[Bar]:
    values = [value for value, _, _ in replies]
    return [
        {"html": inline(goal.text), "count": sum(value.get(goal.id) is True for value in values), "right": True}
        for goal in body.goals
    ]


def _by_points(body: Body, replies: Replies) -> list[Bar]:
    """Orders and matches: all right, partly, nothing."""
    states = Counter("all" if had == of else "some" if had else "none" for _, had, of in replies)
    words = {"all": "all right", "some": "partly right", "none": "nothing right"}
    return [{"html": text, "count": states[state], "right": state == "all"} for state, text in words.items()]


BARS: dict[type[Body], Callable[[Any, Replies], list[Bar]]] = {
    Choice: _choice,
    Pointing: _pointing,
    Blanks: _blanks,
    Task: _task,
    Ordering: _by_points,
    Matching: _by_points,
}


def results(room: Room) -> list[list[object]]:
    """The table of results: a head, and a row for each participant; points as parts of one, empty where none came."""
    asked = list(room.questions.all())
    replies = {(one.member_id, one.asked_id): one for one in Reply.objects.filter(asked__in=asked)}
    rows: list[list[object]] = [
        ["name", "joined", *(f"{one.number} {one.item}" for one in asked), "answered", "points", "asked while here"]
    ]
    owed = {score.member.pk: score.questions for score in scores(room)}
    for member in room.members.filter(role=Member.Role.PARTICIPANT):
        own = [replies.get((member.pk, one.pk)) for one in asked]
        cells = ["" if one is None else share(one) for one in own]
        had = [one for one in own if one is not None]
        joined, points = member.joined.isoformat(timespec="seconds"), sum(map(share, had))
        rows.append([member.name, joined, *cells, len(had), points, owed.get(member.pk, 0)])
    return rows


def share(reply: Reply) -> float:
    return round(reply.points / reply.possible, 3) if reply.possible else 0.0
