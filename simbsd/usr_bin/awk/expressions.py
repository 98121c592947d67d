"""The expressions of an awk(1) program.

Models contrib/one-true-awk/awkgram.y (pattern, ppattern, term, var); an assignment may stand wherever its variable may.
"""

from __future__ import annotations

from collections.abc import Callable

from simbsd.usr_bin.awk.errors import Complaints, SyntaxFault
from simbsd.usr_bin.awk.lex import Lexer
from simbsd.usr_bin.awk.nodes import Function, Node, Program

NESTING = 40
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
ASSIGNMENTS = ("=", "+=", "-=", "*=", "%=", "^=")
LVALUES = ("global", "local", "field", "element")
# What may begin an operand that stands right behind another one: the two are joined.
OPERANDS = (
    "number", "string", "name", "call", "builtin", "$", "!", "(", "++", "--", "NF", "close", "gensub", "getline",
    "gsub", "index", "match", "split", "sprintf", "sub", "substr",
)  # fmt: skip
AFTER_LIST = (";", "newline", ">", ">>", "|")  # what may follow print's arguments in brackets
# Function -> the fewest and the most arguments that the grammar takes.
FIXED = {"index": (2, 2), "match": (2, 2), "split": (2, 3), "sprintf": (1, 50), "sub": (2, 3), "gsub": (2, 3),
         "substr": (2, 3), "gensub": (3, 4)}  # fmt: skip


class Expressions(Lexer):
    """Recursive descent, bounded by NESTING; ``plain`` leaves comparisons and pipes to print's redirections."""

    def __init__(self, complaints: Complaints) -> None:
        self.program = Program()
        self.function: Function | None = None
        self.plain = False
        self.bare = False  # no assignment may stand here
        self.nesting = 0
        self.arrays: dict[str, bool] = {}
        super().__init__(complaints)

    def fault(self, message: str = "syntax error") -> SyntaxFault:
        """The parser's error."""
        self.syntax(message)
        return SyntaxFault()

    def expect(self, kind: str) -> None:
        """The next word must be this one."""
        if self.kind != kind:
            raise self.fault()
        self.advance()

    def newlines(self) -> None:
        """Go over ends of lines."""
        while self.kind == "newline":
            self.advance()

    def expression(self) -> Node:
        """A whole expression. Raises SyntaxFault."""
        self.nesting += 1
        if self.nesting > NESTING:
            raise self.fault("yacc stack overflow")
        bare, self.bare = self.bare, False
        node = self._either("||", "&&")
        self.bare = bare
        if self.kind == "?":
            line = self.line
            self.advance()
            yes = self.expression()
            self.expect(":")
            node = Node("cond", line, [node, yes, self.expression()])
        self.nesting -= 1
        return node

    def inner(self) -> Node:
        """An expression in brackets, where comparisons are themselves again."""
        plain, self.plain = self.plain, False
        node = self.expression()
        self.plain = plain
        return node

    def _either(self, operator: str, deeper: str) -> Node:
        node = self._either(deeper, "") if deeper else self._comparison()
        while self.kind == operator:
            line = self.line
            self.advance()
            self.newlines()
            right = self._either(deeper, "") if deeper else self._comparison()
            node = Node("or" if operator == "||" else "and", line, [node, right])
        return node

    def _comparison(self) -> Node:
        """Comparisons and matches, of which none follows another; ``in`` and pipes into getline do."""
        node, compared = self._cat(), False
        while True:
            kind, line = self.kind, self.line
            if kind == "in":
                self._once(compared)
                self.advance()
                node = Node("in", line, [node, self._array()])
            elif kind in ("~", "!~") or (kind in COMPARISONS and not self.plain):
                self._once(compared)
                self.advance()
                node = Node("match" if "~" in kind else "compare", line, [node, self._cat()], kind)
                compared = True
            elif kind == "|" and not self.plain:
                self._once(compared)
                self.advance()
                self.expect("getline")
                target = [self._lvalue()] if self.kind in ("name", "$", "NF") else []
                node = Node("getline", line, [node, *target], "|")
            else:
                return node

    def _once(self, compared: bool) -> None:
        if compared:
            raise self.fault()

    def _cat(self) -> Node:
        node = self.term()
        while self.kind in OPERANDS:
            line = self.line
            node = Node("cat", line, [node, self._operand(self.term)])
        return node

    def _operand(self, read: Callable[[], Node]) -> Node:
        """An operand that may be no assignment."""
        bare, self.bare = self.bare, True
        node = read()
        self.bare = bare
        return node

    def term(self) -> Node:
        """Sums and what binds tighter."""
        return self._left(("+", "-"), lambda: self._left(("*", "/", "%"), self._unary))

    def _left(self, operators: tuple[str, ...], deeper: Callable[[], Node]) -> Node:
        node = deeper()
        while self.kind in operators:
            operator, line = self.kind, self.line
            self.advance()
            node = Node("arith", line, [node, self._operand(deeper)], operator)
        return node

    def _unary(self) -> Node:
        if self.kind not in ("!", "-", "+"):
            return self._power()
        operator, line = self.kind, self.line
        self.nesting += 1
        if self.nesting > NESTING:
            raise self.fault("yacc stack overflow")
        self.advance()
        node = Node({"!": "not", "-": "minus", "+": "plus"}[operator], line, [self._operand(self._unary)])
        self.nesting -= 1
        return node

    def _power(self) -> Node:
        node = self._postfix()
        if self.kind != "^":
            return node
        line = self.line
        self.nesting += 1
        if self.nesting > NESTING:
            raise self.fault("yacc stack overflow")
        self.advance()
        node = Node("arith", line, [node, self._operand(self._unary)], "^")
        self.nesting -= 1
        return node

    def _postfix(self) -> Node:
        node, line = self._primary(), self.line
        if node.kind not in LVALUES:
            return node
        if self.kind in ("++", "--"):
            delta = 1.0 if self.kind == "++" else -1.0
            self.advance()
            return Node("bump", line, [node], "after", delta)
        divides = self.kind == "/" and self.text.startswith("=", self.at)
        if self.bare or (self.kind not in ASSIGNMENTS and not divides):
            return node
        operator = "/=" if divides else self.kind
        if divides:
            self.advance()
        self.advance()
        return Node("assign", line, [node, self.expression()], operator)

    def _primary(self) -> Node:
        kind, value, line = self.kind, self.value, self.line
        if kind in ("name", "$", "NF"):
            return self._lvalue()
        if kind == "/":
            return Node("regex", line, value=self.regex())
        if kind in ("++", "--"):
            self.advance()
            return Node("bump", line, [self._lvalue()], "before", 1.0 if kind == "++" else -1.0)
        if kind not in OPERANDS or kind == "!":
            raise self.fault()
        self.advance()
        if kind == "number":
            return Node("number", line, number=float(value), value=value)
        if kind == "string":
            while self.kind == "string":
                value += self.value
                self.advance()
            return Node("string", line, value=value)
        if kind == "(":
            return self._group(line)
        if kind == "call":
            self.advance()
            return Node("call", line, self._arguments(), value)
        if kind == "builtin":
            return self._builtin(value, line)
        if kind == "getline":
            return self._getline(line)
        if kind == "close":
            return Node("builtin", line, [self.term()], "close")
        return self._fixed(kind, line)

    def _group(self, line: int) -> Node:
        """A parenthesis: an expression, or several that are subscripts before ``in`` or arguments of print."""
        parts = self._arguments()
        if not parts:
            raise self.fault()
        if self.kind == "in" and len(parts) > 1:
            self.advance()
            return Node("in", line, [*parts, self._array()])
        if len(parts) > 1 and not (self.plain and self.kind in AFTER_LIST):
            raise self.fault()
        return parts[0] if len(parts) == 1 and parts[0].kind not in LVALUES else Node("group", line, parts)

    def _arguments(self, closing: str = ")") -> list[Node]:
        """Expressions up to a closing bracket, which is read too."""
        parts: list[Node] = []
        while self.kind != closing:
            if parts:
                self.expect(",")
                self.newlines()
            parts.append(self.inner())
        self.advance()
        return parts

    def _builtin(self, name: str, line: int) -> Node:
        parts: list[Node] = []
        if self.kind == "(":
            self.advance()
            parts = self._arguments()
        return Node("builtin", line, parts, name)

    def _fixed(self, name: str, line: int) -> Node:
        """A function whose arguments the grammar itself knows."""
        self.expect("(")
        least, most = FIXED[name]
        parts = self._arguments()
        if not least <= len(parts) <= most:
            raise self.fault()
        if name == "index" and parts[1].kind == "regex":
            self.syntax("index() doesn't permit regular expressions")
        if name in ("sub", "gsub") and len(parts) == 3 and parts[2].kind not in LVALUES:
            raise self.fault()
        if name == "split":
            if parts[1].kind not in ("global", "local"):
                raise self.fault()
            if parts[1].kind == "global":
                self._used_as_array(parts[1].value)
        return Node(name if name in ("split", "sub", "gsub") else "builtin", line, parts, name)

    def _getline(self, line: int) -> Node:
        target = [self._lvalue()] if self.kind in ("name", "$", "NF") else []
        if self.kind != "<":
            return Node("getline", line, target)
        self.advance()
        return Node("getline", line, [self.term(), *target], "<")

    def _lvalue(self) -> Node:
        """A variable, an element or a field."""
        line = self.line
        if self.kind == "$":
            self.advance()
            if self.kind == "end":
                self.syntax("unexpected end of input after $")
                raise self.fault()
            if self.kind in ("-", "+", "!") or (self.kind == "name" and self.text.startswith("[", self.at)):
                return Node("field", line, [self._operand(self._unary)])
            return Node("field", line, [self._primary()])
        name = self.value
        node = self._variable()
        if self.kind != "[":
            return node
        self._used_as_array(name)
        self.advance()
        parts = self._arguments("]")
        if not parts:
            raise self.fault()
        return Node("element", line, [node, *parts])

    def _array(self) -> Node:
        if self.kind != "name":
            raise self.fault()
        self._used_as_array(self.value)
        return self._variable()

    def _used_as_array(self, name: str) -> None:
        """Note an array; a function is none (makearr)."""
        if self.function is not None and name in self.function.parameters:
            return
        if name in self.program.functions and (self.function is None or name != self.function.name):
            self.syntax(f"{name} is a function, not an array")
        self.arrays[name] = True

    def _variable(self) -> Node:
        name, line = self.value, self.line
        if self.kind not in ("name", "NF"):
            raise self.fault()
        self.advance()
        if self.function is not None and name in self.function.parameters:
            return Node("local", line, value=name, number=self.function.parameters.index(name))
        return Node("global", line, value=name, number=self.program.slot(name))
