"""Local sockets as sockstat prints them.

Models gather_unix() and the AF_UNIX part of displaysock() of usr.bin/sockstat/sockstat.c.
"""

from __future__ import annotations

from simbsd.lib.sysctl import sysctl
from simbsd.sys.records import UnixRecord
from simbsd.sys.socketvar import SOCK_DGRAM, SOCK_SEQPACKET, SOCK_STREAM

KINDS = {SOCK_STREAM: "stream", SOCK_DGRAM: "dgram", SOCK_SEQPACKET: "seqpac"}
WHERE = 37  # the column of the local address


class Local:
    """The machine's local sockets by kernel address: an end without a path is shown by who holds it."""

    def __init__(self) -> None:
        self.records: dict[int, UnixRecord] = {}

    async def gather(self, connected: bool, listening: bool) -> list[UnixRecord]:
        """Those to be shown: with or without a connection of their own."""
        for kind in ("stream", "dgram", "seqpacket"):
            found: list[UnixRecord] = await sysctl(f"net.local.{kind}.pcblist")
            self.records |= {one.address: one for one in found if (connected if one.conn else listening)}
        return list(self.records.values())

    def line(self, left: str, record: UnixRecord) -> str:
        """A whole line, after the half that says who."""
        return f"{f'{left:<30}{KINDS[record.kind]}':<{WHERE}}{self._addresses(record)}\n"

    def _addresses(self, record: UnixRecord) -> str:
        if not record.path and not record.conn:
            return "(not connected)"
        text = record.path
        if record.conn:
            text += " -> " if record.path else "-> "
            peer = self.records.get(record.conn)
            text += "??" if peer is None else peer.path or _holder(peer)
        if record.firstref:
            text += " <- " + ",".join(self._references(record.firstref))
        return text

    def _references(self, address: int) -> list[str]:
        found = []
        while address in self.records:
            one = self.records[address]
            found.append(_holder(one))
            address = one.nextref
        return found


def _holder(record: UnixRecord) -> str:
    """``[pid fd]`` of the first holder in the order of kern.file: the newest process."""
    if not record.holders:
        return "??"
    newest = max(pid for pid, _ in record.holders)
    return f"[{newest} {min(fd for pid, fd in record.holders if pid == newest)}]"
