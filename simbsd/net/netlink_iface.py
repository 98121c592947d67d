"""Netlink requests about links and their addresses.

Models sys/netlink/route/iface.c and iface_drivers.c; leaves out making links, and filters other than by name or index.
An IPv6 address has its zone inside, in both directions (sys/in6.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simbsd.kern.kern_linker import module_loaded
from simbsd.net.if_bridge_member import can_member_have_addresses
from simbsd.net.if_media import EM_MEDIA, MEDIA
from simbsd.net.if_vlan import vlan_base
from simbsd.netinet.in_ import in_aifaddr, in_difaddr, in_ifup
from simbsd.netinet.in_jail import can_prison_ip4, can_prison_ip6, prison_if
from simbsd.netinet6.in6 import in6_purgeaddr, in6ifa_ifpwithaddr
from simbsd.netinet6.in6_ifattach import in6_addifaddr, in6_if_up
from simbsd.netinet6.in6_src import in6_deprecated
from simbsd.sys.errno import EADDRNOTAVAIL, EAFNOSUPPORT, EDESTADDRREQ, EINVAL, ENODEV, EPROTONOSUPPORT, Errno
from simbsd.sys.in6 import (
    IN6_IFF_DEPRECATED,
    ND6_INFINITE_LIFETIME,
    in6_clearscope,
    in6_setscope,
    is_multicast,
)
from simbsd.sys.records import IfaRecord, IfRecord
from simbsd.sys.socketvar import AF_INET, AF_INET6
from simbsd.sys.vnet import (
    IFF_LOOPBACK,
    IFF_LOWER_UP,
    IFF_POINTOPOINT,
    IFF_UP,
    Ifaddr,
    Ifnet,
    In6Ifaddr,
    Vnet,
)

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.ucred import Ucred

Attributes = dict[str, Any]
# the last that a driver added comes first (ifmedia_add)
_FOREVER = (ND6_INFINITE_LIFETIME, ND6_INFINITE_LIFETIME)


def find_link(vnet: Vnet, name: str) -> Ifnet:
    """The interface of a name. Errors: ENODEV."""
    ifp = vnet.vnet_names.get(name)
    if ifp is None:
        raise Errno(ENODEV, f"This stack has no interface {name}.", "iface.c: rtnl_handle_getlink")
    return ifp


def getlink(kernel: Kernel, p: Proc, vnet: Vnet, attributes: Attributes) -> list[IfRecord]:
    """Every interface in the kernel's order, or the one named or numbered. A jail sees its own addresses only
    (prison_if). Errors: ENODEV.
    """
    if "name" in attributes:
        return [if_record(kernel, p.p_ucred, find_link(vnet, attributes["name"]))]
    if "index" in attributes:
        ifp = vnet.vnet_ifnets.get(attributes["index"])
        if ifp is None:
            raise Errno(ENODEV, "This stack has no interface of that number.", "iface.c: rtnl_handle_getlink")
        return [if_record(kernel, p.p_ucred, ifp)]
    return [if_record(kernel, p.p_ucred, ifp) for ifp in vnet.vnet_ifnets.values()]


def ifa_record(kernel: Kernel, ifa: Ifaddr, family: int) -> IfaRecord:
    """An address as programs see it (dump_iface_addr)."""
    if isinstance(ifa, In6Ifaddr):
        return _address6(kernel, ifa)
    counters = (ifa.ia_ipackets, ifa.ia_opackets, ifa.ia_ibytes, ifa.ia_obytes)
    return IfaRecord(
        family, ifa.ia_addr, ifa.ia_plen, ifa.ia_broadcast, ifa.ia_dst, *counters, vhid=_vhid(ifa)
    )


def _vhid(ifa: Ifaddr) -> int:
    """The virtual host that an address belongs to, 0 for none (carp_get_vhid)."""
    return int(ifa.ifa_carp.sc_vhid) if ifa.ifa_carp is not None else 0


def _addresses(kernel: Kernel, cred: Ucred, ifp: Ifnet) -> tuple[IfaRecord, ...]:
    found = [
        ifa_record(kernel, ifa, AF_INET)
        for ifa in ifp.if_addrs
        if prison_if(cred, AF_INET, ifa.ia_addr)
    ]
    found += [_address6(kernel, ia) for ia in ifp.if_addrs6 if prison_if(cred, AF_INET6, in6_clearscope(ia.ia_addr))]
    return tuple(found)


def _address6(kernel: Kernel, ia: In6Ifaddr) -> IfaRecord:
    passed = (kernel.now - ia.ia6_updatetime) // 1_000_000
    pltime, vltime = (
        time if time == ND6_INFINITE_LIFETIME else max(0, time - passed) for time in (ia.ia6_pltime, ia.ia6_vltime)
    )
    flags = ia.ia6_flags | (IN6_IFF_DEPRECATED if in6_deprecated(kernel, ia) else 0)
    dst = ia.ia_dst if ia.ia_ifp.if_flags & IFF_POINTOPOINT else None
    counters = (ia.ia_ipackets, ia.ia_opackets, ia.ia_ibytes, ia.ia_obytes)
    return IfaRecord(
        AF_INET6, ia.ia_addr, ia.ia_plen, None, dst, *counters, flags=flags, pltime=pltime, vltime=vltime,
        vhid=_vhid(ia),
    )  # fmt: skip


def _has_link(ifp: Ifnet) -> bool:
    """Whether a card says active: a lagg when one of its ports is (lagg_media_status)."""
    if ifp.if_type == "lagg":
        return any(lp.lp_ifp.if_link_up and lp.lp_ifp.if_flags & IFF_UP for lp in ifp.if_softc.sc_ports)
    return ifp.if_link_up


def _medialist(ifp: Ifnet, base: Ifnet | None) -> tuple[str, ...]:
    """What ifmedia(9) can be set to (ifmedia_ioctl SIOCGIFMEDIA): of a vlan, only what its parent is set to
    (vlan_ioctl).
    """
    kind = base.if_type if base is not None else ""
    return EM_MEDIA[:1] if ifp is not base and kind == "em" else MEDIA.get(kind, ("autoselect",))


def if_record(kernel: Kernel, cred: Ucred, ifp: Ifnet) -> IfRecord:
    """An interface as programs see it (dump_iface)."""
    base = vlan_base(ifp)  # a vlan's medium is its parent's
    media = base.if_media if base is not None else ""
    active = bool(media) and base is not None and _has_link(base)
    lower_up = active if media or base is None else bool(ifp.if_flags & IFF_UP)
    return IfRecord(
        index=ifp.if_index, name=ifp.if_xname, driver=ifp.if_type,
        flags=ifp.if_flags | (IFF_LOWER_UP if lower_up else 0),
        mtu=ifp.if_mtu, metric=ifp.if_metric, lladdr=ifp.if_lladdr, description=ifp.if_description,
        capabilities=ifp.if_capabilities, groups=tuple(ifp.if_groups), nd6_flags=ifp.if_nd6_flags, fib=ifp.if_fib,
        media=media, status=("active" if active else "no carrier") if media else "",
        baudrate=ifp.if_baudrate, addrs=_addresses(kernel, cred, ifp), ipackets=ifp.if_ipackets,
        ierrors=ifp.if_ierrors, idrops=ifp.if_iqdrops, ibytes=ifp.if_ibytes, opackets=ifp.if_opackets,
        oerrors=ifp.if_oerrors, obytes=ifp.if_obytes, collisions=ifp.if_collisions, multiaddrs=tuple(ifp.if_multiaddrs),
        imcasts=ifp.if_imcasts, omcasts=ifp.if_omcasts, pcp=ifp.if_pcp,
        unit=-1 if ifp.if_type == "stf" else ifp.if_unit, capenable=ifp.if_capabilities & ~ifp.if_capoff,
        medialist=_medialist(ifp, base) if media else (),
    )  # fmt: skip


def newaddr(kernel: Kernel, p: Proc, vnet: Vnet, attributes: Attributes) -> None:
    """Give an interface an address (rtnl_handle_newaddr). Errors: ENODEV, EINVAL, EDESTADDRREQ, and with
    a virtual host EPROTONOSUPPORT and those of carp_attach.
    """
    ifp = find_link(vnet, attributes["name"])
    if ifp.if_bridge is not None and not can_member_have_addresses(kernel, ifp.if_bridge):
        why = f"{ifp.if_xname} is a member of {ifp.if_bridge.if_xname}: the address belongs on the bridge."
        raise Errno(EINVAL, why, "in.c: in_aifaddr_ioctl")
    if attributes.get("family") == AF_INET6:
        _newaddr6(kernel, ifp, attributes)
        return
    plen = attributes.get("plen", 32)
    if not 0 <= plen <= 32:
        raise Errno(EINVAL, f"A prefix has 0 to 32 bits, not {plen}.", "iface.c: handle_newaddr_inet")
    dst = attributes.get("dst")
    if ifp.if_type == "stf":
        raise Errno(EAFNOSUPPORT, f"{ifp.if_xname} has addresses of IPv6 only.", "if_stf.c: stf_ioctl")
    if ifp.if_flags & IFF_POINTOPOINT and not dst:
        raise Errno(EDESTADDRREQ, "A link between two ends needs the other end's address.", "in.c: in_aifaddr_ioctl")
    vhid: int = attributes.get("vhid", 0)
    if vhid and not module_loaded(kernel, "carp"):
        raise Errno(EPROTONOSUPPORT, "The module carp is not loaded.", "in.c: in_aifaddr_ioctl")
    in_aifaddr(kernel, ifp, attributes["addr"], plen, attributes.get("broadcast"), dst, vhid)


def _newaddr6(kernel: Kernel, ifp: Ifnet, attributes: Attributes) -> None:
    """The same for IPv6 (handle_newaddr_inet6, in6_validate_ifra). Errors: EINVAL."""
    addr, plen = in6_setscope(attributes["addr"], ifp.if_index), attributes["plen"]
    where = "in6.c: in6_validate_ifra"
    pltime, vltime = attributes.get("lifetimes", _FOREVER)
    dst = attributes.get("dst")
    old = in6ifa_ifpwithaddr(ifp, addr)
    if addr == 0 or is_multicast(addr):
        raise Errno(EINVAL, "That is not the address of one interface.", "in6.c: in6_control_ioctl")
    if not 0 < plen <= 128:
        raise Errno(EINVAL, f"A prefix has 1 to 128 bits, not {plen}.", where)
    if dst is not None and not ifp.if_flags & (IFF_POINTOPOINT | IFF_LOOPBACK):
        raise Errno(EINVAL, f"{ifp.if_xname} is no link between two ends.", where)
    if dst is not None and plen != 128:
        raise Errno(EINVAL, "With the other end's address the prefix has 128 bits.", where)
    if pltime > vltime:
        raise Errno(EINVAL, "The preferred lifetime is longer than the valid one.", where)
    if old is not None and old.ia_plen != plen:
        raise Errno(EINVAL, "The prefix length of an address does not change.", where)
    if vltime == 0 and old is None:
        return
    if ifp.if_type == "stf":
        from simbsd.net.if_stf import check_stf_address

        check_stf_address(kernel, ifp, addr, plen)
    vhid: int = attributes.get("vhid", 0)
    if vhid and not module_loaded(kernel, "carp"):
        raise Errno(EPROTONOSUPPORT, "The module carp is not loaded.", "in6.c: in6_addifaddr")
    was_up = ifp.if_flags & IFF_UP
    in6_addifaddr(kernel, ifp, addr, plen, attributes.get("flags", 0), dst, (pltime, vltime), vhid)
    if ifp.if_flags & IFF_UP and not was_up:
        in_ifup(kernel, ifp)
        in6_if_up(kernel, ifp)


def deladdr(kernel: Kernel, p: Proc, vnet: Vnet, attributes: Attributes) -> None:
    """Take an address from an interface (rtnl_handle_deladdr). Errors: ENODEV, EADDRNOTAVAIL."""
    ifp = find_link(vnet, attributes["name"])
    addr = attributes.get("addr")
    if attributes.get("family") == AF_INET6:
        ia = in6ifa_ifpwithaddr(ifp, in6_setscope(addr or 0, ifp.if_index))
        if ia is not None and can_prison_ip6(p.p_ucred, in6_clearscope(ia.ia_addr)):
            in6_purgeaddr(kernel, ia)
            return
        raise Errno(EADDRNOTAVAIL, f"{ifp.if_xname} has no such address.", "in6.c: in6_control_ioctl")
    for ifa in ifp.if_addrs:
        if addr in (None, ifa.ia_addr) and can_prison_ip4(p.p_ucred, ifa.ia_addr):
            in_difaddr(kernel, ifp, ifa)
            return
    raise Errno(EADDRNOTAVAIL, f"{ifp.if_xname} has no such address.", "in.c: in_difaddr_ioctl")
