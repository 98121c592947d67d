"""Template tags: the pages of a course that this seat may see, and points as people write them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.urls import reverse

register = template.Library()

# Title, the address's name, the action that it needs.
PAGES = (
    ("Course", "courses:home", "view course"),
    ("Plan", "courses:plan", "edit assignments"),
    ("Progress", "courses:progress", "see marks"),
    ("Marks", "courses:marks", "see marks"),
    ("Examinations", "quizzes:exams", "see marks"),
    ("People", "courses:people", "see roster"),
    ("Audit", "courses:audit", "see audit"),
    ("Settings", "courses:settings", "edit course"),
)


@register.simple_tag(takes_context=True)
def course_tabs(context: dict[str, Any]) -> list[dict[str, Any]]:
    """None for who may see only one."""
    seat, path = context["seat"], context["request"].path
    tabs = [(title, reverse(name, args=[seat.course.pk])) for title, name, action in PAGES if seat.may(action)]
    home = reverse("courses:home", args=[seat.course.pk])
    path = path.replace(f"{home}work/", f"{home}marks/", 1)  # looking at work belongs to the marks
    here = max((address for _, address in tabs if path.startswith(address)), key=len, default="")
    return [{"title": title, "address": address, "here": address == here} for title, address in tabs]


@register.filter
def layer(name: str) -> str:
    """A broken layer as people read it: beside a square, “done” would say the contrary."""
    return "not done" if name == "done" else name


@register.filter
def points(value: Decimal | None) -> str:
    """Without zeros that say nothing: 10, 7.5."""
    return "" if value is None else f"{value.normalize():f}"
