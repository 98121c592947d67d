"""find(1): the expression as a plan.

Models usr.bin/find/operator.c and find_formplan() in find.c.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from simbsd.lib.err import Err
from simbsd.lib.fts import Ftsent
from simbsd.lib.output import Output

OPERATORS = {"!": "!", "-not": "!", "(": "(", ")": ")", "-o": "-o", "-or": "-o"}
DEEPEST = 100


class FindError(Exception):
    """An expression that cannot be used; the message is errx(3)'s."""


class Quit(Exception):
    """-quit: the run is over."""


class TooDeep(Exception):
    """Parentheses nested beyond the stack."""


@dataclass(slots=True)
class Find:
    """The run: what options and primaries have set for all of it."""

    err: Err
    envp: dict[str, str]
    out: Output
    now: int
    boot: int
    mask: int
    extended: bool = False
    logical: bool = False
    operands: bool = False
    xdev: bool = False
    depth_first: bool = False
    ordered: bool = False
    xargs: bool = False
    has_output: bool = False
    least: int = -1
    most: int = -1
    in_bytes: bool = False
    status: int = 0
    finishing: list[Callable[[], Awaitable[None]]] = field(default_factory=list)


Test = Callable[[Ftsent], Awaitable[bool]]


@dataclass(slots=True)
class Node:
    """A primary (``test``), the mark of an operator (``name``), or what one holds: ``not`` and ``()`` alternatives."""

    name: str
    test: Test | None = None
    inner: list[list[Node]] = field(default_factory=list)


def form(nodes: list[Node]) -> list[list[Node]]:
    """The flat list of nodes as alternatives, each a list of nodes that must all hold. Raises FindError, TooDeep."""
    return _ors(_nots(_parentheses(nodes)))


def _parentheses(nodes: list[Node]) -> list[Node]:
    open_: list[list[Node]] = [[]]
    for node in nodes:
        if node.name == "(":
            open_.append([])
            if len(open_) > DEEPEST:
                raise TooDeep
        elif node.name == ")":
            inner = open_.pop()
            if not open_:
                raise FindError("): no beginning '('")
            if not inner:
                raise FindError("(): empty inner expression")
            open_[-1].append(Node("()", inner=[inner]))
        else:
            open_[-1].append(node)
    if len(open_) > 1:
        raise FindError("(: missing closing ')'")
    return open_[0]


def _nots(nodes: list[Node]) -> list[Node]:
    """``!`` takes the node that follows it; two of them take each other away (not_squish)."""
    result: list[Node] = []
    negated = pending = False
    for node in nodes:
        if node.name == "!":
            negated, pending = not negated, True
            continue
        if pending and node.name == "-o":
            raise FindError("!: nothing between ! and -o")
        if node.name == "()":
            node.inner = [_nots(node.inner[0])]
        result.append(Node("not", inner=[[node]]) if negated else node)
        negated = pending = False
    if pending:
        raise FindError("!: no following expression")
    return result


def _ors(nodes: list[Node]) -> list[list[Node]]:
    alternatives: list[list[Node]] = [[]]
    for node in nodes:
        if node.name in ("()", "not"):
            node.inner = _ors(node.inner[0])
        if node.name == "-o":
            if not alternatives[-1]:
                raise FindError("-o: no expression before -o")
            alternatives.append([])
        else:
            alternatives[-1].append(node)
    if len(alternatives) > 1 and not alternatives[-1]:
        raise FindError("-o: no expression after -o")
    return alternatives


async def holds(alternatives: list[list[Node]], entry: Ftsent) -> bool:
    """Whether one of the alternatives holds for a file; what is not needed is not asked."""
    for nodes in alternatives:
        result = True
        for node in nodes:
            if node.test is not None:
                result = await node.test(entry)
            else:
                result = await holds(node.inner, entry) != (node.name == "not")
            if not result:
                break
        if result:
            return True
    return False
