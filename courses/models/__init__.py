"""What a course remembers: who is in it, what is to be done, what came of it."""

from __future__ import annotations

from courses.models.people import Course, Invite, Membership, Section

__all__ = ["Course", "Invite", "Membership", "Section"]
