"""The states of a DHCP client: from no address to one, and on to its renewal.

Models state_reboot, state_init, send_discover, dhcpoffer, state_selecting, send_request, dhcpack, bind_lease,
state_bound and state_panic of sbin/dhclient/dhclient.c.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from simbsd.lib.inet import inet_ntoa
from simbsd.lib.printf import printf
from simbsd.lib.pwd import read_file
from simbsd.lib.setproctitle import setproctitle
from simbsd.lib.socket import netlink, socket
from simbsd.lib.stdio import STDERR, encode, put
from simbsd.lib.syscall import syscall
from simbsd.lib.syslog import Syslog
from simbsd.lib.unistd import close, dup2, execve, fork, gettimeofday, ioctl, open, poll, read, setsid, waitpid
from simbsd.sbin.dhclient.conf import Config
from simbsd.sbin.dhclient.lease import Lease, environment, granted, last_address, written
from simbsd.sbin.dhclient.packet import FILTER, broadcast_frame, received
from simbsd.sys.bpf import unpack_records
from simbsd.sys.dhcp import (
    BOOTREPLY,
    BOOTREQUEST,
    CLIENT_IDENTIFIER,
    DHCPACK,
    DHCPDISCOVER,
    DHCPNAK,
    DHCPOFFER,
    DHCPREQUEST,
    HOST_NAME,
    MESSAGE_TYPE,
    PARAMETERS,
    REQUESTED_ADDRESS,
    SERVER_IDENTIFIER,
    Dhcp,
    addr,
    pack,
)
from simbsd.sys.errno import EINTR, Errno
from simbsd.sys.fcntl import O_CREAT, O_RDWR, O_TRUNC, O_WRONLY
from simbsd.sys.records import IfRecord
from simbsd.sys.socketvar import AF_NETLINK, SOCK_RAW
from simbsd.sys.syslog import LOG_DAEMON, LOG_INFO
from simbsd.sys.vnet import IFF_LOOPBACK, IFF_POINTOPOINT, IFF_UP
from simbsd.sys.wait import wexitstatus, wifexited

PATH = "/usr/bin:/usr/sbin:/bin:/sbin"
ARP_WAIT = 2
SECOND = 1_000_000
_KINDS = {DHCPOFFER: "DHCPOFFER", DHCPACK: "DHCPACK", DHCPNAK: "DHCPNAK"}


class Failed(Exception):
    """The end, with a message (error())."""


@dataclass(slots=True)
class Client:
    """One interface's client (struct interface_info, struct client_state)."""

    name: str
    quiet: bool = False
    foreground: bool = False
    config: Config = field(default_factory=Config)
    xid: int = 0
    daemon: bool = False
    leases: str = ""
    hostname: str = ""
    mac: bytes = b""
    fd: int = -1
    bufsize: int = 0
    pidfile: Any = None
    active: Lease | None = None
    remembered: int | None = None
    waiting: list[tuple[int, Dhcp]] = field(default_factory=list)

    async def note(self, text: str) -> None:
        """Say it to syslog, and on standard error before going into the background (note)."""
        await Syslog("dhclient", 0x01, LOG_DAEMON)(LOG_INFO, text)
        if not self.quiet:
            await printf(f"{text}\n", STDERR)

    async def script(self, reason: str, new: Lease | None = None, old: Lease | None = None, silent: bool = True) -> int:
        """Let dhclient-script do what an event asks for (script_go): its status."""
        env = {"PATH": PATH, "reason": reason, "interface": self.name}
        env |= environment("old_", old, self.config) if old is not None else {}
        env |= environment("check_" if reason == "ARPSEND" else "new_", new, self.config) if new is not None else {}
        pid = await fork(_script, (self.config.script, env, silent))
        _, status = await waitpid(pid)
        return wexitstatus(status) if wifexited(status) else 128

    async def attach(self) -> None:
        """Find the interface, and listen on it (discover_interfaces, if_register_receive). Raises Failed."""
        fd = await socket(AF_NETLINK, SOCK_RAW, 0)
        try:
            links: list[IfRecord] = await netlink(fd, "RTM_GETLINK", {"name": self.name})
        except Errno:
            links = []
        await close(fd)
        if not links or links[0].flags & (IFF_LOOPBACK | IFF_POINTOPOINT) or not links[0].flags & IFF_UP:
            raise Failed(f"{self.name}: not found")
        self.mac = links[0].lladdr or b""
        try:
            self.fd = await open("/dev/bpf0", O_RDWR)
        except Errno as error:
            raise Failed(f"Can't find free bpf: {error}") from error
        try:
            await ioctl(self.fd, "BIOCSETIF", self.name)
        except Errno as error:
            raise Failed(f"Can't attach interface {self.name} to bpf device /dev/bpf0: {error}") from error
        if self.config.vlan_pcp:
            await ioctl(self.fd, "BIOCSETVLANPCP", self.config.vlan_pcp)
        await ioctl(self.fd, "BIOCIMMEDIATE", True)
        self.bufsize = await ioctl(self.fd, "BIOCGBLEN")
        await ioctl(self.fd, "BIOCSETF", FILTER)
        self.remembered = last_address(await read_file(self.leases), self.name)

    async def start(self) -> int:
        """Ask for the last address again, if there was one (state_reboot), and go on."""
        await setproctitle("dhclient", self.name)
        return await self.run(
            await self.request(Lease(self.remembered), "REBOOT") if self.remembered is not None else None
        )

    async def run(self, lease: Lease | None) -> int:
        """From state to state; the status of the process that was started."""
        while True:
            while lease is None:
                offer = await self.discover()
                if offer is None:
                    await self.script("FAIL")
                    if not self.daemon and not self.foreground:
                        return await self.go_daemon(self.config.retry)
                    await self.wait(None, (), await self.now() + self.config.retry)
                    continue
                lease = await self.request(offer, "BOUND")
            await self.bind(lease)
            if not self.daemon and not self.foreground:
                return await self.go_daemon()
            lease = await self.renewed()

    async def go_daemon(self, delay: int = 0) -> int:
        """Go on in the background (go_daemon): the status for those who wait."""
        await fork(_daemon, (self, delay))
        return 0

    async def renewed(self) -> Lease | None:
        """Keep the address until its lease is to be renewed, and renew it; None when it was lost (state_bound)."""
        assert self.active is not None
        await self.wait(None, (), self.active.renewal)
        lease = await self.request(self.active, "RENEW")
        if lease is None:
            await self.script("EXPIRE", None, self.active)
            self.active = None
            await self.script("PREINIT")
        return lease

    async def now(self) -> int:
        return await gettimeofday() // SECOND

    async def _random(self) -> int:
        return int.from_bytes(await syscall("getrandom", 4), "big")

    async def _longer(self, interval: int, cutoff: int) -> int:
        """The pause before a message is sent again, longer each time, up to a bound and by chance."""
        interval += (await self._random() >> 2) % (2 * max(interval, 1))
        if interval > cutoff:
            interval = cutoff // 2 + (await self._random() >> 2) % max(cutoff, 1)
        return interval

    async def send(self, xid: int, kind: int, secs: int, options: dict[int, bytes], ciaddr: int = 0) -> None:
        """Send a message to everybody (send_packet)."""
        head = {MESSAGE_TYPE: bytes([kind]), PARAMETERS: self.config.requested} | options
        head |= {HOST_NAME: encode(self.hostname)} if self.hostname else {}
        head[CLIENT_IDENTIFIER] = b"\x01" + self.mac
        head |= self.config.send
        message = Dhcp(BOOTREQUEST, xid, ciaddr, chaddr=self.mac, secs=min(secs, 65535), options=head)
        try:
            await put(self.fd, broadcast_frame(self.mac, pack(message)))
        except Errno as error:
            await self.note(f"send_packet: {error}")

    async def wait(self, xid: int | None, kinds: tuple[int, ...], until: int) -> tuple[int, Dhcp] | None:
        """The next message of some kinds about a transaction, or None when a time has come."""
        while (left := until * SECOND - await gettimeofday()) > 0:
            try:
                ready = await poll({self.fd: "r"}, left)
                buffer = await read(self.fd, self.bufsize) if ready.get(self.fd) else b""
            except Errno as error:
                if error.errno == EINTR:
                    continue
                raise Failed(f"Interface {self.name} is gone, dhclient exiting") from error
            for packet in unpack_records(buffer):
                found = received(packet.data)
                if xid is None or found is None or found[1].op != BOOTREPLY:
                    continue
                message = found[1]
                if message.xid == xid and message.chaddr == self.mac and message.kind in kinds:
                    if found[0] not in self.config.reject:
                        return found
                    await self.note(f"{_KINDS[message.kind]} from {inet_ntoa(found[0])} rejected.")
        return None

    async def discover(self) -> Lease | None:
        """Ask who has an address to give, ever more rarely; None when nobody had (send_discover, state_panic)."""
        config = self.config
        first, interval, xid = await self.now(), config.initial_interval, await self._random()
        self.xid = xid
        while (now := await self.now()) - first <= config.timeout:
            interval = await self._longer(interval, config.backoff_cutoff)
            interval = min(interval, first + config.timeout - now + 1)
            await self.note(f"DHCPDISCOVER on {self.name} to 255.255.255.255 port 67 interval {interval}")
            wanted = {REQUESTED_ADDRESS: addr(self.remembered)} if self.remembered is not None else {}
            await self.send(xid, DHCPDISCOVER, now - first, wanted)
            found = await self.wait(xid, (DHCPOFFER,), now + interval)
            if found is not None:
                await self.note(f"DHCPOFFER from {inet_ntoa(found[0])}")
                if any(code not in found[1].options for code in config.required):
                    await self.note("DHCPOFFER isn't satisfactory.")
                    await self.wait(None, (), now + interval)
                    continue
                offer = granted(found[1], await self.now(), config)
                await self.script("ARPSEND", offer)
                await self.wait(None, (), max(await self.now() + ARP_WAIT, first + config.select_timeout))
                return offer
        await self.note("No DHCPOFFERS received.")
        await self.note("No working leases in persistent database - sleeping.\n")
        return None

    async def request(self, lease: Lease, reason: str) -> Lease | None:
        """Ask for an address that was offered, or is held; None when it is refused or nobody answers."""
        config = self.config
        first, interval = await self.now(), config.initial_interval
        xid = self.xid if reason == "BOUND" else await self._random()
        patience = lease.expiry - first if reason == "RENEW" else config.reboot
        options: dict[int, bytes] = {}
        if reason != "RENEW":
            options[REQUESTED_ADDRESS] = addr(lease.address)
        if reason == "BOUND":
            options[SERVER_IDENTIFIER] = lease.options[SERVER_IDENTIFIER]
        while (now := await self.now()) - first <= patience:
            interval = await self._longer(interval, config.backoff_cutoff)
            await self.note(f"DHCPREQUEST on {self.name} to 255.255.255.255 port 67")
            ciaddr = lease.address if reason == "RENEW" else 0
            await self.send(xid, DHCPREQUEST, now - first, options, ciaddr)
            found = await self.wait(xid, (DHCPACK, DHCPNAK), now + interval)
            if found is None:
                continue
            if found[1].kind == DHCPNAK:
                await self.note(f"DHCPNAK from {inet_ntoa(found[0])}")
                return None
            await self.note(f"DHCPACK from {inet_ntoa(found[0])}")
            new = granted(found[1], await self.now(), config)
            await self._write(new)
            await self.script(reason, new, self.active if reason != "REBOOT" else None)
            return new
        return None

    async def bind(self, lease: Lease) -> None:
        """The address is ours (bind_lease)."""
        self.active, self.remembered = lease, lease.address
        left = lease.renewal - await self.now()
        await self.note(f"bound to {inet_ntoa(lease.address)} -- renewal in {left} seconds.")

    async def _write(self, lease: Lease) -> None:
        try:
            fd = await open(self.leases, O_WRONLY | O_CREAT | O_TRUNC)
        except Errno as error:
            raise Failed(f"can't create {self.leases}: {error}") from error
        await put(fd, encode(written(lease, self.name)))
        await close(fd)


async def _null() -> None:
    fd = await open("/dev/null", O_RDWR)
    for number in range(3):
        await dup2(fd, number)
    if fd > STDERR:
        await close(fd)


async def _script(state: tuple[str, dict[str, str], bool]) -> int:
    path, env, silent = state
    try:
        if silent:
            await _null()
        await execve(path, [path], env)
    except Errno as error:
        await printf(f"execve ({path}, ...): {error}\nexiting.\n", STDERR)
    return 1


async def _daemon(state: tuple[Client, int]) -> int:
    client, delay = state
    client.daemon = client.quiet = True
    await setsid()
    try:
        await _null()
    except Errno:
        pass
    if client.pidfile is not None:
        await client.pidfile.write()
    try:
        if delay:
            await client.wait(None, (), await client.now() + delay)
        elif client.active is None:
            return await client.start()
        return await client.run(await client.renewed() if client.active is not None else None)
    except Failed as failed:
        await client.note(str(failed))
        return 1
