"""A page that was loaded anew asks for the machine's past: the same output, packets and traces, frame by frame."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bridge_page import Page, only

Answers = list[dict[str, Any]]
LINES = ("jail -c name=www path=/ vnet persist", "ping -c 2 127.0.0.1", "ls /nope")


def worked() -> tuple[Page, Answers]:
    page = Page()
    said = page.open()
    for line in LINES:
        for key in [*line, "\r"]:
            said += page.type(key)
        said += page.say("advance", us=3_000_000)
    return page, said


def recalled(page: Page) -> list[Answers]:
    """Every frame, each as messages."""
    frames: list[Answers] = []
    for _ in range(1000):
        answer = only(page.say("recall"), "recalled")[0]
        frames += [[json.loads(text) for text in frame] for frame in answer["frames"]]
        if answer["done"]:
            return frames
    raise AssertionError("no end")


@pytest.fixture(scope="module")
def past() -> tuple[Answers, list[Answers]]:
    page, said = worked()
    journal = only(page.say("save"), "journal")[0]["journal"]
    again = Page()
    again.open(journal=journal)
    return said, recalled(again)


def text(messages: Answers) -> str:
    return "".join(message["data"] for message in messages if message["type"] in ("screen", "output"))


def test_output_commands_packets_and_traces_are_those_of_the_first_time(past: tuple[Answers, list[Answers]]) -> None:
    said, frames = past
    again = [message for frame in frames for message in frame]
    assert text(again) == text(said)
    assert only(again, "command") == only(said, "command")
    last = [{trace["command"]: trace for trace in only(of, "trace")} for of in (said, again)]
    assert last[0] == last[1]
    flown = [[packet for message in only(of, "packets") for packet in message["packets"]] for of in (said, again)]
    fields = ("packet", "at", "until", "source", "target", "label", "fate", "headers")
    first, second = [[[packet[name] for name in fields] for packet in of] for of in flown]
    assert len(first) >= 2
    assert first == second


def test_each_frame_ends_with_its_clock_and_says_how_many_inputs_it_follows(
    past: tuple[Answers, list[Answers]],
) -> None:
    _, frames = past
    clocks = [frame[-1] for frame in frames]
    assert {clock["type"] for clock in clocks} == {"clock"}
    assert [clock["time"] for clock in clocks] == sorted(clock["time"] for clock in clocks)
    commands = [frame for frame in frames if only(frame, "command")]
    assert [frame[-1]["inputs"] for frame in commands] == [len("\r".join(LINES[: n + 1])) + 1 for n in range(3)]


def test_the_graphs_of_its_frames_lead_to_the_machine_as_it_stands(past: tuple[Answers, list[Answers]]) -> None:
    said, frames = past

    def built(messages: Answers) -> dict[str, Any]:
        elements: dict[str, Any] = {}
        for message in messages:
            if message["type"] == "graph" and message["name"] == "network":
                elements = {} if message["full"] else elements
                elements.update((one["id"], one) for one in message["delta"]["add"] + message["delta"]["change"])
                for one in message["delta"]["remove"]:
                    del elements[one]
        return elements

    assert built([message for frame in frames for message in frame]) == built(said)


def test_the_machine_itself_is_left_as_it_was() -> None:
    page, _ = worked()
    assert page.bridge.session is not None
    before = page.bridge.session.machine.digest()
    recalled(page)
    assert page.bridge.session.machine.digest() == before


def test_after_undo_the_past_is_told_from_its_beginning_without_what_was_undone() -> None:
    page, _ = worked()
    page.say("recall")
    page.say("undo")
    commands = [message["line"] for frame in recalled(page) for message in only(frame, "command")]
    assert commands == list(LINES[:2])
