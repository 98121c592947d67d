"""login(1): begin a session: ask who it is, check the password, and become that user.

Models usr.bin/login/login.c with the modules that pam.d/login names (pam_self, pam_unix, pam_nologin, pam_lastlog);
leaves out login.conf's prompts and limits, the time-out, fbtab(5), terminals' owners and syslog.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.crypt import is_password
from simbsd.lib.err import Err
from simbsd.lib.files import access, stat
from simbsd.lib.getopt import getopt
from simbsd.lib.grp import getgrouplist
from simbsd.lib.login_cap import setuserenvironment
from simbsd.lib.login_class import setusercontext
from simbsd.lib.printf import printf
from simbsd.lib.pwd import Passwd, getpwnam, read_file
from simbsd.lib.readpassphrase import ask
from simbsd.lib.signal import signal
from simbsd.lib.stdio import STDERR, STDIN, STDOUT, LineReader, decode, puts
from simbsd.lib.syscall import syscall
from simbsd.lib.termios import ttyname
from simbsd.lib.unistd import (
    chdir,
    execve,
    exit,
    fork,
    getpid,
    getuid,
    nanosleep,
    setgid,
    setgroups,
    setlogin,
    setuid,
    waitpid,
)
from simbsd.lib.utmpx import logins, record_dead, record_user
from simbsd.sys.calendar import ctime
from simbsd.sys.errno import EPERM, Errno, strerror
from simbsd.sys.fcntl import F_OK
from simbsd.sys.signal import SIG_DFL, SIG_IGN, SIGHUP, SIGINT, SIGQUIT, SIGTSTP
from simbsd.sys.utmpx import ID_SIZE, UTX_LASTLOGIN

USAGE = "login [-fp] [-h hostname] [username]"
RETRIES, BACKOFF, SECOND = 10, 3, 1_000_000
NAME_MAX, MAXHOSTNAMELEN = 100, 256
NOLOGIN = "/var/run/nologin"
IGNORED = (SIGQUIT, SIGINT, SIGHUP)


@dataclass(slots=True)
class Login:
    """Who logs in, with which environment, in which directory; ``quiet`` leaves out the message of the day."""

    user: Passwd
    envp: dict[str, str]
    home: str
    quiet: bool
    ident: bytes = b""


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """``login [-fp] [user]``: -f without a password (for root, and for oneself), -p with the environment kept."""
    err = Err(argv)
    options, operands = await getopt(argv, "fh:p")
    letters = {letter for letter, _ in options}
    if "h" in letters and await getuid():
        await err.errx(1, f"-h option: {strerror(EPERM)}")
    host = dict(options).get("h", "")
    if len(host) >= MAXHOSTNAMELEN:
        await err.errx(1, f"-h option: {host}: exceeds maximum hostname size")
    if "?" in letters:
        await err.usage(USAGE)
    for number in IGNORED:
        await signal(number, SIG_IGN)
    user = await _authenticate(operands[0] if operands else None, "f" in letters)
    await _nologin(user)
    login = await _prepare(user, dict(envp), "p" in letters)
    try:
        await setgroups(await getgrouplist(user.pw_name, user.pw_gid))
        await _open_session(login, host)
        child = await fork(_session, login)
    except Errno as error:
        await err.err(1, "fork", error)
    await waitpid(child)
    if login.ident:
        await record_dead(login.ident, await getpid())
    return 0


async def _open_session(login: Login, host: str) -> None:
    """Say when the user was here last, and enter the session (pam_lastlog.c); a login on no terminal is "tty??"."""
    user, line = login.user.pw_name, (await ttyname(STDIN) or "tty??").removeprefix("/dev/")
    if not login.quiet:
        for last in await logins(UTX_LASTLOGIN):
            if last.ut_user == user:
                where = f"from {last.ut_host}" if last.ut_host else f"on {last.ut_line}"
                await puts(f"Last login: {ctime(last.ut_tv // SECOND)[:19]} {where}\n", STDOUT)
                break
    login.ident = await syscall("getrandom", ID_SIZE)
    await record_user(user, line, login.ident, await getpid(), host)


async def _authenticate(name: str | None, forced: bool) -> Passwd:
    """Ask until it is right, more and more slowly, and give up in the end."""
    uid = await getuid()
    tries = 0
    while True:
        if name is None:
            forced = False
            name = await _name()
        user = await getpwnam(name)
        if user is not None and ((forced and uid in (0, user.pw_uid)) or (uid != 0 and uid == user.pw_uid)):
            return user
        if user is not None and not user.pw_passwd:
            return user
        answer = await ask("Password:")
        if answer is None:
            await exit(1)
        if user is not None and await is_password(answer, user.pw_passwd):
            return user
        await puts("Login incorrect\n", STDOUT)
        tries += 1
        if tries > BACKOFF:
            if tries >= RETRIES:
                await exit(1)
            await nanosleep((tries - BACKOFF) * 5 * SECOND)
        name = None


async def _name() -> str:
    """A name, typed at the prompt (getloginname)."""
    while True:
        await printf("login: ", STDOUT)
        line = await LineReader(STDIN).line()
        if not line:
            await exit(1)
        name = decode(line).strip()
        if len(name) >= NAME_MAX:
            await printf("login name too long\n", STDERR)
        elif name.startswith("-"):
            await printf("login names may not start with '-'.\n", STDERR)
        elif name:
            return name


async def _nologin(user: Passwd) -> None:
    """/var/run/nologin keeps everybody out but root (pam_nologin)."""
    if user.pw_uid == 0:
        return
    try:
        await access(NOLOGIN, F_OK)
    except Errno:
        return
    await printf(await read_file(NOLOGIN), STDOUT)
    await exit(1)


async def _prepare(user: Passwd, old: dict[str, str], keep: bool) -> Login:
    home = user.pw_dir
    try:
        await chdir(home)
    except Errno:
        await chdir("/")
        await puts('No home directory.\nLogging in with home = "/".\n')
        home = "/"
    quiet = True
    try:
        await stat(".hushlogin")
    except Errno:
        quiet = False
    envp = dict(old) if keep else {}
    await setuserenvironment(user, envp)
    envp["HOME"], envp["LOGNAME"] = home, user.pw_name
    envp["TERM"] = old.get("TERM", "su")
    return Login(user, envp, home, quiet)


async def _session(login: Login) -> int:
    """The child's side: the user's ids, the message of the day, the shell."""
    user = login.user
    err = Err(["login"])
    try:
        await setlogin(user.pw_name)
        await setgid(user.pw_gid)
        await setgroups(await getgrouplist(user.pw_name, user.pw_gid))
        await setusercontext(user)
        await setuid(user.pw_uid)
    except Errno as error:
        await err.err(1, "setusercontext", error)
    if not login.quiet:
        await printf(await read_file("/var/run/motd"), STDOUT)
        await _mail(login.envp["MAIL"])
    for number in IGNORED:
        await signal(number, SIG_DFL)
    await signal(SIGTSTP, SIG_IGN)
    shell = user.pw_shell or "/bin/sh"
    try:
        await execve(shell, ["-" + shell.rpartition("/")[2]], login.envp)
    except Errno as error:
        await err.err(1, shell, error)


async def _mail(path: str) -> None:
    try:
        info = await stat(path)
    except Errno:
        return
    if info.st_size:
        await puts(f"You have {'new ' if info.st_mtime > info.st_atime else ''}mail.\n")
