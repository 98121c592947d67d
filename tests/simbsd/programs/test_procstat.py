"""procstat(1): whole outputs. Texts: usr.bin/procstat/procstat*.c, lib/libprocstat/libprocstat.c."""

from __future__ import annotations


def test_basic_is_the_default(sh) -> None:
    assert sh("procstat 1; procstat -h basic 1; procstat -h 1") == (
        "  PID  PPID  PGID   SID  TSID THR LOGIN    WCHAN     EMUL          COMM        \n"
        + "    1     0     1     1     0   1 root     wait      FreeBSD ELF64 init        \n" * 3,
        0,
    )


def test_files_show_where_a_process_stands(sh) -> None:
    """Facts, section 8: the lines cwd, root and jail; the jail's own root is what no later chroot moves."""
    script = """mkdir -p /j/in /j/sbin; cp /rescue/sleep /j/sbin; jail -c name=a path=/j persist
    jexec a /sbin/sleep 9 < /etc/fstab & sleep 1; procstat -h -f `pgrep -j a` | cut -c24-"""
    assert sh(script)[0].split("\n")[:5] == [
        " text v r r-------   -       - -   /j/sbin/sleep     ",
        "  cwd v d r-------   -       - -   /j                ",
        " root v d r-------   -       - -   /j                ",
        " jail v d r-------   -       - -   /j                ",
        "    0 v r r-------   1       0 -   /etc/fstab        ",
    ]


def test_sockets_show_protocol_queues_and_ends(sh) -> None:
    script = "nc -l 127.0.0.1 80 & sleep 1; procstat -h -f $! | grep TCP | cut -c30-"
    assert sh(script) == ("s - rw------   1       0 TCP 0 0 127.0.0.1:80 *:0\n", 0)


def test_other_views(sh) -> None:
    script = "env -i A=b sleep 9 & sleep 1; for o in c e b t S; do procstat -h -$o $! | cut -c7-; done; procstat -s 1"
    output, status = sh(script)
    lines = [line.split() for line in output.splitlines()]
    assert [line[1:] if line[0] == "sleep" else line[1:2] + line[2:] for line in lines[:3]] == [
        ["sleep", "9"], ["A=b"], ["1400507", "/bin/sleep"],
    ]  # fmt: skip
    assert lines[3][1:] == ["sleep", "-", "0", "76", "sleep", "nanslp"]
    assert lines[4][1:] == ["sleep", "-", "0", "1", "0"]
    assert output.splitlines()[5:] == [
        "  PID COMM              EUID  RUID SVUID  EGID  RGID SVGID UMASK FLAGS GROUPS         ",
        "    1 init                 0     0     0     0     0     0   022 -     0",
    ]
    assert status == 0


def test_times_are_told_to_the_microsecond(sh) -> None:
    output, _ = sh("sh -c 'while :; do :; done' & sleep 2; procstat -r $!")
    lines = output.splitlines()
    assert lines[0] == "  PID COMM             RESOURCE                          VALUE        "
    assert len(lines) == 17
    assert lines[1].split()[2:4] == ["user", "time"]
    assert lines[1].split()[4].startswith(("00:00:01.9", "00:00:02.0"))


def test_refusals(sh) -> None:
    assert sh("procstat 99999") == (
        "procstat: sysctl(kern.proc): No such process\nprocstat: procstat_getprocs()\n", 1,
    )  # fmt: skip
    for words in ("", "-a 1", "-f -c 1", "-C 1", "-n signal 1", "-w 0 1"):
        assert sh(f"procstat {words}")[1] == 64
    assert sh("jail -c name=a path=/ command=procstat 1") == (
        "procstat: sysctl(kern.proc): No such process\nprocstat: procstat_getprocs()\njail: procstat 1: failed\n", 1,
    )  # fmt: skip


def test_users_look_into_their_own_processes_only(sh) -> None:
    script = "pw useradd u -m; su -m u -c 'procstat -h -f 1; procstat -h -s 1'"
    assert sh(script) == ("    1 init                 0     0     0     0     0     0   022 -     0\n", 0)


def test_limits_and_signals(sh) -> None:
    script = """ulimit -n 100; trap '' HUP; procstat -l $$ | sed -n '1p;4,5p;10p'
    procstat signals $$ | head -3; procstat -hin $$ | tail -1; procstat -j 1 | head -2"""
    assert sh(script)[0].splitlines() == [
        "  PID COMM             RLIMIT                  SOFT             HARD     ",
        "  801 sh               datasize               32768 MB         32768 MB  ",
        "  801 sh               stacksize             524288 KB        524288 KB  ",
        "  801 sh               openfiles                100              100     ",
        "  PID COMM             SIG     FLAGS",
        "  801 sh               HUP      -I-",
        "  801 sh               INT      --C",
        "  801 sh               128      ---",
        "  PID    TID COMM             SIG     FLAGS",
        "    1 100001 init             HUP      --",
    ]


def test_what_is_no_number_is_a_dump(sh) -> None:
    """procstat_open_core: the others are shown all the same."""
    assert sh("procstat -h -b nope /etc/hosts /bin/sh 1; pwdx x") == (
        "procstat: open(nope): No such file or directory\nprocstat: procstat_open()\n"
        "procstat: /etc/hosts is not an ELF object\nprocstat: procstat_open()\n"
        "procstat: /bin/sh is not a CORE file\nprocstat: procstat_open()\n"
        "    1 init              1400507 /sbin/init\nusage: pwdx [--libxo] pid ...\n", 64,
    )  # fmt: skip


def test_its_other_names_show_one_thing(sh) -> None:
    script = "cd /tmp; env -i A=b sleep 9 & sleep 1; pwdx $!; pargs $! | tail -2; penv $! | tail -1; procstat pwdx $!"
    lines = sh(script)[0].replace("80", "").splitlines()
    assert [line.partition(" ")[2] for line in lines] == [" /tmp", "sleep", "9", "A=b", " /tmp"]
    assert [line.partition(" ")[0] for line in lines[1:4]] == ["argv[0]:", "argv[1]:", "envp[0]:"]


def test_libxo_names_everything(sh) -> None:
    """The container's name is the command's; a limit that is none is text, a signal's sets are true or false."""
    script = """for o in basic -b -s cs pwdx; do procstat --libxo json $o 1; done
    procstat --libxo json -f 1 | cut -c1-230; procstat --libxo json -l 1 | cut -c1-166; procstat --libxo xml -t 1
    procstat --libxo json -i 1 | cut -c1-132; procstat --libxo json -c 1"""
    assert sh(script)[0] == (
        '{"__version": "1", "procstat": {"basic": {"1": {"process_id":1,"parent_process_id":0,"process_group_id":1,'
        '"session_id":1,"terminal_session_id":0,"threads":1,"login":"root","wait_channel":"wait",'
        '"emulation":"FreeBSD ELF64","command":"init"}}}}\n'
        '{"__version": "1", "procstat": {"binary": {"1": {"process_id":1,"command":"init","osrel":1400507,'
        '"pathname":"/sbin/init"}}}}\n'
        '{"__version": "1", "procstat": {"credentials": {"1": {"process_id":1,"command":"init","uid":0,"ruid":0,'
        '"svuid":0,"group":0,"rgid":0,"svgid":0,"umask":"022","cr_flags":"-", "groups": [0]}}}}\n'
        '{"__version": "1", "procstat": {"cs": {"1": {"process_id":1,"thread_id":100001,"command":"init",'
        '"thread_name":"-","cpu":0,"cpu_set_id":1,"cpu_set":"0"}}}}\n'
        '{"__version": "1", "procstat": {"pwd": {"1": {"process_id":1,"cwd":"/"}}}}\n'
        '{"__version": "1", "procstat": {"files": {"1": {"process_id":1,"command":"init", "files": [{"fd":"text",'
        '"fd_type":"vnode","vode_type":"regular", "fd_flags": ["read"],"ref_count":"-","offset":"-","protocol":"-",'
        '"path":"/sbin/init"}\n'
        '{"__version": "1", "procstat": {"rlimit": {"1": {"process_id":1,"command":"init", "cputime": '
        '{"soft_limit":"infinity","hard_limit":"infinity"}, "filesize": {"soft_lim\n'
        '<procstat version="1"><threads><_1><process_id>1</process_id><command>init</command><threads><_100001>'
        '<thread_id>100001</thread_id><thread_name>-</thread_name><cpu>0</cpu><priority>76</priority>'
        '<run_state>sleep</run_state><wait_channel>wait</wait_channel></_100001></threads></_1></threads></procstat>'
        '{"__version": "1", "procstat": {"signals": {"1": {"process_id":1,"command":"init", "signals": {"HUP": '
        '{"list":false,"ignore":false,"\n'
        '{"__version": "1", "procstat": {"arguments": {"1": {"process_id":1,"command":"init", "arguments": '
        '["/sbin/init"]}}}}\n'
    )


def test_the_most_that_was_resident_is_known_of_those_whom_the_clock_has_hit(sh) -> None:
    """kern_clock.c (statclock); procstat_rusage.c scales by a fixed step, and time -l tells kilobytes."""
    script = (
        "procstat -r $$ | sed -n 4p; i=0; while [ $i -lt 9000 ]; do i=$((i+1)); done; procstat -r $$ | sed -n 4,5p; "
        "/usr/bin/time -l sh -c 'i=0; while [ $i -lt 9000 ]; do i=$((i+1)); done' 2>&1 | sed -n 2p; "
        "/usr/bin/time -l true 2>&1 | sed -n 2p"
    )
    assert sh(script)[0] == (
        "  801 sh               maximum RSS                              0.0 KB\n"
        "  801 sh               maximum RSS                             1920 KB\n"
        "  801 sh               integral shared memory                   0.0 KB\n"
        "      1920  maximum resident set size\n         0  maximum resident set size\n"
    )
