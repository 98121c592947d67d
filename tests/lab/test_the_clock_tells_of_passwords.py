"""The clock says whether a terminal reads a password: what is typed then, a page writes down nowhere."""

from __future__ import annotations

import json

from lab.bridge import Bridge

OPEN = {"lesson": None, "seed": 7, "release": "14.0", "engine": "e", "journal": None}


def secret(bridge: Bridge, kind: str, **fields: object) -> object:
    """What the clock says of it after a message, when all is quiet."""
    answers = bridge.handle(json.dumps({"v": 1, "type": kind, **fields}))
    while json.loads(answers[-1])["running"]:
        answers = bridge.pump()
    return json.loads(answers[-1])["secret"]


def test_only_between_the_question_and_the_end_of_the_line() -> None:
    bridge = Bridge()
    told = [secret(bridge, "open", **OPEN)]
    for line in ("passwd alice\r", "hunt", "er2!\r", "hunter2!\r", "stty -echo\r", "stty echo\r"):
        told.append(secret(bridge, "input", tty=0, data=line))
    assert told == [False, True, True, True, False, False, False]
