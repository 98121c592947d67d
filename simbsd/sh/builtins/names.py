"""Built-ins about names: alias, unalias, command, hash, type.

Models bin/sh/alias.c, exec.c (hashcmd, typecmd_impl) and commandcmd() in eval.c; leaves out nothing.
"""

from __future__ import annotations

from simbsd.lib.files import eaccess
from simbsd.sh.errors import ShellError, quote_text
from simbsd.sh.find import (
    BUILTIN,
    FUNCTION,
    NORMAL,
    STANDARD_PATH,
    UNKNOWN,
    Found,
    find_command,
    hashed_in_order,
    not_found,
)
from simbsd.sh.lexer import KEYWORDS
from simbsd.sh.options import NextOption, operands
from simbsd.sh.source import Alias
from simbsd.sh.state import Shell
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import X_OK

# The three ways to describe a command: type, command -V, command -v.
_TYPE, _BIG_V, _SMALL_V = "type", "V", "v"


async def alias(sh: Shell, argv: list[str]) -> int:
    """alias [name[=value] ...]"""
    words = operands(argv)
    status = 0
    if not words:
        for name in sorted(sh.aliases):
            sh.output.out(f"{name}={quote_text(sh.aliases[name].value)}\n")
    for word in words:
        place = word.find("=", 1)
        if place >= 0:
            sh.aliases[word[:place]] = Alias(word[:place], word[place + 1 :])
        elif word in sh.aliases:
            sh.output.out(f"{word}={quote_text(sh.aliases[word].value)}\n")
        else:
            await sh.warning(f"{word}: not found")
            status = 1
    return status


async def unalias(sh: Shell, argv: list[str]) -> int:
    """unalias [-a] [name ...]"""
    options = NextOption(argv, "a")
    for _ in options:
        sh.aliases.clear()
        return 0
    status = 0
    for name in options.rest:
        if sh.aliases.pop(name, None) is None:
            status = 1
    return status


async def hash_command(sh: Shell, argv: list[str]) -> int:
    """hash [-rv] [command ...]: what is remembered of commands."""
    options = NextOption(argv, "rv")
    verbose = False
    for letter in options:
        if letter == "r":
            sh.hashed.clear()
        verbose = verbose or letter == "v"
    if not options.rest:
        for _, path in hashed_in_order(sh):
            sh.output.out(f"{path}\n")
        return 0
    status = 0
    for name in options.rest:
        sh.hashed.pop(name, None)
        found = await find_command(sh, name, _names())
        if found.kind == UNKNOWN:
            sh.output.err(f"{not_found(name, found.error)}\n")
            status = 1
        elif verbose:
            _print_entry(sh, name, found)
        await sh.output.flush()
    return status


def _names() -> frozenset[str]:
    from simbsd.sh.builtins.table import NAMES

    return NAMES


def _print_entry(sh: Shell, name: str, found: Found) -> None:
    if found.kind == NORMAL:
        sh.output.out(f"{found.path or name}\n")
    elif found.kind == BUILTIN:
        sh.output.out(f"builtin {name}\n")
    else:
        from simbsd.sh.cmdtext import command_text

        sh.output.out(f"function {name} {command_text(sh.functions[name])}\n")


async def command(sh: Shell, argv: list[str]) -> int:
    """`command -v`, `command -V`, or `command` alone; with a command it never gets here."""
    options = NextOption(argv, "pvV")
    path, how = sh.command_environment.get("PATH"), ""
    for letter in options:
        if letter == "p":
            path = STANDARD_PATH
        else:
            how = letter
    if how:
        if len(options.rest) != 1:
            raise ShellError("wrong number of arguments")
        return await _describe(sh, options.rest[0], how, path)
    if options.rest:
        raise ShellError("commandcmd bad call")
    return 0


async def type_command(sh: Shell, argv: list[str]) -> int:
    """type name ..."""
    words = argv[2:] if len(argv) > 2 and argv[1] == "--" else argv[1:]
    status = 0
    for name in words:
        status |= await _describe(sh, name, _TYPE, sh.command_environment.get("PATH"))
    return status


async def _describe(sh: Shell, name: str, how: str, path: str | None) -> int:
    """Say what ``name`` is; 127 if it is nothing."""
    brief = how == _SMALL_V
    if name in KEYWORDS:
        sh.output.out(f"{name}\n" if brief else f"{name} is a shell keyword\n")
        return 0
    known = sh.aliases.get(name)
    if known is not None:
        value = known.value
        sh.output.out(f"alias {name}={quote_text(value)}\n" if brief else f"{name} is an alias for {value}\n")
        return 0
    tracked = path is None and name in sh.hashed
    found = await find_command(sh, name, _names(), path)
    if found.kind == NORMAL:
        return await _describe_file(sh, name, found, how, tracked)
    if found.kind == UNKNOWN:
        if not brief:
            sh.output.err(f"{name}: not found\n")
        return 127
    sh.output.out(f"{name}\n" if brief else f"{name} is a {_kind(name, found)}\n")
    return 0


def _kind(name: str, found: Found) -> str:
    if found.kind == FUNCTION:
        return "shell function"
    from simbsd.sh.builtins.table import BUILTINS

    return "special shell builtin" if BUILTINS[name].special else "shell builtin"


async def _describe_file(sh: Shell, name: str, found: Found, how: str, tracked: bool) -> int:
    path = found.path or name
    if "/" in name:
        try:
            await eaccess(name, X_OK)
        except Errno as error:
            if how != _SMALL_V:
                sh.output.err(f"{name}: {error}\n")
            return 127
    if not path.startswith("/") and sh.vars.get("PWD"):
        cwd = sh.vars.text("PWD")
        path = cwd + ("" if cwd == "/" else "/") + path
    how_found = " a tracked alias for" if tracked and how == _TYPE else ""
    sh.output.out(f"{path}\n" if how == _SMALL_V else f"{name} is{how_found} {path}\n")
    return 0
