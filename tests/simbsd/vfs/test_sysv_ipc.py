"""System V queues, semaphores and shared memory: whose they are, and what a jail has of them; ipcs and ipcrm.

Sources: sys/kern/sysv_{msg,sem,shm,ipc}.c, usr.bin/ipcs, usr.bin/ipcrm.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from vfshost import ALICE, Host

from simbsd.sys.errno import Errno
from simbsd.sys.ipc import IPC_CREAT, IPC_EXCL, IPC_PRIVATE
from simbsd.sys.proc import Proc

MAKE = IPC_CREAT | 0o600


def script(host: Host, text: str) -> tuple[str, int]:
    output, status = host.machine.script(text.encode())
    return output.decode(), status


def inside(host: Host, name: str, uid: int = 0) -> Proc:
    """A process of a jail."""
    p = host.process(uid)
    prison = next(one for one in host.kernel.allprison.values() if one.pr_name == name)
    p.p_ucred = replace(p.p_ucred, cr_prison=prison)
    return p


def refused(host: Host, p: Proc, name: str, *words: int) -> str:
    before = host.state()
    with pytest.raises(Errno) as caught:
        host.call(p, name, *words)
    assert host.state() == before
    return caught.value.name


def test_objects_are_found_by_key_and_kept_to_their_modes(host: Host) -> None:
    root, alice = host.process(), host.process(ALICE)
    queue = host.call(alice, "msgget", 77, MAKE)
    assert host.call(alice, "msgget", 77, 0o600) == queue == host.call(root, "msgget", 77, 0o600)
    assert refused(host, alice, "msgget", 77, IPC_CREAT | IPC_EXCL) == "EEXIST"
    assert refused(host, alice, "msgget", 78, 0) == "ENOENT"
    assert host.call(root, "semget", IPC_PRIVATE, 3, MAKE) != host.call(root, "semget", IPC_PRIVATE, 3, MAKE)
    shared = host.call(root, "shmget", 9, 5000, MAKE)
    assert refused(host, alice, "shmget", 9, 0, 0o400) == "EACCES"
    assert refused(host, root, "shmget", 9, 9000, 0) == "EINVAL"
    assert refused(host, root, "semget", 1, 0, MAKE) == refused(host, root, "semget", 1, 341, MAKE) == "EINVAL"
    assert refused(host, alice, "shmctl", shared) == "EACCES"
    assert refused(host, alice, "msgctl", queue + 1) == "EINVAL"
    host.call(root, "msgctl", queue)
    assert refused(host, alice, "msgctl", queue) == "EINVAL"
    assert host.call(alice, "msgget", 77, MAKE) != queue


def test_there_are_only_so_many(host: Host) -> None:
    root = host.process()
    for _ in range(40):
        host.call(root, "msgget", IPC_PRIVATE, MAKE)
    assert refused(host, root, "msgget", IPC_PRIVATE, MAKE) == "ENOSPC"
    host.call(root, "semget", IPC_PRIVATE, 340, MAKE)
    assert refused(host, root, "semget", IPC_PRIVATE, 1, MAKE) == "ENOSPC"


def test_a_jail_has_none_its_parents_or_its_own(host: Host) -> None:
    script(host, "jail -c name=none path=/ persist; jail -c name=old path=/ allow.sysvipc persist; "
                 "jail -c name=own path=/ sysvmsg=new sysvsem=new sysvshm=disable persist")  # fmt: skip
    root, none, old, own = host.process(), inside(host, "none"), inside(host, "old"), inside(host, "own")
    queue = host.call(root, "msgget", 5, MAKE)
    for name, words in (("msgget", (5, 0)), ("semget", (5, 1, MAKE)), ("shmget", (5, 1, MAKE)), ("msgctl", (queue,))):
        assert refused(host, none, name, *words) == "ENOSYS"
    assert refused(host, own, "shmget", 5, 1, MAKE) == "ENOSYS"
    assert refused(host, own, "msgctl", queue) == "EINVAL"
    assert refused(host, old, "msgget", 5, 0) == "ENOENT"  # keys are looked for among the same prison's own
    mine = host.call(own, "msgget", 5, MAKE)
    assert [one.id for one in host.call(own, "ipc_list", "msg")] == [mine]
    assert [(one.id, one.key) for one in host.call(root, "ipc_list", "msg")] == [(queue, 5), (mine, IPC_PRIVATE)]
    assert [one.key for one in host.call(old, "ipc_list", "msg")] == [IPC_PRIVATE, IPC_PRIVATE]
    assert host.call(none, "ipc_list", "msg") == []


def test_what_a_jail_made_goes_with_it(host: Host) -> None:
    script(host, "jail -c name=own path=/ sysvmsg=new persist")
    p = inside(host, "own")
    host.call(p, "msgget", 5, MAKE)
    p.p_ucred = replace(p.p_ucred, cr_prison=host.kernel.prison0)
    script(host, "jail -r own")
    assert host.call(host.process(), "ipc_list", "msg") == []


def test_ipcs_and_ipcrm(host: Host) -> None:
    root, alice = host.process(), host.process(ALICE)
    host.call(root, "msgget", 77, IPC_CREAT | 0o640)
    host.call(alice, "shmget", 9, 5000, IPC_CREAT | 0o777)
    host.call(root, "semget", IPC_PRIVATE, 3, MAKE)
    assert script(host, "ipcs; ipcs -mbo -u alice; ipcs -sac -q | head -2; ipcs -u nope; ipcs -Z") == (
        "Message Queues:\n"
        "T           ID          KEY MODE        OWNER    GROUP   \n"
        "q        65536           77 --rw-r----- root     wheel   \n\n"
        "Shared Memory:\n"
        "T           ID          KEY MODE        OWNER    GROUP   \n"
        "m        65536            9 --rwarwarwa alice    alice   \n\n"
        "Semaphores:\n"
        "T           ID          KEY MODE        OWNER    GROUP   \n"
        "s        65536            0 --rw------- root     wheel   \n\n"
        "Shared Memory:\n"
        "T           ID          KEY MODE        OWNER    GROUP          NATTCH        SEGSZ\n"
        "m        65536            9 --rwarwarwa alice    alice               0         8192\n\n"
        "Message Queues:\n"
        "T           ID          KEY MODE        OWNER    GROUP    CREATOR  CGROUP                 CBYTES"
        "                 QNUM               QBYTES        LSPID        LRPID STIME    RTIME    CTIME   \n"
        "ipcs: getpwnam failed: No such user\nipcs: illegal option -- Z\n"
        "usage: ipcs [-abcmopqstyMQST] [-C corefile] [-N namelist] [-u user]\n",
        1,
    )
    commands = (
        "su alice -c 'ipcrm -q 65536 -Q 77 -m 5; ipcrm -Wv'; ipcrm -M 9; ipcrm -Q 0 -s 65536; ipcrm -vW; "
        "jail -c name=j path=/ command=/usr/bin/ipcrm -q 65536; ipcrm x; ipcs -q"
    )
    assert script(host, commands) == (
        "ipcrm: msqid(65536): : Permission denied\nipcrm: msqs(77): : Permission denied\n"
        "ipcrm: shmid(5): : Invalid argument\nRemoved shared memory segment 65536\n"
        "ipcrm: shms(9): : No such file or directory\nipcrm: can't remove private message queues\n"
        "Removed message queue 65536\nipcrm: msqid(65536): : Function not implemented\n"
        "jail: /usr/bin/ipcrm -q 65536: failed\n"
        "unknown argument: x\nusage: ipcrm [-W] [-v[v]]\n             [-q msqid] [-m shmid] [-s semid]\n"
        "             [-Q msgkey] [-M shmkey] [-S semkey] ...\n"
        "Message Queues:\nT           ID          KEY MODE        OWNER    GROUP   \n\n",
        0,
    )
