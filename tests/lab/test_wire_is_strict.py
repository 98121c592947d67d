"""Messages from the page: each kind is read, and anything else refused, with the field named."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lab.wire import Advance, Open, Reset, Resize, Save, Typed, Undo, WireError, failed, parse, say

OPEN = {"lesson": None, "seed": 1, "release": "14.0", "engine": "e", "journal": None}


def text(kind: str, **fields: Any) -> str:
    return json.dumps({"v": 1, "type": kind, **fields})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (text("open", **OPEN), Open(None, 1, "14.0", "e", None)),
        (text("input", tty=0, data="ls\r"), Typed(0, "ls\r")),
        (text("resize", tty=1, rows=24, columns=80), Resize(1, 24, 80)),
        (text("advance", us=0), Advance(0)),
        (text("undo"), Undo()),
        (text("reset"), Reset()),
        (text("save"), Save()),
    ],
)
def test_each_kind_is_read(given: str, message: object) -> None:
    assert parse(given) == message


@pytest.mark.parametrize(
    ("given", "where", "message"),
    [
        ("", "message", "not JSON"),
        ("[" * 100_000, "message", "not JSON"),
        ("[]", "message", "not an object"),
        ("{}", "v", "this machine speaks version 1 only"),
        (json.dumps({"v": True, "type": "undo"}), "v", "this machine speaks version 1 only"),
        (json.dumps({"v": 1}), "type", "no such message"),
        (json.dumps({"v": 1, "type": []}), "type", "no such message"),
        (text("shutdown"), "type", "no such message"),
        (text("undo", times=2), "times", "no such field"),
        (text("input", tty=0), "data", "missing"),
        (text("input", tty="0", data="x"), "tty", "not an integer between 0 and 7"),
        (text("input", tty=8, data="x"), "tty", "not an integer between 0 and 7"),
        (text("input", tty=0, data=3), "data", "not a string of at most 65536 characters"),
        (text("input", tty=0, data="x" * 65537), "data", "not a string of at most 65536 characters"),
        ('{"v":1,"type":"input","tty":0,"data":"\\ud800"}', "data", "half of a surrogate pair"),
        (text("resize", tty=0, rows=0, columns=80), "rows", "not an integer between 1 and 1000"),
        (text("advance", us=-1), "us", "not an integer between 0 and 86400000000"),
        (text("advance", us=1.5), "us", "not an integer between 0 and 86400000000"),
        (text("open", **{**OPEN, "lesson": "first"}), "lesson", "neither an object nor null"),
        (text("open", **{**OPEN, "seed": True}), "seed", f"not an integer between 0 and {2**63 - 1}"),
    ],
)
def test_what_is_no_message_is_refused(given: str, where: str, message: str) -> None:
    with pytest.raises(WireError) as caught:
        parse(given)
    assert (caught.value.where, caught.value.message) == (where, message)


def test_a_huge_message_is_refused_unread() -> None:
    with pytest.raises(WireError, match="longer than 4000000 characters"):
        parse('"' + "x" * 4_000_000 + '"')


def test_messages_to_the_page_are_compact_json() -> None:
    assert say("output", tty=0, data="é\n") == '{"v":1,"type":"output","tty":0,"data":"é\\n"}'
    assert json.loads(failed("no", "tty")) == {"v": 1, "type": "failed", "error": "no", "where": "tty", "fatal": False}
