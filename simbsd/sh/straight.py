"""Simple commands that ask nothing of the kernel, run straight: without a coroutine, and with nothing to undo.

Models what evalcommand() in bin/sh/eval.c does for assignments and for built-ins that can be run directly; leaves every
other command to command.py.

Most commands of a script look at a variable or set one. Such a command is made into a function when it is first run,
and keeps it. False means that it is not so simple this time (a value to be split, a read-only variable, a function of
the same name, an error to report): then nothing has changed, and command.py runs it from its beginning.
"""

from __future__ import annotations

from simbsd.sh.builtins.table import BUILTINS, Direct
from simbsd.sh.builtins.test import compared
from simbsd.sh.errors import ShellError
from simbsd.sh.expand import DECLARATIONS
from simbsd.sh.nodes import Call, Fields, Literal, Simple, Straight, Text, Word
from simbsd.sh.state import Shell
from simbsd.sh.template import field_of, fields_of, text_of
from simbsd.sh.vars import READONLY
from simbsd.sh.words import make_word

_TAKES_ASSIGNMENTS = (*DECLARATIONS, "command")


def straight(sh: Shell, node: Simple) -> bool:
    """Run a simple command straight, if it can be; its status is in ``sh.status``. False: nothing was done.

    What could not be is tried only once, however many commands it stands in: ``sh.tried`` until command.py has run it.
    """
    if sh.options.flags["xtrace"] or sh.tried is node:
        return False
    sh.old_status = sh.status
    return (node.straight or _keep(node))(sh)


def _keep(node: Simple) -> Straight:
    made = _made(node)
    object.__setattr__(node, "straight", made)
    return made


def _made(node: Simple) -> Straight:
    count = next((index for index, word in enumerate(node.args) if not word.assignment), len(node.args))
    words = node.args[count:]
    if node.redirs or (count and words):
        return _never
    if not words:
        return _assigning([_assignment(word) for word in node.args])
    name = words[0].plain or ""
    direct = BUILTINS[name].direct if name in BUILTINS else None
    if direct is None:
        return _never
    declares = name in DECLARATIONS
    running = _running(name, direct, [_argument(word, declares and word.assignment) for word in words[1:]])
    return _testing(words[1:-1], running) if name == "[" and words[-1].plain == "]" else running


def _never(sh: Shell) -> bool:
    return False


def call_of(sh: Shell, node: Simple) -> list[str] | None:
    """The words of a command that calls a function and does nothing else; None if it is another, or takes command.py.

    straight() has been asked before.
    """
    first = node.args[0] if node.args else None
    if first is None or first.plain not in sh.functions or node.redirs or first.assignment:
        return None
    if first.plain in _TAKES_ASSIGNMENTS or (sh.options.flags["interactive"] and not sh.function_nest):
        return None
    return (node.call or _keep_call(node, first.plain))(sh)


def _keep_call(node: Simple, name: str) -> Call:
    made = _words(name, [_argument(word, False) for word in node.args[1:]])
    object.__setattr__(node, "call", made)
    return made


def _assignment(word: Word) -> tuple[str, Text]:
    """The name and the value of an assignment."""
    first = word.parts[0]
    assert isinstance(first, Literal)
    name, _, rest = first.text.partition("=")
    value = make_word((Literal(rest, False), *word.parts[1:]), word.quoted)
    return name, text_of(value)


def _assigning(assignments: list[tuple[str, Text]]) -> Straight:
    if len(assignments) == 1:
        return _assigning_one(*assignments[0])

    def assign(sh: Shell) -> bool:
        table = sh.vars.table
        values = []
        for name, text in assignments:
            value = text(sh)
            known = table.get(name)
            if value is None or (known is not None and known.flags & READONLY):
                return False
            values.append((name, value))
        for name, value in values:
            sh.vars.put(name, value)
        sh.status = 0
        return True

    return assign


def _assigning_one(name: str, text: Text) -> Straight:
    def assign(sh: Shell) -> bool:
        value = text(sh)
        if value is None or not sh.vars.put(name, value):
            return False
        sh.status = 0
        return True

    return assign


def _argument(word: Word, assigned: bool) -> str | Fields:
    """A word after the command: itself if it is constant, else what makes its fields."""
    if word.plain is not None and (word.plain or word.quoted):
        return word.plain
    if not assigned:
        return word.fields or fields_of(word)
    text = word.text or text_of(word)

    def append(sh: Shell, fields: list[str]) -> bool:
        value = text(sh)
        if value is None:
            return False
        fields.append(value)
        return True

    return append


def _testing(words: tuple[Word, ...], running: Straight) -> Straight:
    """``[``, which is written most: with -n, -z, or a comparison of two fields. The rest is left to ``running``."""
    fields = [field_of(word) for word in words]
    if len(words) == 2 and words[0].plain in ("-n", "-z") and fields[1] is not None:
        return _asking(words[0].plain == "-n", fields[1], running)
    if len(words) == 3 and words[1].plain and fields[0] is not None and fields[2] is not None:
        return _comparing(fields[0], words[1].plain, fields[2], running)
    return running


def _asking(wanted: bool, look: Text, running: Straight) -> Straight:
    def ask(sh: Shell) -> bool:
        value = None if "[" in sh.functions or sh.options.flags["interactive"] else look(sh)
        if value is None:
            return running(sh)
        sh.status = int((value == "") == wanted)
        return True

    return ask


def _comparing(look: Text, operator: str, other: Text, running: Straight) -> Straight:
    def compare(sh: Shell) -> bool:
        if "[" in sh.functions or sh.options.flags["interactive"]:
            return running(sh)
        left, right = look(sh), other(sh)
        if left is None or right is None:
            return running(sh)
        try:
            status = compared(left, operator, right)
        except ShellError:
            return False
        if status is None:
            return running(sh)
        sh.status = status
        return True

    return compare


def _words(name: str, arguments: list[str | Fields]) -> Call:
    """What gives all words of a command; None where it takes expand.py."""

    def words(sh: Shell) -> list[str] | None:
        argv = [name]
        for argument in arguments:
            if type(argument) is str:
                argv.append(argument)
            elif not argument(sh, argv):  # type: ignore[operator]
                return None
        return argv

    return words


def _running(name: str, direct: Direct, arguments: list[str | Fields]) -> Straight:
    words = _words(name, arguments)

    def run(sh: Shell) -> bool:
        if name in sh.functions or (sh.options.flags["interactive"] and not sh.function_nest):
            return False
        argv = words(sh)
        if argv is None:
            return False
        try:
            status = direct(sh, argv)
        except ShellError:
            return False
        if status is None:
            return False
        sh.status = status
        return True

    return run
