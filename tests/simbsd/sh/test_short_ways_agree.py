"""A command that is run straight, and a word that is made by a template, come to what the long way comes to.

Scripts are made of what the short ways are for and of what they must leave alone, and run twice: output, status and
virtual time are the same when straight.py and template.py do nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simbsd.machine import Machine
from simbsd.sh import ahead, evalstring, evaluate, expand, remembered

SECOND = 1_000_000
NAMES = ("a", "b", "c")
VALUES = ("", "x", "yes", "-n", "a b", " a", "a:b", "*", "[a]", "/b*", "~", "é", "10", "-3", "'", "=", "!", "(")
PLAIN = st.sampled_from(
    ["x", "yes", "10", "0", "-n", "'a b'", "''", '"*"', "a:b", "\\*", "é", "=", "~", "'~'", "/et[c]"]
)
PATTERNS = ["*", "x", "y*", "?", "[!x]*", "a\\ b", "''", '"*"', "[Yy][Ee][Ss]"]


def parameters() -> st.SearchStrategy[str]:
    name = st.sampled_from([*NAMES, "1", "2", "10", "#", "?", "*", "@", "nothing"])
    operator = st.sampled_from(["", ":-", "-", ":+", "+", "=", ":=", "?", "#", "##", "%", "%%", "len"])
    word = st.sampled_from(["", "x", "d e", "$a", '"$b"', "*", "?", "'x y'", '"$@"', "~", "${c:-$a}", "[a]", ":"])

    def text(name: str, operator: str, word: str) -> str:
        if operator == "len":
            return f"${{#{name}}}"
        if operator in ("=", ":=") and name not in NAMES:
            operator = "-"
        return f"${{{name}{operator}{word if operator else ''}}}"

    return st.builds(text, name, operator, word)


PIECES = st.one_of(
    PLAIN, parameters(), st.sampled_from(["$a", "$b", "$((a + 1))", "$((${#b} * 2 == 4))", "$(echo $a)"])
)
WORDS = st.lists(st.one_of(PIECES, PIECES.map(lambda piece: f'"{piece}"')), min_size=1, max_size=3).map("".join)
NAME = st.sampled_from(NAMES)
SIMPLE = st.one_of(
    st.builds("{}={}".format, NAME, WORDS),
    st.builds("a={} b={}".format, WORDS, WORDS),
    st.builds("[ {} {} {} ]".format, WORDS, st.sampled_from(["=", "!=", "<", "-eq", "-lt", "-a"]), WORDS),
    st.builds("[ {}{} {} ]".format, st.sampled_from(["", "! "]), st.sampled_from(["-n", "-z", "!", "-d"]), WORDS),
    st.builds("[ {} ]".format, WORDS),
    st.builds("set -- {} {}".format, WORDS, WORDS),
    st.builds("set {}".format, WORDS),
    st.builds("show {} {}".format, WORDS, WORDS),
    st.builds("eval {}".format, WORDS),
    st.builds("eval 'a={}; b=$?'".format, st.sampled_from(["x", "$b", "$((a+1))"])),
    st.builds('eval "{}=\\$a"'.format, NAME),
    st.builds("local {}={} {}".format, NAME, WORDS, NAME),
    st.builds(
        "{} {}".format, st.sampled_from(["shift", "return", "break", "continue", "f", "unset", "setvar a"]), WORDS
    ),
    st.sampled_from(
        [
            "IFS=:",
            "IFS=' :'",
            "unset IFS",
            "set -u",
            "set +u",
            "set -f",
            "set -x",
            "set +x",
            "set -e",
            "readonly c",
            ":",
        ]
    ),
    st.sampled_from(
        ["true", "false", "shift", "return", "break", "continue 2", "unset a b", "local -", "a=x true", "f"]
    ),
)


def compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("{}; {}".format, inner, inner),
        st.builds("{} && {}".format, SIMPLE, SIMPLE),
        st.builds("{} || {}".format, SIMPLE, SIMPLE),
        st.builds("! {}".format, SIMPLE),
        st.builds("if {}; then {}; else {}; fi".format, inner, inner, inner),
        st.builds("for a in {} {}; do {}; done".format, WORDS, WORDS, inner),
        st.builds("while [ $# -gt 0 ]; do {}; shift; done".format, inner),
        st.builds("case {} in {}) {};; {}) {};& *) show {};; esac".format, WORDS, WORDS, inner, WORDS, inner, WORDS),
        st.builds("case {} in {}) {};; esac".format, WORDS, st.sampled_from(PATTERNS), inner),
        st.builds("g() {{ {}; show $a; }}; g {}".format, inner, WORDS),
        st.builds("({})".format, inner),
    )


SCRIPTS = st.tuples(
    st.tuples(*[st.sampled_from(VALUES)] * 3),
    st.lists(st.recursive(SIMPLE, compound, max_leaves=6), min_size=1, max_size=6),
)
HEAD = """show() { printf '[%s]' "$@"; printf ' %s\\n' "$?"; }
f() { [ "$1" = "$a" ] && return 3; local a="$1" b=${2-none}; show "$a" $b; shift; }
"""


@contextmanager
def the_long_way() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluate, "straight", lambda sh, node: False)
        patch.setattr(ahead, "straight", lambda sh, node: False)
        for module in (evaluate, evalstring):
            patch.setattr(module, "ahead", lambda sh, node: node)
        patch.setattr(expand, "text_of", lambda word: lambda sh: None)
        patch.setattr(expand, "pattern_of", lambda word: lambda sh: None)
        patch.setattr(expand, "fields_of", lambda word: lambda sh, fields: False)
        yield


def outcome(script: str) -> tuple[bytes, int, int]:
    """Output, status and virtual time of a script; what was made of its commands before is forgotten."""
    remembered._known.cache_clear()
    remembered.only_command.cache_clear()
    machine = Machine(ttys=0, watched=False)
    output, status = machine.script(script.encode(), SECOND // 4)
    return output, status, machine.time


@settings(max_examples=150, deadline=None)
@given(SCRIPTS)
def test_scripts_come_to_the_same_by_both_ways(made: tuple[tuple[str, str, str], list[str]]) -> None:
    values, commands = made
    quoted = [value.replace("'", "'\\''") for value in values]
    head = (
        HEAD + "".join(f"{name}='{value}'\n" for name, value in zip(NAMES, quoted, strict=True)) + "set -- x 'a b' ''\n"
    )
    script = head + "".join(f'{command}\nshow $? "$a" "$b" "$c" "$@"\n' for command in commands)
    short = outcome(script)
    with the_long_way():
        long = outcome(script)
    assert short == long


def test_most_commands_of_a_script_are_run_straight(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = []

    def counted(sh: object, node: object) -> bool:
        ways.append(way(sh, node))
        return ways[-1]

    way = evaluate.straight
    monkeypatch.setattr(evaluate, "straight", counted)
    monkeypatch.setattr(ahead, "straight", counted)
    outcome('i=0; f() { local x="$1"; [ "$x" = a ] && return 1; }; while [ $i -lt 9 ]; do i=$((i + 1)); f $i; done')
    assert ways.count(True) > 4 * ways.count(False)
