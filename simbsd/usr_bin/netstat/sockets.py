"""Internet sockets as netstat prints them.

Models protopr(), inetprint() and inetname() of usr.bin/netstat/inet.c, inet6print() of inet6.c; leaves out
ECN, which no connection here has, and the columns of -A, -c, -C, -P, -R, -T and -x in --libxo json.
"""

from __future__ import annotations

from simbsd.lib.netdb import Services
from simbsd.sys.records import SocketRecord, TcbRecord
from simbsd.sys.socketvar import INP_IPV4, INP_IPV6
from simbsd.usr_bin.netstat.names import Namer

STACK, CC = "freebsd", "cubic"  # net.inet.tcp.functions_default, net.inet.tcp.cc.algorithm
_EARLY = ("CLOSED", "LISTEN", "SYN_SENT", "SYN_RCVD")  # before TCPS_ESTABLISHED
BUFFERS = ("R-HIWA", "S-HIWA", "R-LOWA", "S-LOWA", "R-BCNT", "S-BCNT", "R-BMAX", "S-BMAX")
TIMERS = ("rexmt", "persist", "keep", "2msl", "delack", "rcvtime")
ANONYMOUS = 10000  # net.inet.ip.portrange.first: the kernel chose such a local port


def version(record: SocketRecord) -> str:
    """Which IP versions a socket speaks: ``4``, ``6`` or ``46``."""
    return ("4" if record.vflag & INP_IPV4 else "") + ("6" if record.vflag & INP_IPV6 else "")


def queue_sizes(qlen: int, qlimit: int) -> str:
    """How many connections wait to be accepted, how many are not complete (none: these are the syncache's), how many
    may wait.
    """
    return f"{qlen}/0/{qlimit}"


class Printer:
    """Prints the table piece by piece: the headings come before the first socket of any protocol."""

    def __init__(
        self, namer: Namer, numeric_port: bool, every: bool, wide: bool, inet_only: bool, queues: bool = False,
        more: str = "",
    ) -> None:  # fmt: skip
        self.namer = namer
        self.services = Services()
        self.numeric_port = numeric_port
        self.every = every
        self.wide = wide
        self.more = more  # of the letters AcCPRTx those that were given
        self.width = 45 if wide and not inet_only else 18 if "A" in more and not wide else 22
        self.first = True
        self.queues = queues  # -L

    async def text(self, name: str, records: list[SocketRecord]) -> str:
        """The sockets of one protocol."""
        text = ""
        for record in self._shown(records):
            if self.first:
                self.first = False
                text += self._headings()
            if not self.queues:
                text += await self._line(name, record)
            elif record.qlimit:
                local = (await self._ends(name, record))[0]
                sizes = queue_sizes(record.qlen, record.qlimit)
                text += f"{self._pcb(record)}{name:<3.3}{version(record):<2.2} {sizes:<32.32} {local}\n"
        return text

    def _shown(self, records: list[SocketRecord]) -> list[SocketRecord]:
        """All with -a; else neither listeners nor sockets bound to any address."""
        return [one for one in records if self.every or not (one.state == "LISTEN" or one.laddr == 0)]

    async def json(self, name: str, records: list[SocketRecord]) -> list[dict[str, object]]:
        """The same for --libxo json."""
        found: list[dict[str, object]] = []
        for record in self._shown(records):
            if self.queues and not record.qlimit:
                continue
            ends = [end.strip().rpartition(".") for end in await self._ends(name, record)]
            entry: dict[str, object] = {"protocol": f"{name:.3}{version(record)}"}
            if self.queues:
                host, _, port = ends[0]
                sizes = f"{queue_sizes(record.qlen, record.qlimit):<32.32}"
                found.append(entry | {"listen-queue-sizes": sizes, "local": {"address": host, "port": port}})
                continue
            entry |= {"receive-bytes-waiting": record.recvq, "send-bytes-waiting": record.sendq}
            entry |= {
                side: {"address": host, "port": port}
                for side, (host, _, port) in zip(("local", "remote"), ends, strict=True)
            }
            if name == "tcp":
                entry["tcp-state"] = f"{record.state:<11}"
            found.append(entry)
        return found

    def _headings(self) -> str:
        width, more = self.width, self.more
        tcpcb = f"{'Tcpcb':<16} " if "A" in more else ""
        if self.queues:
            columns = f"{'Proto':<5} {'Listen':<32} {'Local Address':<{width}}"
            return f"Current listen queue sizes (qlen/incqlen/maxqlen)\n{tcpcb}{columns}\n"
        title = "Active Internet connections" + (" (including servers)" if self.every else "")
        columns = f"{'Proto':<5} {'Recv-Q':<6} {'Send-Q':<6} {'Local Address':<{width}} {'Foreign Address':<{width}}"
        if "T" in more:
            columns = f"{'Proto':<5} {'Rexmit':<6} {'OOORcv':<6} {'0-win':<6} "
            columns += f"{'Local Address':<{width}} Foreign Address"
        elif "R" not in more and "x" not in more:
            columns += f" {'(state)':<11}"
        if "x" in more:
            columns += " ".join(BUFFERS) + "".join(f" {title:>7}" for title in TIMERS)
        elif "R" in more:
            columns += f"  {'flowid':>8} {'ftype':>5}"
        columns += f" {'Stack':<{len(STACK)}}" if "c" in more else ""
        if "C" in more:
            columns += f" {'CC':<{len(CC)}} {'cwin':>10} {'ssthresh':>10} {'MSS':>5} {'ECN':>3}"
        columns += " Log ID" if "P" in more else ""
        return f"{title}\n{tcpcb}{columns}\n"

    def _pcb(self, record: SocketRecord) -> str:
        return f"{record.pcb:>16x} " if "A" in self.more else ""

    async def _line(self, name: str, record: SocketRecord) -> str:
        local, foreign = await self._ends(name, record)
        more, tcb = self.more, record.tcb
        line = f"{self._pcb(record)}{name:<3.3}{version(record):<2.2} "
        if "T" not in more:
            line += f"{record.recvq:>6} {record.sendq:>6} "
        elif tcb is None:
            line += " " * 21
        else:
            line += f"{tcb.sndrexmitpack:>6} {tcb.rcvoopack:>6} {tcb.sndzerowin:>6} "
        line += local + foreign
        if "x" in more:
            line += " ".join(f"{size:>6}" for size in record.buffers)
            line += "".join(f" {ms // 1000:>4}.{ms % 1000 // 10:02}" for ms in tcb.timers) if tcb is not None else ""
        elif name == "tcp" and "T" not in more and "R" not in more:
            line += f"{record.state:<11}"
        line += f" {0:08x} {0:>5}" if "R" in more else ""
        return line + (self._connection(record, tcb) if tcb is not None else "") + "\n"

    def _connection(self, record: SocketRecord, tcb: TcbRecord) -> str:
        """What -c, -C and -P tell of a TCP connection."""
        text = f" {STACK}" if "c" in self.more else ""
        if "C" in self.more:
            ecn = "n/a" if record.state in _EARLY else "off"
            text += f" {CC} {tcb.cwnd:>10} {tcb.ssthresh:>10} {tcb.maxseg:>5} {ecn:>3}"
        return text + (" -" if "P" in self.more else "")

    async def _ends(self, name: str, record: SocketRecord) -> tuple[str, str]:
        """Both addresses; which ports are named depends on who chose them."""
        local_number = foreign_number = True
        if not self.numeric_port:
            local_number = record.lport >= ANONYMOUS
            foreign_number = not local_number and record.lport != record.fport
        inet6 = bool(record.vflag & INP_IPV6)
        local = await self._address(record.laddr, record.lport, name, local_number, inet6)
        foreign = await self._address(record.faddr, record.fport, name, foreign_number, inet6)
        return local, foreign

    async def _address(self, address: int, port: int, proto: str, number: bool, inet6: bool) -> str:
        host = "*" if address == 0 else await (self.namer.route6 if inet6 else self.namer.route)(address)
        if not self.wide:
            host = host[:16]
        service = await self.services.name(port, proto) if not number and port else None
        tail = service[:15] if service else str(port) if port else "*"
        text = f"{host:.39}.{tail}" if inet6 else f"{host}.{tail} "
        return f"{text:<{self.width}} " if self.wide else f"{text:<{self.width}.{self.width}} "
