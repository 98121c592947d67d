"""su(1): become another user.

Models usr.bin/su/su.c with the modules that pam.d/su names (pam_rootok, pam_self, pam_group, pam_unix); leaves out
syslog, sessions, and
the class of -c, which is only looked up.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.crypt import is_password
from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.grp import getgrnam, getgrouplist
from simbsd.lib.login_cap import getclass, getpwclass, setuserenvironment
from simbsd.lib.login_class import setclassmask, setusercontext
from simbsd.lib.pwd import Passwd, getpwnam, getpwuid, read_file
from simbsd.lib.readpassphrase import ask
from simbsd.lib.signal import kill, signal
from simbsd.lib.stdio import STDERR
from simbsd.lib.termios import tcgetpgrp, tcsetpgrp
from simbsd.lib.unistd import (
    chdir,
    close,
    execve,
    fork,
    geteuid,
    getlogin,
    getpgid,
    getpgrp,
    getpid,
    gettimeofday,
    getuid,
    pipe,
    read,
    setgid,
    setgroups,
    setpgid,
    setuid,
    waitpid,
)
from simbsd.sys.errno import EINTR, Errno
from simbsd.sys.signal import SIG_DFL, SIG_IGN, SIGCONT, SIGINT, SIGPIPE, SIGQUIT, SIGSTOP, SIGTSTP, SIGTTOU
from simbsd.sys.wait import WUNTRACED, wexitstatus, wifstopped

USAGE = "su [-] [-flms] [-c class] [login [args]]"
MAXLOGNAME = 33
SHELL = "/bin/sh"
SIGNALS = (SIGINT, SIGQUIT, SIGPIPE)
SECOND = 1_000_000
LOCKED = "*LOCKED*"  # pam_unix.c: LOCKED_PREFIX


@dataclass(slots=True)
class Change:
    """Who becomes whom, and how: ``login`` as if they had logged in (-l), ``keep`` the environment (-m)."""

    name: str
    user: Passwd
    shell: str
    login: bool
    keep: bool
    fast: bool
    words: list[str]
    envp: dict[str, str]
    pipe: tuple[int, int]
    handlers: list[str]


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Check that the caller may, then run the user's shell and wait for it."""
    err = Err(argv)
    options, operands = await getopt(_dashes(argv), "flmsc:")
    letters = "".join(letter for letter, _ in options)
    if "?" in letters:
        await err.usage(USAGE)
    name = operands[0] if operands else "root"
    if await geteuid() != 0:
        await err.errx(1, "not running setuid")
    if len(name) > MAXLOGNAME - 1:
        await err.errx(1, "username too long")
    me = await _me(err)
    if not await _authenticate(me, name):
        await err.errx(1, "Sorry")
    user = await getpwnam(name)
    if user is None:
        await err.errx(1, f"unknown login: {name}")
    if user.pw_passwd.startswith(LOCKED) or user.pw_expire and user.pw_expire <= await gettimeofday() // SECOND:
        await err.errx(1, "Sorry")
    for letter, group in options:
        if letter == "c" and await getuid() != 0:
            await err.errx(1, "only root may use -c")
        if letter == "c" and await getclass(group) is None:
            await err.errx(1, f"unknown class: {group}")
    last = next((letter for letter in reversed(letters) if letter in "lm"), "")
    shell = await _shell(err, me, user, keep=last == "m")
    words = operands[1:]
    change = Change(err.name, user, shell, last == "l", last == "m", "f" in letters, words, envp, (0, 0), [])
    return await _run(err, change)


def _dashes(argv: list[str]) -> list[str]:
    """A lone dash among the options means -l."""
    words = list(argv)
    for place, word in enumerate(words[1:], 1):
        if word == "-":
            words[place] = "-l"
        elif not word.startswith("-") or word == "--":
            break
    return words


async def _me(err: Err) -> Passwd:
    """The caller's account: the login name's if it fits the real user id."""
    uid = await getuid()
    me = await getpwnam(await getlogin())
    if me is None or me.pw_uid != uid:
        me = await getpwuid(uid)
    if me is None:
        await err.errx(1, "who are you?")
    return me


async def _authenticate(me: Passwd, name: str) -> bool:
    """The modules of pam.d/su in their order."""
    if await getuid() == 0:
        return True
    user = await getpwnam(name)
    if user is not None and user.pw_uid == me.pw_uid:
        return True
    if user is not None and user.pw_uid == 0:
        wheel = await getgrnam("wheel")
        if wheel and wheel.gr_mem and me.pw_name not in wheel.gr_mem and me.pw_gid != wheel.gr_gid:
            return False
    if user is not None and user.pw_passwd == "":
        return True
    answer = await ask("Password:")
    return answer is not None and user is not None and await is_password(answer, user.pw_passwd)


async def _shell(err: Err, me: Passwd, user: Passwd, keep: bool) -> str:
    if not keep:
        return user.pw_shell or SHELL
    shells = [line for line in (await read_file("/etc/shells")).splitlines() if line.startswith("/")]
    if await getuid() != 0 and user.pw_shell not in shells:
        await err.errx(1, "permission denied (shell)")
    return me.pw_shell or SHELL


async def _run(err: Err, change: Change) -> int:
    """Start the shell in a process group of its own, and stop when it stops."""
    try:
        await setgid(change.user.pw_gid)
        await setgroups(await getgrouplist(change.user.pw_name, change.user.pw_gid))
    except Errno as error:
        await err.err(1, "setusercontext", error)
    before = [str(await signal(number, SIG_IGN)) for number in SIGNALS]
    change.handlers = [SIG_IGN if handler == SIG_IGN else SIG_DFL for handler in before]
    await signal(SIGTSTP, SIG_DFL)
    try:
        change.pipe = await pipe()
        child = await fork(_child, change)
    except Errno as error:
        await err.err(1, "fork", error)
    await signal(SIGTTOU, SIG_IGN)
    await close(change.pipe[0])
    try:
        await setpgid(child, child)
    except Errno:
        pass
    if await _foreground() == await getpgrp():
        await _give(child)
    await close(change.pipe[1])
    status = await _wait(err, child)
    await _give(await getpgrp())
    return wexitstatus(status)


async def _foreground() -> int:
    """The terminal's process group, or -1 without a terminal."""
    try:
        return await tcgetpgrp(STDERR)
    except Errno:
        return -1


async def _give(group: int) -> None:
    try:
        await tcsetpgrp(STDERR, group)
    except Errno:
        pass


async def _wait(err: Err, child: int) -> int:
    while True:
        try:
            _, status = await waitpid(child, WUNTRACED)
        except Errno as error:
            if error.errno == EINTR:
                continue
            await err.err(1, "waitpid", error)
        if not wifstopped(status):
            return status
        group = await getpgid(child)
        if await _foreground() == group:
            await _give(await getpgrp())
        await kill(await getpid(), SIGSTOP)
        if await _foreground() == await getpgrp():
            await _give(await getpgid(child))
        await kill(child, SIGCONT)


async def _child(change: Change) -> int:
    """The child's side: wait until the terminal is ours, become the user, and then the shell."""
    err = Err([change.name])
    await close(change.pipe[1])
    await read(change.pipe[0], 1)
    await close(change.pipe[0])
    for number, handler in zip(SIGNALS, change.handlers, strict=True):
        await signal(number, handler)
    try:
        # su.c: a user's limits are taken only with -l; the mode mask comes with the environment.
        await setusercontext(change.user, resources=change.login or not change.user.pw_uid, mask=False)
        await setuid(change.user.pw_uid)
    except Errno as error:
        await err.err(1, "setusercontext", error)
    envp = await _environment(err, change)
    csh = change.shell.rpartition("/")[2] in ("csh", "tcsh")
    words = ["-su" if change.login else "_su" if csh else "su"]
    words += (["-m"] * change.keep + ["-f"] * change.fast) * csh + change.words
    try:
        await execve(change.shell, words, envp)
    except Errno as error:
        await err.err(1, change.shell, error)


async def _environment(err: Err, change: Change) -> dict[str, str]:
    """The caller's with HOME and SHELL (and USER, but for root), or with -l a fresh one at home."""
    user = change.user
    if change.keep:
        return change.envp
    if not change.login:
        envp = dict(change.envp)
        if user.pw_uid:
            envp["USER"] = user.pw_name
        envp["HOME"], envp["SHELL"] = user.pw_dir, change.shell
        return envp
    envp = {}
    await setuserenvironment(user, envp)
    await setclassmask(await getpwclass(user))
    if "TERM" in change.envp:
        envp["TERM"] = change.envp["TERM"]
    try:
        await chdir(user.pw_dir)
    except Errno:
        await err.errx(1, "no directory")
    return envp
