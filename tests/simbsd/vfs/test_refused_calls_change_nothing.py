"""Whatever is asked of the kernel about identities, processes, mounts and the machine: a refused call changes nothing.

Prisons have the same law in tests/simbsd/jail/test_prison_invariants.py, files in tests/simbsd/vfs/test_invariants.py.
Two calls say or do something that FreeBSD's do as well before they are refused, and are not drawn: kldunload of the
kernel writes to the message buffer, and a mount loads its file system's module before it looks for what to mount.
"""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from vfshost import ALICE, Host

from simbsd.sys.errno import Errno
from simbsd.sys.proc import Proc, ProcState, Sleep

CALLS_A_RUN, REFUSED_A_RUN = 120, 60
IDS = (0, 5, ALICE, 4_000_000_000, -1)
PIDS = (0, 1, 10, 99_999, -1, -2, "root", "user", "jailed", "guest")  # words: a process of the test
PATHS = ("/", "/etc", "/nope", "/etc/passwd", "/j", "/mnt", "/j/mnt", "x" * 300, "")
NUMBERS = tuple(range(-1, 13))
VARIABLES = (
    ("kern.hostname", "h"), ("kern.hostname", "h" * 300), ("kern.securelevel", -5), ("kern.ostype", "x"),
    ("kern.maxprocperuid", 5), ("security.jail.enforce_statfs", 7), ("nope.nope", 1), ("vfs.usermount", 1),
    ("kern.chroot_allow_open_directories", 2), ("security.bsd.see_other_uids", 0), ("kern.maxproc", 1), ("kern", 1),
    ("kern.ps_showallprocs", "x"), ("net.inet.ip.forwarding", 1),
)  # fmt: skip
MOUNTS = (
    {"fstype": "tmpfs", "fspath": "/mnt", "from": "tmpfs"}, {"fstype": "tmpfs", "fspath": "/nope", "from": "x"},
    {"fstype": "tmpfs", "fspath": "/mnt", "from": "x", "size": "-3"}, {"fstype": "nope", "fspath": "/mnt"},
    {"fstype": "nullfs", "fspath": "/mnt", "from": "/etc"}, {"fstype": "nullfs", "fspath": "/mnt", "from": "/nope"},
    {"fstype": "nullfs", "fspath": "/etc/passwd", "from": "/etc"}, {"fspath": "/mnt"}, {"fstype": "tmpfs"},
    {"fstype": "devfs", "fspath": "/j/dev", "ruleset": "4"}, {"fstype": "devfs", "fspath": "/mnt", "ruleset": "-1"},
    {"fstype": "procfs", "fspath": "/proc", "from": "proc"}, {"fstype": "ufs", "fspath": "/", "update": ""},
    {"fstype": "tmpfs", "fspath": "/mnt", "update": "", "ro": ""},
    {"fstype": "tmpfs", "fspath": "/mnt", "from": "x", "bogus": "1"},
)  # fmt: skip
# A call, and what each of its arguments is drawn from.
CALLS: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ("setuid", (IDS,)), ("seteuid", (IDS,)), ("setgid", (IDS,)), ("setegid", (IDS,)),
    ("setgroups", (((), (0,), (5, ALICE), (4_000_000_000,), (1, 2, 3)),)),
    ("setlogin", (("bob", "", "l" * 40),)), ("setloginclass", (("staff", "", "c" * 40),)),
    ("kill", (PIDS, (0, 1, 15, 9, 99, -1))), ("setpriority", (PIDS, tuple(range(-21, 22)))),
    ("rtprio", ((0, 1, 2), PIDS, NUMBERS, NUMBERS)), ("setpgid", (PIDS, PIDS)),
    ("setrlimit", (("nofile", "nproc", "nope", "vmem"), NUMBERS, NUMBERS)),
    ("chroot", (PATHS,)), ("chdir", (PATHS,)), ("nmount", (MOUNTS, (0,))),
    ("unmount", (PATHS, (0, 0x80000, 0x0800_0000))), ("kldload", (("pf", "nope", "if_bridge", "nullfs", ""),)),
    ("kldunload", ((-1, 0, 2, 3, 4, 9),)), ("kenv", (("KENV_SET", "KENV_UNSET", "KENV_GET"), ("a", ""), ("b",))),
    ("settimeofday", ((-1, 0, 10**15),)), ("mknod", (PATHS, (0o020644, 0o010644, 0), ("1,3",))),
    ("ptrace", (NUMBERS, PIDS)), ("ktrace", (PATHS, (0, 1, 2, 3), (0, 1, 2), PIDS)),
    ("procctl", ((0, 1, 2), PIDS, ("PROC_NO_NEW_PRIVS_CTL", "PROC_TRACE_CTL", "PROC_NOPE"), NUMBERS)),
    ("cpuset_setid", (NUMBERS, PIDS, NUMBERS)), ("cpuset_setaffinity", (NUMBERS, NUMBERS, PIDS, NUMBERS)),
    ("cpuset_setdomain", (NUMBERS, NUMBERS, PIDS, NUMBERS, NUMBERS)), ("__sysctlbyname", (VARIABLES,)),
)  # fmt: skip


def people(host: Host) -> dict[str, Proc]:
    """Root and a user on the host, root and a user in a jail."""
    found = {"root": host.process(), "user": host.process(uid=ALICE)}
    for path in ("/j", "/j/mnt", "/j/dev", "/j/etc"):
        host.call(found["root"], "mkdir", path, 0o755)
    host.call(found["root"], "kldload", "nullfs")
    jid = host.call(found["root"], "jail_set", {"name": "a", "path": "/j", "persist": True}, 1)
    for name, uid in (("jailed", 0), ("guest", ALICE)):
        found[name] = host.process(uid=0)
        host.call(found[name], "jail_attach", jid)
        if uid:
            host.call(found[name], "setgroups", (uid,))
            host.call(found[name], "setgid", uid)
            host.call(found[name], "setuid", uid)
    return found


@pytest.mark.parametrize("seed", range(3))
def test_any_sequence_of_calls(seed: int) -> None:
    host, random, refused = Host(), Random(seed), 0
    processes = people(host)
    pids = {name: p.p_pid for name, p in processes.items()}
    for _ in range(CALLS_A_RUN):
        p = processes[random.choice(tuple(processes))]
        name, kinds = random.choice(CALLS)
        args = [random.choice(kind) for kind in kinds]
        args = [*args[0]] if name == "__sysctlbyname" else [pids.get(x, x) if isinstance(x, str) else x for x in args]
        if p.p_state is ProcState.ZOMBIE or p.p_pid not in host.kernel.allproc:
            continue
        host.kernel.now += 1
        before = host.state()
        try:
            host.call(p, name, *args)
        except Errno:
            refused += 1
            assert host.state() == before, (p.p_ucred.cr_uid, name, args)
        except Sleep:
            p.p_call = None
    assert refused > REFUSED_A_RUN
