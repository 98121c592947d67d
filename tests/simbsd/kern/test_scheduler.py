"""Whose turn it is: recent use, nice values and classes decide, and an idle machine forgets without a clock.

Rules: sys/kern/sched_4bsd.c, sys/kern/kern_synch.c (loadav), usr.sbin/rtprio/rtprio.c.
"""

from __future__ import annotations

import re

from simbsd.machine import Machine

LOOP = "while :; do :; done"
COUNT = "i=0; while [ $i -lt $N ]; do i=$((i+1)); done"
SECOND = 1_000_000


def share_of_two(sh, first: str, second: str) -> tuple[int, int]:
    """Hundredths of a second of CPU that two loops got in four seconds."""
    script = f"{first} sh -c '{LOOP}' & a=$!; {second} sh -c '{LOOP}' & b=$!; sleep 4"
    script += "; for p in $a $b; do ps -o time= -p $p; done"
    used = [int(text[0]) * 100 + int(text[1]) for text in re.findall(r":(\d\d)\.(\d\d)", sh(script)[0])]
    return used[0], used[1]


def test_equals_share_equally(sh) -> None:
    one, other = share_of_two(sh, "", "")
    assert abs(one - other) <= 20
    assert one + other >= 380


def test_a_nicer_loop_gets_less(sh) -> None:
    one, other = share_of_two(sh, "", "nice -n 20")
    assert one > 2 * other > 0


def test_a_real_time_loop_leaves_nothing_and_an_idle_one_takes_what_is_left(sh) -> None:
    """The shell itself would starve under a real-time loop, so the loop here is idle and its rival ordinary."""
    one, other = share_of_two(sh, "", "idprio 5")
    assert one >= 395
    assert other <= 5


def test_who_sleeps_much_runs_at_once(sh) -> None:
    """A short command beside four loops is not five times slower: its rivals have used up their priority."""
    script = f"for i in 1 2 3 4; do sh -c '{LOOP}' & done; sleep 3; time -p sh -c 'N=100; {COUNT}'"
    real = float(re.search(r"real (\d+\.\d+)", sh(script)[0]).group(1))
    assert real < 0.1


def test_user_and_system_time_add_up_to_the_time_on_the_cpu(sh) -> None:
    output, _ = sh(f"time -p sh -c 'N=5000; {COUNT}'")
    real, user, system = (float(text) for text in re.findall(r"\d+\.\d+", output))
    assert abs(real - user - system) <= 0.02
    assert user > 5 * system


def test_priorities_follow_nice_use_and_class(sh) -> None:
    assert sh("for n in 0 5 20; do nice -n $n sh -c 'ps -o pri= -p $$'; done; idprio 5 sh -c 'ps -o pri= -p $$'") == (
        "40\n45\n60\n161\n",
        0,
    )
    # ps's keyword cpu is the number of the processor (bin/ps/print.c, cpunum), not what has been used.
    tired = sh(f"sh -c '{LOOP}' & sleep 1.9; ps -o pri= -o cpu= -o %cpu= -p $!")[0].split()
    assert 40 < int(tired[0]) <= 76
    assert tired[1] == "0"
    assert float(tired[2]) > 50


def test_rtprio_tells_sets_and_refuses(sh) -> None:
    script = "rtprio; idprio 5 idprio; rtprio 5 rtprio; idprio 5 idprio -t rtprio"
    assert sh(f"{script}; sleep 9 & idprio 7 -$!; idprio $!") == (
        "rtprio: normal priority\nidprio: idle priority 5\nrtprio: realtime priority 5\nrtprio: normal priority\n"
        "idprio: idle priority 7\n",
        0,
    )
    assert sh("rtprio 32 true") == ("rtprio: RTP_SET: Invalid argument\n", 1)
    assert sh("rtprio x") == ("rtprio: pid must be a number\n", 1)
    assert sh("rtprio 1x true") == ("rtprio: priority must be a number\n", 1)
    assert sh("rtprio 99999") == ("rtprio: RTP_LOOKUP: No such process\n", 1)
    assert sh("idprio 5 nope") == ("idprio: execvp: nope: No such file or directory\n", 1)
    usage = sh("rtprio x y")
    assert usage[0].startswith("usage: [id|rt]prio\n")
    assert usage[1] == 1
    assert sh("jail -c name=a path=/ command=rtprio 5 true") == (
        "rtprio: RTP_SET: Operation not permitted\njail: rtprio 5 true: failed\n",
        1,
    )


def test_the_load_average_follows_the_runnable(sh) -> None:
    """exp(-5/60): after two samples with one loop the first average is 1 - exp(-1/6), less what rounding takes."""
    load = "sysctl -n vm.loadavg"
    output, _ = sh(f"{load}; sh -c '{LOOP}' & sleep 11; {load}; kill $!; sleep 600; sysctl vm.loadavg")
    first, busy, idle = output.splitlines()
    assert first == "{ 0.00 0.00 0.00 }"
    assert 0.14 <= float(busy.split()[1]) <= 0.16
    assert re.fullmatch(r"vm.loadavg: \{ 0.00 0.0\d 0.\d\d \}", idle)


def test_an_idle_machine_decays_the_same_however_it_is_advanced() -> None:
    one, other = Machine(), Machine()
    for machine in (one, other):
        machine.settle(60 * SECOND)
        machine.type(0, f"sh -c '{LOOP}' & sleep 6; kill $!\n")
        machine.settle(60 * SECOND)
    assert any(one.kernel.averunnable)
    one.advance(40 * SECOND)
    for _ in range(400):
        other.advance(SECOND // 10)
    assert one.digest() == other.digest()


def test_ps_shows_the_share_of_the_cpu(sh) -> None:
    shares = sh(f"sh -c '{LOOP}' & sh -c '{LOOP}' & sleep 8; ps -ax -o %cpu= -o comm= | sort -rn | head -2")[0].split()
    assert shares[1] == shares[3] == "sh"
    assert all(45 <= float(share) <= 55 for share in shares[::2])
