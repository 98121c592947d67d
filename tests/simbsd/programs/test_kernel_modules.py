"""Modules: what kldload, kldstat and kldunload say, and what holds a file in the kernel.

Texts: sbin/kldload/kldload.c, sbin/kldstat/kldstat.c, sbin/kldunload/kldunload.c; rules: sys/kern/kern_linker.c; what
is in the kernel itself: sys/amd64/conf/GENERIC.
"""

from __future__ import annotations

import pytest

BUSY = "kldunload: can't unload file: Device busy\n"
IN_KERNEL = "module already loaded or in kernel\n"
HEADER = "Id Refs Address                Size Name\n"
CASES = [
    ("ls /boot/kernel",
     "bridgestp.ko\nfdescfs.ko\nif_bridge.ko\nif_epair.ko\nif_lagg.ko\nkernel\nnullfs.ko\npf.ko\npflog.ko\n", 0),
    ("kldload tmpfs", f"kldload: can't load tmpfs: {IN_KERNEL}", 1),
    ("kldload -n if_vlan", "", 0),
    ("kldload -nv if_vlan", "if_vlan is already loaded\n", 0),
    ("kldload if_bridge; kldload bridgestp", f"kldload: can't load bridgestp: {IN_KERNEL}", 1),
    ("kldload if_epair.ko && kldstat -q -n if_epair", "", 0),
    ("kldload bridgestp if_bridge; kldstat -n bridgestp",
     HEADER + " 2    2 0xffffffff82200000     6388 bridgestp.ko\n", 0),
    ("kldload bridgestp if_bridge; kldunload bridgestp; kldstat -n bridgestp; kldunload bridgestp",
     HEADER + " 2    1 0xffffffff82200000     6388 bridgestp.ko\n" + BUSY, 1),
    ("ifconfig epair create; kldunload if_epair", "epair0a\n" + BUSY, 1),
    ("ifconfig epair create; ifconfig epair0a destroy; kldunload -v if_epair",
     "epair0a\nUnloading if_epair.ko, id=2\n", 0),
    ("kldstat -i 9", HEADER + "kldstat: can't stat file id 9: No such file or directory\n", 1),
    ("kldstat -i x", "usage: kldstat [-dhqv] [-i id] [-n filename]\n       kldstat [-dq] [-m modname]\n", 1),
    ("kldstat -q", HEADER + " 1    1 0xffffffff80200000  1d4f6c0 kernel\n", 0),
    ("kldload pf; kldstat -v -n pf.ko",
     HEADER + " 2    1 0xffffffff82200000    5a4c8 pf.ko (/boot/kernel/pf.ko)\n"
     "\tContains modules:\n\t\t Id Name\n\t\t 11 pf\n", 0),
    ("kldload pf; kldstat -d -m pf", "Id  Refs Name data..(int, uint, ulong)\n 11    1 pf (0, 0, 0x0)\n", 0),
    ("kldstat -v | grep -c tmpfs", "1\n", 0),
]  # fmt: skip


@pytest.mark.parametrize(("command", "output", "status"), CASES, ids=[case[0] for case in CASES])
def test_modules(sh, command: str, output: str, status: int) -> None:
    assert sh(command) == (output, status)
