"""A program of awk(1) as a tree, and the names in it.

Models contrib/one-true-awk/parse.c and tran.c (the symbol table).
"""

from __future__ import annotations

from dataclasses import dataclass, field

# The variables that the interpreter itself looks at: each has the place in the table of globals that it has here.
SPECIAL = (
    "NF", "NR", "FNR", "FS", "OFS", "ORS", "RS", "OFMT", "CONVFMT", "SUBSEP", "RSTART", "RLENGTH", "FILENAME", "ARGC",
    "ARGV", "ENVIRON", "SYMTAB",
)  # fmt: skip
(NF, NR, FNR, FS, OFS, ORS, RS, OFMT, CONVFMT, SUBSEP, RSTART, RLENGTH, FILENAME, ARGC, ARGV, ENVIRON, SYMTAB) = range(
    len(SPECIAL)
)


@dataclass(slots=True)
class Node:
    """One node: ``parts`` below it, ``value`` its name, operator or text, ``number`` its number, slot or flag."""

    kind: str
    line: int
    parts: list[Node] = field(default_factory=list)
    value: str = ""
    number: float = 0.0


@dataclass(slots=True)
class Function:
    """A function: its parameters, its body once it is defined, and where its code begins."""

    name: str
    parameters: list[str] = field(default_factory=list)
    body: Node | None = None
    entry: int = -1


@dataclass(slots=True)
class Program:
    """All of a program: BEGIN, the patterns with their actions, END, functions, and the names of the globals."""

    begin: list[Node] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)
    end: list[Node] = field(default_factory=list)
    functions: dict[str, Function] = field(default_factory=dict)
    slots: dict[str, int] = field(default_factory=lambda: {name: at for at, name in enumerate(SPECIAL)})

    def slot(self, name: str) -> int:
        """The place of a global, made when it is new."""
        return self.slots.setdefault(name, len(self.slots))
