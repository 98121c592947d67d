"""pw(8): make, change and remove users and groups.

Models usr.sbin/pw/pw.c; leaves out NIS.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NoReturn

from simbsd.lib.err import EX_OSFILE, EX_USAGE, Err
from simbsd.lib.files import stat
from simbsd.lib.getopt import getopt
from simbsd.lib.printf import printf
from simbsd.lib.stdio import STDERR
from simbsd.lib.unistd import dup2, exit, open
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_WRONLY, S_IFDIR, S_IFMT
from simbsd.sys.strtol import is_number
from simbsd.usr_sbin.pw import group, user, user_edit
from simbsd.usr_sbin.pw.database import ETC, Request, check_id
from simbsd.usr_sbin.pw.help import HELP

LOCKS = ("lock", "unlock")
MODES, KINDS = ("add", "del", "mod", "show", "next"), ("user", "group")
WORDS = {
    **{f"{kind}{mode}": (kind, mode) for kind in KINDS for mode in MODES},
    **{f"{mode}{kind}": (kind, mode) for kind in KINDS for mode in MODES},
}  # fmt: skip
COMMANDS: dict[str, tuple[str, Callable[[Request], Awaitable[int]]]] = {
    "user add": ("C:qn:u:c:d:e:p:g:G:mM:k:s:oL:i:w:h:H:Db:NPy:Y", user_edit.add),
    "user del": ("C:qn:u:rYy:", user.delete),
    "user mod": ("C:qn:u:c:d:e:p:g:G:mM:l:k:s:w:L:h:H:NPYy:", user_edit.modify),
    "user show": ("C:qn:u:FPa7", user.show),
    "user next": ("C:q", user.next_),
    "user lock": ("Cq", user.lock),
    "user unlock": ("Cq", user.unlock),
    "group add": ("C:qn:g:h:H:M:oNPY", group.add),
    "group del": ("C:qn:g:Y", group.delete),
    "group mod": ("C:qn:d:g:l:h:H:M:m:NPY", group.modify),
    "group show": ("C:qn:g:FPa", group.show),
    "group next": ("C:q", group.next_),
}


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Understand the words before the options, then the options, and do it."""
    err = Err(argv)
    words = argv[1:]
    request = Request(err, "", None, -1, [], _who(envp))
    kind, mode, name = await _keywords(request, words)
    if not (kind and mode):
        await _help(kind, mode)
    letters, command = COMMANDS[f"{kind} {mode}"]
    options, _ = await getopt([argv[0], *words], letters)
    if any(letter == "?" for letter, _ in options):
        return EX_USAGE
    request.verb, request.options = f"{kind}{mode}", options
    request.id = await check_id(err, name) if is_number(name) else -1
    request.name = name if name and request.id < 0 else None
    if request.has("q"):
        await _quiet()
    return await command(request)


def _who(envp: dict[str, str]) -> str:
    """Whom the log names (pw_log)."""
    return "".join((envp.get("LOGNAME") or envp.get("USER") or "").split())[:31] or "unknown"


async def _keywords(request: Request, words: list[str]) -> tuple[str, str, str]:
    """Take the words before the options, and -V and -R among them: of what kind, what to do, and to whom."""
    kind = mode = name = ""
    while words and (not words[0].startswith("-") or words[0][1:2] in ("V", "R")):
        word = words.pop(0)
        if word.startswith("-"):
            await _relocate(request, word[1], word[2:] or (words.pop(0) if words else None), len(word) == 2)
        elif not mode and word in MODES:
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
            await request.err.errx(EX_USAGE, f"unknown keyword `{word}'")
    return kind, mode, name


async def _relocate(request: Request, letter: str, path: str | None, apart: bool) -> None:
    """-V: another /etc; -R: another root. Only a directory that is a word of its own is looked at."""
    if request.alternate:
        await request.err.errx(1, "Both '-R' and '-V' specified, only one accepted")
    if path is None:
        await _help("", "")
    if apart:
        try:
            is_directory = (await stat(path)).st_mode & S_IFMT == S_IFDIR
        except Errno:
            await request.err.errx(EX_OSFILE, f"no such directory `{path}'")
        if not is_directory:
            await request.err.errx(EX_OSFILE, f"`{path}' not a directory")
    request.alternate, request.etc = letter, path
    if letter == "R":
        request.root, request.etc = path.rstrip("/"), f"{path}{ETC}"


async def _help(kind: str, mode: str) -> NoReturn:
    text = HELP.get(f"{kind} {mode}")
    if not kind:
        text = "usage:\n  pw [user|group|lock|unlock] [add|del|mod|show|next] [help|switches/values]\n"
    elif not mode:
        text = f"usage:\n  pw {kind} [add|del|mod|show|next] [help|switches/values]\n"
    await printf(text or "", STDERR)
    await exit(1)


async def _quiet() -> None:
    """-q: what would be complained of is lost."""
    try:
        await dup2(await open("/dev/null", O_WRONLY), STDERR)
    except Errno:
        pass
