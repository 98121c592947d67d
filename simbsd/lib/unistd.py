"""System call stubs for processes, descriptors and identity.

Models unistd.h and sys/wait.h; a stub traps, and gives what the kernel answers or raises Errno.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from simbsd.lib.syscall import syscall
from simbsd.sys.proc import Rusage

Entry = Callable[[Any], Coroutine[Any, Any, int]]


async def tick(steps: int = 1) -> None:
    """User time: ``steps`` rounds of an interpreter's loop have passed. Invisible to truss."""
    await syscall("tick", steps)


async def fork(entry: Entry, state: Any) -> int:
    """Start a child in ``entry(state)``, with a deep copy of ``state``; returns the child's pid.

    Descriptors, identity and directories are inherited as on fork(2). Caught signals are back at their default in the
    child (their handlers belong to the parent's program); ignored ones stay ignored. Errors: EAGAIN.
    """
    return int(await syscall("fork", entry, state))


async def vfork(entry: Entry, state: Any) -> int:
    """As fork, but ``state`` is not copied: for a child that does nothing but set itself up and exec."""
    return int(await syscall("vfork", entry, state))


async def execve(path: str, argv: list[str], envp: dict[str, str]) -> NoReturn:
    """Become another program. Errors: ENOENT, EACCES, ENOEXEC, E2BIG."""
    await syscall("execve", path, argv, envp)
    raise AssertionError("execve returned")


async def exit(status: int) -> NoReturn:
    """End this process."""
    await syscall("exit", status)
    raise AssertionError("exit returned")


async def wait4(pid: int, options: int = 0) -> tuple[int, int, Rusage]:
    """Wait for a child: (pid, status word, what it used); pid 0 with WNOHANG when none is ready. Errors: ECHILD, EINTR.
    """
    result: tuple[int, int, Rusage] = await syscall("wait4", pid, options)
    return result


async def waitpid(pid: int, options: int = 0) -> tuple[int, int]:
    """Wait for a child: (pid, status word)."""
    child, status, _ = await wait4(pid, options)
    return child, status


async def getpid() -> int:
    """This process's id."""
    return int(await syscall("getpid"))


async def getppid() -> int:
    """The parent's id."""
    return int(await syscall("getppid"))


async def getpgrp() -> int:
    """This process's group id."""
    return int(await syscall("getpgrp"))


async def getpgid(pid: int) -> int:
    """The group id of a process (0: this one). Errors: ESRCH."""
    return int(await syscall("getpgid", pid))


async def getsid(pid: int) -> int:
    """The session id of a process (0: this one). Errors: ESRCH."""
    return int(await syscall("getsid", pid))


async def setpgid(pid: int, pgid: int) -> None:
    """Move a process to a group; 0 means this process, or its own pid. Errors: EPERM, ESRCH, EACCES, EINVAL."""
    await syscall("setpgid", pid, pgid)


async def setsid() -> int:
    """Start a session. Errors: EPERM."""
    return int(await syscall("setsid"))


async def getuid() -> int:
    """Real user id."""
    return int(await syscall("getuid"))


async def geteuid() -> int:
    """Effective user id."""
    return int(await syscall("geteuid"))


async def getgid() -> int:
    """Real group id."""
    return int(await syscall("getgid"))


async def getegid() -> int:
    """Effective group id."""
    return int(await syscall("getegid"))


async def getgroups() -> tuple[int, ...]:
    """The groups, the effective one first."""
    result: tuple[int, ...] = await syscall("getgroups")
    return result


async def setuid(uid: int) -> None:
    """Set real, effective and saved user id. Errors: EPERM."""
    await syscall("setuid", uid)


async def seteuid(uid: int) -> None:
    """Set the effective user id. Errors: EPERM."""
    await syscall("seteuid", uid)


async def setgid(gid: int) -> None:
    """Set real, effective and saved group id. Errors: EPERM."""
    await syscall("setgid", gid)


async def setegid(gid: int) -> None:
    """Set the effective group id. Errors: EPERM."""
    await syscall("setegid", gid)


async def setgroups(groups: list[int]) -> None:
    """Set the groups, the effective one first. Errors: EPERM, EINVAL."""
    await syscall("setgroups", groups)


async def getlogin() -> str:
    """The session's login name."""
    return str(await syscall("getlogin"))


async def setlogin(name: str) -> None:
    """Set the session's login name. Errors: EPERM."""
    await syscall("setlogin", name)


async def umask(mask: int) -> int:
    """Set the mode mask, return the old one."""
    return int(await syscall("umask", mask))


async def chdir(path: str) -> None:
    """Change the working directory. Errors: ENOENT, ENOTDIR, EACCES."""
    await syscall("chdir", path)


async def fchdir(fd: int) -> None:
    """Change the working directory to an open one. Errors: EBADF, ENOTDIR, EACCES."""
    await syscall("fchdir", fd)


async def chroot(path: str) -> None:
    """Change the root directory. Errors: EPERM, ENOENT, ENOTDIR."""
    await syscall("chroot", path)


async def getcwd() -> str:
    """The working directory's path from the root. Errors: ENOENT."""
    return str(await syscall("__getcwd"))


async def open(path: str, flags: int, mode: int = 0o666) -> int:
    """Open a file; the lowest free descriptor. Errors: ENOENT, EACCES, EISDIR, EEXIST, EROFS, EMFILE, ENFILE ..."""
    return int(await syscall("open", path, flags, mode))


async def close(fd: int) -> None:
    """Close a descriptor. Errors: EBADF."""
    await syscall("close", fd)


async def read(fd: int, nbytes: int) -> bytes:
    """Read up to ``nbytes``; empty at the end of file. Errors: EBADF, EISDIR, EINTR, EAGAIN, EIO."""
    result: bytes = await syscall("read", fd, nbytes)
    return result


async def write(fd: int, data: bytes) -> int:
    """Write; returns how many bytes were taken. Errors: EBADF, EPIPE, ENOSPC, EFBIG, EINTR, EAGAIN, EIO."""
    return int(await syscall("write", fd, data))


async def lseek(fd: int, offset: int, whence: int) -> int:
    """Move the file offset, return it. Errors: EBADF, ESPIPE, EINVAL."""
    return int(await syscall("lseek", fd, offset, whence))


async def closefrom(fd: int) -> None:
    """Close this descriptor and all above it."""
    await syscall("closefrom", fd)


async def dup(fd: int) -> int:
    """Another descriptor for the same open file. Errors: EBADF, EMFILE."""
    return int(await syscall("dup", fd))


async def dup2(old: int, new: int) -> int:
    """Make ``new`` a descriptor for ``old``'s open file. Errors: EBADF."""
    return int(await syscall("dup2", old, new))


async def pipe() -> tuple[int, int]:
    """A pipe: (read end, write end). Errors: EMFILE, ENFILE."""
    result: tuple[int, int] = await syscall("pipe2", 0)
    return result


async def fcntl(fd: int, command: str, argument: int = 0) -> int:
    """``F_DUPFD``, ``F_GETFD``, ``F_SETFD`` (1: close on exec), ``F_GETFL``, ``F_SETFL``. Errors: EBADF, EINVAL."""
    return int(await syscall("fcntl", fd, command, argument))


async def ioctl(fd: int, request: str, argument: Any = None) -> Any:
    """A device request by name. Errors: EBADF, ENOTTY, and the request's own."""
    return await syscall("ioctl", fd, request, argument)


async def isatty(fd: int) -> bool:
    """True when the descriptor is a terminal."""
    from simbsd.sys.errno import Errno

    try:
        await syscall("ioctl", fd, "TIOCGETA", None)
    except Errno:
        return False
    return True


async def poll(fds: dict[int, str], timeout: int | None) -> dict[int, str]:
    """Wait until a descriptor is ready: ``r`` and ``w`` asked and answered. ``timeout`` in microseconds, None for ever.
    """
    result: dict[int, str] = await syscall("poll", fds, timeout)
    return result


async def nanosleep(us: int) -> None:
    """Sleep for ``us`` microseconds. Errors: EINTR."""
    await syscall("nanosleep", us)


async def setitimer(us: int, interval: int = 0) -> int:
    """Send SIGALRM in ``us`` microseconds (0: cancel), then every ``interval``; returns what was left of the old timer.
    """
    return int(await syscall("setitimer", us, interval))


async def gettimeofday() -> int:
    """The time: microseconds since 1970."""
    return int(await syscall("gettimeofday"))


async def monotonic() -> int:
    """Microseconds since boot (clock_gettime(CLOCK_MONOTONIC))."""
    return int(await syscall("clock_gettime", "CLOCK_MONOTONIC"))


async def boottime() -> int:
    """When the machine was booted, in microseconds since 1970: whole seconds (kern.boottime)."""
    now = await monotonic()
    return (await gettimeofday() - now) // 1_000_000 * 1_000_000


async def getrusage(who: str = "RUSAGE_SELF") -> Rusage:
    """What this process (or its waited-for children, RUSAGE_CHILDREN) has used."""
    result: Rusage = await syscall("getrusage", who)
    return result


async def getpriority(pid: int) -> int:
    """The nice value of a process (0: this one). Errors: ESRCH."""
    return int(await syscall("getpriority", pid))


async def setpriority(pid: int, nice: int) -> None:
    """Set the nice value of a process. Errors: ESRCH, EPERM, EACCES."""
    await syscall("setpriority", pid, nice)


async def setfib(fib: int) -> None:
    """Choose the routing table of this process. Errors: EINVAL."""
    await syscall("setfib", fib)
