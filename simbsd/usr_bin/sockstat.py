"""sockstat(1): which process holds which socket.

Models usr.bin/sockstat/sockstat.c; leaves out sctp.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.err import Err, Refused
from simbsd.lib.getopt import getopt
from simbsd.lib.inet import inet_ntoa
from simbsd.lib.jail import jail_attach, jail_get, jail_getid
from simbsd.lib.printf import printf
from simbsd.lib.stdio import decode, read_all
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import close, open
from simbsd.sys.errno import ENOENT, Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.in6 import in6_clearscope, in6_getscope, inet_ntop6
from simbsd.sys.records import KinfoProc, SocketRecord, UnixRecord
from simbsd.sys.socketvar import INP_IPV4, INP_IPV6
from simbsd.sys.strtol import is_number, to_int
from simbsd.usr_bin.sockstat_local import Local

USAGE = "usage: sockstat [-46CciLlnqSsUuvw] [-j jid] [-p ports] [-P protocols]\n"
LETTERS = "46Ccij:Llnp:P:qSsUuvw"
PROTOCOLS = ("tcp", "udp")
JAIL_SYS_NEW = 1
STACK, CC, STACK_WIDTH = "freebsd", "cubic", 32  # TCP_FUNCTION_NAME_LEN_MAX
PCB_SPAN, PCB_SIZE = 1 << 26, 0x400  # a control block's number stands for its generation (inp_gencnt)


@dataclass
class Arguments:
    """A parsed command line."""

    inet: bool = True
    vflag: int = INP_IPV4 | INP_IPV6
    local: bool = True
    connected: bool = False
    listening: bool = False
    hide_loopback: bool = False
    numeric: bool = False
    quiet: bool = False
    wide: bool = False
    states: bool = False
    more: str = ""
    jail: str | None = None
    ports: list[range] = field(default_factory=list)
    protocols: tuple[str, ...] = PROTOCOLS


_SWITCHES = {
    "c": "connected",
    "l": "listening",
    "L": "hide_loopback",
    "n": "numeric",
    "q": "quiet",
    "w": "wide",
}


def parse(options: list[tuple[str, str]], operands: list[str]) -> Arguments:
    """Make sense of what getopt found. Raises Refused."""
    arguments = Arguments()
    letters = [letter for letter, _ in options]
    for letter, value in options:
        if letter in _SWITCHES:
            setattr(arguments, _SWITCHES[letter], True)
        elif letter == "s":
            arguments.states = True
        elif letter == "j":
            arguments.jail = value
        elif letter == "p":
            arguments.ports += parse_ports(value)
        elif letter == "P":
            arguments.protocols = tuple(word for word in value.split(",") if word in PROTOCOLS)
        elif letter in "CiSU":
            arguments.more += letter
        elif letter not in "46uv":
            raise Refused
    if operands:
        raise Refused
    arguments.inet = any(letter in letters for letter in "46P") or "u" not in letters
    if ("4" in letters) != ("6" in letters):
        arguments.vflag = INP_IPV4 if "4" in letters else INP_IPV6
    arguments.local = "u" in letters or not any(letter in letters for letter in "46P")
    if not arguments.connected and not arguments.listening:
        arguments.connected = arguments.listening = True
    return arguments


def parse_ports(text: str) -> list[range]:
    """``80,8000-8080``. Raises Refused."""
    ranges = []
    for piece in text.split(","):
        if not piece:
            continue
        low, dash, high = piece.partition("-")
        if not is_number(low) or (dash and high and not is_number(high)):
            raise Refused("syntax error in port range")
        first, last = to_int(low), to_int(high or "0") if dash else to_int(low)
        if first > 65535 or last > 65535 or last < first:
            raise Refused("invalid port number")
        ranges.append(range(first, last + 1))
    return ranges


def wanted(arguments: Arguments, record: SocketRecord) -> bool:
    """Whether a socket is to be shown."""
    if not (arguments.listening if record.fport == 0 else arguments.connected):
        return False
    if not record.vflag & arguments.vflag:
        return False
    if arguments.hide_loopback and any(_is_loopback(record, end) for end in (record.laddr, record.faddr)):
        return False
    ports = arguments.ports
    return not ports or any(record.lport in one or record.fport in one for one in ports)


def _is_loopback(record: SocketRecord, address: int) -> bool:
    return address == 1 if record.vflag & INP_IPV6 else address >> 24 == 127


def header(arguments: Arguments) -> str:
    """The first line."""
    width = 45 if arguments.wide else 21
    line = f"{'USER':<8} {'COMMAND':<10} {'PID':<5} {'FD':<3} {'PROTO':<6} "
    line += f"{'LOCAL ADDRESS':<{width}} {'FOREIGN ADDRESS':<{width}}"
    more = arguments.more
    line += (f" {'ID':<8}" if "i" in more else "") + (f" {'ENCAPS':<6}" if "U" in more else "")
    if arguments.states:
        line += f" {'PATH STATE':<12} {'CONN STATE':<12}"
    line += (f" {'STACK':<{STACK_WIDTH}}" if "S" in more else "") + (" CC" if "C" in more else "")
    return line + "\n"


def _endpoint(address: int, port: int, inet6: bool) -> str:
    """``*`` for any; a link-local address is followed by its zone's number where no name is asked for."""
    zone = in6_getscope(address) if inet6 else 0
    number = inet_ntop6(in6_clearscope(address)) if inet6 else inet_ntoa(address)
    return f"{number if address else '*'}{f'%{zone}' if zone else ''}:{port or '*'}"


def holder_text(user: str, command: str, pid: int, fd: int) -> str:
    """The left half of a line."""
    text = f"{user + ' ':<9}{command:.10}"
    return f"{f'{text:<20}{pid:>5} ':<26}{fd:<3} "


NOBODY = f"{'?':<8} {'?':<10} {'?':<5} {'?':<2} "


def socket_text(left: str, record: SocketRecord, arguments: Arguments) -> str:
    """A whole line."""
    width = 46 if arguments.wide else 22
    inet6 = bool(record.vflag & INP_IPV6)
    version = ("4" if record.vflag & INP_IPV4 else "") + ("6" if record.vflag & INP_IPV6 else "")
    line = f"{f'{left:<30}{record.proto}{version} ':<37}{_endpoint(record.laddr, record.lport, inet6)}"
    line = f"{line:<{37 + width}}{_endpoint(record.faddr, record.fport, inet6)}"
    return _columns(line, 37 + 2 * width, record, arguments) + "\n"


def _columns(line: str, offset: int, record: SocketRecord, arguments: Arguments) -> str:
    """What -i, -U, -s, -S and -C add, each at its place; but for the first, TCP alone has it."""
    more, tcp = arguments.more, record.proto == "tcp"
    opened = tcp and record.state not in ("CLOSED", "LISTEN")
    for shown, text, width in (
        ("i" in more, str(record.pcb % PCB_SPAN // PCB_SIZE + 1), 9), ("U" in more, "0" if opened else "", 7),
        (arguments.states, "", 13), (arguments.states, record.state if tcp else "", 13),
        ("S" in more, STACK if tcp else "", STACK_WIDTH + 1), ("C" in more, CC if tcp else "", 17),
    ):  # fmt: skip
        if shown:
            line = f"{line:<{offset}}{text}" if text else line
            offset += width
    return line


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    err = Err(argv)
    options, operands = await getopt(argv, LETTERS)
    try:
        arguments = parse(options, operands)
        jid = await _enter(arguments.jail)
        await printf(await _table(arguments, jid))
    except Refused as refused:
        return await err.refuse(refused, USAGE)
    return 0


async def _enter(jail: str | None) -> int:
    """The jid to filter by, or -1: a jail with a stack of its own is entered instead."""
    if jail is None:
        return -1
    try:
        jid = await jail_getid(jail)
    except Errno as error:
        raise Refused(f"jail_getid: {error.message or f'jail_get: {error}'}") from error
    if jid <= 0:
        return jid
    try:
        vnet = (await jail_get({"jid": jid})).get("vnet")
    except Errno as error:
        raise Refused(f"jail_getvnet: {error.message or f'jail_get: {error}'}", 2) from error
    if vnet != JAIL_SYS_NEW:
        return jid
    try:
        await jail_attach(jid)
    except Errno as error:
        raise Refused(f"jail_attach(): {error}", 3) from error
    return -1


async def _sockets(arguments: Arguments) -> list[SocketRecord]:
    records: list[SocketRecord] = []
    for proto in arguments.protocols if arguments.inet else ():
        try:
            records += await sysctl(f"net.inet.{proto}.pcblist")
        except Errno as error:
            if error.errno != ENOENT:
                raise Refused(f"sysctlbyname(): {error}") from error
    return [record for record in records if wanted(arguments, record)]


async def _table(arguments: Arguments, jid: int) -> str:
    """Held sockets by process, newest process first (the order of kern.file), then those that nobody holds."""
    local = Local()
    records: list[SocketRecord | UnixRecord] = [*await _sockets(arguments)]
    if arguments.local:
        records += await local.gather(arguments.connected, arguments.listening)
    processes: dict[int, KinfoProc] = {process.ki_pid: process for process in await sysctl("kern.proc.all")}
    users = {} if arguments.numeric else await _users()
    text = "" if arguments.quiet else header(arguments)
    held = [(pid, fd, record) for record in records for pid, fd in record.holders]
    for pid, fd, record in sorted(held, key=lambda one: (-one[0], one[1])):
        process = processes.get(pid)
        if process is None or (jid >= 0 and process.ki_jid != jid):
            continue
        left = holder_text(users.get(process.ki_uid, str(process.ki_uid)), process.ki_comm, pid, fd)
        text += _line(left, record, arguments, local)
    if jid < 0:
        text += "".join(_line(NOBODY, record, arguments, local) for record in records if not record.holders)
    return text


def _line(left: str, record: SocketRecord | UnixRecord, arguments: Arguments, local: Local) -> str:
    if isinstance(record, UnixRecord):
        return local.line(left, record)
    return socket_text(left, record, arguments)


async def _users() -> dict[int, str]:
    """/etc/passwd: user id -> the first name that has it."""
    try:
        fd = await open("/etc/passwd", O_RDONLY)
    except Errno:
        return {}
    text = decode(await read_all(fd, 1024 * 1024))
    await close(fd)
    names: dict[int, str] = {}
    for line in text.splitlines():
        fields = line.split(":")
        if len(fields) > 2 and is_number(fields[2]):
            names.setdefault(to_int(fields[2]), fields[0])
    return names
