"""utmpx(3) in files of FreeBSD's form: lib/libc/gen/pututxline.c, getutxent.c, utxdb.c; who last lastlogin ac utx."""

from __future__ import annotations

from simbsd.machine import Machine
from simbsd.sys.utmpx import (
    BOOT_TIME,
    DEAD_PROCESS,
    EMPTY,
    FUTX_SIZE,
    USER_PROCESS,
    Utmpx,
    futx_to_utx,
    utx_entry,
    utx_to_futx,
)

JAIL = (
    "mkdir -p /j; tar -xf /usr/freebsd-dist/base.txz -C /j; "
    'jail -c name=www path=/j mount.devfs exec.start="/bin/sh /etc/rc" persist > /dev/null'
)


def test_a_record_is_as_wide_as_struct_futx_and_its_numbers_are_big_endian() -> None:
    futx = utx_to_futx(Utmpx(USER_PROCESS, b"pts/0", "alice", "pts/0", "10.0.2.2", 812), 1_709_294_400_000_001)
    assert (len(futx), FUTX_SIZE) == (197, 197)
    assert futx[:21] == bytes.fromhex("04" "000612981d875001" "7074732f30000000" "0000032c")
    assert futx[21:53] == b"alice".ljust(32, b"\0")
    assert futx[53:69] == b"pts/0".ljust(16, b"\0")
    assert futx[69:].rstrip(b"\0") == b"10.0.2.2"
    back = futx_to_utx(futx)
    assert (back.ut_user, back.ut_line, back.ut_host, back.ut_pid) == ("alice", "pts/0", "10.0.2.2", 812)
    assert back.ut_tv == 1_709_294_400_000_001


def test_a_record_keeps_only_what_its_type_has() -> None:
    futx = utx_to_futx(Utmpx(DEAD_PROCESS, b"pts/0", "alice", "pts/0", "10.0.2.2", 812), 1)
    assert futx_to_utx(futx) == Utmpx(DEAD_PROCESS, b"pts/0\0\0\0", ut_pid=812, ut_tv=1)
    assert utx_entry(utx_to_futx(Utmpx(BOOT_TIME), 256)) == b"\0\x08\1\0\0\0\0\0\0\1"
    assert futx_to_utx(b"\x63" * FUTX_SIZE) == Utmpx(EMPTY)


def test_logins_boots_and_shutdowns_are_told_backwards(console) -> None:
    one = console()
    one.type("login alice")
    one.type("exit")
    one.type("sleep 4000; shutdown -r now", 10**10)
    assert one.type("last; getent utmpx active").splitlines()[:7] == [
        "root       ttyv0                           Fri Mar  1 13:06   still logged in",
        "boot time                                  Fri Mar  1 13:06",
        "shutdown time                              Fri Mar  1 13:06",
        "alice      ttyv0                           Fri Mar  1 12:00 - 12:00  (00:00)",
        "root       ttyv0                           Fri Mar  1 12:00 - shutdown  (01:06)",
        "boot time                                  Fri Mar  1 12:00",
        "",
    ]
    assert one.type("last -s root | head -2") == (
        "root       ttyv0                           Fri Mar  1 13:06   still logged in\n"
        "root       ttyv0                           Fri Mar  1 12:00 - shutdown  (    4000)\n"
    )
    assert one.type("last -y -n 1 reboot; last -2 alice | head -1; last -d 1230 | head -3") == (
        "boot time                                  Fri Mar  1 2024 13:06\n"
        "alice      ttyv0                           Fri Mar  1 12:00 - 12:00  (00:00)\n"
        "root       ttyv0                           Fri Mar  1 12:00 - shutdown  (01:06)\n"
    )
    assert one.type("lastlogin; lastlogin -t alice root; ac -p") == (
        "alice      ttyv0                           Fri Mar  1 12:00:00 2024\n"
        "root       ttyv0                           Fri Mar  1 13:06:40 2024\n"
        "alice      ttyv0                           Fri Mar  1 12:00:00 2024\n"
        "root       ttyv0                           Fri Mar  1 13:06:40 2024\n"
        "\talice                                0.00\n\troot                                 1.11\n"
        "\ttotal                                1.11\n"
    )


def test_a_halt_that_was_not_written_down_is_a_crash(console) -> None:
    one = console()
    one.type("reboot -q")
    assert "root       ttyv0                           Fri Mar  1 12:00 - crash  (00:00)\n" in one.type("last")


def test_a_setting_of_the_clock_is_written_down(console) -> None:
    one = console()
    one.type("date 1300")
    assert one.type("last -3") == (
        "new time                                   Fri Mar  1 13:00\n"
        "old time                                   Fri Mar  1 12:00\n"
        "root       ttyv0                           Fri Mar  1 12:00   still logged in\n"
    )


def test_a_jail_has_files_of_its_own(console) -> None:
    one = console()
    one.type(JAIL)
    one.type("jexec www login -f root")
    assert one.type("last | head -2; last -n 1 nobody") == (
        "root       ttyv0                           Fri Mar  1 12:00   still logged in\n"
        "boot time                                  Fri Mar  1 12:00\n"
        "\nutx.log begins Fri Mar  1 12:00:00 UTC 2024\n"
    )
    one.type("exit")
    assert one.type("who; last -f /j/var/log/utx.log | head -1; jexec www who -b; users") == (
        "root             ttyv0        Mar  1 12:00 \n"
        "root       ttyv0                           Fri Mar  1 12:00 - 12:00  (00:00)\n"
        "                 system boot  Mar  1 12:00 \nroot\n"
    )
    one.type("jexec www sh /etc/rc.shutdown jail")
    assert one.type("stat -f %z /j/var/run/utx.active; jexec www last | head -1") == (
        "0\nshutdown time                              Fri Mar  1 12:00\n"
    )


def test_a_second_login_is_told_of_the_first(console) -> None:
    one = console()
    one.type("echo hello > /var/run/motd; login alice")
    one.type("exit")
    assert one.type("login -h far.example.org alice") == "Last login: Fri Mar  1 12:00:00 on ttyv0\nhello\n$ "
    one.type("exit")
    assert one.type("login alice") == "Last login: Fri Mar  1 12:00:00 from far.example.org\nhello\n$ "


def test_who_tells_of_terminals_and_their_silence(console) -> None:
    one = console()
    one.machine.type(0, "sleep 7260; who -aH; w -h\r")
    one.machine.advance(7_270_000_000)
    one.machine.settle(60_000_000)
    shown = one.machine.output(0).replace("\r\n", "\n").partition("\n")[2]
    assert shown == (
        "NAME             S LINE         TIME         IDLE  FROM            \n"
        "                 - system boot  Mar  1 12:00 02:01 \n"
        "root             - ttyv0        Mar  1 12:00 02:01 \n"
        "root       v0       -      12:00PM  2:01 w -h\n# "
    )
    assert one.type("chmod g+w /dev/ttyv0; who -T; who am i; who -q; COLUMNS=x who -q < /dev/null; who -sT am I x") == (
        "root             + ttyv0        Mar  1 12:00 \n"
        "root             ttyv0        Mar  1 12:00 \n"
        "root             \n# users = 1\n"
        "who: invalid COLUMNS environment variable ignored\nroot             \n# users = 1\n"
        "who: x: No such file or directory\n"
    )


def test_w_shows_every_process_of_a_terminal(console) -> None:
    assert [line.split(None, 1)[1] for line in console().type("w -dh").splitlines()] == [
        "w -dh", "-sh (sh)", "v0       -      12:00PM     - w -dh",
    ]  # fmt: skip


def test_wall_frames_what_it_says(console) -> None:
    one = console()
    shown = one.type("printf 'a\\tb\\n%081d\\001\\n' 0 | wall; wall -n < /dev/null; wall x; wall -g nope /dev/null")
    lines = shown.replace("\r", "").splitlines()
    assert lines == [
        " " * 79,
        "Broadcast Message from root@cellblock".ljust(79) + "\a\a",
        "        (/dev/ttyv0) at 12:00 UTC...".ljust(79),
        " " * 79, "a\tb" + " " * 76, "0" * 79, "00<0x1>".ljust(79), " " * 79, " " * 79, " " * 79,
        "wall: can't read x: No such file or directory", "wall: nope: no such group",
    ]  # fmt: skip


def test_broken_files_are_not_used(sh) -> None:
    assert sh(
        "echo broken > /var/run/utx.active; who; who /var/run/utx.active; getent utmpx active; echo $?; "
        "getent utmpx log /nope; echo $?; last -f /nope; ac -w /nope; lastlogin -f /etc/motd.template; utx rm pts/0; "
        "utx rm 123456789; utx boot; who -b; rm /var/log/utx.log; utx shutdown; stat -f %z /var/run/utx.active"
    ) == (
        "who: /var/run/utx.active: Inappropriate file type or format\n2\n2\n"
        "last: /nope: No such file or directory\nac: /nope: No such file or directory\n"
        "lastlogin: failed to open lastlog database: Inappropriate file type or format\n"
        "pts/0: Inappropriate file type or format\n123456789: Invalid identifier format\n"
        "                 system boot  Mar  1 12:00 \n0\n",
        0,
    )


def test_a_session_without_an_end_is_taken_out_by_hand(console) -> None:
    assert console().type("utx rm 7474797630000000; who; utx rm ttyv0; last -1") == (
        "ttyv0: No such process\nroot       ttyv0                           Fri Mar  1 12:00 - 12:00  (00:00)\n"
    )


def test_getent_shows_records_to_the_letter(sh) -> None:
    assert sh("getent utmpx active; getent utmpx; echo $?") == (
        "[1709294400.000000 -- Fri Mar  1 12:00:00 2024] system boot\n"
        "Usage: getent utmpx active | lastlogin | log [filename]\n1\n",
        0,
    )


def test_refusals(sh) -> None:
    assert sh("last -n 0; last -d 99; last -s -w; utx; login -h x") == (
        "last: 0: bad line count\n"
        "last: out of range or illegal time specification: [[CC]YY]MMDDhhmm[.SS]\n"
        "usage: last [-swy] [-d [[CC]YY][MMDD]hhmm[.SS]] [-f file] [-h host]\n"
        "            [-n maxrec] [-t tty] [user ...]\n"
        "usage: utx boot\n       utx shutdown\n       utx rm identifier ...\n"
        "login: ",
        1,
    )


def test_only_operators_shut_down(sh) -> None:
    assert sh("stat -f '%Sp %Su %Sg' /sbin/shutdown /sbin/poweroff; su -m alice -c 'shutdown now'") == (
        "-r-sr-xr-- root operator\n-r-sr-xr-- root operator\nsu: shutdown: Permission denied\n",
        126,
    )


def test_a_machine_without_terminals_has_booted_all_the_same() -> None:
    assert Machine(ttys=0).script(b"last; users")[0] == (
        b"boot time                                  Fri Mar  1 12:00\n\nutx.log begins Fri Mar  1 12:00:00 UTC 2024\n"
    )
