"""A lesson's set-up: files, cables, terminals, and the fault that the seed draws."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lab.course.lesson import Fault
from lab.course.plan import Plan, PlanError, Setup, SetupFile, parse
from lab.course.rehearsal import perform, start
from lab.course.transcript import parse_transcript
from lab.session import Session, SessionError


def session(setup: Setup, ttys: int = 1) -> Session:
    return Session(Plan("test", 1, "14.0", setup, ttys=ttys), 0)


def test_files_stand_ready_with_their_modes() -> None:
    file = SetupFile("/usr/local/etc/deep/down.conf", "one 'two' $three\n", "0640", "operator:wheel")
    prepared = session(Setup(files=(file,)))
    assert perform(prepared, "cat /usr/local/etc/deep/down.conf") == "one 'two' $three\n"
    assert perform(prepared, "stat -f '%Sp %Su' /usr/local/etc/deep/down.conf") == "-rw-r----- operator\n"


def test_a_cable_joins_two_stacks_that_are_made_for_it() -> None:
    prepared = session(Setup(cables=("left:10.0.1.2/24 -- right:10.0.1.1/24,fd00::1/64",)))
    assert "1 packets received" in perform(prepared, "jexec left ping -qc 1 10.0.1.1")
    assert perform(prepared, "jexec right ifconfig -l") == "lo0 epair0b\n"


def test_a_cable_may_end_on_a_bridge_of_the_host() -> None:
    cables = ("bridge0 -- left:10.0.1.2/24", "bridge0 -- right:10.0.1.1/24")
    assert "1 packets received" in perform(session(Setup(cables=cables)), "jexec left ping -qc 1 10.0.1.1")


@pytest.mark.parametrize("line", ["left:10.0.1.2/24", "left -- right -- third", "left:what -- right"])
def test_a_cable_that_is_none_is_named(line: str) -> None:
    with pytest.raises(SessionError, match=r"setup\.cables\[0\]"):
        session(Setup(cables=(line,)))


def test_a_set_up_that_fails_says_how() -> None:
    with pytest.raises(SessionError, match="the lesson's set-up failed with status 1: false: sorry"):
        session(Setup(commands=("echo false: sorry; false",)))


def test_a_plan_comes_back_from_the_wire_as_it_was() -> None:
    setup = Setup(("/usr/jails/a",), ("a:10.0.0.1/8 -- host",), (SetupFile("/a", "b"),), ("true",))
    plan = Plan("test", 1, "14.0", setup, ttys=3)
    assert parse(plan.dump()) == plan
    with pytest.raises(PlanError, match="not an absolute path"):
        parse({**plan.dump(), "setup": {"files": [{"path": "a"}]}})


def test_a_second_terminal_reads_commands_while_the_first_is_busy() -> None:
    prepared = session(Setup(), ttys=2)
    assert start(prepared, "cat") == ""
    assert perform(prepared, "echo two", 1) == "two\n"
    assert perform(prepared, "^C") == "^C\n"
    assert perform(prepared, "echo one") == "one\n"


def test_a_transcript_names_terminals_and_what_goes_on_running() -> None:
    found = parse_transcript("t", "fault: a\nmisconception: It is so.\n\n  2$ cat\n  [running]\n  $ ls\n  a\n  [1]\n")
    assert [(one.tty, one.command, one.output, one.status) for one in found.exchanges] == [
        (1, "cat", (), None),
        (0, "ls", ("a",), 1),
    ]
    assert (found.fault, found.misconception) == ("a", "It is so.")


def test_every_fault_is_drawn_by_some_seed_in_the_share_of_its_weight() -> None:
    from lessons_of_tests import lesson

    faults = (Fault("once", 1, "x", (), ("touch /once",)), Fault("thrice", 3, "y", (), ("touch /thrice",)))
    mended = replace(lesson(), faults=faults)
    drawn = [fault.id for seed in range(400) if (fault := mended.fault(seed)) is not None]
    assert 60 < drawn.count("once") < 140
    assert {drawn[seed] for seed in mended.seeds(1)} == {"once", "thrice"}
    (seed,) = [seed for seed in mended.seeds(0) if drawn[seed] == "once"]
    assert mended.plan(seed).setup.commands[-1] == "touch /once"


def test_a_setup_has_processors_and_lines_of_loader_conf_before_the_machine_boots() -> None:
    prepared = session(Setup(loader=("kern.racct.enable=1",), cpus=3))
    said = perform(prepared, "sysctl -n kern.racct.enable hw.ncpu; cat /boot/loader.conf")
    assert said == "1\n3\nkern.racct.enable=1\n"
    perform(prepared, "reboot")
    assert perform(prepared, "sysctl -n kern.racct.enable") == "1\n"


@pytest.mark.parametrize("given", [{"loader": [1]}, {"cpus": 0}, {"cpus": 9}, {"cpus": "2"}])
def test_a_setup_that_is_none_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(PlanError):
        parse({"slug": "x", "revision": 1, "release": "14.0", "goals": [], "setup": given})
