"""Roles and what each may; links that give a role; guesses are counted."""

from __future__ import annotations

import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import Http404, HttpRequest
from django.test import RequestFactory
from room_machine import MACHINE

from classroom import permissions, rooms
from classroom.limits import GUESSES
from classroom.models import Capability, Member
from lessons.learners import SESSION_FIELD
from lessons.limits import Rate
from lessons.models import Learner
from lessons.refusals import TooFast


def request_of(learner: Learner | None) -> HttpRequest:
    request = RequestFactory().get("/")
    request.session = SessionStore()
    if learner is not None:
        request.session[SESSION_FIELD] = str(learner.key)
    return request


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        ("teacher", "close lock remove control ask watch", "hand answer"),
        ("co-teacher", "lock remove control ask watch", "close invite answer"),
        ("participant", "hand answer fork watch", "lock close control board ask"),
        ("projector", "watch", "hand answer fork lock control"),
    ],
)
def test_each_role_may_its_own(teacher: Member, role: str, may: str, may_not: str) -> None:
    member = Member(room=teacher.room, role=role)
    assert [permissions.can(member, action) for action in may.split()] == [True] * len(may.split())
    assert [permissions.can(member, action) for action in may_not.split()] == [False] * len(may_not.split())
    with pytest.raises(permissions.NotYours):
        permissions.check(member, may_not.split()[0])


def test_who_was_removed_may_nothing(teacher: Member, pupil: Member) -> None:
    rooms.remove(pupil)
    pupil.refresh_from_db()
    assert not permissions.can(pupil, "watch")
    with pytest.raises(Http404):
        permissions.check_member(request_of(pupil.learner), teacher.room.code)


def test_a_member_of_one_room_is_a_stranger_in_another(teacher: Member, pupil: Member) -> None:
    other = rooms.open_room(Learner.objects.create(), "Eve", "Elsewhere", MACHINE)
    assert permissions.check_member(request_of(pupil.learner), teacher.room.code) == pupil
    with pytest.raises(Http404):
        permissions.check_member(request_of(pupil.learner), other.room.code)


def test_of_a_link_only_the_digest_is_kept(teacher: Member) -> None:
    token = permissions.make_capability(teacher.room, "co-teacher")
    kept = Capability.objects.get()
    assert token not in kept.digest
    found = permissions.check_capability(request_of(None), teacher.room, token)
    assert rooms.promote(teacher.room, Learner.objects.create(), found.role).role == "co-teacher"


def test_a_link_opens_a_locked_room_and_a_revoked_one_nothing(teacher: Member) -> None:
    token = permissions.make_capability(teacher.room, "projector")
    rooms.switch(teacher.room, "lock", True)
    assert rooms.promote(teacher.room, Learner.objects.create(), "projector").name == "Projector"
    Capability.objects.update(revoked=True)
    with pytest.raises(Http404):
        permissions.check_capability(request_of(None), teacher.room, token)


def test_a_link_of_another_room_opens_nothing(teacher: Member) -> None:
    other = rooms.open_room(Learner.objects.create(), "Eve", "Elsewhere", MACHINE)
    token = permissions.make_capability(other.room, "teacher")
    with pytest.raises(Http404):
        permissions.check_capability(request_of(None), teacher.room, token)


def test_the_code_gives_no_role(teacher: Member) -> None:
    with pytest.raises(Http404):
        permissions.check_capability(request_of(None), teacher.room, teacher.room.code)


def test_a_teachers_browser_keeps_its_role_behind_a_projectors_link(teacher: Member) -> None:
    assert rooms.promote(teacher.room, teacher.learner, "projector").role == "teacher"


def test_codes_cannot_be_tried_out(teacher: Member) -> None:
    request = request_of(Learner.objects.create())
    for _ in range(GUESSES.most):
        with pytest.raises(Http404):
            permissions.find_room(request, "ZZZZZZ")
    with pytest.raises(TooFast):
        permissions.find_room(request, "ZZZZZZ")


def test_links_of_one_room_cannot_be_tried_out_from_many_places(
    teacher: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = permissions.make_capability(teacher.room, "co-teacher")
    monkeypatch.setattr("classroom.limits.GUESSES_OF_ROOM", Rate("guesses-of-room", 3, 60))
    for refused in (Http404, Http404, Http404, TooFast):
        with pytest.raises(refused):
            permissions.check_capability(request_of(None), teacher.room, "guess")
    assert permissions.check_capability(request_of(None), teacher.room, token).role == "co-teacher"
    other = rooms.open_room(Learner.objects.create(), "Eve", "Elsewhere", MACHINE)
    with pytest.raises(Http404):
        permissions.check_capability(request_of(None), other.room, "guess")


def test_right_codes_are_not_counted(teacher: Member) -> None:
    request = request_of(Learner.objects.create())
    for _ in range(GUESSES.most + 1):
        assert permissions.find_room(request, teacher.room.code.lower()) == teacher.room
