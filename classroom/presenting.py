"""The contexts of the classroom's pages: plain values for templates, and what the page's script reads."""

from __future__ import annotations

import json
import uuid
from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from classroom import names, state
from classroom.gradebook import rooms_of_courses, taught
from classroom.machines import lesson_of, plan_of, topology_of
from classroom.models import Fork, Lease, Member, Room
from courses.models import Membership
from lab.course.plan import Plan
from lessons.curriculum import catalogue
from lessons.engines import PYODIDE
from lessons.models import Learner
from lessons.presenting import kept_screen, lesson_page, machine_urls
from lessons.topologies import PREFIX, topologies
from quizzes.bank import titles


def page_of(room: Room) -> dict[str, Any]:
    """The lesson's text and goals, or what there is to say of a machine without a lesson."""
    lesson, topology = lesson_of(room), topology_of(room)
    if topology is not None:
        return {"title": room.title, "summary": topology.summary, "goals": [], "trials": topology.trials}
    assert lesson is not None
    return {**lesson_page(lesson, room.seed), "next": None}


def address(name: str, room: Room, *more: Any) -> str:
    return reverse(f"classroom:{name}", args=[room.code, *more])


def closed_context(member: Member) -> dict[str, Any]:
    """What is left of a room that was closed: for staff what was shown, and the results."""
    room = member.room
    return {
        "room": room,
        "member": member,
        "count": room.questions.count(),
        "courses": taught(member.learner) if member.is_staff else [],
        "days": settings.ROOM_DAYS,
    }


def index_context(rooms: list[Member], past: list[Member], key: uuid.UUID) -> dict[str, Any]:
    """The way in: a code to join by, what to open a room with, the open rooms of one's own and of one's courses, those
    that are `past`."""
    learner = Learner.objects.filter(key=key).first()
    own = {one.room_id for one in rooms}
    others = rooms_of_courses(learner) if learner else []
    modules = [
        {"title": module.title, "lessons": [{"slug": one.slug, "title": one.title} for one in module.lessons]}
        for module in catalogue().modules
    ]
    starts = [{"slug": f"{PREFIX}{one.slug}", "title": one.title} for one in topologies()]
    return {
        "modules": modules,
        "starts": starts,
        "quizzes": [{"slug": slug, "title": title} for slug, title in titles().items()],
        "courses": taught(learner) if learner else [],
        "past": [one.room for one in past],
        "rooms": [{"room": one.room, "role": names.ROLES[one.role]} for one in rooms],
        "rooms_of_courses": [room for room, _ in others if room.pk not in own],
    }


def name_in_course(room: Room, key: uuid.UUID | None) -> str:
    """Under which name a newcomer is known in the room's course; empty where they are not."""
    if key is None or room.course_id is None:
        return ""
    place = Membership.objects.filter(course=room.course_id, learner__key=key).first()
    return place.name if place else ""


def room_context(request: HttpRequest, member: Member, view: str) -> dict[str, Any]:
    """One room page: `live` follows or runs the room's machine, `mine` is a machine of one's own, `projector` shows."""
    room = member.room
    plan = plan_of(room)
    lease = Lease.objects.select_related("executor").get(room=room)
    executes = view == "live" and lease.executor_id == member.pk and room.is_open
    own = Fork.objects.filter(member=member).first()
    return {
        "view": view,
        "executes": executes,
        "follows": view != "mine" and not executes,
        "may_draw": view == "live" and (executes or member.is_staff),
        "room": room,
        "member": member,
        "lesson": page_of(room),
        "has_lesson": lesson_of(room) is not None,
        "attempt": {"seed": room.seed, "state": "begun"},
        "first_screen": kept_screen(plan, room.seed),
        "lab_config": lab_config(room, plan, lease, own if view == "mine" else None, executes),
        "lease": state.lease_state(lease, member),
        "fork": own,
        "join": join_context(request, room) if member.is_staff or member.role == Member.Role.PROJECTOR else None,
    }


def join_context(request: HttpRequest, room: Room) -> dict[str, Any]:
    """What is shown to those who are to come in: the code, the short address, and a QR code of the whole one."""
    link = request.build_absolute_uri(address("room", room))
    site = request.build_absolute_uri(reverse("classroom:index"))
    return {"link": link, "site": site.split("://", 1)[1].rstrip("/"), "qr": qr(link), "code": room.code}


def qr(text: str) -> str:
    """A QR code as an SVG element without style attributes, for the page's strict policy."""
    svg: str = segno.make(text, error="m", micro=False).svg_inline(
        omitsize=True, svgclass="qr-image", lineclass="qr-line", border=2
    )
    return svg


def lab_config(room: Room, plan: Plan, lease: Lease, own: Fork | None, executes: bool) -> dict[str, Any]:
    """What the page's script needs: which machine, opened on which journal, and how it stands to the room."""
    if own:
        work, journal, urls = f"fork.{own.pk}.{own.number}", own.journal, {"journal": address("mine_journal", room)}
    elif executes:
        work, journal = f"room.{room.pk}.{lease.generation}", room.journal
        urls = {"journal": f"{address('journal', room)}?generation={lease.generation}"}
    else:
        work, journal, urls = f"watch.{room.pk}", "", {"journal": "", "follow": True}
    return {
        "attempt": work,
        "lesson": {**plan.dump(), "title": room.title},
        "seed": room.seed,
        "release": room.release,
        "engine": room.engine,
        "version": PYODIDE,
        "journal": json.loads(journal) if journal else None,
        "urls": {"submit": "", **machine_urls(room.engine), **urls},
        "room": {
            "socket": f"/ws/rooms/{room.code}/",
            "executes": executes,
            "own": own is not None,
            "speed": room.speed,
        },
    }
