"""Thumbnails of participants' graphs: what their pages send of them, as a few numbers, drawn here as paths.

A sketch is a row of numbers, six for each shape: kind, x, y, two more (a box's width and height, or where a line ends),
and the hue of a prison. Nothing in it is text, so nothing of it can be more than a picture.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

BOX, DASHED, PORT, DOWN, LINE, BROKEN = range(6)
KINDS = ("box", "dashed", "port", "down", "line", "broken")
NUMBERS = 6  # of a shape
WIDE, HIGH = 160, 100
MOST_SHAPES = 60


def paths_of(sketch: list[int]) -> list[dict[str, Any]]:
    """One path for each kind and hue: `{kind, hue, d}`, boxes first."""
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for at in range(0, len(sketch) - NUMBERS + 1, NUMBERS):
        kind, x, y, w, h, hue = sketch[at : at + NUMBERS]
        step = f"M{x} {y}L{w} {h}" if kind >= LINE else f"M{x} {y}h{w}v{h}h-{w}z"
        found[kind, hue].append(step)
    order = sorted(found, key=lambda key: (key[0] in (PORT, DOWN), key))
    return [{"kind": KINDS[kind], "hue": hue, "d": "".join(found[kind, hue])} for kind, hue in order]
