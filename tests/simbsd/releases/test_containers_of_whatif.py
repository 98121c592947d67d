"""container(8), the fiction of the release whatif: walls and shares chosen one by one (docs/decisions/0016)."""

from __future__ import annotations

import pytest

USAGE = """\
usage: container create name [stack] [processes] [files=path] [cpu=shares]
                             [maxproc=number] [memory=bytes] [read=bytes] [write=bytes]
       container run name command ...
       container list
       container usage name
       container remove name
This program is a fiction: no FreeBSD ever had it.
"""
COUNT = "i=0; while [ $i -lt 10000 ]; do i=$((i+1)); done"
WORK = f"time -p container run web sh -c '{COUNT}' 2>&1 | head -1 | cut -d' ' -f2"


def whatif(sh, script: str) -> tuple[str, int]:
    return sh(script, release="whatif")


def test_no_other_release_has_it(sh) -> None:
    for release in ("8.0", "14.0", "15.0"):
        assert sh("container list", release=release) == ("sh: container: not found\n", 127)


def test_every_wall_is_chosen_by_itself(sh) -> None:
    script = """
    container create all stack processes files=/usr cpu=50 maxproc=9 memory=90000000 read=1000 write=2000
    container create none
    container list; container run none ifconfig -l; container remove all; container list; rctl
    """
    assert whatif(sh, script) == (
        "NAME STACK PROCESSES FILES CPU MAXPROC MEMORY   READ WRITE\n"
        "all  own   own       /usr  50  9       90000000 1000 2000\n"
        "none -     -         -     -   -       -        -    -\n"
        "em0 lo0\n"
        "NAME STACK PROCESSES FILES CPU MAXPROC MEMORY READ WRITE\n"
        "none -     -         -     -   -       -      -    -\n",
        0,
    )


def test_without_the_wall_of_processes_members_see_and_signal_what_their_parent_may(sh) -> None:
    script = """
    container create open stack; container create shut processes; sleep 99 & p=$!
    for c in open shut; do container run $c sh -c "kill -0 $p && echo seen; jls -N | wc -l"; done; kill $p
    """
    assert whatif(sh, script)[0].replace(" ", "").replace("sh:", "").splitlines()[:2] == ["seen", "1"]
    assert "No such process" in whatif(sh, script)[0].splitlines()[2].replace("kill: ", "")


def test_shares_divide_the_cpu(sh) -> None:
    """Three quarters of the CPU: four thirds of the time, however many rivals there are."""
    script = f"""
    container create web cpu=300; container create greedy cpu=100; {WORK}
    for i in 1 2 3 4; do container run greedy sh -c 'while :; do :; done' & done; sleep 1; {WORK}
    """
    alone, shared = (float(line) for line in whatif(sh, script)[0].splitlines())
    assert 1.2 * alone < shared < 1.5 * alone


def test_who_was_idle_has_saved_nothing_up(sh) -> None:
    script = f"""
    container create web cpu=100; container create greedy cpu=100
    container run greedy sh -c 'while :; do :; done' & sleep 5; {WORK}
    """
    assert 0.35 <= float(whatif(sh, script)[0]) <= 0.45


def test_memory_bites(sh) -> None:
    """What racct(9) counts as vmemoryuse: a program whose libraries find no room does not start (vm_mmap.c)."""
    script = "container create a memory=13000000; container run a ls -d /; echo $?; container usage a | grep memory"
    script += "; container create b memory=1000000; container run b ls -d /; echo $?"
    refused = "ld-elf.so.1: /lib/libc.so.7: mmap of entire address space failed: Cannot allocate memory\n"
    assert whatif(sh, script) == (f"/\n0\nvmemoryuse=0\n{refused}1\n", 0)


def test_limits_bite(sh) -> None:
    script = "container create a maxproc=2; container run a sh -c 'sleep 1 & sleep 1 & wait'"
    script += "; container usage a | grep maxproc"
    assert whatif(sh, script) == ("sh: Cannot fork: Resource temporarily unavailable\nmaxproc=1\n", 0)


@pytest.mark.parametrize(
    ("words", "output"),
    [
        ("", USAGE), ("list x", USAGE), ("run a", USAGE), ("create", USAGE),
        ("create a swap=1", f"{USAGE}container: a: no such resource\n"),
        ("create a cpu=x", f"{USAGE}container: a: no such resource\n"),
        ("create a cpu=10001", "container: a: Invalid argument\n"),
        ("usage x", 'container: jail "x" not found\n'), ("remove x", 'container: jail "x" not found\n'),
    ],
)  # fmt: skip
def test_refusals_leave_nothing(sh, words: str, output: str) -> None:
    assert whatif(sh, f"container {words}; jls -N") == (
        f"{output} JID             IP Address      Hostname                      Path\n", 0,
    )  # fmt: skip
