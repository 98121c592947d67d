"""su, pw: who may become whom, and what stands in the account files. Texts: usr.bin/su, usr.sbin/pw."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Run = Callable[..., tuple[str, int]]
ALICE = "uid=1001(alice) gid=1001(alice) groups=1001(alice)\n"


def test_root_becomes_anybody(sh: Run) -> None:
    assert sh("su alice -c 'id; echo $0 $HOME $USER'; su toor -c id; su alice -c 'exit 3'; echo $?") == (
        f"{ALICE}su /home/alice alice\nuid=0(root) gid=0(wheel) groups=0(wheel)\n3\n",
        0,
    )
    assert sh("su -m alice -c 'echo $HOME'; su -l alice -c 'pwd; echo $0 $BLOCKSIZE $SHELL $MAIL'") == (
        "/root\n/home/alice\n-su K /bin/sh /var/mail/alice\n",
        0,
    )
    assert sh("su www; echo $?; su bob; su -x") == (
        "This account is currently not available.\n1\nsu: unknown login: bob\n"
        "su: illegal option -- x\nusage: su [-] [-flms] [-c class] [login [args]]\n",
        1,
    )


def test_others_need_a_password_or_the_group(sh: Run) -> None:
    assert sh("su alice -c 'su alice -c id; su root; su nobody; su nope' < /dev/null") == (
        f"{ALICE}su: Sorry\nPassword:su: Sorry\nPassword:su: Sorry\n",
        1,
    )
    assert sh("pw groupmod wheel -m alice; su alice -c 'su root -c id'") == (
        "uid=0(root) gid=0(wheel) groups=0(wheel),5(operator)\n",
        0,
    )
    assert sh("pw useradd bob -s /bin/odd -H 0 < /etc/hostid; su alice -c 'su -c default' < /dev/null; su -c foo") == (
        "sh: cannot open /etc/hostid: No such file or directory\nsu: Sorry\nsu: unknown class: foo\n",
        1,
    )


def test_su_must_be_setuid(sh: Run) -> None:
    assert sh("cp /usr/bin/su /tmp; su alice -c /tmp/su") == ("su: not running setuid\n", 1)


def test_a_shell_under_su_can_be_stopped_and_left(console: Callable[[str], str]) -> None:
    shown = console("su - alice\nid\nexit\nid -u\n")
    assert ALICE.strip() in shown
    assert shown.endswith("# id -u\r\n0\r\n# ")


def test_a_user_comes_and_goes(sh: Run) -> None:
    script = (
        "pw useradd bob -m -c 'Bob B' -G wheel,operator; pw usershow bob; id bob; ls -A /home/bob; "
        "ls -l /var/mail | tail -1; tail -1 /etc/passwd; pw groupshow wheel; pw groupshow bob; "
        "pw userdel bob -r; ls /home /var/mail; id bob; pw groupshow wheel; grep -c bob /etc/group"
    )
    assert sh(script) == (
        "bob:*:1002:1002::0:0:Bob B:/home/bob:/bin/sh\n"
        "uid=1002(bob) gid=1002(bob) groups=1002(bob),0(wheel),5(operator)\n.profile\n.shrc\n"
        "-rw-------  1 bob bob 0 Mar  1 12:00 bob\nbob:*:1002:1002:Bob B:/home/bob:/bin/sh\n"
        "wheel:*:0:root,bob\nbob:*:1002:\n/home:\nalice\n\n/var/mail:\nid: bob: no such user\nwheel:*:0:root\n0\n",
        1,
    )


def test_a_user_changes(sh: Run) -> None:
    script = (
        "pw usermod alice -l eve -u 2000 -c 'Eve, Room 1' -s sh -G wheel -d /nope; pw usershow eve; "
        "pw usershow eve -P; "
        "pw usershow 2000 -7; pw usermod eve -G '' -h -; pw groupshow wheel; ls -l /etc/master.passwd | cut -c1-10"
    )
    assert sh(script) == (
        "pw: WARNING: home `/nope' does not exist\n"
        "eve::2000:1001::0:0:Eve, Room 1:/nope:/bin/sh\n"
        "Login Name: eve               #2000         Group: alice             #1001\n"
        " Full Name: Eve\n"
        "      Home: /nope                           Class: \n"
        "     Shell: /bin/sh                        Office:  Room 1\n"
        "Work Phone: [None]                     Home Phone: [None]\n"
        "Acc Expire: [None]                     Pwd Expire: [None]\n"
        "    Groups: wheel\n"
        "eve:*:2000:1001:Eve, Room 1:/nope:/bin/sh\nwheel:*:0:root\n-rw-------\n",
        0,
    )


def test_groups(sh: Run) -> None:
    script = (
        "pw groupadd g -M alice; pw groupshow g; pw groupmod g -m root -l h; pw groupshow h -P; "
        "pw groupmod h -d alice -g 77; pw groupshow 77; pw groupdel h; pw usernext; pw groupnext; pw useradd y -N"
    )
    assert sh(script) == (
        "g:*:1002:alice\nGroup Name: h                 #1002\n   Members: alice,root\n\nh:*:77:root\n1002:1002\n1002\n"
        "y:*:1002:1002::0:0:User &:/home/y:/bin/sh\n",
        0,
    )


@pytest.mark.parametrize(
    ("words", "message", "status"),
    [
        ("usershow bob", "no such user `bob'", 67),
        ("usershow 77", "no such uid `77'", 67),
        ("usershow", "username or id required", 65),
        ("useradd alice", "login name `alice' already exists", 65),
        ("useradd bob -u 1001", "uid `1001' has already been allocated", 65),
        ("useradd bob -g x", "group `x' does not exist", 67),
        ("useradd bob -G x", "group `x' does not exist", 67),
        ("useradd bob -s nosh", "no default shell available or defined", 78),  # shell_path
        ("useradd bob -u x", "Bad id 'x': invalid", 64),
        ("useradd bob -u 99999999999999999999", "Bad id '99999999999999999999': too large", 64),
        ("useradd a:b", "invalid character `:' at position 1 in userid/group name", 65),
        ("useradd bob -c a:b", "invalid character `:' at position 1 in gecos field", 65),
        ("useradd -u 7", "login name required", 65),
        ("useradd", "user name or id required", 65),
        ("userdel root", "cannot remove user 'root'", 65),
        ("usermod root -l x", "can't rename `root' account", 65),
        ("usermod bob -u 3", "no such user `bob'", 67),
        ("groupshow x", "unknown group `x'", 65),
        ("groupdel 99", "unknown gid `99'", 65),
        ("groupadd wheel", "group name `wheel' already exists", 65),
        ("groupadd x -g 0 -g 5", "gid `5' has already been allocated", 65),
        ("groupadd x -M bob", "user `bob' does not exist", 67),
        ("foo", "unknown keyword `foo'", 64),
    ],
)
def test_pw_refuses(sh: Run, words: str, message: str, status: int) -> None:
    assert sh(f"pw {words}") == (f"pw: {message}\n", status)


def test_pw_of_others_and_its_help(sh: Run) -> None:
    assert sh("su alice -c 'pw useradd bob'") == ("pw: you must be root\n", 77)
    assert sh("su alice -c 'pw groupadd bob'") == ("pw: group update: Permission denied\n", 74)
    assert sh("pw") == (
        "usage:\n  pw [user|group|lock|unlock] [add|del|mod|show|next] [help|switches/values]\n",
        1,
    )
    assert sh("pw group") == ("usage:\n  pw group [add|del|mod|show|next] [help|switches/values]\n", 1)
    assert sh("pw usernext help") == (
        "usage: pw usernext [switches]\n\t-V etcdir      alternate /etc location\n"
        "\t-R rootdir     alternate root directory\n\t-C config      configuration file\n"
        "\t-q             quiet operation\n",
        1,
    )
    assert sh("pw useradd -Q") == ("pw: illegal option -- Q\n", 64)
