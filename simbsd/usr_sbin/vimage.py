"""vimage(8): virtual network stacks by the words of 2009, a front end over the jail calls.

Models tools/tools/vimage/vimage.c; leaves out what it leaves to chance: the errno printed for a parameter without ``=``
is 0, and an unknown parameter is refused by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NoReturn

from simbsd.lib.execvp import execvpe
from simbsd.lib.getopt import getopt
from simbsd.lib.jail import jail_attach, jail_remove
from simbsd.lib.jailparam import (
    JailError,
    Param,
    jailparam_get,
    jailparam_import,
    jailparam_init,
    jailparam_known,
    jailparam_set,
)
from simbsd.lib.printf import printf
from simbsd.lib.socket import socket
from simbsd.lib.stdio import STDERR, STDOUT
from simbsd.lib.unistd import close, exit, ioctl, isatty
from simbsd.sys.errno import Errno
from simbsd.sys.jail import JAIL_CREATE, JAIL_SYS_NEW, JAIL_UPDATE
from simbsd.sys.socketvar import AF_INET, SOCK_DGRAM
from simbsd.sys.strtol import is_number, to_int

SWITCHTO = ""
MOST_PARAMETERS = 32
NAME_SIZE = 16
UNIT_MAX = 0x7FFF
NEW_NAME = "eth0"
CREATED: dict[str, Any] = {
    "vnet": JAIL_SYS_NEW, "host": JAIL_SYS_NEW, "persist": True,
    "allow.raw_sockets": True, "allow.socket_af": True, "allow.mount": True,
}  # fmt: skip
SHOWN = (
    ("Path", "path"), ("Hostname", "host.hostname"), ("Domainname", "host.domainname"), ("Children", "children.cur"),
)  # fmt: skip
SHOWN_ALL = (
    ("Children limit", "children.max"), ("CPUsetID", "cpuset.id"), ("JID", "jid"), ("PJID", "parent"),
    ("Raw sockets allowed", "allow.raw_sockets"), ("All AF allowed", "allow.socket_af"),
    ("Mount allowed", "allow.mount"),
)  # fmt: skip


@dataclass(slots=True)
class Options:
    """The letters of a command line; ``verbose`` 1 for -v, 2 for -j or a second -v."""

    command: str = SWITCHTO
    recurse: bool = False
    verbose: int = 0


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Do one of six things to an image: create, modify, destroy, list, give it an interface, or go there."""
    options, operands = await getopt(argv, "cdijlmrv")
    chosen = _options(options)
    if chosen is None or not _fits(chosen, len(operands)):
        await _usage(argv[0])
    try:
        if chosen.command == SWITCHTO:
            await _switch(argv[0], operands, envp)
        elif chosen.command == "i":
            await _move_interface(*operands)
        elif chosen.command == "l":
            await _list(chosen, operands[0] if len(operands) == 1 else "")
        elif chosen.command == "d":
            await jail_remove(await jail_getid(operands[0]))
        else:
            await _set(chosen.command, operands)
    except (Errno, JailError) as error:
        await printf(f"Error: {error}\n", STDERR)
        return 1
    return 0


async def _usage(name: str) -> NoReturn:
    forms = ("[-c | -m] vname [param=value ...]", "-d vname", "-l[rvj] [vname]", "-i vname ifname [newifname]",
             "vname [command ...]")  # fmt: skip
    text = "".join(f"{'      ' if number else 'usage:'} {name} {form}\n" for number, form in enumerate(forms))
    await printf(text, STDERR)
    await exit(1)


def _options(letters: list[tuple[str, str]]) -> Options | None:
    """None when a letter is unknown or two of them ask for different things."""
    found = Options()
    for letter, _ in letters:
        if letter == "r":
            found.recurse = True
        elif letter == "v":
            found.verbose += 1
        elif letter == "j":
            found.verbose = 2
        elif letter == "?" or found.command not in (SWITCHTO, letter):
            return None
        else:
            found.command = letter
    return found


def _fits(chosen: Options, count: int) -> bool:
    if chosen.command != "l" and (count == 0 or chosen.recurse or chosen.verbose):
        return False
    if chosen.command == "i" and not 2 <= count <= 3:
        return False
    return not (chosen.command == "m" and count < 2) and count < MOST_PARAMETERS


async def jail_getid(name: str) -> int:
    """The jid of a name; a number is one already, whether or not a jail has it (lib/libjail/jail_getid.c)."""
    if is_number(name):
        return to_int(name)
    return int((await jailparam_get({"name": name}, 0))["jid"])


async def _list(chosen: Options, vname: str) -> None:
    records = [record for record in await _jails() if record.get("vnet") == JAIL_SYS_NEW]
    records = [record for record in records if _is_listed(record["name"], vname, chosen.recurse)]
    await printf("".join(_entry(record, chosen.verbose) for record in sorted(records, key=lambda one: one["name"])))


async def _jails() -> list[dict[str, Any]]:
    """Every jail in sight; whatever refuses ends the list."""
    found: list[dict[str, Any]] = []
    while True:
        try:
            found.append(await jailparam_get({"lastjid": found[-1]["jid"] if found else 0}, 0))
        except JailError:
            return found


def _is_listed(name: str, vname: str, recurse: bool) -> bool:
    rest = name.removeprefix(vname) if name.startswith(vname) else None
    if rest is None or (vname and rest and not rest.startswith(".")):
        return False
    return recurse or "." not in rest


def _entry(record: dict[str, Any], verbose: int) -> str:
    if not verbose:
        return f"{record['name']}\n"
    shown = SHOWN if verbose < 2 else (*SHOWN, *SHOWN_ALL)
    values = ((label, record[key]) for label, key in shown)
    return f"{record['name']}:\n" + "".join(
        f"    {label}: {int(value) if isinstance(value, bool) else value}\n" for label, value in values
    )


async def _set(command: str, operands: list[str]) -> None:
    """Create with the defaults of an image, then apply what was asked for, as -m does."""
    name = jailparam_known("name")
    jailparam_import(name, operands[0])
    if command == "c":
        given = [name]
        for key, value in CREATED.items():
            given.append(jailparam_known(key))
            given[-1].value = value
        await jailparam_set(given, JAIL_CREATE)
        if len(operands) == 1:
            return
    await jailparam_set([name, *[await _parameter(word) for word in operands[1:]]], JAIL_UPDATE)


async def _parameter(word: str) -> Param:
    key, equals, value = word.partition("=")
    if not equals or not value:
        raise Errno(0)
    param = await jailparam_init(key)
    jailparam_import(param, value)
    return param


async def _move_interface(vname: str, ifname: str, new: str = NEW_NAME) -> None:
    """Move, then go after it to rename it: to the next free number while its name is taken there."""
    fd = await socket(AF_INET, SOCK_DGRAM)
    jid = await jail_getid(vname)
    old, new = ifname[: NAME_SIZE - 1], new[: NAME_SIZE - 1]
    await ioctl(fd, "SIOCSIFVNET", (old, jid))
    await close(fd)
    if old != new:
        await jail_attach(jid)
        new = await _rename(old, new)
    await printf(f"{new}@{vname}\n")


async def _rename(old: str, new: str) -> str:
    fd = await socket(AF_INET, SOCK_DGRAM)
    letters = next((place for place, char in enumerate(new) if not (char.isascii() and char.isalpha())), len(new))
    wanted = new
    for unit in range(UNIT_MAX + 2):
        try:
            await ioctl(fd, "SIOCSIFNAME", (old, wanted))
        except Errno:
            wanted = f"{new[:letters]}{unit}"[: NAME_SIZE - 1]
        else:
            return wanted
    return old


async def _switch(invoked: str, operands: list[str], envp: dict[str, str]) -> None:
    await jail_attach(await jail_getid(operands[0]))
    if len(operands) > 1:
        await execvpe(operands[1], operands[1:], envp)
    if await isatty(STDOUT):  # elsewhere the text is still in the buffer that exec throws away
        await printf(f"Switched to vimage {operands[0]}\n")
    await execvpe(envp.get("SHELL", "/bin/sh"), [invoked], envp)
