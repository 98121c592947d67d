"""Lists, loops, conditions, cases, functions, subshells."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., tuple[str, int]]

SCRIPTS = [
    ("true && echo a || echo b; false && echo c || echo d", "a\nd\n", 0),
    ("! true; echo $?; ! false | true; echo $?", "1\n1\n", 0),
    ("if false; then echo a; elif true; then echo b; else echo c; fi", "b\n", 0),
    ("if false; then :; fi; echo $?", "0\n", 0),
    ("i=0; while [ $i -lt 3 ]; do i=$((i+1)); echo $i; done", "1\n2\n3\n", 0),
    ("i=3; until [ $i = 0 ]; do i=$((i-1)); done; echo $i", "0\n", 0),
    ("for i in a b; do for j in 1 2; do echo $i$j; continue 2; done; done", "a1\nb1\n", 0),
    ("for i in a b; do while :; do break 2; done; echo no; done; echo $i", "a\n", 0),
    ("for i in; do echo no; done; echo $?", "0\n", 0),
    ("set -- x y; for i; do echo $i; done", "x\ny\n", 0),
    ("case b in a) echo 1;; b) echo 2 ;& c) echo 3;; d) echo 4;; esac", "2\n3\n", 0),
    ("false; case x in y) ;; esac; echo $?", "0\n", 0),
    ("f() { return 3; echo no; }; f; echo $?", "3\n", 0),
    ("f() { for i in 1 2; do return; done; }; false; f; echo $?", "1\n", 0),
    ("f() { echo $1 $#; shift; echo $1; }; set -- z; f a b; echo $1", "a 2\nb\nz\n", 0),
    ("f() { local x=1 y; x=2; echo $x $y; }; x=o y=p; f; echo $x $y", "2 p\no p\n", 0),
    ("f() { local -; set -f; echo $-; }; f; echo $-", "fs\ns\n", 0),
    ("fact() { if [ $1 -le 1 ]; then echo 1; else echo $(($1 * $(fact $(($1-1))))); fi; }; fact 10", "3628800\n", 0),
    ("deep() { [ $1 = 0 ] && return; deep $(($1-1)); }; deep 60; echo $?", "0\n", 0),
    ("x=1; (x=2; echo $x); echo $x; (exit 4); echo $?", "2\n1\n4\n", 0),
    ("{ echo a; exit 5; }; echo no", "a\n", 5),
    ("echo a | { read x; echo got $x; }; echo b | cat | cat", "got a\nb\n", 0),
    (
        "false | true; echo $?; set -o pipefail; false | true; echo $?; (exit 3) | (exit 4) | true; echo $?",
        "0\n1\n4\n",
        0,
    ),
    ("true & wait $!; echo $?; (exit 6) & wait $!; echo $?; wait", "0\n6\n", 0),
    ("eval 'echo a;' echo b; eval; echo $?", "a\nb\n0\n", 0),
    ("set -e; false || true; if false; then :; fi; ! true; echo on; false; echo off", "on\n", 1),
    ("set -e; f() { false; echo no; }; f", "", 1),
    ("set -e; (false); echo no", "", 1),
    ("set -e; x=$(false); echo no", "", 1),
    ("f() { echo first; f() { echo second; }; }; f; f; unset -f f; f", "first\nsecond\nsh: f: not found\n", 127),
    ("alias hi='echo hello'\nhi there", "hello there\n", 0),
    ("trap 'echo bye $?' EXIT; (exit 3); echo on", "on\nbye 0\n", 0),
    ("trap 'echo bye' EXIT; exit 7", "bye\n", 7),
    ("trap 'echo bye' 0; f() { local v=inner; trap 'echo $v' EXIT; exit; }; f", "inner\n", 0),
    ("trap 'echo got' USR1; kill -USR1 $$; echo after", "got\nafter\n", 0),
    ("trap '' TERM; kill $$; echo alive; trap - TERM; kill $$; echo dead", "alive\n", 128 + 15),
    ("trap 'echo sub' EXIT; (trap 'echo inner' EXIT; echo x); trap", "x\ninner\ntrap -- 'echo sub' EXIT\nsub\n", 0),
]


@pytest.mark.parametrize(("script", "output", "status"), SCRIPTS)
def test_a_script_runs(sh: Run, script: str, output: str, status: int) -> None:
    assert sh(script) == (output, status)


def test_a_script_that_kills_itself_dies_of_the_signal(sh: Run) -> None:
    assert sh("sh -c 'kill -INT $$'; echo $?; sh -c 'kill -KILL $$'; echo $?") == ("130\nKilled\n137\n", 0)


def test_a_background_command_reads_nothing(sh: Run) -> None:
    assert sh("cat & wait\necho not read by cat") == ("not read by cat\n", 0)


def test_commands_share_standard_input_with_the_shell(sh: Run) -> None:
    # The shell has read a buffer of 1024 bytes: read(1) gets what comes after it, in the middle of the comment.
    head = "read x; echo got $x\n"
    script = head + "#" * 1020 + "tail\n still the comment\necho end\n"
    assert sh(script) == ("got " + (head + "#" * 1020 + "tail")[1024:] + "\nend\n", 0)


def test_a_file_of_commands_shares_its_offset(sh: Run) -> None:
    script = "cat >f <<'E'\nread x; echo got $x\nE\nsh <f; sh -c 'read a; cat' <<'E'\n1\n2\nE\n"
    assert sh("cd /tmp\n" + script) == ("got\n2\n", 0)


def test_a_background_command_ignores_the_keyboards_signals(sh: Run) -> None:
    """Without job control (bin/sh/jobs.c, forkshell); SIGTERM still ends it."""
    script = "sleep 9 & sleep 1; kill -INT $!; kill -QUIT $!; sleep 1; kill $! && wait $!; echo $?"
    assert sh(script) == ("143\n", 0)
