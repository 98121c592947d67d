"""Every address of the courses: how it is asked, with what, and which action it needs."""

from __future__ import annotations

from typing import Any

from course_cast import Cast
from django.test import Client
from django.urls import reverse

# Name: method, further parts of the address, data. What a part is made of stands in `parts_of`.
ADDRESSES: dict[str, tuple[str, tuple[str, ...], dict[str, Any]]] = {
    "home": ("get", (), {}),
    "settings": ("get", (), {}),
    "archive": ("post", (), {}),
    "copy": ("get", (), {}),
    "delete": ("post", (), {"word": "no"}),
    "leave": ("post", (), {}),
    "people": ("get", (), {}),
    "bring_in": ("post", (), {"text": "name\nAda\n"}),
    "give_out": ("get", (), {}),
    "give_links": ("post", (), {}),
    "add": ("post", (), {"name": "Ada", "extra_minutes": 0}),
    "place": ("get", ("place",), {}),
    "link": ("post", ("named",), {}),
    "remove": ("post", ("place",), {}),
    "role": ("post", ("place",), {"role": "assistant"}),
    "invite": ("post", (), {"role": "student"}),
    "withdraw": ("post", ("invite",), {}),
    "section": ("post", (), {"title": "B"}),
}

ACTION_OF = {
    "home": "view course",
    "settings": "edit course",
    "archive": "edit course",
    "copy": "copy course",
    "delete": "delete course",
    "leave": "leave course",
    "people": "see roster",
    "bring_in": "edit roster",
    "give_out": "export",
    "give_links": "edit roster",
    "add": "edit roster",
    "place": "edit roster",
    "link": "edit roster",
    "remove": "edit roster",
    "role": "edit staff",
    "invite": "edit roster",
    "withdraw": "edit roster",
    "section": "edit roster",
}

# Addresses that are within no course.
OPEN = ("index", "new", "find", "join", "take", "put_down")


def part(cast: Cast, name: str) -> Any:
    """What stands in an address for a part of that name."""
    from courses.places import make_invite, make_place
    from courses.roles import STUDENT

    if name == "place":
        return cast.places["classmate"].pk
    if name == "named":
        return make_place(cast.course, "By name", STUDENT).pk
    assert name == "invite"
    return make_invite(cast.course, STUDENT).pk


def request_of(client: Client, cast: Cast, name: str) -> Any:
    method, parts, data = ADDRESSES[name]
    arguments = [cast.course.pk, *(part(cast, one) for one in parts)]
    return getattr(client, method)(reverse(f"courses:{name}", args=arguments), data)
