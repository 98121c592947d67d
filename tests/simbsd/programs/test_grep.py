"""grep(1): context, colours, counts, trees, patterns from files, and what it refuses.

Texts: usr.bin/grep/grep.c, util.c.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., tuple[str, int]]
FILE = "mkdir /tmp/t; cd /tmp/t; printf 'one\\ntwo\\nthree\\nfour\\nfive\\n' > g\n"


@pytest.mark.parametrize(
    ("command", "output", "status"),
    [
        ("grep -n -A1 two g", "2:two\n3-three\n", 0),
        ("grep -B1 -e three -e five g; grep -1 thr g", "two\nthree\nfour\nfive\ntwo\nthree\nfour\n", 0),
        ("grep -C0 -e one -e five g; grep -A0 -B1 -e one -e five g", "one\nfive\none\n--\nfour\nfive\n", 0),
        ("seq 9 | grep --context -e 1 -e 9", "1\n2\n3\n--\n7\n8\n9\n", 0),
        ("grep -c e g /dev/null; grep -m1 e g; grep -bn three g", "g:3\n/dev/null:0\none\n3:8:three\n", 0),
        ("grep -o -b 'o.*' g", "0:one\n6:o\n15:our\n", 0),
        ("grep --color=always w g; grep --color=always -o 'f[a-z]' g",
         "t\033[01;31m\033[Kw\033[m\033[Ko\n\033[01;31m\033[Kfo\033[m\033[K\n\033[01;31m\033[Kfi\033[m\033[K\n", 0),
        ("grep -w tw g; grep -x two g; grep -vc e g; grep -iE 'T(WO|HREE)' g", "two\n2\ntwo\nthree\n", 0),
        ("printf 'two\\nfive' > p; grep -f p g; grep -F t.o g; echo $?", "two\nfive\n1\n", 0),
        ("grep '' g | head -1; grep -x '' g; grep -e '' -x g; echo $?", "one\n1\n", 0),
        ("mkdir d; cp g d; echo two > d/h; grep -r two d; grep -rl --include=h two .; grep -d skip two d g",
         "d/g:two\nd/h:two\n./d/h\ng:two\n", 0),
        ("mkdir -p d/e; echo two > d/e/f; ln -s ../d d/l; grep -rs two d; grep -rO two d | head -1",
         "d/e/f:two\ngrep: warning: d/l: recursive directory loop\nd/e/f:two\n", 0),
        ("printf 'a\\0b\\n' > b; grep a b; grep -a a b | tr '\\0' .; grep -I a b; echo $?",
         "Binary file b matches\na.b\n1\n", 0),
        ("printf 'a\\0b\\0' | grep -z b | tr '\\0' .; grep -l --null o g | tr '\\0' .; echo", "b.g.\n", 0),
        ("echo x | grep --label=in -H x; grep -L one g; echo $?; grep -Lq zzz g; echo $?", "in:x\n1\n0\n", 0),
        ("grep a /nope g; grep -s a /nope; grep -q one g /nope",
         "grep: /nope: No such file or directory\ngrep: /nope: No such file or directory\n", 0),
        ("grep x /tmp", "grep: /tmp: Is a directory\n", 2),
        ("grep -A x a g", "grep: Invalid argument\n", 2),
        ("grep -B -1 a g", "grep: context argument must be non-negative: Invalid argument\n", 2),
        ("grep --color=x a g", "grep: unknown --color option\n", 2),
        ("grep -V", "grep (BSD grep, GNU compatible) 2.6.0-FreeBSD\n", 0),
        ("GREP_OPTIONS=-n grep two g; cd /; rgrep -c two /tmp/t", "2:two\n/tmp/t/g:1\n", 0),
    ],
)  # fmt: skip
def test_options(sh: Run, command: str, output: str, status: int) -> None:
    assert sh(FILE + command) == (output, status)
