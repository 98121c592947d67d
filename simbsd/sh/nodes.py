"""The shell's syntax tree: what the parser makes and the evaluator walks.

Models bin/sh/nodetypes and the word encoding of bin/sh/parser.h; leaves out nothing, but words are trees of parts here
where the C program has strings with control characters.

Every node is immutable once its command is parsed, so a forked shell shares trees with its parent. What template.py and
straight.py make of a word or a command is kept on it; that is a function of the node alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from simbsd.sh.frame import Frame

Self_ = TypeVar("Self_", bound="Node")

# Operators of a parameter expansion: the VS* codes of parser.h, spelt as in the source text.
NORMAL = "}"
LENGTH = "len"
ERROR = "bad"
MINUS, PLUS, QUESTION, ASSIGN = "-", "+", "?", "="
TRIM_LEFT, TRIM_LEFT_MAX, TRIM_RIGHT, TRIM_RIGHT_MAX = "#", "##", "%", "%%"
# What is kept on a word, and on a simple command: functions of the shell that runs it.
Text = Callable[[Any], str | None]
Fields = Callable[[Any, list[str]], bool]
Straight = Callable[[Any], bool]
Call = Callable[[Any], list[str] | None]
TRIMS = (TRIM_LEFT, TRIM_LEFT_MAX, TRIM_RIGHT, TRIM_RIGHT_MAX)


class Node:
    """Base of all tree nodes. Copying one gives the same one: trees are shared between shells."""

    __slots__ = ()

    def __deepcopy__(self: Self_, memo: object) -> Self_:
        return self

    def __copy__(self: Self_) -> Self_:
        return self


# Parts of a word.


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """Text. Quoted text is neither split nor matched as a pattern."""

    text: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class QuoteMark(Node):
    """The opening of a quotation: it makes an empty word count as a word (CTLQUOTEMARK)."""


@dataclass(frozen=True, slots=True)
class Param(Node):
    """``$name`` or ``${name op word}``; ``line`` is the line number if the name is LINENO, else 0."""

    name: str
    op: str
    colon: bool
    word: tuple[Part, ...]
    quoted: bool
    line: int


@dataclass(frozen=True, slots=True)
class CommandSub(Node):
    """``$(list)`` or backquotes."""

    node: Command | None
    quoted: bool


@dataclass(frozen=True, slots=True)
class Arith(Node):
    """``$((expression))``."""

    parts: tuple[Part, ...]
    quoted: bool


Part = Literal | QuoteMark | Param | CommandSub | Arith
ALL_PARAMETERS = Param("@", NORMAL, False, (), True, 0)


@dataclass(frozen=True, slots=True)
class Word(Node):
    """One word. ``plain`` is its value if nothing at all needs expanding; ``quoted`` tells of any quoting in it."""

    parts: tuple[Part, ...]
    quoted: bool
    plain: str | None
    assignment: bool
    text: Text | None = field(default=None, init=False, compare=False, repr=False)
    pattern: Text | None = field(default=None, init=False, compare=False, repr=False)
    fields: Fields | None = field(default=None, init=False, compare=False, repr=False)


# Redirections.


class HereDoc(Node):
    """The body of a here-document, filled in by the parser when it reaches the lines after the command."""

    __slots__ = ("delimiter", "strip", "expand", "word")

    def __init__(self, delimiter: str, strip: bool, expand: bool) -> None:
        self.delimiter = delimiter
        self.strip = strip
        self.expand = expand
        self.word = Word((), False, "", False)


@dataclass(frozen=True, slots=True)
class Redir(Node):
    """``fd op word``; ``op`` is one of ``< <> > >| >> <& >& <<``."""

    op: str
    fd: int
    word: Word | None
    here: HereDoc | None


# Commands.


@dataclass(frozen=True, slots=True)
class Simple(Node):
    """Assignments, words and redirections."""

    args: tuple[Word, ...]
    redirs: tuple[Redir, ...]
    straight: Straight | None = field(default=None, init=False, compare=False, repr=False)
    call: Call | None = field(default=None, init=False, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Pipe(Node):
    """``a | b | c``, and whether ``&`` follows."""

    commands: tuple[Command | None, ...]
    background: bool


@dataclass(frozen=True, slots=True)
class Redirected(Node):
    """A compound command with redirections (NREDIR)."""

    node: Command | None
    redirs: tuple[Redir, ...]


@dataclass(frozen=True, slots=True)
class Background(Node):
    """``list &``."""

    node: Command | None
    redirs: tuple[Redir, ...]


@dataclass(frozen=True, slots=True)
class Subshell(Node):
    """``( list )``."""

    node: Command | None
    redirs: tuple[Redir, ...]


@dataclass(frozen=True, slots=True)
class Sequence(Node):
    """``a; b; c``."""

    commands: tuple[Command | None, ...]


@dataclass(frozen=True, slots=True)
class AndOr(Node):
    """``left && right`` (``is_and``) or ``left || right``."""

    is_and: bool
    left: Command | None
    right: Command | None


@dataclass(frozen=True, slots=True)
class If(Node):
    """``if test; then ...``; an ``elif`` is an If in ``otherwise``."""

    test: Command | None
    then: Command | None
    otherwise: Command | None


@dataclass(frozen=True, slots=True)
class Loop(Node):
    """``while`` and ``until``."""

    until: bool
    test: Command | None
    body: Command | None


@dataclass(frozen=True, slots=True)
class For(Node):
    """``for variable in words``."""

    variable: str
    words: tuple[Word, ...]
    body: Command | None


@dataclass(frozen=True, slots=True)
class CaseItem(Node):
    """``patterns) body ;;``, or ``;&`` if it falls through."""

    patterns: tuple[Word, ...]
    body: Command | None
    falls_through: bool


@dataclass(frozen=True, slots=True)
class Case(Node):
    """``case word in items esac``."""

    word: Word
    items: tuple[CaseItem, ...]


@dataclass(frozen=True, slots=True)
class Function(Node):
    """``name() body``."""

    name: str
    body: Command | None


@dataclass(frozen=True, slots=True)
class Not(Node):
    """``! pipeline``."""

    node: Command | None


class Called(Node):
    """A function under way: its ``frame``, and what is ``left`` of its body. No parsed command holds one; ahead.py."""

    __slots__ = ("frame", "left")

    def __init__(self, frame: Frame, left: Command) -> None:
        self.frame = frame
        self.left = left


Command = (
    Simple | Pipe | Redirected | Background | Subshell | Sequence | AndOr | If | Loop | For | Case | Function | Not
    | Called
)  # fmt: skip
