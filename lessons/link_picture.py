"""The picture that a link shows of itself where it is passed on: the network graph of the state it leads to.

Drawn from the same elements as the page's graph (lab/graph/network.py) and with its signs: a stack is a box with a
double edge in its prison's hue, a jail without one a dashed box, an interface a port that is filled when it is UP.
"""

from __future__ import annotations

from typing import Any

from lessons.picture import Colour, Picture, alphabets, colour

WIDTH, HEIGHT = 1200, 630  # what the places that show such pictures ask for
EDGE, TOP, FOOT = 48, 158, 40
HOST_WIDTH, GAP = 430, 130
LINE, CLOSE_LINE, PORT = 40, 36, 16
GUTTER = 44  # between two columns of boxes
TRUNKS, APART = 12, 7  # upright stretches side by side, and their distance
MOST_LINES = 3  # of a box's interfaces

# The light scheme of static/css/tokens.css; tests/site/test_links_have_pictures.py holds the two together.
GROUND, INK, SOFT, MARK, SHEET = map(colour, ("#fbfbf9", "#181d21", "#465058", "#7f8a91", "#ffffff"))
HUES = [
    colour(text) for text in
    ("#5c6870", "#b87700", "#2585bf", "#008a64", "#8f8300", "#0067a3", "#c85200", "#b0558a")
]  # fmt: skip
WASHES = [
    colour(text) for text in
    ("#f1f3f3", "#fbf2e0", "#e6f2fa", "#e2f4ee", "#f8f5d6", "#e2eef7", "#fceade", "#f8eaf2")
]  # fmt: skip

Element = dict[str, Any]


def link_picture(title: str, words: str, elements: list[Element]) -> bytes:
    """The picture (PNG) of a network graph, with a title and a line of words above it."""
    picture = Picture(WIDTH, HEIGHT, GROUND)
    picture.fill(0, 0, WIDTH, 10, INK)
    picture.text(EDGE, 30, cut(title, WIDTH - 2 * EDGE, large=True), INK, large=True)
    picture.text(EDGE, 98, cut(words, WIDTH - 2 * EDGE), SOFT)
    drawing = Drawing(picture, elements)
    drawing.stacks()
    drawing.host()
    drawing.bridges()
    drawing.links()
    return picture.png()


def cut(words: str, width: int, large: bool = False) -> str:
    """As much of a text as there is room for."""
    most = width // alphabets()[large].width
    return words if len(words) <= most else words[: most - 3] + "..."


class Drawing:
    """Where everything stands: the host's stack at the left, the others at its right in one or two columns."""

    def __init__(self, picture: Picture, elements: list[Element]) -> None:
        self.picture = picture
        self.elements = elements
        self.parents = {
            one["data"]["pr_id"]: one["data"]["pr_parent"] for one in elements if "pr_parent" in one["data"]
        }
        self.ports: dict[str, tuple[int, int]] = {}  # of each interface drawn: where its cable begins
        # Of each behind a column of boxes: the height that its cable comes along, and where that turns up to the port.
        self.ways: dict[str, tuple[int, int]] = {}
        self.names: dict[str, tuple[int, int]] = {}  # of each of the host's: where its name begins
        self.trunks = 0

    def of(self, *kinds: str, parent: str | None = None) -> list[Element]:
        """The elements of these kinds, all or those inside one."""
        return [one for one in self.elements if one["kind"] in kinds and parent in (None, one.get("parent"))]

    def hue(self, jid: int) -> int:
        """Which colour a prison wears: its outermost's, as in static/js/models/hues.js."""
        while self.parents.get(jid, 0) > 0:
            jid = self.parents[jid]
        return (jid - 1) % 7 + 1 if jid > 0 else 0

    def stacks(self) -> None:
        """The boxes of all stacks but the host's."""
        stacks = self.of("vnet")[1:]
        columns = 1 if len(stacks) <= 3 else 2
        room = HEIGHT - TOP - FOOT
        left = EDGE + HOST_WIDTH + GAP
        width = (WIDTH - left - EDGE - GUTTER * (columns - 1)) // columns
        rows = min(-(-len(stacks) // columns), 4)
        drawn = rows * columns
        for number, stack in enumerate(stacks[:drawn]):
            height = min(room // rows - 20, 170)
            x, y = left + number // rows * (width + GUTTER), TOP + number % rows * (room // rows)
            self.box(stack, x, y, width, height, behind=number >= rows)
        if len(stacks) > drawn:
            self.picture.text(left, HEIGHT - FOOT, f"and {len(stacks) - drawn} more", SOFT)

    def box(self, stack: Element, x: int, y: int, width: int, height: int, behind: bool) -> None:
        hue = self.hue(stack["data"]["pr_id"])
        self.edges(x, y, width, height, hue)
        self.picture.text(x + 18, y + 10, cut(name_of(stack), width - 30), INK)
        lines = min(MOST_LINES, (height - 46) // CLOSE_LINE)
        for number, port in enumerate(self.linked(stack)[:lines]):
            line = y + 46 + number * CLOSE_LINE
            self.port(port, x - PORT // 2, line + 8, hue)
            self.ports[port["id"]] = (x - PORT // 2, line + 16)
            if behind:
                self.ways[port["id"]] = (y + height + 5 * (number + 1), x - PORT // 2 - 7 * (number + 1))
            self.picture.text(x + 18, line, words_of(port, width - 30), INK)

    def edges(self, x: int, y: int, width: int, height: int, hue: int) -> None:
        self.picture.fill(x, y, width, height, WASHES[hue])
        self.picture.frame(x, y, width, height, HUES[hue])
        self.picture.frame(x + 5, y + 5, width - 10, height - 10, HUES[hue], 1)

    def linked(self, stack: Element) -> list[Element]:
        """The interfaces of a stack, those with a cable first, then those with an address."""
        ends = {one[side] for one in self.of("link", "member", "uplink") for side in ("source", "target")}
        ports = self.of("interface", "bridge", parent=stack["id"])
        return sorted(ports, key=lambda one: (one["id"] not in ends, not one["data"]["if_addrhead"]))

    def port(self, port: Element, x: int, y: int, hue: int) -> None:
        up = port["data"]["if_flags"].startswith("UP")
        self.picture.fill(x, y, PORT, PORT, HUES[hue] if up else SHEET)
        self.picture.frame(x, y, PORT, PORT, HUES[hue])

    def host(self) -> None:
        """The host's stack, its bridges and ports, and the jails that live in it."""
        host, room = self.of("vnet")[0], HEIGHT - TOP - FOOT - 20
        self.edges(EDGE, TOP, HOST_WIDTH, room, 0)
        self.picture.text(EDGE + 18, TOP + 10, name_of(host), INK)
        jails = self.of("jail", parent=host["id"])
        lines = (room - 60) // LINE
        most = lines - min(len(jails), lines // 2)
        for number, port in enumerate(self.linked(host)[:most]):
            line = TOP + 50 + number * LINE
            words = words_of(port, HOST_WIDTH - 70)
            start = EDGE + HOST_WIDTH - 24 - len(words) * alphabets()[0].width
            self.picture.text(start, line, words, INK)
            self.names[port["id"]] = (start - 10, line + 16)
            self.port(port, EDGE + HOST_WIDTH - PORT // 2, line + 8, 0)
            self.ports[port["id"]] = (EDGE + HOST_WIDTH + PORT // 2, line + 16)
        if len(self.linked(host)) > most:
            self.picture.text(EDGE + 60, TOP + 50 + most * LINE, f"and {len(self.linked(host)) - most} more", SOFT)
        for number, jail in enumerate(jails[: lines - min(len(self.linked(host)), most)]):
            hue = self.hue(jail["data"]["pr_id"])
            y = TOP + room - 14 - (number + 1) * LINE
            self.picture.fill(EDGE + 16, y, HOST_WIDTH - 60, LINE - 6, WASHES[hue])
            self.picture.frame(EDGE + 16, y, HOST_WIDTH - 60, LINE - 6, HUES[hue], dashed=True)
            self.picture.text(EDGE + 28, y + 1, cut(name_of(jail), HOST_WIDTH - 90), INK)

    def bridges(self) -> None:
        """A bar at the left for each bridge, and from it a line to each member."""
        for number, bridge in enumerate(self.of("bridge")):
            members = [
                one for one in self.of("member") if one["source"] == bridge["id"] and one["target"] in self.names
            ]
            if bridge["id"] not in self.names or not members:
                continue
            x = EDGE + 24 + 22 * number
            heights = [self.names[name][1] for name in (bridge["id"], *(one["target"] for one in members))]
            self.picture.fill(x, min(heights) - 10, 10, max(heights) - min(heights) + 20, SOFT)
            self.stretch(bridge["id"], x, SOFT)
            for one in members:
                self.stretch(one["target"], x, MARK, dashed=one["data"]["bif_state"] == "discarding")

    def stretch(self, name: str, x: int, ink: Colour, dashed: bool = False) -> None:
        """A level line from a bridge's bar to an interface's name."""
        end, y = self.names[name]
        self.picture.across(x + 10, y - 1, end - x - 10, ink, 3, dashed)

    def links(self) -> None:
        """Cables between stacks, each with an upright stretch of its own beside the host's box."""
        for link in self.of("link"):
            ends = [link["source"], link["target"]]
            if not all(end in self.ports for end in ends):
                continue
            turn = EDGE + HOST_WIDTH + 24 + self.trunks % TRUNKS * APART
            self.trunks += 1
            dashed = not link["data"]["up"]
            top, bottom = sorted(self.reach(end, turn, dashed) for end in ends)
            self.picture.down(turn, top - 1, bottom - top + 3, MARK, 3, dashed)

    def reach(self, port: str, turn: int, dashed: bool) -> int:
        """The way from an upright stretch to a port, round the boxes that are before it; at which height it begins."""
        x, y = self.ports[port]
        if port not in self.ways:
            self.picture.across(min(x, turn), y - 1, abs(x - turn), MARK, 3, dashed)
            return y
        height, upright = self.ways[port]
        self.picture.across(turn, height - 1, upright - turn, MARK, 3, dashed)
        self.picture.down(upright, y - 1, height - y + 2, MARK, 3, dashed)
        self.picture.across(upright, y - 1, x - upright, MARK, 3, dashed)
        return height


def name_of(element: Element) -> str:
    """A box's name, with its jid if it is a jail's."""
    jid = element["data"]["pr_id"]
    return f"{element['label']}  jid {jid}" if jid else str(element["label"])


def words_of(port: Element, width: int) -> str:
    """An interface's name, and its first address where there is room for all of it."""
    words = " ".join([port["label"], *port["data"]["if_addrhead"].split()[:1]])
    return words if cut(words, width) == words else cut(port["label"], width)
