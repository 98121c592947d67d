"""Every message of a real machine, from boot to a lost packet, is one that a room's socket takes."""

from __future__ import annotations

import json
from typing import Any

from classroom.wire import SHOWN, Frames, Snapshot, parse
from lab.bridge import Bridge
from lessons.curriculum import find_lesson

KEPT = ("journal", "failed")  # between a page and its own machine
LINES = (
    "jail -c name=www path=/ persist vnet\r",
    "ifconfig epair create\r",
    "ifconfig epair0b vnet www; ifconfig epair0a 10.0.0.1/24 up; jexec www ifconfig epair0b 10.0.0.2/24 up\r",
    "ping -c 1 10.0.0.2\r",
    "ping -c 1 -t 1 10.0.0.9\r",
)


def said() -> list[dict[str, Any]]:
    lesson, bridge = find_lesson("first-jail"), Bridge()
    texts = bridge.handle(json.dumps(opening(lesson.public(1))))
    for line in LINES:
        texts += bridge.handle(json.dumps({"v": 1, "type": "input", "tty": 0, "data": line}))
        for _ in range(60):
            texts += bridge.handle('{"v":1,"type":"advance","us":50000}')
    return [json.loads(text) for text in texts]


def opening(lesson: dict[str, Any]) -> dict[str, Any]:
    machine = {"seed": 1, "release": "14.0", "engine": "e", "journal": None, "size": [24, 80]}
    return {"v": 1, "type": "open", "lesson": lesson, **machine}


def test_frames_and_snapshots_take_every_message() -> None:
    messages = said()
    shown = [message for message in messages if message["type"] not in KEPT]
    assert {message["type"] for message in shown} == set(SHOWN)
    for at in range(0, len(shown), 100):
        text = json.dumps({"v": 1, "type": "frames", "generation": 1, "n": 1, "items": shown[at : at + 100]})
        assert isinstance(parse(text), Frames)
    text = json.dumps({"v": 1, "type": "snapshot", "generation": 1, "n": 1, "jump": True, "items": shown[:20]})
    assert isinstance(parse(text), Snapshot)
