"""Prompts.

Models bin/sh/parser.c (getprompt, expandstr); leaves out nothing.
"""

from __future__ import annotations

from simbsd.lib.stdio import decode, read_all
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import close, geteuid, getlogin, open
from simbsd.sh.errors import ShellError
from simbsd.sh.expand import expand_text
from simbsd.sh.parser import parse_expression
from simbsd.sh.state import Shell
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY

_LENGTH = 191
_CHARACTERS = {"[": "\001", "]": "\001", "\\": "\\", "a": "\a", "e": "\033", "r": "\r", "n": "\r\n"}


async def prompt_text(sh: Shell, which: int) -> str:
    """The prompt: PS1 if ``which`` is 1, PS2 if it is 2."""
    text = sh.vars.text("PS1" if which == 1 else "PS2")
    if "\\" not in text:
        return text[:_LENGTH]
    out = ""
    position = 0
    while position < len(text) and len(out) < _LENGTH:
        char = text[position]
        position += 1
        if char != "\\":
            out += char
        else:
            out += await _escape(sh, text[position : position + 1])
            position += 1
    return out[:_LENGTH]


async def _escape(sh: Shell, char: str) -> str:
    if char in _CHARACTERS:
        return _CHARACTERS[char]
    match char:
        case "h":
            return (await _hostname()).partition(".")[0]
        case "H":
            return await _hostname()
        case "u":
            return await _user()
        case "w" | "W":
            return _directory(sh, char == "W")
        case "$":
            return "$" if await geteuid() else "#"
    return "\\" + char


async def _hostname() -> str:
    return str(await sysctl("kern.hostname"))


async def _user() -> str:
    """The login name if it is that of the effective user, else the name of the user id."""
    euid = await geteuid()
    login = await getlogin()
    try:
        fd = await open("/etc/passwd", O_RDONLY)
    except Errno:
        return str(euid)
    lines = [line.split(":") for line in decode(await read_all(fd)).splitlines()]
    await close(fd)
    names = [fields[0] for fields in lines if len(fields) == 7 and fields[2] == str(euid)]
    return login if login in names else names[0] if names else str(euid)


def _directory(sh: Shell, last_only: bool) -> str:
    cwd = sh.vars.text("PWD") or "?"
    if last_only and cwd[0] == "/" and cwd != "/":
        return cwd.rpartition("/")[2]
    home = sh.vars.get("HOME")
    if home is not None and home != "/" and cwd.startswith(home) and cwd[len(home) : len(home) + 1] in ("", "/"):
        return "~" + cwd[len(home) :]
    return cwd


async def trace_prompt(sh: Shell) -> str:
    """PS4, expanded as if in double quotes; as it stands if that fails."""
    return await expand_string(sh, sh.vars.text("PS4")) or sh.vars.text("PS4")


async def expand_string(sh: Shell, text: str) -> str | None:
    """Parameters and arithmetic in ``text`` expanded, or None after an error, which is printed (expandstr)."""
    try:
        return await expand_text(sh, parse_expression(text), 0)
    except ShellError as error:
        await sh.report(error)
        return None
