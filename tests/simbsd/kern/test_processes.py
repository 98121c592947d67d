"""fork, exit, wait: who is whose child, and what is told of an end."""

from __future__ import annotations

from simbsd.lib.unistd import exit, fork, getpid, getppid, nanosleep, setpgid, setsid, vfork, waitpid
from simbsd.limits import Limits
from simbsd.sys.errno import EAGAIN, ECHILD, EPERM, ESRCH, Errno
from simbsd.sys.wait import WNOHANG, wexitstatus, wifexited


async def leave(status):
    await exit(status)




def test_a_childs_exit_status_reaches_its_parent(after):
    async def body(log):
        pid = await fork(leave, 7)
        got, status = await waitpid(pid)
        log += [got == pid, wifexited(status), wexitstatus(status)]
        return 0

    assert after(body) == [True, True, 7]


def test_only_the_low_eight_bits_of_a_status_are_kept(after):
    async def body(log):
        log.append(wexitstatus((await waitpid(await fork(leave, 0x1FF)))[1]))
        return 0

    assert after(body) == [0xFF]


def test_waiting_without_children_is_refused(after):
    async def body(log):
        try:
            await waitpid(-1)
        except Errno as error:
            log.append(error.errno)
        return 0

    assert after(body) == [ECHILD]


def test_wnohang_tells_that_no_child_has_ended(after):
    async def sleeper(_):
        await nanosleep(1_000_000)
        return 3

    async def body(log):
        pid = await fork(sleeper, None)
        log.append(await waitpid(pid, WNOHANG))
        log.append(wexitstatus((await waitpid(pid))[1]))
        return 0

    assert after(body) == [(0, 0), 3]


def test_fork_copies_the_state_and_vfork_lends_it(after):
    async def change(state):
        state["seen"] = True
        return 0

    async def body(log):
        mine = {"seen": False}
        await waitpid(await fork(change, mine))
        log.append(dict(mine))
        await waitpid(await vfork(change, mine))
        log.append(dict(mine))
        return 0

    assert after(body) == [{"seen": False}, {"seen": True}]


def test_pids_go_up_by_one(after):
    async def body(log):
        first = await fork(leave, 0)
        second = await fork(leave, 0)
        log.append(second - first)
        return 0

    assert after(body) == [1]


def test_an_orphan_becomes_inits_child(after):
    async def orphan(log):
        await nanosleep(1000)
        log.append(await getppid())
        return 0

    async def parent(log):
        await vfork(orphan, log)
        return 0

    async def body(log):
        await waitpid(await vfork(parent, log))
        return 0

    assert after(body) == [1]


def test_a_full_process_table_refuses_fork(after):
    async def sleeper(_):
        await nanosleep(10_000_000)
        return 0

    async def body(log):
        born = 0
        try:
            while True:
                await fork(sleeper, None)
                born += 1
        except Errno as error:
            log += [born > 0, error.errno]
        return 0

    assert after(body, limits=Limits(processes=20)) == [True, EAGAIN]


def test_a_group_leader_cannot_start_a_session(after):
    async def body(log):
        await setsid()
        try:
            await setsid()
        except Errno as error:
            log.append(error.errno)
        return 0

    assert after(body) == [EPERM]


def test_only_a_childs_group_can_be_set(after):
    async def body(log):
        for pid, group in ((1, 0), (0, 99)):
            try:
                await setpgid(pid, group)
            except Errno as error:
                log.append(error.errno)
        await setpgid(0, await getpid())
        return 0

    assert after(body) == [ESRCH, EPERM]
