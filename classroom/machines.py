"""Which machine a room has: a lesson's, or that of one of the sandbox's starting points."""

from __future__ import annotations

import secrets
from typing import Any

from classroom.models import Room
from lab.course.lesson import Lesson
from lab.course.plan import Plan
from lessons.attempts import SEEDS
from lessons.curriculum import find_lesson
from lessons.engines import current_engine
from lessons.topologies import PREFIX, Topology, find_topology


def of_lesson(lesson: Lesson) -> dict[str, Any]:
    """The room's columns for a lesson's machine, with a seed of its own."""
    seed = secrets.randbelow(SEEDS)
    return columns(lesson.plan(seed), seed)


def of_topology(topology: Topology, release: str = "") -> dict[str, Any]:
    """The room's columns for a machine without a lesson."""
    named = release if release in topology.releases else topology.releases[0]
    return columns(topology.plan(named), secrets.randbelow(SEEDS))


def columns(plan: Plan, seed: int) -> dict[str, Any]:
    return {
        "lesson": plan.slug,
        "revision": plan.revision,
        "release": plan.release,
        "engine": current_engine(),
        "seed": seed,
    }


def topology_of(room: Room) -> Topology | None:
    return find_topology(room.lesson.removeprefix(PREFIX)) if room.lesson.startswith(PREFIX) else None


def lesson_of(room: Room) -> Lesson | None:
    """The lesson, if the room has one."""
    return None if room.lesson.startswith(PREFIX) else find_lesson(room.lesson)


def plan_of(room: Room) -> Plan:
    """What the room's machine is given."""
    topology = topology_of(room)
    return topology.plan(room.release) if topology else find_lesson(room.lesson).plan(room.seed)
