"""Error texts and statuses, to the byte, as FreeBSD's shell has them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., tuple[str, int]]

# What `sh -c` prints and its status, for a command that fails.
COMMANDS = [
    ("foo", "sh: foo: not found", 127),
    ("./nope", "sh: ./nope: not found", 127),
    ("/nope", "sh: /nope: not found", 127),
    ("/etc/passwd", "sh: /etc/passwd: Permission denied", 126),
    ("/etc", "sh: /etc: Permission denied", 126),
    ("exec nope; echo on", "exec: nope: not found", 127),
    ("cd /nope", "cd: /nope: No such file or directory", 2),
    ("cd /etc/passwd", "cd: /etc/passwd: Not a directory", 2),
    ("cd a b", "cd: too many arguments", 2),
    ("unset HOME; cd", "cd: HOME not set", 2),
    ("unset OLDPWD; cd -", "cd: OLDPWD not set", 2),
    ("cat < nope", "sh: cannot open nope: No such file or directory", 2),
    ("cat > d/x", "sh: cannot create d/x: No such file or directory", 2),
    ("> /etc", "sh: cannot create /etc: Is a directory", 2),
    (". nope; echo on", ".: cannot open nope: No such file or directory", 127),
    (". ./nope", ".: cannot open ./nope: No such file or directory", 127),
    ("fi", 'sh: Syntax error: "fi" unexpected', 2),
    ("while :; do", 'sh: Syntax error: end of file unexpected (expecting "done")', 2),
    ("echo 'a", "sh: Syntax error: Unterminated quoted string", 2),
    ("echo ${X-", "sh: Syntax error: Missing '}'", 2),
    ("echo ${X?}; echo on", "sh: X: parameter not set", 2),
    ("echo ${X:?}", "sh: X: parameter null or not set", 2),
    ("set -u; echo $X", "sh: X: parameter not set", 2),
    ("echo ${X:?msg}", "msg", 2),
    ("export 1a=2; echo on", "export: 1a: bad variable name", 2),
    ("readonly X=1; X=2; echo on", "sh: X: is read only", 2),
    ("readonly X=1; unset X; echo $X", "1", 0),
    ("echo $((1/0))", 'sh: arithmetic expression: division by zero: "1/0"', 2),
    ("echo $((1+))", 'sh: arithmetic expression: expecting primary: "1+"', 2),
    ("echo $((1 2))", 'sh: arithmetic expression: expecting EOF: "1 2"', 2),
    ("echo ${X!}", "sh: ${X!}: Bad substitution", 2),
    ("echo ${#X-y}", "sh: ${X...}: Bad substitution", 2),
    ("shift x", "shift: Illegal number: x", 2),
    ("exit x", "exit: Illegal number: x", 2),
    ("return x", "return: Illegal number: x", 2),
    ("[ a b ]", "[: a: unexpected operator", 2),
    ("[ a = b", "[: missing ]", 2),
    ("[ a -eq 1 ]", "[: a: bad number", 2),
    ("test a =", "test: =: argument expected", 2),
    ("test '(' a", "test: closing paren expected", 2),
    ("kill 9999", "kill: 9999: No such process", 1),
    ("kill x", "kill: illegal process id: x", 2),
    ("type nope", "nope: not found", 127),
    ("command -v nope", "", 127),
    ("fg", "fg: No current job", 2),
    ("fg %9", "fg: No such job: %9", 2),
    ("wait 99", "", 127),
    ("local x", "local: Not in a function", 2),
    ("set -o nope", "set: Illegal option -o nope", 2),
    ("set -Z", "set: Illegal option -Z", 2),
    ("umask 9", "umask: Illegal number: 9", 2),
    ("read", "read: arg count", 2),
    ("trap x NOPE", "trap: bad signal NOPE", 1),
    ("alias nope", "alias: nope: not found", 1),
    ("getopts a", "getopts: usage: getopts optstring var [arg]", 2),
    ("printf", "usage: printf format [arguments ...]", 1),
    ("printf %d abc", "printf: abc: expected numeric value\n0", 1),
    ("printf %d 3x", "printf: 3x: not completely converted\n3", 1),
    ("printf %z", "printf: illegal format character z", 1),
    ("break x", "break: Illegal number: x", 2),
]


@pytest.mark.parametrize(("command", "output", "status"), COMMANDS)
def test_a_failing_command_says_why(sh: Run, command: str, output: str, status: int) -> None:
    quoted = command.replace("'", "'\\''")
    text, code = sh(f"sh -c '{quoted}'")
    assert (text.rstrip("\n"), code) == (output, status)


def test_kill_lists_the_signals_it_knows(sh: Run) -> None:
    names = (
        "HUP INT QUIT ILL TRAP ABRT EMT FPE KILL BUS SEGV SYS PIPE ALRM TERM URG\n"
        "STOP TSTP CONT CHLD TTIN TTOU IO XCPU XFSZ VTALRM PROF WINCH INFO USR1 USR2\n"
    )
    assert sh("kill -FOO 1") == (f"kill: unknown signal FOO; valid signals:\n{names}", 2)
    assert sh("kill -l; kill -l 143") == (names + "TERM\n", 0)


def test_a_script_has_its_own_name_before_its_messages(sh: Run) -> None:
    script = "cd /tmp; printf 'foo\\n:\\nfi\\n' >x.sh; sh x.sh; echo $?; sh nope.sh; echo $?; sh -c nope NAME; echo $?"
    assert sh(script) == (
        'x.sh: foo: not found\nx.sh: 3: Syntax error: "fi" unexpected\n2\n'
        "sh: cannot open nope.sh: No such file or directory\n127\nNAME: nope: not found\n127\n",
        0,
    )


def test_a_killed_command_is_announced_but_not_for_interrupt_and_pipe(sh: Run) -> None:
    script = 'for s in TERM KILL SEGV INT PIPE HUP; do sh -c "kill -$s \\$\\$"; echo $?; done'
    assert sh(script) == (
        "Terminated\n143\nKilled\n137\nSegmentation fault (core dumped)\n139\n130\n141\nHangup\n129\n",
        0,
    )


def test_an_error_in_a_substitution_is_told_twice(sh: Run) -> None:
    assert sh("sh -c 'echo $(fi)'") == (
        'sh: Syntax error: "fi" unexpected (expecting ")")\nsh: Syntax error: Error in command substitution\n',
        2,
    )
