"""killall(1): send a signal to processes by name.

Models usr.bin/killall/killall.c; -d names terminals where the real one has device numbers. As there, -I alone sends
signal 0: a signal must be given after it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn

from simbsd.lib.err import Err
from simbsd.lib.files import stat
from simbsd.lib.jailparam import attach
from simbsd.lib.pwd import getpwnam
from simbsd.lib.regex import Regex
from simbsd.lib.regex_parse import RegexError
from simbsd.lib.signal import kill
from simbsd.lib.stdio import STDERR, STDIN, LineReader, puts
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import exit, getpid, getuid
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import S_IFCHR, S_IFMT
from simbsd.sys.records import KinfoProc
from simbsd.sys.signal import NSIG, SIGNAMES, SIGTERM
from simbsd.sys.strtol import is_number, to_int

USAGE = """\
usage: killall [-delmsqvz] [-help] [-I] [-j jail]
               [-u user] [-t tty] [-c cmd] [-SIGNAL] [cmd]...
At least one option or argument to specify processes must be given.
"""
_MISSING = {"j": "jail", "u": "user", "t": "tty", "c": "procname"}


@dataclass(slots=True)
class Wanted:
    """What was asked: letters given, their arguments, the signal, the names."""

    letters: str = ""
    values: dict[str, str] = field(default_factory=dict)
    signal: int = SIGTERM
    names: list[str] = field(default_factory=list)
    uid: int | None = None
    tty: str | None = None
    answers: LineReader = field(default_factory=lambda: LineReader(STDIN))


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Signal every process that matches; 1 when none did, or one could not be signalled."""
    err = Err(argv)
    wanted = await _parse(err, argv[1:])
    if not wanted.names and not wanted.values:
        await _usage()
    await _choose_tty(err, wanted)
    await _choose_user(err, wanted)
    me, found, status = await getpid(), 0, 0
    processes = [p for p in await sysctl("kern.proc.all") if _is_asked_for(wanted, p)]
    if "d" in wanted.letters:
        await puts(f"nprocs {len(processes)}\n")
    for process in processes:
        if process.ki_pid == me or not await _matches(err, wanted, process):
            continue
        found += 1
        status |= await _signal(err, wanted, process)
    if not found:
        if "q" not in wanted.letters:
            whose = "belonging to you " if await getuid() != 0 else ""
            await puts(f"No matching processes {whose}were found\n", STDERR)
        status = 1
    return status


async def _usage() -> NoReturn:
    await puts(USAGE, STDERR)
    await exit(1)


def _signals() -> str:
    """Every signal name, lines broken after 75 characters."""
    text, width = "", 0
    for number in range(1, NSIG):
        text += SIGNAMES[number] + " "
        width += len(SIGNAMES[number]) + 1
        if width >= 75 and number < NSIG - 1:
            text, width = text + "\n", 0
    return text + "\n"


async def _parse(err: Err, words: list[str]) -> Wanted:
    """The options, up to the first word that is none; -j is acted on at once."""
    wanted = Wanted()
    while words and words[0].startswith("-"):
        word, words = words[0], words[1:]
        if word == "-l":
            await puts(_signals())
            await exit(0)
        if word == "-help":
            await _usage()
        letter = word[1:2]
        if letter in _MISSING:
            value = word[2:] or (words.pop(0) if words else None)
            if value is None:
                await err.errx(1, f"must specify {_MISSING[letter]}")
            wanted.values[letter] = value
            if letter == "j":
                await attach(err, value)
        elif letter and letter in "qvsdemz":
            wanted.letters += letter
        else:
            await _signal_word(err, wanted, word[1:])
    wanted.names = words
    return wanted


async def _signal_word(err: Err, wanted: Wanted, name: str) -> None:
    bare = name[3:] if name[:3].upper() == "SIG" else name
    if is_number(name[:1]):
        if not is_number(name):
            await err.errx(1, f"illegal signal number: {name}")
        if to_int(name) < NSIG:
            wanted.signal = to_int(name)
            return
    elif bare.upper() in SIGNAMES[1:]:
        wanted.signal = SIGNAMES.index(bare.upper())
        return
    elif bare[:1] == "I":
        wanted.letters += "I"
        wanted.signal = 0
        return
    await err.warnx(f"unknown signal {bare}; valid signals:")
    await puts(_signals(), STDERR)
    await exit(1)


async def _choose_tty(err: Err, wanted: Wanted) -> None:
    """-t's terminal, by its path, its name in /dev, or what stands after ``tty``."""
    name = wanted.values.get("t")
    if name is None:
        return
    path = name if name.startswith("/dev/") else f"/dev/{'' if name.startswith(('tty', 'pts/')) else 'tty'}{name}"
    try:
        found = await stat(path)
    except Errno as error:
        await err.err(1, f"stat({path})", error)
    if found.st_mode & S_IFMT != S_IFCHR:
        await err.errx(1, f"{path}: not a character device")
    wanted.tty = path.removeprefix("/dev/")
    if "d" in wanted.letters:
        await puts(f"ttydev:{wanted.tty}\n")


async def _choose_user(err: Err, wanted: Wanted) -> None:
    """-u's user, else one's own, but anybody's for root."""
    user = wanted.values.get("u")
    if user is None:
        uid = await getuid()
        wanted.uid = uid if uid != 0 else None
        if uid != 0 and "d" in wanted.letters:
            await puts(f"uid:{uid}\n")
    elif is_number(user):
        wanted.uid = to_int(user)
    else:
        found = await getpwnam(user)
        if found is None:
            await err.errx(1, f"user {user} does not exist")
        wanted.uid = found.pw_uid
        if "d" in wanted.letters:
            await puts(f"uid:{wanted.uid}\n")


def _is_asked_for(wanted: Wanted, process: KinfoProc) -> bool:
    """What the kernel is asked for: a user's processes, or a terminal's."""
    if wanted.uid is not None:
        return _uid(wanted, process) == wanted.uid
    return wanted.tty is None or process.ki_tdev == wanted.tty


def _uid(wanted: Wanted, process: KinfoProc) -> int:
    return process.ki_uid if "e" in wanted.letters else process.ki_ruid


async def _matches(err: Err, wanted: Wanted, process: KinfoProc) -> bool:
    if process.ki_stat == "Z" and "z" not in wanted.letters:
        return False
    if wanted.tty is not None and process.ki_tdev != wanted.tty:
        return False
    command = wanted.values.get("c")
    if command is not None and not await _is_named(err, wanted, process.ki_comm, command):
        return False
    if wanted.names:
        for name in wanted.names:
            if await _is_named(err, wanted, process.ki_comm, name):
                break
        else:
            return False
    return "I" not in wanted.letters or await _agreed(wanted, process)


async def _is_named(err: Err, wanted: Wanted, comm: str, name: str) -> bool:
    if "m" in wanted.letters:
        try:
            return Regex(name, extended=True).search(comm) is not None
        except RegexError:
            wanted.letters = wanted.letters.replace("m", "")
            await err.warnx(f"{name}: illegal regexp")
    return comm == name


async def _agreed(wanted: Wanted, process: KinfoProc) -> bool:
    who = f"{process.ki_comm} (pid {process.ki_pid} uid {_uid(wanted, process)})"
    await puts(f"Send signal {wanted.signal} to {who}? ")
    return (await wanted.answers.line())[:1] in (b"y", b"Y")


async def _signal(err: Err, wanted: Wanted, process: KinfoProc) -> int:
    name = SIGNAMES[wanted.signal] if wanted.signal else "Signal 0"
    if "d" in wanted.letters:
        device = process.ki_tdev or "-"
        await puts(
            f"sig:{wanted.signal}, cmd:{process.ki_comm}, pid:{process.ki_pid}, dev:{device} "
            f"uid:{_uid(wanted, process)}\n"
        )
    if "v" in wanted.letters or "s" in wanted.letters:
        await puts(f"kill -{name} {process.ki_pid}\n")
    if "d" in wanted.letters or "s" in wanted.letters:
        return 0
    try:
        await kill(process.ki_pid, wanted.signal)
    except Errno as error:
        await err.warn(f"warning: kill -{name} {process.ki_pid}", error)
        return 1
    return 0
