"""atf-check(1): run a command and compare its status and outputs with what a test expects.

Models contrib/atf/atf-sh/atf-check.cpp; leaves out the unified difference of outputs: both are shown whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.err import Err
from simbsd.lib.execvp import execvpe
from simbsd.lib.files import unlink
from simbsd.lib.getopt import getopt
from simbsd.lib.mktemp import mkstemp
from simbsd.lib.regex import Regex
from simbsd.lib.regex_parse import RegexError
from simbsd.lib.stdio import STDERR, STDOUT, decode, encode, put, puts, read_all
from simbsd.lib.unistd import close, dup2, fork, lseek, monotonic, nanosleep, open, waitpid
from simbsd.sys.errno import Errno, strerror
from simbsd.sys.fcntl import O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY
from simbsd.sys.signal import SIGNAMES
from simbsd.sys.strtol import is_number, to_int
from simbsd.sys.wait import wexitstatus, wifexited, wtermsig

MICROSECONDS, MILLISECONDS = 1_000_000, 1_000
INTERVAL = 50 * MILLISECONDS
ESCAPES = {
    "a": "\a", "b": "\b", "c": "\\", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\",
    "0": "0",
}  # fmt: skip


class UsageError(Exception):
    """An option's argument that makes no sense; the text says which."""


@dataclass(frozen=True, slots=True)
class Check:
    """What is expected of a status or of an output: its kind, the value beside it, whether the contrary is."""

    kind: str
    value: str = ""
    negated: bool = False


@dataclass(slots=True)
class Plan:
    """The whole command line; times in virtual microseconds."""

    status: Check = Check("exit", "0")
    outputs: list[Check] = field(default_factory=list)
    errors: list[Check] = field(default_factory=list)
    shell: bool = False
    until: int | None = None
    interval: int = INTERVAL


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the command did."""

    status: int
    output: bytes
    errors: bytes


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Run the command until it does what is expected, or once."""
    err = Err(argv)
    options, command = await getopt(argv, ":s:o:e:r:x")
    try:
        plan = await parse(options)
        if not command:
            raise UsageError("No command specified")
    except (UsageError, RegexError) as error:
        see = f"\n{err.name}: See atf-check(1) for usage details." if isinstance(error, UsageError) else ""
        await err.errx(1, f"ERROR: {error}{see}")
    if plan.shell:
        command = ["/bin/sh", "-c", " ".join(command)]
    while True:
        await puts(f"Executing command [ {''.join(f'{word} ' for word in command)}]\n")
        fine = await judge(plan, await execute(command, envp))
        if fine or plan.until is None or await monotonic() >= plan.until:
            return 0 if fine else 1
        await nanosleep(plan.interval)


async def parse(options: list[tuple[str, str]]) -> Plan:
    """The options as a plan. Raises UsageError."""
    plan, statuses = Plan(), 0
    for letter, argument in options:
        if letter == "?":
            raise UsageError(f"Unknown option -{argument}.")
        if letter == ":":
            raise UsageError(f"Option -{argument} requires an argument.")
        if letter == "s":
            plan.status = status_check(argument)
            statuses += 1
        elif letter == "o":
            plan.outputs.append(output_check(argument))
        elif letter == "e":
            plan.errors.append(output_check(argument))
        elif letter == "r":
            timeout, _, interval = argument.partition(":")
            if not is_number(timeout) or (interval and not is_number(interval)):
                raise UsageError("Timeout must be a number")
            plan.until = await monotonic() + to_int(timeout) * MICROSECONDS
            plan.interval = to_int(interval) * MILLISECONDS if interval else INTERVAL
        elif letter == "x":
            plan.shell = True
    if statuses > 1:
        raise UsageError("Cannot specify -s more than once")
    plan.outputs = plan.outputs or [Check("empty")]
    plan.errors = plan.errors or [Check("empty")]
    return plan


def status_check(argument: str) -> Check:
    """``[not-]exit[:N]``, ``[not-]signal[:N|NAME]``, ``ignore``, or the old bare number (parse_status_check_arg)."""
    kind, _, value = argument.partition(":")
    negated, kind = kind.startswith("not-"), kind.removeprefix("not-")
    names = {"eq": "exit", "ne": "exit"}
    negated = negated or kind == "ne"
    kind = names.get(kind, kind)
    if kind == "signal" and value and not is_number(value):
        name = value.upper().removeprefix("SIG")
        if name not in SIGNAMES:
            raise UsageError(f"Invalid signal name or number in check: {argument}")
        value = str(SIGNAMES.index(name))
    if kind not in ("exit", "signal", "ignore") or (value and not is_number(value)) or (negated and kind == "ignore"):
        raise UsageError("Invalid status checker")
    return Check(kind, value, negated)


def output_check(argument: str) -> Check:
    """``[not-](empty|file:PATH|inline:TEXT|match:REGEXP)``, ``ignore`` or ``save:PATH`` (parse_output_check_arg)."""
    kind, _, value = argument.partition(":")
    negated, kind = kind.startswith("not-"), kind.removeprefix("not-")
    if kind not in ("empty", "file", "inline", "match", "ignore", "save"):
        raise UsageError("Invalid output checker")
    if negated and kind in ("ignore", "save"):
        raise UsageError(f"Cannot negate {kind} checker")
    return Check(kind, decoded(value) if kind == "inline" else value, negated)


def decoded(text: str) -> str:
    """Backslash sequences as atf-check knows them; an unknown one stays as it is (decode)."""
    out, at = [], 0
    while at < len(text):
        letter, at = text[at], at + 1
        if letter == "\\" and at < len(text) and text[at] in ESCAPES:
            letter, at = ESCAPES[text[at]], at + 1
            if letter == "0":
                end = at
                while end < min(at + 3, len(text)) and text[end] in "01234567":
                    end += 1
                letter, at = chr(to_int(text[at:end] or "0", 8)), end
        out.append(letter)
    return "".join(out)


async def execute(command: list[str], envp: dict[str, str]) -> Outcome:
    """Run the command with its outputs in two files."""
    files = [await mkstemp("/tmp/atf-check.XXXXXX") for _ in range(2)]
    pid = await fork(_child, (command, envp, [fd for fd, _ in files]))
    _, status = await waitpid(pid)
    found = []
    for fd, path in files:
        await lseek(fd, 0, 0)
        found.append(await read_all(fd))
        await close(fd)
        await unlink(path)
    return Outcome(status, found[0], found[1])


async def _child(state: tuple[list[str], dict[str, str], list[int]]) -> int:
    command, envp, (out, errors) = state
    await dup2(out, STDOUT)
    await dup2(errors, STDERR)
    for fd in (out, errors):
        await close(fd)
    try:
        await execvpe(command[0], command, envp)
    except Errno as error:
        await puts(f"execvp({command[0]}) failed: {strerror(error.errno)}\n", STDERR)
        return 127


async def judge(plan: Plan, outcome: Outcome) -> bool:
    """True when all is as expected; else what is not is told on standard error."""
    fine = await judge_status(plan.status, outcome)
    if fine:
        for check in plan.errors:
            fine = await judge_output(check, outcome.errors, "stderr") and fine
    if fine:
        for check in plan.outputs:
            fine = await judge_output(check, outcome.output, "stdout") and fine
    return fine


async def judge_status(check: Check, outcome: Outcome) -> bool:
    """run_status_check."""
    status = outcome.status
    if check.kind == "ignore":
        return True
    if check.kind == "exit":
        ended, found, what = wifexited(status), wexitstatus(status), "exit status"
    else:
        ended, found, what = not wifexited(status), wtermsig(status), "signal received"
    if ended and (not check.value or (found == to_int(check.value)) is not check.negated):
        return True
    told = f"incorrect {what}: {found}, expected: {'anything else' if check.negated else check.value}"
    if not ended:
        told = "program did not exit cleanly" if check.kind == "exit" else "program did not receive a signal"
    await puts(f"Fail: {told}\nstdout:\n", STDERR)
    await put(STDERR, outcome.output + b"\nstderr:\n" + outcome.errors + b"\n")
    return False


async def judge_output(check: Check, found: bytes, name: str) -> bool:
    """run_output_check."""
    if check.kind == "ignore":
        return True
    if check.kind == "save":
        fd = await open(check.value, O_WRONLY | O_CREAT | O_TRUNC)
        await put(fd, found)
        await close(fd)
        return True
    wanted = b""
    if check.kind == "file":
        fd = await open(check.value, O_RDONLY)
        wanted = await read_all(fd)
        await close(fd)
    elif check.kind == "inline":
        wanted = encode(check.value)
    holds = await matches(check.value, found) if check.kind == "match" else found == wanted
    if holds is not check.negated:
        return True
    await puts(f"Fail: {complaint(check, name)}\n", STDERR)
    if wanted and not check.negated:
        await put(STDERR, b"expected:\n" + wanted + b"found:\n")
    await put(STDERR, found)
    return False


async def matches(pattern: str, found: bytes) -> bool:
    """True when a line holds the extended regular expression (grep_file)."""
    regex = Regex(pattern, extended=True)
    for line in decode(found).split("\n")[: found.count(b"\n") + (not found.endswith(b"\n"))]:
        if regex.search(line) is not None:
            return True
    return False


def complaint(check: Check, name: str) -> str:
    """What is wrong with an output, in atf-check's words."""
    negated = check.negated
    return {
        "empty": f"{name} is empty" if negated else f"{name} not empty",
        "file": f"{name} matches golden output" if negated else f"{name} does not match golden output",
        "inline": f"{name} matches expected value" if negated else f"{name} does not match expected value",
        "match": f"regexp {check.value} {'is' if negated else 'not'} in {name}",
    }[check.kind]
