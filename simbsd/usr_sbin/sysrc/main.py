"""sysrc(8): show and set variables of rc.conf(5).

Models usr.sbin/sysrc; leaves out --help, -D with other options, and the temporary files through which it writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.spawn import run
from simbsd.lib.stdio import STDERR, puts
from simbsd.lib.unistd import exit
from simbsd.sys.errno import EACCES, Errno
from simbsd.sys.fcntl import S_IFDIR
from simbsd.usr_sbin.sysrc.conf import DEFAULTS, SHELL, Conf, kind, read_text, service_files, write_text
from simbsd.usr_sbin.sysrc.edit import changed, delete_from, set_in

USAGE = """\
Usage: sysrc [OPTIONS] {name[[+|-]=value] ... | -a | -A | -l | -L [name ...]}
Try `sysrc --help' for more information.
"""
VERSION = "7.7"
NAME = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"
VALUED = "fjRs"


@dataclass(slots=True)
class Say:
    """The options, and how a variable is written."""

    err: Err
    letters: str
    conf: Conf

    def has(self, letter: str) -> bool:
        """True when an option was given."""
        return letter in self.letters

    @property
    def equals(self) -> bool:
        """True for ``name="value"`` lines."""
        return self.has("e") and not self.has("n") and not self.has("N") and not self.has("F")

    def line(self, name: str, value: str) -> str:
        """One variable as it is shown."""
        if self.has("N"):
            return name
        quote = '"' if self.equals else ""
        return ("" if self.has("n") else name + ('="' if self.equals else ": ")) + value + quote


async def _usage() -> NoReturn:
    await puts(USAGE, STDERR)
    await exit(1)


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Show, set, change or remove each variable named; -a, -A: show all."""
    err = Err(argv)
    if "--version" in argv:
        await puts(f"{VERSION}\n")
        return 1
    if len(argv) == 1 or "--help" in argv:
        await _usage()
    options, operands = await getopt(argv, "aAcdDeEf:Fhij:lLnNqR:s:vxX")
    letters = "".join(letter for letter, _ in options)
    if "?" in letters or "h" in letters:
        await _usage()
    given = dict(options)
    for letter in "jRs":
        if letter in given and not given[letter]:
            await err.errx(1, f"Missing or null argument to `-{letter}' flag")
    if "j" in given or "R" in given:
        return await _elsewhere(options, operands, given, envp)
    conf = Conf(envp.get("RC_DEFAULTS", DEFAULTS), envp["RC_CONFS"].split() if "RC_CONFS" in envp else None)
    say = Say(err, letters, conf)
    await _choose_files(say, options, given)
    return await _run(say, operands)


async def _elsewhere(
    options: list[tuple[str, str]], operands: list[str], given: dict[str, str], envp: dict[str, str]
) -> int:
    """Do the same inside a jail (-j) or another root directory (-R)."""
    words = [word for letter, text in options if letter not in "jR" for word in _option(letter, text)]
    way = ["/usr/sbin/jexec", given["j"]] if "j" in given else ["/usr/sbin/chroot", given["R"]]
    return await run(way[0], [*way, "/usr/sbin/sysrc", *words, *operands], envp)


def _option(letter: str, text: str) -> list[str]:
    return [f"-{letter}", text] if letter in VALUED else [f"-{letter}"]


async def _choose_files(say: Say, options: list[tuple[str, str]], given: dict[str, str]) -> None:
    """Which files are read and written: -f, -D, -s and -E."""
    named = [text for letter, text in options if letter == "f"]
    if named:
        say.conf.files = named
    elif say.has("D"):
        say.conf.files = []
    elif "s" in given:
        more = await service_files(given["s"])
        if more is not None:
            say.conf.files = [*await say.conf.conf_files(), *more]
    if say.has("E"):
        say.conf.files = [path for path in await say.conf.conf_files() if await kind(path) not in (0, S_IFDIR)]


async def _run(say: Say, operands: list[str]) -> int:
    for word in operands:
        plain = word.partition("=")[0].rstrip("+-").partition("%")[0].partition("#")[0].partition(":")[0]
        if any(character not in NAME for character in plain):
            await say.err.errx(1, f"{plain}: name contains characters not allowed in shell")
    if say.has("l"):
        if operands:
            await _usage()
        await puts(" ".join(await say.conf.conf_files()) + "\n")
        return 0
    if say.has("L"):
        return await _list_service_files(say, operands)
    if not operands and not say.has("a") and not say.has("A"):
        await _usage()
    say.conf.along = f"{_parts(operands[0])[0]}?" if operands else ""
    await _check_syntax(say)
    if say.has("a") or say.has("A"):
        return await _show_all(say)
    status = 0
    for word in operands:
        name, mode, sets, value = _parts(word)
        if say.has("d"):
            await puts(f"{name}: {await say.conf.description(name)}\n")
        done = await _assign(say, name, mode, value) if sets else await _show(say, name)
        status = status if done else 1
    return status


def _parts(word: str) -> tuple[str, str, str, str]:
    """A name, ``+`` or ``-`` where a value is added or taken away, ``=`` where one is given, and the value."""
    name, sets, value = word.partition("=")
    mode = name[-1:] if sets and name[-1:] in "+-" else ""
    return name.removesuffix(mode), mode, sets, value


async def _check_syntax(say: Say) -> None:
    """A file that the shell cannot read is touched by nobody."""
    for path in [say.conf.defaults, *await say.conf.conf_files()]:
        if await kind(path) and await run(SHELL, ["/bin/sh", "-n", path], {}):
            await say.err.errx(1, "Exiting due to previous syntax errors")


async def _list_service_files(say: Say, operands: list[str]) -> int:
    files = [] if operands else await say.conf.conf_files()
    status = 0
    for name in operands:
        more = await service_files(name)
        status = 1 if more is None else status
        files += [path for path in more or () if path not in files]
    if files:
        await puts(" ".join(files) + "\n")
    return status


async def _show_all(say: Say) -> int:
    for letter in "xc":
        if say.has(letter):
            more = " (use `-X' to override)" if letter == "x" else ""
            await say.err.errx(1, f"`-{letter}' option incompatible with `-a'/`-A' options{more}")
    for name in await say.conf.names(say.has("A")):
        if say.has("d"):
            await puts(f"{name}: {await say.conf.description(name)}\n")
        elif say.has("F"):
            await puts(("" if say.has("n") else f"{name}: ") + await say.conf.find(name) + "\n")
        elif say.has("X"):
            await _delete(say, name)
        else:
            await puts(await _where(say, name) + say.line(name, (await say.conf.get(name))[0]) + "\n")
    return 0


async def _where(say: Say, name: str) -> str:
    """What -v puts before a variable: its file."""
    if not say.has("v") or say.has("q"):
        return ""
    return f"{await say.conf.find(name)}: "


async def _show(say: Say, name: str) -> bool:
    value, is_set = await say.conf.get(f"{name}?")
    if not is_set:
        if not say.has("i") and not say.has("q"):
            await say.err.warnx(f"unknown variable '{name}'")
        return False
    if say.has("x") or say.has("X"):
        return await _delete(say, name)
    if say.has("c") or say.has("d"):
        return True
    if say.has("F"):
        await puts(("" if say.has("n") else f"{name}: ") + await say.conf.find(name) + "\n")
        return True
    value, _ = await say.conf.get(name)
    await puts(await _where(say, name) + say.line(name, value) + "\n")
    return True


async def _assign(say: Say, name: str, mode: str, value: str) -> bool:
    if say.has("x") or say.has("X"):
        return await _delete(say, name)
    before, is_set = await say.conf.get(f"{name}?")
    if say.has("c"):
        return await _check(say, name, before if is_set else None, value)
    target = await say.conf.find(name)
    if target in ("", say.conf.defaults):
        target = next(iter(await say.conf.conf_files()), "")
    if say.has("v") and not say.has("q"):
        await puts(f": {target}; " if say.equals else f"{target}: ")
    new = changed(before, mode, value) if mode else value
    was = await say.conf.find(name) if say.has("F") else before
    if say.has("N"):
        await puts(f"{name}\n")
    if not await _write(say, target, set_in(await read_text(target), name, new)):
        return False
    if not say.has("N"):
        now = await say.conf.find(name) if say.has("F") else (await say.conf.get(name))[0]
        head = "" if say.has("n") else name + ('="' if say.equals else ": ")
        await puts(f'{head}{was}" # -> "{now}"\n' if say.equals else f"{head}{was} -> {now}\n")
    return True


async def _check(say: Say, name: str, before: str | None, value: str) -> bool:
    """-c: nothing is changed; is it as asked?"""
    if say.has("v") and before is None:
        await puts(f"{name}: not currently set\n")
    elif say.has("v"):
        where = await say.conf.find(name)
        same = before == value
        await puts(
            f"{where}: {name}: already set to `{before}'\n"
            if same
            else f"{where}: {name}: would change from `{before}' to `{value}'\n"
        )
    return before == value


async def _delete(say: Say, name: str) -> bool:
    for path in await say.conf.conf_files():
        text = delete_from(await read_text(path), name)
        if text is not None and not await _write(say, path, text):
            return False
    return True


async def _write(say: Say, path: str, text: str) -> bool:
    say.conf.said.clear()
    try:
        await write_text(path, text)
    except Errno as error:
        if error.errno == EACCES:
            await say.err.warnx(f"cannot create {path}: Permission denied")
        else:
            await say.err.warn(path, error)
        return False
    return True
