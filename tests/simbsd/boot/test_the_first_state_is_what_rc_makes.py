"""The first state of a machine is constructed; the same machine, booted by its own /etc/rc, is in the same state."""

from __future__ import annotations

import pytest

from simbsd.kern.kern_sysctl import OIDS, sysctl_read

LOOK = (
    "ifconfig -a", "netstat -rn", "mount", "hostname", "sysctl kern.hostuuid kern.hostid",
    "devfs rule showsets",
    "kldstat", "jls -N", "devfs rule -s 4 show", "devfs rule -s 3 show", "cat /var/run/motd", "kenv",
    "arp -an", "ps -ax -o comm | grep -v ps",
)  # fmt: skip
CHANGING = (
    "kern.lastpid", "kern.openfiles", "kern.boottime", "kern.msgbuf", "kern.cp_time", "kern.cp_times", "vm.loadavg",
)  # fmt: skip


def values(machine):
    init = machine.kernel.allproc[1]
    shown = {}
    for name, oid in OIDS.items():
        if oid.kind != "opaque" and name not in CHANGING:
            shown[name] = sysctl_read(machine.kernel, init, oid)
    return shown


@pytest.mark.parametrize("seed", [0, 7])
def test_a_boot_by_rc_ends_where_the_machine_began(console, seed):
    one = console(seed)
    before = [one.type(command) for command in LOOK]
    sysctls = values(one.machine)
    shown = one.type("reboot")
    assert "WARNING" not in shown
    assert "ERROR" not in shown
    assert [one.type(command) for command in LOOK] == before
    assert values(one.machine) == sysctls
