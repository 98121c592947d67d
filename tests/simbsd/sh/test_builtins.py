"""Built-in commands: what they print and return."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., tuple[str, int]]

DIRECTORIES = [
    ("cd /usr/bin; pwd; cd ..; pwd; cd -; pwd; echo $OLDPWD", "/usr/bin\n/usr\n/usr/bin\n/usr\n"),
    ("cd /tmp; mkdir d; ln -s d l; cd l; pwd; pwd -P; cd ..; pwd; cd -P l; pwd", "/tmp/l\n/tmp/d\n/tmp\n/tmp/d\n"),
    ("cd /tmp; mkdir d; CDPATH=/tmp; cd /; cd d; pwd; cd ''; pwd", "/tmp/d\n/tmp/d\n"),
    ("cd; pwd; cd /; HOME=/usr cd; pwd", "/root\n/usr\n"),
    ("umask 027; umask; umask -S; umask u=rwx,g=,o=; umask", "0027\nu=rwx,g=rx,o=\n0077\n"),
]
TEXTS = [
    ("echo -n a; echo -e 'b\\tc\\0101\\c'; echo; echo -x '\\n'", "ab\tcA\n-x \\n\n"),
    ("printf '%s-%d\\n' a 1 b", "a-1\nb-0\n"),
    (
        "printf '%5d|%-5s|%05.1f|%x|%#o|%c|%b|%%\\n' 42 ab 3.14159 255 8 hello 'x\\ty'",
        "   42|ab   |003.1|ff|010|h|x\ty|%\n",
    ),
    ("printf '%2$s %1$s\\n' a b; printf '%*d|%.*s\\n' 4 7 2 abc", "b a\n   7|ab\n"),
    (
        "printf '%+d % d %08.3d %i\\n' 5 5 5 -5; printf '%u %X\\n' -1 -1",
        "+5  5      005 -5\n18446744073709551615 FFFFFFFFFFFFFFFF\n",
    ),
    ("printf '%d %d\\n' \"'a\" 0x10; printf '\\101\\n'; printf '%b' 'x\\0101\\c' y", "97 16\nA\nxA"),
    ("printf 'a\\n' b c; echo $?", "printf: missing format character\na\n1\n"),
    ("let 1+2; echo $?; let 0; echo $?", "3\n0\n0\n1\n"),
]
READS = [
    ("echo ' a  b c ' | { read x y; echo \"[$x][$y]\"; }", "[a][b c]\n"),
    ("printf 'a\\\\\\nb c\\\\ d\\n' | { read x y; echo \"[$x][$y]\"; }", "[ab][c d]\n"),
    ("printf 'a\\\\tb\\n' | { read -r x; echo \"[$x]\"; }", "[a\\tb]\n"),
    ("echo 'a:b::c:' | { IFS=: read x y z; echo \"[$x][$y][$z]\"; }", "[a][b][:c:]\n"),
    ('printf x | { read x; echo $? $x; read y; echo "$? [$y]"; }', "1 x\n1 []\n"),
    ('read x y z <<E\n1 2\nE\necho "[$x][$y][$z]"', "[1][2][]\n"),
    ("read -t 1 x </dev/null; echo $?; sleep 5 | { read -t 2 x; echo $?; }", "1\n142\n"),
]
TESTS = [
    ("[ a = a ] && [ a != b ] && [ a '<' b ] && [ -n a ] && [ -z '' ] && [ a ] && echo y", "y\n"),
    ("[ 10 -gt 9 ] && [ -1 -lt 0 ] && [ ' 7' -eq 7 ] && [ 1 -ge 1 -a 2 -le 3 ] && echo y", "y\n"),
    ("[ ! a ] || [ a -o '' ] && [ '(' a = a ')' ] && [ ! '(' '' ')' ] && echo y", "y\n"),
    ("[ -d /etc -a -f /etc/passwd -a -x /bin/sh -a ! -e /nope -a -s /etc/passwd ] && echo y", "y\n"),
    ("[ -c /dev/null ] && [ -r /etc ] && [ ! -x /etc/passwd ] && [ -O /etc ] && [ ! -t 0 ] && echo y", "y\n"),
    ("cd /tmp; ln -s /etc l; : >f; ln f g; [ -L l -a -h l -a -d l ] && [ f -ef g ] && [ ! -s f ] && echo y", "y\n"),
    ("[ ]; echo $?; [ '' ]; echo $?; [ -n ]; echo $?; [ = ]; echo $?; [ ! ]; echo $?", "1\n1\n0\n0\n0\n"),
]
OPTIONS = [
    ("set -- -a -b val -c x; while getopts ab:c o; do echo $o $OPTARG $OPTIND; done; echo $OPTIND",
     "a 2\nb val 4\nc 5\n5\n"),
    ("getopts a o -x; echo $? $o; OPTIND=1; getopts :a o -x; echo $o $OPTARG", "Illegal option -x\n0 ?\n? x\n"),
    ("getopts a: o -a; echo $o; OPTIND=1; getopts :a: o -a; echo $o $OPTARG", "No arg for -a option\n?\n: a\n"),
    ("getopts ab o -ab; echo $o $OPTIND; getopts ab o -ab; echo $o $OPTIND", "a 2\nb 2\n"),
    ("set -f; echo $-; set +f -u; echo $-; set -o noglob; echo $-", "fs\nsu\nfsu\n"),
    ("set a b; echo $#; set --; echo $#; set - c; echo $1; set -- -x; echo $1", "2\n0\nc\n-x\n"),
    ("set -x; x=1 true 'a b'; y=2; set +x", "+ x=1 true 'a b'\n+ y=2\n+ set +x\n"),
    ("PS4='$((1+1))> '; set -x; :", "2> :\n"),
    ("set -v\necho a\nset +v\necho b", "echo a\na\nset +v\nb\n"),
    ("set -n; echo this line\necho no", "this line\n"),
    ("set -a; v=1; sh -c 'echo $v'", "1\n"),
    ("set +o | head -1; set -o | head -3", "set +o errexit +o noglob +o ignoreeof +o interactive +o monitor +o noexec\n"
     "Current option settings\nerrexit         off\nnoglob          off\n"),
]  # fmt: skip
VARIABLES = [
    ("x='a b'; export x; export -p | grep x=; readonly y=1; readonly -p", "export x='a b'\nreadonly y=1\n"),
    ("x=1; unset x; echo ${x-gone}; f() { :; }; unset -f f; f", "gone\nsh: f: not found\n"),
    ("setvar x 'a b'; echo $x; setvar x; echo ${x-gone}", "a b\ngone\n"),
    ("set -- 1 2 3; shift 2; echo $*; shift 5; echo $?", "3\n1\n"),
    ("q=\"it's\"; n=''; set | grep '^[qn]='", "n=''\nq=$'it\\'s'\n"),
    ("export x=~root y; echo $x; local=1; echo $local", "/root\n1\n"),
    ("env -i A=1 sh -c env", "PWD=/\nA=1\n"),
]
NAMES = [
    ("type cd : cat if ll; command -v cd nope; command -v cat ls",
     "cd is a shell builtin\n: is a special shell builtin\n"
     "cat is /bin/cat\nif is a shell keyword\nll: not found\ncommand: wrong number of arguments\n"
     "command: wrong number of arguments\n"),
    ("alias ll='ls -l'; f() { :; }; type ll f; command -v ll; command -v f; command -v cat; command -v if",
     "ll is an alias for ls -l\nf is a shell function\nalias ll='ls -l'\nf\n/bin/cat\nif\n"),
    ("cat /dev/null; type cat; hash; hash -r; hash; hash -v cat; hash nope",
     "cat is a tracked alias for /bin/cat\n/bin/cat\n/bin/cat\n"
     "nope: not found\n"),
    ("alias a=b c='d e'; alias; unalias a; alias a; unalias -a; alias", "a=b\nc='d e'\nalias: a: not found\n"),
    ("echo() { printf 'mine\\n'; }; echo a; command echo b; builtin echo c", "mine\nb\nc\n"),
    ("command export x=1; echo $x; command -p cat /dev/null && echo y; builtin nope; echo $?",
     "1\ny\nnope: not found\n127\n"),
]  # fmt: skip
TRAPS = [
    (
        "trap 'echo a' INT TERM; trap; trap - INT; trap",
        "trap -- 'echo a' INT\ntrap -- 'echo a' TERM\ntrap -- 'echo a' TERM\n",
    ),
    ("trap 'echo c' CHLD; true & wait; echo end", "c\nend\n"),
    ("trap 'echo t; exit 3' TERM; (sleep 1; kill $$) & wait; echo no", "t\n"),
    ("trap 'echo u' USR1; sh -c 'kill -USR1 $PPID'; echo end", "u\nend\n"),
]


@pytest.mark.parametrize(
    ("script", "output"), DIRECTORIES + TEXTS + READS + TESTS + OPTIONS + VARIABLES + NAMES + TRAPS
)
def test_a_built_in_prints(sh: Run, script: str, output: str) -> None:
    assert sh(script)[0] == output


def test_times_prints_two_lines(sh: Run) -> None:
    output, status = sh("times")
    assert ([len(line.split()) for line in output.splitlines()], status) == ([2, 2], 0)


def test_jobs_names_what_runs(sh: Run) -> None:
    script = "sleep 9 & sh -c 'exit 3' & sleep 1; jobs; jobs -p >/dev/null; kill %1; wait %1; echo $?"
    assert sh(script) == (f"{'[1] + Running':<30}\n{'[2]   Done(3)':<30}\n143\n", 0)
