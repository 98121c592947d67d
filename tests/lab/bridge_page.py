"""A page as the bridge sees one: messages as plain values, answers by type."""

from __future__ import annotations

import json
from typing import Any

from lab.bridge import Bridge


class Page:
    """A page that speaks to a bridge: says messages, reads answers, goes on while the machine runs."""

    def __init__(self) -> None:
        self.bridge = Bridge()

    def say(self, kind: str, **fields: Any) -> list[dict[str, Any]]:
        """One message; everything that comes of it."""
        answers = self._read(self.bridge.handle(json.dumps({"v": 1, "type": kind, **fields})))
        for _ in range(1000):
            if not answers or answers[-1].get("running") is not True:
                break
            answers += self._read(self.bridge.pump())
        return answers

    def open(self, **fields: Any) -> list[dict[str, Any]]:
        """Open a sandbox, or what the fields say."""
        defaults = {"lesson": None, "seed": 3, "release": "14.0", "engine": "test", "journal": None}
        return self.say("open", **{**defaults, **fields})

    def type(self, data: str) -> list[dict[str, Any]]:
        """Keys at the first terminal."""
        return self.say("input", tty=0, data=data)

    @staticmethod
    def _read(texts: list[str]) -> list[dict[str, Any]]:
        return [json.loads(text) for text in texts]


def only(answers: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """The answers of one type."""
    return [answer for answer in answers if answer["type"] == kind]
