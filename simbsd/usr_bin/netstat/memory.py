"""Memory of the network (netstat -m), the queues between protocols (-Q) and packet listeners (-B).

Models mbpr() of usr.bin/netstat/mbuf.c, netisr_stats() of netisr.c and bpf_stats() of bpf.c; leaves out the work of
-Q in libxo's forms, whose lists are not closed there.
"""

from __future__ import annotations

from simbsd.lib.err import Err
from simbsd.lib.sysctl import sysctl
from simbsd.sys.errno import ESRCH, Errno
from simbsd.sys.netrecords import BpfRecord, NetisrRecord, ZoneRecord

_CLUSTERS = (("jumbo", "mbuf_jumbo_page"), ("jumbo9", "mbuf_jumbo_9k"), ("jumbo16", "mbuf_jumbo_16k"))
_SENDFILE = (
    ("sendfile-syscalls", "sendfile syscalls"),
    ("sendfile-no-io", "sendfile syscalls completed without I/O request"),
    ("sendfile-io-count", "requests for I/O initiated by sendfile"),
    ("sendfile-pages-sent", "pages read by sendfile as part of a request"),
    ("sendfile-pages-valid", "pages were valid at time of a sendfile request"),
    ("sendfile-pages-bogus", "pages were valid and substituted to bogus page"),
    ("sendfile-requested-readahead", "pages were requested for read ahead by applications"),
    ("sendfile-readahead", "pages were read ahead by sendfile"),
    ("sendfile-busy-encounters", "times sendfile encountered an already busy page"),
    ("sfbufs-alloc-failed", "requests for sfbufs denied"), ("sfbufs-alloc-wait", "requests for sfbufs delayed"),
)  # fmt: skip
_DENIALS = (
    (("mbuf-failures", "cluster-failures", "packet-failures"),
     "requests for mbufs denied (mbufs/clusters/mbuf+clusters)"),
    (("mbuf-sleeps", "cluster-sleeps", "packet-sleeps"), "requests for mbufs delayed (mbufs/clusters/mbuf+clusters)"),
    (("jumbop-sleeps", "jumbo9-sleeps", "jumbo16-sleeps"), "requests for jumbo clusters delayed (4k/9k/16k)"),
    (("jumbop-failures", "jumbo9-failures", "jumbo16-failures"), "requests for jumbo clusters denied (4k/9k/16k)"),
)  # fmt: skip


def _mbuf_lines(zones: dict[str, ZoneRecord]) -> list[tuple[dict[str, int], str]]:
    """The lines of mbpr(): what each shows, by libxo's names, and its text; nothing is cached."""
    mbuf, packet, cluster = zones["mbuf"], zones["mbuf_packet"], zones["mbuf_cluster"]
    both, used = mbuf.count + packet.count, cluster.count
    lines = [
        ({"mbuf-current": both, "mbuf-cache": 0, "mbuf-total": both}, "mbufs in use (current/cache/total)"),
        ({"cluster-current": used, "cluster-cache": 0, "cluster-total": used, "cluster-max": cluster.limit},
         "mbuf clusters in use (current/cache/total/max)"),
        ({"packet-count": packet.count, "packet-free": 0},
         "mbuf+clusters out of packet secondary zone in use (current/cache)"),
    ]  # fmt: skip
    for name, zone in _CLUSTERS:
        most = "jumbo16-limit" if name == "jumbo16" else f"{name}-max"
        counts = {f"{name}-count": zones[zone].count, f"{name}-cache": 0, f"{name}-total": zones[zone].count}
        size = {"jumbo": "4k (page size)", "jumbo9": "9k", "jumbo16": "16k"}[name]
        lines.append((counts | {most: zones[zone].limit}, f"{size} jumbo clusters in use (current/cache/total/max)"))
    return lines


def _bytes(zones: dict[str, ZoneRecord]) -> int:
    """bytes_inuse: the clusters of packets are counted with these."""
    return sum(zone.count * zone.size for zone in zones.values())


async def mbufs() -> tuple[str, dict[str, object]]:
    """-m: the text, and what libxo is told."""
    zones = {zone.name: zone for zone in await sysctl("vm.zone_stats")}
    kilobytes = _bytes(zones) // 1024
    lines = [(counts, "/".join(map(str, counts.values())) + f" {text}") for counts, text in _mbuf_lines(zones)]
    held = {"bytes-in-use": kilobytes, "bytes-in-cache": 0, "bytes-total": kilobytes}
    lines.append((held, f"{kilobytes}K/0K/{kilobytes}K bytes allocated to network (current/cache/total)"))
    lines += [(dict.fromkeys(names, 0), f"0/0/0 {text}") for names, text in _DENIALS]
    lines += [({name: 0}, f"0 {text}") for name, text in _SENDFILE]
    fields: dict[str, object] = {}
    for counts, _ in lines:
        fields |= counts
    fields["jumbo-page-size"] = 4
    return "".join(text + "\n" for _, text in lines), {"mbuf-statistics": fields}


async def netisr() -> tuple[str, dict[str, object]]:
    """-Q: configuration, protocols and work of netisr(9)."""
    settings = {name: await sysctl(f"net.isr.{name}") for name in (
        "bindthreads", "maxthreads", "numthreads", "defaultqlimit", "maxqlimit", "dispatch")}  # fmt: skip
    work: list[NetisrRecord] = await sysctl("net.isr.work")
    rows = (
        ("Setting", "Current", "Limit"), ("Thread count", settings["numthreads"], settings["maxthreads"]),
        ("Default queue limit", settings["defaultqlimit"], settings["maxqlimit"]),
        ("Dispatch policy", settings["dispatch"], "n/a"),
        ("Threads bound to CPUs", "enabled" if settings["bindthreads"] else "disabled", "n/a"),
    )  # fmt: skip
    text = "Configuration:\n" + "".join(f"{name:<25} {now:>12} {most:>12}\n" for name, now, most in rows)
    text += "\nProtocols:\nName   Proto QLimit Policy Dispatch Flags\n"
    text += "".join(
        f"{one.name:<6} {one.proto:>5} {one.qlimit:>6} {one.policy:>6} {one.dispatch:>8}   ---\n" for one in work
    )
    text += "\nWorkstreams:\nWSID CPU   Name     Len WMark   Disp'd  HDisp'd   QDrops   Queued  Handled\n"
    for one in work:
        text += f"{0:>4} {0:>3}   {one.name:<6} {0:>5} {min(one.queued, 1):>5} {one.dispatched:>8} {0:>8} {0:>8}"
        text += f" {one.queued:>8} {one.handled:>8}\n"
    protocols = [
        {"name": one.name, "protocol": one.proto, "queue-limit": one.qlimit, "policy-type": one.policy,
         "policy": one.dispatch, "flags": "---"}
        for one in work
    ]  # fmt: skip
    return text, {"netisr": {"protocol": protocols}}


def _flags(record: BpfRecord) -> str:
    """bpf_flags(): every listener here completes headers and sees both directions."""
    return f"{'p' if record.promisc else '-'}{'i' if record.immediate else '-'}fs---"


async def _command(err: Err, pid: int) -> str:
    """bpf_pidname()."""
    for proc in await sysctl("kern.proc.all"):
        if proc.ki_pid == pid:
            return str(proc.ki_comm)
    await err.warn("kern.proc.pid failed", Errno(ESRCH, "There is no such process."))
    return "??????"


async def listeners(err: Err, ifname: str | None) -> tuple[str, dict[str, object]]:
    """-B: who listens to packets; nothing at all without a listener. Raises Errno."""
    records: list[BpfRecord] = await sysctl("net.bpf.stats")
    if not records:
        return "", {}
    text = f"{'Pid':>5} {'Netif':>6} {'Flags':>7} {'Recv':>9} {'Drop':>9} {'Match':>9} Sblen Hblen Command\n"
    entries: list[dict[str, object]] = []
    for one in records:
        if ifname not in (None, one.ifname):
            continue
        command = await _command(err, one.pid)
        text += f"{one.pid:>5} {one.ifname:>6} {_flags(one):>7} {one.rcount:>9} {one.dcount:>9} {one.fcount:>9}"
        text += f" {one.slen:>5} {one.hlen:>5} {command}\n"
        entries.append(
            {"pid": one.pid, "interface-name": one.ifname, "direction": "bidirectional",
             "received-packets": one.rcount, "dropped-packets": one.dcount, "filter-packets": one.fcount,
             "store-buffer-length": one.slen, "hold-buffer-length": one.hlen, "process": command}
        )  # fmt: skip
    return text, {"bpf-statistics": {"bpf-entry": entries}}
