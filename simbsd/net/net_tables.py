"""Tables about the network that belong to no stack: mbufs, packet listeners, and the queues between protocols.

Models sys/kern/kern_mbuf.c (tunable_mbinit), its zones among those of sysctl vm.zone_stats, sys/net/bpf.c
(bpf_stats_sysctl) and sys/net/netisr.c (net.isr); leaves out caches of mbufs, sendfile(2), and counters of stacks that
are gone. A packet of more than ``MHLEN`` bytes is an mbuf with a cluster, and so is each cluster's worth of data in the
buffer of a socket.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_priv import priv_check
from simbsd.sys.netrecords import BpfRecord, NetisrRecord, ZoneRecord
from simbsd.sys.priv import Priv
from simbsd.sys.sysctl import Oid
from simbsd.sys.vm import PAGE_SIZE
from simbsd.vm.vm_meter import vm_page_count

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

MSIZE, MHLEN, MCLBYTES = 256, 168, 2048
MJUMPAGESIZE, MJUM9BYTES, MJUM16BYTES = 4096, 9216, 16384
_ISR_QLIMIT, _ISR_MAXQLIMIT = 256, 10240
# name, number, policy, dispatch, and the counters of a stack that tell how many packets a protocol has had
_PROTOCOLS = (
    ("ip", 1, "flow", "default", ("ip.ips_total",)), ("igmp", 2, "source", "default", ()),
    ("rtsock", 3, "source", "default", ()),
    ("arp", 4, "source", "default", ("arp.received",)), ("ether", 5, "source", "direct", ()),
    ("ip6", 6, "flow", "default", ("ip6.ip6s_total",)),
)  # fmt: skip


def mbuf_limits(kernel: Kernel) -> dict[str, int]:
    """How many clusters of each size there may be (tunable_mbinit)."""
    memory = vm_page_count(kernel) * PAGE_SIZE // 2
    clusters = {
        "nmbclusters": memory // MCLBYTES // 4, "nmbjumbop": memory // MJUMPAGESIZE // 4,
        "nmbjumbo9": memory // MJUM9BYTES // 6, "nmbjumbo16": memory // MJUM16BYTES // 6,
    }  # fmt: skip
    return {"nmbufs": max(memory // MSIZE // 5, sum(clusters.values())), **clusters}


def _in_use(kernel: Kernel) -> tuple[int, int]:
    """Mbufs alone, and mbufs with a cluster, of the packets under way and in the buffers of all sockets."""
    lengths = [m.m_len for _, _, _, m in kernel.netisrq]
    sockets = [unp.unp_socket for unp in kernel.unpcbs.values()]
    for vnet in kernel.vnets.values():
        sockets += [inp.inp_socket for pcbs in vnet.vnet_pcbs.values() for inp in pcbs if inp.inp_socket is not None]
    held = sum(-(-size // MCLBYTES) for so in sockets for size in (len(so.so_rcvbuf) + so.so_rcvcc, len(so.so_sndbuf)))
    small = sum(1 for length in lengths if length <= MHLEN)
    return small, len(lengths) - small + held


def _zones(kernel: Kernel, p: Proc) -> list[ZoneRecord]:
    limits = mbuf_limits(kernel)
    small, packets = _in_use(kernel)
    return [
        ZoneRecord("mbuf", small, limits["nmbufs"], MSIZE), ZoneRecord("mbuf_packet", packets, 0, MSIZE),
        ZoneRecord("mbuf_cluster", packets, limits["nmbclusters"], MCLBYTES),
        ZoneRecord("mbuf_jumbo_page", 0, limits["nmbjumbop"], MJUMPAGESIZE),
        ZoneRecord("mbuf_jumbo_9k", 0, limits["nmbjumbo9"], MJUM9BYTES),
        ZoneRecord("mbuf_jumbo_16k", 0, limits["nmbjumbo16"], MJUM16BYTES),
    ]  # fmt: skip


def _limit(name: str, what: str) -> Oid:
    return Oid(f"kern.ipc.{name}", "int", f"Maximum number of {what} allowed", get=lambda k, p: mbuf_limits(k)[name])


def _bpf_stats(kernel: Kernel, p: Proc) -> list[BpfRecord]:
    """The listeners on all interfaces, of whatever stack, the youngest first. Errors: EPERM."""
    priv_check(kernel, p, Priv.PRIV_NET_BPF)
    return [
        BpfRecord(
            d.bd_pid, ifp.if_xname, d.bd_promisc, d.bd_immediate, d.bd_rcount, d.bd_dcount, d.bd_fcount,
            len(d.bd_sbuf), len(d.bd_hbuf),
        )
        for ifp in reversed(kernel.ifnets.values()) for d in reversed(ifp.if_bpf)
    ]  # fmt: skip


def _netisr_work(kernel: Kernel, p: Proc) -> list[NetisrRecord]:
    """What each protocol has had: packets of a loopback interface were queued, all others dispatched at once."""
    frames = looped = 0
    for ifp in kernel.ifnets.values():
        if ifp.if_type == "lo":
            looped += ifp.if_ipackets
        elif ifp.if_lladdr is not None:
            frames += ifp.if_ipackets
    found = []
    for name, number, policy, dispatch, counters in _PROTOCOLS:
        handled = sum(vnet.vnet_stats.get(counter, 0) for vnet in kernel.vnets.values() for counter in counters)
        handled = frames if name == "ether" else handled
        queued = min(looped, handled) if name == "ip" else 0
        found.append(NetisrRecord(name, number, _ISR_QLIMIT, policy, dispatch, handled - queued, queued, handled))
    return found


def _isr(name: str, kind: str, description: str, value: Any) -> Oid:
    return Oid(f"net.isr.{name}", kind, description, value)


SYSCTLS: tuple[Oid, ...] = (
    _limit("nmbufs", "mbufs"), _limit("nmbclusters", "mbuf clusters"),
    _limit("nmbjumbop", "mbuf page size jumbo clusters"), _limit("nmbjumbo9", "mbuf 9k jumbo clusters"),
    _limit("nmbjumbo16", "mbuf 16k jumbo clusters"),
    Oid("vm.zone_stats", "opaque", "Zone Stats", get=_zones),
    Oid("net.bpf.stats", "opaque", "bpf statistics portal", get=_bpf_stats),
    _isr("bindthreads", "int", "Bind netisr threads to CPUs.", 0),
    _isr("maxthreads", "int", "Use at most this many CPUs for netisr processing", 1),
    _isr("numthreads", "int", "Number of extant netisr threads.", 1),
    _isr("defaultqlimit", "int",
         "Default netisr per-protocol, per-CPU queue limit if not set by protocol", _ISR_QLIMIT),
    _isr("maxqlimit", "int", "Maximum netisr per-protocol, per-CPU queue depth.", _ISR_MAXQLIMIT),
    _isr("dispatch", "string", "netisr dispatch policy", "direct"),
    Oid("net.isr.work", "opaque", "Return list of per-workstream, per-protocol work in netisr", get=_netisr_work),
)  # fmt: skip
