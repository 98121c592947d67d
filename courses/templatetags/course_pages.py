"""Template tags: the pages of a course that this seat may see."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

register = template.Library()

# Title, the address's name, the action that it needs.
PAGES = (
    ("Course", "courses:home", "view course"),
    ("People", "courses:people", "see roster"),
    ("Settings", "courses:settings", "edit course"),
)


@register.simple_tag(takes_context=True)
def course_tabs(context: dict[str, Any]) -> list[dict[str, Any]]:
    """None for who may see only one."""
    seat, path = context["seat"], context["request"].path
    tabs = [(title, reverse(name, args=[seat.course.pk])) for title, name, action in PAGES if seat.may(action)]
    here = max((address for _, address in tabs if path.startswith(address)), key=len, default="")
    return [{"title": title, "address": address, "here": address == here} for title, address in tabs]
