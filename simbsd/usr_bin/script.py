"""script(1): keep what stands on a terminal in a file.

Models usr.bin/script/script.c; there is no filemon(4) for -f.
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
from simbsd.sys.errno import EINTR, ENOENT, Errno
from simbsd.sys.fcntl import O_APPEND, O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY
from simbsd.sys.strtol import is_number
from simbsd.sys.termios import ECHO, ICANON, Termios
from simbsd.sys.wait import wexitstatus, wifexited, wtermsig
from simbsd.usr_bin.script_play import TSTAMP_FMT, Player, cfmakeraw, record

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
    options, operands = await getopt(argv, "adeFfkpqrT:t:")
    letters = {letter for letter, _ in options}
    if "?" in letters or any(letter == "t" and not is_number(text) for letter, text in options):
        await printf(USAGE, STDERR)
        return 1
    path = operands[0] if operands else "typescript"
    plays = bool(letters & {"p", "T"})
    try:
        flags = O_RDONLY if plays else O_WRONLY | O_CREAT | (O_APPEND if "a" in letters else O_TRUNC)
        fd = await open(path, flags)
    except Errno as error:
        await err.err(1, path, error)
    if "f" in letters:
        await err.err(1, 'open("/dev/filemon", O_RDWR)', ENOENT)
    if plays:
        formats = [text for letter, text in options if letter == "T" and "%" in text]
        stamps = (formats[-1] if formats else TSTAMP_FMT) if "T" in letters else None
        return await Player(err, "q" in letters, "d" not in letters, stamps).play(fd)
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
        await tcsetattr(STDIN, cfmakeraw(modes))
    session.child = await fork(_shell, session)
    await close(slave)
    await _carry(session)
    _, status = await waitpid(session.child)
    code = wexitstatus(status) if wifexited(status) else wtermsig(status)
    if modes is not None:
        await tcsetattr(STDIN, modes)
    await _tail(session, code)
    return code


async def _date() -> str:
    return ctime(await gettimeofday() // SECOND)


async def _head(session: Session) -> None:
    if "r" in session.letters:
        await record(session.fd, b"", "s")
    if "q" in session.letters:
        return
    await printf(f"Script started, output file is {session.path}\n")
    if "r" in session.letters:
        return
    command = f"Command: {' '.join(session.words)}\n" if session.words else ""
    await put(session.fd, encode(f"Script started on {await _date()}\n{command}"))


async def _tail(session: Session, code: int) -> None:
    if "r" in session.letters:
        await record(session.fd, b"", "e")
    if "q" in session.letters:
        return
    if "r" not in session.letters:
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
            await (record(session.fd, data, "o") if "r" in session.letters else put(session.fd, data))


async def _keys(session: Session) -> bool:
    """What was typed; at its end the shell's terminal is told so."""
    data = await read(STDIN, CHUNK)
    modes = await tcgetattr(session.master)
    if data:
        if "r" in session.letters:
            await record(session.fd, data, "i")
        await put(session.master, data)
        if "k" in session.letters and not modes.c_lflag & ECHO:
            await put(session.fd, data)
    elif modes.c_lflag & ICANON:
        await put(session.master, bytes((modes.c_cc["VEOF"],)))
    return bool(data)
