"""ktrace(1) and kdump(1): whole outputs, and who may trace whom.

Formats: usr.bin/ktrace/ktrace.c, usr.bin/kdump/kdump.c, sys/sys/ktrace.h; rules: sys/kern/kern_ktrace.c (sys_ktrace,
ktrcanset, ktrprocexec, ktrprocfork), kern_prot.c (p_candebug).
"""

from __future__ import annotations

import pytest

P = "0x7fffffffe000"
KTRACE = """usage: ktrace [-aCcdi] [-f trfile] [-g pgrp | -p pid] [-t trstr]
       ktrace [-adi] [-f trfile] [-t trstr] command
"""
KDUMP = "usage: kdump [-dEnlHRrSsTA] [-f trfile] [-m maxdata] [-p pid] [-t trstr]\n"
ECHO = f"""ktrace   RET   ktrace 0
ktrace   CALL  execve({P},{P},{P})
ktrace   NAMI  "/bin/echo"
ktrace   NAMI  "/libexec/ld-elf.so.1"
echo     RET   execve JUSTRETURN
echo     CALL  write(0x1,{P},0x3)
echo     GIO   fd 1 wrote 3 bytes
       "hi
       "
echo     RET   write 3
echo     CALL  exit(0)
"""
CASES = [
    ("ktrace /bin/echo hi; kdump | sed -E 's/^ +[0-9]+ //'", "hi\n" + ECHO, 0),
    ("ktrace -t cn cat /nope 2>/dev/null; kdump | tail -6 | cut -c8-",
     f'cat      CALL  openat(AT_FDCWD,{P},0<O_RDONLY>)\ncat      NAMI  "/nope"\n'
     "cat      RET   openat -1 errno 2 No such file or directory\n"
     f"cat      CALL  write(0x2,{P},0x26)\ncat      RET   write 38/0x26\ncat      CALL  exit(0x1)\n", 0),
    ("ktrace -t c mkdir d; kdump | grep mkdir\\( | cut -c8-; kdump -n | grep mkdir\\( | cut -c8-; "
     "kdump -d -S -n | tail -1 | cut -c8-",
     f"mkdir    CALL  mkdir({P},0777<S_IRUSR|S_IWUSR|S_IXUSR|S_IRGRP|S_IWGRP|S_IXGRP|S_IROTH|S_IWOTH|S_IXOTH>)\n"
     f"mkdir    CALL  mkdir({P},0x1ff)\nmkdir    CALL  exit[1](0)\n", 0),
    ("ktrace -t cw sleep 1; kdump -R | grep -A1 CSW | cut -c8-",
     'sleep    0.000002000 CSW   stop kernel "nanslp"\nsleep    1.000001000 CSW   resume kernel "nanslp"\n'
     "sleep    0.000000000 RET   nanosleep 0\n", 0),
    ("ktrace -t s sh -c 'trap : USR1; kill -USR1 $$; kill $$'; kdump | cut -c8-",
     f"Terminated\nsh       PSIG  SIGUSR1 caught handler={P} mask=0x0 code=SI_USER\n"
     "sh       PSIG  SIGTERM SIG_DFL code=SI_USER\n", 0),
    ("ktrace -t y sysctl -n kern.ostype; kdump | cut -c8-", 'FreeBSD\nsysctl   SCTL  "kern.ostype"\n', 0),
    ("printf 'a\\001' > x; ktrace -t i cat x >/dev/null; kdump -m 1 | head -2 | cut -c8-; kdump -s | grep -c '\"'",
     'cat      GIO   fd 3 read 2 bytes\n"a"\n0\n', 1),
    ("printf 'a\\001' > x; ktrace -t i cat x >/dev/null; kdump | sed -n 2p",
     "       0x0000 6101                                     |a.|\n", 0),
    ("ktrace -i -t n sh -c '/usr/bin/true; :'; kdump | grep -c /usr/bin/true; ktrace -t n sh -c '/usr/bin/true; :';"
     " kdump | grep -c /usr/bin/true", "1\n0\n", 1),
    ("ktrace true; kdump -H | tail -1 | awk '{ print $2 - $1, $3 }'; kdump -A | tail -1 | cut -c8-",
     "100000 true\ntrue     CALL  F64  exit(0)\n", 0),
    ("umask 0; ktrace true; stat -f %Sp ktrace.out; ktrace -a true; kdump | grep -c exit", "-rw-------\n2\n", 0),
    ("ktrace nope", "ktrace: exec of 'nope' failed: No such file or directory\n", 1),
    ("ktrace", KTRACE, 1),
    ("ktrace -p 1 true", KTRACE, 1),
    ("ktrace -t z true", f"ktrace: unknown facility in z\n{KTRACE}", 1),
    ("ktrace -c -C", f"ktrace: only one -c or -C flag is permitted\n{KTRACE}", 1),
    ("ktrace -C -p 2", f"ktrace: the -C flag may not be combined with -g or -p\n{KTRACE}", 1),
    ("ktrace -p x", f"ktrace: invalid process or group id\n{KTRACE}", 1),
    ("ktrace -g x", f"ktrace: invalid process or group id\n{KTRACE}", 1),
    ("ktrace -g 99999", "ktrace: ktrace.out: No such process\n", 1),
    ("ktrace -g 1 true", KTRACE, 1),
    ("ktrace true; date +%s; kdump -T -E -R -c | tail -1 | cut -c8- | sed -E 's/[0-9]{6} /- /'; "
     "kdump -c | tail -1 | cut -c8-",
     "1709294400\ntrue     1709294400.001- 0.001212000 0.000001000   0 CALL  exit(0)\ntrue       0 CALL  exit(0)\n", 0),
    ("echo a > x; touch -d 2024-02-03T04:05:06 x; chmod 640 x; chown 1:65534 x; ktrace -t t stat -f %u x; "
     "for o in -n -r; do kdump $o | sed -E 's/ (ino|birthtime|ctime)=[^,]*,//g' | cut -c8-; done",
     "1\nstat     STRU  struct stat {dev=1, mode=0100640, nlink=1, uid=1, gid=65534, rdev=0, atime=1706933106, "
     "mtime=1706933106, size=2, blksize=32768, blocks=8, flags=0x0 }\n"
     'stat     STRU  struct stat {dev=1, mode=-rw-r----- , nlink=1, uid="daemon", gid="nobody", rdev=0, '
     'atime="Feb  3 04:05:06 2024", mtime="Feb  3 04:05:06 2024", size=2, blksize=32768, blocks=8, flags=0x0 }\n', 0),
    ("ktrace -p 99999", "ktrace: ktrace.out: No such process\n", 1),
    ("kdump x", KDUMP, 1),
    ("kdump -f /nope", "kdump: /nope: No such file or directory\n", 1),
    ("kdump -t z", "kdump: unknown trace point in z\n", 1),
    ("ktrace true; head -c 140 ktrace.out > short; kdump -f short", "kdump: data too short\n", 1),
    ("ktrace true; (head -c 68 ktrace.out; head -c 4 /dev/zero; printf '\\001\\100'; head -c 58 /dev/zero) |"
     " kdump -f -",
     "     0          CALL  kdump: data too short\n", 1),
    ("jail -c name=j path=/ persist; sleep 99 & jexec j ktrace -f /tmp/o -p $!; kill $!",
     "ktrace: /tmp/o: Operation not permitted\n", 0),
    ("pw useradd bob; sleep 99 & su -m bob -c \"ktrace -f /tmp/o -p $!\"; kill $!",
     "ktrace: /tmp/o: Operation not permitted\n", 0),
]  # fmt: skip


@pytest.mark.parametrize(("command", "output", "status"), CASES, ids=[case[0] for case in CASES])
def test_ktrace(sh, command: str, output: str, status: int) -> None:
    assert sh(f"cd /tmp; {command}") == (output, status)


def test_a_process_is_attached_to_and_let_go_of(sh) -> None:
    """sys_ktrace: KTROP_SET by a number, KTROP_CLEAR, KTROP_CLEARFILE, and -C for everybody."""
    script = """
    cd /tmp
    for how in "-c -p" -c -C; do
        sh -c 'while :; do sleep 1; done' & p=$!
        ktrace -t c -p $p; sleep 3
        case $how in *p) ktrace $how $p;; *) ktrace $how;; esac
        a=$(stat -f %z ktrace.out); sleep 3; b=$(stat -f %z ktrace.out)
        [ $a -gt 0 ] && [ $a -eq $b ] && echo quiet; kill $p
    done"""
    assert sh(script) == ("quiet\nquiet\nquiet\n", 0)


@pytest.mark.parametrize(("how", "exits"), [("-p", 1), ("-d -p", 3), ("-g", 3)])
def test_children_there_are_and_a_group_are_traced(sh, how: str, exits: int) -> None:
    """ktrsetchildren, and every process of the group (sys_ktrace); children born later want -i."""
    script = f"""
    cd /tmp; set -m
    sh -c 'sh -c "sleep 3; :"; :' & sleep 1; ktrace -t c {how} $!
    wait; kdump | grep -c 'exit('"""
    assert sh(script) == (f"{exits}\n", 0)


def test_kdump_waits_at_the_end_of_a_file_that_grows(sh) -> None:
    """fread_tail."""
    script = """
    cd /tmp; ktrace -t c sleep 3 & sleep 1; kdump -l > out & k=$!
    sleep 1; grep -c 'exit(' out; sleep 4; grep -c 'exit(' out; kill $k; wait $k; echo $?"""
    assert sh(script) == ("0\n1\n143\n", 0)


def test_the_trace_of_a_user_ends_at_a_setuid_bit_and_roots_does_not(sh) -> None:
    """kern_exec.c: do_execve, kern_ktrace.c: ktrprocexec. Unlike ptrace(2), the bit still counts."""
    script = """
    cd /tmp; pw useradd bob; cp /usr/bin/id /tmp/id; chmod 4755 /tmp/id
    su -m bob -c 'ktrace -f bobs /tmp/id -u'; kdump -f bobs | tail -1 | cut -c8-
    ktrace -i -f roots su -m bob -c '/tmp/id -u'; kdump -f roots | grep "id .*exit" | cut -c8-"""
    output = 'ktrace   NAMI  "/tmp/id"\n'
    found, status = sh(script)
    assert (found, status) == (f"0\n{output}0\n" + "id       CALL  exit(0)\n", 0)


def test_what_root_traces_the_owner_does_not_let_go_of(sh) -> None:
    """ktrcanset: KTRFAC_ROOT."""
    script = """
    cd /tmp; pw useradd bob; su -m bob -c 'sleep 99' & sleep 1; p=$(pgrep -n sleep)
    ktrace -p $p; su -m bob -c "ktrace -c -p $p"; kill $p"""
    assert sh(script) == ("ktrace: ktrace.out: Operation not permitted\n", 0)


def test_a_full_file_system_ends_the_trace_and_not_the_process(sh) -> None:
    """ktr_writerequest."""
    script = """
    mkdir /tmp/m; mount -t tmpfs -o size=16384 tmpfs /tmp/m; cd /tmp/m
    ktrace -i sh -c 'i=0; while [ $i -lt 400 ]; do kill -0 $$; i=$((i + 1)); done; echo done'
    dmesg | grep -c 'ktrace write failed, errno 28, tracing stopped for pid'"""
    assert sh(script) == ("done\n1\n", 0)


def test_a_file_system_with_a_trace_on_it_is_busy(sh) -> None:
    """vflush: the trace holds a reference; where the file system goes by force, the trace ends."""
    script = """
    mkdir /tmp/m; mount -t tmpfs tmpfs /tmp/m
    sh -c 'while :; do sleep 1; done' & p=$!
    ktrace -f /tmp/m/o -p $p; umount /tmp/m; umount -f /tmp/m; sleep 3; kill -0 $p && dmesg | tail -1; kill $p"""
    said = "umount: unmount of /tmp/m failed: Device busy\nktrace write failed, errno 5, tracing stopped for pid "
    output, status = sh(script)
    assert (output.startswith(said), status) == (True, 0)


def test_ktrace_beside_truss(sh) -> None:
    """Both may watch a process; each tells what it tells alone."""
    script = "cd /tmp; ktrace -i -t c truss -o t true; kdump | grep -c 'true     CALL  exit'; grep -c exit t"
    assert sh(script) == ("1\n2\n", 0)
