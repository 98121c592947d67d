"""Redirections: files, descriptors, and what happens when they fail."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., tuple[str, int]]

SCRIPTS = [
    ("echo a >f; echo b >>f; cat <f; cat f | wc -l", "a\nb\n       2\n", 0),
    ("echo out; echo err >&2; (echo e >&2) 2>&1 | cat", "out\nerr\ne\n", 0),
    ("exec 3>f; echo three >&3; exec 3>&-; cat f; echo x >&3", "three\nsh: 3: Bad file descriptor\n", 2),
    ("echo rw >f; exec 4<>f; read x <&4; echo $x", "rw\n", 0),
    ("set -C; echo a >f; echo b >f; echo $?; echo c >|f; cat f", "sh: cannot create f: File exists\n2\nc\n", 0),
    ("{ echo a; echo b; } >f; cat f; if true; then echo c; fi >>f; cat f", "a\nb\na\nb\nc\n", 0),
    ('while read x; do echo "<$x>"; done <<E\n1\n2\nE', "<1>\n<2>\n", 0),
    ("f() { echo in f; } >f; f; cat f", "in f\n", 0),
    ("x=2; echo a >&$x; echo b 2>&1 >f; cat f", "a\nb\n", 0),
    ("cat </nope; echo $?", "sh: cannot open /nope: No such file or directory\n2\n", 0),
    (": >/nope/x; echo not here", "sh: cannot create /nope/x: No such file or directory\n", 2),
    ("{ echo a; } >/nope/x; echo $?", "sh: cannot create /nope/x: No such file or directory\n2\n", 0),
    ("echo a >&x; echo $?", "sh: Syntax error: Bad fd number\n", 2),
    ("exec </nope; echo not here", "sh: cannot open /nope: No such file or directory\n", 2),
    ("echo a >&-; echo $?", "echo: write error on stdout\n2\n", 0),
    ("exec >f; echo a; exec >&2; cat f", "a\n", 0),
    ("echo a | (exec 5<&0; read x <&5; echo $x)", "a\n", 0),
    ("> f; echo $?; <f; echo $?", "0\n0\n", 0),
    ("{ (echo inner) >f; } </dev/null; { (echo two) >g; } >h; cat f g; wc -c <h", "inner\ntwo\n       0\n", 0),
]


@pytest.mark.parametrize(("script", "output", "status"), SCRIPTS)
def test_redirections(sh: Run, script: str, output: str, status: int) -> None:
    assert sh("cd /tmp; " + script) == (output, status)
