"""A death by a signal that dumps core leaves a file and a line in the log.

Source: sys/kern/kern_sig.c (sigexit, coredump, corefile_open), sys/kern/imgact_elf.c (coredump), sys/kern/subr_prf.c
(vlog: onto the console while nobody reads the log), sbin core(5).
"""

from __future__ import annotations

import pytest

from simbsd.machine import Machine

DIE = "sh -c 'kill -{} $$'; dmesg | tail -1 | sed 's/pid [0-9]*/pid N/'\n"
SEGV = "cd /tmp\n" + DIE.format("SEGV")


def said(core: str, signal: int = 11, who: str = "jid 0, uid 0") -> str:
    return f"pid N (sh), {who}: exited on signal {signal}{core}\n"


def no(why: str, signal: int = 11) -> str:
    return said(f" (no core dump - {why})", signal)


def test_a_core_is_written_and_the_log_says_so(sh):
    output, _ = sh(SEGV + "ls -l | sed 1d; file sh.core | sed 's/pid=.*/pid=N/'")
    assert output == (
        "Segmentation fault (core dumped)\n" + said(" (core dumped)") +
        "-rw-------  1 root wheel 10620928 Mar  1 12:00 sh.core\n"
        "sh.core: ELF 64-bit LSB core file, x86-64, version 1 (FreeBSD), FreeBSD-style, from 'sh -c kill -SEGV $$', "
        "pid=N\n"
    )  # fmt: skip


def test_memory_that_was_never_touched_takes_no_room(sh):
    output, _ = sh(SEGV + "du -k sh.core | cut -f1")
    assert output.endswith("(core dumped)\n644\n")


@pytest.mark.parametrize("name", ["TERM", "KILL", "HUP", "PIPE", "USR1"])
def test_other_deadly_signals_leave_neither(sh, name):
    output, _ = sh(f"exec 2>/dev/null; cd /tmp; sh -c 'kill -{name} $$'; ls; dmesg | grep -c exited")
    assert output == "0\n"


@pytest.mark.parametrize(
    ("name", "number"),
    [("ILL", 4), ("TRAP", 5), ("ABRT", 6), ("EMT", 7), ("FPE", 8), ("BUS", 10), ("SEGV", 11), ("SYS", 12)],
)
def test_these_signals_dump_core(sh, name, number):
    output, _ = sh(f"cd /tmp; {DIE.format(name)} ls")
    assert output.endswith(said(" (core dumped)", number) + "sh.core\n")


@pytest.mark.parametrize(
    ("before", "why"),
    [
        ("sysctl -q kern.coredump=0", "bad address"),
        ("ulimit -c 0", "too large"),
        ("ulimit -c 100", "bad address"),
        ("ulimit -f 100", "too large"),
        ("sysctl -q kern.corefile=/dev/null", "bad address"),
        ("sysctl -q kern.corefile=/nowhere/%N", "other error"),
        ("ln -s /etc/motd sh.core", "other error"),
        ("mkdir sh.core", "other error"),
        ("touch sh.core; ln sh.core two", "bad address"),
        ("touch sh.core; chown alice sh.core", "bad address"),
        ("touch sh.core; chflags uchg sh.core", "other error"),
        ("mkdir t; mount -t tmpfs -o size=8192 tmpfs t; cd t; dd if=/dev/zero of=f 2>/dev/null", "other error"),
    ],
)
def test_without_a_core_the_log_says_why(sh, before, why):
    output, _ = sh(f"cd /tmp; {before} >/dev/null\n{DIE.format('SEGV')}")
    assert output.endswith(f"Segmentation fault\n{no(why)}")


def test_a_user_who_may_not_write_here_leaves_no_core(sh):
    output, _ = sh("su -m alice -c 'cd /; kill -SEGV $$' 2>/dev/null; dmesg | tail -1 | sed 's/pid [0-9]*/pid N/'")
    assert output == "pid N (sh), jid 0, uid 1001: exited on signal 11 (no core dump - other error)\n"


def test_the_jail_and_the_user_are_told(sh):
    output, _ = sh("jail -c name=w path=/ command=su -m alice -c 'cd /tmp; kill -SEGV $$' >/dev/null 2>&1\n"
                   "dmesg | tail -1 | sed 's/pid [0-9]*/pid N/'; ls -l /tmp/sh.core | cut -c 1-24")  # fmt: skip
    assert output == said(" (core dumped)", who="jid 1, uid 1001") + "-rw-------  1 alice whee\n"


def test_a_setuid_program_dumps_only_when_the_host_allows(sh):
    script = "exec 2>/dev/null; cd /tmp; su -m alice -c 'ping -c 9 127.0.0.1 >/dev/null' & sleep 1; pkill -SEGV ping\n"
    script += "sleep 1; dmesg | tail -1 | sed 's/pid [0-9]*/pid N/'; ls"
    death = "pid N (ping), jid 0, uid 1001: exited on signal 11"
    assert sh(script)[0] == f"{death} (no core dump - bad address)\n"
    allowed = "sysctl -q kern.sugid_coredump=1 >/dev/null; "
    assert sh(allowed + script)[0] == f"{death} (core dumped)\nping.core\n"


def test_the_names_letters_and_its_numbers(sh):
    output, _ = sh(
        "cd /tmp; sysctl -q kern.corefile='%H-%N-%S-%U-%%.%I' debug.ncores=2 >/dev/null; exec 2>/dev/null\n"
        "for i in 1 2 3; do sh -c 'kill -ABRT $$'; sleep 1; done; ls -lT | sed 1d | while read a b c d e f g h i j\n"
        "do echo $h $j; done"
    )
    assert output.splitlines() == ["12:00:02 cellblock-sh-6-0-%.0", "12:00:01 cellblock-sh-6-0-%.1"]


def test_an_unknown_letter_is_left_out_and_told(sh):
    output, _ = sh("exec 2>/dev/null; cd /tmp; sysctl -q kern.corefile=a%xb >/dev/null\n"
                   "sh -c 'kill -ABRT $$'; ls; dmesg | tail -2")
    assert output.splitlines()[:2] == ["ab", "Unknown format character x in corename `a%xb'"]


def test_the_log_can_be_told_to_say_nothing(sh):
    output, _ = sh("exec 2>/dev/null; cd /tmp; sysctl -q kern.logsigexit=0 >/dev/null\n"
                   "sh -c 'kill -SEGV $$'; dmesg | grep -c exited; ls")
    assert output == "0\nsh.core\n"


def test_syslogd_writes_it_to_messages(sh):
    output, _ = sh("exec 2>/dev/null; service syslogd onestart >/dev/null; cd /tmp; sh -c 'kill -SEGV $$'; sleep 1\n"
                   "tail -1 /var/log/messages | sed 's/pid [0-9]*/pid N/'")  # fmt: skip
    assert output == f"Mar  1 12:00:00 cellblock kernel: {said(' (core dumped)')}"


def test_the_console_shows_it_while_nobody_reads_the_log(console):
    shown = console("cd /tmp; sh -c 'kill -SEGV $$'\r")
    assert ", jid 0, uid 0: exited on signal 11 (core dumped)\r\nSegmentation fault (core dumped)\r\n" in shown


def test_the_console_is_quiet_while_syslogd_reads(console):
    shown = console("service syslogd onestart; cd /tmp; sh -c 'kill -SEGV $$'\r")
    assert "exited on signal" not in shown


@pytest.mark.parametrize(("amount", "why"), [("0", "too large"), ("1m", "bad address")])
def test_a_resource_rule_denies_cores(amount, why):
    machine = Machine(ttys=0, watched=False, loader=("kern.racct.enable=1",))
    script = f"cd /tmp; rctl -a user:root:coredumpsize:deny={amount}; {DIE.format('SEGV')}"
    output, _ = machine.script(script.encode())
    assert output.decode() == f"Segmentation fault\n{no(why)}"


@pytest.mark.parametrize("release", ["4.0", "8.0"])
def test_older_kernels_name_no_jail_and_give_no_reason(sh, release):
    output, _ = sh("cd /tmp; " + DIE.format("SEGV") + "ulimit -c 0; " + DIE.format("SEGV"), release=release)
    assert [line for line in output.splitlines() if line.startswith("pid")] == [
        "pid N (sh), uid 0: exited on signal 11 (core dumped)", "pid N (sh), uid 0: exited on signal 11",
    ]  # fmt: skip
