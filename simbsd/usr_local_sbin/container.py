"""container(8): a fiction of the release ``whatif``; no FreeBSD ever had this program.

Models the future work of M. Zec's 2003 paper: resources of a virtual image chosen one by one. Memory is a prison's
address space, which is what a kernel can refuse at once (vmemoryuse).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NoReturn

from simbsd.lib.err import Err
from simbsd.lib.execvp import execvpe
from simbsd.lib.jail import jail_all, jail_attach, jail_get, jail_getid, jail_remove, jail_set
from simbsd.lib.jailparam import jailparam_init
from simbsd.lib.rctl import rctl_add_rule, rctl_get_racct, rctl_get_rules, rctl_remove_rule
from simbsd.lib.stdio import STDERR, puts
from simbsd.lib.syscall import syscall
from simbsd.sys.errno import ENOENT, ESRCH, Errno
from simbsd.sys.jail import ALLOW_DEFAULTS, JAIL_CREATE, JAIL_SYS_INHERIT, JAIL_SYS_NEW
from simbsd.sys.strtol import is_number, to_int

USAGE = """\
usage: container create name [stack] [processes] [files=path] [cpu=shares]
                             [maxproc=number] [memory=bytes] [read=bytes] [write=bytes]
       container run name command ...
       container list
       container usage name
       container remove name
This program is a fiction: no FreeBSD ever had it.
"""
# Word of the command line -> the rule that carries it out.
RULES = {
    "maxproc": "maxproc:deny", "memory": "vmemoryuse:deny", "read": "readbps:throttle", "write": "writebps:throttle",
}  # fmt: skip
USED = ("cputime", "pcpu", "maxproc", "vmemoryuse", "readbps", "writebps")


@dataclass(slots=True)
class Wanted:
    """What a container shall have of its own; ``limits`` by the words of RULES."""

    stack: bool
    processes: bool
    files: str
    cpu: int
    limits: dict[str, int]


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Make a container, run something in it, look at it, or remove it."""
    err, words = Err(argv), argv[1:]
    verb, name, rest = (*words[:2], "", "")[0], (words[1:2] or [""])[0], words[2:]
    try:
        if verb == "create" and name:
            await _create(err, name, rest)
        elif verb == "run" and rest:
            await _run(err, name, rest, envp)
        elif verb == "list" and len(words) == 1:
            await _list()
        elif verb == "usage" and name and not rest:
            await _usage_of(name)
        elif verb == "remove" and name and not rest:
            await _remove(name)
        else:
            await puts(USAGE, STDERR)
            return 1
    except Errno as error:
        await err.errx(1, error.message or f"{name}: {error}")
    return 0


def _wanted(words: list[str]) -> Wanted | None:
    """The words after the name, or None when one means nothing."""
    found = Wanted("stack" in words, "processes" in words, "", 0, {})
    for word in words:
        key, equals, value = word.partition("=")
        if key == "files" and value.startswith("/"):
            found.files = value
        elif key in ("cpu", *RULES) and is_number(value):
            if key == "cpu":
                found.cpu = to_int(value)
            else:
                found.limits[key] = to_int(value)
        elif equals or key not in ("stack", "processes"):
            return None
    return found


async def _usage(err: Err, word: str) -> NoReturn:
    await puts(USAGE, STDERR)
    await err.errx(1, word)


async def _create(err: Err, name: str, words: list[str]) -> None:
    """A prison with the walls that were asked for and no other; nothing is left of one that cannot be finished."""
    wanted = _wanted(words)
    if wanted is None:
        await _usage(err, f"{name}: no such resource")
    for permission in ALLOW_DEFAULTS:
        await jailparam_init(f"allow.{permission}")
    params: dict[str, Any] = {
        "name": name, "persist": True, "path": wanted.files or "/", "host": JAIL_SYS_INHERIT,
        "enforce_statfs": 1 if wanted.files else 0, **{f"allow.{permission}": True for permission in ALLOW_DEFAULTS},
    }  # fmt: skip
    params |= {"vnet": JAIL_SYS_NEW} if wanted.stack else {"ip4": JAIL_SYS_INHERIT, "ip6": JAIL_SYS_INHERIT}
    jid = await jail_set(params, JAIL_CREATE)
    try:
        await syscall("container_set", jid, wanted.processes, wanted.cpu)
        for key, amount in wanted.limits.items():
            await rctl_add_rule(f"jail:{name}:{RULES[key]}={amount}")
    except Errno:
        await jail_remove(jid)
        raise


async def _run(err: Err, name: str, command: list[str], envp: dict[str, str]) -> None:
    await jail_attach(await jail_getid(name))
    try:
        await execvpe(command[0], command, envp)
    except Errno as error:
        await err.err(127 if error.errno == ENOENT else 126, command[0], error)


async def _list() -> None:
    """Every container, what it has of its own, and its limits; ``-`` is shared or unlimited."""
    rows = [("NAME", "STACK", "PROCESSES", "FILES", "CPU", "MAXPROC", "MEMORY", "READ", "WRITE")]
    for record in await jail_all():
        name = record["name"]
        walled, shares = await syscall("container_get", record["jid"])
        limits = await _limits(name)
        rows.append((
            name, "own" if record["vnet"] == JAIL_SYS_NEW else "-", "own" if walled else "-",
            record["path"] if record["path"] != "/" else "-", str(shares or "-"),
            *(limits.get(key, "-") for key in RULES),
        ))  # fmt: skip
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        await puts(" ".join(cells).rstrip() + "\n")


async def _limits(name: str) -> dict[str, str]:
    rules = [rule.split(":", 2)[2].partition("=") for rule in await rctl_get_rules(f"jail:{name}")]
    amounts = {head: amount for head, _, amount in rules}
    return {key: amounts[head] for key, head in RULES.items() if head in amounts}


async def _usage_of(name: str) -> None:
    await jail_get({"name": name})
    for resource, amount in await rctl_get_racct(f"jail:{name}"):
        if resource in USED:
            await puts(f"{resource}={amount}\n")


async def _remove(name: str) -> None:
    await jail_remove(await jail_getid(name))
    try:
        await rctl_remove_rule(f"jail:{name}")
    except Errno as error:
        if error.errno != ESRCH:
            raise
