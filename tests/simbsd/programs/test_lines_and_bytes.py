"""column, comm, expand, fold, hexdump, join, jot, nl, od, paste, rev, split, timeout, unexpand: whole outputs.

Behaviour and texts: usr.bin/{column,comm,expand,fold,hexdump,join,jot,nl,paste,rev,split,unexpand} and bin/timeout.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., tuple[str, int]]


@pytest.mark.parametrize(
    ("command", "output", "status"),
    [
        ("printf 'a\\nb\\nd\\n' > x; printf 'b\\nc\\n' > y; comm x y; comm -12 x y; comm -3 x y",
         "a\n\t\tb\n\tc\nd\nb\na\n\tc\nd\n", 0),
        ("comm a", "usage: comm [-123i] file1 file2\n", 1),
        ("comm /nope -", "comm: /nope: No such file or directory\n", 1),
        ("seq 3 > x; seq 2 > y; paste -d :, x y x; paste -s -d '-\\n' x; seq 4 | paste - -",
         "1:1,1\n2:2,2\n3:,3\n1-2\n3\n1\t2\n3\t4\n", 0),
        ("paste", "usage: paste [-s] [-d delimiters] file ...\n", 1),
        ("printf 'abc\\nd' | rev; rev /nope", "cba\nd\nrev: /nope: No such file or directory\n", 1),
        ("echo 'hello big world' | fold -sw 8; echo abcdef | fold -4; fold -w x",
         "hello \nbig \nworld\nabcd\nef\nfold: illegal width value\n", 1),
        ("printf 'a\\tb\\n' | expand; printf 'a\\tb\\n' | expand -t 4; expand -t 0",
         "a       b\na   b\nexpand: bad tab stop spec\n", 1),
        ("printf '          x    y\\n' | unexpand; printf '        x       y\\n' | unexpand -a",
         "\t  x    y\n\tx\ty\n", 0),
        ("printf 'a\\n\\nb\\n' | nl -ba -w3 -s: -v5 -i10; printf 'a\\n\\n' | nl; nl -b x",
         "  5:a\n 15:\n 25:b\n     1\ta\n      \t\nnl: illegal body line numbering type -- x\n", 1),
        ("printf 'a b\\nccc d\\n' | column -t; seq 6 | column -c 24; seq 6 | column -xc 24",
         "a    b\nccc  d\n1\t3\t5\n2\t4\t6\n1\t2\t3\n4\t5\t6\n", 0),
        ("jot 3; jot -w x%02d 2 5; jot -s, 4 1 2.5; jot -b y 2; jot 2 a -; jot -c 3 A",
         "1\n2\n3\nx05\nx06\n1.0,1.5,2.0,2.5\ny\ny\n97\n98\nA\nB\nC\n", 0),
        ("jot 1 2 3 4 5", "jot: too many arguments.  What do you mean by 5?\n", 1),
        ("printf '1 a\\n2 b\\n4 d\\n' > x; printf '1 A\\n3 C\\n4 D\\n' > y; join x y; "
         "join -a1 -e- -o 0,1.2,2.2 x y; join -v 2 x y",
         "1 a A\n4 d D\n1 a A\n2 b -\n4 d D\n3 C\n", 0),
        ("join -1 0 a b", "join: -1 option field number less than 1\n", 1),
        ("seq 5 > x; split -l 2 x; cat xac; split -b 3 -d -a 3 x p; ls; split -l 0 x",
         "5\np000\np001\np002\np003\nx\nxaa\nxab\nxac\nsplit: 0: line count is too small\n", 64),
        ("seq 4 | split -p '[24]' - q; cat qab; seq 2 | split -1 - r; ls r*", "2\n3\nraa\nrab\n", 0),
        ("timeout 1 sleep 9; echo $?; timeout 9 sh -c 'exit 3'; echo $?; "
         "timeout -s KILL --preserve-status 1 sleep 9; echo $?",
         "124\n3\n137\n", 0),
        ("timeout 1x true; timeout -s FOO 1 true; timeout 1 nope",
         "timeout: invalid duration\ntimeout: invalid signal\n"
         "timeout: exec(nope): No such file or directory\n", 127),
        ("timeout -k 1 1 sh -c 'trap \"\" TERM; while :; do :; done'; echo $?", "124\n", 0),
    ],
)  # fmt: skip
def test_lines(sh: Run, command: str, output: str, status: int) -> None:
    assert sh(f"cd /tmp; {command}") == (output, status)


def test_bytes(sh: Run) -> None:
    text = "printf 'hello, world; hello!\\n'"
    assert sh(f"{text} | hexdump -C; echo hi | hexdump; printf '\\1\\n\\303\\244x' | od -c") == (
        "00000000  68 65 6c 6c 6f 2c 20 77  6f 72 6c 64 3b 20 68 65  |hello, world; he|\n"
        "00000010  6c 6c 6f 21 0a                                    |llo!.|\n00000015\n"
        "0000000 6968 000a                              \n0000003\n"
        "0000000  001  \\n   ä  **   x                                            \n0000005\n",
        0,
    )
    assert sh("jot -b a -s '' 40 | hexdump -b | cut -c 1-15; echo ab | od -An -tx1 | sed 's/ *$//'; od -A q") == (
        "0000000 141 141\n*\n0000020 141 141\n0000029\n           61  62  0a\nod: q: invalid address base\n",
        1,
    )


FOLLOWED = """
tail -F /tmp/log /tmp/two & sleep 2; echo one > /tmp/log; sleep 2; echo more >> /tmp/log; mv /tmp/log /tmp/log.0
sleep 2; echo new > /tmp/log; sleep 2; echo x > /tmp/two; sleep 3; kill $!
"""


def test_tail_follows_a_name(sh) -> None:
    """usr.bin/tail/forward.c: follow; the file that stands last on the command line is the one that spoke last."""
    assert sh(FOLLOWED)[0] == "\n==> /tmp/log <==\none\nmore\nnew\n\n==> /tmp/two <==\nx\n"


@pytest.mark.parametrize(
    ("words", "output", "status"),
    [
        ("-b 1 a | wc -c", "      51\n", 0),
        ("-n 1k a | wc -l", "      20\n", 0),
        ("-v -n 1 a", "==> a <==\n20\n", 0),
        ("-vq -n 1 a a", "20\n20\n", 0),
        ("-n1 -c1 a", "usage: tail [-F | -f | -r] [-q] [-b # | -c # | -n #] [file ...]\n", 1),
        ("-n x a", "tail: illegal offset -- x: Invalid argument\n", 1),
        ("-c 99999999t a", "tail: illegal offset -- 99999999t\n", 1),
        ("-r -n +2 a", "20\n", 0),
        ("-f /nope", "tail: /nope: No such file or directory\n", 1),
    ],
)
def test_tail_counts_in_its_units(sh, words: str, output: str, status: int) -> None:
    """usr.bin/tail/tail.c: main (ARG), lib/libutil/expand_number.c."""
    assert sh(f"seq 20 > a; tail {words}") == (output, status)
