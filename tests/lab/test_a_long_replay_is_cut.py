"""A long journal is replayed in slices: the page hears of it, what comes meanwhile waits, nothing is lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bridge_page import Page, only

OPEN = {"v": 1, "type": "open", "lesson": None, "seed": 3, "release": "14.0", "engine": "test"}


def long_journal(page: Page) -> dict[str, Any]:
    page.open()
    for number in range(12):
        page.type(f"echo line {number}\r")
    (saved,) = page.say("save")
    journal: dict[str, Any] = saved["journal"]
    return journal


def told(texts: list[str]) -> list[dict[str, Any]]:
    return [json.loads(text) for text in texts]


def test_what_comes_during_a_replay_waits_for_it(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = long_journal(page)
    monkeypatch.setattr("lab.bridge.FIRST_WORK", 2000)
    monkeypatch.setattr("lab.bridge.REPLAY_WORK", 2000)
    again = Page()
    first = told(again.bridge.handle(json.dumps({**OPEN, "journal": journal})))
    assert [answer["type"] for answer in first] == ["opened", "clock"]
    assert first[-1]["running"] is True
    (waits,) = told(again.bridge.handle(json.dumps({"v": 1, "type": "input", "tty": 0, "data": "echo after\r"})))
    assert (waits["type"], waits["running"]) == ("clock", True)
    answers: list[dict[str, Any]] = []
    pumps = 0
    while not only(answers, "screen"):
        answers += told(again.bridge.pump())
        pumps += 1
    assert pumps > 3
    assert only(answers, "screen")[0]["data"].count("line 11") == 2
    assert [answer["line"] for answer in only(answers, "command")] == ["echo after"]
    (saved,) = again.say("save")
    assert saved["journal"]["inputs"][:12] == journal["inputs"]
    assert len(saved["journal"]["inputs"]) == 13


def test_undo_of_a_long_session_is_cut_too(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    long_journal(page)
    monkeypatch.setattr("lab.bridge.FIRST_WORK", 2000)
    answers = page.say("undo")
    assert answers[0]["type"] == "clock"
    screen = only(answers, "screen")[0]["data"]
    assert (screen.count("line 10"), screen.count("line 11")) == (2, 0)


def test_a_journal_that_cannot_be_replayed_leaves_no_machine(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = long_journal(page)
    monkeypatch.setattr("lab.bridge.FIRST_WORK", 2000)
    again = Page()
    bad = [*journal["inputs"][:6], [journal["end"], 7, "type", "x"]]
    answers = again.open(journal={**journal, "inputs": bad})
    assert answers[-1] == {
        "v": 1, "type": "failed", "error": "the machine has no terminal 7", "where": "tty", "fatal": True,
    }  # fmt: skip
    assert again.bridge.pump() == []
