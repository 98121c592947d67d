"""Local sockets as netstat prints them.

Models unixpr() and unixdomainpr() of usr.bin/netstat/unix.c.
"""

from __future__ import annotations

from simbsd.sys.records import UnixRecord
from simbsd.sys.socketvar import SOCK_DGRAM, SOCK_SEQPACKET, SOCK_STREAM
from simbsd.usr_bin.netstat.sockets import queue_sizes

TYPES = {SOCK_STREAM: "stream", SOCK_DGRAM: "dgram", SOCK_SEQPACKET: "seqpacket"}
HEADINGS = (
    "Active UNIX domain sockets\n"
    f"{'Address':<16} {'Type':<6} {'Recv-Q':<6} {'Send-Q':<6} "
    f"{'Inode':>16} {'Conn':>16} {'Refs':>16} {'Nextref':>16} Addr\n"
)


def table_text(records: list[UnixRecord]) -> str:
    """The table, or nothing without a socket."""
    return (HEADINGS if records else "") + "".join(map(_line, records))


def queues_text(records: list[UnixRecord]) -> str:
    """The listen queues of -L."""
    lines = [(f"unix  {queue_sizes(one.qlen, one.qlimit):<32.32}", one.path) for one in records if one.qlimit]
    return "".join(f"{line} {path}\n" if path else f"{line}\n" for line, path in lines)


def queues_json(records: list[UnixRecord]) -> list[dict[str, object]]:
    """The same for --libxo json."""
    return [
        {"queue-length": one.qlen, "incomplete-queue-length": 0, "queue-limit": one.qlimit}
        | ({"path": one.path} if one.path else {})
        for one in records if one.qlimit
    ]  # fmt: skip


def _line(record: UnixRecord) -> str:
    addresses = f"{record.vnode:>16x} {record.conn:>16x} {record.firstref:>16x} {record.nextref:>16x}"
    head = f"{record.address:>16x} {TYPES[record.kind]:<6.6} {record.recvq:>6} {record.sendq:>6} {addresses}"
    return f"{head} {record.path}\n" if record.path else f"{head}\n"


def table_json(records: list[UnixRecord]) -> list[dict[str, object]]:
    """The same for --libxo json: addresses are strings of hexadecimal digits."""
    return [_entry(record) for record in records]


def _entry(record: UnixRecord) -> dict[str, object]:
    entry: dict[str, object] = {
        "address": f"{record.address:>16x}", "type": f"{TYPES[record.kind]:.6}",
        "receive-bytes-waiting": record.recvq, "send-bytes-waiting": record.sendq,
        "vnode": f"{record.vnode:>16x}", "connection": f"{record.conn:>16x}",
        "first-reference": f"{record.firstref:>16x}", "next-reference": f"{record.nextref:>16x}",
    }  # fmt: skip
    return entry | ({"path": record.path} if record.path else {})
