"""Expansion of words: parameters, commands, arithmetic, tildes, fields, pathnames."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., tuple[str, int]]

# A shell that shows each of its arguments between brackets.
SHOW = 'show() { for a; do printf "[%s]" "$a"; done; echo; }; '

WORDS = [
    ("x='a b'; show $x \"$x\" '$x' a\"$x\"b", "[a][b][a b][$x][aa bb]"),
    ("show '' \"\" $nothing x''", "[][][x]"),
    ('set -- \'a b\' c; show $@; show "$@"; show "$*"; show x"$@"y', "[a][b][c]\n[a b][c]\n[a b c]\n[xa b][cy]"),
    ('set --; show "$@"; show x"$@"; show "$*"', "\n[x]\n[]"),
    ('set -- a b; IFS=,; show "$*"; unset IFS; show "$*"; IFS=; show "$*" $*', "[a,b]\n[a b]\n[ab][a][b]"),
    ("show ${x-d e} \"${x-d e}\" ${x:-'d e'} ${x+a}", "[d][e][d e][d e]"),
    ("x=; show ${x-d} ${x:-d} ${x+a} ${x:+a}", "[d][a]"),
    ("show ${x=new} $x ${x:?no}", "[new][new][new]"),
    ("x=/a/b.c; show ${x#*/} ${x##*/} ${x%.*} ${x%%/*} ${#x}", "[a/b.c][b.c][/a/b][6]"),
    ("x='a*c'; show \"${x#'a*'}\" ${x%'*c'} \"${x#a*}\"", "[c][a][*c]"),
    ('x=abc; show "${x%\'c\'}" "${x-\'q\'}" ${x+"a  b"}', "[ab][abc][a  b]"),
    ("set -- 1 2 3 4 5 6 7 8 9 ten; show $10 ${10} $#", "[10][ten][10]"),
    ('show $((1+2))x "$(( 2 * 3 ))" $((x=4)) $x', "[3x][6][4][4]"),
    ("show $(echo a b) \"$(echo a b)\" `echo c` x$(printf 'd\\n\\n')y", "[a][b][a b][c][xdy]"),
    ('show `echo \\`echo n\\`` "`echo \\"q\\"`"', "[n][q]"),
    (
        "HOME=/h; show ~ ~/x '~' a~ ~root/x ~nobody1; y=~:~/b; show $y",
        "[/h][/h/x][~][a~][/root/x][~nobody1]\n[/h:/h/b]",
    ),
    ("IFS=:; x=a::b:; show $x; IFS=' :'; x=' a : b '; show $x", "[a][][b]\n[a][b]"),
    ("x='  a  '; show $x; show x${x}y", "[a]\n[x][a][y]"),
    ("cd /bin; show c[ah]*d; show c?t; show 'c?t' no*such; show /b*/cat", "[chmod]\n[cat]\n[c?t][no*such]\n[/bin/cat]"),
    ("cd /tmp; : >.h; : >v; show *; show .h*", "[v]\n[.h]"),
    ("set -f; show /b*; set +f; x='/bin/c[a]t'; show $x \"$x\"", "[/b*]\n[/bin/cat][/bin/c[a]t]"),
    ("show $'a\\tb' $'\\x41\\101\\u00e9' $'it\\'s'", "[a\tb][AAé][it's]"),
    ("f() { show $# $1; }; f x y; false; show $? ; true; show $?", "[2][x]\n[1]\n[0]"),
    ("x=äö; show ${#x} ${x#?}", "[2][ö]"),
    ("show $LINENO\nshow $LINENO", "[1]\n[2]"),
    ("x='a\\*b'; show $x \"$x\"", "[a\\*b][a\\*b]"),
]


@pytest.mark.parametrize(("script", "shown"), WORDS)
def test_words_expand_to_fields(sh: Run, script: str, shown: str) -> None:
    assert sh(SHOW + script) == (shown + "\n", 0)


def test_a_case_word_and_its_patterns_are_not_split(sh: Run) -> None:
    script = "x='a b'; p='a*'; case $x in $p) echo glob;; esac; case a* in \"$p\") echo literal;; esac"
    assert sh(script) == ("glob\nliteral\n", 0)


def test_quoted_text_is_not_a_pattern(sh: Run) -> None:
    assert sh("case ab in 'a*') echo no;; a\\*) echo no;; a*) echo yes;; esac") == ("yes\n", 0)


def test_a_here_document_is_expanded_unless_its_mark_is_quoted(sh: Run) -> None:
    script = "x=1\ncat <<E\n$x $(echo 2) $((3)) \\$x \"q\"\nE\ncat <<'E'\n$x\nE\ncat <<-E\n\t\ttab\n\tE\n"
    assert sh(script) == ('1 2 3 $x "q"\n$x\ntab\n', 0)


def test_a_long_here_document_is_written_by_a_child(sh: Run) -> None:
    lines = "0123456789abcde\n" * 3000
    assert sh(f"cat <<E | wc -c\n{lines}E\n") == ("   48000\n", 0)


def test_the_status_of_a_command_substitution_stays(sh: Run) -> None:
    assert sh("x=$(exit 3); echo $?; echo $(false) $?; x=$(false) true; echo $?") == ("3\n0\n0\n", 0)


def test_an_assignment_inside_a_substitution_stays_there(sh: Run) -> None:
    assert sh("x=1; y=$(x=2); z=$(echo ${w=3}); echo $x $z ${w-unset}") == ("1 3 unset\n", 0)


def test_assignments_before_a_command_are_its_environment(sh: Run) -> None:
    script = "x=1; x=2 sh -c 'echo $x'; echo $x; x=3 :; echo $x; f() { echo $x; }; x=4 f; echo $x; x=5 true; echo $x"
    assert sh(script) == ("2\n1\n3\n4\n3\n3\n", 0)
