"""jail(8) from the command line: facts 1.1, 1.2, 1.3, 1.4."""

from __future__ import annotations

import pytest

USAGE = """\
usage: jail [-dhilqv] [-J jid_file] [-u username] [-U username]
            -[cmr] param=value ... [command=command ...]
       jail [-dqv] [-f file] -[cmr] [jail]
       jail [-qv] [-f file] -[rR] ['*' | jail ...]
       jail [-dhilqv] [-J jid_file] [-u username] [-U username]
            [-n jailname] [-s securelevel]
            path hostname ip[,...] command ...
       jail [-f file] -e separator
"""

# Facts 1.1 and 1.3: command -> (output, status). The jail "old" exists.
TEXTS = [
    ("jail -c name=foo persist", "", 0),
    ("jail -v -c name=foo path=/ persist", "jail_set(JAIL_CREATE) name=foo path=/ persist\ncreated\n", 0),
    ("jail -i -c name=foo persist", "2\n", 0),
    ("jail -c name=old persist", 'jail: "old" already exists\n', 1),
    ("jail -m name=foo persist", 'jail: "foo" not found\n', 1),
    ("jail -m persist allow.mount", "jail: no jail specified\n", 1),
    ("jail -r foo", 'jail: "foo" not found\n', 1),
    ("jail -r 99", 'jail: "99" not found\n', 1),
    ("jail -i -r old", "", 0),
    ("jail -c path=/ name=foo", "jail: new jail must persist or attach\n", 1),
    ("jail -c persist path=/nope", "jail: path /nope: No such file or directory\n", 1),
    ("jail -c persist path=/etc/passwd", "jail: path /etc/passwd: Not a directory\n", 1),
    ("jail -c persist bogus=1", "jail: unknown parameter: bogus\n", 1),
    ("jail -c name=foo persist=maybe", 'jail: persist: unknown boolean value "maybe"\n', 1),
    ("jail -c persist securelevel=abc", 'jail: securelevel: non-integer value "abc"\n', 1),
    ("jail -c persist vnet=x", 'jail: vnet: unknown jailsys value "x"\n', 1),
    ("jail -c persist ip4.addr=300.1.1.1", "jail: ip4.addr: not an IPv4 address: 300.1.1.1\n", 1),
    ("jail -c persist ip6.addr=10.0.0.1", "jail: ip6.addr: not an IPv6 address: 10.0.0.1\n", 1),
    ("jail -c persist children.max=999999", "jail: jail_set: Operation not permitted\n", 1),
    ("jail -c persist jid=7 name=8", "jail: name cannot be numeric (unless it is the jid)\n", 1),
    ("jail -c persist jid=1", 'jail: "1" already exists\n', 1),
    ("jail -c persist vnet ip4=inherit", "jail: vnet jails cannot have IP address restrictions\n", 1),
    ("jail -c persist ip4.addr=10.0.0.1,10.0.0.2", "jail: IPv4 addresses clash\n", 1),
    ("jail -c persist name=x.y", 'jail: jail "x" not found\n', 1),
    ("jail -m name=old path=/etc", "jail: path cannot be changed after creation\n", 1),
    ("jail -m name=old path=/ ip4=disable", "", 0),
    ("jail -m name=old enforce_statfs=3", "jail: jail_set: Invalid argument\n", 1),
    ("jail -c persist devfs_ruleset=70000", "jail: jail_set: Invalid argument\n", 1),
    ("jail -c persist ip4.addr=0.0.0.0", "jail: jail_set: Invalid argument\n", 1),
    ("jail -c persist osreldate=0", "jail: osreldate cannot be 0\n", 1),
    ("jail -c persist jid=-1", "jail: negative jid\n", 1),
    ("jail -m jid=1 name=other.x", "jail: cannot change jail's parent\n", 1),
    ("jail -c name=foo depend=no persist", 'jail: depends on nonexistent jail "no"\n', 1),
    ("jail -c persist name=foo exec.timeout=x", 'jail: exec.timeout: non-integer value "x"\n', 1),
    ("jail -c foo", "jail: /etc/jail.conf: No such file or directory\n", 1),
    ("jail", USAGE, 1),
    ("jail -c -n foo persist", USAGE, 1),
    ("jail -r", USAGE, 1),
    ("jail -r name=old", USAGE, 1),
    ("jail -R -l old", USAGE, 1),
    ("jail -x", "jail: illegal option -- x\n" + USAGE, 1),
    ("jail relative host 10.0.0.5 true", USAGE, 1),
    ("jail / h", USAGE, 1),
    ("jail -c name=foo command=/bin/nosuch",
     "jail: exec /bin/nosuch: No such file or directory\njail: /bin/nosuch: failed\n", 1),
    ("jail -c name=foo command=/bin/sh -c 'exit 3'", "jail: /bin/sh -c exit 3: failed\n", 1),
    ("jail -c name=foo command=/bin/sh -c 'kill -9 $$'", "jail: /bin/sh -c kill -9 $$: exited on signal 9\n", 1),
    ("jail -c name=foo exec.timeout=1 command=/bin/sleep 5", "jail: /bin/sleep 5: timed out\n", 1),
    ("jail -c name=foo mount.devfs persist", "jail: mount.devfs: no jail root path defined\n", 1),
    ("jail -c name=foo path=/tmp mount.devfs persist", "jail: mount.devfs: /tmp/dev: No such file or directory\n", 1),
    ("jail -c name=foo exec.jail_user=bob command=id", "jail: bob: no such user\njail: id: failed\n", 1),
]  # fmt: skip


@pytest.mark.parametrize(("command", "output", "status"), TEXTS, ids=[text[0] for text in TEXTS])
def test_what_jail_says(sh, command: str, output: str, status: int) -> None:
    """Facts 1.1 to 1.3, to the byte."""
    assert sh(f"jail -c name=old persist ip4.addr=10.0.0.1\n{command}\n") == (output, status)


def test_removal_says_names_only_for_several_or_by_wildcard(sh) -> None:
    """Facts 1.2: in reverse order, the wildcard of -r being for the file only."""
    script = """
    for n in a b c d; do jail -c name=$n persist; done
    jail -r a; echo --
    jail -r '*'; echo $? --
    jail -r b c d; echo --
    jail -c name=e persist; jail -q -r e nope; echo $? --
    jail -c name=f persist; jail -c name=g persist; jail -R '*'; jls name
    """
    assert sh(script) == (
        "--\n0 --\nd: removed\nc: removed\nb: removed\n--\njail: \"nope\" not found\n1 --\ng: removed\nf: removed\n", 0,
    )  # fmt: skip


def test_a_number_is_reported_by_the_jails_name(sh) -> None:
    """Facts 1.2: -r 2 tells of the name."""
    assert sh("jail -c name=a persist; jail -c name=b persist; jail -r 2 1") == ("a: removed\nb: removed\n", 0)


def test_changing_and_create_or_change(sh) -> None:
    """Facts 1.1: -cm makes or changes, -m changes; nothing is printed."""
    script = """
    jail -cm name=a persist allow.raw_sockets; jail -cm name=a allow.noraw_sockets=true host.hostname=h
    jail -m name=a allow.chflags=true
    jls -j a -n jid host.hostname allow.raw_sockets allow.chflags
    """
    assert sh(script) == ("jid=1 host.hostname=h allow.noraw_sockets allow.chflags\n", 0)


def test_command_takes_all_that_follows_and_the_jail_ends_with_it(sh) -> None:
    """Facts 1.1, 1.4: command= swallows the rest; command=true gives a jail that is gone at once."""
    assert sh("jail -c name=a host.hostname=inside command=/bin/sh -c 'echo $0 $1 in `hostname`' x y z; jls name") == (
        "x y in inside\n", 0,
    )  # fmt: skip


def test_the_old_form(sh) -> None:
    """Facts 1.1 form 1: path, host name, addresses, command; the old sysctls are its permissions."""
    script = """
    sysctl -n security.jail.allow_raw_sockets=1
    jail -J /tmp/jid / host.example.org 10.0.0.5,10.0.0.6 /bin/sh -c 'hostname; sysctl -n security.jail.jailed \
        security.jail.allow_raw_sockets security.jail.set_hostname_allowed'
    jls name
    """
    assert sh(script) == ("0 -> 1\nhost.example.org\n1\n1\n1\n", 0)


def test_the_old_forms_jid_file(sh) -> None:
    """Facts 1.1: jid, path, host name, addresses, command."""
    assert sh("jail -J /tmp/jid / h '' /bin/echo hi; cat /tmp/jid") == ("hi\n1\t/\th\t\t/bin/echo hi\n", 0)


def test_the_jid_file_holds_the_parameters(sh) -> None:
    """Facts 1.1: -J writes jid first, values with blanks in quotes."""
    assert sh("jail -J /tmp/j -c name=a persist host.hostname='two words' path=/; cat /tmp/j") == (
        'jid=1\tname=a\tpersist\thost.hostname="two words"\tpath=/\n', 0,
    )  # fmt: skip


def test_the_order_of_a_start_and_of_a_stop(sh) -> None:
    """Facts 1.4, with -v; exec.start runs inside, the others on the host."""
    script = """
    mkdir -p /j/dev
    jail -v -c name=a path=/j host.hostname=in mount.devfs exec.prepare='echo prepare' exec.prestart='echo prestart' \
        exec.created='echo created' exec.poststart='hostname' persist
    jls -j a name path
    """
    assert sh(script) == (
        "run command: echo prepare\nprepare\n"
        "run command: /sbin/mount -t devfs -oruleset=4 . /j/dev\n"
        "run command: echo prestart\nprestart\n"
        "jail_set(JAIL_CREATE) name=a path=/j host.hostname=in persist\ncreated\n"
        "run command: echo created\ncreated\n"
        "run command: hostname\ncellblock\n"
        "a /j\n",
        0,
    )


def test_a_failed_start_is_undone_backwards(sh) -> None:
    """Facts 1.4: aliases and mounts go again, the commands are not run again."""
    script = """
    mkdir -p /j/dev
    jail -v -c name=a path=/j mount.devfs ip4.addr='em0|10.9.9.9/24' exec.prestart='echo pre' exec.created=false persist
    echo $?; jls name; mount | grep -c /j/dev; ifconfig em0 | grep -c 10.9.9.9
    """
    assert sh(script) == (
        "run command: /sbin/ifconfig em0 inet 10.9.9.9/24 alias\n"
        "run command: /sbin/mount -t devfs -oruleset=4 . /j/dev\n"
        "run command: echo pre\npre\n"
        "jail_set(JAIL_CREATE) name=a path=/j ip4.addr=10.9.9.9 persist\ncreated\n"
        "run command: false\njail: false: failed\n"
        "removed\n"
        "run command: /sbin/umount /j/dev\n"
        "run command: /sbin/ifconfig em0 inet 10.9.9.9/24 -alias\n"
        "1\n0\n0\n",
        1,
    )


def test_a_jail_lives_as_long_as_its_last_process(sh) -> None:
    """Facts 1.4, 2.2: the borrowed persistence ends with the start."""
    script = """
    jail -c name=a exec.start='sleep 5 &'
    jls name; ps -J a -o command=; sleep 6; jls name; echo end
    """
    assert sh(script) == ("a\nsleep 5\nend\n", 0)


def test_stopping_sends_sigterm_and_waits_for_the_processes(sh) -> None:
    """Facts 1.4, with -v."""
    script = """
    jail -c name=a persist exec.start='sleep 500 &'
    pid=`pgrep -j a`; [ "`jail -v -r a`" = "a: sent SIGTERM to: $pid
a: removed" ]; echo $?; date +%S
    """
    assert sh(script) == ("0\n00\n", 0)


def test_what_does_not_heed_sigterm_is_killed_after_ten_seconds(sh) -> None:
    """Facts 1.4: stop.timeout is 10 s unless set."""
    script = """
    echo 'trap : TERM; while :; do sleep 300; done' > /tmp/deaf
    jail -c name=b persist exec.start='sh /tmp/deaf &' ; date +%S; jail -r b; date +%S; pgrep -f deaf; jls name
    jail -c name=c persist exec.start='sh /tmp/deaf &' ; jail -r c; date +%S
    """
    assert sh(script) == ("00\nTerminated\n10\nTerminated\n20\n", 0)


def test_stop_timeout_comes_from_the_file(sh) -> None:
    """Facts 1.7: stop.timeout = 0 leaves it to the kernel at once."""
    script = """
    echo 'trap : TERM; while :; do sleep 300; done' > /tmp/deaf
    echo 'b { persist; exec.start = "sh /tmp/deaf &"; stop.timeout = 0; exec.stop = "echo bye"; }' > /etc/jail.conf
    jail -c b; jail -r b; date +%S
    """
    assert sh(script) == ("b: created\nbye\nb: removed\n00\n", 0)
