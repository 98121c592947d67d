"""A jq program as a tree.

Models jq's language as its manual (1.7) gives it; leaves out destructuring, labels, formats with a string behind
them, regular expressions, modules and input.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

NESTING = 40
TOKEN = re.compile(
    r"\s+|#[^\n]*|(?P<string>\")|(?P<number>[0-9]+\.?[0-9]*(?:[eE][-+]?[0-9]+)?|\.[0-9]+(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<field>\.[A-Za-z_][A-Za-z0-9_]*)|(?P<variable>\$[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_]*)|(?P<format>@[a-z0-9]+)|(?P<mark>\?//|\.\.|//=|\|=|\+=|-=|\*=|/=|%=|//|==|=|!=|<=|>=|[][(){}.,|:;?<>+*/%-])"
)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "/": "/", "\\": "\\", '"': '"'}
# Operators from the loosest to the tightest; those of one row group to the left, // to the right.
LEVELS = (("or",), ("and",), ("==", "!=", "<", "<=", ">", ">="), ("+", "-"), ("*", "/", "%"))
ASSIGNMENTS = ("=", "|=", "+=", "-=", "*=", "/=", "%=", "//=")
WORDS = ("if", "then", "elif", "else", "end", "as", "reduce", "foreach", "try", "catch", "and", "or", "def")


class ProgramError(ValueError):
    """A program that does not parse."""


@dataclass(slots=True)
class Node:
    """``kind``, the parts below, and a name, operator or constant in ``value``."""

    kind: str
    parts: list[Node] = field(default_factory=list)
    value: object = None


class Parser:
    """Recursive descent over one program."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.depth = text, 0, 0
        self.kind, self.value = "", ""
        self._advance()

    def program(self) -> Node:
        """The whole program; an empty one is ``.``. Raises ProgramError."""
        if self.kind == "end":
            return Node("identity")
        node = self._pipe()
        if self.kind != "end":
            raise self._bad()
        return node

    def _bad(self) -> ProgramError:
        shown = "end of file" if self.kind == "end" else self.value or self.kind
        return ProgramError(f"syntax error, unexpected {shown}")

    def _advance(self) -> None:
        while True:
            if self.at >= len(self.text):
                self.kind, self.value = "end", ""
                return
            found = TOKEN.match(self.text, self.at)
            if found is None:
                self.kind, self.value = "bad", self.text[self.at]
                raise ProgramError(f"syntax error, unexpected INVALID_CHARACTER {self.text[self.at]}")
            self.at = found.end()
            if found.lastgroup is not None:
                self.kind, self.value = found.lastgroup, found.group()
                return

    def _looking(self, *values: str) -> bool:
        return self.kind in ("mark", "word") and self.value in values

    def _eat(self, value: str) -> bool:
        if self._looking(value):
            self._advance()
            return True
        return False

    def _expect(self, value: str) -> None:
        if not self._eat(value):
            raise self._bad()

    def _pipe(self) -> Node:
        self.depth += 1
        if self.depth > NESTING:
            raise ProgramError("syntax error, too deeply nested")
        if self._looking("def"):
            node = self._def()
            self.depth -= 1
            return node
        node = self._comma()
        if self._eat("as"):
            if self.kind != "variable":
                raise self._bad()
            name = self.value
            self._advance()
            self._expect("|")
            node = Node("bind", [node, self._pipe()], name)
        elif self._eat("|"):
            node = Node("pipe", [node, self._pipe()])
        self.depth -= 1
        return node

    def _def(self) -> Node:
        """A function, and what follows it: parts are its body and the rest, value its name and parameters."""
        self._advance()
        name, parameters = self.value, []
        if self.kind != "word" or name in WORDS:
            raise self._bad()
        self._advance()
        if self._eat("("):
            while True:
                parameters.append(self.value)
                if self.kind not in ("word", "variable"):
                    raise self._bad()
                self._advance()
                if not self._eat(";"):
                    break
            self._expect(")")
        self._expect(":")
        body = self._pipe()
        self._expect(";")
        rest = Node("identity") if self.kind == "end" else self._pipe()
        return Node("def", [body, rest], (name, *parameters))

    def _comma(self) -> Node:
        node = self._alternative()
        while self._eat(","):
            node = Node("comma", [node, self._alternative()])
        return node

    def _alternative(self) -> Node:
        node = self._level(0)
        if self._looking(*ASSIGNMENTS):
            operator = self.value
            self._advance()
            node = Node("assign", [node, self._level(0)], operator)
        if self._eat("//"):
            self.depth += 1
            if self.depth > NESTING:
                raise ProgramError("syntax error, too deeply nested")
            node = Node("alternative", [node, self._alternative()])
            self.depth -= 1
        return node

    def _level(self, level: int) -> Node:
        if level == len(LEVELS):
            return self._term()
        node = self._level(level + 1)
        while self._looking(*LEVELS[level]):
            operator = self.value
            self._advance()
            node = Node("operator", [node, self._level(level + 1)], operator)
        return node

    def _term(self) -> Node:
        if self._eat("-"):
            return Node("minus", [self._term()])
        node = self._primary()
        while True:
            if self.kind == "field":
                node = Node("index", [node, Node("constant", value=self.value[1:])])
                self._advance()
            elif self._looking(".") and self.text[self.at : self.at + 1] in ('"', "["):
                self._advance()
                if self.kind == "string":
                    node = Node("index", [node, self._string()])
            elif self._looking("["):
                node = self._bracket(node)
            elif self._eat("?"):
                node = Node("try", [node])
            else:
                return node

    def _bracket(self, node: Node) -> Node:
        self._expect("[")
        if self._eat("]"):
            return Node("iterate", [node])
        if self._eat(":"):
            high = self._pipe()
            self._expect("]")
            return Node("slice", [node, Node("constant"), high])
        low = self._pipe()
        if not self._eat(":"):
            self._expect("]")
            return Node("index", [node, low])
        high = Node("constant") if self._looking("]") else self._pipe()
        self._expect("]")
        return Node("slice", [node, low, high])

    def _primary(self) -> Node:
        kind, value = self.kind, self.value
        if kind == "number":
            self._advance()
            number = float(value)
            return Node("constant", value=int(number) if number.is_integer() and abs(number) < 1e17 else number)
        if kind == "string":
            return self._string()
        if kind == "field":
            self._advance()
            return Node("index", [Node("identity"), Node("constant", value=value[1:])])
        if kind == "variable":
            self._advance()
            return Node("variable", value=value)
        if kind == "format":
            self._advance()
            return Node("call", [], value)
        if kind == "word":
            return self._word(value)
        if self._eat("."):
            return Node("index", [Node("identity"), self._string()]) if self.kind == "string" else Node("identity")
        if self._eat(".."):
            return Node("call", [], "recurse")
        if self._eat("("):
            node = self._pipe()
            self._expect(")")
            return node
        if self._eat("["):
            parts = [] if self._looking("]") else [self._pipe()]
            self._expect("]")
            return Node("array", parts)
        if self._eat("{"):
            return self._object()
        raise self._bad()

    def _word(self, word: str) -> Node:
        if word in ("reduce", "foreach"):
            return self._fold(word)
        if word == "if":
            self._advance()
            return self._if()
        if word == "try":
            self._advance()
            body = self._term()
            return Node("try", [body, self._term()] if self._eat("catch") else [body])
        if word in WORDS:
            raise self._bad()
        self._advance()
        if word in ("true", "false", "null"):
            return Node("constant", value={"true": True, "false": False, "null": None}[word])
        parts = []
        if self._eat("("):
            parts.append(self._pipe())
            while self._eat(";"):
                parts.append(self._pipe())
            self._expect(")")
        return Node("call", parts, word)

    def _if(self) -> Node:
        condition = self._pipe()
        self._expect("then")
        yes = self._pipe()
        if self._eat("elif"):
            self.depth += 1
            if self.depth > NESTING:
                raise ProgramError("syntax error, too deeply nested")
            no = self._if()
            self.depth -= 1
            return Node("if", [condition, yes, no])
        no = self._pipe() if self._eat("else") else Node("identity")
        self._expect("end")
        return Node("if", [condition, yes, no])

    def _fold(self, word: str) -> Node:
        self._advance()
        source = self._term()
        self._expect("as")
        name = self.value
        if self.kind != "variable":
            raise self._bad()
        self._advance()
        self._expect("(")
        parts = [source, self._pipe()]
        self._expect(";")
        parts.append(self._pipe())
        if word == "foreach" and self._eat(";"):
            parts.append(self._pipe())
        self._expect(")")
        return Node(word, parts, name)

    def _object(self) -> Node:
        """An object; each key with its value."""
        parts: list[Node] = []
        while not self._looking("}"):
            if parts:
                self._expect(",")
            kind, value = self.kind, self.value
            if kind == "variable":
                self._advance()
                parts += [Node("constant", value=value[1:]), Node("variable", value=value)]
                continue
            if self._eat("("):
                key = self._pipe()
                self._expect(")")
            elif kind == "string":
                key = self._string()
            elif kind in ("word", "number"):
                self._advance()
                key = Node("constant", value=value)
            else:
                raise self._bad()
            if self._eat(":"):
                parts += [key, self._value()]
            else:
                parts += [key, Node("index", [Node("identity"), key])]
        self._advance()
        return Node("object", parts)

    def _value(self) -> Node:
        """A value in an object: anything without a comma."""
        node = self._alternative()
        while self._eat("|"):
            node = Node("pipe", [node, self._alternative()])
        return node

    def _string(self) -> Node:
        """A string, its quote read: its text, and the programs in it."""
        parts: list[Node] = []
        out, text = "", self.text
        while True:
            letter = text[self.at : self.at + 1]
            self.at += 1
            if not letter:
                raise ProgramError("syntax error, unexpected end of file")
            if letter == '"':
                break
            if letter != "\\":
                out += letter
                continue
            escape = text[self.at : self.at + 1]
            self.at += 1
            if escape == "u":
                out += chr(int(text[self.at : self.at + 4] or "0", 16))
                self.at += 4
            elif escape == "(":
                self._advance()
                inner = self._pipe()
                if not self._looking(")"):
                    raise self._bad()
                parts += [Node("constant", value=out), inner]
                out = ""
            elif escape in ESCAPES:
                out += ESCAPES[escape]
            else:
                raise ProgramError("syntax error, invalid escape")
        self._advance()
        return Node("text", [*parts, Node("constant", value=out)]) if parts else Node("constant", value=out)
