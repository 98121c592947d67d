"""The words of the audit: written down in English, and read in the reader's language.

What teachers wrote, names and points stand as they are.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext, gettext_noop

WORDS = frozenset((
    gettext_noop("added"), gettext_noop("agreed to be looked at"), gettext_noop("archived"), gettext_noop("assigned"),
    gettext_noop("brought back"), gettext_noop("changed category"), gettext_noop("changed closes"),
    gettext_noop("changed counting"), gettext_noop("changed due"), gettext_noop("changed earlier counts"),
    gettext_noop("changed email"), gettext_noop("changed extra time"), gettext_noop("changed late most"),
    gettext_noop("changed late percent"), gettext_noop("changed most attempts"), gettext_noop("changed name"),
    gettext_noop("changed number"), gettext_noop("changed opens"), gettext_noop("changed points"),
    gettext_noop("changed reference"), gettext_noop("changed role"), gettext_noop("changed section"),
    gettext_noop("changed term"), gettext_noop("changed by name"), gettext_noop("changed sections"),
    gettext_noop("changed time zone"), gettext_noop("changed title"),
    gettext_noop("collected"), gettext_noop("commented"), gettext_noop("computed"), gettext_noop("copied"),
    gettext_noop("dropped"), gettext_noop("dropped category"), gettext_noop("dropped section"),
    gettext_noop("gave more time"), gettext_noop("joined"), gettext_noop("left"),
    gettext_noop("looked at the running machine"), gettext_noop("made a code"), gettext_noop("made a personal link"),
    gettext_noop("made category"), gettext_noop("made section"), gettext_noop("marked"),
    gettext_noop("no longer agrees to be looked at"), gettext_noop("read a roster in"), gettext_noop("read people"),
    gettext_noop("recorded"), gettext_noop("regraded"), gettext_noop("removed"), gettext_noop("renamed section"),
    gettext_noop("sent marks"), gettext_noop("took time back"), gettext_noop("withdrew a code"),
    gettext_noop("none"), gettext_noop("everybody"), gettext_noop("excused"), gettext_noop("owner"),
    gettext_noop("teacher"), gettext_noop("assistant"), gettext_noop("observer"), gettext_noop("student"),
    gettext_noop("The terminals show something else than they did when it was handed in."),
))  # fmt: skip
FILLED = (
    gettext_noop("%(points)s (by hand)"),
    gettext_noop("%(new)s new, %(changed)s changed"),
    gettext_noop("%(n)s marks"),
    gettext_noop("of %(n)s students"),
)
NUMBER = r"(?P<\1>[0-9.]+)"
PATTERNS = tuple((re.compile(re.sub(r"%\\\((\w+)\\\)s", NUMBER, re.escape(text))), text) for text in FILLED)


def translated(text: str) -> str:
    """A text of the audit in the reader's language; as it is where it is nobody's but the writer's."""
    if text in WORDS:
        return gettext(text)
    for pattern, known in PATTERNS:
        found = pattern.fullmatch(text)
        if found:
            return gettext(known) % found.groupdict()
    return text
