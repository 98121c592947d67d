"""The open files of a process, as procstat(1) tells of them.

Models usr.bin/procstat/procstat_files.c; leaves out capabilities.
"""

from __future__ import annotations

from simbsd.lib.inet import inet_ntoa
from simbsd.lib.libxo import Value
from simbsd.sys.fcntl import O_ACCMODE, O_APPEND, O_NONBLOCK, O_RDONLY, O_WRONLY
from simbsd.sys.in6 import in6_clearscope, inet_ntop6
from simbsd.sys.records import KinfoFile, KinfoProc, SocketRecord, UnixRecord
from simbsd.sys.socketvar import INP_IPV6, SOCK_DGRAM, SOCK_STREAM
from simbsd.sys.strtol import is_number, to_int
from simbsd.usr_bin.procstat.ask import Known

# Type of a file, and of a vnode: the name in libxo's output, and the letter in a column.
FILE_TYPES = {"vnode": "v", "socket": "s", "pipe": "p", "fifo": "f"}
VNODE_TYPES = {
    0o010000: ("f", "fifo"), 0o020000: ("c", "character"), 0o040000: ("d", "directory"), 0o060000: ("b", "block"),
    0o100000: ("r", "regular"), 0o120000: ("l", "link"), 0o140000: ("s", "socket"),
}  # fmt: skip
PROTOCOLS = {"tcp": "TCP", "udp": "UDP", "icmp": "ICM", "raw": "RAW"}
LOCAL = {SOCK_STREAM: "UDS", SOCK_DGRAM: "UDD"}


def files(p: KinfoProc, known: Known) -> list[dict[str, Value]]:
    """Each file by the names that libxo gives its parts; the misspelt one is FreeBSD's."""
    return [_file(p, file, known) for file in known.files.get(p.ki_pid, ())]


def _file(p: KinfoProc, file: KinfoFile, known: Known) -> dict[str, Value]:
    number = is_number(file.fd)
    told: dict[str, Value] = {"fd": to_int(file.fd) if number else file.fd}
    told["fd_type"] = file.kind if file.kind in FILE_TYPES else "unknown"
    if file.kind == "vnode":
        told["vode_type"] = VNODE_TYPES.get(file.mode, ("?", "unknown"))[1]
    told["fd_flags"] = _flags(file.flags)
    told["ref_count"] = file.count if file.count >= 0 else "-"
    told["offset"] = file.offset if file.offset >= 0 else "-"
    record = known.sockets.get((p.ki_pid, to_int(file.fd))) if file.kind == "socket" and number else None
    if isinstance(record, UnixRecord):
        told["protocol"] = LOCAL.get(record.kind, "UD?")
        if record.kind == SOCK_STREAM:
            told |= {"sendq": record.sendq, "recvq": record.recvq}
        told["path"] = record.path or known.bound.get(record.conn, "") or "-"
    elif record is not None:
        told["protocol"] = PROTOCOLS.get(record.proto, "IP?")
        if record.proto == "tcp":
            told |= {"sendq": record.sendq, "recvq": record.recvq}
        told["path"] = " ".join(_ends(record))
    else:
        told |= {"protocol": "-", "path": file.path or "-"}
    return told


def _flags(flags: int) -> tuple[str, ...]:
    access = flags & O_ACCMODE
    said = {
        "read": access != O_WRONLY, "write": access != O_RDONLY, "append": bool(flags & O_APPEND),
        "nonblocking": bool(flags & O_NONBLOCK),
    }  # fmt: skip
    return tuple(name for name, is_set in said.items() if is_set)


def _ends(record: SocketRecord) -> tuple[str, str]:
    """Both ends (addr_to_string)."""
    pairs = ((record.laddr, record.lport), (record.faddr, record.fport))
    first, second = (_end(address, port, bool(record.vflag & INP_IPV6)) for address, port in pairs)
    return first, second


def _end(address: int, port: int, inet6: bool) -> str:
    if inet6:
        return f"{inet_ntop6(in6_clearscope(address))}.{port}"
    return f"{inet_ntoa(address) if address else '*'}:{port}"


def line(told: dict[str, Value]) -> str:
    """The columns of one file, from FD on."""
    kind, flags = str(told["fd_type"]), told["fd_flags"]
    assert isinstance(flags, tuple)
    letters = dict(VNODE_TYPES.values())
    vnode = next((letter for letter, name in letters.items() if name == told.get("vode_type")), "?")
    places = {"read": "r", "write": "w", "append": "a", "-": "-", "--": "-", "nonblocking": "n", "---": "-"}
    text = "".join(letter if name in flags else "-" for name, letter in places.items()) + "-"
    text = f"{told['fd']:>5} {FILE_TYPES.get(kind, '?')} {vnode if kind == 'vnode' else '-'} {text} "
    text += f"{told['ref_count']:>3} {told['offset']:>7} {told['protocol']:<3} "
    if kind != "socket" or told["protocol"] == "-":
        return text + f"{told['path']:<18}"
    return text + (f"{told['sendq']} {told['recvq']} " if "sendq" in told else "") + str(told["path"])
