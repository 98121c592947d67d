"""A full table of open files: its last twentieth is for a root that no jail holds, and the console is told.

Source: sys/kern/kern_descrip.c (_falloc_noinstall: maxuserfiles, PRIV_MAXFILES, ppsratecheck), kern_jail.c
(prison_priv_check: on no list), kern_resource.c (kern_proc_setrlimit), uipc_socket.c (sysctl_somaxconn).
"""

from __future__ import annotations

import pytest

from simbsd.sys.errno import Errno
from simbsd.sys.socketvar import AF_INET, SOCK_STREAM

TOLD = "kern.maxfiles limit exceeded by uid 0, (sh) please see tuning(7).\n"


def fill(host, p, refusal: str) -> list[int]:
    """Open a file until that is refused; the descriptors."""
    fds, name = [], ""
    while not name:
        try:
            fds.append(host.call(p, "open", "/etc/passwd", 0, 0))
        except Errno as error:
            name = error.name
    assert name == refusal
    return fds


def opened(host, p, most: int) -> int:
    """How many files there are once a process can open no more; all it opened is closed again."""
    host.kernel.sysctls["kern.maxfiles"] = most
    fds = fill(host, p, "ENFILE")
    full = host.kernel.openfiles
    for fd in fds:
        host.call(p, "close", fd)
    return full


def test_the_last_twentieth_is_for_the_hosts_root(host):
    jailed, user = host.inmate(host.jail(name="a")), host.child()
    host.call(user, "setuid", 1001)
    assert (opened(host, host.root, 100), opened(host, jailed, 100), opened(host, user, 100)) == (99, 94, 94)


def test_the_console_is_told_once_a_second(host):
    opened(host, host.root, 40)
    opened(host, host.root, 40)
    assert [line for line in host.kernel.msgbuf if "maxfiles" in line] == [TOLD]
    host.kernel.now += 1_000_000
    opened(host, host.root, 40)
    assert [line for line in host.kernel.msgbuf if "maxfiles" in line] == [TOLD, TOLD]


@pytest.mark.parametrize(("name", "before"), [("kern.maxfiles", 20000), ("kern.maxfilesperproc", 1024)])
def test_the_bounds_are_variables(sh, name, before):
    assert sh(f"sysctl {name}=40; sysctl -n {name}") == (f"{name}: {before} -> 40\n40\n", 0)


def test_a_process_holds_no_more_than_maxfilesperproc(host):
    host.kernel.sysctls["kern.maxfilesperproc"] = 5
    assert max(fill(host, host.root, "EMFILE")) == 4


def test_no_limit_is_above_maxfilesperproc(sh):
    assert sh("sysctl -q kern.maxfilesperproc=12 >/dev/null; ulimit -n") == ("12\n", 0)


def test_the_queue_of_listeners_has_two_names_of_which_one_is_listed(sh):
    output, _ = sh("sysctl kern.ipc.somaxconn=256; sysctl kern.ipc.soacceptqueue; sysctl -N kern.ipc | grep -c somax")
    assert output == "kern.ipc.somaxconn: 128 -> 256\nkern.ipc.soacceptqueue: 256\n0\n"
    assert sh("sysctl kern.ipc.soacceptqueue=0 2>&1; sysctl kern.ipc.soacceptqueue=65536") == (
        "kern.ipc.soacceptqueue: 128\nsysctl: kern.ipc.soacceptqueue=0: Invalid argument\n"
        "kern.ipc.soacceptqueue: 128 -> 65536\n", 0,
    )  # fmt: skip


@pytest.mark.parametrize(("asked", "given"), [(-1, 300), (500, 300), (200, 200)])
def test_a_listener_takes_as_long_a_queue_as_the_variable_allows(host, asked, given):
    host.kernel.sysctls["kern.ipc.soacceptqueue"] = 300
    fd = host.call(host.root, "socket", AF_INET, SOCK_STREAM, 0)
    host.call(host.root, "listen", fd, asked)
    assert host.root.p_fd.fd_files[fd].f_data.so_backlog == given
