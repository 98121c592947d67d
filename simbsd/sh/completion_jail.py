"""What the arguments of jail(8), jexec(8), jls(8) and the tools with -j can become: names, parameters, options.

Models nothing of FreeBSD's shell, which completes commands and files only; the words are those of the programs' own
tables.
"""

from __future__ import annotations

from simbsd.lib.jail import jail_all
from simbsd.sys.errno import Errno
from simbsd.sys.jailparam import JAIL_PARAMS, NO_PARAMS

OPTIONS = {
    "jail": ("-c", "-d", "-e", "-f", "-h", "-i", "-J", "-l", "-m", "-n", "-p", "-q", "-r", "-R", "-s", "-u", "-U",
             "-v"),
    "jexec": ("-l", "-u", "-U"),
    "jls": ("-d", "-h", "-j", "-N", "-n", "-q", "-s", "-v", "--libxo"),
}  # fmt: skip
# Commands that take a jail after this option.
JAIL_OPTION = {
    "jls": "-j", "netstat": "-j", "ifconfig": "-j", "route": "-j", "sockstat": "-j", "killall": "-j", "pgrep": "-j",
    "pkill": "-j", "ps": "-J", "cpuset": "-j",
}  # fmt: skip
VALUES = {"bool": ("true", "false"), "jailsys": ("new", "inherit", "disable")}
WITH_ARGUMENT = ("-u", "-U")


async def jails() -> list[str]:
    """The names of the running jails."""
    try:
        return sorted(str(jail["name"]) for jail in await jail_all())
    except Errno:
        return []


async def jail_words(command: str, words: list[str], word: str) -> list[str]:
    """What may stand after ``words``, each with the character that follows it; empty: files."""
    if words and words[-1] == JAIL_OPTION.get(command):
        return [name + " " for name in await jails()]
    if word.startswith("-"):
        return [option + " " for option in OPTIONS.get(command, ())]
    if command == "jexec":
        return [name + " " for name in await jails()] if _is_first_operand(words) else []
    if command == "jls":
        return [name + " " for name in (*JAIL_PARAMS, "all")]
    return await _of_jail(words) if command == "jail" else []


def _is_first_operand(words: list[str]) -> bool:
    place = 0
    while place < len(words) and words[place].startswith("-"):
        place += 2 if words[place] in WITH_ARGUMENT else 1
    return place == len(words)


async def _of_jail(words: list[str]) -> list[str]:
    """Names to remove, else parameters; after ``name=`` what it can be."""
    from simbsd.usr_sbin.jail.cfjail import INTERNAL

    if any(word == "command" or word.startswith("command=") for word in words):
        return []
    operations = "".join(word[1:] for word in words if word.startswith("-"))
    last = words[-1] if words else ""
    if last.endswith("="):
        name = last[:-1]
        if name in ("name", "depend"):
            return [jail + " " for jail in await jails()]
        kind = INTERNAL.get(name) or (JAIL_PARAMS[name].kind if name in JAIL_PARAMS else "")
        return [value + " " for value in VALUES.get(kind, ())]
    if ("r" in operations or "R" in operations) and not ("c" in operations or "m" in operations):
        return [name + " " for name in await jails()]
    kernel = {name: param.kind for name, param in JAIL_PARAMS.items() if param.flag != "rd"}
    flags = [*NO_PARAMS, *(name for name, kind in {**kernel, **INTERNAL}.items() if kind == "bool")]
    valued = [name for name, kind in {**kernel, **INTERNAL}.items() if kind != "bool"]
    return sorted([name + " " for name in flags] + [name + "=" for name in valued])
