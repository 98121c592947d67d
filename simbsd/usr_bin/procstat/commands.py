"""What procstat(1) can be asked: its commands by word and by letter, and its usage text.

Models usr.bin/procstat/procstat.c (cmd_table, pacmd_table, getcmd, usage).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One way to look. ``container`` names it in libxo's output, ``options`` are the letters it takes behind it;
    ``substring``: its beginning is enough, ``plural``: an ``s`` may follow. Without ``shown`` this machine has nothing
    to show for it.
    """

    name: str
    container: str
    shows: str
    substring: bool = False
    plural: bool = False
    options: str = ""
    usage: str = ""
    shown: bool = True


COMMANDS = (
    Command("advlock", "advisory_locks", "advlock", True, True, shown=False),
    Command("argument", "arguments", "arguments", True, True),
    Command("auxv", "auxv", "auxv", shown=False),
    Command("basic", "basic", "basic"),
    Command("binary", "binary", "binary", True),
    Command("cpuset", "cs", "cpuset"),
    Command("cs", "cs", "cpuset"),
    Command("credential", "credentials", "credentials", True, True),
    Command("environment", "environment", "environment", True),
    Command("fd", "files", "files", plural=True, options="C", usage="[-C]"),
    Command("file", "files", "files", plural=True, options="C", usage="[-C]"),
    Command("kstack", "kstack", "kstack", options="v", usage="[-v]", shown=False),
    Command("pargs", "args", "pargs"),
    Command("penv", "env", "penv"),
    Command("ptlwpinfo", "ptlwpinfo", "ptlwpinfo", shown=False),
    Command("pwdx", "pwd", "pwdx"),
    Command("rlimit", "rlimit", "rlimit"),
    Command("rusage", "rusage", "rusage", options="Ht", usage="[-Ht]"),
    Command("sigfastblock", "sigfastblock", "sigfastblock", shown=False),
    Command("signal", "signals", "signals", True, True, "n", "[-n]"),
    Command("thread", "threads", "threads", plural=True),
    Command("tsignal", "thread_signals", "tsignals", True, True, "n", "[-n]"),
    Command("vm", "vm", "vm", shown=False),
)
LETTERS = {
    "b": "binary", "c": "arguments", "e": "environment", "f": "files", "i": "signals", "j": "tsignals", "k": "kstack",
    "L": "ptlwpinfo", "l": "rlimit", "r": "rusage", "S": "cpuset", "s": "credentials", "t": "threads", "v": "vm",
    "x": "auxv",
}  # fmt: skip
COMPATIBLE = ("pargs", "penv", "pwdx")  # programs of their own
_HEAD = """\
usage: procstat [--libxo] [-h] [-M core] [-N system] [-w interval] command
                [pid ... | core ...]
       procstat [--libxo] -a [-h] [-M core] [-N system]  [-w interval] command
       procstat [--libxo] [-h] [-M core] [-N system] [-w interval]
                [-S | -b | -c | -e | -f [-C] | -i [-n] | -j [-n] | -k [-k] |
                 -l | -r [-H] | -s | -t | -v | -x] [pid ... | core ...]
       procstat [--libxo] -a [-h] [-M core] [-N system] [-w interval]
                [-S | -b | -c | -e | -f [-C] | -i [-n] | -j [-n] | -k [-k] |
                 -l | -r [-H] | -s | -t | -v | -x]
       procstat [--libxo] -L [-h] [-M core] [-N system] core ...
Available commands:
"""


def getcmd(word: str) -> Command | None:
    """The command that a word means: the first one that begins so where beginnings will do, else a whole name, of
    several the last.
    """
    folded, found = word.lower(), None
    for command in COMMANDS:
        plural = command.plural and folded.endswith("s") and len(folded) > 1
        if found is None and command.substring:
            matches = command.name.startswith(folded.removesuffix("s") if plural else folded)
        else:
            matches = folded in (command.name, f"{command.name}s" if command.plural else command.name)
        found = command if matches else found
    return found


def usage(program: str) -> str:
    """The whole text."""
    if program in COMPATIBLE:
        return f"usage: {program} [--libxo] pid ...\n"
    text = _HEAD
    for shows in dict.fromkeys(command.shows for command in COMMANDS):
        together = [command for command in COMMANDS if command.shows == shows]
        words = " | ".join(command.name + ("(s)" if command.plural else "") for command in together)
        words = f"[{words}]" if len(together) > 1 else words
        text += f"       {words}{f' {together[0].usage}' if together[0].usage else ''}\n"
    return text
