"""Files of captured packets: written while packets come, and read as if they came.

Models contrib/libpcap/sf-pcap.c and savefile.c, in the byte order of this machine and the other one; leaves out pcapng,
and the variants of other systems' libpcaps.
"""

from __future__ import annotations

import struct

from simbsd.lib.stdio import STDIN, STDOUT, read_all
from simbsd.lib.unistd import close, open, write
from simbsd.sys.bpf import DLT_EN10MB, DLT_NULL, DLT_PFLOG, Captured, Insn
from simbsd.sys.bpf_filter import bpf_filter
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_CREAT, O_RDONLY, O_TRUNC, O_WRONLY
from simbsd.usr_sbin.tcpdump.pcap import PcapError

MAXIMUM_SNAPLEN = 262144
LARGEST = 16 * 1024 * 1024  # bytes of a file that are read
_BUFFER = 32768  # what stdio gathers for a file of UFS before it writes
_MAGIC, _NANOSECONDS = 0xA1B2C3D4, 0xA1B23C4D
_MAJOR, _MINOR = 2, 4
_HEADER, _RECORD = 24, 16
_LINKTYPES = {DLT_NULL: 0, DLT_EN10MB: 1, DLT_PFLOG: 117}
_DLTS = {number: dlt for dlt, number in _LINKTYPES.items()}


class Savefile:
    """A file that is read: ``dlt``, ``snaplen``, and its packets."""

    def __init__(self, data: bytes) -> None:
        """Raises PcapError where the file is none."""
        if len(data) < 4:
            raise PcapError(f"truncated dump file; tried to read 4 file header bytes, only got {len(data)}")
        magics = {order: struct.unpack_from(f"{order}I", data)[0] for order in "<>"}
        found = [order for order, magic in magics.items() if magic in (_MAGIC, _NANOSECONDS)]
        if not found:
            raise PcapError("unknown file format")
        if len(data) < _HEADER:
            raise PcapError(
                f"truncated dump file; tried to read {_HEADER} file header bytes, only got {len(data) - 4}"
            )
        self.order = found[0]
        self.nanoseconds = magics[self.order] == _NANOSECONDS
        major, minor, _, _, snaplen, linktype = struct.unpack_from(f"{self.order}HHIIII", data, 4)
        if major < _MAJOR:
            raise PcapError("archaic pcap savefile format")
        if (major, minor) > (_MAJOR, _MINOR):
            raise PcapError(f"unsupported pcap savefile version {major}.{minor}")
        self.dlt = _DLTS.get(linktype & 0x03FFFFFF, linktype & 0x03FFFFFF)
        self.snaplen = snaplen if 0 < snaplen <= 0x7FFFFFFF else MAXIMUM_SNAPLEN
        self.data = data
        self.at = _HEADER
        self.program: tuple[Insn, ...] = ()

    @classmethod
    async def open(cls, path: str) -> Savefile:
        """pcap_open_offline(): ``-`` is standard input. Raises PcapError."""
        try:
            fd = STDIN if path == "-" else await open(path, O_RDONLY)
            data = await read_all(fd, LARGEST)
        except Errno as error:
            raise PcapError(f"{path}: {error}") from error
        if fd != STDIN:
            await close(fd)
        return cls(data)

    async def filter(self, program: tuple[Insn, ...]) -> None:
        """Give only what a program wants."""
        self.program = program

    async def packets(self) -> list[Captured]:
        """The next packet, none at the end of the file. Raises PcapError where it is cut off."""
        while self.at < len(self.data):
            packet = self._next()
            wanted = bpf_filter(self.program, packet.data, packet.length) if self.program else len(packet.data)
            if wanted:
                return [packet]
        return []

    def _next(self) -> Captured:
        left = len(self.data) - self.at
        if left < _RECORD:
            raise PcapError(f"truncated dump file; tried to read {_RECORD} header bytes, only got {left}")
        seconds, fraction, caplen, length = struct.unpack_from(f"{self.order}IIII", self.data, self.at)
        if caplen > MAXIMUM_SNAPLEN:
            bound = f"snaplen of {self.snaplen}" if caplen > self.snaplen else f"maximum of {MAXIMUM_SNAPLEN}"
            raise PcapError(f"invalid packet capture length {caplen}, bigger than {bound}")
        start = self.at + _RECORD
        data = self.data[start : start + caplen]
        if len(data) < caplen:
            raise PcapError(f"truncated dump file; tried to read {caplen} captured bytes, only got {len(data)}")
        self.at = start + caplen
        micros = fraction // 1000 if self.nanoseconds else fraction
        return Captured(seconds * 1_000_000 + micros, length, data)


class Dumper:
    """A file that is written."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self.buffer = bytearray()
        self.size = 0

    @classmethod
    async def open(cls, path: str, dlt: int, snaplen: int) -> Dumper:
        """pcap_dump_open(): ``-`` is standard output. Raises PcapError."""
        try:
            fd = STDOUT if path == "-" else await open(path, O_WRONLY | O_CREAT | O_TRUNC)
        except Errno as error:
            raise PcapError(f"{path}: {error}") from error
        dumper = cls(fd)
        await dumper._put(struct.pack("<IHHIIII", _MAGIC, _MAJOR, _MINOR, 0, 0, snaplen, _LINKTYPES.get(dlt, dlt)))
        return dumper

    async def put(self, packet: Captured) -> None:
        """pcap_dump()."""
        head = struct.pack("<IIII", *divmod(packet.when, 1_000_000), len(packet.data), packet.length)
        await self._put(head + packet.data)

    async def _put(self, data: bytes) -> None:
        self.buffer += data
        self.size += len(data)
        if len(self.buffer) >= _BUFFER:
            await self.flush()

    async def flush(self) -> None:
        """pcap_dump_flush(); what cannot be written is lost, as tcpdump does not look at it."""
        data, self.buffer = bytes(self.buffer), bytearray()
        try:
            while data:
                data = data[await write(self.fd, data) :]
        except Errno:
            return

    async def close(self) -> None:
        """pcap_dump_close()."""
        await self.flush()
        if self.fd != STDOUT:
            await close(self.fd)
