"""The parser: trees from text, and where a command ends."""

from __future__ import annotations

import pytest

from simbsd.sh import nodes
from simbsd.sh.cmdtext import command_text
from simbsd.sh.errors import NeedMore, SyntaxFault, TooDeep
from simbsd.sh.parser import END, parse_command
from simbsd.sh.source import Alias, Source

COMMANDS = [
    ("ls -l\n", "ls -l"),
    ("a=1 b >f 2>&1 <g\n", "a=1 b >f 2>&1 <g"),
    ("a && b || c\n", "a && b || c"),
    ("a | b |\n c\n", "a | b | c"),
    ("! a | b\n", "! a | b"),
    ("a; b & c\n", "a; b; c"),
    ("(a; b)\n", "(a; b)"),
    ("{ a; b; }\n", "a; b"),
    ("if a; then b; else c; fi\n", "if a; then b..."),
    ("while a; do b; done\n", "while a; do b; done"),
    ("until a; do b; done\n", "until a; do b; done"),
    ("for i in 1 2; do b; done\n", "for i in ..."),
    ("for i\ndo b; done\n", "for i in ..."),
    ("case $x in a|b) c;; (d) e ;& esac\n", "case ${x} in ..."),
    ("f() { a; }\n", "f() ..."),
    ("echo ${x:-y} ${#z} ${a##*/} $(b) $((1+2))\n", "echo ${x-y} ${#z} ${a##*/} $(...) $((1+2))"),
    ("cat <<E\nx\nE\n", "cat <<..."),
    ("a\\\nb # comment\n", "ab"),
    ("'a b' \"c d\" e\\ f\n", "a b c d e f"),
]


def parse(text: str) -> nodes.Command | None:
    node = parse_command(Source(text), {})
    assert not isinstance(node, type(END))
    return node


@pytest.mark.parametrize(("text", "shown"), COMMANDS)
def test_a_command_is_parsed(text: str, shown: str) -> None:
    assert command_text(parse(text)) == shown


def test_an_empty_line_is_no_command() -> None:
    assert parse("\n") is None


def test_the_end_of_the_input_is_told_apart() -> None:
    assert parse_command(Source(""), {}) is END


@pytest.mark.parametrize(
    "text", ["if a\n", "echo 'x\n", "a &&\n", "cat <<E\nx\n", "f() {\n", "echo $(a\n", "echo \\\n", "ls", "a |\n"]
)
def test_an_unfinished_command_asks_for_more(text: str) -> None:
    with pytest.raises(NeedMore):
        parse_command(Source(text, eof=False), {})


def test_a_command_is_parsed_again_from_its_beginning() -> None:
    source = Source("a\nif b\n", eof=False)
    source.set_mark()
    assert command_text(parse_command(source, {})) == "a"  # type: ignore[arg-type]
    source.set_mark()
    with pytest.raises(NeedMore):
        parse_command(source, {})
    source.rewind()
    source.text += "then c; fi\nd\n"
    assert command_text(parse_command(source, {})) == "if b; then c..."  # type: ignore[arg-type]
    assert (source.line, source.text[source.position :]) == (4, "d\n")


@pytest.mark.parametrize(
    ("text", "document", "plain"),
    [
        ("cat <<E\na $x\nE\n", None, False),
        ("cat <<'E'\na $x\nE\n", "a $x\n", True),
        ("cat <<-E\n\ta\n\tE\n", "a\n", True),
        ("cat <<E\na \\$x \\\nb\nE\n", "a $x b\n", True),
        ("cat <<E\nE", "", True),
        ('cat <<"a b"\nx\na b\n', "x\n", True),
    ],
)
def test_a_here_document_is_read(text: str, document: str | None, plain: bool) -> None:
    node = parse(text)
    assert isinstance(node, nodes.Simple)
    here = node.redirs[0].here
    assert here is not None
    assert (here.word.plain, here.word.plain is not None) == (document, plain)


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("fi\n", '"fi" unexpected', 1),
        (";\n", '";" unexpected', 1),
        (";;\n", '";;" unexpected', 1),
        ("foo)\n", '")" unexpected', 1),
        ("if then\n", '"then" unexpected', 1),
        ("if a; then\nb; done\n", '"done" unexpected (expecting "fi")', 2),
        ("while :\n", 'end of file unexpected (expecting "do")', 2),
        ("a >\n", "newline unexpected (expecting word)", 1),
        ("a > >b\n", "redirection unexpected (expecting word)", 1),
        ("(a b\n", 'end of file unexpected (expecting ")")', 2),
        ("f() (\n", 'end of file unexpected (expecting ")")', 2),
        ("a b () { c; }\n", '"(" unexpected', 1),
        ("for 1 in a; do :; done\n", "Bad for loop variable", 1),
        ("case a of\n", 'expecting "in"', 1),
        ("a/b() { c; }\n", "Bad function name", 1),
        ("export() { c; }\n", "Cannot override a special builtin with a function", 1),
        ("cat <<$x\n", "Illegal eof marker for << redirection", 1),
        ("echo 'a\n", "Unterminated quoted string", 1),
        ("echo ${x-\n", "Missing '}'", 2),
        ("echo ${x\n", "Unexpected end of line in substitution", 1),
        ("echo $((1\n", "Missing '))'", 1),
        ("echo `a\n", "EOF in backquote substitution", 2),
        ("echo $'\\q'\n", "Bad escape sequence", 1),
        ("echo $(fi)\n", "Error in command substitution", 1),
    ],
)
def test_a_syntax_error_is_told(text: str, message: str, line: int) -> None:
    with pytest.raises(SyntaxFault) as raised:
        parse_command(Source(text), {})
    assert (raised.value.message, raised.value.line) == (message, line)


def test_an_alias_is_replaced_once() -> None:
    aliases = {name: Alias(name, value) for name, value in (("ls", "ls -F"), ("e", "echo "), ("w", "word"))}
    for text, shown in (("ls x\n", "ls -F x"), ("e w\n", "echo word"), ("'ls'\n", "ls"), ("x ls\n", "x ls")):
        assert command_text(parse_command(Source(text), aliases)) == shown  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["(" * 2000, "$(" * 2000, "echo " + "${a-" * 2000, "if " * 2000, "{ " * 2000])
def test_nesting_is_bounded(text: str) -> None:
    with pytest.raises(TooDeep):
        parse_command(Source(text), {})
