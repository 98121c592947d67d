"""The arguments a shell was started with, and its first state.

Models procargs() in bin/sh/options.c and initvar() in var.c; leaves out set-user-ID shells (-p).
"""

from __future__ import annotations

from simbsd.lib.unistd import geteuid, getpid, getppid, isatty
from simbsd.sh.builtins.directory import pwd_init
from simbsd.sh.errors import ShellError
from simbsd.sh.input import Input, open_script
from simbsd.sh.optionhooks import options_changed
from simbsd.sh.options import Options, parse_options
from simbsd.sh.signals import set_signal
from simbsd.sh.state import Parameters, Shell
from simbsd.sh.vars import EXPORT
from simbsd.sh.words import is_name
from simbsd.sys.signal import SIGINT, SIGQUIT


class Invocation:
    """What a shell is to do: ``command`` is the -c string, ``stream`` where other commands come from."""

    __slots__ = ("command", "stream")

    def __init__(self, command: str | None, stream: Input | None) -> None:
        self.command = command
        self.stream = stream


async def invoke(sh: Shell, argv: list[str], envp: dict[str, str]) -> Invocation:
    """Set up ``sh``; raises ShellError."""
    sh.root_pid = await getpid()
    await _import(sh, envp)
    given = Options({})
    given.flags = dict.fromkeys(sh.options.flags, False)
    parsed = parse_options(given, argv[1:], command_line=True)
    mentioned = _mentioned(argv[1 : len(argv) - len(parsed.rest)])
    sh.options = given
    rest = parsed.rest
    for pretty in parsed.listings:
        sh.output.out(given.table() if pretty else given.commands())
    flags = given.flags
    if not rest and parsed.command is None:
        flags["stdin"] = True
    await _interactive(flags, mentioned)
    stream: Input | None = None
    if not flags["stdin"] and parsed.command is None:
        stream = await open_script(sh, rest[0])
        sh.command_name = sh.arg0 = rest[0]
        rest = rest[1:]
    elif flags["stdin"] or parsed.command is None:
        stream = Input(0)
    if parsed.command is not None and rest:
        sh.arg0, rest = rest[0], rest[1:]
    sh.params = Parameters(tuple(rest))
    await options_changed(sh)
    await set_signal(sh, SIGINT)
    await set_signal(sh, SIGQUIT)
    await pwd_init(sh)
    return Invocation(parsed.command, stream)


async def _import(sh: Shell, envp: dict[str, str]) -> None:
    """Enter the environment and the variables that depend on the process."""
    sh.vars.set("PS1", "$ " if await geteuid() else "# ")
    sh.vars.set("PPID", str(await getppid()))
    for name, value in envp.items():
        if not is_name(name):
            continue
        try:
            sh.vars.set(name, value, EXPORT)
        except ShellError as error:
            await sh.report(error)
    sh.vars.set("OPTIND", "1")
    sh.vars.set("IFS", " \t\n")


def _mentioned(args: list[str]) -> str:
    """The option letters that the command line names, on or off."""
    return "".join(word[1:] for word in args if word[:1] in ("-", "+"))


async def _interactive(flags: dict[str, bool], mentioned: str) -> None:
    """A shell that reads a terminal is interactive, edits lines and controls jobs, unless told otherwise."""
    if "i" not in mentioned and flags["stdin"]:
        flags["interactive"] = await isatty(0) and await isatty(1)
    if flags["interactive"] and flags["stdin"] and "E" not in mentioned and not flags["vi"]:
        flags["emacs"] = await isatty(0) and await isatty(1)
    if "m" not in mentioned:
        flags["monitor"] = flags["interactive"]
