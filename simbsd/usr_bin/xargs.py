"""xargs(1): build command lines from the input.

Models usr.bin/xargs/xargs.c and strnsubst.c.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn

from simbsd.lib.err import Err
from simbsd.lib.execvp import execvpe
from simbsd.lib.getopt import Options
from simbsd.lib.getopt_long import Names, getopt_long
from simbsd.lib.printf import printf
from simbsd.lib.regex import Regex
from simbsd.lib.stdio import STDERR, STDIN, LineReader, decode, encode
from simbsd.lib.strtonum import INT_MAX, strtonum
from simbsd.lib.unistd import close, dup2, exit, open, read, tick, vfork, waitpid
from simbsd.limits import Limits
from simbsd.sys.errno import ECHILD, EINTR, ENOENT, Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.wait import WNOHANG, wexitstatus, wifsignaled, wtermsig

NAMES: Names = {
    "exit": ("x", ""), "interactive": ("p", ""), "max-args": ("n", ":"), "max-chars": ("s", ":"),
    "max-procs": ("P", ":"), "no-run-if-empty": ("r", ""), "null": ("0", ""), "verbose": ("t", ""),
}  # fmt: skip
USAGE = (
    "xargs [-0opt] [-E eofstr] [-I replstr [-R replacements] [-S replsize]]\n"
    "             [-J replstr] [-L number] [-n number [-x]] [-P maxprocs]\n"
    "             [-s size] [utility [argument ...]]"
)
NUMBERS = {"L": 1, "n": 1, "P": 0, "R": -INT_MAX - 1, "S": 0, "s": 0}
ECHO = "/bin/echo"
ARG_MAX, SPARE, POINTER, MOST_ARGUMENTS = Limits().arguments, 4096, 8, 5000
YES = Regex("^[yY]", extended=True)
CHUNK = 4096
BLANK, TAB, NEWLINE, NUL, SINGLE, DOUBLE, BACKSLASH = b" \t\n\0'\"\\"

Child = list[int]


@dataclass(slots=True)
class Job:
    """What was asked (``numbers`` by letter), the command being built, and the children that run.

    ``room`` is how many bytes of arguments a command takes; ``used`` counts those of whole arguments.
    """

    err: Err
    envp: dict[str, str]
    flags: str
    numbers: dict[str, int]
    end: bytes
    replace: str
    utility: list[str]
    after: list[str]
    room: int
    arguments: list[bytes] = field(default_factory=list)
    used: int = 0
    current: bytearray = field(default_factory=bytearray)
    line: bytes | None = None
    lines: int = 0
    quote: int = 0
    quoted: bool = False
    status: int = 0
    children: dict[int, Child] = field(default_factory=dict)

    def has(self, letter: str) -> bool:
        """True when an option was given."""
        return letter in self.flags


async def _chunk() -> bytes:
    """The next of the input; what cannot be read is its end, as for getchar(3)."""
    try:
        return await read(STDIN, CHUNK)
    except Errno:
        return b""


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Run the utility with arguments from the input, as many at a time as fit or were asked for."""
    err = Err(argv)
    options, words = await getopt_long(argv, "+0E:I:J:L:n:oP:pR:S:s:rtx", NAMES)
    job = await _job(err, options, words, envp)
    escaped = False
    while data := await _chunk():
        await tick()
        for byte in data:
            if escaped:
                escaped = False
                await _add(job, byte)
            elif byte == BACKSLASH and not job.has("0") and not job.quote:
                escaped = True
            else:
                await _byte(job, byte)
    if escaped:
        await _fail(job, "backslash at EOF")
    if job.used or job.current:
        await _end_of_argument(job, last=True)
    await _wait(job, job.utility[0], everyone=True)
    return job.status


async def _job(err: Err, options: Options, words: list[str], envp: dict[str, str]) -> Job:
    flags, texts = "", {"E": "", "I": "", "J": ""}
    numbers = {"L": 0, "n": MOST_ARGUMENTS, "P": 1, "R": 0, "S": 0}
    for letter, argument in options:
        if letter == "?":
            await err.usage(USAGE)
        if letter in NUMBERS:
            numbers[letter] = await _number(err, letter, argument)
        elif letter in texts:
            texts[letter] = argument
            if not argument and letter != "E":
                await err.errx(1, "replstr may not be empty")
            flags = flags.replace("J" if letter == "I" else "I", "") if letter != "E" else flags
            numbers["L"] = 1 if letter == "I" else numbers["L"]
        flags += letter
    if (not flags.count("I") and (numbers["R"] or numbers["S"])) or ("x" in flags and "n" not in flags):
        await err.usage(USAGE)
    if "I" in flags:
        numbers["R"], numbers["S"] = numbers["R"] or 5, numbers["S"] or 255
    if "I" in flags or numbers["L"]:
        flags += "x"
    numbers["P"] = numbers["P"] or MOST_ARGUMENTS
    utility, after = words or [ECHO], []
    if "J" in flags and texts["J"] in utility:
        place = utility.index(texts["J"])
        utility, after = utility[:place], utility[place + 1 :]
    size = numbers.get("s", ARG_MAX - SPARE - sum(len(encode(f"{k}={v}")) + 1 + POINTER for k, v in envp.items()))
    size -= sum(len(encode(word)) + 1 for word in utility + after) - (not words)
    if size <= 0:
        await err.errx(1, "insufficient space for command")
    return Job(err, envp, flags, numbers, encode(texts["E"]), texts["I"], utility, after, size - 1)


async def _number(err: Err, letter: str, text: str) -> int:
    try:
        number = strtonum(text, NUMBERS[letter], INT_MAX)
    except ValueError as error:
        await err.errx(1, f"-{letter} {text}: {error}")
    if letter == "R" and not number:
        await err.errx(1, f"-R {text}: must be non-zero")
    return number


async def _fail(job: Job, message: str) -> NoReturn:
    """Complain, wait for the children, and end (xexit)."""
    await job.err.warnx(message)
    await _wait(job, job.utility[0], everyone=True)
    await exit(1)


async def _byte(job: Job, byte: int) -> None:
    """One byte of the input (parse_input)."""
    raw = job.has("0")
    if (byte == NUL if raw else byte == NEWLINE):
        job.lines += 1
        if job.quote:
            await _fail(job, "unterminated quote")
        await _end_of_argument(job)
    elif byte in (BLANK, TAB) and not raw and not job.quote:
        await _end_of_argument(job)
    elif byte in (SINGLE, DOUBLE) and not raw and job.quote in (0, byte):
        job.quote = 0 if job.quote else byte
        job.quoted = True
    else:
        await _add(job, byte)


async def _add(job: Job, byte: int) -> None:
    if job.used + len(job.current) < job.room:
        job.current.append(byte)
        return
    if not job.arguments:
        await _fail(job, "insufficient space for argument")
    if job.has("x"):
        await _fail(job, "insufficient space for arguments")
    await _command(job)
    job.arguments, job.used = [], 0
    job.current.append(byte)


async def _end_of_argument(job: Job, last: bool = False) -> None:
    """An argument has ended, perhaps an empty one, perhaps the input too; run the command when it is full."""
    if last and job.quote:
        await _fail(job, "unterminated quote")
    found_end = bool(job.end) and bytes(job.current) == job.end
    if (job.current or job.quoted) and not found_end:
        argument = bytes(job.current)
        job.arguments.append(argument)
        job.used += len(argument) + 1
        if job.has("I"):
            job.line = argument if not job.line else job.line + b" " + argument
    job.current, job.quoted = bytearray(), False
    full, over = len(job.arguments) == job.numbers["n"], job.used > job.room
    if not (full or over or last or found_end or (job.numbers["L"] <= job.lines and job.has("x"))):
        return
    if job.has("x") and over and not full:
        await _fail(job, "insufficient space for arguments")
    await _command(job)
    if found_end:
        await _wait(job, job.utility[0], everyone=True)
        await exit(job.status)
    job.arguments, job.used, job.lines = [], 0, 0


async def _command(job: Job) -> None:
    """Put the command together, with -I by replacing, and run it (prerun)."""
    if not job.has("I") or job.utility == [ECHO]:
        await _run(job, job.utility + [decode(argument) for argument in job.arguments] + job.after)
        return
    left, words, line = job.numbers["R"], job.utility[:1], job.line or b""
    for word in job.utility[1:]:
        if left and job.replace in word:
            text, truncated = strnsubst(encode(word), encode(job.replace), line, job.numbers["S"])
            if truncated:
                await _fail(job, "command line cannot be assembled, too long")
            word = decode(text)
            left -= left > 0
        words.append(word)
    await _run(job, words)
    job.line = None


def strnsubst(text: bytes, match: bytes, replacement: bytes, most: int) -> tuple[bytes, bool]:
    """``text`` with every match replaced while it is shorter than ``most``, and whether it became too long."""
    if most == len(text):
        return text[: most - 1], False
    done = b""
    while (place := text.find(match)) >= 0:
        if len(done) + len(text) + len(replacement) - len(match) + 1 > most:
            return done + text, True
        done += text[:place] + replacement
        text = text[place + len(match) :]
    return done + text, False


async def _run(job: Job, words: list[str]) -> None:
    if job.has("t") or job.has("p"):
        await printf(" ".join(words), STDERR)
        answer = await _prompt() if job.has("p") else None
        if answer is False:
            return
        if answer is None:
            await printf("\n", STDERR)
    state: Child = [0]
    try:
        pid = await vfork(_child, (words, job.envp, job.has("o"), state, job.err))
    except Errno as error:
        await job.err.warn("vfork", error)
        await _wait(job, words[0], everyone=True)
        await exit(1)
    job.children[pid] = state
    await _wait(job, words[0], everyone=False)


async def _prompt() -> bool | None:
    """Ask at the terminal; None when there is none."""
    try:
        fd = await open("/dev/tty", O_RDONLY)
    except Errno:
        return None
    await printf("?...", STDERR)
    answer = decode(await LineReader(fd).line())
    await close(fd)
    return YES.search(answer) is not None


async def _child(given: tuple[list[str], dict[str, str], bool, Child, Err]) -> int:
    """The child's side: its input is /dev/null, or with -o the terminal. The error of exec goes back in ``state``."""
    words, envp, terminal, state, err = given
    try:
        fd = await open("/dev/tty" if terminal else "/dev/null", O_RDONLY)
        await dup2(fd, STDIN)
        if fd > STDIN:
            await close(fd)
    except Errno as error:
        if terminal:
            await err.err(1, "can't open /dev/tty", error)
    try:
        await execvpe(words[0], words, envp)
    except Errno as error:
        state[0] = error.errno
    return 1


async def _wait(job: Job, name: str, everyone: bool) -> None:
    """Wait for all children, for one when there may be no more, or only for those that have ended (waitchildren)."""
    ending = 0
    while job.children:
        block = everyone or len(job.children) >= job.numbers["P"]
        try:
            pid, status = await waitpid(-1, 0 if block else WNOHANG)
        except Errno as error:
            if error.errno == EINTR:
                continue
            if error.errno != ECHILD:
                await job.err.err(1, "waitpid", error)
            break
        if pid == 0:
            break
        state = job.children.pop(pid, None)
        if state is None:
            continue
        if state[0] and not ending:
            everyone, ending = True, 127 if state[0] == ENOENT else 126
            await job.err.warn(name, state[0])
        elif wifsignaled(status):
            everyone, ending = True, 1
            await job.err.warnx(f"{name}: terminated with signal {wtermsig(status)}; aborting")
        elif wexitstatus(status) == 255:
            everyone, ending = True, 1
            await job.err.warnx(f"{name}: exited with status 255; aborting")
        elif wexitstatus(status):
            job.status = 1
    if ending:
        await exit(ending)
