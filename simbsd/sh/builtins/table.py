"""The table of built-in commands.

Models bin/sh/builtins.def; leaves out bind, freebsd_wordexp and wordexp.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple

from simbsd.sh.builtins import (
    directory,
    flow,
    getopts,
    history,
    jobs,
    kill,
    limits,
    names,
    printf,
    read,
    test,
    text,
    traps,
    variables,
)
from simbsd.sh.state import Shell

Run = Callable[[Shell, list[str]], Coroutine[Any, Any, int]]
Direct = Callable[[Shell, list[str]], int | None]


class Builtin(NamedTuple):
    """One built-in: ``special`` as POSIX has it, ``safe`` if it changes nothing in the shell that runs it.

    ``direct`` is tried first: it asks nothing of the kernel and prints nothing. If it gives None or raises, nothing has
    changed; after None it takes ``run``.
    """

    run: Run | None
    special: bool = False
    safe: bool = False
    direct: Direct | None = None


BUILTINS: dict[str, Builtin] = {
    "builtin": Builtin(flow.builtin, safe=True),
    "alias": Builtin(names.alias),
    "bg": Builtin(jobs.bg),
    "break": Builtin(None, special=True, direct=flow.break_continue),
    "continue": Builtin(None, special=True, direct=flow.break_continue),
    "cd": Builtin(directory.cd),
    "chdir": Builtin(directory.cd),
    "command": Builtin(names.command, safe=True),
    ".": Builtin(flow.dot, special=True),
    "echo": Builtin(text.echo, safe=True),
    "eval": Builtin(flow.evaluate_words, special=True, direct=flow.evaluate_now),
    "exec": Builtin(flow.exec_command, special=True),
    "exit": Builtin(flow.exit_command, special=True),
    "let": Builtin(text.let),
    "export": Builtin(variables.export, special=True),
    "readonly": Builtin(variables.export, special=True),
    "false": Builtin(None, safe=True, direct=flow.false),
    "fc": Builtin(history.fc),
    "fg": Builtin(jobs.fg),
    "getopts": Builtin(getopts.getopts),
    "hash": Builtin(names.hash_command),
    "jobid": Builtin(jobs.jobid, safe=True),
    "jobs": Builtin(jobs.jobs, safe=True),
    "kill": Builtin(kill.kill_command, safe=True),
    "local": Builtin(variables.local, direct=variables.local_names),
    "printf": Builtin(printf.printf, safe=True),
    "pwd": Builtin(directory.pwd, safe=True),
    "read": Builtin(read.read_command),
    "return": Builtin(None, special=True, direct=flow.return_command),
    "set": Builtin(variables.set_command, special=True, direct=variables.set_parameters),
    "setvar": Builtin(None, direct=variables.setvar),
    "shift": Builtin(None, special=True, direct=variables.shift),
    "test": Builtin(test.test, safe=True, direct=test.simple),
    "[": Builtin(test.test, safe=True, direct=test.simple),
    "times": Builtin(traps.times, special=True, safe=True),
    "trap": Builtin(traps.trap, special=True),
    ":": Builtin(None, special=True, safe=True, direct=flow.true),
    "true": Builtin(None, safe=True, direct=flow.true),
    "type": Builtin(names.type_command, safe=True),
    "ulimit": Builtin(limits.ulimit),
    "umask": Builtin(directory.umask_command),
    "unalias": Builtin(names.unalias),
    "unset": Builtin(None, special=True, direct=variables.unset),
    "wait": Builtin(jobs.wait),
}
NAMES = frozenset(BUILTINS)
