"""top(1): whole screens. Texts and widths: usr.bin/top/{top,machine,display,commands,utils}.c."""

from __future__ import annotations

import pytest

from simbsd.machine import Machine

SECOND = 1_000_000
HEADER = "  PID USERNAME    THR PRI NICE   SIZE    RES STATE    TIME    WCPU COMMAND"


def body(text: str) -> list[str]:
    """The lines below the header, without what differs from run to run: the busiest first."""
    return [" ".join(line.split()) for line in text.partition("COMMAND\n")[2].splitlines() if line]


def test_a_plain_look_is_a_summary_a_header_and_the_processes(sh) -> None:
    output, status = sh("sleep 9 & sleep 1; top -b")
    lines = output.splitlines()
    assert status == 0
    assert lines[0] == "last pid:   804;  load averages:  0.00,  0.00,  0.00  up 0+00:00:01    12:00:01"
    assert lines[1] == "3 processes:   1 running, 2 sleeping"
    assert lines[2] == "CPU:  0.0% user,  0.0% nice,  0.0% system,  0.0% interrupt,  100% idle"
    assert lines[3].startswith("Mem: ")
    assert [word.split()[1] for word in lines[3][5:].split(", ")] == [
        "Active", "Wired", "Free",
    ]
    assert lines[4:6] == ["", HEADER]
    assert sorted(lines[6:9]) == [
        "  801 root          1   8    0    12M  1936K wait     0:00   0.00% sh",
        "  802 root          1   8    0    12M  1696K nanslp   0:00   0.00% sleep",
        "  804 root          1  40    0    12M  1696K RUN      0:00   0.00% top",
    ]
    assert output.endswith(f"{lines[8]}\n\n")
    assert len(lines) == 10


def test_inside_a_jail_the_memory_is_the_hosts_and_the_processes_are_its_own(sh) -> None:
    """vm.stats is not virtualised; the process list is (kern_prot.c: p_cansee)."""
    script = "jail -c name=www path=/ persist; sleep 9 & jexec -l www sleep 9 & sleep 1; jexec www top -b; top -b"
    inside, _, outside = sh(script)[0].partition("\n\nlast")
    assert sorted(line.split()[-1] for line in body(inside)) == ["sleep", "top"]
    assert len(body(outside)) == 4
    free = [text.partition(" Wired, ")[2].split()[0] for text in (inside, outside)]
    assert free[0] == free[1]


def test_one_jail_and_its_number(sh) -> None:
    script = "jail -c name=www path=/ persist; jexec -l www sleep 9 & sleep 1; top -J www -b"
    output, _ = sh(script)
    assert "  PID   JID USERNAME    THR PRI NICE" in output
    assert body(output) == ["803 1 root 1 8 0 12M 1696K nanslp 0:00 0.00% sleep"]


def test_the_second_look_tells_the_share_since_the_first(sh) -> None:
    output, _ = sh("while :; do :; done & sleep 5; top -b -d 2 -s 2 -C 1")
    first, second = (text for text in output.split("last pid: ")[1:])
    assert "100.00% sh" in second
    assert "RUN" in second
    assert "100% user" in second.replace(" ", "").replace("100%user", "100% user")
    assert len(body(first)) == 1


def test_arguments_order_and_kinds_of_process(sh) -> None:
    script = "sleep 9 & sleep 1; top -b -a -o pid; top -bS -o pid 3; top -b -m io 0; top -b -u -p 1"
    parts = sh(script)[0].split("last pid: ")[1:]
    assert [line.rpartition("% ")[2] for line in body(parts[0])] == ["sh", "sleep 9", "top -b -a -o pid"]
    assert body(parts[1])[:2] == [
        "0 root 1 -16 - 0B 16K swapin 0:00 0.00% kernel",
        "1 root 1 8 0 10M 672K wait 0:00 0.00% init",
    ]
    assert len(body(parts[1])) == 3
    assert "COMMAND" not in parts[2]
    assert body(parts[3]) == ["1 0 1 8 0 10M 672K wait 0:00 0.00% init"]


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("top -J nosuch", "nosuch: unknown jail\n"),
        ("top -p 99", "99: unknown pid\n"),
        ("top -U nobodyhere", "top: nobodyhere: unknown user\n\n"),
        ("top -m x", "top: warning: `-m' option can only take args 'io' or 'cpu'\n"),
        (
            "top -o x",
            "top: 'x' is not a recognized sorting order.\n\tTry one of these: cpu size res time pri threads total read "
            "write fault vcsw ivcsw jid swap pid\n",
        ),
    ],
)
def test_what_is_refused(sh, command: str, told: str) -> None:
    assert sh(command) == (told, 1)


def test_the_version_is_no_failure(sh) -> None:
    assert sh("top -v") == ("top: version FreeBSD\n", 0)


def screen(keys: list[str]) -> list[str]:
    """What each of some keys brings to a terminal on which top runs."""
    machine = Machine()
    assert machine.settle(SECOND)
    machine.type(0, "jail -c name=www path=/ persist\n")
    machine.advance(SECOND)
    seen = []
    for key in ["top\n", *keys]:
        machine.output(0)
        machine.type(0, key)
        machine.advance(SECOND // 2)
        seen.append(machine.output(0))
    return seen


def test_on_a_terminal_keys_change_what_is_shown() -> None:
    top, jid, system, asked, jail, io, killed, quit_ = screen(["j", "S", "J", "www\r", "m", "k99 x\r", "q"])
    assert "\033[?1049h" in top
    assert HEADER in top
    assert " Displaying jail ID." in jid
    assert "   JID USERNAME" in jid
    assert " Displaying system processes." in system
    assert "kernel" in system
    assert "Jail to show (+ for all): " in asked
    assert "% sh" not in jail
    assert "% kernel" not in jail
    assert " Displaying IO statistics." in io
    assert "   VCSW  IVCSW   READ  WRITE  FAULT  TOTAL" in io
    assert " 99: No such process; x: Not a number" in killed
    assert quit_.endswith("# ")
    assert "\033[?1049l" in quit_


def test_an_unknown_jail_and_an_unknown_key_are_told_in_the_message_line() -> None:
    *_, jail, _, key, interrupt = screen(["J", "nosuch\r", " ", "!", "\x03"])
    assert "\033[5;1H\033[7m nosuch: unknown jail\033[m" in jail
    assert " Command not understood" in key
    assert interrupt.endswith("# ")


def test_suspended_top_gives_the_terminal_back_and_takes_it_again() -> None:
    _, suspended, again, quit_ = screen(["\x1a", "fg\n", "q"])
    assert "Suspended" in suspended
    assert "\033[?1049l" in suspended
    assert "\033[?1049h" in again
    assert HEADER in again
    assert quit_.endswith("# ")


def test_the_kernels_own_have_their_priorities_and_states(sh) -> None:
    """What msleep(9) and sched_prio(9) are given in vm_swapout.c, kern_idle.c, kern_intr.c, geom_kern.c, vm_pageout.c,
    vfs_bio.c and vfs_subr.c; all are in the session of the first process (kern_kthread.c: kproc_create forks it).
    machine.c: format_nice. Those who sleep in a program's call have that sleep's priority (sched_4bsd.c: sched_sleep).
    """
    script = "sleep 9 & sleep 30; ps -axo pid,pgid,sid,pri,stat,mwchan,time,ucomm | head -13; top -bS 1 -T"
    output = sh(script)[0]
    listed, _, looked = output.partition("last pid")
    assert listed == (
        "PID PGID SID PRI STAT MWCHAN    TIME UCOMM\n"
        "  0    0   0 -16 DLs  swapin 0:00.00 kernel\n"
        "  1    1   1   8 ILs  wait   0:00.00 init\n"
        " 11    0   0 187 RNL  -      0:30.00 idle\n"
        " 12    0   0 -60 WL   -      0:00.00 intr\n"
        " 13    0   0  -8 DL   -      0:00.00 geom\n"
        " 14    0   0 -16 DL   psleep 0:00.00 pagedaemon\n"
        " 15    0   0  16 DL   psleep 0:00.00 vmdaemon\n"
        " 16    0   0 -16 DL   psleep 0:00.00 bufdaemon\n"
        " 17    0   0  -4 DL   vlruwt 0:00.00 vnlru\n"
        " 18    0   0  16 DL   syncer 0:00.00 syncer\n"
        "801  801 801   8 Ss   wait   0:00.00 sh\n"
        "804  801 801  40 R    -      0:00.00 ps\n"
    )
    assert "2 running, 9 sleeping, 1 waiting" in looked
    assert body("last pid" + looked) == ["100011 root 1 187 ki31 0B 16K RUN 0:30 99.95% idle"]
