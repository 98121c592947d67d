"""Deep linking: a teacher at the platform chooses what its links shall lead to here."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from pylti1p3.contrib.django import DjangoMessageLaunch
from pylti1p3.deep_link import DeepLink
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.lineitem import LineItem

from courses.assignables import KINDS
from courses.lti.claims import CLAIM, WORK, role_of
from courses.lti.launching import platform_of
from courses.lti.tool import registration_of
from courses.models import Platform
from courses.roles import TEACHERS
from lessons.refusals import Forbidden, Refusal

TICKET_SECONDS = 3600
SETTINGS = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
POINTS = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to the platform, and where."""

    jwt: str
    address: str
    titles: list[str]

    @property
    def origin(self) -> str:
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"


def begin(message: DjangoMessageLaunch) -> str:
    """A ticket for the choice; it stands for the checked request. Raises Forbidden for who is no teacher there."""
    body = message.get_launch_data()
    if role_of(body.get(f"{CLAIM}roles") or []) not in TEACHERS:
        raise Forbidden(_("Only teachers choose what a platform links to."))
    address = str(body[SETTINGS].get("deep_link_return_url") or "")
    if urlsplit(address).scheme not in ("http", "https"):
        raise Refusal(_("The platform did not say where the choice goes."))
    ticket = secrets.token_urlsafe(24)
    deployment = body[f"{CLAIM}deployment_id"]
    kept = {"platform": platform_of(message).pk, "deployment": deployment, "settings": body[SETTINGS]}
    cache.set(f"lti-choice:{ticket}", kept, TICKET_SECONDS)
    return ticket


def answer(ticket: str, chosen: list[str], request: HttpRequest) -> Answer:
    """The signed answer to a choice. Raises Refusal for a ticket that is unknown or old, and for no choice."""
    kept: dict[str, Any] | None = cache.get(f"lti-choice:{ticket[:64]}")
    if kept is None:
        raise Refusal(_("This choice is no longer open. Start again from your platform."))
    resources = [resource(one, request) for one in chosen]
    if not resources:
        raise Refusal(_("Nothing was chosen."))
    platform = Platform.objects.get(pk=kept["platform"])
    link = DeepLink(registration_of(platform), kept["deployment"], kept["settings"])
    titles = [str(one.get_title()) for one in resources]
    return Answer(link.get_response_jwt(resources), str(kept["settings"]["deep_link_return_url"]), titles)


def resource(choice: str, request: HttpRequest) -> DeepLinkResource:
    """A link to something assignable, with a column for its marks. Raises Refusal for what is none."""
    kind, _colon, reference = choice.partition(":")
    title = dict(KINDS[kind].choices(None)).get(reference) if kind in KINDS else None
    if title is None:
        raise Refusal(_("There is nothing of that name here."))
    column = LineItem().set_score_maximum(POINTS).set_label(title).set_resource_id(choice)
    made = DeepLinkResource().set_title(title).set_custom_params({WORK: choice}).set_lineitem(column)
    return made.set_url(request.build_absolute_uri(reverse("lti:launch"))).set_target("window")
