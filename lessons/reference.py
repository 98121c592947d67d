"""Reference cards: the SYNOPSIS of a manual page, as the machine's own man(1) shows it."""

from __future__ import annotations

import re

from django.core.cache import cache

from lessons.curriculum import catalogue
from lessons.engines import current_engine
from simbsd.machine import Machine

DAY_SECONDS = 24 * 3600
PAGE = re.compile(r"([\w.+-]+)\((\d)\)")
SANDBOX = ("jail(8)", "jexec(8)", "jls(8)", "ifconfig(8)", "ping(8)", "route(8)", "netstat(1)", "sysctl(8)", "ps(1)")
LIMIT = 10_000_000  # virtual microseconds
OVERSTRIKE = re.compile(r".\x08")


def pages() -> list[str]:
    """The pages that have a card: those that lessons name, and the sandbox's."""
    named = [page for lesson in catalogue().lessons() for page in lesson.man]
    return list(dict.fromkeys([*SANDBOX, *named]))


def synopsis_of(page: str) -> str:
    """A page's synopsis, empty where the machine has no such page; kept for a day."""
    name = f"card:{current_engine()}:{page}"
    text: str | None = cache.get(name)
    if text is None:
        text = synopsis(page)
        cache.set(name, text, DAY_SECONDS)
    return text


def synopsis(page: str) -> str:
    match = PAGE.fullmatch(page)
    if match is None:
        return ""
    output, status = Machine(ttys=0, watched=False).script(f"man {match[2]} {match[1]}".encode(), LIMIT)
    return section(OVERSTRIKE.sub("", output.decode("utf-8", "replace"))) if status == 0 else ""


def section(text: str) -> str:
    """What stands under SYNOPSIS, without its indentation."""
    lines = text.split("\n")
    if "SYNOPSIS" not in lines:
        return ""
    found: list[str] = []
    for line in lines[lines.index("SYNOPSIS") + 1 :]:
        if line and not line.startswith(" "):
            break
        found.append(line.removeprefix("     "))
    return "\n".join(found).strip("\n")
