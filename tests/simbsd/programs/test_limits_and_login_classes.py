"""limits(1), cap_mkdb(1), and what a login class does. Texts: usr.bin/limits/limits.c, cap_mkdb.c,
lib/libutil/login_class.c, login_cap.c."""

from __future__ import annotations

import pytest

CURRENT = """\
Resource limits (current):
  cputime              infinity secs
  filesize             infinity kB
  datasize             33554432 kB
  stacksize              524288 kB
  coredumpsize         infinity kB
  memoryuse            infinity kB
  memorylocked         infinity kB
  maxprocesses             1800
  openfiles                1024
  sbsize               infinity bytes
  vmemoryuse           infinity kB
  pseudo-terminals     infinity
  swapuse              infinity kB
  kqueues              infinity
  umtxp                infinity
"""
USAGE = "usage: limits [-C class|-P pid|-U user] [-eaSHBE] [-bcdfklmnostuvpw [val]] [[name=val ...] cmd]\n"
WEBBIES = (
    "printf 'webbies:\\\\\\n\\t:maxproc=3:\\\\\\n\\t:openfiles-cur=9:\\\\\\n\\t:tc=default:\\n' >> /etc/login.conf\n"
)


def test_the_current_limits_are_a_table(sh) -> None:
    assert sh("limits") == (CURRENT, 0)


def test_soft_and_hard_are_told_apart_where_they_differ(sh) -> None:
    script = "ulimit -Sn 20; limits -n; limits -B | grep -e openf; limits -H | grep openf; limits -e | sed -n 9p"
    assert sh(script)[0] == (
        "Resource limits (current):\n"  # a limit that is only named, and differs, is not shown (DISPLAYONLY)
        "  openfiles-max            1024\n  openfiles-cur              20\n  openfiles-max            1024\n"
        "ulimit -S -n 20;\n"
    )


def test_a_command_runs_under_the_limits_and_with_the_words_before_it(sh) -> None:
    script = "limits -n 10 -v 20m -t 1h A=b sh -c 'ulimit -n; ulimit -v; ulimit -t; echo $A'; limits -E env; ulimit -n"
    assert sh(script) == ("10\n20480\n3600\nb\n1024\n", 0)


def test_a_class_and_a_users_class(sh) -> None:
    script = "limits -C daemon -l; limits -U alice -l; limits -U root -l; limits -C nosuch -l"
    head = "Resource limits for class"
    assert sh(script)[0] == (
        f"{head} daemon:\n  memorylocked           131072 kB\n{head} default:\n  memorylocked               64 kB\n"
        f"{head} root:\n  memorylocked         infinity kB\n"
        f"login class 'nosuch' non-existent, using default\n{head} default:\n  memorylocked               64 kB\n"
    )


def test_another_process_can_be_bounded(sh) -> None:
    script = "sleep 99 & limits -P $! -n 20; limits -P $! | grep openf; limits -P 7777"
    assert sh(script) == (
        "  openfiles                  20\nlimits: sysctl: kern.proc.rlimit: 7777: No such process\n", 1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("limits -c x", "limits: invalid value -c `x'\n"),
        ("limits -U nobodyhere", "limits: invalid user `nobodyhere'\n"),
        ("limits -P x", "limits: invalid pid `x'\n"),
        ("limits -P 1 -C daemon", "limits: -C cannot be used with -P option\n"),
        ("limits -e ls", "limits: -e cannot be used with `cmd' option\n"),
        ("limits A=b", ""),
    ],
)
def test_what_is_refused(sh, command: str, told: str) -> None:
    assert sh(command) == (told + USAGE, 1)


def test_only_root_raises_a_hard_limit(sh) -> None:
    assert sh("ulimit -n 50; su -m alice -c 'limits -n 60 true'") == (
        "limits: setrlimit openfiles: Operation not permitted\n", 1,
    )  # fmt: skip


def test_a_login_takes_the_limits_of_its_class_once_the_database_is_made(sh) -> None:
    login = "su -l alice -c 'ulimit -u; ulimit -n; ulimit -Hn; ulimit -l; id -c; sleep 1 & sleep 1 & sleep 1 & sleep 1'"
    script = f"{WEBBIES} pw usermod alice -L webbies; {login}; sleep 3; cap_mkdb -v /etc/login.conf; {login}; id -c"
    assert sh(script)[0] == (
        "1800\n1024\n1024\n64\ndefault\n"  # the database does not know the class yet
        "cap_mkdb: 10 capability records\n3\n9\n1024\n64\nwebbies\n"
        "-su: Cannot fork: Resource temporarily unavailable\ndefault\n"
    )


def test_jexec_as_a_user_takes_the_class_and_a_plain_one_does_not(sh) -> None:
    script = f"""{WEBBIES} cap_mkdb /etc/login.conf; pw usermod alice -L webbies; jail -c name=www path=/ persist
    jexec -l -U alice www sh -c 'ulimit -n; id -c'; jexec -l www sh -c 'ulimit -n; id -c'"""
    assert sh(script)[0] == "9\nwebbies\n1024\ndefault\n"


def test_id_tells_the_class_of_nobody_else(sh) -> None:
    output, status = sh("id -c; id -c alice 2>&1 | head -1")
    assert (output, status) == ("default\nusage: id [user]\n", 0)
