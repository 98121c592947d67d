"""Refusals that need some doing: facts 1.3, to the byte."""

from __future__ import annotations

import pytest

LONG = "n" * 256
MANY = ",".join(f"10.{number // 250}.1.{number % 250 + 1}" for number in range(256))
REFUSALS = [
    ("chroot -u nobody / jail -c name=x persist", "jail: jail_set: Operation not permitted\n"),
    ("jail -c name=old persist; chroot -u nobody / jail -r old", "jail: old: jail_remove: Operation not permitted\n"),
    (f"jail -c name={LONG} persist", "jail: jail_set: File name too long\n"),
    (f"jail -c ip4.addr={MANY} persist", "jail: too many IPv4 addresses\n"),
    ("jail -c ip4.addr=10.0.0.1,10.0.0.1 persist", "jail: jail_set: Invalid argument\n"),
    ("jail -c name=p children.max=1 persist; jexec p jail -c name=a persist; jexec p jail -c name=b persist",
     "jail: prison limit exceeded\n"),
    ("jail -c name=p children.max=1 persist; jexec p jail -c name=a allow.mlock persist",
     "jail: jail_set: Operation not permitted\n"),
    ("jail -c name=p children.max=1 enforce_statfs=1 persist; jexec p jail -c name=a enforce_statfs=0 persist",
     "jail: jail_set: Operation not permitted\n"),
    ("jail -c name=p children.max=1 devfs_ruleset=4 persist; jexec p jail -c name=a devfs_ruleset=5 persist",
     "jail: jail_set: Operation not permitted\n"),
    ("jail -c name=p children.max=1 ip4.addr=10.0.0.1 persist; jexec p jail -c name=a ip4.addr=10.0.0.2 persist",
     "jail: jail_set: Operation not permitted\n"),
    ("jail -c name=f ip4=inherit persist; jail -m name=f ip4.addr=10.0.0.9",
     "jail: ip4 cannot be changed after creation\n"),
    ("jail -c name=f vnet persist; jail -m name=f ip4.addr=10.0.0.9",
     "jail: vnet jails cannot have IP address restrictions\n"),
    ("jail -c osrelease=0123456789012345678901234567890123456789 persist",
     "jail: osrelease string must be 1-31 bytes long\n"),
    ("jail -c name=f persist; jail -m name=f osrelease=1", "jail: osrelease cannot be changed after creation\n"),
    ("jail -c name=f persist; jail -m name=f vnet", "jail: vnet cannot be changed after creation\n"),
]  # fmt: skip
UNMOUNTS = [
    ("umount /j/dev", "jail: a: mount.devfs: /j/dev: not a mount point\n"),
    ("umount /j/dev; mount -t tmpfs tmpfs /j/dev", "jail: a: mount.devfs: /j/dev: not a devfs mount\n"),
    ("umount /j/dev; rmdir /j/dev; ln -s /dev /j/dev", "jail: a: mount.devfs: /j/dev is a symbolic link\n"),
]


@pytest.mark.parametrize(("script", "output"), REFUSALS, ids=[script[:60] for script, _ in REFUSALS])
def test_refusals(sh, script: str, output: str) -> None:
    """The last command says why, and fails."""
    assert sh(script) == (output, 1)


@pytest.mark.parametrize(("between", "output"), UNMOUNTS, ids=[output.split(": ")[-1] for _, output in UNMOUNTS])
def test_a_mount_that_is_not_the_one_meant_is_left_alone(sh, between: str, output: str) -> None:
    """The jail is gone by then; the failure is reported and is the status."""
    script = f"""
    mkdir -p /j/dev; echo 'a {{ path = /j; mount.devfs; persist; }}' > /etc/jail.conf
    jail -q -c a; {between}
    jail -r a
    """
    assert sh(script) == ("a: removed\n" + output, 1)


def test_a_child_may_differ_in_unprivileged_debugging_only(sh) -> None:
    """Facts 1.6."""
    script = """
    jail -c name=p children.max=1 allow.nounprivileged_proc_debug persist
    jexec p jail -c name=a allow.unprivileged_proc_debug persist; jls -n name allow.unprivileged_proc_debug
    """
    assert sh(script) == (
        "name=p allow.nounprivileged_proc_debug\nname=p.a allow.unprivileged_proc_debug\n", 0,
    )  # fmt: skip
