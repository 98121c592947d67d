"""cpuset(1) and the sets of cpuset(2): whole outputs, on a machine that tells of four CPUs.

Texts: bin/cpuset/cpuset.c; rules: sys/kern/kern_cpuset.c.
"""

from __future__ import annotations

import pytest

from simbsd.limits import Limits
from simbsd.machine import Machine

USAGE = """\
usage: cpuset [-l cpu-list] [-n policy:domain-list] [-s setid] cmd ...
       cpuset [-l cpu-list] [-n policy:domain-list] [-s setid] -p pid
       cpuset [-c] [-l cpu-list] [-n policy:domain-list] -C -p pid
       cpuset [-c] [-l cpu-list] [-n policy:domain-list]
              [-j jailid | -p pid | -t tid | -s setid | -x irq]
       cpuset -g [-cir]
              [-d domain | -j jailid | -p pid | -t tid | -s setid | -x irq]
"""


def four(script: str) -> tuple[str, int]:
    output, status = Machine(limits=Limits(cpus=4), ttys=0, watched=False).script(script.encode())
    return output.decode(), status


def test_what_a_process_starts_with() -> None:
    assert four("sysctl -n hw.ncpu; cpuset -g; cpuset -gi; cpuset -gir; cpuset -gr -p 1") == (
        "4\npid -1 mask: 0, 1, 2, 3\n"
        "pid -1 domain policy: first-touch mask: 0\npid -1 cpuset id: 1\npid -1 root id: 0\n"
        "pid 1 root mask: 0, 1, 2, 3\npid 1 root domain policy: first-touch mask: 0\n",
        0,
    )


def test_every_jail_has_a_root_set_that_only_the_outside_changes() -> None:
    script = """
    jail -c name=www path=/ persist; jls -n cpuset.id; cpuset -gi -j www
    cpuset -l 0-1 -j www; cpuset -g -j www; jexec www cpuset -g; jexec www cpuset -gir
    jexec www cpuset -c -l 0-3 -p 1; jexec www cpuset -l 0 -s 3
    jexec www cpuset -l 0,2 true; jexec www cpuset -l 1 cpuset -g; jexec www cpuset -g -s 1
    """
    assert four(script) == (
        "cpuset.id=3\njail 1 cpuset id: 3\njail 1 mask: 0, 1\njail 1 domain policy: first-touch mask: 0\n"
        "pid -1 mask: 0, 1\npid -1 domain policy: first-touch mask: 0\npid -1 root id: 3\n"
        "cpuset: setaffinity: No such process\ncpuset: setaffinity: Operation not permitted\n"
        "cpuset: setaffinity: Invalid argument\n"
        "pid -1 mask: 1\npid -1 domain policy: first-touch mask: 0\ncpuset: getaffinity: No such process\n",
        1,
    )


def test_a_change_above_narrows_what_is_below_and_leaves_nobody_without_a_cpu() -> None:
    script = """
    cpuset -l 2-3 sleep 99 & p=$!; sleep 1; cpuset -gi -p $p; cpuset -g -p $p | head -1 | cut -d: -f2
    cpuset -l 0-1 -s 1; cpuset -l 0-2 -c -p $p; cpuset -g -p $p | head -1 | cut -d: -f2; cpuset -l 0-1 -c -p $p
    cpuset -l 0-4 -s 1; cpuset -l 0 -s 0; cpuset -l 0-1 -s 9
    """
    assert four(script.replace("$p; cpuset -g", "$p | cut -d: -f2; cpuset -g", 1)) == (
        " 3\n 2, 3\n 2\ncpuset: setaffinity: Resource deadlock avoided\n"
        "cpuset: setaffinity: Invalid argument\ncpuset: setaffinity: Operation not permitted\n"
        "cpuset: setaffinity: No such process\n",
        1,
    )


def test_a_process_takes_what_it_narrowed_into_a_jail() -> None:
    show = "cpuset -gi; cpuset -gir; cpuset -g | head -1"
    script = f"jail -c name=a path=/ persist; cpuset -l 0-1 -c jexec a sh -c '{show}'"
    assert four(script) == ("pid -1 cpuset id: 5\npid -1 root id: 3\npid -1 mask: 0, 1\n", 0)


def test_sets_are_made_joined_and_freed() -> None:
    script = """
    sleep 99 & p=$!; cpuset -C -p $p; cpuset -gi -p $p; cpuset -s 1 -p $p; cpuset -gi -p $p
    cpuset -g -s 3; cpuset sh -c 'cpuset -gi; cpuset -n rr cpuset -g -t -1'; cpuset -g -t $((p + 100000)) | tail -1
    """
    lines = [line.split(" ", 2)[2] for line in four(script)[0].splitlines()]
    assert lines == [
        "cpuset id: 3", "cpuset id: 1", "No such process", "cpuset id: 3", "mask: 0, 1, 2, 3",
        "domain policy: round-robin mask: 0", "domain policy: first-touch mask: 0",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "output", "status"),
    [
        ("-l 1024 true", "cpuset: List entry 1024 exceeds maximum of 1023\n", 1),
        ("-l 0-1-2 true", "cpuset: Malformed list 0-1-2\n", 1),
        ("-n rr0 true", "cpuset: Malformed list rr0\n", 1),
        ("-l '' true", "cpuset: setaffinity: Resource deadlock avoided\n", 1),
        ("-n 1 true", "cpuset: setdomain: Invalid argument\n", 1),
        ("-g -j x", 'cpuset: jail "x" not found\n', 1),
        ("-gi -p 99999", "cpuset: getid: No such process\n", 3),
        ("-gi -x 1", "cpuset: getid: Invalid argument\n", 22),
        ("-s 99 a b c", "cpuset: setid: No such process\n", 3),
        ("nope", "cpuset: nope: No such file or directory\n", 127),
        ("", USAGE, 1), ("-c", USAGE, 1), ("-C", USAGE, 1), ("-C -p 1 -j 1", USAGE, 1), ("-g true", USAGE, 1),
        ("-g -p 1 -j 1", USAGE, 1), ("-i", USAGE, 1), ("-j 1 true", USAGE, 1),
    ],
)  # fmt: skip
def test_refusals(words: str, output: str, status: int) -> None:
    assert four(f"jail -c name=a path=/ persist; cpuset {words}") == (output, status)


def test_users_change_neither_others_nor_sets() -> None:
    script = "pw useradd u -m; su -m u -c 'cpuset -l 0 -s 1; cpuset -l 0 -p 1; cpuset -l 0 cpuset -g' | head -1"
    assert four(script)[0] == (
        "cpuset: setaffinity: Operation not permitted\ncpuset: setaffinity: Operation not permitted\npid -1 mask: 0\n"
    )
