"""What the machine is made of, as each release's kernel tells of it while it comes up.

Models the messages of sys/x86/x86/identcpu.c (printcpuinfo), machdep.c (cpu_startup), init_main.c (copyright, version),
io_apic.c, if_em.c, iflib.c, ata_da.c and vfs_mountroot.c; of 4.0 those of i386/machdep.c, kern_clock.c, vfs_conf.c.
Values are those of a virtual machine whose boot was read. Leaves out timers' qualities, USB, sound, the random device
and whatever else no program here can look at, of 8.0 also features, interrupts, the disk and em0, of 4.0 all devices,
and of 3.4 everything but its version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.subr_prf import printf
from simbsd.sys.vm import PAGE_SIZE
from simbsd.vfs.vfs_mountroot import ROOT_DEVICE
from simbsd.vm.vm_meter import vm_free_count, vm_page_count

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

CPU_MODEL = "Intel(R) Core(TM) i7-4850HQ CPU @ 2.30GHz"
BOOT_TAG = "---<<BOOT>>---"
SECTORS = 2048  # of 512 bytes in a megabyte
_PROJECT = "Copyright (c) 1992-{} The FreeBSD Project.\n"
_BERKELEY = "\n\tThe Regents of the University of California. All rights reserved.\n"
_LATER = (
    f"{_PROJECT}Copyright (c) 1979, 1980, 1983, 1986, 1988, 1989, 1991, 1992, 1993, 1994{_BERKELEY}"
    "FreeBSD is a registered trademark of The FreeBSD Foundation.\n"
)
_CLANG = "FreeBSD clang version {} (https://github.com/llvm/llvm-project.git llvmorg-{})\n"
_CPU = f"CPU: {CPU_MODEL} (2294.74-MHz K8-class CPU)\n"
_FEATURES = """\
  Origin="GenuineIntel"  Id=0x40661  Family=0x6  Model=0x46  Stepping=1
  Features=0x783fbff<FPU,VME,DE,PSE,TSC,MSR,PAE,MCE,CX8,APIC,SEP,MTRR,PGE,MCA,CMOV,PAT,PSE36,MMX,FXSR,SSE,SSE2>
  Features2=0x5ed8220b<SSE3,PCLMULQDQ,MON,SSSE3,CX16,SSE4.1,SSE4.2,MOVBE,POPCNT,AESNI,XSAVE,OSXSAVE,AVX,RDRAND>
  AMD Features=0x28100800<SYSCALL,NX,RDTSCP,LM>
  AMD Features2=0x21<LAHF,ABM>
  Structured Extended Features=0x2000<NFPUSG>
  TSC: P-state invariant
"""
_MEMORY = "real memory  = @REAL@ (@REALM@ MB)\navail memory = @AVAIL@ (@AVAILM@ MB)\n"
_MEMORY_4 = "real memory  = @REAL@ (@REALK@K bytes)\navail memory = @AVAIL@ (@AVAILK@K bytes)\n"
_APIC = "ACPI APIC Table: <VBOX   VBOXAPIC>\nioapic0 <Version 2.0> irqs 0-23\nkbd1 at kbdmux0\nacpi0: <VBOX VBOXXSDT>\n"
_BUSES = """\
acpi0: Power Button (fixed)
acpi0: Sleep Button (fixed)
cpu0: <ACPI CPU> on acpi0
pcib0: <ACPI Host-PCI bridge> port 0xcf8-0xcff on acpi0
pci0: <ACPI PCI bus> on pcib0
isab0: <PCI-ISA bridge> at device 1.0 on pci0
isa0: <ISA bus> on isab0
atapci0: <Intel PIIX4 UDMA33 controller> port 0x1f0-0x1f7,0x3f6,0x170-0x177,0x376,0xd000-0xd00f at device 1.1 on pci0
ata0: <ATA channel> at channel 0 on atapci0
ata1: <ATA channel> at channel 1 on atapci0
vgapci0: <VGA-compatible display> mem 0xe0000000-0xe0ffffff irq 18 at device 2.0 on pci0
vgapci0: Boot video device
em0: <Intel(R) Legacy PRO/1000 MT 82540EM> port 0xd010-0xd017 mem 0xf0000000-0xf001ffff irq 19 at device 3.0 on pci0
em0: Using 1024 TX descriptors and 1024 RX descriptors
em0: Ethernet address: @ETHER@
em0: netmap queues/slots: TX 1/1024, RX 1/1024
atkbdc0: <Keyboard controller (i8042)> port 0x60,0x64 irq 1 on acpi0
atkbd0: <AT Keyboard> irq 1 on atkbdc0
kbd0 at atkbd0
atkbd0: [GIANT-LOCKED]
ada0 at ata0 bus 0 scbus0 target 0 lun 0
ada0: <VBOX HARDDISK 1.0> ATA-6 device
ada0: 33.300MB/s transfers (UDMA2, PIO 65536bytes)
ada0: @DISK@
Trying to mount root from ufs:@ROOT@ [rw]...
"""
_UP = "em0: link state changed to UP\n"
_BOOT_14 = f"VT(vga): text 80x25\n{_CPU}{_FEATURES}{_MEMORY}{_APIC}{_BUSES}{_UP}"
# Before a kernel's version, behind it, and between it and init (Release.captions).
CAPTIONS = {
    "3.4": ("", "", ""),
    "4.0": (
        f"{_PROJECT.format(2000)}Copyright (c) 1982, 1986, 1989, 1991, 1993{_BERKELEY}",
        "",
        f'Timecounter "i8254"  frequency 1193182 Hz\n{_MEMORY_4}Mounting root from ufs:@ROOT@\n',
    ),
    "8.0": (
        _LATER.format(2009),
        "",
        f'Timecounter "i8254" frequency 1193182 Hz quality 0\n{_CPU}{_MEMORY}'
        f"Trying to mount root from ufs:@ROOT@\n{_UP}",
    ),
    "14.0": (
        f"{BOOT_TAG}\n{_LATER.format(2023)}",
        " amd64",
        _CLANG.format("17.0.6", "17.0.6-0-g6009708b4367") + _BOOT_14,
    ),
    "15.0": (
        f"{BOOT_TAG}\n{_LATER.format(2025)}",
        " amd64",
        _CLANG.format("19.1.7", "19.1.7-0-gcd708029e0b2") + _BOOT_14,
    ),
}


def announce(kernel: Kernel) -> None:
    """What a kernel says first: whose it is, and which."""
    before, machine, _ = CAPTIONS[kernel.release.captions]
    version = kernel.release.version.replace("     ", "\n    ")
    _say(kernel, f"{before}{version}{machine}\n")


def configure(kernel: Kernel) -> None:
    """What it finds: processor, memory, buses, disk, network card, root file system."""
    real, avail = vm_page_count(kernel) * PAGE_SIZE, vm_free_count(kernel) * PAGE_SIZE
    megabytes = -(-kernel.rootvnode.v_mount.mnt_data.capacity >> 20)
    values = {
        "REALM": real >> 20, "REALK": real >> 10, "REAL": real, "AVAILM": avail >> 20, "AVAILK": avail >> 10,
        "AVAIL": avail, "ROOT": ROOT_DEVICE, "DISK": f"{megabytes}MB ({megabytes * SECTORS} 512 byte sectors)",
        "ETHER": ":".join(f"{octet:02x}" for octet in kernel.vnet0.vnet_names["em0"].if_lladdr or b""),
    }  # fmt: skip
    _, _, text = CAPTIONS[kernel.release.captions]
    for name, value in values.items():
        text = text.replace(f"@{name}@", str(value))
    _say(kernel, text)


def _say(kernel: Kernel, text: str) -> None:
    for line in text.splitlines():
        printf(kernel, line)
