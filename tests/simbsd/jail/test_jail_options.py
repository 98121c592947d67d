"""The options of jail(8) that set parameters, and restarts: facts 1.1, 1.4."""

from __future__ import annotations


def test_options_of_the_old_form(sh) -> None:
    """-n name, -s securelevel, -u and -U users, -l a clean environment, -h the host name's address."""
    script = """
    jail -n foo -s 1 -u nobody / host '' /bin/sh -c 'id -un; sysctl -n kern.securelevel kern.hostname; echo $HOME'
    X=1 jail -l / host '' /bin/sh -c 'echo $X $HOME $PATH; pwd'
    jail -h -i / localhost '' /bin/echo hi
    jail -u bob / host '' id
    """
    assert sh(script) == (
        "nobody\n1\nhost\n/nonexistent\n"
        "/root /sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/root/bin\n/root\n"
        "3\nhi\n"
        "jail: bob: no such user\njail: id: failed\n",
        1,
    )


def test_modify_or_restart(sh) -> None:
    """-mr changes what it can and restarts for the rest; -cmr also makes."""
    script = """
    jail -cmr name=r persist path=/; jail -mr name=r persist allow.mount; jls jid name path allow.mount
    jail -mr name=r persist path=/tmp; jls jid name path allow.mount
    jail -mr name=none persist path=/; echo $?
    """
    assert sh(script) == ('1 r / true\n2 r /tmp false\njail: "none" not found\n1\n', 0)


def test_the_file_from_standard_input(sh) -> None:
    """-f -: messages name STDIN."""
    script = """
    echo 'a { persist; } b { persist; }' | jail -f - -c; jls name
    echo 'a { persist' | jail -f - -c a; jail -f /nope -c a; echo $?
    """
    assert sh(script) == (
        "a: created\nb: created\na\nb\njail: STDIN: unexpected EOF\njail: /nope: No such file or directory\n1\n", 0,
    )  # fmt: skip


def test_output_of_commands_inside_can_go_to_a_log(sh) -> None:
    """exec.consolelog: appended, and only for commands in the jail."""
    script = """
    for i in 1 2; do jail -c name=e exec.consolelog=/tmp/log exec.prestart='echo out' command=/bin/echo in; done
    cat /tmp/log
    """
    assert sh(script) == ("out\nout\nin\nin\n", 0)


def test_commands_run_through_sh_only_where_they_need_it(sh) -> None:
    """Facts 1.4: characters of the shell, else words at blanks; a last & alone: in the background."""
    script = """
    echo 'a { path = "/"; exec.start = "echo   two  words", "echo $HOME; echo b | cat", "sleep 3 &"; }' > /etc/jail.conf
    jail -c a; pgrep -f -l 'sleep 3'; jls name; sleep 4; jls name
    """
    output, status = sh(script)
    lines = output.splitlines()
    assert (lines[:1], status) == (['jail: a: exec.start: variable "HOME" not found'], 0)


def test_a_background_command_holds_the_jail(sh) -> None:
    """Facts 1.4: the jail dies with its last process."""
    script = """
    echo "a { path = /; exec.start = 'echo   two  words', 'echo \\$0; echo b | cat', 'sleep 3 &'; }" > /etc/jail.conf
    jail -c a; jls name; sleep 4; jls name
    """
    assert sh(script) == ("a: created\ntwo words\n/bin/sh\nb\na\n", 0)


def test_permissions_to_mount(sh) -> None:
    """Facts 1.6: allow.mount and the type's own, with enforce_statfs below 2."""
    script = """
    mkdir /m
    jail -c name=k persist allow.mount enforce_statfs=1; jexec k mount -t tmpfs tmpfs /m; echo $?
    jail -m name=k allow.mount.tmpfs; jexec k mount -t tmpfs tmpfs /m && jexec k umount /m; echo $?
    """
    assert sh(script) == ("mount: tmpfs: Operation not permitted\n1\n0\n", 0)


def test_modules_come_with_what_they_need(sh) -> None:
    """What the kernel loaded by itself nobody unloads, and it goes with the last that needs it (kern_linker.c:
    kern_kldunload, linker_file_unload; an earlier version of this test left bridgestp behind).
    """
    script = """
    kldload if_bridge; kldstat; kldunload bridgestp; kldunload if_bridge; kldstat | grep -c ko; dmesg | tail -1
    """
    assert sh(script) == (
        "Id Refs Address                Size Name\n"
        " 1    5 0xffffffff80200000  1d4f6c0 kernel\n"
        " 2    1 0xffffffff82200000     b490 if_bridge.ko\n"
        " 3    1 0xffffffff82300000     6388 bridgestp.ko\n"
        "kldunload: can't unload file: Device busy\n0\n"
        "kldunload: attempt to unload file that was loaded by the kernel\n",
        0,
    )
