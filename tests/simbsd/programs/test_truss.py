"""truss(1): whole outputs, and who may trace whom.

Formats: usr.bin/truss/{main,setup,syscalls}.c; rules: sys/kern/sys_process.c, kern_prot.c (p_candebug), kern_exec.c.
"""

from __future__ import annotations

import pytest

P = "0x7fffffffe000"
USAGE = """usage: truss [-cfaedDHS] [-o file] [-s strsize] -p pid
       truss [-cfaedDHS] [-o file] [-s strsize] command [args]
"""
CASES = [
    ("truss echo hi", 'hi\nwrite(1,"hi\\n",3)\t\t\t\t = 3 (0x3)\nexit(0x0)\t\t\t\t\t\nprocess exit, rval = 0\n', 0),
    ("truss cat /nope 2>&1 | grep -v cat:",
     "openat(AT_FDCWD,\"/nope\",O_RDONLY,00)\t\t ERR#2 'No such file or directory'\n"
     "exit(0x1)\t\t\t\t\t\nprocess exit, rval = 1\n", 0),
    ("truss -s 4 -o x echo hello; head -1 x", 'hello\nwrite(1,"hell"...,6)\t\t\t\t = 6 (0x6)\n', 0),
    ("truss -fa sh -c 'exec true' 2>&1 | tail -3 | cut -c6-",
     f': execve("/usr/bin/true",[ "true" ],{P}) EJUSTRETURN\n: exit(0x0)\t\t\t\t\n: process exit, rval = 0\n', 0),
    ("truss -f sh -c 'echo | cat >/dev/null; :' 2>&1 | grep -c 'new process'", "2\n", 0),
    ("truss -S sh -c 'kill $$' 2>&1 | tail -1", "process killed, signal = 15\n", 0),
    ("truss sh -c 'trap : USR1; kill -USR1 $$; sleep 1' 2>&1 | grep -A1 SIGNAL | head -1", "SIGNAL 30 (SIGUSR1)\n", 0),
    ("truss nope",
     "truss: execvp nope: No such file or directory\ntruss: can not get sysvec name: No such process\n", 2),
    ("truss", USAGE, 1),
    ("truss -p 1 true", USAGE, 1),
    ("truss -s x true", "truss: maximum string size is invalid: x\n", 1),
    ("truss -s 9999999999 true", "truss: maximum string size is too large: 9999999999\n", 1),
    ("truss -p 99999", "truss: can not attach to target process: No such process\n", 1),
    ("sleep 99 & p=$!; truss -o x -p $p & sleep 1; truss -p $p; kill $p",
     "truss: can not attach to target process: Device busy\n", 0),
    ("jail -c name=j path=/ persist; jexec j truss -p 1",
     "truss: can not attach to target process: No such process\n", 1),
    ("jail -c name=j path=/ persist; sleep 99 & jexec j truss -p $!; kill $!",
     "truss: can not attach to target process: No such process\n", 0),
    ("pw useradd bob; sleep 99 & su -m bob -c \"truss -p $!\"; kill $!",
     "truss: can not attach to target process: Operation not permitted\n", 0),
    ("truss -c true 2>&1 | head -2",
     "syscall                     seconds   calls  errors\n"
     "                      ------------- ------- -------\n", 0),
]  # fmt: skip


@pytest.mark.parametrize(("command", "output", "status"), CASES, ids=[case[0] for case in CASES])
def test_truss(sh, command: str, output: str, status: int) -> None:
    assert sh(command) == (output, status)


def test_who_is_traced_gains_nothing_by_a_setuid_bit(sh) -> None:
    """kern_exec.c: do_execve changes no credential of a process with P_TRACED."""
    script = "pw useradd bob; cp /usr/bin/id /tmp/id; chmod 4755 /tmp/id; "
    script += "su -m bob -c '/tmp/id -u; truss -o /dev/null /tmp/id -u'"
    assert sh(script) == ("0\n1002\n", 0)


def test_a_tracer_that_dies_takes_along_whom_it_traces_and_one_that_leaves_does_not(sh) -> None:
    """kern_exit.c: exit1 kills who is still traced; setup.c: restore_proc lets go."""
    script = """
    sleep 99 & p=$!; truss -p $p & t=$!; sleep 1; kill -9 $t; sleep 1; kill -0 $p 2>/dev/null; echo $?
    sleep 99 & p=$!; truss -p $p & t=$!; sleep 1; kill -INT $t; sleep 1; kill -0 $p; echo $?"""
    assert sh(script) == ("1\n0\n", 0)
