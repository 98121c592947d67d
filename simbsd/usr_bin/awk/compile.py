"""An awk(1) program's tree made into instructions for a machine with a stack, so that no depth of calls is too much.

Models the order in which contrib/one-true-awk/run.c evaluates: of an assignment the right side first.
"""

from __future__ import annotations

from simbsd.usr_bin.awk.nodes import SUBSEP, Node, Program

# (operation, argument, line); jumps have the place that they lead to as their argument.
Instruction = tuple[str, object, int]
PLACES = {"global": 0, "local": 0, "field": 1, "element": 2}  # kind of lvalue -> operands on the stack
LEFT = ("arith", "cat", "compare", "and", "or")


class Code:
    """Instructions being written, with the loops around the present statement."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.instructions: list[Instruction] = []
        self.breaks: list[list[int]] = []
        self.continues: list[list[int]] = []
        self.ranges = 0

    def emit(self, operation: str, argument: object = None, line: int = 0) -> int:
        """Add an instruction; its place."""
        self.instructions.append((operation, argument, line))
        return len(self.instructions) - 1

    def here(self, *places: int) -> None:
        """Let jumps at these places lead to what comes next."""
        for place in places:
            operation, _, line = self.instructions[place]
            self.instructions[place] = (operation, len(self.instructions), line)

    def all(self) -> tuple[int, int, int]:
        """The whole program: where BEGIN, the patterns and END begin."""
        begin = len(self.instructions)
        for node in self.program.begin:
            self.statement(node)
        self.emit("halt")
        items = len(self.instructions)
        for node in self.program.items:
            self._item(node)
        self.emit("halt")
        end = len(self.instructions)
        for node in self.program.end:
            self.statement(node)
        self.emit("halt")
        for function in self.program.functions.values():
            function.entry = len(self.instructions)
            if function.body is not None:
                self.statement(function.body)
            self.emit("unset")
            self.emit("return")
        return begin, items, end

    def _item(self, node: Node) -> None:
        *patterns, action = node.parts
        if node.kind == "range":
            inside = self.emit("inside", self.ranges, node.line)
            self._value(patterns[0])
            out = self.emit("iffalse", None, node.line)
            self.instructions[inside] = ("inside", (self.ranges, len(self.instructions)), node.line)
            self.emit("enter", self.ranges)
            self._value(patterns[1])
            self.emit("leave", self.ranges)
            self.ranges += 1
            self.statement(action)
            self.here(out)
            return
        skip = []
        if patterns:
            self._value(patterns[0])
            skip = [self.emit("iffalse", None, node.line)]
        self.statement(action)
        self.here(*skip)

    def statement(self, node: Node) -> None:
        """One statement."""
        method = getattr(self, f"_do_{node.kind}", None)
        if node.kind in ("number", "string", "global"):
            self.emit("illegal", "illegal statement", node.line)
        elif method is not None:
            method(node)
        else:
            self._value(node)
            self.emit("drop")

    def _do_block(self, node: Node) -> None:
        for part in node.parts:
            self.statement(part)

    def _do_if(self, node: Node) -> None:
        self._value(node.parts[0])
        skip = self.emit("iffalse", None, node.line)
        self.statement(node.parts[1])
        if len(node.parts) == 3:
            over = self.emit("jump")
            self.here(skip)
            self.statement(node.parts[2])
            skip = over
        self.here(skip)

    def _loop(self, body: Node) -> tuple[list[int], list[int]]:
        """A loop's body; the jumps out of it and to its next round, to be led somewhere."""
        self.breaks.append([])
        self.continues.append([])
        self.statement(body)
        return self.breaks.pop(), self.continues.pop()

    def _do_while(self, node: Node) -> None:
        top = len(self.instructions)
        self._value(node.parts[0])
        out = self.emit("iffalse", None, node.line)
        breaks, continues = self._loop(node.parts[1])
        self.here(*continues)
        self.emit("jump", top)
        self.here(out, *breaks)

    def _do_do(self, node: Node) -> None:
        top = len(self.instructions)
        breaks, continues = self._loop(node.parts[0])
        self.here(*continues)
        self._value(node.parts[1])
        self.emit("iftrue", top, node.line)
        self.here(*breaks)

    def _do_for(self, node: Node) -> None:
        first, condition, step, body = node.parts
        self.statement(first)
        top = len(self.instructions)
        self._value(condition)
        out = self.emit("iffalse", None, node.line)
        breaks, continues = self._loop(body)
        self.here(*continues)
        self.statement(step)
        self.emit("jump", top)
        self.here(out, *breaks)

    def _do_forin(self, node: Node) -> None:
        name, array, body = node.parts
        self._array(array)
        self.emit("keys", None, node.line)
        top = self.emit("nextkey", None, node.line)
        self.emit("store", (name.kind, int(name.number)), node.line)
        self.emit("drop")
        breaks, continues = self._loop(body)
        self.here(*continues)
        self.emit("jump", top)
        self.here(*breaks)
        self.emit("drop")
        self.here(top)

    def _do_break(self, node: Node) -> None:
        self.breaks[-1].append(self.emit("jump"))

    def _do_continue(self, node: Node) -> None:
        self.continues[-1].append(self.emit("jump"))

    def _do_next(self, node: Node) -> None:
        self.emit("next", node.kind == "nextfile", node.line)

    _do_nextfile = _do_next

    def _do_exit(self, node: Node) -> None:
        if node.parts:
            self._value(node.parts[0])
        self.emit("exit", bool(node.parts), node.line)

    def _do_return(self, node: Node) -> None:
        if node.parts:
            self._value(node.parts[0])
        else:
            self.emit("unset")
        self.emit("return", None, node.line)

    def _do_delete(self, node: Node) -> None:
        array, *subscripts = node.parts
        self._array(array)
        if subscripts:
            self._subscript(subscripts)
        self.emit("delete", bool(subscripts), node.line)

    def _do_print(self, node: Node) -> None:
        parts = node.parts[:-1] if node.value else node.parts
        for part in parts:
            self._value(part)
        if not parts and node.kind == "print":
            self.emit("record", None, node.line)
        if node.value:
            self._value(node.parts[-1])
        self.emit(node.kind, (len(parts) or int(node.kind == "print"), node.value), node.line)

    _do_printf = _do_print

    def _array(self, node: Node) -> None:
        self.emit("array", (node.kind, int(node.number), node.value), node.line)

    def _subscript(self, parts: list[Node]) -> None:
        for at, part in enumerate(parts):
            self._value(part)
            if at:
                self.emit("joined", SUBSEP, part.line)
        if len(parts) == 1:
            self.emit("text", None, parts[0].line)

    def _place(self, node: Node) -> tuple[str, int]:
        """Code for an lvalue's operands; what names it."""
        if node.kind == "field":
            self._value(node.parts[0])
        elif node.kind == "element":
            self._array(node.parts[0])
            self._subscript(node.parts[1:])
        return node.kind, int(node.number)

    def _value(self, node: Node) -> None:
        """Code that leaves an expression's value on the stack; what leans to the left is gone through in a loop."""
        spine = []
        while node.kind in LEFT:
            spine.append(node)
            node = node.parts[0]
        self._operand(node)
        for upper in reversed(spine):
            if upper.kind in ("and", "or"):
                short = self.emit(f"short{upper.kind}", None, upper.line)
                self._value(upper.parts[1])
                self.emit("truth")
                self.here(short)
                continue
            self._value(upper.parts[1])
            self.emit(upper.kind, upper.value, upper.line)

    def _operand(self, node: Node) -> None:
        kind, line = node.kind, node.line
        if kind == "number":
            self.emit("push", node.number, line)
        elif kind == "string":
            self.emit("push", node.value, line)
        elif kind == "global" and node.value in self.program.functions:
            self.emit("illegal", f"can't read value of {node.value}; it's a function.", line)
        elif kind in PLACES:
            self.emit("load", self._place(node), line)
        elif kind == "group":
            self._value(node.parts[0])
        elif kind == "regex":
            self.emit("record", None, line)
            self.emit("match", (node.value, False), line)
        elif kind == "match":
            self._match(node)
        elif kind == "in":
            *subscripts, array = node.parts
            self._subscript(subscripts)
            self._array(array)
            self.emit("in", None, line)
        elif kind == "cond":
            self._cond(node)
        elif kind in ("not", "minus", "plus"):
            self._value(node.parts[0])
            self.emit(kind, None, line)
        elif kind == "assign":
            self._assign(node)
        elif kind == "bump":
            self.emit("bump", (*self._place(node.parts[0]), node.number, node.value == "after"), line)
        else:
            getattr(self, f"_fn_{kind}")(node)

    def _assign(self, node: Node) -> None:
        target, value = node.parts
        self._value(value)
        if target.kind == "global" and target.value in self.program.functions:
            self.emit("illegal", f"can't assign to {target.value}; it's a function.", node.line)
        place = self._place(target)
        if node.value == "=":
            self.emit("store", place, node.line)
        else:
            self.emit("modify", (*place, node.value[0]), node.line)

    def _match(self, node: Node) -> None:
        self._value(node.parts[0])
        self.emit("match", (self._pattern(node.parts[1]), node.value == "!~"), node.line)

    def _pattern(self, node: Node) -> str | None:
        """A constant pattern, or code for one that is made at run time (None)."""
        if node.kind in ("regex", "string"):
            return node.value
        self._value(node)
        self.emit("text", None, node.line)
        return None

    def _cond(self, node: Node) -> None:
        self._value(node.parts[0])
        skip = self.emit("iffalse", None, node.line)
        self._value(node.parts[1])
        over = self.emit("jump")
        self.here(skip)
        self._value(node.parts[2])
        self.here(over)

    def _fn_call(self, node: Node) -> None:
        """Arguments: a bare name is handed over as it is, for it may be an array, or become one."""
        for part in node.parts:
            if part.kind == "global" and part.value in self.program.functions:
                self.emit("illegal", f"can't use function {part.value} as argument in {node.value}", part.line)
            elif part.kind in ("global", "local"):
                self.emit("argument", (part.kind, int(part.number)), part.line)
            else:
                self._value(part)
        self.emit("call", (node.value, len(node.parts)), node.line)

    def _fn_builtin(self, node: Node) -> None:
        parts = node.parts
        if node.value == "length" and len(parts) == 1 and parts[0].kind == "group":
            parts = parts[0].parts
        if node.value == "length" and len(parts) == 1 and parts[0].kind in ("global", "local"):
            self.emit("argument", (parts[0].kind, int(parts[0].number)), node.line)
        else:
            for at, part in enumerate(parts):
                pattern = (node.value, at) in (("match", 1), ("gensub", 0)) and part.kind == "regex"
                self._value(Node("string", part.line, value=part.value) if pattern else part)
        self.emit("builtin", (node.value, len(parts)), node.line)

    def _fn_split(self, node: Node) -> None:
        text, array, *separator = node.parts
        self._value(text)
        kind = "default"
        if separator and separator[0].kind == "regex":
            kind = "regex"
            self.emit("push", separator[0].value)
        elif separator:
            kind = "string"
            self._value(separator[0])
        self._array(array)
        self.emit("split", kind, node.line)

    def _fn_sub(self, node: Node) -> None:
        """The pattern, the replacement, then the place of the target's operands and its value."""
        pattern, replacement, *target = node.parts
        constant = self._pattern(pattern)
        if constant is not None:
            self.emit("push", constant)
        self._value(replacement)
        place: tuple[str, int]
        if target:
            place = self._place(target[0])
        else:
            self.emit("push", 0.0)
            place = ("field", 0)
        self.emit("sub", (place, node.kind == "gsub"), node.line)

    _fn_gsub = _fn_sub

    def _fn_getline(self, node: Node) -> None:
        """Getline: with a file or a command its name first, then the operands of the variable."""
        parts = list(node.parts)
        if node.value:
            self._value(parts.pop(0))
        self.emit("getline", (node.value, self._place(parts[0]) if parts else None), node.line)
