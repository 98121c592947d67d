"""pw -V and -R, pw.conf, dates, passwords and the log; pwd_mkdb. Texts: usr.sbin/pw, usr.sbin/pwd_mkdb."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., tuple[str, int]]
MADE = "mkdir /tmp/e; echo 'root:*:0:0::0:0:Charlie:/root:/bin/sh' > /tmp/e/master.passwd; : > /tmp/e/group; "


def test_another_etc_and_another_root(sh: Run) -> None:
    script = (
        f"{MADE} cd /tmp; pwd_mkdb -p -d e e/master.passwd; cat e/passwd; pw -V /tmp/e useradd bob -m; cat e/passwd;"
        "ls /home /var/mail; mkdir r; cp -R e r/etc; pw -R /tmp/r useradd eve -m -d /a/b/eve; ls -d r/a/b/eve;"
        "grep -c eve r/etc/group /etc/group; pw -R /tmp/r userdel eve -r; ls r/a/b; pw -V /nope usernext; pw -V e -R r"
    )
    assert sh(script) == (
        "root:*:0:0:Charlie:/root:/bin/sh\nroot:*:0:0:Charlie:/root:/bin/sh\nbob:*:1001:1001:User &:/home/bob:/bin/sh\n"
        "/home:\nalice\n\n/var/mail:\nr/a/b/eve\n"
        "r/etc/group:1\n/etc/group:0\npw: no such directory `/nope'\n"
        "pw: Both '-R' and '-V' specified, only one accepted\n",
        1,
    )


def test_defaults_are_kept_in_pw_conf(sh: Run) -> None:
    script = (
        "pw useradd -D -b /usr/home -u 3000,3010 -s csh -G operator -w none; grep -v '^#' /etc/pw.conf | grep -v '^$';"
        "pw useradd bob -N; pw useradd -D -n bob; pw useradd -D -e never; pw useradd -w maybe x"
    )
    text, status = sh(script)
    assert (status, text.splitlines()) == (1, [
        'defaultpasswd = "none"', 'reuseuids = "no"', 'reusegids = "no"', "nispasswd = ",
        'skeleton = "/usr/share/skel"', 'newmail = "no"', 'logfile = "/var/log/userlog"', 'home = "/usr/home"',
        "homemode = 0777", 'shellpath = "/bin"', 'shells = "sh","csh","tcsh"', 'defaultshell = "csh"',
        'defaultgroup = ""', 'extragroups = "operator"', 'defaultclass = ""', "minuid = 3000", "maxuid = 3010",
        "mingid = 1000", "maxgid = 32000", "expire_days = 0", "password_days = 0",
        "pw: no default shell available or defined", "pw: can't combine `-D' with `-n name'",
        "pw: -e argument must be numeric when setting defaults: never",
        "pw: Invalid value for default password",
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("date", "shown"),
    [
        ("0", "0"), ("2121120000", "2121120000"), ("20-03-2037", "2121120000"), ("20-Mar-37", "2121120000"),
        ("fri, 20-Mar-2037", "2121120000"), ("12:00 20-03-2037", "2121163200"), ("+1d", "1709380800"),
        ("+2o", "1714564800"), ("-1y", "1677672000"), ("+30", "1709296200"), ("0x10", "16"),
    ],
)  # fmt: skip
def test_dates_of_expiry(sh: Run, date: str, shown: str) -> None:
    """psdate.c: parse_date; the machine's day is 2024-03-01, 12:00."""
    assert sh(f"pw useradd bob -N -e '{date}' | cut -d: -f7") == (f"{shown}\n", 0)


def test_dates_that_are_none(sh: Run) -> None:
    assert sh("pw useradd bob -e 20-13-2037; pw useradd bob -p '12 20-03-2037'") == (
        "pw: Invalid date\npw: Invalid date\n",
        1,
    )


def test_what_changed_is_logged(sh: Run) -> None:
    script = (
        "pw useradd bob -m; pw groupmod bob -m alice; pw usermod bob -c B; pw userdel bob -r; cat /var/log/userlog; "
        "ls -l /var/log/userlog | cut -c1-10"
    )
    assert sh(script) == (
        "2024-03-01 12:00:00 [root:groupadd] bob(1002)\n"
        "2024-03-01 12:00:00 [root:useradd] bob(1002):bob(1002):User &:/home/bob:/bin/sh\n"
        "2024-03-01 12:00:00 [root:useradd] bob(1002) home /home/bob made\n"
        "2024-03-01 12:00:00 [root:groupmod] bob(1002)\n"
        "2024-03-01 12:00:00 [root:usermod] bob(1002):bob(1002):B:/home/bob:/bin/sh\n"
        "2024-03-01 12:00:00 [root:userdel] bob(1002) account removed\n"
        "2024-03-01 12:00:00 [root:userdel] bob(1002) home '/home/bob' removed\n-rw-------\n",
        0,
    )


def test_lines_that_are_no_accounts(sh: Run) -> None:
    script = (
        f"{MADE} echo foo:1 >> /tmp/e/master.passwd; pw -V /tmp/e useradd x; pwd_mkdb -C /tmp/e/master.passwd; "
        "echo bar >> /etc/master.passwd; pw useradd x; grep -c ^x: /etc/master.passwd; pwd_mkdb; echo $?"
    )
    assert sh(script) == (
        "pw: Invalid user entry in '/tmp/e/master.passwd': 'foo:1'\npwd_mkdb: at line #2\n"
        "pwd_mkdb: /tmp/e/master.passwd: Inappropriate file type or format\n"
        "pw: passwd file update: Input/output error\n0\n"
        "usage: pwd_mkdb [-CiNp] [-d directory] [-s cachesize] [-u username] file\n1\n",
        0,
    )
