"""Facts 8: chroot(8)'s texts, what root in a plain chroot still can do, and the escapes that work.

The ways that are stopped, release by release, are in tests/simbsd/releases/test_escape.py.
"""

from __future__ import annotations

import pytest

from simbsd.image import populate_jail
from simbsd.machine import Machine

EPERM = "Operation not permitted"
USAGE = "usage: chroot [-g group] [-G group,group,...] [-u user] [-n] newroot [command]\n"
TEXTS = [
    ("chroot", USAGE, 1),
    ("chroot -u '' / id", USAGE, 1),
    ("chroot /nope", "chroot: /nope: No such file or directory\n", 1),
    ("chroot /etc/passwd", "chroot: /etc/passwd: Not a directory\n", 1),
    ("mkdir /x; chroot -u alice / chroot /x", f"chroot: /x: {EPERM}\n", 1),
    ("mkdir /x; chroot /x", "chroot: /bin/sh: No such file or directory\n", 1),
    ("mkdir /x; SHELL=/bin/csh chroot /x", "chroot: /bin/csh: No such file or directory\n", 1),
    ("chroot / foo", "chroot: foo: No such file or directory\n", 1),
    ("chroot -u x / id", "chroot: no such user `x'\n", 1),
    ("chroot -g x / id", "chroot: no such group `x'\n", 1),
    ("chroot -G wheel,x / id", "chroot: no such group `x'\n", 1),
    ("sysctl kern.chroot_allow_open_directories", "kern.chroot_allow_open_directories: 1\n", 0),
    ("sysctl kern.chroot_allow_open_directories=2", "kern.chroot_allow_open_directories: 1 -> 2\n", 0),
    ("sysctl security.bsd.unprivileged_chroot", "security.bsd.unprivileged_chroot: 0\n", 0),
]


@pytest.mark.parametrize(("script", "output", "status"), TEXTS, ids=[case[0] for case in TEXTS])
def test_texts(sh, script: str, output: str, status: int) -> None:
    assert sh(script) == (output, status)


def tree() -> Machine:
    """A machine with a complete system in /usr/jails/a, and the kernel's files there as well: modules are read from the
    tree of who asks (kern_linker.c: linker_lookup_file).
    """
    machine = Machine(ttys=0)
    machine.script(b"mkdir -p /usr/jails/a")
    populate_jail(machine.kernel, "/usr/jails/a")
    machine.script(b"mount -t devfs devfs /usr/jails/a/dev")  # ps(1) opens /dev/null before it asks the kernel
    machine.script(b"mkdir -p /usr/jails/a/boot; cp -R /boot/kernel /usr/jails/a/boot")
    return machine


# (what root tries, in a chroot, in a jail): a chroot bounds names of files and nothing else.
POWERS = [
    ("kill -0 1 && echo yes", "yes\n", "kill: 1: No such process\n"),
    ("ps ax | grep -c '[i]nit'", "1\n", "0\n"),
    ("mount -t tmpfs tmpfs /mnt && df /mnt | grep -c tmpfs", "1\n", f"mount: tmpfs: {EPERM}\n"),
    ("mount -t devfs devfs /dev && ls /dev/ada0", "/dev/ada0\n", f"mount: devfs: {EPERM}\n"),
    ("mknod /tmp/n c 1 3 && echo yes", "yes\n", f"mknod: /tmp/n: {EPERM}\n"),
    ("kldload if_epair; kldload if_bridge && echo yes", "yes\n", None),
    ("hostname pwned && hostname", "pwned\n", "pwned\n"),
    ("ifconfig em0 alias 10.0.2.99/32 && echo yes", "yes\n", f"ifconfig: ioctl (SIOCAIFADDR): {EPERM}\n"),
    ("sysctl -n kern.maxprocperuid=99 >/tmp/x; sysctl -n kern.maxprocperuid", "99\n", None),
]


@pytest.mark.parametrize(("command", "plain", "jailed"), POWERS, ids=[case[0] for case in POWERS])
def test_root_in_a_chroot_and_root_in_a_jail(command: str, plain: str, jailed: str | None) -> None:
    quoted = "'" + command.replace("'", "'\\''") + "'"
    output, _ = tree().script(f"chroot /usr/jails/a /bin/sh -c {quoted}".encode())
    assert output.decode() == plain
    if jailed is not None:
        output, _ = tree().script(
            f"jail -c name=a path=/usr/jails/a ip4.addr=10.0.2.15 persist; jexec a /bin/sh -c {quoted}".encode()
        )
        assert output.decode() == jailed


def test_a_node_made_in_a_chroot_is_no_device() -> None:
    """Since devfs a node on UFS leads nowhere (ufs_vnops.c: ufs_open)."""
    output, status = tree().script(b"chroot /usr/jails/a /bin/sh -c 'mknod /tmp/n c 1 3; cat /tmp/n'")
    assert (output, status) == (b"cat: /tmp/n: Operation not supported\n", 1)


def test_a_directory_moved_out_of_the_jail_takes_its_process_along() -> None:
    """Section 8 (b): the manual's warning, copy and never move. The walk up from there meets no root of the jail."""
    script = (
        "mkdir /usr/jails/a/tmp/d; jail -c name=a path=/usr/jails/a persist\n"
        "jexec a /bin/sh -c 'cd /tmp/d; sleep 2; cd -P ../../..; ls -d etc/rc.conf home/alice' & sleep 1\n"
        "mkdir /usr/out; mv /usr/jails/a/tmp/d /usr/out/; wait $!"
    )
    assert tree().script(script.encode()) == (b"etc/rc.conf\nhome/alice\n", 0)


def test_a_directory_copied_out_leads_nowhere() -> None:
    script = (
        "mkdir /usr/jails/a/tmp/d; jail -c name=a path=/usr/jails/a persist\n"
        "jexec a /bin/sh -c 'cd /tmp/d; sleep 2; cd -P ../../../../..; ls -d home/alice' & sleep 1\n"
        "mkdir /usr/out; cp -R /usr/jails/a/tmp/d /usr/out/; wait $!"
    )
    assert tree().script(script.encode()) == (b"ls: home/alice: No such file or directory\n", 1)


SETUID = (
    "jail -c name=a path=/usr/jails/a persist; jexec a sh -c 'cp /usr/bin/id /tmp/who; chmod 4755 /tmp/who'\n"
    "su alice -c '/usr/jails/a/tmp/who -u'"
)


def test_a_setuid_program_left_by_the_jails_root_serves_a_user_of_the_host() -> None:
    """Section 8 (c): user ids are the machine's, not the jail's."""
    assert tree().script(SETUID.encode()) == (b"0\n", 0)


@pytest.mark.parametrize("remedy", ["chmod 700 /usr/jails/a", "chmod 700 /usr/jails"])
def test_unless_nobody_can_reach_the_jail(remedy: str) -> None:
    output, status = tree().script(f"{remedy}\n{SETUID}".encode())
    assert (output, status) == (b"su: /usr/jails/a/tmp/who: Permission denied\n", 126)


def test_devices_in_a_jail_are_what_its_devfs_shows() -> None:
    """Section 8 (d): a disk or the memory shown to a jail is open to its root; ruleset 4 hides them."""
    script = (
        "jail -c name=a path=/usr/jails/a persist; mount -t devfs devfs /usr/jails/a/dev\n"
        "jexec a sh -c ': </dev/ada0 && : </dev/mem && echo open'\n"
        "devfs -m /usr/jails/a/dev ruleset 4; devfs -m /usr/jails/a/dev rule applyset\n"
        "jexec a ls /dev/ada0 /dev/mem"
    )
    assert tree().script(script.encode()) == (
        b"open\nls: /dev/ada0: No such file or directory\nls: /dev/mem: No such file or directory\n", 1,
    )  # fmt: skip


def test_chroot_leaves_the_working_directory_and_the_program_does_not(sh) -> None:
    """chroot(8) changes directory first (chroot.c: main)."""
    assert sh("mkdir /x; cp /rescue/pwd /x/; cd /etc; chroot /x /pwd") == ("/\n", 0)
