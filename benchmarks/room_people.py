"""Rooms full of people for the benchmark, made in the database; run in a process of its own, with Django."""

from __future__ import annotations

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.sessions.backends.base import SessionBase  # noqa: E402
from django.utils.module_loading import import_string  # noqa: E402

from classroom import machines, rooms  # noqa: E402
from classroom.models import Member  # noqa: E402
from lessons.learners import SESSION_FIELD  # noqa: E402
from lessons.models import Learner  # noqa: E402
from lessons.topologies import DEFAULT, find_topology  # noqa: E402


def make(port: int, count: int, people: int) -> None:
    """Prints, for each member of each room, room number, address of the socket, and cookie; the teacher first."""
    machine = machines.of_topology(find_topology(DEFAULT))
    for number in range(count):
        teacher = rooms.open_room(Learner.objects.create(), "Teacher", f"Room {number}", machine)
        learners = Learner.objects.bulk_create([Learner() for _ in range(people)])
        members = [
            Member(room=teacher.room, learner=learner, name=f"P{place}") for place, learner in enumerate(learners)
        ]
        Member.objects.bulk_create(members)
        for learner in [teacher.learner, *learners]:
            address = f"ws://127.0.0.1:{port}/ws/rooms/{teacher.room.code}/"
            print(number, address, f"{settings.SESSION_COOKIE_NAME}={cookie_of(learner)}", sep="\t")


def cookie_of(learner: Learner) -> str:
    store: SessionBase = import_string(f"{settings.SESSION_ENGINE}.SessionStore")()
    store[SESSION_FIELD] = str(learner.key)
    store.save()
    return str(store.session_key)
