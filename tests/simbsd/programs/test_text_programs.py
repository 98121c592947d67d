"""expr, printf, sort, tee, test, tr, uniq, cut: whole outputs.

Texts: bin/expr/expr.y, bin/test/test.c, usr.bin/{cut,printf,sort,tee,tr,uniq}.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., tuple[str, int]]
LINES = "printf 'b 2\\na 10\\nc 1\\na 9\\n' > /tmp/f; cd /tmp; "
SORT_USAGE = (
    "Usage: sort [-bcCdfigMmnrsuz] [-kPOS1[,POS2] ... ] [+POS1 [-POS2]] [-S memsize] [-T tmpdir] [-t separator] "
    "[-o outfile] [--batch-size size] [--files0-from file] [--heapsort] [--mergesort] [--radixsort] [--qsort] "
    "[--mmap] [--human-numeric-sort] [--version-sort] [--random-sort [--random-source file]] "
    "[--compress-program program] [file ...]\n"
)
CUT_USAGE = (
    "usage: cut -b list [-n] [file ...]\n       cut -c list [file ...]\n"
    "       cut -f list [-s] [-w | -d delim] [file ...]\n"
)
TR_USAGE = (
    "usage: tr [-Ccsu] string1 string2\n       tr [-Ccu] -d string1\n"
    "       tr [-Ccu] -s string1\n       tr [-Ccu] -ds string1 string2\n"
)
UNIQ_USAGE = "usage: uniq [-c | -d | -D | -u] [-i] [-f fields] [-s chars] [input [output]]\n"


def test_the_judge_and_its_bracket(sh: Run) -> None:
    script = "/bin/test -d /tmp; echo $?; /bin/[ a = b ]; echo $?; /bin/[ a; echo $?; /bin/[ a b ]; /bin/test a -eq 1"
    assert sh(script) == ("0\n1\n[: missing ]\n2\n[: a: unexpected operator\ntest: a: bad number\n", 2)


def test_printf(sh: Run) -> None:
    assert sh(
        "/usr/bin/printf '%s-%d\\n' a 1 b 2x; /usr/bin/printf -x; /usr/bin/printf '%f %f\\n' 0x1p99999 -1e999"
    ) == (
        "printf: 2x: not completely converted\na-1\nb-2\nprintf: illegal option -- x\n"
        "usage: printf format [arguments ...]\nprintf: 0x1p99999: Result too large\nprintf: -1e999: Result too large\n"
        "inf -inf\n",
        1,
    )


def test_tee_copies_to_all_it_can(sh: Run) -> None:
    assert sh("echo a | tee /tmp/x /nope/y; echo $?; echo b | tee -a /tmp/x > /dev/null; cat /tmp/x; tee -q") == (
        "tee: /nope/y: No such file or directory\na\n1\na\nb\ntee: illegal option -- q\nusage: tee [-ai] [file ...]\n",
        1,
    )


@pytest.mark.parametrize(
    ("words", "output", "status"),
    [
        ("1 + 2 '*' 3", "7", 0),
        ("'(' 1 + 2 ')' '*' 3", "9", 0),
        ("-- -7 / 2", "-3", 0),
        ("-- -7 % 2", "-1", 0),
        ("1 - 1", "0", 1),
        ("'' '|' 0", "0", 1),
        ("a '|' b", "a", 0),
        ("a '&' ''", "0", 1),
        ("10 '>' 9", "1", 0),
        ("10 '>' 9a", "0", 1),
        ("abc : 'a.'", "2", 0),
        ("ä : '.*'", "2", 0),
        ("foo/bar : '.*/\\(.*\\)'", "bar", 0),
        ("abab : '\\(\\(a\\)b\\)*'", "ab", 0),
        ("xa : a", "0", 1),
        ("xa : '\\(a\\)'", "", 1),
        ("-e + 1 + +2", "expr: syntax error", 2),
        ("-e +1 + +2", "3", 0),
        ("1 / 0 +", "expr: division by zero", 2),
        ("'(' 1 / 0", "expr: division by zero", 2),
        ("1 +", "expr: syntax error", 2),
        ("1 2", "expr: syntax error", 2),
        ("')'", "expr: syntax error", 2),
        ("", "expr: syntax error", 2),
        ("a + 1", "expr: not a decimal number: 'a'", 2),
        ("9223372036854775807 + 1", "expr: overflow", 2),
        ("9223372036854775807 '*' -1", "-9223372036854775807", 0),
        ("9223372036854775808 + 1", "expr: operand too large: '9223372036854775808'", 2),
        ("a : '\\('", "expr: parentheses not balanced", 2),
    ],
)
def test_expressions(sh: Run, words: str, output: str, status: int) -> None:
    assert sh(f"expr {words}") == (f"{output}\n", status)


def test_numbers_and_nesting_without_end(sh: Run) -> None:
    digits = "9" * 5000
    assert sh(f"expr {digits} + 1; expr {digits} = {digits}") == (
        f"expr: operand too large: '{digits}'\n" * 2,
        2,
    )
    assert sh("expr $(yes '(' | head -n 2000) 1 $(yes ')' | head -n 2000)") == ("1\n", 0)


def test_lines_in_order(sh: Run) -> None:
    assert sh(f"{LINES}sort f; sort -k2n f; sort -rk1,1 -k2,2n f; sort -u -k1,1 f") == (
        "a 10\na 9\nb 2\nc 1\nc 1\nb 2\na 9\na 10\nc 1\nb 2\na 9\na 10\na 10\nb 2\nc 1\n",
        0,
    )
    assert sh(
        "printf '1K\\n2\\n1M\\n-3G\\n0\\n' | sort -h; "
        "printf 'mar\\nJAN\\nx\\n' | sort -M; printf '1e3\\n2\\nz\\n' | sort -g"
    ) == (
        "-3G\n0\n2\n1K\n1M\nx\nJAN\nmar\nz\n2\n1e3\n",
        0,
    )
    assert sh(
        "printf 'B\\na\\nb\\nA\\n' | sort -f; printf ' 2\\n1\\n' | sort -b; printf 'x:b\\ny:a\\n' | sort -t: -k2"
    ) == (
        "A\na\nB\nb\n1\n 2\ny:a\nx:b\n",
        0,
    )


def test_the_output_may_be_the_input(sh: Run) -> None:
    assert sh(f"{LINES}sort -o f f; cat f; sort -c f; sort -c -n f; sort -Cr f; echo $?") == (
        "a 10\na 9\nb 2\nc 1\n1\n",
        0,
    )
    assert sh(f"{LINES}sort -c f") == ("sort: f:2: disorder: a 10\n", 1)
    assert sh("printf 'a\\na\\n' | sort -cu") == ("sort: -:2: disorder: a\n", 1)


def test_sort_refuses(sh: Run) -> None:
    assert sh("sort -nM /dev/null") == ("sort: M:n: mutually exclusive flags\n", 1)
    assert sh("sort -k0") == ("sort: 0 field in key specs: No error: 0\nsort: -k 0: Invalid argument\n", 2)
    assert sh("sort -k1.0") == ("sort: 0 column in key specs: No error: 0\nsort: -k 1.0: Invalid argument\n", 2)
    assert sh("sort -kx") == ("sort: -k x: Invalid argument\n", 2)
    assert sh("sort -t ab") == ("sort: ab: Invalid argument\n", 2)
    assert sh("sort /nope") == ("sort: No such file or directory\n", 2)
    assert sh("sort -Q") == (f"sort: invalid option -- Q\n{SORT_USAGE}", 2)
    assert sh("sort --fo") == (f"sort: unrecognized option `--fo'\n{SORT_USAGE}", 2)
    assert sh("sort --check=x") == ("sort: Unknown feature: x\n", 2)
    assert sh("sort --m") == (f"sort: option `--m' is ambiguous\n{SORT_USAGE}", 2)


def test_repeated_lines(sh: Run) -> None:
    script = "printf 'a\\na\\nb\\nB\\nc\\n' > /tmp/f; cd /tmp; "
    assert sh(
        f"{script}uniq f; echo; uniq -c f; uniq -d f; uniq -u f; uniq -ic f; uniq -D f; uniq -c f out; wc -l < out"
    ) == (
        "a\nb\nB\nc\n\n   2 a\n   1 b\n   1 B\n   1 c\na\nb\nB\nc\n   2 a\n   2 b\n   1 c\na\na\n       4\n",
        0,
    )
    assert sh(
        "printf 'x a\\ny a\\nz b\\n' | uniq -f 1; printf 'xa\\nya\\n' | uniq -s1; printf 'xa\\nya\\n' | uniq +1"
    ) == (
        "x a\nz b\nxa\nxa\n",
        0,
    )
    assert sh("printf 'a\\na\\nb\\nc\\nc\\n' | uniq --all-repeated=prepend") == ("\na\na\n\nc\nc\n", 0)


def test_uniq_refuses(sh: Run) -> None:
    assert sh("uniq -f x") == ("uniq: field skip value is invalid: x\n", 1)
    assert sh("uniq -s 9999999999") == ("uniq: character skip value is too large: 9999999999\n", 1)
    assert sh("uniq /nope") == ("uniq: /nope: No such file or directory\n", 1)
    assert sh("uniq a b c") == (UNIQ_USAGE, 1)
    assert sh("uniq -x") == (f"uniq: invalid option -- x\n{UNIQ_USAGE}", 1)


def test_parts_of_lines(sh: Run) -> None:
    assert sh(
        "echo a:b:c | cut -d: -f1,3; echo a:b:c | cut -d: -f2-; echo abc | cut -c3,1; "
        "echo äbc | cut -c2-; echo abc | cut -b-2"
    ) == (
        "a:c\nb:c\nac\nbc\nab\n",
        0,
    )
    assert sh(
        "echo 'a b  c' | cut -wf2-; printf 'x\\na:b\\n' | cut -sd: -f2; printf x | cut -d: -f2; printf abc | cut -c1"
    ) == (
        "b\tc\nb\nxa\n",
        0,
    )


def test_cut_refuses(sh: Run) -> None:
    assert sh("cut -f0") == ("cut: [-bcf] list: values may not include zero\n", 1)
    assert sh("cut -fx") == ("cut: [-bcf] list: illegal list value\n", 1)
    assert sh("cut -d ab -f1") == ("cut: bad delimiter\n", 1)
    assert sh("cut") == (CUT_USAGE, 1)
    assert sh("cut -c1 -d:") == (CUT_USAGE, 1)
    assert sh("cut -c1 /nope") == ("cut: /nope: No such file or directory\n", 1)
    assert sh(f"echo ab | cut -c 2-{'9' * 5000}") == ("b\n", 0)


def test_characters_become_others(sh: Run) -> None:
    assert sh(
        "echo hello | tr a-y b-z; echo HeL | tr '[:upper:]' '[:lower:]'; echo hello | tr -d l; echo aabbcc | tr -s ab"
    ) == (
        "ifmmp\nhel\nheo\nabcc\n",
        0,
    )
    assert sh(
        "echo aabb | tr -s a-z A-Z; echo abc1 | tr -c 'a-c\\n' '[x*]'; echo ab | tr ab 'x'; echo aab | tr -ds b a"
    ) == (
        "AB\nabcx\nxx\na\n",
        0,
    )
    assert sh(
        "echo 'a b' | tr ' ' '\\n'; printf 'a\\0b\\n' | tr '\\000' '\\012'; echo äö | tr ä a; echo a-b | tr -- - _"
    ) == (
        "a\nb\na\nb\naö\na_b\n",
        0,
    )


def test_tr_refuses(sh: Run) -> None:
    assert sh("tr") == (TR_USAGE, 1)
    assert sh("tr -d a b") == (TR_USAGE, 1)
    assert sh("tr -ds a") == (TR_USAGE, 1)
    assert sh("tr a ''") == ("tr: empty string2\n", 1)
    assert sh("tr '[:foo:]' b") == ("tr: unknown class foo\n", 1)
    assert sh("tr '[a*2]' b") == ("tr: sequences only valid in string2\n", 1)
    assert sh("tr a '[b*x]'") == ("tr: illegal sequence count\n", 1)
