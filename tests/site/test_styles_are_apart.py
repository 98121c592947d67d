"""Pages that load two apps' styles: what one names, the other does not name again."""

from __future__ import annotations

import re
from pathlib import Path

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
LAB = ("prose", "lab", "terminal", "graph", "trace", "timeline", "real_host", "small")  # of templates/lessons/lab.html
ROOM = ("quiz", "room")  # what templates/classroom/room.html adds to them
BLOCK = re.compile(r"^\.([a-z][a-z0-9-]*) \{", re.MULTILINE)


def classes(names: tuple[str, ...]) -> set[str]:
    """The classes that stylesheets style on their own."""
    return {found for name in names for found in BLOCK.findall((CSS / f"{name}.css").read_text(encoding="utf-8"))}


def test_a_room_restyles_nothing_of_the_lab_page() -> None:
    assert classes(LAB) & classes(ROOM) == set()
