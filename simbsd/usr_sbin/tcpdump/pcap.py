"""Listening on an interface: which one, opening it, reading from it.

Models contrib/libpcap/pcap-bpf.c (bpf_open, bpf_bind, pcap_activate_bpf, pcap_read_bpf) and pcap.c (pcap_findalldevs);
leaves out monitor mode, and falling back to smaller buffers.
"""

from __future__ import annotations

from simbsd.lib.socket import netlink, socket
from simbsd.lib.unistd import close, ioctl, open, read
from simbsd.sys.bpf import Captured, Insn, unpack_records
from simbsd.sys.errno import EACCES, ENOENT, ENXIO, Errno
from simbsd.sys.fcntl import O_RDONLY, O_RDWR
from simbsd.sys.records import IfRecord
from simbsd.sys.socketvar import AF_NETLINK, SOCK_RAW
from simbsd.sys.vnet import IFF_LOOPBACK, IFF_RUNNING, IFF_UP, IFNAMSIZ

BUFSIZE = 524288
_NO_PERMISSION = "You don't have permission to perform this capture on that device"
_NO_DEVICE = "No such device exists"


class PcapError(Exception):
    """Why nothing can be caught, in libpcap's words."""


async def find_devices() -> list[IfRecord]:
    """The interfaces that can be listened to, the best one first (pcap_findalldevs)."""
    fd = await socket(AF_NETLINK, SOCK_RAW, 0)
    links: list[IfRecord] = await netlink(fd, "RTM_GETLINK", {})
    await close(fd)
    try:
        await close(await _bpf_open(""))  # check_bpf_bindable
    except PcapError:
        return []
    return sorted(links, key=_figure_of_merit)


def _figure_of_merit(link: IfRecord) -> tuple[bool, bool, bool, bool]:
    flags = link.flags
    return not flags & IFF_RUNNING, not flags & IFF_UP, link.status == "no carrier", bool(flags & IFF_LOOPBACK)


async def _either(path: str) -> int:
    """Open for reading and writing, else for reading."""
    try:
        return await open(path, O_RDWR)
    except Errno as error:
        if error.errno not in (EACCES, ENOENT):
            raise
    return await open(path, O_RDONLY)


async def _bpf_open(device: str) -> int:
    """A listener's descriptor: from the cloning device, or where it is hidden from the first numbered one."""
    for path in ("/dev/bpf", "/dev/bpf0"):
        try:
            return await _either(path)
        except Errno as error:
            if error.errno == EACCES:
                reason = f"Attempt to open {path} failed - root privileges may be required"
                raise PcapError(f"{device}: {_NO_PERMISSION}\n({reason})") from error
            if error.errno != ENOENT:
                raise PcapError(f"(cannot open device) {path}: {error}") from error
    raise PcapError("(there are no BPF devices)")


class Pcap:
    """An open listener."""

    def __init__(self, fd: int, dlt: int, size: int) -> None:
        self.fd = fd
        self.dlt = dlt
        self.size = size

    @classmethod
    async def activate(
        cls, device: str, promiscuous: bool, timeout: int, immediate: bool = False, size: int = BUFSIZE
    ) -> Pcap:
        """Listen on an interface; ``timeout`` is how long packets may wait, in microseconds, unless they are to be told
        of at once, ``size`` the buffer's. Raises PcapError.
        """
        fd = await _bpf_open(device)
        size = await ioctl(fd, "BIOCSBLEN", size)
        try:
            if len(device) >= IFNAMSIZ:
                raise Errno(ENXIO, "the name is too long for an interface")
            await ioctl(fd, "BIOCSETIF", device)
        except Errno as error:
            if error.errno == ENXIO:
                raise PcapError(f"{device}: {_NO_DEVICE}\n({_NO_DEVICE})") from error
            raise PcapError(f"Binding interface {device} to BPF device failed: {error}") from error
        await ioctl(fd, "BIOCSRTIMEOUT", timeout)
        if immediate:
            await ioctl(fd, "BIOCIMMEDIATE", True)
        if promiscuous:
            await ioctl(fd, "BIOCPROMISC")
        return cls(fd, await ioctl(fd, "BIOCGDLT"), size)

    async def filter(self, program: tuple[Insn, ...]) -> None:
        """Catch only what a program wants."""
        await ioctl(self.fd, "BIOCSETF", program)

    async def direction(self, word: str) -> None:
        """Catch only what comes in, or only what goes out (pcap_setdirection)."""
        await ioctl(self.fd, "BIOCSDIRECTION", word)

    async def packets(self) -> list[Captured]:
        """The next packets. Raises PcapError when the interface is gone, Errno (EINTR) when a signal came."""
        try:
            return unpack_records(await read(self.fd, self.size))
        except Errno as error:
            if error.errno == ENXIO:
                raise PcapError("The interface disappeared") from error
            raise

    async def stats(self) -> tuple[int, int]:
        """How many packets passed, and how many were lost for want of room."""
        found: tuple[int, int] = await ioctl(self.fd, "BIOCGSTATS")
        return found
