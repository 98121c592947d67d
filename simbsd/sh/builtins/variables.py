"""Built-ins for variables, parameters and options: export, readonly, local, set, setvar, shift, unset.

Models bin/sh/var.c and options.c; leaves out nothing.
"""

from __future__ import annotations

from simbsd.sh.errors import ShellError, quote_text
from simbsd.sh.optionhooks import options_changed
from simbsd.sh.options import NextOption, number, operands, parse_options
from simbsd.sh.state import Parameters, Shell
from simbsd.sh.vars import EXPORT, READONLY
from simbsd.sh.words import is_name


async def export(sh: Shell, argv: list[str]) -> int:
    """export and readonly."""
    flag = READONLY if argv[0][0] == "r" else EXPORT
    options = NextOption(argv, "p")
    values = "p" in list(options)
    if values and options.rest:
        raise ShellError("-p requires no arguments")
    for word in options.rest:
        name, equals, value = word.partition("=")
        if equals or not sh.vars.add_flags(name, flag):
            sh.vars.set(name, value if equals else None, flag)
    if not options.rest:
        for name, var in sh.vars.ordered():
            if var.flags & flag:
                shown = f"={quote_text(var.value)}" if values and var.value is not None else ""
                sh.output.out(f"{argv[0] + ' ' if values else ''}{name}{shown}\n")
    return 0


async def local(sh: Shell, argv: list[str]) -> int:
    """local: variables of the function that runs."""
    words = operands(argv)
    if not sh.function_nest:
        raise ShellError("Not in a function")
    for word in words:
        name, equals, value = word.partition("=")
        if word == "-":
            sh.vars.save_options(sh.options.flags.copy())
        else:
            sh.vars.make_local(name, value if equals else None)
    return 0


def local_names(sh: Shell, argv: list[str]) -> int | None:
    """local, of names that can be set and without options."""
    if not sh.function_nest:
        return None
    words = [word.partition("=") for word in argv[1:]]
    for name, _, _ in words:
        known = sh.vars.table.get(name)
        if known.flags & READONLY if known is not None else not is_name(name):
            return None
    for name, equals, value in words:
        sh.vars.make_local(name, value if equals else None)
    return 0


def set_parameters(sh: Shell, argv: list[str]) -> int | None:
    """set: replace the parameters, without options."""
    if len(argv) == 1 or (argv[1][:1] in ("-", "+") and argv[1] != "--"):
        return None
    sh.params = Parameters(tuple(argv[2:] if argv[1] == "--" else argv[1:]))
    return 0


async def set_command(sh: Shell, argv: list[str]) -> int:
    """set: list variables, change options, replace the parameters."""
    if len(argv) == 1:
        shown = sorted(f"{name}={var.value}" for name, var in sh.vars.table.items() if var.value is not None)
        for text in shown:
            name, _, value = text.partition("=")
            if is_name(name):
                sh.output.out(f"{name}={quote_text(value)}\n")
        return 0
    parsed = parse_options(sh.options, argv[1:], command_line=False)
    for pretty in parsed.listings:
        sh.output.out(sh.options.table() if pretty else sh.options.commands())
    await options_changed(sh)
    if parsed.rest or parsed.replace:
        sh.params = Parameters(tuple(parsed.rest))
    return 0


def setvar(sh: Shell, argv: list[str]) -> int:
    """setvar: set a variable whose name is computed."""
    if len(argv) <= 2:
        return unset(sh, argv)
    if len(argv) > 3:
        raise ShellError("too many arguments")
    sh.vars.set(argv[1], argv[2])
    return 0


def shift(sh: Shell, argv: list[str]) -> int:
    """shift: drop the first parameters."""
    count = number(argv[1]) if len(argv) > 1 else 1
    if count > len(sh.params.values):
        return 1
    sh.params.values = sh.params.values[count:]
    sh.params.reset = True
    return 0


def unset(sh: Shell, argv: list[str]) -> int:
    """unset: variables, or with -f functions."""
    options = NextOption(argv, "vf")
    letters = list(options)
    status = 0
    for name in options.rest:
        if "f" in letters:
            sh.functions.pop(name, None)
        if "v" in letters or not letters:
            status |= sh.vars.unset(name)
    return status
