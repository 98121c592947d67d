"""The kill built-in.

Models bin/kill/kill.c as built into sh; leaves out nothing.
"""

from __future__ import annotations

from simbsd.lib.signal import kill
from simbsd.sh.errors import ShellError
from simbsd.sh.jobtable import DONE
from simbsd.sh.state import Shell
from simbsd.sys.errno import ESRCH, Errno
from simbsd.sys.signal import NSIG, SIGNAMES, SIGTERM
from simbsd.sys.strtol import is_number
from simbsd.sys.wait import wifstopped

_USAGE = (
    "usage: kill [-s signal_name] pid ...\n"
    "       kill -l [exit_status]\n"
    "       kill -signal_name pid ...\n"
    "       kill -signal_number pid ...\n"
)


async def kill_command(sh: Shell, argv: list[str]) -> int:
    """kill [-s name | -name | -number] pid | %job ..., or kill -l [status]."""
    words = argv[1:]
    if not words:
        _usage(sh)
    if words[0] == "-l":
        return await _list(sh, words[1:])
    sig = SIGTERM
    if words[0] == "-s":
        if len(words) < 2:
            await sh.warning("option requires an argument -- s")
            _usage(sh)
        sig = 0 if words[1] == "0" else await _by_name(sh, words[1])
        words = words[2:]
    elif words[0][:1] == "-" and words[0][1:2] != "-":
        sig = await _option(sh, words[0][1:])
        words = words[1:]
    if words and words[0].startswith("--"):
        words = words[1:]
    if not words:
        _usage(sh)
    status = 0
    for word in words:
        try:
            await _send(sh, word, sig)
        except Errno as error:
            await sh.warning(f"{word}: {error}")
            status = 1
    return status


def _usage(sh: Shell) -> None:
    sh.output.err(_USAGE)
    raise ShellError(None)


async def _option(sh: Shell, text: str) -> int:
    if text[:1].isalpha():
        return await _by_name(sh, text)
    if is_number(text[:1]):
        if not is_number(text) or len(text) > 9:
            raise ShellError(f"illegal signal number: {text}")
        return int(text)
    return await _by_name(sh, text or "-")


async def _by_name(sh: Shell, name: str) -> int:
    bare = name.upper().removeprefix("SIG")
    if bare and bare in SIGNAMES:
        return SIGNAMES.index(bare)
    await sh.warning(f"unknown signal {name}; valid signals:")
    sh.output.err(_names())
    raise ShellError(None)


def _names() -> str:
    """The names of all signals in two lines (printsignals of kill.c)."""
    half = NSIG // 2
    return " ".join(SIGNAMES[1 : half + 1]) + "\n" + " ".join(SIGNAMES[half + 1 :]) + "\n"


async def _list(sh: Shell, words: list[str]) -> int:
    if len(words) > 1:
        _usage(sh)
    if not words:
        sh.output.out(_names())
        return 0
    text = words[0]
    if not is_number(text[:1]):
        _usage(sh)
    if not is_number(text) or len(text) > 9:
        raise ShellError(f"illegal signal number: {text}")
    number = int(text)
    number -= 128 if number >= 128 else 0
    if not 0 < number < NSIG:
        return await _by_name(sh, text)
    sh.output.out(f"{SIGNAMES[number]}\n")
    return 0


async def _send(sh: Shell, word: str, sig: int) -> None:
    if word.startswith("%"):
        await _send_job(sh, word, sig)
        return
    digits = word[1:] if word[:1] in ("-", "+") else word
    if not is_number(digits) or len(digits) > 10 or int(digits) > 0x7FFFFFFF:
        raise ShellError(f"illegal process id: {word}")
    await kill(int(word), sig)


async def _send_job(sh: Shell, name: str, sig: int) -> None:
    """Signal a job: its group under job control, else each of its processes (killjob)."""
    job = sh.jobs.get(name)
    if job.state == DONE:
        return
    if job.job_control:
        await kill(-job.processes[0].pid, sig)
        return
    failure: Errno | None = Errno(ESRCH)
    for process in job.processes:
        if process.status is not None and not wifstopped(process.status):
            failure = None
            continue
        try:
            await kill(process.pid, sig)
            failure = None
        except Errno as error:
            failure = failure and error
    if failure is not None:
        raise failure
