"""Template tags: the site's navigation and the account's, each with where the page is."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lessons.learners import BROWSER_FIELD

register = template.Library()

# Title, address, and the beginnings of addresses that are in that room.
ROOMS = (
    (_("Path"), "/", ("/lessons/",)),
    (_("Sandbox"), "/sandbox/", ("/sandbox/",)),
    (_("Quizzes"), "/quizzes/", ("/quizzes/",)),
    (_("Classes"), "/courses/", ("/courses/",)),
    (_("Live"), "/rooms/", ("/rooms/",)),
)

ACCOUNT = (
    (_("Progress"), "accounts:progress"),
    (_("Data"), "accounts:data"),
    (_("E-mail"), "account_email"),
    (_("Password"), "account_change_password"),
    (_("Two-factor"), "mfa_index"),
)


@register.inclusion_tag("navigation.html", takes_context=True)
def navigation(context: dict[str, Any]) -> dict[str, Any]:
    """The rooms of the site and the account's menu."""
    request = context["request"]
    path, user = request.path, context.get("user")
    rooms = [
        {"title": title, "address": address, "here": path == address or path.startswith(beginnings)}
        for title, address, beginnings in ROOMS
    ]
    borrowed = BROWSER_FIELD in request.session and not (user and user.is_authenticated)
    return {"rooms": rooms, "user": user, "csrf_token": context.get("csrf_token"), "borrowed": borrowed}


@register.simple_tag(takes_context=True)
def account_tabs(context: dict[str, Any]) -> list[dict[str, Any]]:
    """The pages of an account, beside each other."""
    path = context["request"].path
    named = [*ACCOUNT, *([("Elsewhere", "socialaccount_connections")] if settings.SOCIALACCOUNT_PROVIDERS else [])]
    tabs = [(title, reverse(name)) for title, name in named]
    return [{"title": title, "address": address, "here": path.startswith(address)} for title, address in tabs]
