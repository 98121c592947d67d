"""bc(1): programs as trees.

Models contrib/bc/src/bc_lex.c and bc_parse.c for POSIX's language with else, print, break, continue, &&, ||, !, and
names of any length; leaves out references, void functions, strings in variables and the extra mathematics.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

TOKEN = re.compile(
    r"(?P<skip>[ \t\f\v]+|\\\n|/\*.*?\*/|\#[^\n]*)|(?P<number>[0-9A-F]*\.?[0-9A-F]+|[0-9A-F]+\.)"
    r'|(?P<name>[a-z][a-z0-9_]*)|"(?P<string>[^"]*)"|(?P<mark>\+\+|--|[-+*/%^]=|==|<=|>=|!=|&&|\|\||[-+*/%^=<>!(){}\[\];,.\n])',
    re.DOTALL,
)
KEYWORDS = ("auto", "break", "continue", "define", "else", "for", "halt", "if", "last", "limits", "print", "quit",
            "read", "return", "sqrt", "length", "scale", "ibase", "obase", "while")  # fmt: skip
ASSIGNMENTS = ("=", "+=", "-=", "*=", "/=", "%=", "^=")
LEVELS = (("||",), ("&&",), ("==", "<=", ">=", "!=", "<", ">"))
SUMS, PRODUCTS = ("+", "-"), ("*", "/", "%")
NESTING = 30
PLACES = ("variable", "element", "special")


class ParseError(Exception):
    """A program that is none, and the line."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class Unfinished(Exception):
    """More lines are to come."""


@dataclass(slots=True)
class Node:
    """What it is, its parts, and a name, operator or text."""

    kind: str
    parts: list[Node] = field(default_factory=list)
    value: str = ""


class Parser:
    """Recursive descent over some complete lines. Raises ParseError, Unfinished."""

    def __init__(self, text: str, line: int) -> None:
        self.text, self.at, self.line, self.depth = text, 0, line, 0
        self.kind, self.value = "", ""
        self._advance()

    def program(self) -> list[Node]:
        """Everything."""
        found = []
        while self.kind != "end":
            if self._eat("\n") or self._eat(";"):
                continue
            found.append(self._definition() if self._looking("define") else self._statement())
            if self.kind != "end" and not self._looking("\n", ";"):
                raise self._bad("bad expression" if self.kind in ("number", "name") else "bad token")
        return found

    def _bad(self, message: str) -> Exception:
        return Unfinished() if self.kind == "end" else ParseError(message, self.line)

    def _advance(self) -> None:
        while self.at < len(self.text):
            found = TOKEN.match(self.text, self.at)
            if found is None:
                rest = self.text[self.at :]
                if rest.startswith(("/*", '"')):
                    raise Unfinished
                raise ParseError(f"bad character '{rest[0]}'", self.line)
            self.at = found.end()
            kind = found.lastgroup or ""
            if kind == "skip":
                self.line += found.group().count("\n")
                continue
            self.kind, self.value = kind, found[kind]
            self.line += self.value == "\n"
            return
        self.kind, self.value = "end", ""

    def _looking(self, *values: str) -> bool:
        return self.kind in ("mark", "name") and self.value in values

    def _eat(self, value: str) -> bool:
        if self._looking(value):
            self._advance()
            return True
        return False

    def _expect(self, value: str) -> None:
        if not self._eat(value):
            raise self._bad("bad token")

    def _lines(self) -> None:
        while self._eat("\n"):
            pass

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > NESTING:
            raise ParseError("bad expression", self.line)

    def _definition(self) -> Node:
        self._advance()
        name = self._name()
        self._expect("(")
        parameters = self._names(")")
        self._expect(")")
        self._lines()
        self._expect("{")
        self._lines()
        autos: list[Node] = []
        if self._eat("auto"):
            autos = self._names(";", "\n")
        return Node("define", [Node("names", parameters), Node("names", autos), self._block()], name)

    def _name(self) -> str:
        name = self.value
        if self.kind != "name" or name in KEYWORDS:
            raise self._bad("bad token")
        self._advance()
        return name

    def _names(self, *ends: str) -> list[Node]:
        found = []
        while not self._looking(*ends):
            name = self._name()
            is_array = self._eat("[")
            if is_array:
                self._expect("]")
            found.append(Node("array" if is_array else "variable", value=name))
            if not self._eat(","):
                break
        return found

    def _block(self) -> Node:
        """Statements up to the closing brace, the opening one read."""
        self._deeper()
        found = []
        while not self._eat("}"):
            if self._eat("\n") or self._eat(";"):
                continue
            if self.kind == "end":
                raise Unfinished
            found.append(self._statement())
        self.depth -= 1
        return Node("block", found)

    def _statement(self) -> Node:
        if self._eat("{"):
            return self._block()
        if self.kind == "string":
            text = self.value
            self._advance()
            return Node("text", value=text)
        word = self.value if self.kind == "name" else ""
        if word in ("if", "while", "for"):
            self._deeper()
            self._advance()
            self._expect("(")
            node = getattr(self, f"_{word}")()
            self.depth -= 1
            return node  # type: ignore[no-any-return]
        if word in ("break", "continue", "quit", "halt", "limits"):
            self._advance()
            return Node(word)
        if word == "return":
            self._advance()
            ended = self._looking("\n", ";", "}") or self.kind == "end"
            return Node("return", [] if ended else [self._expression()])
        if word == "print":
            self._advance()
            return self._print()
        return Node("show", [self._expression()])

    def _print(self) -> Node:
        parts = []
        while True:
            if self.kind == "string":
                parts.append(Node("string", value=self.value))
                self._advance()
            else:
                parts.append(self._expression())
            if not self._eat(","):
                return Node("print", parts)

    def _if(self) -> Node:
        condition = self._expression()
        self._expect(")")
        self._lines()
        parts = [condition, self._statement()]
        place = (self.at, self.line, self.kind, self.value)
        while self._looking("\n", ";"):
            self._advance()
        if self._eat("else"):
            self._lines()
            parts.append(self._statement())
        else:
            self.at, self.line, self.kind, self.value = place
        return Node("if", parts)

    def _while(self) -> Node:
        condition = self._expression()
        self._expect(")")
        self._lines()
        return Node("while", [condition, self._statement()])

    def _for(self) -> Node:
        parts = []
        for end in (";", ";", ")"):
            parts.append(Node("nothing") if self._looking(end) else self._expression())
            self._expect(end)
        self._lines()
        return Node("for", [*parts, self._statement()])

    def _expression(self, level: int = 0) -> Node:
        if level == len(LEVELS):
            return self._assignment()
        node = self._expression(level + 1)
        while self._looking(*LEVELS[level]):
            operator = self.value
            self._advance()
            node = Node("operator", [node, self._expression(level + 1)], operator)
        return node

    def _assignment(self) -> Node:
        node = self._binary(SUMS)
        if not self._looking(*ASSIGNMENTS):
            return node
        if node.kind not in PLACES:
            left = "left side must be scale, ibase, obase, seed, last, var, or array element"
            raise ParseError(f"bad assignment: {left}", self.line)
        operator = self.value
        self._advance()
        return Node("assign", [node, self._assignment()], operator)

    def _binary(self, operators: tuple[str, ...]) -> Node:
        def below() -> Node:
            return self._binary(PRODUCTS) if operators is SUMS else self._power()

        node = below()
        while self._looking(*operators):
            operator = self.value
            self._advance()
            node = Node("operator", [node, below()], operator)
        return node

    def _power(self) -> Node:
        node = self._unary()
        if self._eat("^"):
            self._deeper()
            node = Node("operator", [node, self._power()], "^")
            self.depth -= 1
        return node

    def _unary(self) -> Node:
        for mark in ("-", "!"):
            if self._eat(mark):
                self._deeper()
                node = Node("negative" if mark == "-" else "not", [self._unary()])
                self.depth -= 1
                return node
        for mark in ("++", "--"):
            if self._eat(mark):
                step = Node("assign", [self._primary(), Node("number", value="1")], f"{mark[0]}=")
                return Node("group", [step])  # it is printed, as no assignment is
        node = self._primary()
        if self._looking("++", "--") and node.kind in PLACES:
            node = Node("after", [node], self.value[0])
            self._advance()
        return node

    def _primary(self) -> Node:
        kind, value = self.kind, self.value
        if kind == "number":
            self._advance()
            return Node("number", value=value)
        if self._eat("."):
            return Node("special", value="last")
        if self._eat("("):
            self._deeper()
            node = self._expression()
            self._expect(")")
            self.depth -= 1
            return Node("group", [node])
        if kind != "name" or value in ("auto", "define", "else"):
            raise self._bad("bad expression" if kind == "name" else "bad token")
        self._advance()
        if value in ("scale", "ibase", "obase", "last", "length", "sqrt", "read"):
            if not self._looking("(") or value in ("ibase", "obase", "last"):
                return Node("special", value=value)
            return Node("builtin", self._arguments(), value)
        if self._looking("("):
            return Node("call", self._arguments(), value)
        if self._eat("["):
            if self._eat("]"):
                return Node("array", value=value)
            index = self._expression()
            self._expect("]")
            return Node("element", [index], value)
        return Node("variable", value=value)

    def _arguments(self) -> list[Node]:
        self._expect("(")
        found: list[Node] = []
        while not self._looking(")"):
            found.append(self._expression())
            if not self._eat(","):
                break
        self._expect(")")
        return found
