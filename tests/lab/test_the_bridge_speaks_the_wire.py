"""The bridge: every message of the wire, what it answers, and that nonsense is answered with `failed`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bridge_page import Page, only


def shown(answers: list[dict[str, Any]]) -> str:
    return "".join(answer["data"] for answer in only(answers, "output")).replace("\r", "")


def test_open_answers_with_everything_anew(page: Page) -> None:
    answers = page.open()
    assert [answer["type"] for answer in answers] == ["opened", "screen", "graph", "graph", "goals", "clock"]
    opened, screen, network, processes, goals, clock = answers
    assert (opened["engine"], opened["release"]) == ("test", "14.0")
    assert opened["time"] == clock["time"]
    assert screen["data"].endswith("# ")
    assert (network["name"], network["full"], processes["name"], processes["full"]) == (
        "network", True, "processes", True,
    )  # fmt: skip
    assert [element["label"] for element in network["delta"]["add"]] == [
        "host", "em0", "lo0", "the Internet", "",
    ]  # fmt: skip
    assert (goals["goals"], goals["done"]) == ([], False)
    assert clock["running"] is False


def test_a_command_line_is_told_between_its_echo_and_its_output(page: Page) -> None:
    page.open()
    answers = page.type("echo hello\r")
    kinds = [answer["type"] for answer in answers if answer["type"] in ("output", "command")]
    assert kinds == ["output", "command", "output"]
    assert only(answers, "command") == [{"v": 1, "type": "command", "tty": 0, "line": "echo hello"}]
    assert shown(answers).startswith("echo hello\nhello\n")
    assert answers[-1]["type"] == "clock"


def test_keys_are_echoed_at_once(page: Page) -> None:
    page.open()
    assert [shown(page.type(key)) for key in "ls"] == ["l", "s"]


def test_a_new_jail_is_one_element_of_each_graph(page: Page) -> None:
    page.open()
    answers = page.type("jail -c name=www path=/ persist\r")
    added = {
        answer["name"]: [(element["kind"], element["label"]) for element in answer["delta"]["add"]]
        for answer in only(answers, "graph")
        if answer["delta"]["add"]
    }
    assert added["network"] == [("jail", "www")]
    assert ("prison", "www") in added["processes"]


def test_the_trace_shows_the_call_that_was_refused_and_why(page: Page) -> None:
    page.open()
    page.type("jail -c name=www path=/ ip4.addr=10.0.2.15 persist\r")
    (trace,) = only(page.type("jexec www ifconfig em0 down\r"), "trace")
    assert trace["command"] == "jexec www ifconfig em0 down"
    (refused,) = [call for call in trace["calls"] if call["error"] == "EPERM"]
    assert refused["comm"] == "ifconfig"
    assert [(check["priv"], check["granted"]) for check in refused["checks"]] == [("PRIV_NET_SETIFFLAGS", False)]
    assert all(check["rule"] for check in refused["checks"])
    assert refused["where"] == refused["checks"][0]["where"] == "kern_jail.c: prison_priv_check"


def test_the_trace_says_at_which_root_a_walk_up_ended(page: Page) -> None:
    page.open()
    page.type("mkdir -p /j/sub; jail -c name=www path=/j persist; cp -R /rescue /j/sub/rescue\r")
    (trace,) = only(page.type("jexec www /sub/rescue/sh -c 'cd -P ../../..; cd -P /sub/..; cd /sub'\r"), "trace")
    stopped = [call["stopped"] for call in trace["calls"] if call["name"] == "chdir" and call["comm"] == "sh"]
    end = "The walk up ends here, where .. is the directory itself: it is the root of the process (rdir), its jail "
    end += "directory (jdir), the root of jail www."
    assert stopped == [[{"why": end, "where": "vfs_lookup.c: vfs_lookup"}], [], []]


def test_a_process_that_a_jail_cannot_see_is_told_to_be_outside_it(page: Page) -> None:
    page.open()
    page.type("jail -c name=www path=/ persist\r")
    (trace,) = only(page.type("jexec www kill 1\r"), "trace")
    (refused,) = [call for call in trace["calls"] if call["error"] == "ESRCH"]
    assert (refused["name"], refused["where"]) == ("kill", "kern_jail.c: prison_check")
    assert refused["note"] == ('What was named is on the host, and jail "www" sees only itself and the jails below it.')


def test_the_trace_holds_what_the_command_did_and_not_the_line_editor(page: Page) -> None:
    page.open()
    assert only(page.type(":\r"), "trace") == [{"v": 1, "type": "trace", "command": ":", "calls": [], "processes": []}]
    (trace,) = only(page.type("/usr/bin/true\r"), "trace")
    assert [call["comm"] for call in trace["calls"] if call["name"] == "execve"] == ["true"]


def test_packets_name_the_edges_that_they_cross(page: Page) -> None:
    page.open()
    for command in (
        "jail -c name=a path=/ vnet persist",
        "ifconfig epair create && ifconfig epair0b vnet a",
        "ifconfig epair0a 10.0.0.1/24 && jexec a ifconfig epair0b 10.0.0.2/24",
    ):
        page.type(f"{command}\r")
    answers = page.type("ping -c 1 10.0.0.2\r")
    packets = [packet for answer in only(answers, "packets") for packet in answer["packets"]]
    (edge,) = {packet["edge"] for packet in packets}
    assert edge.startswith("link:")
    assert [packet["label"] for packet in packets] == ["arp?", "arp!", "echo", "reply"]
    assert {packet["fate"] for packet in packets} == {"delivered"}


def test_time_passes_only_when_it_is_given(page: Page) -> None:
    page.open()
    answers = page.type("sleep 5; echo done\r")
    before = answers[-1]
    assert before["running"] is False
    assert before["next"] is not None
    assert "done\n" not in shown(answers).removeprefix("sleep 5; echo done\n")
    assert shown(page.say("advance", us=1_000_000)) == ""
    assert shown(page.say("advance", us=5_000_000)).startswith("done\n")


def test_an_endless_loop_runs_in_slices_and_ends_at_interrupt(page: Page) -> None:
    page.open()
    answers = page.bridge.handle(json.dumps({"v": 1, "type": "input", "tty": 0, "data": "while :; do :; done\r"}))
    assert json.loads(answers[-1])["running"] is True
    answers = page.type("\x03")
    assert shown(answers).endswith("# ")
    assert answers[-1]["running"] is False


def test_undo_takes_the_last_command_back(page: Page) -> None:
    first = only(page.open(), "screen")[0]["data"]
    page.type("touch /root/here\r")
    answers = page.say("undo")
    assert [answer["type"] for answer in answers] == ["screen", "graph", "graph", "goals", "clock"]
    assert answers[0]["data"] == first
    assert "No such file" in shown(page.type("ls /root/here\r"))


def test_undo_with_nothing_done_is_refused(page: Page) -> None:
    page.open()
    assert page.say("undo") == [
        {"v": 1, "type": "failed", "error": "there is no command line to take back", "where": "undo", "fatal": False}
    ]


def test_reset_begins_again(page: Page) -> None:
    first = only(page.open(), "screen")[0]["data"]
    page.type("touch /root/here\r")
    screen = {"v": 1, "type": "screen", "tty": 0, "data": first, "rows": 24, "columns": 80}
    assert page.say("reset")[0] == screen
    (saved,) = page.say("save")
    assert saved["journal"]["inputs"] == []


def test_a_saved_journal_opens_to_the_same_machine(page: Page) -> None:
    page.open()
    page.type("jail -c name=www path=/ persist\r")
    (saved,) = page.say("save")
    again = Page()
    answers = again.open(journal=saved["journal"])
    assert "www" in [element["label"] for element in only(answers, "graph")[0]["delta"]["add"]]
    assert again.say("save") == [saved]


def test_a_resize_is_known_to_programs(page: Page) -> None:
    page.open()
    page.say("resize", tty=0, rows=40, columns=132)
    assert "40 132\n" in shown(page.type("stty size\r"))


@pytest.mark.parametrize(
    ("kind", "fields", "where", "error"),
    [
        ("input", {"tty": 5, "data": "x"}, "tty", "the machine has no terminal 5"),
        ("advance", {"us": -5}, "us", "not an integer between 0 and 86400000000"),
        ("dance", {}, "type", "no such message"),
        ("open", {"lesson": {}, "seed": 1, "release": "14.0", "engine": "", "journal": None}, "goals", "not a list"),
        ("open", {"lesson": None, "seed": 1, "release": "5.0", "engine": "", "journal": None}, "release",
         "there is no release 5.0"),
        ("open", {"lesson": None, "seed": 1, "release": "14.0", "engine": "", "journal": {}}, "format", "missing"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_and_changes_nothing(
    page: Page, kind: str, fields: dict[str, Any], where: str, error: str
) -> None:
    page.open()
    page.type("echo one\r")
    digest = page.bridge.session.machine.digest() if page.bridge.session else ""
    assert page.say(kind, **fields) == [{"v": 1, "type": "failed", "error": error, "where": where, "fatal": False}]
    assert page.bridge.session is not None
    assert page.bridge.session.machine.digest() == digest


def test_nothing_works_before_a_machine_is_open(page: Page) -> None:
    assert page.say("undo") == [
        {"v": 1, "type": "failed", "error": "no machine is open yet", "where": "type", "fatal": False}
    ]
    assert page.bridge.pump() == []


def test_a_journal_of_another_machine_is_refused(page: Page) -> None:
    page.open()
    (saved,) = page.say("save")
    for name, value in (("seed", 4), ("engine", "other"), ("release", "13.0")):
        (answer,) = Page().open(journal={**saved["journal"], name: value})
        assert (answer["error"], answer["where"], answer["fatal"]) == (
            "the journal is of another machine", name, True,
        )  # fmt: skip
