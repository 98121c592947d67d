"""reboot(8), halt(8), shutdown(8), and what a boot keeps (sbin/reboot, sbin/shutdown, sbin/init, kern_shutdown.c)."""

from __future__ import annotations

import pytest

from simbsd.kern.kern_shutdown import uptime

DOWN = """\
Waiting (max 60 seconds) for system process `vnlru' to stop... done
Waiting (max 60 seconds) for system process `syncer' to stop... 
Syncing disks, vnodes remaining... 0 0 done
All buffers synced.
"""  # noqa: W291
BOOT = """\
Rebooting...
---<<BOOT>>---
Copyright (c) 1992-2023 The FreeBSD Project.
Copyright (c) 1979, 1980, 1983, 1986, 1988, 1989, 1991, 1992, 1993, 1994
\tThe Regents of the University of California. All rights reserved.
FreeBSD is a registered trademark of The FreeBSD Foundation.
FreeBSD 14.0-STABLE #0: Fri Mar  1 00:00:00 UTC 2024
    root@cellblock:/usr/obj/usr/src/amd64.amd64/sys/GENERIC amd64
FreeBSD clang version 17.0.6 (https://github.com/llvm/llvm-project.git llvmorg-17.0.6-0-g6009708b4367)
"""
FOUND = """
Trying to mount root from ufs:/dev/ada0p2 [rw]...
em0: link state changed to UP
Setting hostuuid: 1fb6a843-fffc-59ef-a4d6-32e3d0b09fb2.
Setting hostid: 0xa2d55cf2.
Mounting local filesystems:.
Setting hostname: cellblock.
Starting Network: lo0 em0.
lo0: flags="""
ROUTES = """
add host 127.0.0.1: gateway lo0 fib 0: route already in table
add net default: gateway 10.0.2.2
"""
REST = """
Clearing /tmp (X related).
Updating motd:.
Updating /var/run/os-release done.
Mounting late filesystems:.

Fri Mar  1 12:00:"""


def test_reboot_says_what_freebsd_says(console):
    shown = console().type("reboot")
    assert shown.startswith(DOWN + "Uptime: ")
    assert BOOT in shown
    assert FOUND in shown
    assert ROUTES in shown
    assert REST in shown


def test_the_disk_survives_and_nothing_else_does(console):
    one = console()
    one.type("echo kept > /root/file; mkdir /m; mount -t tmpfs tmpfs /m; echo lost > /m/file")
    one.type("ifconfig bridge create; jail -c name=www persist; sysctl net.inet.ip.ttl=9; kenv a=b; sleep 1000 &")
    seed = one.machine.kernel.kenv["smbios.system.uuid"]
    before = one.machine.time
    one.type("reboot")
    assert one.machine.time > before
    assert one.type("cat /root/file; ls /m; ifconfig -l; jls -N | wc -l; sysctl -n net.inet.ip.ttl; kenv a") == (
        "kept\nem0 lo0\n       1\n64\nkenv: unable to get a\n"
    )
    assert "sleep" not in one.type("ps ax")
    assert one.machine.kernel.kenv["smbios.system.uuid"] == seed


def test_a_file_without_a_name_is_freed_by_the_boot(console):
    one = console()
    one.type("exec 9> /root/gone; echo text >&9; rm /root/gone")
    kernel = one.machine.kernel
    assert kernel.rootvnode.v_mount.mnt_data.orphans
    one.type("reboot")
    fs = kernel.rootvnode.v_mount.mnt_data
    assert not fs.orphans
    assert (kernel.storage, kernel.inodes) == (fs.used, fs.files)


def test_a_halted_machine_waits_for_a_key(console):
    one = console()
    shown = one.type("halt")
    assert shown.endswith("\nThe operating system has halted.\nPlease press any key to reboot.\n\n")
    assert one.machine.kernel.halted
    assert not one.machine.busy
    shown = one.type("x")
    assert "---<<BOOT>>---" in shown or one.type("hostname") == "cellblock\n"
    assert not one.machine.kernel.halted


def test_poweroff_turns_the_machine_off(console):
    shown = console().type("poweroff")
    assert shown.startswith("Shutdown NOW!\npoweroff: [pid ")
    assert shown.endswith("acpi0: Powering system off\n")


def test_shutdown_runs_rc_shutdown_and_stops_what_it_should(console):
    one = console()
    one.type("echo 'echo -n \" mine\"' > /etc/rc.shutdown.local")
    shown = one.type("shutdown -r now")
    assert "*** FINAL System shutdown message from root@cellblock ***" in shown
    assert f"{'System going down IMMEDIATELY':<79}\n" in shown.replace("\r", "")
    assert "Shutting down local daemons: mine.\n" in shown
    assert shown.index("Shutting down local") < shown.index("Waiting (max 60 seconds)") < shown.index("---<<BOOT>>---")


def test_shutdown_warns_and_can_be_called_off(console):
    one = console()
    shown = one.type("shutdown -r +2")
    assert shown.startswith("Shutdown at Fri Mar  1 12:02:")
    assert f"{'System going down in 2 minutes':<79}\n" in shown.replace("\r", "")
    one.type("cat /var/run/nologin")
    one.type("pkill shutdown; sleep 1; ls /var/run/nologin")
    assert one.type("ls /var/run/nologin") == "ls: /var/run/nologin: No such file or directory\n"
    one.type("sleep 200")
    assert one.machine.kernel.booted == 0


@pytest.mark.parametrize(
    ("line", "shown", "status"),
    [
        ("reboot -c -p", "reboot: -c and -p cannot be used together\n", 1),
        ("halt -d", "halt: cannot dump (-d) when halting; must reboot instead\n", 1),
        ("reboot x", "usage: reboot [-cdlNnpqr] [-k kernel]\n", 1),
        ("halt -z", "halt: illegal option -- z\nusage: halt [-clNnpq] [-k kernel]\n", 1),
        ("shutdown -r -h now", "shutdown: incompatible switches -c, -h, -k, -p and -r\nusage: shutdown [-] "
         "[-c | -h | -p | -r | -k] [-o [-n]] time [warning-message ...]\n       poweroff\n", 1),
        ("shutdown -r soon", "shutdown: bad time format\n", 1),
        ("shutdown -r 2401010000", "shutdown: that time is already past.\n", 1),
        ("jail -c path=/ command=reboot", "reboot: SIGTSTP init: No such process\njail: reboot: failed\n", 1),
        ("jail -c path=/ command=halt -q", "halt: Operation not permitted\njail: halt -q: failed\n", 1),
    ],
)  # fmt: skip
def test_refusals(sh, line, shown, status):
    assert sh(line) == (shown, status)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0s"), (59, "59s"), (60, "1m0s"), (3601, "1h0m1s"), (90061, "1d1h1m1s")]
)
def test_uptime_has_no_unit_before_the_first(seconds, text):
    assert uptime(seconds) == text


def test_a_signal_to_init_has_the_same_effect(console):
    one = console()
    assert "---<<BOOT>>---" in one.type("kill -INT 1")
    assert one.type("kill -TERM 1").endswith("Enter full pathname of shell or RETURN for /bin/sh: ")
    one.machine.type(0, "\r")
    one.machine.settle(1_000_000)
    shown = one.type("exit")
    assert "Setting hostname: cellblock." in shown


def test_advance_adds_up_across_a_boot(console):
    """advance(a); advance(b) is advance(a + b), also while the machine boots."""
    one, other = console(), console()
    for each in (one, other):
        each.machine.type(0, "reboot -q\r")
    one.machine.advance(3_000_000)
    for _ in range(3000):
        other.machine.advance(1000)
    assert one.machine.digest() == other.machine.digest()
