"""Records that system calls hand to programs: what netlink, sysctl and ioctl requests answer.

Models the messages of sys/netlink/route/*.h, kinfo_proc of sys/sys/user.h, xinpcb and ifbreq; one record for each
question, plain values only, with addresses as integers and times in virtual microseconds.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.sys.proc import Rusage


@dataclass(frozen=True, slots=True)
class KinfoProc:
    """One process as sysctl kern.proc gives it. ``ki_stat`` is the letter of ps(1)'s state; ``ki_tdev`` the tty's name
    or empty.

    Times in microseconds; ``ki_swtime`` in seconds since the start. ``ki_jail`` is the prison's name as the caller
    sees it ("-" outside and in one's own), ``ki_jid`` 0 for the caller's own, and ``ki_jailed`` true in any (P_JAILED).
    ``ki_pctcpu`` is fixed point (FSCALE), ``ki_pri`` an absolute priority. ``ki_slptime`` is in seconds, 0 unless
    asleep; the four sets hold numbers of signals."""

    ki_pid: int
    ki_ppid: int
    ki_pgid: int
    ki_sid: int
    ki_tpgid: int
    ki_uid: int
    ki_ruid: int
    ki_svuid: int
    ki_groups: tuple[int, ...]
    ki_jid: int
    ki_jailed: bool
    ki_jail: str
    ki_comm: str
    ki_args: tuple[str, ...]
    ki_stat: str
    ki_wmesg: str
    ki_tdev: str
    ki_ctty: bool
    ki_sessleader: bool
    ki_start: int
    ki_utime: int
    ki_stime: int
    ki_nice: int
    ki_pri: int
    ki_class: int
    ki_estcpu: int
    ki_pctcpu: int
    ki_swtime: int
    ki_rusage: Rusage
    ki_rgid: int
    ki_svgid: int
    ki_loginclass: str
    ki_wchan: bool
    ki_jobc: int
    ki_size: int
    ki_rssize: int
    ki_kproc: bool
    ki_login: str = ""
    ki_tsid: int = 0
    ki_fibnum: int = 0
    ki_slptime: int = 0
    ki_xstat: int = 0
    ki_childutime: int = 0
    ki_childstime: int = 0
    ki_siglist: tuple[int, ...] = ()
    ki_sigmask: tuple[int, ...] = ()
    ki_sigignore: tuple[int, ...] = ()
    ki_sigcatch: tuple[int, ...] = ()
    ki_tsize: int = 0
    ki_dsize: int = 0
    ki_ssize: int = 0


@dataclass(frozen=True, slots=True)
class KinfoFile:
    """One open file of a process. ``fd`` is a number or ``text``, ``ctty``, ``cwd``, ``root``, ``jail``; ``kind`` the
    type of the file, ``mode`` the type of a vnode (S_IFMT), ``flags`` those of open(2); ``count`` and ``offset`` are -1
    where there is none."""

    fd: str
    kind: str
    mode: int
    flags: int
    count: int
    offset: int
    path: str


@dataclass(frozen=True, slots=True)
class IfaRecord:
    """One address of an interface. ``broadcast`` and ``dst`` are None where there is none; counters as ifa_ipackets ...
    ``vhid`` is the virtual host of CARP that it belongs to (0: none).
    """

    family: int
    addr: int
    plen: int
    broadcast: int | None
    dst: int | None
    ipackets: int = 0
    opackets: int = 0
    ibytes: int = 0
    obytes: int = 0
    flags: int = 0
    pltime: int = 0xFFFFFFFF
    vltime: int = 0xFFFFFFFF
    vhid: int = 0


@dataclass(frozen=True, slots=True)
class IfRecord:
    """One interface as ifconfig(8) and netstat(1) need it. ``flags`` already holds LOWER_UP.

    ``multiaddrs`` are the groups of IPv4 and IPv6 that it listens to, in the order of joining, ``pcp`` is the priority
    of frames without a tag, ``unit`` the number that its driver gave it, ``capenable`` what of its capabilities is
    switched on, ``medialist`` the media there are to choose from.

    ``media`` is the text ``Ethernet 10Gbase-T (10Gbase-T <full-duplex>)`` or empty; ``status`` ``active`` or empty."""

    index: int
    name: str
    driver: str
    flags: int
    mtu: int
    metric: int
    lladdr: bytes | None
    description: str
    capabilities: int
    groups: tuple[str, ...]
    nd6_flags: int
    fib: int
    media: str
    status: str
    baudrate: int
    addrs: tuple[IfaRecord, ...]
    ipackets: int
    ierrors: int
    idrops: int
    ibytes: int
    opackets: int
    oerrors: int
    obytes: int
    collisions: int
    multiaddrs: tuple[int, ...] = ()
    imcasts: int = 0
    omcasts: int = 0
    pcp: int | None = None
    unit: int = 0
    capenable: int = 0
    medialist: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VlanRecord:
    """What a vlan interface puts on its frames, as SIOCGETVLAN and SIOCGVLANPCP give it; ``parent`` may be empty."""

    parent: str
    tag: int
    proto: int
    pcp: int


@dataclass(frozen=True, slots=True)
class BridgeMemberRecord:
    """A member of a bridge as BRDGGIFS gives it; ``proto``, ``role`` and ``state`` are those of the spanning tree."""

    name: str
    index: int
    flags: int
    priority: int
    path_cost: int
    addrmax: int = 0
    proto: int = 2
    role: int = 0
    state: int = 5


@dataclass(frozen=True, slots=True)
class BridgeRecord:
    """Parameters of a bridge as BRDGPARAM gives them, and its members, newest first."""

    root_id: bytes
    bridge_id: bytes
    priority: int
    root_priority: int
    hello_time: int
    forward_delay: int
    max_age: int
    hold_count: int
    maxaddr: int
    timeout: int
    root_cost: int
    root_port: int
    members: tuple[BridgeMemberRecord, ...]
    proto: int = 2


@dataclass(frozen=True, slots=True)
class CableRecord:
    """One direction of an epair cable as linkctl(8) shows it: the other end, properties in the kernel's units, and
    counts of frames.
    """

    other: str
    loss: int
    delay: int
    bandwidth: int
    queue: int
    sent: int
    lost: int
    overflowed: int


@dataclass(frozen=True, slots=True)
class BridgeAddrRecord:
    """A line of a bridge's address table as BRDGRTS gives it; ``expire`` in seconds from now."""

    mac: bytes
    vlan: int
    name: str
    expire: int
    flags: int


@dataclass(frozen=True, slots=True)
class RouteRecord:
    """One route. ``index`` and ``name`` are those of the interface netstat(1) shows; ``gateway`` None for a connected
    prefix, ``expire`` seconds from now (0: it stays), ``weight`` its share among several.
    """

    family: int
    dst: int
    plen: int
    gateway: int | None
    flags: int
    index: int
    name: str
    mtu: int
    nhop: int
    link_index: int
    expire: int = 0
    weight: int = 1


@dataclass(frozen=True, slots=True)
class NeighRecord:
    """One neighbour. ``expire`` in seconds from now, None when permanent; ``mac`` None while unresolved; ``kind`` names
    the link type.
    """

    addr: int
    mac: bytes | None
    name: str
    expire: int | None
    permanent: bool
    published: bool
    kind: str
    state: str = ""
    router: bool = False


@dataclass(frozen=True, slots=True)
class SocketRecord:
    """One socket as sysctl net.inet.*.pcblist gives it, with the processes (pid, fd) that hold it; ``vflag``: which
    versions of IP it speaks (INP_IPV4, INP_IPV6). ``qlen`` of at most ``qlimit`` connections wait to be accepted;
    ``pcb`` is its address in the kernel, ``buffers`` are high-water marks, low-water marks, bytes of mbufs and most of
    those, each of what it receives and of what it sends.
    """

    proto: str
    laddr: int
    lport: int
    faddr: int
    fport: int
    state: str
    uid: int
    jid: int
    recvq: int
    sendq: int
    holders: tuple[tuple[int, int], ...]
    vflag: int = 1
    qlen: int = 0
    qlimit: int = 0
    pcb: int = 0
    tcb: TcbRecord | None = None
    buffers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TcbRecord:
    """What netstat(1) tells of a TCP connection besides (struct xtcpcb). ``timers`` in milliseconds: until it sends
    again, probes, keeps alive, ends, acknowledges; since a segment came.
    """

    sndrexmitpack: int
    rcvoopack: int
    sndzerowin: int
    cwnd: int
    ssthresh: int
    maxseg: int
    timers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class JailRecord:
    """One jail as jail_get(2) gives it: every readable parameter by name."""

    params: dict[str, object]


@dataclass(frozen=True, slots=True)
class KldRecord:
    """One file of the kernel as kldstat(2) gives it: the kernel or a module, with the names of the modules in it."""

    id: int
    refs: int
    address: int
    size: int
    name: str
    pathname: str
    modules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnixRecord:
    """One local socket as sysctl net.local.*.pcblist gives it, with the processes (pid, fd) that hold it. ``address``,
    ``vnode``, ``conn``, ``firstref`` and ``nextref`` are kernel addresses, 0 for none; ``path`` is where it is bound.
    """

    kind: int
    address: int
    vnode: int
    conn: int
    firstref: int
    nextref: int
    path: str
    recvq: int
    sendq: int
    qlen: int
    qlimit: int
    holders: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class NdIfinfoRecord:
    """Parameters of neighbour discovery on an interface (struct nd_ifinfo); ``reachable`` in seconds, the other times
    in milliseconds.
    """

    linkmtu: int
    maxmtu: int
    basereachable: int
    reachable: int
    retrans: int
    flags: int
    chlim: int


@dataclass(frozen=True, slots=True)
class NdDefrouterRecord:
    """A default router (struct in6_defrouter); ``expire`` in seconds from now, ``installed``: it has the default route.
    """

    rtaddr: int
    name: str
    flags: int
    rtlifetime: int
    expire: int
    installed: bool


@dataclass(frozen=True, slots=True)
class NdPrefixRecord:
    """A prefix of a link (struct in6_prefix); ``expire`` in seconds from now, None: never."""

    prefix: int
    plen: int
    name: str
    onlink: bool
    auto: bool
    installed: bool
    vltime: int
    pltime: int
    expire: int | None
    refcnt: int
    advrtrs: tuple[int, ...]
