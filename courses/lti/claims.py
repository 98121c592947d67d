"""What a launch says, read once: who, as what, in which course, to which work, with which services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from courses.roles import ASSISTANT, OBSERVER, STUDENT, TEACHER, Role
from lessons.refusals import Refusal

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"

# The first that a person has, from most to least; an instructor's assistant is written as a sub-role.
ROLES = (
    (f"{MEMBERSHIP}/Instructor#TeachingAssistant", ASSISTANT),
    (f"{MEMBERSHIP}#Instructor", TEACHER),
    (f"{MEMBERSHIP}#ContentDeveloper", TEACHER),
    (f"{MEMBERSHIP}#Mentor", OBSERVER),
    (f"{MEMBERSHIP}#Learner", STUDENT),
)
SHORT = {"Instructor": TEACHER, "TeachingAssistant": ASSISTANT, "Mentor": OBSERVER, "Learner": STUDENT}
WORK = "work"  # our custom parameter: kind:reference


def role_of(roles: list[str]) -> Role | None:
    """What somebody of a platform is here; None for whom the platform gives no role in the course."""
    for name, role in ROLES:
        if name in roles:
            return role
    return next((SHORT[name] for name in roles if name in SHORT), None)


@dataclass(frozen=True, slots=True)
class Launch:
    """A launch that was checked."""

    issuer: str
    client: str
    deployment: str
    sub: str
    name: str
    email: str
    role: Role
    context: str
    title: str
    work: str = ""
    lineitem: str = ""
    lineitems_url: str = ""
    members_url: str = ""
    scopes: list[str] = field(default_factory=list)


def read_launch(body: Mapping[str, Any], client: str) -> Launch:
    """Raises Refusal with what the platform left out."""
    context = body.get(f"{CLAIM}context") or {}
    role = role_of(body.get(f"{CLAIM}roles") or [])
    if not body.get("sub"):
        raise Refusal(_("The platform did not say who you are."))
    if not context.get("id"):
        raise Refusal(_("The platform did not say which course this is."))
    if role is None:
        raise Refusal(_("The platform gives you no part in this course."))
    services = body.get(AGS) or {}
    return Launch(
        issuer=body["iss"],
        client=client,
        deployment=body[f"{CLAIM}deployment_id"],
        sub=str(body["sub"])[:255],
        name=str(body.get("name") or "").strip()[:120] or "Without a name",
        email=str(body.get("email") or "").lower()[:254],
        role=role,
        context=str(context["id"])[:255],
        title=str(context.get("title") or context.get("label") or "A course")[:120],
        work=str((body.get(f"{CLAIM}custom") or {}).get(WORK) or "")[:81],
        lineitem=str(services.get("lineitem") or ""),
        lineitems_url=str(services.get("lineitems") or ""),
        members_url=str((body.get(NRPS) or {}).get("context_memberships_url") or ""),
        scopes=list(services.get("scope") or []),
    )
