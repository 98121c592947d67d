"""ping(8): send echo requests and report the replies.

Models sbin/ping/main.c and ping.c (ping6.py has the IPv6 half); leaves out IPsec's policies (-P) and the comparison of
returned data, which no link here can damage.
"""

from __future__ import annotations

from typing import Any

from simbsd.lib.err import EX_NOHOST, EX_OSERR, Err
from simbsd.lib.getopt import getopt
from simbsd.lib.inet import inet_aton, inet_ntoa
from simbsd.lib.inet6 import parse_numeric
from simbsd.lib.netdb import Hosts, Unresolved, resolve, resolve_all
from simbsd.lib.printf import printf
from simbsd.lib.signal import signal
from simbsd.lib.socket import bind, recvfrom, sendto, socket
from simbsd.lib.stdio import STDERR
from simbsd.lib.unistd import exit, getpid, getuid, isatty, monotonic, nanosleep, poll, setitimer, setuid
from simbsd.sbin.ping.kinds import KINDS, RESPONSES, front, told
from simbsd.sbin.ping.options import (
    HEADERS,
    LETTERS,
    TIMEVAL_LEN,
    USAGE,
    Arguments,
    Refused,
    check_combination,
    half_of,
    parse,
    payload,
    start_sweep,
)
from simbsd.sbin.ping.sockopt import set_options
from simbsd.sbin.ping.text import Counts, Route, error_text, option_pieces, reply_line, summary
from simbsd.sys.errno import EINTR, ENOBUFS, Errno
from simbsd.sys.mbuf import IP_HDR_LEN, IPPROTO_ICMP, Icmp, Icmp6, Ip
from simbsd.sys.signal import SIGALRM, SIGINFO, SIGINT
from simbsd.sys.socketvar import AF_INET, SOCK_RAW

ICMP_ECHO = 8
FLOOD_BACKOFF = 20_000
MX_DUP_CK = 8 * 128


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    err = Err(argv)
    try:
        if len(argv) < 2:
            raise Refused
        half = 6 if err.name == "ping6" else half_of(argv)
        if not half and not argv[-1].startswith("-"):
            half = await _family(argv[-1])
        if half == 6:
            from simbsd.sbin.ping.ping6 import ping6

            return await ping6(err, argv)
        return await _ping(err, argv)
    except Refused as refused:
        if refused.message:
            await err.warnx(refused.message)
        else:
            await printf(USAGE, STDERR)
        return refused.status


async def _family(target: str) -> int:
    """4 or 6, by the first address of the target, as the stack's policies put them in order (ip6addrctl(8)). Raises
    Refused.
    """
    if await parse_numeric(target) is not None:
        return 6
    if inet_aton(target) is not None:
        return 4
    try:
        family = (await resolve_all(target))[0][0]
    except Unresolved as why:
        raise Refused(EX_NOHOST, f"cannot resolve {target}: {why.gai}") from why
    return 4 if family == AF_INET else 6


async def _ping(err: Err, argv: list[str]) -> int:
    sockets = []
    for name in ("ssend", "srecv"):
        try:
            sockets.append(await socket(AF_INET, SOCK_RAW, IPPROTO_ICMP))
        except Errno as error:
            raise Refused(EX_OSERR, f"{name} socket: {error}") from error
    uid = await getuid()
    await setuid(uid)
    options, operands = await getopt(argv, LETTERS)
    arguments = parse(options, operands, uid)
    if arguments.kinds and len(arguments.kinds) == 1 and not arguments.quiet:
        await printf("ICMP_MASKREQ\n" if arguments.kinds == "m" else "ICMP_TSTAMP\n")
    return await Ping(err, arguments, sockets[0], sockets[1], uid).run()


class Ping:
    """One run. Replies tell of their time from ``stamp`` bytes on: a struct timespec, though 8 hold it (pr_pack)."""

    stamp = 16

    def __init__(self, err: Err, arguments: Arguments, ssend: int, srecv: int, uid: int) -> None:
        self.err = err
        self.arguments = arguments
        self.ssend = ssend
        self.srecv = srecv
        self.uid = uid
        self.counts = Counts()
        self.hosts = Hosts(dns=True)
        self.data = payload(arguments)
        self.seen: dict[int, bool] = {}
        self.out = ""
        self.flushes = False
        self.interrupted = False
        self.info = False
        self.missed = 0
        self.last = 0
        self.source = 0
        self.address = 0
        self.ident = 0
        self.route = Route()
        self.swept = 0  # packets of the present size
        self.timing = arguments.size >= TIMEVAL_LEN

    async def run(self) -> int:
        """Do it; the exit status. Raises Refused."""
        await self._prepare()
        arguments = self.arguments
        number = min(arguments.preload, arguments.count) if arguments.count else arguments.preload
        for _ in range(number or 1):
            await self._send()
        self.last = await monotonic()
        await self._loop()
        await self._print(summary(arguments.target, self.counts, self.timing))
        await self._flush()
        return 0 if self.counts.received else 2

    async def _prepare(self) -> None:
        """Names, socket options, signals, and the first line."""
        arguments = self.arguments
        self.flushes = arguments.flood or await isatty(1)
        if arguments.pattern is not None and not arguments.quiet:
            await self._print(f"PATTERN: 0x{arguments.pattern.hex()}\n")
        if arguments.source is not None:
            self.source, arguments.source = await self._resolve(arguments.source)
            await self._bind()
        self.address, arguments.target = await self._resolve(arguments.target)
        check_combination(arguments, self.address)
        self.ident = await getpid() & 0xFFFF
        await set_options(self.ssend, arguments)
        start_sweep(arguments)
        self.data = payload(arguments)
        sizes = f"({arguments.sweepmin} ... {arguments.sweepmax})" if arguments.sweepmax else str(arguments.size)
        origin = f" from {arguments.source}" if arguments.source is not None else ""
        await self._print(
            f"PING {arguments.target} ({inet_ntoa(self.address)}){origin}: {sizes} data bytes\n"
        )
        await signal(SIGINT, self._onsignal)
        await signal(SIGINFO, self._onsignal)
        if arguments.timeout:
            await signal(SIGALRM, self._onsignal)
            await setitimer(arguments.timeout * 1_000_000)

    async def _bind(self) -> None:
        try:
            await bind(self.ssend, (self.source, 0))
        except Errno as error:
            raise Refused(1, f"bind: {error}") from error

    async def _resolve(self, name: str) -> tuple[int, str]:
        """Address and canonical name (h_name)."""
        try:
            _, address, canonical = await resolve(name)
            return address, canonical
        except Unresolved as why:
            raise Refused(EX_NOHOST, f"cannot resolve {name}: {why.host}") from why

    async def _onsignal(self, sig: int) -> None:
        if sig == SIGINFO:
            self.info = True
            return
        if self.interrupted and not self.arguments.names:
            await exit(0 if self.counts.received else 2)
        self.interrupted = True

    async def _print(self, text: str) -> None:
        """Standard output as stdio keeps it: line by line on a terminal, else until it is flushed."""
        self.out += text
        if self.flushes:
            await self._flush()

    async def _flush(self) -> None:
        text, self.out = self.out, ""
        if text:
            await printf(text)

    async def _loop(self) -> None:
        arguments = self.arguments
        interval = 10_000 if arguments.flood else arguments.interval * 1000
        almost_done = False
        while not self.interrupted:
            if self.info:
                self.info = False
                await printf(summary(arguments.target, self.counts, self.timing), STDERR)
                continue
            ready = await self._wait(interval)
            if ready is None:
                continue
            if ready and await self._receive():
                return
            if ready and not arguments.flood:
                continue
            if arguments.sweepmax and self.swept == arguments.sweep_count and not self._grow():
                return
            if not arguments.count or self.counts.transmitted < arguments.count:
                await self._send()
            elif almost_done:
                return
            else:
                almost_done = True
                interval = self._patience()
            self.last = await monotonic()
            await self._note_missed()

    def _grow(self) -> bool:
        """Go on with the next size of a sweep; False after the last."""
        arguments = self.arguments
        if arguments.size + arguments.sweepincr > arguments.sweepmax:
            return False
        arguments.size += arguments.sweepincr
        self.data, self.swept = payload(arguments), 0
        return True

    async def _wait(self, interval: int) -> bool | None:
        """Whether a packet came before it is time to send; None when a signal came."""
        left = max(self.last + interval - await monotonic(), 0)
        try:
            return bool(await poll({self.srecv: "r"}, left))
        except Errno as error:
            if error.errno == EINTR:
                return None
            raise

    def _patience(self) -> int:
        """How long to wait for the last replies: two round trips (at least a second), or -W when none ever
        came.
        """
        if self.counts.received:
            return max(2 * self.counts.most // 1_000_000, 1) * 1_000_000
        return self.arguments.waittime * 1000

    async def _note_missed(self) -> None:
        missing = self.counts.transmitted - self.counts.received - 1
        if missing > self.missed:
            self.missed = missing
            if self.arguments.missed:
                await printf("\a")

    async def _send(self) -> None:
        arguments = self.arguments
        sequence, data = await self._next()
        message: Icmp | Ip = Icmp(KINDS[arguments.kinds], 0, self.ident, sequence, await front(arguments) + data)
        if arguments.df or arguments.tos is not None:
            message = Ip(
                self.source, self.address, IPPROTO_ICMP, arguments.ttl or 0, message,
                arguments.size + arguments.phdr + HEADERS, tos=arguments.tos or 0, df=arguments.df,
            )  # fmt: skip
        try:
            await sendto(self.ssend, message, (self.address, 0))  # type: ignore[arg-type]
        except Errno as error:
            if arguments.flood and error.errno == ENOBUFS:
                await nanosleep(FLOOD_BACKOFF)
                return
            await self.err.warn("sendto", error)
        self.counts.transmitted += 1
        self.swept += 1
        if arguments.flood and not arguments.quiet:
            await printf(".")

    async def _next(self) -> tuple[int, bytes]:
        """Number and data of the next packet."""
        sequence = self.counts.transmitted & 0xFFFF
        self.seen.pop(sequence % MX_DUP_CK, None)
        if self.arguments.size < TIMEVAL_LEN:
            return sequence, bytes(self.arguments.size)
        now = await monotonic()
        return sequence, (now // 1_000_000 << 32 | now % 1_000_000 * 1000).to_bytes(8, "big") + self.data

    async def _receive(self) -> bool:
        """Take one packet; True when that was the last one wanted."""
        try:
            packet, sender = await recvfrom(self.srecv, 65535)
        except Errno as error:
            if error.errno != EINTR:
                await self.err.warn("recvmsg", error)
            return False
        await self._take(packet, sender)
        received = self.counts.received
        done = bool(self.arguments.count) and received >= self.arguments.count
        return bool(self.arguments.once and received) or done

    async def _take(self, packet: Any, sender: Any) -> None:
        if isinstance(packet, Ip) and isinstance(packet.payload, Icmp):
            await self._packet(packet, packet.payload, sender[0] if sender else packet.src)

    async def _packet(self, packet: Ip, message: Icmp, sender: int) -> None:
        if message.type == RESPONSES[self.arguments.kinds]:
            if message.ident == self.ident:
                await self._reply(packet, message, sender)
        elif self._is_ours(message):
            size = packet.length - IP_HDR_LEN - len(packet.options)
            text = f"{size} bytes from {await self._name(sender)}: {error_text(message)}"
            await self._print(text + await self._options(packet))
            if not self.arguments.flood:
                await self._print("\n")
                await self._flush()

    async def _reply(self, packet: Ip, message: Icmp, sender: int) -> None:
        arguments = self.arguments
        trip, duplicate = await self._count(message)
        if not self._is_told(trip):
            return
        if arguments.flood:
            await printf("\b")
            return
        line = reply_line(packet, message, await self._name(sender), trip, duplicate)
        line += told(arguments.kinds, message.data)
        if arguments.audible:
            await printf("\a")
        length = packet.length
        sent = arguments.size + arguments.phdr + HEADERS
        if length != sent:
            line += f"\nwrong total length {length} instead of {sent}"
        line += await self._options(packet)
        await self._print(line + "\n")
        await self._flush()

    async def _options(self, packet: Ip) -> str:
        """What a packet's IP options say, names looked up."""
        pieces = option_pieces(packet.options, self.route) if packet.options else []
        text = ""
        for piece in pieces:
            text += piece if isinstance(piece, str) else await self._name(piece) if piece else "0.0.0.0"
        return text

    async def _count(self, message: Icmp | Icmp6) -> tuple[int | None, bool]:
        """Note a reply: how long it took, and whether it had come before."""
        counts = self.counts
        counts.received += 1
        trip: int | None = None
        data = message.data[self.arguments.phdr :]
        self.timing = self.timing and len(data) >= self.stamp
        if self.timing:
            stamp = int.from_bytes(data[:8], "big")
            trip = max(await monotonic() - (stamp >> 32) * 1_000_000 - (stamp & 0xFFFFFFFF) // 1000, 0)
            counts.timed(trip)
        duplicate = self.seen.get(message.seq % MX_DUP_CK, False)
        self.seen[message.seq % MX_DUP_CK] = True
        if duplicate:
            counts.repeats += 1
            counts.received -= 1
        return trip, duplicate

    def _is_told(self, trip: int | None) -> bool:
        """Whether a reply is printed: not with -q, nor when it came too late."""
        if self.arguments.quiet:
            return False
        if self.arguments.waits and (trip or 0) > self.arguments.waittime * 1000:
            self.counts.late += 1
            return False
        return True

    def _is_ours(self, message: Icmp) -> bool:
        """Whether an error message is about one of this run's packets, or -v shows it anyway."""
        original = message.original
        if original is None:
            return False
        if self.arguments.verbose and self.uid == 0:
            return True
        quoted = original.payload
        return (
            not self.arguments.quiet2
            and original.dst == self.address
            and isinstance(quoted, Icmp)
            and quoted.type == ICMP_ECHO
            and quoted.ident == self.ident
        )

    async def _name(self, address: int) -> str:
        name = await self.hosts.name(address) if self.arguments.names else None
        return f"{name} ({inet_ntoa(address)})" if name else inet_ntoa(address)
