"""pfctl -s info, states, timeouts, memory, Interfaces, Running, Sources.

Models sbin/pfctl/pfctl_parser.c (print_status, print_src_node) and pf_print_state.c, and the pfctl_show_ functions of
pfctl.c and pfctl_table.c (print_iface).
"""

from __future__ import annotations

from simbsd.lib.inet6 import gethostbyaddr6
from simbsd.lib.netdb import gethostbyaddr
from simbsd.lib.unistd import gettimeofday
from simbsd.sbin.pfctl.run import Run
from simbsd.sbin.pfctl.text import ctime
from simbsd.sys.pf import (
    LIMITS,
    OTHER_STATES,
    PF_OUT,
    PF_TCPS_PROXY_SRC,
    TCP_STATES,
    TIMEOUTS,
    PfIfaceInfo,
    PfPeerInfo,
    PfSourceInfo,
    PfStateInfo,
    PfStatusInfo,
    PfSyncookiesInfo,
)
from simbsd.sys.pf_text import ntop, proto_name
from simbsd.sys.socketvar import AF_INET

_TCP, _UDP, _ICMPS = 6, 17, (1, 58)
_WSCALE_MASK = 0x0F
_ROWS = tuple(f"{way}{family}/{fate}:" for family in "46" for way in ("In", "Out") for fate in ("Pass", "Block"))


async def show_status(run: Run) -> None:
    """pfctl -s info."""
    status: PfStatusInfo = await run.ioctl("DIOCGETSTATUS")
    if run.showall:
        await run.title("INFO:")
    runtime = await gettimeofday() // 1_000_000 - status.since if status.since else 0
    word = "Enabled" if status.running else "Disabled"
    line = f"Status: {word}"
    if status.since:
        line += f" for {runtime // 86400} days {runtime // 3600 % 24:02}:{runtime // 60 % 60:02}:{runtime % 60:02}"
    text = f"{line:<44}{'Debug: ' + status.debug.capitalize():>15}\n\n"
    if run.verbose:
        text += f"Hostid:   0x{status.hostid:08x}\nChecksum: 0x{status.checksum:032x}\n\n"
    if status.ifname:
        text += _interface_stats(status)
    text += f"{'State Table':<27} {'Total':>14} {'Rate':>16}\n"
    text += _entries(status.states) + _counters(status.fcounters, runtime)
    if run.verbose:
        text += "Source Tracking Table\n" + _entries(status.src_nodes) + _counters(status.scounters, runtime)
    text += "Counters\n" + _counters(status.counters, runtime)
    if run.verbose:
        text += "Limit Counters\n" + _counters(status.lcounters, runtime) + "Syncookies\n"
        text += await _syncookies(run, status.syncookies_active)
        text += f"Reassemble {'yes' if status.reass else 'no':>24} {'no-df' if status.reass > 1 else ''}\n"
    await run.out.put(text)


async def _syncookies(run: Run, active: bool) -> str:
    cookies: PfSyncookiesInfo = await run.ioctl("DIOCGETSYNCOOKIES")
    text = f"  {'mode':<25} {cookies.mode}\n  {'active':<25} {'active' if active else 'inactive'}\n"
    if run.verbose < 2:
        return text
    states = max(1, (await run.ioctl("DIOCGETLIMITS"))["states"])
    text += f"  {'highwater':<25} {cookies.hiwat * 100 // states} %\n"
    text += f"  {'lowwater':<25} {cookies.lowat * 100 // states} %\n"
    return text + f"  {'halfopen states':<25} {cookies.halfopen}\n"


def _entries(number: int) -> str:
    return f"  {'current entries':<25} {number:14} {'':14}\n"


def _counters(counters: dict[str, int], runtime: int) -> str:
    """Counters with their rates; tenths are rounded as printf(3) rounds."""
    return "".join(
        f"  {name:<25} {value:14} " + (f"{value / runtime:14.1f}/s\n" if runtime > 0 else f"{'':14}\n")
        for name, value in counters.items()
    )


def _interface_stats(status: PfStatusInfo) -> str:
    four, six = status.icounters
    text = f"Interface Stats for {status.ifname:<16} {'IPv4':>5} {'IPv6':>16}\n"
    text += f"  {'Bytes In':<25} {four[0]:14} {six[0]:16}\n  {'Bytes Out':<25} {four[1]:14} {six[1]:16}\n"
    for side, word in enumerate(("In", "Out")):
        text += f"  Packets {word}\n"
        for at, fate in enumerate(("Passed", "Blocked")):
            text += f"    {fate:<23} {four[2 + 2 * side + at]:14} {six[2 + 2 * side + at]:16}\n"
    return text + "\n"


async def show_states(run: Run, ifname: str | None) -> None:
    """pfctl -s states, of one interface's or all."""
    title = run.showall
    states: list[PfStateInfo] = await run.ioctl("DIOCGETSTATES")
    for state in states:
        if ifname is not None and state.ifname != ifname:
            continue
        if title:
            await run.title("STATES:")
            title = False
        await run.out.put(await _state(run, state))


async def _state(run: Run, state: PfStateInfo) -> str:
    """print_state."""
    out = state.direction == PF_OUT
    (src, dst) = (state.src, state.dst) if out else (state.dst, state.src)
    stack, wire = (state.stack, state.wire) if out else (state.wire, state.stack)
    text = f"{state.ifname} {proto_name(state.proto)} "
    ends: list[str] = []
    for side in (1, 0):
        shown, other = wire[side], stack[side]
        if state.proto in _ICMPS and side == int(not out):
            other = other[0], shown[1]
        word = await _host(run, state.af, shown)
        ends.append(word if shown == other else f"{word} ({await _host(run, state.af, other)})")
    text += f"{ends[0]} {'->' if out else '<-'} {ends[1]}       "
    text += f"{_levels(state.proto, src.state, dst.state)}\n"
    if run.verbose and state.proto == _TCP:
        scaled = bool(src.wscale and dst.wscale)
        text += f"   {_seq(src, scaled)}  {_seq(dst, scaled)}\n"
    return text + _details(run, state)


def _levels(proto: int, one: int, other: int) -> str:
    if proto == _TCP and max(one, other) >= len(TCP_STATES):
        return "PROXY:SRC" if PF_TCPS_PROXY_SRC in (one, other) else "PROXY:DST"
    return f"{_level(proto, one)}:{_level(proto, other)}"


def _level(proto: int, level: int) -> str:
    if proto == _TCP:
        return TCP_STATES[level]
    return str(level) if proto in _ICMPS else OTHER_STATES[level]


def _seq(peer: PfPeerInfo, scaled: bool) -> str:
    """Numbers of one end, and its scale where both ends scale (print_seq, print_state)."""
    text = f"[{peer.seqlo} + {peer.seqhi - peer.seqlo & 0xFFFFFFFF}]"
    text += f"(+{peer.seqdiff})" if peer.seqdiff else ""
    return f"{text} wscale {peer.wscale & _WSCALE_MASK}" if scaled else text


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _details(run: Run, state: PfStateInfo) -> str:
    if not run.verbose:
        return ""
    text = f"   age {_clock(state.age)}, expires in {_clock(state.expire)}, "
    text += f"{state.packets[0]}:{state.packets[1]} pkts, {state.octets[0]}:{state.octets[1]} bytes"
    text += f", anchor {state.anchor}" if state.anchor >= 0 else ""
    text += f", rule {state.rule}" if state.rule >= 0 else ""
    marks = (
        (state.allow_opts, "allow-opts"), (state.sloppy, "sloppy"), (state.no_sync, "no-sync"),
        (state.tracked, "source-track"), (state.sticky, "sticky-address"), (state.log, "log"),
    )  # fmt: skip
    text += "".join(f", {word}" for on, word in marks if on) + (" (all)" if state.log_all else "") + "\n"
    if run.verbose > 1:
        text += f"   id: {state.id:016x} creatorid: {state.creatorid:08x}"
        if state.route[0]:
            text += f" {state.route[0]}: {ntop(state.af, state.route[1])}@{state.route[2]}"
        text += f" rtable: {state.rtable}\n" if state.rtable >= 0 else "\n"
        text += f"   origif: {state.orig_ifname}\n" if state.orig_ifname != state.ifname else ""
    return text


async def _host(run: Run, af: int, end: tuple[int, int]) -> str:
    """An address, or with -r its name, and the port (print_host)."""
    addr, port = end
    text = ntop(af, addr)
    if run.usedns:
        text = await (gethostbyaddr(addr) if af == AF_INET else gethostbyaddr6(addr)) or text
    if not port:
        return text
    return f"{text}:{port}" if af == AF_INET else f"{text}[{port}]"


async def show_running(run: Run) -> int:
    """pfctl -s Running; the exit status."""
    status: PfStatusInfo = await run.ioctl("DIOCGETSTATUS")
    await run.out.put("Enabled\n" if status.running else "Disabled\n")
    return int(not status.running)


async def show_timeouts(run: Run) -> None:
    """pfctl -s timeouts."""
    if run.showall:
        await run.title("TIMEOUTS:")
    seconds: dict[str, int] = await run.ioctl("DIOCGETTIMEOUTS")
    for name in TIMEOUTS:
        unit = " states" if name.startswith("adaptive") else "s"
        await run.out.put(f"{name:<20} {seconds[name]:10}{unit}\n")


async def show_limits(run: Run) -> None:
    """pfctl -s memory."""
    if run.showall:
        await run.title("LIMITS:")
    limits: dict[str, int] = await run.ioctl("DIOCGETLIMITS")
    for name in LIMITS:
        value = "unlimited" if limits[name] == 0xFFFFFFFF else f"hard limit {limits[name]:8}"
        await run.out.put(f"{name:<13} {value}\n")


async def show_sources(run: Run) -> None:
    """pfctl -s Sources."""
    nodes: list[PfSourceInfo] = await run.ioctl("DIOCGETSRCNODES")
    if nodes and run.showall:
        await run.title("SOURCE TRACKING NODES:")
    for node in nodes:
        rate, seconds = node.rate
        text = f"{ntop(node.af, node.addr)} -> {ntop(node.af, node.raddr)} ( states {node.states}, "
        text += f"connections {node.conn}, rate {rate // 1000}.{rate % 1000 // 100}/{seconds}s )\n"
        if run.verbose:
            text += f"   age {_clock(node.age)}"
            text += "" if node.states else f", expires in {_clock(node.expire)}"
            text += f", {node.packets} pkts, {node.octets} bytes"
            text += (f", filter rule {node.rule}" if node.rule >= 0 else "") + "\n"
        await run.out.put(text)


async def show_interfaces(run: Run, ifname: str | None) -> None:
    """pfctl -s Interfaces."""
    found: list[PfIfaceInfo] = await run.ioctl("DIOCIGETIFACES", ifname or "")
    if run.showall:
        await run.title("INTERFACES:")
    for info in found:
        text = info.name + (" (skip)" if run.verbose and info.skip else "") + "\n"
        if run.verbose > 1:
            text += f"\tCleared:     {ctime(info.tzero)}\n\tReferences:  {info.references:<18}\n"
            for name, packets, octets in zip(_ROWS, info.packets, info.octets, strict=True):
                text += f"\t{name:<12} [ Packets: {packets:<18} Bytes: {octets:<18} ]\n"
        await run.out.put(text)
