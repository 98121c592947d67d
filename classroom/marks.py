"""What is drawn on the room's graphs: strokes, arrows, labels, and what is pointed at. It stands until it is wiped.

Marks hang on elements of a graph, not on places: strokes keep their distance from one element's corner, arrows go from
one to another. So they stand right on every page, however it folds and scales its graph, and move with what they mean.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from classroom.log import Draft, append
from classroom.models import Entry, Member, Room
from classroom.wire import Draw, Malformed, Point, Wipe

MOST_MARKS = 60
POINT = "point"
Mark = dict[str, Any]
Made = tuple[str, Mark, list[Mark]]  # kind and body of the entry, and all that stands then


@transaction.atomic
def mark(author: Member, message: Draw | Point | Wipe) -> list[Entry]:
    """Draws, points or wipes, and says so to everybody. Raises Malformed with `full` for one mark too many."""
    room = Room.objects.select_for_update().get(pk=author.room_id)
    kind, body, marks = MADE[type(message)](room, message)
    Room.objects.filter(pk=room.pk).update(marks=marks)
    return append(room.pk, Draft(kind, body, author=author.pk))


def _drawn(room: Room, message: Draw) -> Made:
    if len(room.marks) >= MOST_MARKS:
        raise Malformed("full", "draw", f"there are {MOST_MARKS} marks; wipe some first")
    made = {"id": room.last_seq + 1, **fields_of(message)}
    return "draw", made, [*room.marks, made]


def _pointed(room: Room, message: Point) -> Made:
    """There is one point: a new one takes the place of the last."""
    marks = [one for one in room.marks if one["shape"] != POINT]
    if message.element:
        marks.append({"shape": POINT, "graph": message.graph, "element": message.element})
    return POINT, {"graph": message.graph, "element": message.element}, marks


def _wiped(room: Room, message: Wipe) -> Made:
    """All marks of a graph, or only the one drawn last."""
    own = [one["id"] for one in room.marks if one["graph"] == message.graph and one["shape"] != POINT]
    gone = own[-1:] if message.last else own
    return "wipe", {"ids": gone}, [one for one in room.marks if one.get("id") not in gone]


MADE: dict[type, Any] = {Draw: _drawn, Point: _pointed, Wipe: _wiped}


def fields_of(message: Draw) -> Mark:
    return {name: getattr(message, name) for name in ("graph", "shape", "element", "to", "text", "points")}
