"""A full file system tells the log and whoever writes at a terminal, once a second (ffs_alloc.c: ffs_fserr)."""

from __future__ import annotations

import re

from simbsd.limits import Limits
from simbsd.machine import Machine

MINUTE = 60_000_000
FULL = "mount -t tmpfs -o size=100k tmpfs /mnt; yes > /mnt/a"


def typed(machine: Machine, line: str) -> str:
    machine.type(0, f"{line}\n")
    machine.settle(MINUTE)
    return machine.output(0)


def small(**limits: int) -> Machine:
    machine = Machine(limits=Limits(**limits))
    machine.settle(MINUTE)
    machine.output(0)
    return machine


def test_who_writes_is_told_and_the_log_knows_whose_file_it_was() -> None:
    machine = small(storage=2_000_000)
    said = "\r\n/: write failed, filesystem is full\r\nyes: stdout: No space left on device\r\n"
    assert said in typed(machine, "yes > /tmp/a")
    assert "sleep" in typed(machine, "sleep 2")
    log = typed(machine, "yes 2>/dev/null > /tmp/b; dmesg | tail -2")
    lines = re.findall(r"pid \d+ \(yes\), uid 0 inumber (\d+) on /: filesystem full\r\n", log)
    assert len(lines) == 3  # the console shows the second, and the buffer holds both
    assert len({*lines}) == 2


def test_a_file_system_in_memory_is_silent() -> None:
    out = typed(small(), f"{FULL}; dmesg | grep -c full")
    assert "failed" not in out
    assert "yes: stdout: No space left on device\r\n0\r\n" in out
    assert "date: stdout: No space left on device\r\n1\r\n" in typed(small(), f"{FULL}; date > /mnt/b; echo $?")


def test_no_more_files_can_be_made() -> None:
    machine = small(inodes=3000)
    out = typed(machine, "cd /tmp; for i in `seq 3000`; do : > f$i || break; done 2>/dev/null")
    assert "\r\n/: create/symlink failed, no inodes free\r\n" in out
