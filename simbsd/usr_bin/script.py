"""script(1): keep what stands on a terminal in a file.

Models usr.bin/script/script.c; leaves out -r and -p (recordings that are played again) and -f (filemon(4)).
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.err import Err
from simbsd.lib.execvp import execvpe
from simbsd.lib.getopt import getopt
from simbsd.lib.printf import printf
from simbsd.lib.pty import login_tty, openpty
from simbsd.lib.stdio import STDERR, STDIN, STDOUT, encode, put
from simbsd.lib.termios import tcgetattr, tcsetattr, winsize
from simbsd.lib.unistd import close, exit, fork, gettimeofday, isatty, open, poll, read, waitpid
from simbsd.sys.calendar import ctime
from simbsd.sys.errno import EINTR, Errno
from simbsd.sys.fcntl import O_APPEND, O_CREAT, O_TRUNC, O_WRONLY
from simbsd.sys.strtol import is_number
from simbsd.sys.termios import ECHO, ICANON, ICRNL, IEXTEN, IGNCR, INLCR, ISIG, ISTRIP, IXON, OPOST, Termios
from simbsd.sys.wait import wexitstatus, wifexited, wtermsig

USAGE = """\
usage: script [-aeFfkpqr] [-t time] [file [command ...]]
       script -p [-deq] [-T fmt] [file]
"""
SECOND, CHUNK = 1_000_000, 1024


@dataclass(slots=True)
class Session:
    """The options' letters, the file, the two sides of the pseudo-terminal, what runs there."""

    letters: set[str]
    path: str
    fd: int
    words: list[str]
    envp: dict[str, str]
    master: int
    slave: int
    modes: Termios | None
    child: int = 0


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Run the command, or a shell, at a terminal of its own; everything that it prints goes to the file too."""
    err = Err(argv)
    options, operands = await getopt(argv, "aeFkqt:")
    letters = {letter for letter, _ in options}
    if "?" in letters or any(letter == "t" and not is_number(text) for letter, text in options):
        await printf(USAGE, STDERR)
        return 1
    path = operands[0] if operands else "typescript"
    try:
        fd = await open(path, O_WRONLY | O_CREAT | (O_APPEND if "a" in letters else O_TRUNC))
    except Errno as error:
        await err.err(1, path, error)
    terminal = await isatty(STDIN)
    try:
        master, slave, _ = await openpty(await winsize(STDIN) if terminal else None)
    except Errno as error:
        await err.err(1, "openpty", error)
    modes = await tcgetattr(STDIN) if terminal else None
    session = Session(letters, path, fd, operands[1:], envp, master, slave, modes)
    await _head(session)
    if modes is not None:
        await tcsetattr(slave, modes.copy())
        await tcsetattr(STDIN, _raw(modes))
    session.child = await fork(_shell, session)
    await close(slave)
    await _carry(session)
    _, status = await waitpid(session.child)
    code = wexitstatus(status) if wifexited(status) else wtermsig(status)
    if modes is not None:
        await tcsetattr(STDIN, modes)
    await _tail(session, code)
    return code


def _raw(modes: Termios) -> Termios:
    raw = modes.copy()
    raw.c_iflag &= ~(ISTRIP | INLCR | IGNCR | ICRNL | IXON)
    raw.c_oflag &= ~OPOST
    raw.c_lflag &= ~(ECHO | ICANON | ISIG | IEXTEN)
    return raw


async def _date() -> str:
    return ctime(await gettimeofday() // SECOND)


async def _head(session: Session) -> None:
    if "q" in session.letters:
        return
    await printf(f"Script started, output file is {session.path}\n")
    command = f"Command: {' '.join(session.words)}\n" if session.words else ""
    await put(session.fd, encode(f"Script started on {await _date()}\n{command}"))


async def _tail(session: Session, code: int) -> None:
    if "q" in session.letters:
        return
    status = f"\nCommand exit status: {code}" if session.words else ""
    await put(session.fd, encode(f"{status}\nScript done on {await _date()}\n"))
    await printf(f"\nScript done, output file is {session.path}\n")


async def _shell(session: Session) -> int:
    """The child: the slave is its terminal (doshell)."""
    await close(session.master)
    await close(session.fd)
    await login_tty(session.slave)
    envp = session.envp | {"SCRIPT": session.path}
    shell = envp.get("SHELL", "/bin/sh")
    words = session.words or [shell, "-i"]
    try:
        await execvpe(words[0], words, envp)
    except Errno as error:
        await Err(["script"]).warn(words[0], error)
        await exit(1)


async def _carry(session: Session) -> None:
    """Keys to the shell, its output to the terminal and the file, until it has gone."""
    reading = True
    while True:
        try:
            ready = await poll({session.master: "r"} | ({STDIN: "r"} if reading else {}), None)
        except Errno as error:
            if error.errno == EINTR:
                continue
            return
        if STDIN in ready:
            reading = await _keys(session)
        if session.master in ready:
            try:
                data = await read(session.master, CHUNK)
            except Errno:
                return
            if not data:
                return
            await put(STDOUT, data)
            await put(session.fd, data)


async def _keys(session: Session) -> bool:
    """What was typed; at its end the shell's terminal is told so."""
    data = await read(STDIN, CHUNK)
    modes = await tcgetattr(session.master)
    if data:
        await put(session.master, data)
        if "k" in session.letters and not modes.c_lflag & ECHO:
            await put(session.fd, data)
    elif modes.c_lflag & ICANON:
        await put(session.master, bytes((modes.c_cc["VEOF"],)))
    return bool(data)
