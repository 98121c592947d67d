"""daemon(8): run a program away from the terminal, and watch over it.

Models usr.sbin/daemon/daemon.c; leaves out syslog (what would go there is lost) and the locks of
pidfile(3): a pid file belongs to the process that it names while that process lives.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.daemon import detach
from simbsd.lib.err import Err
from simbsd.lib.execvp import execvpe
from simbsd.lib.files import ftruncate, unlink
from simbsd.lib.getopt import Options
from simbsd.lib.getopt_long import Names, getopt_long
from simbsd.lib.grp import getgrouplist
from simbsd.lib.login_cap import setuserenvironment
from simbsd.lib.login_class import setusercontext
from simbsd.lib.printf import printf
from simbsd.lib.pwd import getpwnam, read_file
from simbsd.lib.setproctitle import setproctitle
from simbsd.lib.signal import kill, signal
from simbsd.lib.stdio import STDERR, STDOUT, decode, encode, put
from simbsd.lib.unistd import (
    close,
    dup2,
    exit,
    fork,
    getpid,
    nanosleep,
    open,
    pipe,
    poll,
    read,
    setgid,
    setgroups,
    setuid,
    waitpid,
)
from simbsd.sys.errno import ECHILD, EINTR, ESRCH, Errno
from simbsd.sys.fcntl import O_APPEND, O_CLOEXEC, O_CREAT, O_WRONLY
from simbsd.sys.signal import SIG_DFL, SIGCHLD, SIGHUP, SIGTERM
from simbsd.sys.strtol import is_number, to_int
from simbsd.sys.wait import WNOHANG

USAGE = """\
usage: daemon [-cfHrS] [-p child_pidfile] [-P supervisor_pidfile]
              [-u user] [-o output_file] [-t title]
              [-l syslog_facility] [-s syslog_priority]
              [-T syslog_tag] [-m output_mask] [-R restart_delay_secs]
command arguments ...
  --change-dir         -c         Change the current working directory to root
  --close-fds          -f         Set stdin, stdout, stderr to /dev/null
  --sighup             -H         Close and re-open output file on SIGHUP
  --syslog             -S         Send output to syslog
  --output-file        -o <file>  Append output of the child process to file
  --output-mask        -m <mask>  What to send to syslog/file
                                  1=stdout, 2=stderr, 3=both
  --child-pidfile      -p <file>  Write PID of the child process to file
  --supervisor-pidfile -P <file>  Write PID of the supervisor process to file
  --restart            -r         Restart child if it terminates (1 sec delay)
  --restart-delay      -R <N>     Restart child if it terminates after N sec
  --title              -t <title> Set the title of the supervisor process
  --user               -u <user>  Drop privileges, run as given user
  --syslog-priority    -s <prio>  Set syslog priority
  --syslog-facility    -l <flty>  Set syslog facility
  --syslog-tag         -T <tag>   Set syslog tag
  --help               -h         Show this help
"""
NAMES: Names = {
    "change-dir": ("c", ""), "close-fds": ("f", ""), "sighup": ("H", ""), "syslog": ("S", ""),
    "output-file": ("o", ":"), "output-mask": ("m", ":"), "child-pidfile": ("p", ":"),
    "supervisor-pidfile": ("P", ":"), "restart": ("r", ""), "restart-delay": ("R", ":"), "title": ("t", ":"),
    "user": ("u", ":"), "syslog-priority": ("s", ":"), "syslog-facility": ("l", ":"), "syslog-tag": ("T", ":"),
    "help": ("h", ""),
}  # fmt: skip
PRIORITIES = ("alert", "crit", "debug", "emerg", "err", "error", "info", "none", "notice", "panic", "warn", "warning")
FACILITIES = (
    "auth", "authpriv", "console", "cron", "daemon", "ftp", "kern", "lpr", "mail", "mark", "news", "ntp", "security",
    "syslog", "user", "uucp", *(f"local{number}" for number in range(8)),
)  # fmt: skip
SUPERVISING = "loPprSsT"
SYSLOG = "lsST"
BUFFER = 4095
SECOND = 1_000_000


@dataclass(slots=True)
class Daemon:
    """What was asked (options by letter), and how the child does."""

    name: str
    given: dict[str, str]
    words: list[str]
    envp: dict[str, str]
    mask: int = 3
    delay: int = 1
    out: int = -1
    child: int = 0
    dead: bool = False
    ending: bool = False
    held: bytes = b""
    signals: list[int] = field(default_factory=list)

    @property
    def restart(self) -> bool:
        """True while a child that has ended is to be replaced."""
        return ("r" in self.given or "R" in self.given) and not self.ending


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Detach from the terminal and run the command, under supervision where an option needs it."""
    err = Err(argv)
    options, words = await getopt_long(argv, "+cfHSp:P:ru:o:s:l:t:m:R:T:h", NAMES)
    daemon = Daemon(err.name, dict(options), words, envp)
    await _check(err, daemon, options)
    if not words:
        await printf(USAGE, STDERR)
        return 1
    await _files(err, daemon)
    try:
        await fork(_detached, daemon)
    except Errno as error:
        await err.warn("daemon", error)
        await _remove(daemon)
        return 1
    return 0


async def _check(err: Err, daemon: Daemon, options: Options) -> None:
    for letter, text in options:
        if letter in "?h":
            await printf(USAGE, STDERR)
            await exit(letter == "?")
        if letter == "l" and text not in FACILITIES:
            await err.errx(5, "unrecognized syslog facility")
        if letter == "s" and text not in PRIORITIES:
            await err.errx(4, "unrecognized syslog priority")
        if letter == "m":
            if text[:1] not in tuple("0123") or is_number(text[:2]) and len(text) > 1:
                await err.errx(6, "unrecognized listening mask")
            daemon.mask = int(text[0])
        if letter == "R":
            daemon.delay = to_int(text) if is_number(text) else 0
            if daemon.delay < 1:
                await err.errx(6, "invalid restart delay")


async def _files(err: Err, daemon: Daemon) -> None:
    """Open the output and the pid files while errors can still be told."""
    if "o" in daemon.given:
        try:
            daemon.out = await _open_log(daemon.given["o"])
        except Errno as error:
            await err.err(7, "open", error)
    for letter, title in (("p", "pidfile"), ("P", "ppidfile")):
        path = daemon.given.get(letter)
        if path is None:
            continue
        owner = await _owner(path)
        if owner:
            await err.errx(3, f"process already running, pid: {owner}")
        try:
            await _pidfile(path, "")
        except Errno as error:
            await err.err(2, f"{title} ``{path}''", error)


async def _open_log(path: str) -> int:
    return await open(path, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0o600)


async def _owner(path: str) -> int:
    """The living process that a pid file names, or 0."""
    text = await read_file(path)
    if not is_number(text):
        return 0
    pid = to_int(text)
    try:
        await kill(pid, 0)
    except Errno as error:
        return 0 if error.errno == ESRCH else pid
    return pid


async def _pidfile(path: str, text: str) -> None:
    fd = await open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    await ftruncate(fd, 0)
    await put(fd, encode(text))
    await close(fd)


async def _remove(daemon: Daemon) -> None:
    """Take the pid files away (pidfile_remove)."""
    for letter in "pP":
        if letter in daemon.given:
            try:
                await unlink(daemon.given[letter])
            except Errno:
                pass


async def _detached(daemon: Daemon) -> int:
    """The process in the background: a session of its own (daemon(3)), then the program or its supervisor."""
    await detach(nochdir="c" not in daemon.given, noclose="f" not in daemon.given)
    if not any(letter in daemon.given for letter in SUPERVISING):
        return await _exec(daemon)
    for number in (SIGCHLD, SIGTERM, SIGHUP):
        await signal(number, daemon.signals.append)
    if "P" in daemon.given:
        await _pidfile(daemon.given["P"], str(await getpid()))
    while True:
        await _supervise(daemon)
        if not daemon.restart:
            break
        await _sleep(daemon)
        if daemon.ending:
            break
    await _remove(daemon)
    return 1


async def _exec(daemon: Daemon) -> int:
    """Become the command (daemon_exec)."""
    err = Err([daemon.name])
    envp = dict(daemon.envp)
    if "p" in daemon.given:
        await _pidfile(daemon.given["p"], str(await getpid()))
    if "u" in daemon.given:
        user = await getpwnam(daemon.given["u"])
        if user is None:
            await err.errx(1, f"unknown user: {daemon.given['u']}")
        try:
            await setgid(user.pw_gid)
            await setgroups(await getgrouplist(user.pw_name, user.pw_gid))
            await setusercontext(user)
            await setuid(user.pw_uid)
        except Errno:
            await err.errx(1, "failed to set user environment")
        await setuserenvironment(user, envp)
    try:
        await execvpe(daemon.words[0], daemon.words, envp)
    except Errno as error:
        await err.err(1, daemon.words[0], error)


async def _start(state: tuple[Daemon, int, int]) -> int:
    """The child's side: its output goes into the pipe."""
    daemon, source, sink = state
    for number in (SIGCHLD, SIGTERM, SIGHUP):
        await signal(number, SIG_DFL)
    for bit, number in ((2, STDERR), (1, STDOUT)):
        if daemon.mask & bit:
            await dup2(sink, number)
    await close(sink)
    await close(source)
    return await _exec(daemon)


async def _supervise(daemon: Daemon) -> None:
    """Run the command once: collect its output, pass SIGTERM on, until it has ended (daemon_eventloop)."""
    source, sink = await pipe()
    daemon.dead = False
    try:
        daemon.child = await fork(_start, (daemon, source, sink))
    except Errno as error:
        await Err([daemon.name]).warn("fork", error)
        daemon.dead = True
    else:
        await setproctitle(daemon.name, f"{daemon.given.get('t', daemon.words[0])}[{daemon.child}]")
    await close(sink)
    open_end = True
    while not daemon.dead:
        await _signals(daemon)
        if daemon.dead:
            break
        try:
            ready = await poll({source: "r"} if open_end else {}, None)
        except Errno as error:
            if error.errno != EINTR:
                raise
            continue
        if ready:
            open_end = await _listen(daemon, source)
    while open_end and (await poll({source: "r"}, 0)) and await _listen(daemon, source):
        pass
    await _output(daemon, daemon.held)
    daemon.held = b""
    await close(source)


async def _signals(daemon: Daemon) -> None:
    """Do what the signals that have come ask for."""
    while daemon.signals:
        number = daemon.signals.pop(0)
        if number == SIGCHLD:
            daemon.dead = daemon.dead or await _is_dead(daemon)
        elif number == SIGTERM and not daemon.ending:
            daemon.ending = True
            if daemon.child and not daemon.dead:
                await kill(daemon.child, SIGTERM)
        elif number == SIGHUP and "H" in daemon.given and daemon.out >= 0:
            await close(daemon.out)
            try:
                daemon.out = await _open_log(daemon.given["o"])
            except Errno:
                daemon.out = -1


async def _is_dead(daemon: Daemon) -> bool:
    while True:
        try:
            pid, _ = await waitpid(-1, WNOHANG)
        except Errno as error:
            if error.errno == EINTR:
                continue
            return error.errno == ECHILD
        if pid in (daemon.child, 0):
            return pid == daemon.child


async def _listen(daemon: Daemon, source: int) -> bool:
    """Take output, and pass on whole lines or full buffers; False at the end of it."""
    data = await read(source, BUFFER)
    daemon.held += data
    end = daemon.held.rfind(b"\n") + 1
    if len(daemon.held) - end >= BUFFER:
        end = len(daemon.held)
    await _output(daemon, daemon.held[:end])
    daemon.held = daemon.held[end:]
    return bool(data)


async def _output(daemon: Daemon, data: bytes) -> None:
    """Output goes to the file, or where ours goes unless that was closed or it should go to syslog (do_output)."""
    if not data:
        return
    if daemon.out >= 0:
        try:
            await put(daemon.out, data)
        except Errno as error:
            await Err([daemon.name]).warn("write", error)
    elif "f" not in daemon.given and not any(letter in daemon.given for letter in SYSLOG):
        await printf(decode(data))


async def _sleep(daemon: Daemon) -> None:
    """Wait before the next child; a request to end is heard."""
    try:
        await nanosleep(daemon.delay * SECOND)
    except Errno as error:
        if error.errno != EINTR:
            raise
    await _signals(daemon)
