"""The messages of a boot, release by release. 14 and 15: sys/x86/x86/identcpu.c, machdep.c, init_main.c and drivers;
8.0: vfs_mount.c and boots of 8.3; 4.0: sys/copyright.h, kern_clock.c, i386/machdep.c, vfs_conf.c of that release.
"""

from __future__ import annotations

import pytest

BERKELEY = "\tThe Regents of the University of California. All rights reserved.\n"
LATER = (
    "Copyright (c) 1979, 1980, 1983, 1986, 1988, 1989, 1991, 1992, 1993, 1994\n" + BERKELEY +
    "FreeBSD is a registered trademark of The FreeBSD Foundation.\n"
)
OLD = {
    "3.4": "FreeBSD 3.4-RELEASE #0: Mon Dec 20 00:00:00 UTC 1999\n    root@cellblock:/usr/src/sys/compile/GENERIC\n",
    "4.0": "Copyright (c) 1992-2000 The FreeBSD Project.\nCopyright (c) 1982, 1986, 1989, 1991, 1993\n" + BERKELEY
    + "FreeBSD 4.0-RELEASE #0: Mon Mar 13 00:00:00 UTC 2000\n    root@cellblock:/usr/src/sys/compile/GENERIC\n"
    'Timecounter "i8254"  frequency 1193182 Hz\nreal memory  = 2147483648 (2097152K bytes)\n'
    "avail memory = 2062954496 (2014604K bytes)\nMounting root from ufs:/dev/ada0p2\n",
    "8.0": "Copyright (c) 1992-2009 The FreeBSD Project.\n" + LATER
    + "FreeBSD 8.0-RELEASE #0: Sat Nov 21 00:00:00 UTC 2009\n    root@cellblock:/usr/obj/usr/src/sys/GENERIC\n"
    'Timecounter "i8254" frequency 1193182 Hz quality 0\n'
    "CPU: Intel(R) Core(TM) i7-4850HQ CPU @ 2.30GHz (2294.74-MHz K8-class CPU)\n"
    "real memory  = 2147483648 (2048 MB)\navail memory = 2062954496 (1967 MB)\n"
    "Trying to mount root from ufs:/dev/ada0p2\nem0: link state changed to UP\n",
}


@pytest.mark.parametrize("release", OLD)
def test_old_kernels_speak_as_they_did(sh, release) -> None:
    assert sh("dmesg", release=release) == (OLD[release], 0)


@pytest.mark.parametrize(
    ("release", "year", "version", "clang"),
    [
        ("14.0", 2023, "14.0-STABLE #0: Fri Mar  1 00:00:00 UTC 2024", "17.0.6"),
        ("15.0", 2025, "15.0-RELEASE #0: Tue Dec  2 00:00:00 UTC 2025", "19.1.7"),
    ],
)
def test_later_kernels_tell_of_compiler_processor_and_devices(sh, release, year, version, clang) -> None:
    shown = sh("dmesg", release=release)[0]
    assert shown.startswith(
        f"---<<BOOT>>---\nCopyright (c) 1992-{year} The FreeBSD Project.\n{LATER}FreeBSD {version}\n"
        "    root@cellblock:/usr/obj/usr/src/amd64.amd64/sys/GENERIC amd64\n"
        f"FreeBSD clang version {clang} (https://github.com/llvm/llvm-project.git llvmorg-{clang}-0-g"
    )
    assert (
        "CPU: Intel(R) Core(TM) i7-4850HQ CPU @ 2.30GHz (2294.74-MHz K8-class CPU)\n"
        '  Origin="GenuineIntel"  Id=0x40661  Family=0x6  Model=0x46  Stepping=1\n'
    ) in shown
    assert "real memory  = 2147483648 (2048 MB)\navail memory = 2062954496 (1967 MB)\nACPI APIC Table" in shown
    assert (
        "em0: <Intel(R) Legacy PRO/1000 MT 82540EM> port 0xd010-0xd017 mem 0xf0000000-0xf001ffff irq 19 at device 3.0 "
        "on pci0\nem0: Using 1024 TX descriptors and 1024 RX descriptors\nem0: Ethernet address: 08:00:27:8a:11:02\n"
        "em0: netmap queues/slots: TX 1/1024, RX 1/1024\n"
    ) in shown
    assert shown.endswith(
        "Trying to mount root from ufs:/dev/ada0p2 [rw]...\n"
        "em0: link state changed to UP\nlo0: link state changed to UP\n"
    )


def test_a_loopback_interface_has_a_link_once_it_is_up(sh) -> None:
    script = (
        "dmesg -c > /dev/null; ifconfig lo1 create; ifconfig lo1 127.0.0.2/32; ifconfig lo1 up; ifconfig lo1 down; "
        "jail -c name=v vnet persist; jexec v ifconfig lo0 127.0.0.1/8; dmesg; sysctl hw.model"
    )
    assert sh(script) == (
        "lo1: link state changed to UP\nlo1: link state changed to DOWN\nlo0: link state changed to UP\n"
        "hw.model: Intel(R) Core(TM) i7-4850HQ CPU @ 2.30GHz\n",
        0,
    )
    assert sh(script.partition("jail")[0] + "dmesg", release="8.0") == ("\n", 0)
