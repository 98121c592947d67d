"""Names that people give: of themselves and of rooms. Codes of rooms, made to be read aloud."""

from __future__ import annotations

import secrets
import unicodedata

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.refusals import Refusal

# No vowels, so no words; nothing that is taken for something else when read aloud or from the back row.
LETTERS = "BCDFGHJKMNPQRSTVWXYZ23456789"
LENGTH = 6
# Kinds of characters that a name has no use for: controls, formats (which turn text round), private, unassigned.
UNWANTED = ("Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp")


class NoName(Refusal):
    """What was given is no name."""

    status = 422


def make_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


ROLES = {
    "teacher": gettext_lazy("teacher"),
    "co-teacher": gettext_lazy("co-teacher"),
    "participant": gettext_lazy("participant"),
    "projector": gettext_lazy("projector"),
}

MISSING = {
    "name": lambda: _("Give a name."),
    "title": lambda: _("Give a title."),
    "hint": lambda: _("Give a hint."),
}


def clean_code(text: str) -> str:
    """A code as it was typed: blanks, dashes and small letters are the typist's."""
    return "".join(text.split()).replace("-", "").upper()[:16]


def clean(text: str, longest: int, what: str = "name") -> str:
    """A name as it may be shown to others. Raises NoName when nothing is left of it, or too much."""
    wanted = (
        one for one in unicodedata.normalize("NFC", text) if one.isspace() or unicodedata.category(one) not in UNWANTED
    )
    name = " ".join("".join(wanted).split())
    if not name:
        raise NoName(MISSING[what](), what)
    if len(name) > longest:
        raise NoName(_("It has at most %(most)d characters.") % {"most": longest}, what)
    return name


def distinct(name: str, taken: set[str], longest: int) -> str:
    """The name, with a number behind it if somebody has it already."""
    lower = {one.casefold() for one in taken}
    number, found = 1, name
    while found.casefold() in lower:
        number += 1
        found = f"{name[: longest - len(str(number)) - 1]} {number}"
    return found
