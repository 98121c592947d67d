"""A program of awk(1): its items, statements and functions.

Models contrib/one-true-awk/awkgram.y; leaves out yacc's recovery: after the first syntax error the rest is only looked
through for brackets, where awk may find a second one.
"""

from __future__ import annotations

from simbsd.usr_bin.awk.errors import Complaints, Fatal, SyntaxFault
from simbsd.usr_bin.awk.expressions import NESTING, Expressions
from simbsd.usr_bin.awk.nodes import Function, Node, Program

ENDS = (";", "newline", "}", "end")
REDIRECTIONS = (">", ">>", "|")


class Parser(Expressions):
    """One program; ``complaints.count`` tells whether it is good."""

    def __init__(self, complaints: Complaints) -> None:
        self.loops = 0
        self.blocks = 0
        super().__init__(complaints)

    def advance(self) -> None:
        """Read the next word."""
        super().advance()
        if self.kind == "function" and self.function is not None and self.blocks:
            self.syntax("illegal nested function")

    def parse(self) -> Program:
        """The whole program, as far as it can be understood."""
        try:
            self.advance()
            self._separators()
            while self.kind != "end":
                self._item()
                self._separators()
        except Fatal as fatal:
            self.complaints.fatal(fatal.message, self.line, self.at, self.furthest)
            return self.program
        except SyntaxFault:
            if self.blocks:
                self.syntax("illegal statement")
            else:
                self.complaints.braces()
                self.syntax("bailing out")
                return self.program
        if self.complaints.count:
            self.complaints.braces()
        return self.program

    def _separators(self) -> None:
        while self.kind in ("newline", ";"):
            self.advance()

    def _item(self) -> None:
        """BEGIN, END, a function, or a pattern with its action."""
        kind, line = self.kind, self.line
        if kind in ("BEGIN", "END"):
            self.advance()
            (self.program.begin if kind == "BEGIN" else self.program.end).append(self._action())
        elif kind == "function":
            self._function()
        elif kind == "{":
            self.program.items.append(Node("item", line, [self._action()]))
        else:
            patterns = [self.expression()]
            if self.kind == ",":
                self.advance()
                self.newlines()
                patterns.append(self.expression())
            action = self._action() if self.kind == "{" else Node("print", line, [])
            name = "item" if len(patterns) == 1 else "range"
            self.program.items.append(Node(name, line, [*patterns, action]))

    def _action(self) -> Node:
        """Statements in braces; the closing one is the last word."""
        line = self.line
        self.expect("{")
        self.newlines()
        self.blocks += 1
        if self.blocks > NESTING:
            raise self.fault("yacc stack overflow")
        parts = []
        while self.kind != "}":
            parts.append(self._statement())
        self.blocks -= 1
        self.advance()
        return Node("block", line, parts)

    def _function(self) -> None:
        self.advance()
        name = self.value
        if self.kind not in ("name", "call"):
            raise self.fault()
        if name in self.arrays:
            self.syntax(f"{name} is an array, not a function")
        elif name in self.program.functions:
            self.syntax(f"you can't define function {name} more than once")
        self.complaints.function = name
        self.advance()
        self.expect("(")
        function = Function(name)
        while self.kind != ")":
            if function.parameters:
                self.expect(",")
                self.newlines()
            if self.kind != "name":
                raise self.fault()
            if self.value in function.parameters:
                self.syntax(f"duplicate argument {self.value}")
            function.parameters.append(self.value)
            self.advance()
        self.advance()
        self.newlines()
        self.program.functions[name] = self.function = function
        function.body = self._action()
        if name in self.arrays:
            self.syntax(f"`{name}' is an array name and a function name")
        self.function = None
        self.complaints.function = ""

    def _end(self) -> None:
        """The end of a statement."""
        if self.kind not in ("newline", ";"):
            raise self.fault()
        self.advance()
        self.newlines()

    def _statement(self) -> Node:
        kind, line = self.kind, self.line
        if kind == "{":
            block = self._action()
            self.newlines()
            return block
        if kind == ";":
            self._end()
            return Node("block", line)
        if kind in ("if", "while", "do", "for"):
            self.blocks += 1
            if self.blocks > NESTING:
                raise self.fault("yacc stack overflow")
            node = self._compound(kind, line)
            self.blocks -= 1
            return node
        if kind in ("break", "continue", "next", "nextfile", "exit", "return"):
            node = self._jump(kind, line)
        else:
            node = self._simple()
        self._end()
        return node

    def _jump(self, kind: str, line: int) -> Node:
        self.advance()
        if kind in ("break", "continue") and not self.loops:
            self.syntax(f"{kind} illegal outside of loops")
        if kind in ("next", "nextfile") and self.function is not None:
            self.syntax(f"{kind} is illegal inside a function")
        if kind == "return" and self.function is None:
            self.syntax("return not in function")
        parts = [self.expression()] if kind in ("exit", "return") and self.kind not in ENDS else []
        return Node(kind, line, parts)

    def _compound(self, kind: str, line: int) -> Node:
        self.advance()
        if kind == "do":
            self.newlines()
            body = self._body()
            self.expect("while")
            condition = self._condition()
            self._end()
            return Node("do", line, [body, condition])
        if kind == "for":
            return self._for(line)
        condition = self._condition()
        self.newlines()
        if kind == "while":
            return Node("while", line, [condition, self._body()])
        yes = self._statement()
        if self.kind != "else":
            return Node("if", line, [condition, yes])
        self.advance()
        self.newlines()
        return Node("if", line, [condition, yes, self._statement()])

    def _condition(self) -> Node:
        self.expect("(")
        node = self.expression()
        self.expect(")")
        return node

    def _body(self) -> Node:
        self.loops += 1
        node = self._statement()
        self.loops -= 1
        return node

    def _for(self, line: int) -> Node:
        self.expect("(")
        first = Node("block", line) if self.kind == ";" else self._simple()
        if self.kind == ")" and first.kind == "in" and first.parts[0].kind in ("global", "local"):
            self.advance()
            self.newlines()
            return Node("forin", line, [*first.parts, self._body()])
        self.expect(";")
        self.newlines()
        condition = Node("number", line, number=1.0) if self.kind == ";" else self.expression()
        self.expect(";")
        self.newlines()
        step = Node("block", line) if self.kind == ")" else self._simple()
        self.expect(")")
        self.newlines()
        return Node("for", line, [first, condition, step, self._body()])

    def _simple(self) -> Node:
        kind, line = self.kind, self.line
        if kind in ("print", "printf"):
            return self._print(kind, line)
        if kind != "delete":
            return self.expression()
        self.advance()
        node = self._variable()
        if self.kind != "[":
            return Node("delete", line, [node])
        self.advance()
        return Node("delete", line, [node, *self._arguments("]")])

    def _print(self, kind: str, line: int) -> Node:
        self.advance()
        parts: list[Node] = []
        self.plain = True
        while self.kind not in (*ENDS, *REDIRECTIONS, ")"):
            if parts:
                self.expect(",")
                self.newlines()
            parts.append(self.expression())
        if len(parts) == 1 and parts[0].kind == "group":
            parts = parts[0].parts
        self.plain = False
        node = Node(kind, line, parts)
        if self.kind in REDIRECTIONS:
            node.value = self.kind
            self.advance()
            node.parts = [*parts, self.term()]
        return node
