"""Commands as `jobs` and `hash -v` show them.

Models bin/sh/jobs.c (commandtext, cmdtxt, cmdputs); leaves out nothing.
"""

from __future__ import annotations

from simbsd.sh import nodes
from simbsd.sh.nodes import Command, Part, Redir, Word

_MOST = 196
_DEPTH = 20


def command_text(node: Command | None) -> str:
    """The text of a command, cut off with dots if it is long."""
    text = _text(node, 0)
    return text if len(text) < _MOST else text[:_MOST] + "..."


def _text(node: Command | None, depth: int) -> str:
    if node is None or depth > _DEPTH:
        return ""
    deeper = depth + 1
    match node:
        case nodes.Sequence(commands):
            return "; ".join(_text(command, deeper) for command in commands)
        case nodes.AndOr(is_and, left, right):
            return f"{_text(left, deeper)} {'&&' if is_and else '||'} {_text(right, deeper)}"
        case nodes.Pipe(commands, _):
            return " | ".join(_text(command, deeper) for command in commands)
        case nodes.Subshell(inner, _):
            return f"({_text(inner, deeper)})"
        case nodes.Redirected(inner, _) | nodes.Background(inner, _):
            return _text(inner, deeper)
        case nodes.If(test, then, _):
            return f"if {_text(test, deeper)}; then {_text(then, deeper)}..."
        case nodes.Loop(until, test, body):
            word = "until" if until else "while"
            return f"{word} {_text(test, deeper)}; do {_text(body, deeper)}; done"
        case nodes.For(variable, _, _):
            return f"for {variable} in ..."
        case nodes.Case(word, _):
            return f"case {word_text(word)} in ..."
        case nodes.Function(name, _):
            return f"{name}() ..."
        case nodes.Not(inner):
            return f"! {_text(inner, deeper)}"
        case nodes.Simple(args, redirs):
            return " ".join([word_text(word) for word in args] + [_redirection(redir) for redir in redirs])
    raise AssertionError(node)


def _redirection(redir: Redir) -> str:
    if redir.here is not None or redir.word is None:
        return "<<..."
    fd = "" if redir.fd == int(redir.op[0] == ">") else str(redir.fd)
    return f"{fd}{redir.op}{word_text(redir.word)}"


def word_text(word: Word) -> str:
    """The text of a word, without its quotes."""
    return "".join(_part(part) for part in word.parts)


def _part(part: Part) -> str:
    match part:
        case nodes.Literal(text, _):
            return text
        case nodes.CommandSub():
            return "$(...)"
        case nodes.Arith(parts, _):
            return "$((" + "".join(_part(inner) for inner in parts) + "))"
        case nodes.Param(name, op, _, inner, _, _):
            if op == nodes.NORMAL:
                return f"${{{name}}}"
            if op == nodes.LENGTH:
                return f"${{#{name}}}"
            shown = "" if op == nodes.ERROR else op
            return f"${{{name}{shown}" + "".join(_part(piece) for piece in inner) + "}"
    return ""
