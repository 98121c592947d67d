"""sed(1): every function, every kind of address, every error text: whole outputs.

Texts and behaviour: usr.bin/sed/compile.c, main.c, process.c.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., tuple[str, int]]
FILE = "cd /tmp; printf 'one\\ntwo\\nthree\\nfour\\n' > f\n"
USAGE = (
    "usage: sed script [-Ealnru] [-i extension] [file ...]\n"
    "\tsed [-Ealnu] [-i extension] [-e script] ... [-f script_file] ... [file ...]\n"
)


@pytest.mark.parametrize(
    ("command", "output"),
    [
        ("sed -n 2,3p f", "two\nthree\n"),
        ("sed -n '2,1p;/three/,$p' f", "two\nthree\nfour\n"),
        ("sed -n '/TWO/I,+1p' f", "two\nthree\n"),
        ("sed -n '\\,t,p' f", "two\nthree\n"),
        ("sed '$!d' f", "four\n"),
        ("sed -n '2!{/r/!p;}' f", "one\n"),
        ("sed 2q f", "one\ntwo\n"),
        ("sed -n '$=' f", "4\n"),
        ("sed -n 'H;${x;s/\\n/,/g;p;}' f", ",one,two,three,four\n"),
        ("sed 'N;P;D' f", "one\ntwo\nthree\n"),
        ("sed -n '1!G;h;$p' f", "four\nthree\ntwo\none\n"),
        ("sed 'n;d' f", "one\nthree\n"),
        ("sed -e '2a\\' -e after -e '3i\\' -e 'be\\' -e fore -e 1,2!d f", "one\ntwo\nafter\nbe\nfore\n"),
        ("sed '2,3c\\\nx\n' f", "one\nx\nfour\n"),
        ("sed 's/o/0/2;t x\ns/$/!/\n:x' f", "one!\ntwo!\nthree!\nfour!\n"),
        ("sed ':a\ns/^.\\{1,5\\}$/ &/\nta' f", "   one\n   two\n three\n  four\n"),
        ("sed 'y/aeiou/AEIOU/;s/E*/-/g' f", "-O-n-\n-t-w-O-\n-t-h-r-\n-f-O-U-r-\n"),
        ("sed -E 's/(.)(.)/\\2\\1/g;s/[x&]/\\&/' f", "noe\nwto\nhtere\nofru\n"),
        ("sed -r 's/(e+)|o/<\\1>/g' f", "<>n<e>\ntw<>\nthr<ee>\nf<>ur\n"),
        ("sed 's|w|a\\|b|;s/a/\\x26\\t/;//s//!/' f", "one\nt!\t|bo\nthree\nfour\n"),
        ("sed -n 's/e/E/2p;s/x//w out' f; cat out", "threE\n"),
        ("sed -n '/e/w out' f; cat out", "one\nthree\n"),
        ("sed 1r\\ g f; echo in > g; sed -e '1r g' -e 2q f", "one\ntwo\nthree\nfour\none\nin\ntwo\n"),
        ("printf 'a\\tb\\001\\\\c\\n' | sed -n l", "a\\tb\\001\\c$\n"),
        ("printf '%070d\\n' 0 | sed -n l", "0" * 59 + "\\\n" + "0" * 11 + "$\n"),
        ("printf 'a\\nb' | sed p", "a\na\nbb"),
        ("printf 'a\\nb' | sed p - f", "sed: -: No such file or directory\n"),
        ("printf '#n\\np\\n' > s; sed -f s f", "one\ntwo\nthree\nfour\n"),
        ("echo p | sed -n -f - f | tail -1", "four\n"),
        ("printf 'a\\nb\\n' | sed 'N;s/x*/-/g'", "-a-\n\n"),
        ("sed s/a/b/", ""),
    ],
)  # fmt: skip
def test_functions_and_addresses(sh: Run, command: str, output: str) -> None:
    """The function l shows a backslash as it is: lputs() asks iswprint(3) before it looks at its escapes, as FreeBSD's
    regress.multitest.out/7.1 has it.
    """
    said, _ = sh(f"{FILE}{command}")
    assert said.startswith(output) if "No such file" in output else said == output


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("foo", "invalid command code f"),
        ("1", "command expected"),
        ("1,2=", "command = expects up to 1 address(es), found 2"),
        ("1}", "command } expects up to 0 address(es), found 1"),
        ("}", "unexpected }"),
        ("{p", "unexpected EOF (pending }'s)"),
        ("pp", "extra characters at the end of p command"),
        ("a foo", "command a expects \\ followed by text"),
        ("a\\foo", "extra characters after \\ at the end of a command"),
        ("r", "filename expected"),
        ("b x", "undefined label 'x'"),
        (":", "empty label"),
        ("s", "substitute pattern can not be delimited by newline or backslash"),
        ("s/a", "unterminated substitute pattern"),
        ("s/a/b", "unterminated substitute in regular expression"),
        ("s/a/b/gg", "more than one number or 'g' in substitute flags"),
        ("s/a/b/q", "bad flag in substitute command: 'q'"),
        ("s/a/b/}", "bad flag in substitute command: '}'"),
        ("s/a/b/w", "no wfile specified"),
        ("s/a/\\1/", "\\1 not defined in the RE"),
        ("s/[a/b/", "unbalanced brackets ([])"),
        ("s/\\(a/b/", "RE error: parentheses not balanced"),
        ("/a", "unterminated regular expression"),
        ("1,xp", "expected context address"),
        ("y/abc/de/", "transform strings are not the same length"),
        ("y/abc/", "unterminated transform target string"),
        ("y/a/b/x", "extra text at the end of a transform command"),
    ],
)
def test_what_a_script_may_not_hold(sh: Run, script: str, message: str) -> None:
    shown = f'"{script}"' if len(script) < 27 else f'"{script[:23]} ..."'
    assert sh(f"sed '{script}' < /dev/null") == (f"sed: 1: {shown}: {message}\n", 1)


def test_where_an_error_is(sh: Run) -> None:
    assert sh("sed -e p -e foo < /dev/null") == ('sed: 1: "foo\n": invalid command code f\n', 1)
    assert sh("cd /tmp; printf 'p\\nfoo\\n' > s; sed -f s < /dev/null") == ("sed: 2: s: invalid command code f\n", 1)
    assert sh("sed '# a very long script indeed\nfoo' < /dev/null") == (
        'sed: 2: "# a very long script in ...": invalid command code f\n', 1
    )  # fmt: skip
    assert sh("sed ':a\np' < /dev/null") == ("sed: 2: \":a\np\": unused label 'a'\n", 0)
    assert sh("sed ':a\n:a' < /dev/null") == ("sed: 2: \":a\n:a\": duplicate label 'a'\n", 1)
    assert sh("echo | sed '//p'") == ("\nsed: first RE may not be empty\n"[1:], 1)
    assert sh("sed -f /nope") == ("sed: /nope: No such file or directory\n", 1)
    assert sh("sed 'w /nope/x' < /dev/null") == ("sed: /nope/x: No such file or directory\n", 1)
    assert sh("sed -x") == (f"sed: illegal option -- x\n{USAGE}", 1)


def test_a_missing_file_is_said_and_the_others_are_read(sh: Run) -> None:
    assert sh(f"{FILE}sed -n 1p /nope f") == ("sed: /nope: No such file or directory\none\n", 1)


def test_editing_in_place(sh: Run) -> None:
    assert sh(f"{FILE}chmod 600 f; cp f g; sed -i .bak '1d;$s/$/!/' f g; cat f g.bak; ls; stat -f %Lp f") == (
        "two\nthree\nfour!\none\ntwo\nthree\nfour\nf\nf.bak\ng\ng.bak\n600\n",
        0,
    )
    assert sh(f"{FILE}cp f g; sed -I '' -n '5p' f g; cat f g") == ("one\n", 0)
    assert sh("echo | sed -i '' p") == ("sed: -I or -i may not be used with stdin\n", 1)
    assert sh("sed -i '' p /tmp") == ("sed: /tmp: in-place editing only works for regular files\n", 1)
    assert sh(f"{FILE}sed -i '' foo f; cat f; ls") == (
        'sed: 1: "foo": invalid command code f\none\ntwo\nthree\nfour\nf\n', 0
    )  # fmt: skip


def test_an_endless_script_can_be_interrupted(sh: Run) -> None:
    output, status = sh("sed ':a\nba' /etc/motd.template & p=$!; sleep 1; kill $p; wait $p; echo $?")
    assert (output, status) == ("143\n", 0)


def test_a_pattern_space_that_grows_without_end_stops_at_the_limit(sh: Run) -> None:
    assert sh("echo xxxxxxxxxxxxxxxx | sed ':a\nG\nh\nba'") == ("sed: realloc: Cannot allocate memory\n", 1)
