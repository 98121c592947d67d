"""find(1): walk file hierarchies.

Models usr.bin/find/main.c, find.c and option.c; leaves out FTS_NOSTAT: every file is looked at.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.fts import FTS_D, FTS_DNR, FTS_DP, FTS_NS, Fts, Ftsent
from simbsd.lib.getopt import getopt
from simbsd.lib.output import Output
from simbsd.lib.signal import kill
from simbsd.lib.unistd import boottime, exit, getpid, gettimeofday, tick, umask
from simbsd.sys.errno import strerror
from simbsd.sys.signal import SIGSEGV
from simbsd.usr_bin.find.actions import ACTIONS, EXECS, Exec
from simbsd.usr_bin.find.plan import OPERATORS, Find, FindError, Node, Quit, TooDeep, form, holds
from simbsd.usr_bin.find.primaries import MAKERS, SECOND, compared, constant, number, simple

USAGE = (
    "find [-H | -L | -P] [-EXdsx] [-f path] path ... [expression]\n"
    "       find [-H | -L | -P] [-EXdsx] -f path [path ...] [expression]"
)
UNSAFE = " \t\n\\'\""


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Walk the trees, and evaluate the expression for each file."""
    err = Err(argv)
    options, words = await getopt(argv, "EHLPXdf:sx")
    boot = await boottime()
    mask = await umask(0)
    await umask(mask)
    find = Find(err, envp, Output(), await gettimeofday() // SECOND, boot, mask)
    paths = []
    for letter, argument in options:
        if letter == "?":
            await err.usage(USAGE)
        if letter == "f":
            paths.append(argument)
        _option(find, letter)
    while words and not words[0].startswith("-") and words[0] not in ("!", "("):
        paths.append(words.pop(0))
    if not paths:
        await err.usage(USAGE)
    try:
        await _walk(find, await _plan(find, words), paths)
    except FindError as error:
        await find.out.flush()
        await err.errx(1, str(error))
    except TooDeep:
        await kill(await getpid(), SIGSEGV)
    return find.status


def _option(find: Find, letter: str) -> None:
    if letter in "HLP":
        find.operands, find.logical = letter == "H", letter == "L"
    find.extended = find.extended or letter == "E"
    find.xargs = find.xargs or letter == "X"
    find.depth_first = find.depth_first or letter == "d"
    find.ordered = find.ordered or letter == "s"
    find.xdev = find.xdev or letter == "x"


async def _plan(find: Find, words: list[str]) -> list[list[Node]]:
    nodes: list[Node] = []
    waiting = list(reversed(words))
    while waiting:
        word = waiting.pop()
        if word in OPERATORS:
            nodes.append(Node(OPERATORS[word]))
        elif word not in ("-a", "-and"):
            nodes.append(await _primary(find, word, waiting))
    if not find.has_output:
        printing = Node("-print", await ACTIONS["-print"](find, "-print"))
        nodes = [Node("("), *nodes, Node(")"), printing] if nodes else [printing]
    return form(nodes)


def _argument(option: str, waiting: list[str]) -> str:
    if not waiting:
        raise FindError(f"{option}: requires additional arguments")
    return waiting.pop()


async def _primary(find: Find, word: str, waiting: list[str]) -> Node:
    """The node of a primary; its arguments are taken from the end of ``waiting``."""
    if word in MAKERS:
        return Node(word, await MAKERS[word](find, word, _argument(word, waiting)))
    if word in ACTIONS:
        return Node(word, await ACTIONS[word](find, word))
    if word in EXECS:
        return Node(word, _command(find, word, waiting).test)
    if word in ("-d", "-depth"):
        bare = (waiting[-1] if waiting else "").removeprefix("+").removeprefix("-")
        bare = bare[1:] if bare[:1] in ("+", "-") else bare
        if bare[:1] in tuple("0123456789"):
            compare = compared(word, waiting.pop())
            return Node(word, simple(lambda entry: compare(entry.fts_level)))
        find.depth_first = True
        return Node(word, constant(True))
    if word in ("-maxdepth", "-mindepth"):
        text = _argument(word, waiting)
        if text.startswith("-"):
            raise FindError(f"{word}: {text}: value must be positive")
        _, value, _ = number(word, text)
        if word == "-maxdepth":
            find.most = value
        else:
            find.least = value
        return Node(word, constant(True))
    raise FindError(f"{word}: unknown primary or operator")


def _command(find: Find, option: str, waiting: list[str]) -> Exec:
    """The words of -exec, up to a word that begins with ``;`` or, after ``{}``, with ``+`` (c_exec)."""
    find.has_output = True
    words: list[str] = []
    many = False
    while True:
        if not waiting:
            raise FindError(f'{option}: no terminating ";" or "+"')
        word = waiting.pop()
        many = word.startswith("+") and words[-1:] == ["{}"]
        if word.startswith(";") or many:
            break
        words.append(word)
    if not words:
        raise FindError(f"{option}: no command specified")
    command = Exec(find, option, words[:-1] if many else words, many)
    if many:
        find.finishing.insert(0, command.finish)
    return command


async def _walk(find: Find, plan: list[list[Node]], paths: list[str]) -> None:
    """Every file in turn (find_execute)."""
    walk = Fts(paths, find.logical, find.operands, find.xdev, find.ordered)
    while (entry := await walk.read()) is not None:
        if find.most != -1 and entry.fts_level >= find.most:
            entry.skip = True
        if entry.fts_info in (FTS_DNR, FTS_NS):
            await _complain(find, f"{entry.fts_path}: {strerror(entry.fts_errno)}")
        elif entry.fts_info == (FTS_D if find.depth_first else FTS_DP) or entry.fts_level < find.least:
            continue
        elif find.xargs and any(letter in UNSAFE for letter in entry.fts_path):
            await _complain(find, f"{entry.fts_path}: illegal path")
        else:
            await tick()
            await _evaluate(find, plan, entry)
    await _finish(find)


async def _evaluate(find: Find, plan: list[list[Node]], entry: Ftsent) -> None:
    try:
        await holds(plan, entry)
    except Quit:
        await _finish(find)
        await exit(find.status)


async def _finish(find: Find) -> None:
    await find.out.flush()
    for finish in find.finishing:
        await finish()


async def _complain(find: Find, message: str) -> None:
    await find.out.flush()
    await find.err.warnx(message)
    find.status = 1
