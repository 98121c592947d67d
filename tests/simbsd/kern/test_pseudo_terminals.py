"""Pseudo-terminals: what one side writes the other reads, discipline in between (sys/kern/tty_pts.c)."""

from __future__ import annotations

from simbsd.lib.files import getdents, stat
from simbsd.lib.jail import jail_attach
from simbsd.lib.pty import login_tty, openpty, posix_openpt, ptsname
from simbsd.lib.setproctitle import setproctitle
from simbsd.lib.syscall import syscall
from simbsd.lib.sysctl import sysctl
from simbsd.lib.termios import tcgetattr, tcgetpgrp, tcsetattr
from simbsd.lib.unistd import close, dup2, fcntl, fork, ioctl, nanosleep, open, poll, read, waitpid, write
from simbsd.sys.errno import EAGAIN, EINVAL, EIO, ENOENT, ENOTTY, ENXIO, Errno
from simbsd.sys.fcntl import O_NONBLOCK, O_RDONLY, O_RDWR
from simbsd.sys.signal import SIGHUP, SIGINT
from simbsd.sys.termios import ECHO, Winsize
from simbsd.sys.wait import wifsignaled, wtermsig


async def refused(call):
    try:
        await call
    except Errno as error:
        return error.errno
    return 0


def test_both_directions_pass_the_line_discipline(after):
    async def body(log):
        master, slave, path = await openpty(Winsize(50, 132))
        await write(master, b"ab\x7fc\r")
        log += [path, await read(slave, 100), await read(master, 100)]
        await write(slave, b"two\nlines\n")
        log.append(await read(master, 100))
        modes = await tcgetattr(slave)
        modes.c_lflag &= ~ECHO
        await tcsetattr(master, modes)
        await write(master, b"secret\n")
        log += [await read(slave, 100), await poll({master: "r"}, 0), (await ioctl(master, "TIOCGWINSZ")).ws_col]
        return 0

    assert after(body) == [
        "/dev/pts/0", b"ac\n", b"ab\b \bc\r\n", b"two\r\nlines\r\n", b"secret\n", {}, 132,
    ]  # fmt: skip


def test_the_node_is_its_makers(after):
    async def body(log):
        master = await posix_openpt()
        info = await stat(await ptsname(master))
        log += [oct(info.st_mode), info.st_uid, info.st_gid]
        second = await posix_openpt()
        log.append(await ptsname(second))
        await close(master)
        log += [await refused(stat("/dev/pts/0")), await ptsname(await posix_openpt())]
        log.append(await refused(posix_openpt(O_NONBLOCK)))
        return 0

    assert after(body) == ["0o20620", 0, 4, "/dev/pts/1", ENOENT, "/dev/pts/0", EINVAL]


def test_each_side_notices_when_the_other_goes(after):
    async def body(log):
        master, slave, path = await openpty()
        await close(slave)
        log += [await read(master, 1), await refused(write(master, b"x")), await poll({master: "rw"}, 0)]
        again = await open(path, O_RDWR)
        await fcntl(master, "F_SETFL", O_NONBLOCK)
        log.append(await refused(read(master, 1)))
        await close(master)
        log += [await read(again, 1), await refused(write(again, b"x")), await refused(tcgetattr(again))]
        log += [await refused(open(path, O_RDWR)), await refused(posix_openpt())]
        return 0

    assert after(body) == [b"", EIO, {0: "rw"}, EAGAIN, b"", ENXIO, ENXIO, ENXIO, 0]


def test_a_session_on_it_takes_signals_and_is_hung_up(after):
    async def session(fd):
        await login_tty(fd)
        while True:
            await read(0, 100)

    async def body(log):
        for key, how in ((b"\x03", SIGINT), (b"", SIGHUP)):
            master, slave, _ = await openpty()
            pid = await fork(session, slave)
            await close(slave)
            await nanosleep(1_000_000)
            log.append(await tcgetpgrp(master) == pid)
            await (write(master, key) if key else close(master))
            status = (await waitpid(pid))[1]
            log.append(wifsignaled(status) and wtermsig(status) == how)
        return 0

    assert after(body) == [True, True] * 2


def test_a_full_screen_makes_the_writer_wait(after):
    async def writer(fd):
        for _ in range(20):
            await write(fd, bytes(1000))
        return 0

    async def body(log):
        master, slave, _ = await openpty()
        pid = await fork(writer, slave)
        await nanosleep(1_000_000)
        await fcntl(slave, "F_SETFL", O_NONBLOCK)
        log.append(await refused(write(slave, b"x")))
        await fcntl(slave, "F_SETFL", 0)
        await close(slave)
        got = 0
        while data := await read(master, 3000):
            got += len(data)
        log += [got, (await waitpid(pid))[1]]
        return 0

    assert after(body) == [EAGAIN, 20000, 0]


def test_a_jail_sees_its_own_and_the_terminal_it_sits_at(after):
    """devfs_prison_check: another prison's pseudo-terminal is not there, unless it is the controlling one."""

    async def names():
        fd = await open("/dev/pts", O_RDONLY)
        found = [entry.d_name for entry in await getdents(fd) if not entry.d_name.startswith(".")]
        await close(fd)
        return found

    async def inside(state):
        jid, slave, report = state
        await login_tty(slave)
        await dup2(report, 9)
        await jail_attach(jid)
        await openpty()
        text = f"{await names()} {await refused(stat('/dev/pts/0'))} {await refused(stat('/dev/pts/1'))}"
        await write(9, text.encode())
        await nanosleep(5_000_000)
        return 0

    async def body(log):
        from simbsd.lib.unistd import pipe

        jid = await syscall("jail_set", {"name": "j", "path": "/", "persist": True}, 1)
        await openpty()
        _, slave, _ = await openpty()
        source, sink = await pipe()
        await fork(inside, (jid, slave, sink))
        log += [(await read(source, 200)).decode(), await names()]
        return 0

    assert after(body) == [f"['1', '2'] {ENOENT} 0", ["0", "1", "2"]]


def test_requests_of_a_master(after):
    async def body(log):
        master, slave, _ = await openpty()
        await write(slave, b"abc")
        log += [await ioctl(master, "FIONREAD"), await ioctl(master, "TIOCPTMASTER")]
        log += [await refused(ioctl(master, "TIOCSCTTY")), await refused(ioctl(slave, "TIOCPTMASTER"))]
        return 0

    assert after(body) == [3, None, ENOTTY, ENOTTY]


def test_a_process_names_itself(after):
    async def body(log):
        await setproctitle("sshd", "root@pts/0")
        log += [one.ki_args for one in await sysctl("kern.proc.all")][-1:]
        await setproctitle("sshd", "-plain")
        log.append(await sysctl("kern.proc.args"))
        return 0

    assert after(body) == [("sshd: root@pts/0",), "plain"]
