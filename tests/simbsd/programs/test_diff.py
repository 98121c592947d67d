"""diff(1): every format, what is ignored, directories, statuses and refusals.

Texts: usr.bin/diff/diff.c, diffreg.c, diffdir.c.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., tuple[str, int]]
FILES = "cd /tmp; printf 'a\\nb\\nc\\nd\\ne\\nf\\ng\\nh\\n' > x; printf 'a\\nB\\nc\\nd\\ne\\nf\\nh\\ni\\n' > y\n"


@pytest.mark.parametrize(
    ("command", "output", "status"),
    [
        ("diff x y", "2c2\n< b\n---\n> B\n7d6\n< g\n8a8\n> i\n", 1),
        ("diff -e x y", "8a\ni\n.\n7d\n2c\nB\n.\n", 1),
        ("diff -f x y", "c2\nB\n.\nd7\na8\ni\n.\n", 1),
        ("diff -n x y", "d2 1\na2 1\nB\nd7 1\na8 1\ni\n", 1),
        ("diff -q x y; diff -s x x", "Files x and y differ\nFiles x and x are identical\n", 0),
        ("diff -u -L one -L two x y", "--- one\n+++ two\n@@ -1,8 +1,8 @@\n a\n-b\n+B\n c\n d\n e\n f\n-g\n h\n+i\n", 1),
        ("diff -U0 x y | tail -n +3", "@@ -2 +2 @@\n-b\n+B\n@@ -7 +6,0 @@\n-g\n@@ -8,0 +8 @@\n+i\n", 0),
        ("diff -C1 -L x -L y x y",
         "*** x\n--- y\n***************\n*** 1,3 ****\n  a\n! b\n  c\n--- 1,3 ----\n  a\n! B\n  c\n"
         "***************\n*** 6,8 ****\n  f\n- g\n  h\n--- 6,8 ----\n  f\n  h\n+ i\n", 1),
        ("diff -D F x y | head -8", "a\n#ifndef F\nb\n#else /* F */\nB\n#endif /* F */\nc\nd\n", 0),
        ("diff -i x y", "7d6\n< g\n8a8\n> i\n", 1),
        ("printf 'a  b\\n' > p; printf 'a b \\n' > q; diff -b p q; diff -w p q; diff p q",
         "1c1\n< a  b\n---\n> a b \n", 1),
        ("printf 'a\\n\\n' > p; echo a > q; diff -B p q; diff -I '^$' p q; echo $?", "0\n", 0),
        ("printf a > p; echo a > q; diff p q", "1c1\n< a\n\\ No newline at end of file\n---\n> a\n", 1),
        ("printf '.\\n' > p; diff -e /dev/null p", "0a\n..\n.\n1s/.//\n", 1),
        ("printf 'a\\0' > p; diff p q", "diff: q: No such file or directory\n", 2),
        ("printf 'a\\0' > p; diff p x; diff -aq p x", "Binary files p and x differ\nFiles p and x differ\n", 1),
        ("mkdir p q; cp x p/f; cp y q/f; echo 1 > p/g; mkdir p/s q/s; echo 2 > q/s/h; diff -rq p q",
         "Files p/f and q/f differ\nOnly in p: g\nOnly in q/s: h\n", 1),
        ("mkdir p q p/s q/s; echo 1 > p/a; diff -N p q",
         "diff -N p/a q/a\n1d0\n< 1\nCommon subdirectories: p/s and q/s\n", 1),
        ("mkdir p; cp y p/x; diff -q x p", "Files x and p/x differ\n", 1),
        ("cat y | diff -q x -", "Files x and - differ\n", 1),
        ("diff x /nope", "diff: /nope: No such file or directory\n", 2),
        ("diff --color=maybe x y", "diff: unsupported --color value 'maybe' (must be always, auto, or never)\n", 2),
        ("diff --color=always -U0 x y | sed -n 4,5p", "\033[31m-b\033[m\n\033[32m+B\033[m\n", 0),
    ],
)  # fmt: skip
def test_formats(sh: Run, command: str, output: str, status: int) -> None:
    assert sh(FILES + command) == (output, status)


def test_two_formats_are_refused(sh: Run) -> None:
    output, status = sh("diff -u -e /etc/motd.template /etc/rc")
    assert output.startswith("error: conflicting output format options.\nusage: diff [-aBbdilpTtw] ")
    assert status == 2


def test_the_header_tells_the_time_of_each_file(sh: Run) -> None:
    times = "touch -t 201504030102.03 x; touch -t 201612221122.33 y"
    assert sh(f"cd /tmp; echo a > x; echo b > y; {times}; diff -u x y | head -2") == (
        "--- x\t2015-04-03 01:02:03.000000000 +0000\n+++ y\t2016-12-22 11:22:33.000000000 +0000\n", 0
    )  # fmt: skip


def test_side_by_side(sh: Run) -> None:
    """diffreg.c: tabs lead to the second column unless -t; a column is as wide as -W allows."""
    script = (
        "cd /tmp; printf 'A\\nB\\nC\\ngone\\n' > a; printf 'D\\nB\\nC\\n' > b; diff -y a b; diff -yt -W 30 a b; "
        "diff -W 20 -y --suppress-common-lines b a; printf 'a\\tlong line of words\\n' > a; diff -yt -W 24 a b; "
        "diff -W x -y a b 2>&1 | head -1; diff --tabsize 4 -u a a"
    )
    assert sh(script) == (
        "A\t\t\t\t\t\t\t\t|       D\nB\t\t\t\t\t\t\t\t\tB\nC\t\t\t\t\t\t\t\t\tC\ngone\t\t\t\t\t\t\t\t<       \n"
        "A            | D\nB              B\nC              C\ngone         < \n"
        "D\t |      A\n\t >      gon\na       l | D\n          > B\n          > C\n"
        "diff: Invalid argument for width\n",
        0,
    )
