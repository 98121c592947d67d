"""Template tags: the pages of a course that this seat may see, and points as people write them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses import audit_words
from courses.roles import NAMES, Role

register = template.Library()

# Title, the address's name, the action that it needs.
PAGES = (
    (_("Course"), "courses:home", "view course"),
    (_("Plan"), "courses:plan", "edit assignments"),
    (_("Progress"), "courses:progress", "see marks"),
    (_("Marks"), "courses:marks", "see marks"),
    (_("Examinations"), "quizzes:exams", "see marks"),
    (_("People"), "courses:people", "see roster"),
    (_("Audit"), "courses:audit", "see audit"),
    (_("Settings"), "courses:settings", "edit course"),
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
    return gettext("not done") if name == "done" else name


@register.filter
def role(name: str) -> str:
    """What somebody is, within a sentence."""
    return str(NAMES[Role(name)])


@register.filter
def audited(text: str) -> str:
    """A word of the audit in the reader's language."""
    return audit_words.translated(text)


@register.filter
def points(value: Decimal | None) -> str:
    """Without zeros that say nothing: 10, 7.5."""
    return "" if value is None else f"{value.normalize():f}"
