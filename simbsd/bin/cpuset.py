"""cpuset(1): which CPUs may run a process, a set or a jail.

Models bin/cpuset/cpuset.c.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from simbsd.lib import cpuset as calls
from simbsd.lib.err import Err
from simbsd.lib.execvp import execvpe
from simbsd.lib.getopt import getopt
from simbsd.lib.jail import jail_getid
from simbsd.lib.stdio import STDERR, puts
from simbsd.sys.cpuset import (
    CPU_LEVEL_CPUSET,
    CPU_LEVEL_ROOT,
    CPU_LEVEL_WHICH,
    CPU_SETSIZE,
    CPU_WHICH_CPUSET,
    CPU_WHICH_DOMAIN,
    CPU_WHICH_IRQ,
    CPU_WHICH_JAIL,
    CPU_WHICH_PID,
    CPU_WHICH_TID,
    DOMAINSET_SETSIZE,
)
from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.strtol import atoi, to_int

USAGE = """\
usage: cpuset [-l cpu-list] [-n policy:domain-list] [-s setid] cmd ...
       cpuset [-l cpu-list] [-n policy:domain-list] [-s setid] -p pid
       cpuset [-c] [-l cpu-list] [-n policy:domain-list] -C -p pid
       cpuset [-c] [-l cpu-list] [-n policy:domain-list]
              [-j jailid | -p pid | -t tid | -s setid | -x irq]
       cpuset -g [-cir]
              [-d domain | -j jailid | -p pid | -t tid | -s setid | -x irq]
"""
WHICH = {
    "d": (CPU_WHICH_DOMAIN, "domain"), "j": (CPU_WHICH_JAIL, "jail"), "p": (CPU_WHICH_PID, "pid"),
    "s": (CPU_WHICH_CPUSET, "cpuset"), "t": (CPU_WHICH_TID, "tid"), "x": (CPU_WHICH_IRQ, "irq"),
}  # fmt: skip
NAMES = dict(WHICH.values())
LEVELS = {CPU_LEVEL_ROOT: " root", CPU_LEVEL_CPUSET: " cpuset", CPU_LEVEL_WHICH: ""}
POLICIES = {"round-robin": 1, "rr": 1, "first-touch": 2, "ft": 2, "prefer": 3, "interleave": 4, "il": 4}
POLICY_NAMES = ("invalid", "round-robin", "first-touch", "prefer", "interleave")


@dataclass(slots=True)
class Request:
    """What the command line asks for; the last of the options that name a thing decides ``which`` and ``id``."""

    err: Err
    given: dict[str, int] = field(default_factory=dict)
    level: int = CPU_LEVEL_WHICH
    which: int = CPU_WHICH_PID
    id: int = -1
    mask: int = 0
    policy: int = 0
    domains: int = 0

    def has(self, letters: str) -> int:
        """How many of the option letters were given."""
        return sum(letter in self.given for letter in letters)


class Usage(Exception):
    """The words do not fit together."""


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Show a mask or a number, run a command in a set, or change what exists."""
    request = Request(Err(argv))
    options, operands = await getopt(argv, "Ccd:gij:l:n:p:rs:t:x:")
    try:
        for letter, text in options:
            await _option(request, letter, text)
        if "g" in request.given:
            return await _show(request, operands)
        if request.has("dir"):
            raise Usage
        if operands:
            return await _run(request, operands, envp)
        return await _change(request)
    except Usage:
        await puts(USAGE, STDERR)
        return 1


async def _option(request: Request, letter: str, text: str) -> None:
    if letter == "?":
        raise Usage
    request.given[letter] = 0
    if letter == "c":
        request.level = CPU_LEVEL_CPUSET
    elif letter == "r":
        request.level = CPU_LEVEL_ROOT
    elif letter == "l":
        request.mask = await _cpus(request, text)
    elif letter == "n":
        await _domains(request, text)
    elif letter in WHICH:
        request.which = WHICH[letter][0]
        request.id = request.given[letter] = await _jail(request, text) if letter == "j" else atoi(text)


async def _jail(request: Request, name: str) -> int:
    try:
        return await jail_getid(name)
    except Errno as error:
        await request.err.errx(1, error.message)


async def _cpus(request: Request, text: str) -> int:
    if text.lower() == "all":
        try:
            return await calls.cpuset_getaffinity(CPU_LEVEL_ROOT, CPU_WHICH_PID, -1)
        except Errno as error:
            await request.err.err(1, "getaffinity", error)
    return await _list(request, text, CPU_SETSIZE)


async def _domains(request: Request, text: str) -> None:
    """``policy:list``; either half may be missing (parsedomainlist)."""
    request.policy, request.domains = await calls.cpuset_getdomain(CPU_LEVEL_ROOT, CPU_WHICH_PID, -1)
    rest = text
    for name, policy in POLICIES.items():
        if text.lower().startswith(name):
            request.policy, rest = policy, text[len(name) :]
            if rest and not rest.startswith(":"):
                await request.err.errx(1, f"Malformed list {text}")
            rest = rest[1:]
            break
    if rest and rest.lower() != "all":
        request.domains = await _list(request, rest, DOMAINSET_SETSIZE)


async def _list(request: Request, text: str, size: int) -> int:
    """The mask of ``0,2-3``: numbers and ranges, between commas (parselist)."""
    mask = 0
    for part in text.split(","):
        found = re.fullmatch(r"([0-9]+)(?:-([0-9]+))?", part)
        if found is None:
            if part:
                await request.err.errx(1, f"Malformed list {text}")
            continue
        first, last = to_int(found.group(1)), to_int(found.group(2) or found.group(1))
        for number in (first, last):
            if number >= size:
                await request.err.errx(1, f"List entry {number} exceeds maximum of {size - 1}")
        mask |= sum(1 << number for number in range(first, last + 1))
    return mask


def _members(mask: int) -> str:
    return ", ".join(str(number) for number in range(mask.bit_length()) if mask >> number & 1)


async def _show(request: Request, operands: list[str]) -> int:
    if operands or request.has("Cln") or request.has("djxspt") > 1:
        raise Usage
    level, which, number = request.level, request.which, request.id
    if "i" in request.given:
        if level == CPU_LEVEL_WHICH and "s" not in request.given:
            level = CPU_LEVEL_CPUSET
        try:
            setid = await calls.cpuset_getid(level, which, number)
        except Errno as error:
            await request.err.err(error.errno, "getid", error)
        await puts(f"{NAMES[which]} {number}{LEVELS[level]} id: {setid}\n")
        return 0
    try:
        mask = await calls.cpuset_getaffinity(level, which, number)
    except Errno as error:
        await request.err.err(1, "getaffinity", error)
    head = f"{NAMES[which]} {number}{LEVELS[level]}"
    await puts(f"{head} mask: {_members(mask)}\n")
    if not request.has("dx"):
        try:
            policy, domains = await calls.cpuset_getdomain(level, which, number)
        except Errno as error:
            await request.err.err(1, "getdomain", error)
        await puts(f"{head} domain policy: {POLICY_NAMES[policy]} mask: {_members(domains)}\n")
    return 0


async def _run(request: Request, operands: list[str], envp: dict[str, str]) -> int:
    """Run a command in a set of its own, or in the one given; a failed call's status is the number of words."""
    if request.has("Cptxj"):
        raise Usage
    what = "setid" if "s" in request.given else "newid"
    try:
        if what == "setid":
            await calls.cpuset_setid(CPU_WHICH_PID, -1, request.given["s"])
        else:
            await calls.cpuset()
    except Errno as error:
        await request.err.err(len(operands), what, error)
    await _set_masks(request, CPU_WHICH_PID, -1)
    try:
        await execvpe(operands[0], operands, envp)
    except Errno as error:
        await request.err.err(127 if error.errno == ENOENT else 126, operands[0], error)


async def _change(request: Request) -> int:
    masks = request.has("ln")
    if "C" in request.given and (request.has("jstx") or "p" not in request.given):
        raise Usage
    if not masks and ("c" in request.given or not request.has("Cs")):
        raise Usage
    if ("t" in request.given and request.has("spxj")) or ("x" in request.given and request.has("jpst")):
        raise Usage
    setid = request.given.get("s", -1)
    if "C" in request.given:
        try:
            setid = await calls.cpuset()
        except Errno as error:
            await request.err.err(1, "newid", error)
    which, number = request.which, request.id
    if "p" in request.given and request.has("sC"):
        try:
            await calls.cpuset_setid(CPU_WHICH_PID, request.given["p"], setid)
        except Errno as error:
            await request.err.err(1, "setid", error)
        which, number = CPU_WHICH_PID, request.given["p"]
    await _set_masks(request, which, number)
    return 0


async def _set_masks(request: Request, which: int, number: int) -> None:
    if "l" in request.given:
        try:
            await calls.cpuset_setaffinity(request.level, which, number, request.mask)
        except Errno as error:
            await request.err.err(1, "setaffinity", error)
    if "n" in request.given:
        try:
            await calls.cpuset_setdomain(request.level, which, number, request.domains, request.policy)
        except Errno as error:
            await request.err.err(1, "setdomain", error)
