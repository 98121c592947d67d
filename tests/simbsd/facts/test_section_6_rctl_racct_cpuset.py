"""Facts, section 6: rctl(8), racct and cpuset(1).

The sheet gives `jail 1 id: 2`; bin/cpuset/cpuset.c (printsetid) prints the level, and kern_cpuset.c (cpuset_thread0)
numbers jails from 3: the source decides.
"""

from __future__ import annotations

import pytest
from accounting import accounting, counted

OFF = "rctl: RACCT/RCTL present, but disabled; enable using kern.racct.enable=1 tunable\n"
WWW = "jail -c name=www path=/ persist\n"


@pytest.mark.parametrize("words", ["", "jail:www", "-a jail:a:maxproc:deny=9", "-u jail:www", "-l process:1", "-r ::"])
def test_off_by_default(sh, words: str) -> None:
    assert sh(f"rctl {words}") == (OFF, 1)


def test_the_tunable_is_not_set_at_run_time(sh) -> None:
    assert sh("sysctl kern.racct.enable=1") == (
        "sysctl: oid 'kern.racct.enable' is a read only tunable\n"
        "sysctl: Tunable values are set in /boot/loader.conf\n",
        1,
    )


def test_rules_are_added_listed_filtered_replaced_and_removed() -> None:
    script = """
    rctl -a jail:www:maxproc:deny=20/jail j:www:openfiles:log=100k u:root:nthr:sigterm=9/process; rctl; echo; rctl -h
    echo; rctl -n u:root; rctl jail:www; rctl ::maxproc; echo
    rctl -a jail:www:maxproc:deny=5; rctl -a jail:www:maxproc:deny=5; rctl ::maxproc; rctl -r jail:www; rctl
    """
    assert counted(script) == (
        "user:root:nthr:sigterm=9/process\njail:www:openfiles:log=102400\njail:www:maxproc:deny=20\n\n"
        "user:root:nthr:sigterm=9/process\njail:www:openfiles:log=100K\njail:www:maxproc:deny=20\n\n"
        "user:0:nthr:sigterm=9/process\njail:www:openfiles:log=102400\njail:www:maxproc:deny=20\n"
        "jail:www:maxproc:deny=20\n\njail:www:maxproc:deny=5\nuser:root:nthr:sigterm=9/process\n",
        0,
    )


@pytest.mark.parametrize(
    ("words", "output", "status"),
    [
        ("-a x", "rctl: malformed rule 'x': missing subject\n", 1),
        ("-a u:y:maxproc:deny=1", "rctl: malformed rule 'u:y:maxproc:deny=1': unknown user 'y'\n", 1),
        ("-a u:1y:maxproc:deny=1",
         "rctl: malformed rule 'u:1y:maxproc:deny=1': trailing characters after numerical id\n", 1),
        ("-a j:x:maxproc:deny=z", "rctl: malformed rule 'j:x:maxproc:deny=z': invalid numeric value 'z'\n", 1),
        ("-a j:x:maxproc:deny", "rctl: failed to add rule 'j:x:maxproc:deny': Invalid argument\n", 1),
        ("-a j:x:no:deny=1", "rctl: failed to add rule 'j:x:no:deny=1': Invalid argument\n", 1),
        ("-a j:x:cputime:deny=1", "rctl: failed to add rule 'j:x:cputime:deny=1': Operation not supported\n", 1),
        ("-a j:x:nthr:throttle=1", "rctl: failed to add rule 'j:x:nthr:throttle=1': Operation not supported\n", 1),
        ("-a j:x:nshm:deny=1/p", "rctl: failed to add rule 'j:x:nshm:deny=1/p': Invalid argument\n", 1),
        ("-a j:x:nshm:log=1/process",
         "rctl: failed to add rule 'j:x:nshm:log=1/process': Operation not supported\n", 1),
        ("-r j:x", "rctl: failed to remove rule 'j:x': No such process\n", 1),
        ("-u p:99999", "rctl: failed to show resource consumption for 'p:99999': No such process\n", 1),
        ("-l j:x", "rctl: failed to get limits for 'j:x': Operation not supported\n", 1),
        ("-u :: -x", "rctl: failed to show resource consumption for '::': Invalid argument\n"
         "rctl: malformed rule '-x': missing subject\n", 2),
        ("-al", "rctl: at most one of -a, -l, -r, or -u may be specified\n", 1),
        ("-a", "usage: rctl [ -h ] [-a rule | -l filter | -r filter | -u filter | filter]\n", 1),
        ("-x", "rctl: illegal option -- x\n"
         "usage: rctl [ -h ] [-a rule | -l filter | -r filter | -u filter | filter]\n", 1),
    ],
)  # fmt: skip
def test_refusals(words: str, output: str, status: int) -> None:
    assert counted(f"rctl {words}") == (output, status)


def test_a_refused_rule_changes_nothing() -> None:
    script = "rctl -a j:a:maxproc:deny=1; rctl -a j:a:maxproc:deny=2/no 2>&-; rctl"
    assert counted(script) == ("jail:a:maxproc:deny=1\n", 0)


def test_use_is_listed_in_the_kernels_order() -> None:
    order = (
        "cputime datasize stacksize coredumpsize memoryuse memorylocked maxproc openfiles vmemoryuse pseudoterminals "
        "swapuse nthr msgqqueued msgqsize nmsgq nsem nsemop nshm shmsize wallclock pcpu readbps writebps readiops "
        "writeiops"
    )
    script = "rctl -u jail:nosuch | cut -d= -f1 | xargs; rctl -u jail:nosuch | grep -cv =0$"
    assert counted(script) == (f"{order}\n0\n", 1)


def test_processes_count_in_their_jail_their_user_and_the_host() -> None:
    script = f"""{WWW}jexec www sleep 99 & jexec www sleep 99 & sleep 1
    for s in jail:www jail:0 user:0 loginclass:default; do rctl -u $s | grep -e maxproc -e nthr | xargs; done"""
    lines = counted(script)[0].splitlines()
    assert lines[0] == "maxproc=2 nthr=2"
    assert len(dict.fromkeys(lines[1:])) == 1
    assert int(lines[1].split()[0][8:]) > 10


def test_maxproc_denies_fork() -> None:
    script = f"""{WWW}rctl -a jail:www:maxproc:deny=2; jexec www sh -c 'sleep 9 & sleep 9 & wait'
    rctl -u jail:www | grep maxproc"""
    assert counted(script) == ("sh: Cannot fork: Resource temporarily unavailable\nmaxproc=1\n", 0)


def test_openfiles_looks_at_the_size_of_the_table() -> None:
    """kern_descrip.c (fdalloc): a table has room for 20, then for twice the first descriptor that does not fit."""
    pipes = "|".join(["cat"] * 3)
    script = f"rctl -a process:$$:openfiles:deny=30; echo few | {pipes}; rctl -l process:$$ | cut -d: -f3-"
    assert counted(script) == ("few\nopenfiles:deny=30\n", 0)


def test_log_speaks_once_until_the_use_falls() -> None:
    script = f"""{WWW}rctl -a jail:www:maxproc:log=1; jexec www sh -c 'sleep 1 & sleep 1 & wait'; dmesg | grep rctl"""
    lines = counted(script)[0].splitlines()
    assert len(lines) == 2
    for line in lines:
        assert line.startswith('rctl: rule "jail:www:maxproc:log=1" matched by pid ')
        assert line.endswith(" (sh), uid 0, jail www")


def test_a_signal_ends_who_uses_too_much_time() -> None:
    loop = "sh -c 'while :; do :; done'"
    assert counted(f"{WWW}rctl -a jail:www:cputime:sigterm=2; jexec www {loop}; echo $?")[0] == "Terminated\n143\n"
    assert counted("rctl -a process:$$:wallclock:sigkill=5/process; sleep 60; echo no") == ("", 137)


def test_transfers_are_slowed_down() -> None:
    """200 kB at 50 kB a second: the excess is carried from second to second."""
    write = "i=0; while [ $i -lt 20 ]; do printf %10000s x >> /tmp/f; i=$((i+1)); done"
    free = counted(f"time -p sh -c '{write}'")[0].split()[1]
    slow = counted(f"{WWW}rctl -a jail:www:writebps:throttle=50k; time -p jexec www sh -c '{write}'")[0].split()[1]
    assert float(free) < 0.1
    assert float(slow) > 2


def test_a_greedy_jail_starves_another_and_a_rule_cures_it() -> None:
    work = "time -p jexec web sh -c 'i=0; while [ $i -lt 10000 ]; do i=$((i+1)); done' 2>&1 | head -1"
    script = f"""
    jail -c name=greedy path=/ persist; jail -c name=web path=/ persist; {work}
    for i in 1 2 3 4; do jexec greedy sh -c 'while :; do :; done' & done; sleep 2; {work}
    rctl -a jail:greedy:pcpu:deny=20; sleep 2; {work}; ps -ax -o stat= -o wchan= -o jail= | grep greedy | sort -u
    """
    lines = counted(script)[0].splitlines()
    alone, starved, cured = (float(line.split()[1]) for line in lines[:3])
    assert starved > 4 * alone
    assert cured < 1.3 * alone
    assert [line.split() for line in lines[3:]] == [["DJ", "racct", "greedy"]]


def test_a_share_is_kept_near_its_limit() -> None:
    """rctl_pcpu_available: a limit of 20 % acts from 10 % on, and racctd looks once a second."""
    script = f"""{WWW}rctl -a jail:www:pcpu:deny=20; jexec www sh -c 'while :; do :; done' &
    sleep 120; rctl -u jail:www | grep cputime; kill -9 $!"""
    used = int(counted(script)[0].partition("=")[2])
    assert 120 * 5 // 100 <= used <= 120 * 20 // 100


def test_rules_outlive_and_precede_their_jail_and_follow_names() -> None:
    script = f"""rctl -a jail:www:maxproc:deny=1; {WWW}
    jexec www sh -c 'id -u; :'; jail -r www; rctl; jail -c name=b path=/ persist; jail -m jid=2 name=www
    jexec www sh -c 'id -u; :'; jail -m jid=2 name=c; jexec c sh -c 'id -u; :'
    """
    refused = "sh: Cannot fork: Resource temporarily unavailable\n"
    assert counted(script) == (f"{refused}jail:www:maxproc:deny=1\n{refused}0\n", 0)


def test_inside_a_jail_rctl_is_forbidden() -> None:
    script = f"{WWW}jexec www rctl; jexec www rctl -a jail:www:maxproc:deny=1; jexec www rctl -u jail:www"
    assert counted(script) == (
        "rctl: failed to show rules for '::': Operation not permitted\n"
        "rctl: failed to add rule 'jail:www:maxproc:deny=1': Operation not permitted\n"
        "rctl: failed to show resource consumption for 'jail:www': Operation not permitted\n",
        1,
    )


def test_cpusets_of_jails(sh) -> None:
    assert sh(f"{WWW}cpuset -g -j www; cpuset -gi -j www; cpuset -l 0 -j www; jexec www cpuset -l 0 -s 3") == (
        "jail 1 mask: 0\njail 1 domain policy: first-touch mask: 0\njail 1 cpuset id: 3\n"
        "cpuset: setaffinity: Operation not permitted\n",
        1,
    )


def test_an_idle_machine_with_accounting_has_nothing_to_wait_for() -> None:
    machine = accounting()
    machine.script(b"sleep 1")
    machine.advance(600_000_000)
    assert machine.kernel.racctd is None
