"""pw(8): make, change and remove users and groups.

Models usr.sbin/pw/pw.c; leaves out -V and NIS; -R is a chroot(2).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NoReturn

from simbsd.lib.err import EX_OSERR, EX_USAGE, Err
from simbsd.lib.getopt import getopt
from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR
from simbsd.lib.unistd import chdir, chroot, dup2, exit, open
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_WRONLY
from simbsd.sys.strtol import is_number
from simbsd.usr_sbin.pw import group, user
from simbsd.usr_sbin.pw.database import Request, check_id
from simbsd.usr_sbin.pw.help import HELP

LOCKS = ("lock", "unlock")
MODES, KINDS = ("add", "del", "mod", "show", "next"), ("user", "group")
WORDS = {
    **{f"{kind}{mode}": (kind, mode) for kind in KINDS for mode in MODES},
    **{f"{mode}{kind}": (kind, mode) for kind in KINDS for mode in MODES},
}  # fmt: skip
COMMANDS: dict[str, tuple[str, Callable[[Request], Awaitable[int]]]] = {
    "user add": ("C:qn:u:c:d:g:G:mM:k:s:oL:h:H:b:NPy:Y", user.add),
    "user del": ("C:qn:u:rYy:", user.delete),
    "user mod": ("C:qn:u:c:d:g:G:ml:k:s:L:h:H:M:NPYy:", user.modify),
    "user show": ("C:qn:u:FPa7", user.show),
    "user next": ("C:q", user.next_),
    "user lock": ("Cq", user.lock),
    "user unlock": ("Cq", user.unlock),
    "group add": ("C:qn:g:M:oNPY", group.add),
    "group del": ("C:qn:g:Y", group.delete),
    "group mod": ("C:qn:d:g:l:M:m:NPY", group.modify),
    "group show": ("C:qn:g:FPa", group.show),
    "group next": ("C:q", group.next_),
}


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Understand the words before the options, then the options, and do it."""
    err = Err(argv)
    kind = mode = name = ""
    words = argv[1:]
    if words[:1] == ["-R"] and len(words) > 1:
        await _enter(err, words[1])
        words = words[2:]
    while words and not words[0].startswith("-"):
        word = words.pop(0)
        if not mode and word in MODES:
            mode = word
        elif not kind and word in KINDS:
            kind = word
        elif not mode and not kind and word in WORDS:
            kind, mode = WORDS[word]
        elif not mode and not kind and word in LOCKS:
            kind, mode = "user", word
        elif word == "help" and not words:
            await _help(kind, mode)
        elif kind and mode:
            name = word
        else:
            await err.errx(EX_USAGE, f"unknown keyword `{word}'")
    if not (kind and mode):
        await _help(kind, mode)
    letters, command = COMMANDS[f"{kind} {mode}"]
    options, _ = await getopt([argv[0], *words], letters)
    if any(letter == "?" for letter, _ in options):
        return EX_USAGE
    number = await check_id(err, name) if is_number(name) else -1
    if any(letter == "q" for letter, _ in options):
        await _quiet()
    return await command(Request(err, name if name and number < 0 else None, number, options))


async def _help(kind: str, mode: str) -> NoReturn:
    text = HELP.get(f"{kind} {mode}")
    if not kind:
        text = "usage:\n  pw [user|group|lock|unlock] [add|del|mod|show|next] [help|switches/values]\n"
    elif not mode:
        text = f"usage:\n  pw {kind} [add|del|mod|show|next] [help|switches/values]\n"
    await printf(text or "", STDERR)
    await exit(1)


async def _enter(err: Err, root: str) -> None:
    """-R: work on another system's files, which stand below a directory."""
    try:
        await chroot(root)
        await chdir("/")
    except Errno as error:
        await err.err(EX_OSERR, root, error)


async def _quiet() -> None:
    """-q: what would be complained of is lost."""
    try:
        await dup2(await open("/dev/null", O_WRONLY), STDERR)
    except Errno:
        pass
