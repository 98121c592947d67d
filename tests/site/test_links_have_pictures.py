"""A link's picture: drawn from the state it leads to, once; what cannot be drawn says so."""

from __future__ import annotations

import json
import re
import struct
import zlib
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from lab.graph.network import network
from lab.session import Session
from lessons import link_picture, sharing
from lessons.engines import current_engine
from lessons.grading import BUSY, Outcome
from lessons.picture import Picture
from lessons.topologies import find_topology

ROOT = Path(__file__).resolve().parents[2]
HEIGHTS = link_picture.TOP, link_picture.HEIGHT


def pixels(content: bytes) -> tuple[int, int, bytes]:
    """Width, height and rows of a PNG as lessons/picture.py writes it."""
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    size = struct.unpack(">I", content[33:37])[0]
    rows = zlib.decompress(content[41 : 41 + size])
    stride = 3 * width + 1
    return width, height, b"".join(rows[line * stride + 1 : (line + 1) * stride] for line in range(height))


def machine(*lines: str) -> Session:
    session = Session(find_topology("empty").plan("14.0"), 0, "14.0", current_engine())
    for line in lines:
        session.type(0, f"{line}\r")
        session.pump()
    return session


def shared(client: Client, session: Session) -> str:
    answer = client.post("/s/", json.dumps(session.journal().dump()), content_type="application/json")
    address: str = answer.json()["shared"]
    return address


def drawn(*lines: str) -> bytes:
    elements = network(machine(*lines).machine.kernel).values()
    return link_picture.link_picture("A machine", "FreeBSD", [element.dump() for element in elements])


def test_a_picture_holds_what_was_drawn_and_nothing_outside_it() -> None:
    picture = Picture(4, 3, (0, 0, 0))
    picture.fill(2, -1, 9, 2, (1, 2, 3))
    picture.text(3, 1, "Wörd…", (255, 255, 255))
    width, height, found = pixels(picture.png())
    assert (width, height) == (4, 3)
    assert found[:12] == b"\0\0\0\0\0\0\1\2\3\1\2\3"


def test_every_kind_of_thing_changes_the_picture() -> None:
    states = [
        (), ("jail -c name=a persist",), ("jail -c name=a vnet persist",), ("ifconfig epair create",),
        ("jail -c name=a vnet persist", "ifconfig epair create", "ifconfig epair0b vnet a"),
        ("ifconfig bridge create", "ifconfig epair create", "ifconfig bridge0 addm epair0a"),
        tuple(f"jail -c name=j{n} vnet persist" for n in range(12)),
        tuple(f"jail -c name=j{n} persist" for n in range(40)),
    ]  # fmt: skip
    pictures = [drawn(*lines) for lines in states]
    assert len(set(pictures)) == len(states)
    assert {pixels(picture)[:2] for picture in pictures} == {(1200, 630)}
    assert drawn("jail -c name=a vnet persist") == pictures[2]


def test_a_cable_between_two_jails_is_drawn() -> None:
    joined = ("ifconfig epair create", "ifconfig epair0a vnet a", "ifconfig epair0b vnet b")
    up = ("ifconfig -j a epair0a up", "ifconfig -j b epair0b up")
    jails = tuple(f"jail -c name={name} vnet persist" for name in "ab")
    picture = pixels(drawn(*jails, *joined, *up))[2]
    cable = bytes(link_picture.MARK)
    x, y = link_picture.EDGE + link_picture.HOST_WIDTH + 25, 300
    at = 3 * (y * link_picture.WIDTH + x)
    assert picture[at : at + 3] == cable
    assert pixels(drawn(*jails, "ifconfig epair create"))[2][at : at + 3] != cable


def test_a_cable_to_the_second_column_goes_round_the_first() -> None:
    lines = [f"jail -c name=j{number} vnet persist" for number in range(1, 8)]
    picture = pixels(drawn(*lines))[2]
    joined = ["ifconfig epair create up", "ifconfig epair0b vnet j5", "jexec j5 ifconfig epair0b up"]
    cabled = pixels(drawn(*lines, *joined))[2]
    left = link_picture.EDGE + link_picture.HOST_WIDTH + link_picture.GAP
    width = (link_picture.WIDTH - left - link_picture.EDGE - link_picture.GUTTER) // 2
    first, second = range(left, left + width), left + width + link_picture.GUTTER

    def row(image: bytes, y: int, xs: range) -> bytes:
        return image[3 * (y * link_picture.WIDTH + xs[0]) : 3 * (y * link_picture.WIDTH + xs[-1] + 1)]

    changed = [y for y in range(*HEIGHTS) if row(picture, y, first) != row(cabled, y, first)]
    assert len(changed) == 3  # pixels: one cable is thick
    assert [row(picture, y, first) for y in changed] == [bytes(link_picture.GROUND) * len(first)] * 3
    assert [row(cabled, y, first) for y in changed] == [bytes(link_picture.MARK) * len(first)] * 3
    assert row(cabled, 220, range(second - 12, second - 9)) == bytes(link_picture.MARK) * 3


def test_what_there_is_no_room_for_is_counted() -> None:
    picture = drawn(*["ifconfig epair create"] * 6)
    assert picture != drawn(*["ifconfig epair create"] * 7)


def test_its_colours_are_the_pages() -> None:
    tokens = (ROOT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    # The first of each: a projector has its own after them.
    light = dict(reversed(re.findall(r"--([\w-]+): light-dark\((#\w+),", tokens)))
    assert [link_picture.colour(light[f"prison-{n}"]) for n in range(8)] == link_picture.HUES
    assert [link_picture.colour(light[f"wash-{n}"]) for n in range(8)] == link_picture.WASHES
    named = {
        "sheet": link_picture.GROUND,
        "ink": link_picture.INK,
        "ink-2": link_picture.SOFT,
        "mark": link_picture.MARK,
        "raised": link_picture.SHEET,
    }
    assert {name: link_picture.colour(light[name]) for name in named} == named


@pytest.mark.django_db
def test_the_page_names_a_picture_that_is_drawn_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    address = shared(client, machine("jail -c name=www vnet persist"))
    page = client.get(address).content.decode()
    assert f'<meta property="og:image" content="http://testserver{address}picture.png">' in page
    first = client.get(f"{address}picture.png")
    assert (first.status_code, first.headers["Content-Type"]) == (200, "image/png")
    assert first.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert pixels(first.content)[:2] == (1200, 630)
    monkeypatch.setattr(sharing, "replay_plan", lambda *_, **__: pytest.fail("drawn twice"))
    assert client.get(f"{address}picture.png").content == first.content


@pytest.mark.django_db
def test_a_starting_point_has_one_too(client: Client) -> None:
    page = client.get("/sandbox/").content.decode()
    found = re.search(r'og:image" content="http://testserver([^"]+)"', page)
    assert found
    answer = client.get(found[1].replace("&amp;", "&"))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert client.get("/sandbox/picture.png?from=nothing").status_code == 404


@pytest.mark.django_db
def test_what_cannot_be_replayed_is_said_and_not_tried_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    address = shared(client, machine("hostname a"))
    outcomes = [Outcome(error=str(BUSY)), Outcome(error="inputs[0]: comes before the machine was ready for it")]
    monkeypatch.setattr(sharing, "replay_plan", lambda *_, **__: outcomes.pop(0))
    for _ in range(3):
        assert client.get(f"{address}picture.png").status_code == 422
    assert outcomes == []  # busy is tried again, what does not replay is not


@pytest.mark.django_db
def test_no_picture_of_what_never_was(client: Client) -> None:
    assert client.get("/s/nothing/picture.png").status_code == 404


def test_letters_are_in_the_package() -> None:
    assert (Path(settings.BASE_DIR) / "lessons" / "picture_letters.bin").stat().st_size > 10_000
