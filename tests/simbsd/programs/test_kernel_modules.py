"""Modules: what kldload, kldstat and kldunload say, and what holds a file in the kernel.

Texts: sbin/kldload/kldload.c, sbin/kldstat/kldstat.c, sbin/kldunload/kldunload.c; rules: sys/kern/kern_linker.c; what
is in the kernel itself: sys/amd64/conf/GENERIC.
"""

from __future__ import annotations

import pytest

BUSY = "kldunload: can't unload file: Device busy\n"
IN_KERNEL = "module already loaded or in kernel\n"
ERROR = "kldload: an error occurred while loading module %s. Please check dmesg(8) for more details.\n"
HEADER = "Id Refs Address                Size Name\n"
CASES = [
    ("ls /boot/kernel",
     "bridgestp.ko\ncarp.ko\nfdescfs.ko\nif_bridge.ko\nif_epair.ko\nif_lagg.ko\nif_stf.ko\n"
     "kernel\nnullfs.ko\npf.ko\npflog.ko\n", 0),
    ("kldload tmpfs", f"kldload: can't load tmpfs: {IN_KERNEL}", 1),
    ("kldload -n if_vlan", "", 0),
    ("kldload -nv if_vlan", "if_vlan is already loaded\n", 0),
    ("kldload if_bridge; kldload bridgestp", f"kldload: can't load bridgestp: {IN_KERNEL}", 1),
    ("kldload if_epair.ko && kldstat -q -n if_epair", "", 0),
    ("kldload bridgestp if_bridge; kldstat -n bridgestp",
     HEADER + " 2    2 0xffffffff82200000     6388 bridgestp.ko\n", 0),
    ("kldload bridgestp if_bridge; kldunload bridgestp; kldstat -n bridgestp; kldunload bridgestp",
     HEADER + " 2    1 0xffffffff82200000     6388 bridgestp.ko\n" + BUSY, 1),
    ("ifconfig epair create; kldunload if_epair", "epair0a\n" + BUSY, 1),
    ("ifconfig epair create; ifconfig epair0a destroy; kldunload -v if_epair",
     "epair0a\nUnloading if_epair.ko, id=2\n", 0),
    ("kldstat -i 9", HEADER + "kldstat: can't stat file id 9: No such file or directory\n", 1),
    ("kldstat -i x", "usage: kldstat [-dhqv] [-i id] [-n filename]\n       kldstat [-dq] [-m modname]\n", 1),
    ("kldstat -q", HEADER + " 1    1 0xffffffff80200000  1d4f6c0 kernel\n", 0),
    ("kldload pf; kldstat -v -n pf.ko",
     HEADER + " 2    1 0xffffffff82200000    5a4c8 pf.ko (/boot/kernel/pf.ko)\n"
     "\tContains modules:\n\t\t Id Name\n\t\t 11 pf\n", 0),
    ("kldload pf; kldstat -d -m pf", "Id  Refs Name data..(int, uint, ulong)\n 11    1 pf (0, 0, 0x0)\n", 0),
    ("kldstat -v | grep -c tmpfs", "1\n", 0),
    ("cd /tmp; cp /boot/kernel/pf.ko x.ko; kldload x.ko", "kldload: x.ko is not in the module path\n", 1),
    ("cd /tmp; cp /boot/kernel/pf.ko .; kldload pf.ko; kldstat -qn pf",
     "kldload: pf.ko will be loaded from /boot/kernel, not the current directory\n", 0),
    ("cd /tmp; cp /boot/kernel/pf.ko x.ko; kldload ./x.ko; kldload pf; kldstat -n x.ko; kldload pf.ko; dmesg | tail -1",
     f"kldload: can't load pf: {IN_KERNEL}" + HEADER + " 2    1 0xffffffff82200000    5a4c8 x.ko\n"
     f"kldload: can't load pf.ko: {IN_KERNEL}interface pf.1 already present in the KLD 'x.ko'!\n", 0),
    ("cp /boot/kernel/nullfs.ko /tmp/x.ko; kldload nullfs /tmp/x.ko; dmesg | tail -1",
     f"kldload: can't load /tmp/x.ko: {IN_KERNEL}"
     "module_register: cannot register nullfs from x.ko; already loaded from nullfs.ko\n", 0),
    ("kldload nope", "kldload: can't load nope: No such file or directory\n", 1),
    ("kldload /etc/passwd; kldload /boot; kldload /etc/passwd/x", f"{ERROR % '/etc/passwd'}{ERROR % '/boot'}"
     f"{ERROR % '/etc/passwd/x'}", 1),
    ("kldload /bin/ls; dmesg | tail -1",
     f"{ERROR % '/bin/ls'}linker_load_file: /bin/ls - unsupported file type\n", 0),
    ("rm /boot/kernel/bridgestp.ko; kldload if_bridge; dmesg | tail -2; kldstat -q",
     f"{ERROR % 'if_bridge'}KLD if_bridge.ko: depends on bridgestp - not available or version mismatch\n"
     "linker_load_file: /boot/kernel/if_bridge.ko - unsupported file type\n"
     + HEADER + " 1    1 0xffffffff80200000  1d4f6c0 kernel\n", 0),
    ("rm /boot/kernel/if_epair.ko; ifconfig epair create", "ifconfig: SIOCIFCREATE2 (epair): Invalid argument\n", 1),
    ("sysctl kern.module_path; mkdir /m; mv /boot/kernel/pf.ko /m; kldload pf\n"
     "sysctl -q kern.module_path=/m; kldload -v pf",
     "kern.module_path: /boot/kernel;/boot/modules;/boot/dtb;/boot/dtb/overlays\n"
     "kldload: can't load pf: No such file or directory\n"
     "kern.module_path: /boot/kernel;/boot/modules;/boot/dtb;/boot/dtb/overlays -> /m\nLoaded pf, id=2\n", 0),
]  # fmt: skip
CAGE = """
mkdir -p /cage/rescue /cage/boot/kernel; cp /rescue/kldload /cage/rescue
chroot /cage /rescue/kldload nullfs; cp /boot/kernel/nullfs.ko /cage/boot/kernel
chroot /cage /rescue/kldload -v nullfs; kldstat -v -n nullfs.ko | head -2 | tail -1
"""
MOUNTS = """
jail -c name=a path=/ persist allow.mount allow.mount.fdescfs enforce_statfs=1 children.max=1
kldstat -qn fdescfs && jls -j a allow.mount.fdescfs; kldunload fdescfs && jls -j a allow.mount.fdescfs
jexec a mount -t fdescfs x /mnt; jexec a mount -t nullfs /etc /mnt
jail -c name=b path=/ persist allow.mount.zfs; jexec a jail -c name=d path=/ persist allow.mount.nonullfs
jail -c name=e path=/ persist allow.mount.nonullfs; jls -j e -n allow.mount.nullfs
rm /boot/kernel/fdescfs.ko; mount -t fdescfs x /dev/fd; kldstat | grep -c nullfs
mount -t nullfs /etc /mnt && mount | tail -1
"""


@pytest.mark.parametrize(("command", "output", "status"), CASES, ids=[case[0] for case in CASES])
def test_modules(sh, command: str, output: str, status: int) -> None:
    assert sh(command) == (output, status)


def test_a_module_is_read_from_the_tree_of_who_asks(sh) -> None:
    """vn_open walks from the root of the calling process (kern_linker.c: linker_lookup_file)."""
    assert sh(CAGE) == (
        "kldload: can't load nullfs: No such file or directory\nLoaded nullfs, id=2\n"
        " 2    1 0xffffffff82200000     4c80 nullfs.ko (/boot/kernel/nullfs.ko)\n",
        0,
    )


def test_mounting_loads_a_file_system_and_brings_its_permission(sh) -> None:
    """vfs_init.c: vfs_byname_kld, vfs_register; lib/libjail/jail.c: kldload_param; kern_jail.c: prison_add_allow."""
    assert sh(MOUNTS) == (
        "true\ntrue\n"
        "mount: x: Operation not supported by device\nmount_nullfs: /mnt: Operation not supported by device\n"
        "jail: unknown parameter: allow.mount.zfs\njail: unknown parameter: allow.mount.nonullfs\n"
        "allow.mount.nonullfs\nmount: x: Operation not supported by device\n1\n"
        "/etc on /mnt (nullfs, local)\n",
        0,
    )
