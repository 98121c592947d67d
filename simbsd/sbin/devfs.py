"""devfs(8): rules that say which devices a mounted devfs shows.

Models sbin/devfs/devfs.c and rule.c.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.grp import getgrgid, getgrnam
from simbsd.lib.mode import ModeError, setmode
from simbsd.lib.pwd import getpwnam, getpwuid
from simbsd.lib.stdio import STDIN, decode, puts, read_all
from simbsd.lib.unistd import ioctl, open
from simbsd.sys.conf import DEVICE_TYPES, DevfsRule
from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.strtol import is_number, to_int

USAGE = "\tdevfs [-m mount-point] rule [-s ruleset] ...\n\tdevfs [-m mount-point] ruleset ..."
NUMBER_MAX = 65535


@dataclass(slots=True)
class Run:
    """One run: how it complains, the open mount, the ruleset of -s."""

    err: Err
    fd: int
    ruleset: int = 0

    async def request(self, name: str, argument: Any) -> Any:
        """An ioctl; its refusal ends the program."""
        try:
            return await ioctl(self.fd, name, argument)
        except Errno as error:
            await self.err.err(1, f"ioctl {name}", error)

    async def next(self, name: str, argument: Any) -> Any:
        """As request, but None when there is no more (ENOENT)."""
        try:
            return await ioctl(self.fd, name, argument)
        except Errno as error:
            if error.errno == ENOENT:
                return None
            await self.err.err(1, f"ioctl {name}", error)


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """``devfs [-m mount] ruleset N`` or ``devfs [-m mount] rule [-s N] command ...``."""
    err = Err(argv)
    options, operands = await getopt(argv, "m:")
    if any(letter == "?" for letter, _ in options) or not operands:
        await err.usage(USAGE)
    mount = dict(options).get("m", "/dev")
    try:
        fd = await open(mount, O_RDONLY)
    except Errno as error:
        await err.err(1, f"open: {mount}", error)
    run = Run(err, fd)
    if operands[0] == "ruleset":
        err.name = "devfs ruleset"
        if len(operands) < 2:
            await err.usage(USAGE)
        await run.request("DEVFSIO_SUSE", await number(err, operands[1]))
        return 0
    if operands[0] != "rule":
        await err.errx(1, f"unknown command: {operands[0]}")
    err.name = "devfs rule"
    return await _rule(run, operands)


async def _rule(run: Run, operands: list[str]) -> int:
    options, words = await getopt(operands, "s:")
    if any(letter == "?" for letter, _ in options) or not words:
        await run.err.usage(USAGE)
    for _, text in options:
        run.ruleset = await number(run.err, text)
    handler = COMMANDS.get(words[0])
    if handler is None:
        await run.err.errx(1, f"unknown command: {words[0]}")
    await handler(run, words)
    return 0


async def number(err: Err, text: str) -> int:
    """A 16-bit number, or the end of the program (eatonum)."""
    if not is_number(text) or to_int(text) > NUMBER_MAX:
        await err.errx(1, f"error converting to number: {text}")
    return to_int(text)


async def _integer(err: Err, text: str) -> int:
    if not is_number(text.removeprefix("-")):
        await err.errx(1, f"error converting to integer: {text}")
    return to_int(text)


async def _add(run: Run, words: list[str]) -> None:
    if len(words) < 2:
        await run.err.usage(USAGE)
    if words[1] == "-":
        await _read(run, "DEVFSIO_RADD")
        return
    await run.request("DEVFSIO_RADD", (run.ruleset, await parse(run.err, words[1:])))


async def _apply(run: Run, words: list[str]) -> None:
    if len(words) < 2:
        await run.err.usage(USAGE)
    if words[1] == "-":
        await _read(run, "DEVFSIO_RAPPLY")
    elif is_number(words[1]) and to_int(words[1]) <= NUMBER_MAX:
        await run.request("DEVFSIO_RAPPLYID", (run.ruleset, to_int(words[1])))
    else:
        await run.request("DEVFSIO_RAPPLY", (run.ruleset, await parse(run.err, words[1:])))


async def _read(run: Run, request: str) -> None:
    """Rules from standard input, one a line, until an empty one (rulespec_infp)."""
    for line in decode(await read_all(STDIN)).splitlines():
        if not line:
            return
        words = line.split()
        if not words:
            await run.err.errx(1, "unexpected end of rulespec")
        rule = await parse(run.err, words)
        try:
            await ioctl(run.fd, request, (run.ruleset, rule))
        except Errno as error:
            await run.err.err(1, "ioctl", error)


async def _applyset(run: Run, words: list[str]) -> None:
    if len(words) != 1:
        await run.err.usage(USAGE)
    await run.request("DEVFSIO_SAPPLY", run.ruleset)


async def _delete(run: Run, words: list[str]) -> None:
    if len(words) < 2:
        await run.err.usage(USAGE)
    await run.request("DEVFSIO_RDEL", (run.ruleset, await _integer(run.err, words[1])))


async def _delset(run: Run, words: list[str]) -> None:
    if len(words) != 1:
        await run.err.usage(USAGE)
    while (rule := await run.next("DEVFSIO_RGETNEXT", (run.ruleset, 0))) is not None:
        await run.request("DEVFSIO_RDEL", (run.ruleset, rule.number))


async def _show(run: Run, words: list[str]) -> None:
    if len(words) > 1:
        wanted = await _integer(run.err, words[1])
        rule = await run.request("DEVFSIO_RGETNEXT", (run.ruleset, wanted - 1))
        if rule.number == wanted:
            await puts(await describe(rule))
        return
    last = 0
    while (rule := await run.next("DEVFSIO_RGETNEXT", (run.ruleset, last))) is not None:
        await puts(await describe(rule))
        last = rule.number


async def _showsets(run: Run, words: list[str]) -> None:
    if len(words) != 1:
        await run.err.usage(USAGE)
    last = 0
    while (found := await run.next("DEVFSIO_SGETNEXT", last)) is not None:
        await puts(f"{found}\n")
        last = found


async def describe(rule: DevfsRule) -> str:
    """A rule as it could be typed, with its number (rulespec_outfp)."""
    text = str(rule.number) + "".join(f" type {name}" for name, bit in DEVICE_TYPES.items() if rule.types & bit)
    text += f" path {rule.pattern}" if rule.pattern else ""
    if rule.hide is not None:
        text += " hide" if rule.hide else " unhide"
    if rule.uid is not None:
        user = await getpwuid(rule.uid)
        text += f" user {user.pw_name if user else rule.uid}"
    if rule.gid is not None:
        group = await getgrgid(rule.gid)
        text += f" group {group.gr_name if group else rule.gid}"
    if rule.mode is not None:
        text += f" mode {rule.mode:o}"
    return text + (f" include {rule.include}" if rule.include else "") + "\n"


async def parse(err: Err, words: list[str]) -> DevfsRule:
    """A rule from words: ``[number] [path pattern] [type name] action ...`` (rulespec_intok)."""
    values: dict[str, Any] = {}
    words = list(words)
    if is_number(words[0]) and to_int(words[0]) <= NUMBER_MAX:
        values["number"] = to_int(words.pop(0))
    while words and words[0] in ("path", "type"):
        condition = words[0]
        text = await _argument(err, words)
        if condition == "path":
            values["pattern"] = text
            continue
        if text not in DEVICE_TYPES:
            await err.errx(1, f"unknown type: {text}")
        values["types"] = values.get("types", 0) | DEVICE_TYPES[text]
    while words:
        if words[0] in ("hide", "unhide"):
            values["hide"] = words.pop(0) == "hide"
        elif words[0] in ACTIONS:
            name, convert = ACTIONS[words[0]]
            values[name] = await convert(err, await _argument(err, words))
        else:
            await err.errx(1, f"unknown argument: {words[0]}")
    return DevfsRule(**values)


async def _argument(err: Err, words: list[str]) -> str:
    word = words.pop(0)
    if not words:
        await err.errx(1, f"expecting argument for {word}")
    return words.pop(0)


async def _user(err: Err, text: str) -> int:
    user = await getpwnam(text)
    return user.pw_uid if user else await _integer(err, text)


async def _group(err: Err, text: str) -> int:
    group = await getgrnam(text)
    return group.gr_gid if group else await _integer(err, text)


async def _mode(err: Err, text: str) -> int:
    try:
        return setmode(text, 0, 0)
    except ModeError:
        await err.errx(1, f"invalid mode: {text}")


ACTIONS = {"user": ("uid", _user), "group": ("gid", _group), "mode": ("mode", _mode), "include": ("include", number)}
COMMANDS = {
    "add": _add,
    "apply": _apply,
    "applyset": _applyset,
    "del": _delete,
    "delset": _delset,
    "show": _show,
    "showsets": _showsets,
}
