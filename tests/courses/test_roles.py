"""One table: every page and every form of a course, by everybody. A student sees no other's work, a teacher only
their own courses; whoever has no place sees that there is nothing.
"""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from course_cast import WHO, Cast, make_cast
from course_table import ACTION_OF, ADDRESSES, FORMS, OPEN, address_of, request_of
from django.test import Client
from sockets import Page

from courses.consumers import NOT_ALLOWED, NOT_HERE, nudge
from courses.permissions import Seat, can, check
from courses.roles import ACTIONS, READING, Role
from courses.urls import urlpatterns
from jailsite.asgi import application
from lessons.refusals import Forbidden

pytestmark = pytest.mark.django_db

NAMES = sorted(pattern.name for pattern in urlpatterns)


def test_the_table_names_every_address() -> None:
    assert sorted({*ADDRESSES, *OPEN}) == NAMES


def test_every_address_within_a_course_asks_for_an_action() -> None:
    views = {pattern.name: pattern.callback for pattern in urlpatterns}
    asked = {name: getattr(views[name], "action", None) for name in ADDRESSES}
    assert asked == ACTION_OF


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_everybody_at_every_address(cast: Cast, name: str, who: str) -> None:
    """404 for whoever has no place, 403 for whoever may not, and anything else for whoever may."""
    client = cast.client(who)
    status = request_of(client, cast, name).status_code
    if who in ("stranger", "nobody"):
        assert status == 404
    elif may(who, ACTION_OF[name]):
        assert status not in (403, 404), name
    else:
        assert status == 403


def may(who: str, action: str) -> bool:
    """An administrator is an owner in every course."""
    return ("owner" if who == "administrator" else who) in ACTIONS[action][0]


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("name", sorted(FORMS))
def test_everybody_at_every_form_that_needs_more_than_its_page(cast: Cast, name: str, who: str) -> None:
    action, answer, data = FORMS[name]
    status = cast.client(who).post(address_of(cast, name), data).status_code
    assert status == (404 if who in ("stranger", "nobody") else answer if may(who, action) else 403)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", WHO)
async def test_everybody_at_the_courses_socket(who: str) -> None:
    cast = await sync_to_async(make_cast)()
    client = await sync_to_async(cast.client)(who)
    cookie = client.cookies["sessionid"].value if "sessionid" in client.cookies else ""
    headers = [(b"origin", b"http://localhost"), (b"host", b"localhost"), (b"cookie", f"sessionid={cookie}".encode())]
    page = Page(application, f"/ws/courses/{cast.course.pk}/", headers)
    await page.connect()
    if who in ("stranger", "nobody"):
        assert await page.receive_output() == {"type": "websocket.close", "code": NOT_HERE}
    elif may(who, "see marks"):
        await sync_to_async(nudge)(cast.course.pk)
        assert await page.receive_json_from() == {"type": "course.changed"}
        await page.disconnect()
    else:
        assert await page.receive_output() == {"type": "websocket.close", "code": NOT_ALLOWED}


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_forms_ask_for_the_pages_token(cast: Cast, name: str) -> None:
    client = cast.client("owner", enforce_csrf_checks=True)
    method = ADDRESSES[name][0]
    if method == "post":
        assert request_of(client, cast, name).status_code == 403


def test_a_refusal_says_who_may(cast: Cast) -> None:
    page = cast.client("student").get(f"{cast.at}/people/").content.decode()
    assert "Only owners, teachers, assistants and observers may see who is in this course." in page


def test_an_archived_course_is_read_only(cast: Cast) -> None:
    cast.course.archived = cast.course.created
    cast.course.save()
    for action, (roles, _) in ACTIONS.items():
        seat = Seat(cast.course, Role.OWNER, None)
        assert can(seat, action) is (Role.OWNER in roles and action in READING), action
    with pytest.raises(Forbidden, match="This course is archived"):
        check(Seat(cast.course, Role.OWNER, None), "edit roster")
    assert cast.client("teacher").post(f"{cast.at}/people/add/", {"name": "x"}).status_code == 403


def test_a_teacher_of_one_course_is_nobody_in_another(cast: Cast) -> None:
    from courses.models import Course

    other = Course.objects.create(title="Other")
    client: Client = cast.client("teacher")
    assert client.get(f"/courses/{other.pk}/").status_code == 404


def test_staff_is_the_owners_matter(cast: Cast) -> None:
    teacher = cast.client("teacher")
    there: Any = f"{cast.at}/people/{cast.places['assistant'].pk}"
    assert teacher.post(f"{there}/remove").status_code == 403
    assert teacher.get(f"{there}/").status_code == 403
    assert teacher.post(f"{cast.at}/invites", {"role": "teacher"}).status_code == 403
    assert cast.client("owner").post(f"{there}/remove").status_code == 302
