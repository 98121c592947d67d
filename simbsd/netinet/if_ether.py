"""ARP: which link-level address stands for which IPv4 address.

Models sys/netinet/if_ether.c (arpresolve_full, in_arpinput, arptimer, arp_ifinit, arprequest); leaves out proxying,
logging limits and duplicate address detection. A resolved entry is not timed: it is past its time when somebody next
looks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_timeout import callout_reset, callout_stop
from simbsd.kern.subr_prf import log
from simbsd.net.bpf import drop, ether_ntoa, inet_ntoa
from simbsd.net.ether_frame import ether_output_frame
from simbsd.net.route import fib4_lookup
from simbsd.net.vnet_walk import vnet_walk
from simbsd.sys.errno import EAGAIN, EHOSTDOWN, EHOSTUNREACH, EINVAL
from simbsd.sys.mbuf import ETHER_BROADCAST, ETHER_HDR_LEN, ETHERTYPE_ARP, ETHERTYPE_IP, Arp, Ether, Mbuf
from simbsd.sys.syslog import LOG_ERR, LOG_NOTICE
from simbsd.sys.vnet import IFF_NOARP, IFF_RUNNING, IFF_STATICARP, IFF_UP, Ifaddr, Ifnet, Llentry, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

SECOND = 1_000_000
ARPT_DOWN = 20 * SECOND
MAXTRIES, MAX_AGE, MAXHOLD = 5, 1200, 16
ARP_FRAME = 42
PREEMPT = MAXTRIES * SECOND
_UP_RUNNING = IFF_UP | IFF_RUNNING


def arpresolve(kernel: Kernel, ifp: Ifnet, m: Mbuf, address: int) -> bytes | int:
    """The link-level address of a neighbour; else an errno, and the packet waits for the answer (arpresolve_full).

    EAGAIN (EWOULDBLOCK) while questions are still being asked (net.link.ether.inet.maxtries), then EHOSTDOWN, or
    EHOSTUNREACH for a gateway.
    """
    if kernel.watched:
        vnet_walk(kernel, ifp.if_vnet, "V_lltables")
    entry = ifp.if_vnet.vnet_lltable.get((ifp.if_index, address))
    if entry is not None and entry.lle_mac is not None:
        left = entry.lle_expire - kernel.now
        if entry.lle_expire == 0 or left > 0:
            if 0 < left < PREEMPT:
                _refresh(kernel, entry, left)
            return entry.lle_mac
        arp_free(kernel, entry)
        entry = None
    if entry is None:
        if ifp.if_flags & (IFF_NOARP | IFF_STATICARP):
            flag = "NOARP" if ifp.if_flags & IFF_NOARP else "STATICARP"
            drop(kernel, m, ifp, f"{ifp.if_xname} asks nobody ({flag}), and has no entry for {inet_ntoa(address)}.")
            return EINVAL
        entry = Llentry(address, ifp)
        ifp.if_vnet.vnet_lltable[ifp.if_index, address] = entry
    return _ask(kernel, entry, m)


def _ask(kernel: Kernel, entry: Llentry, m: Mbuf) -> int:
    ifp = entry.lle_ifp
    asked, uptime = entry.lle_asked, kernel.now // SECOND
    renew = asked == 0 or entry.lle_expire != uptime * SECOND
    entry.lle_hold.append(m)
    if len(entry.lle_hold) > MAXHOLD:
        old = entry.lle_hold.pop(0)
        drop(
            kernel,
            old,
            ifp,
            f"Nobody has answered for {inet_ntoa(entry.lle_addr)} yet, and {MAXHOLD} packets wait already.",
        )
    tries = int(ifp.if_vnet.vnet_sysctls.get("net.link.ether.inet.maxtries", MAXTRIES))
    error = EAGAIN
    if asked >= tries:
        error = EHOSTUNREACH if m.m_payload.dst != entry.lle_addr else EHOSTDOWN
    if renew:
        entry.lle_expire = uptime * SECOND
        callout_stop(entry.lle_timer)
        entry.lle_timer = callout_reset(kernel, ARPT_DOWN, arptimer, entry)
        entry.lle_asked += 1
        arprequest(kernel, ifp, entry.lle_addr)
    return error


def _refresh(kernel: Kernel, entry: Llentry, left: int) -> None:
    """Ask again shortly before an entry in use runs out, at most once a second (llentry_provide_feedback)."""
    second = (PREEMPT - left) // SECOND + 1
    if second > entry.lle_asked:
        entry.lle_asked = second
        arprequest(kernel, entry.lle_ifp, entry.lle_addr)


def arptimer(kernel: Kernel, entry: Llentry) -> None:
    """Nobody answered for 20 s: forget the question and the packets that waited for it (arptimer)."""
    _count(entry.lle_ifp.if_vnet, "arp.timeouts")
    arp_free(kernel, entry)


def lle_event(kernel: Kernel, entry: Llentry, gone: bool = False) -> None:
    """Tell who wants to know that a neighbour was found, or forgotten (lle_event)."""
    if entry.lle_ifp.if_vnet.vnet_netlink:
        from simbsd.net.netlink_group import nl_neigh_event

        nl_neigh_event(kernel, entry, gone)


def arp_free(kernel: Kernel, entry: Llentry) -> None:
    """Take an entry out of the table."""
    callout_stop(entry.lle_timer)
    entry.lle_timer = None
    for m in entry.lle_hold:
        drop(kernel, m, entry.lle_ifp, f"Nobody answers for {inet_ntoa(entry.lle_addr)} on {entry.lle_ifp.if_xname}.")
    entry.lle_hold = []
    table = entry.lle_ifp.if_vnet.vnet_lltable
    key = (entry.lle_ifp.if_index, entry.lle_addr)
    if table.get(key) is entry:
        del table[key]
        lle_event(kernel, entry, True)
    entry.lle_mac = None  # whoever has kept the entry sees that it is no longer one


def arprequest(
    kernel: Kernel, ifp: Ifnet, target: int, sender: int | None = None, mac: bytes | None = None
) -> None:
    """Ask everybody on a link who has ``target``; the sender is an own address of its network, one that is shared under
    its virtual link-level address (arprequest_internal).
    """
    if ifp.if_flags & _UP_RUNNING != _UP_RUNNING or ifp.if_lladdr is None:
        return
    if sender is None:
        ifa = _sender(ifp, target)
        if ifa is None:
            return
        sender = ifa.ia_addr
        if ifa.ifa_carp is not None:
            mac = ifa.ifa_carp.sc_addr
    arp = Arp(1, mac or ifp.if_lladdr, sender, bytes(6), target)
    _send(kernel, ifp, ETHER_BROADCAST, arp, True)


def _sender(ifp: Ifnet, target: int) -> Ifaddr | None:
    usable = [ifa for ifa in ifp.if_addrs if ifa.ifa_carp is None or _virtual(ifa) is not None]
    for ifa in usable:
        if (ifa.ia_addr ^ target) >> (32 - ifa.ia_plen) == 0:
            return ifa
    return usable[0] if usable else None


def _virtual(ifa: Ifaddr) -> bytes | None:
    """The virtual link-level address of a shared address, None while it is in use elsewhere (carp_iamatch)."""
    from simbsd.netinet.ip_carp_hooks import carp_iamatch

    return carp_iamatch(ifa)


def _send(kernel: Kernel, ifp: Ifnet, mac: bytes, arp: Arp, broadcast: bool) -> None:
    kernel.lastpacket += 1
    source = ifp.if_lladdr or arp.sender_mac
    m = Mbuf(kernel.lastpacket, Ether(mac, source, ETHERTYPE_ARP, arp), None, broadcast, 0, ARP_FRAME)
    _count(ifp.if_vnet, "arp.txrequests" if arp.op == 1 else "arp.txreplies")
    ether_output_frame(kernel, ifp, m)


def _count(vnet: Vnet, name: str) -> None:
    vnet.vnet_stats[name] = vnet.vnet_stats.get(name, 0) + 1


def arp_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """An ARP message arrived (in_arpinput): learn from it, answer it if it asks for an own address."""
    frame: Ether = m.m_payload
    arp = frame.payload
    vnet = ifp.if_vnet
    if type(arp) is not Arp:
        arp = _read(kernel, ifp, m)
    if arp is None or not _is_heard(kernel, ifp, m, arp):
        return
    mine = _match(vnet, ifp, arp)
    if mine is None:
        if ifp.if_bridge is None:
            drop(kernel, m, ifp, _why_not_me(ifp, arp))
        return
    out: Ifnet = mine.ia_ifp
    mac = out.if_lladdr if mine.ifa_carp is None else _virtual(mine) or out.if_lladdr
    if arp.sender_mac == mac:
        drop(kernel, m, ifp, f"{ifp.if_xname}: what {out.if_xname} said itself by ARP came back.")
        return
    entry = vnet.vnet_lltable.get((out.if_index, arp.sender_ip))
    if arp.sender_ip == mine.ia_addr and mine.ifa_carp is None and not _bridged(ifp):
        sender = ether_ntoa(arp.sender_mac)
        if vnet.vnet_id >= 0:  # another machine's console is not ours
            log(kernel, f"arp: {sender} is using my IP address {inet_ntoa(mine.ia_addr)} on {out.if_xname}!", LOG_ERR)
    elif not out.if_flags & IFF_STATICARP:
        if entry is not None:
            _update(kernel, entry, arp.sender_mac)
        elif arp.target_ip == mine.ia_addr and _onlink(out, arp.sender_ip):
            entry = Llentry(arp.sender_ip, out)
            vnet.vnet_lltable[out.if_index, arp.sender_ip] = entry
            _update(kernel, entry, arp.sender_mac)
    if arp.op == 1 and arp.target_ip == mine.ia_addr and mac is not None:
        reply = Arp(2, mac, mine.ia_addr, arp.sender_mac, arp.sender_ip)
        _send(kernel, out, arp.sender_mac, reply, False)
    elif arp.op == 1 and arp.target_ip != mine.ia_addr:
        _proxy(kernel, ifp, arp)


def _is_heard(kernel: Kernel, ifp: Ifnet, m: Mbuf, arp: Arp) -> bool:
    """Count a message; False for one of a sender that nobody can answer."""
    _count(ifp.if_vnet, "arp.received")
    if arp.sender_mac[0] & 1:
        _complain(kernel, ifp.if_vnet, f"{ether_ntoa(arp.sender_mac)} is multicast")
        drop(kernel, m, ifp, f"{ifp.if_xname}: an ARP message of a sender whose link-level address is a group's.")
        return False
    if arp.op in (1, 2):
        _count(ifp.if_vnet, "arp.rxrequests" if arp.op == 1 else "arp.rxreplies")
    return True


def _read(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> Arp | None:
    """A program has made the message of bytes: what they say; None, and a word on the console, for nonsense (arpintr).
    """
    from simbsd.net.wire_input import Malformed, arp_parse

    try:
        return arp_parse(m.m_payload.payload)
    except Malformed as error:
        text = str(error)
        if error.counter:
            _count(ifp.if_vnet, error.counter)
        if text:
            _complain(kernel, ifp.if_vnet, f"{text} {ifp.if_xname}" if text.endswith(" on") else text)
        drop(kernel, m, ifp, f"{ifp.if_xname}: what came as ARP is no message for IPv4 over Ethernet.")
        return None


def _complain(kernel: Kernel, vnet: Vnet, text: str) -> None:
    """A word on the console (ARP_LOG); another machine's is not ours."""
    if vnet.vnet_id >= 0:
        log(kernel, f"arp: {text}", LOG_NOTICE)


def _proxy(kernel: Kernel, ifp: Ifnet, arp: Arp) -> None:
    """Answer for another: where an entry is published, or for all that is behind other interfaces (in_arpinput)."""
    vnet = ifp.if_vnet
    entry = vnet.vnet_lltable.get((ifp.if_index, arp.target_ip))
    if entry is not None and entry.lle_pub and entry.lle_mac is not None:
        mac = entry.lle_mac
    elif vnet.vnet_sysctls.get("net.link.ether.inet.proxyall") and ifp.if_lladdr is not None:
        behind = fib4_lookup(vnet, ifp.if_fib, arp.target_ip)
        asker = fib4_lookup(vnet, ifp.if_fib, arp.sender_ip)
        if behind is None or behind.nh_ifp is ifp or asker is None or asker.nh_ifp is not ifp:
            return
        mac = ifp.if_lladdr
    else:
        return
    _send(kernel, ifp, arp.sender_mac, Arp(2, mac, arp.target_ip, arp.sender_mac, arp.sender_ip), False)


def _bridged(ifp: Ifnet) -> bool:
    return ifp.if_bridge is not None or ifp.if_type == "bridge"


def _match(vnet: Vnet, ifp: Ifnet, arp: Arp) -> Ifaddr | None:
    """The own address a message is about: its target, its sender, or any address of the interface; a shared one that
    is in use elsewhere is only ever the sender (in_arpinput: match).
    """
    for address in (arp.target_ip, arp.sender_ip):
        for ifa in vnet.vnet_inaddrs.get(address, ()):
            owner = ifa.ia_ifp
            near = owner is ifp or (owner.if_bridge is not None and owner.if_bridge is ifp.if_bridge)
            if near and (ifa.ifa_carp is None or address != arp.target_ip or _virtual(ifa) is not None):
                return ifa
    for ifa in ifp.if_addrs:
        if ifa.ifa_carp is None or _virtual(ifa) is not None:
            return ifa
    return None


def _why_not_me(ifp: Ifnet, arp: Arp) -> str:
    return f"{ifp.if_xname} has no IPv4 address, so the question for {inet_ntoa(arp.target_ip)} is not for this stack."


def _onlink(ifp: Ifnet, address: int) -> bool:
    return any((ifa.ia_addr ^ address) >> (32 - ifa.ia_plen) == 0 for ifa in ifp.if_addrs)


def _update(kernel: Kernel, entry: Llentry, mac: bytes) -> None:
    """Note a neighbour's address, and send what waited for it (arp_check_update_lle); permanent entries stay."""
    if entry.lle_state == "static":
        return
    callout_stop(entry.lle_timer)
    entry.lle_timer = None
    entry.lle_mac = mac
    entry.lle_state = "reachable"
    entry.lle_asked = 0
    age = int(entry.lle_ifp.if_vnet.vnet_sysctls.get("net.link.ether.inet.max_age", MAX_AGE))
    entry.lle_expire = kernel.now + age * SECOND
    lle_event(kernel, entry)
    arp_release(kernel, entry)


def arp_release(kernel: Kernel, entry: Llentry) -> None:
    """Send the packets that waited for an entry."""
    held, entry.lle_hold = entry.lle_hold, []
    ifp = entry.lle_ifp
    for m in held:
        assert entry.lle_mac is not None
        m.m_len = ETHER_HDR_LEN + m.m_payload.length
        m.m_payload = Ether(entry.lle_mac, ifp.if_lladdr or bytes(6), ETHERTYPE_IP, m.m_payload)
        ether_output_frame(kernel, ifp, m)


def arp_ifinit(kernel: Kernel, ifp: Ifnet, ifa: Ifaddr) -> None:
    """An address came to an Ethernet interface: its own permanent entry, and the announcement (arp_ifinit,
    arp_announce_ifaddr).
    """
    if ifp.if_lladdr is None or ifa.ifa_carp is not None:
        return
    vnet = ifp.if_vnet
    old = vnet.vnet_lltable.get((ifp.if_index, ifa.ia_addr))
    if old is not None:
        arp_free(kernel, old)
    entry = Llentry(ifa.ia_addr, ifp, ifp.if_lladdr, "static", lle_ifaddr=True)
    vnet.vnet_lltable[ifp.if_index, ifa.ia_addr] = entry
    lle_event(kernel, entry)
    arprequest(kernel, ifp, ifa.ia_addr, ifa.ia_addr)


def lltable_flush(kernel: Kernel, ifp: Ifnet, network: int, plen: int, static: bool) -> None:
    """Forget the neighbours of an interface in a prefix, permanent ones only with ``static`` (lltable_prefix_free)."""
    mask = 0xFFFFFFFF << (32 - plen) & 0xFFFFFFFF
    entries = [
        entry for (index, address), entry in ifp.if_vnet.vnet_lltable.items()
        if index == ifp.if_index and (address ^ network) & mask == 0
    ]  # fmt: skip
    for entry in entries:
        if not entry.lle_ifaddr and (static or entry.lle_state != "static"):
            arp_free(kernel, entry)
