"""Temporary addresses: beside each that an interface makes of an advertised prefix one by chance, for a time.

Models sys/netinet6/nd6_rtr.c (in6_tmpifadd), in6_ifattach.c (generate_tmp_ifid, in6_get_tmpifid, in6_tmpaddrtimer),
nd6.c (nd6_timer, regen_tmpaddr) and in6_proto.c (sysctl_ip6_temppltime, sysctl_ip6_tempvltime). What in6_tmpaddrtimer
does now and then is made up for when an identifier is asked for.
"""

from __future__ import annotations

from hashlib import md5
from typing import TYPE_CHECKING, Any

from simbsd.fs.devfs_dev import read_random
from simbsd.kern.kern_jail import cred_vnet
from simbsd.kern.kern_timeout import callout_reset
from simbsd.netinet6.in6 import in6_purgeaddr, in6_update_ifa
from simbsd.sys.errno import EINVAL, Errno
from simbsd.sys.in6 import (
    IN6_IFF_AUTOCONF,
    IN6_IFF_DEPRECATED,
    IN6_IFF_TEMPORARY,
    MASKS6,
    ND6_INFINITE_LIFETIME,
)
from simbsd.sys.vnet import Ifnet, In6Ifaddr, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc

SECOND = 1_000_000
MAX_TEMP_DESYNC_FACTOR, TEMPADDR_REGEN_ADVANCE = 600, 5
_TEMPPLTIME, _TEMPVLTIME = "net.inet6.ip6.temppltime", "net.inet6.ip6.tempvltime"
_LONGEST = {_TEMPPLTIME: 86400, _TEMPVLTIME: 7 * 86400}  # DEF_TEMP_PREFERRED_LIFETIME, DEF_TEMP_VALID_LIFETIME
_EUI64_UBIT = 2 << 56
_MISSED = 1000  # identifiers that are made up for at most


def uses_tempaddr(vnet: Vnet) -> bool:
    """Whether a stack makes temporary addresses."""
    return bool(vnet.vnet_sysctls.get("net.inet6.ip6.use_tempaddr", 0))


def _lifetime(vnet: Vnet, name: str) -> int:
    return int(vnet.vnet_sysctls.get(name, _LONGEST[name]))


def _desync(kernel: Kernel, vnet: Vnet) -> int:
    """By how much this stack's addresses end earlier than others' (V_ip6_desync_factor), drawn when first needed."""
    if vnet.vnet_desync is None:
        vnet.vnet_desync = int.from_bytes(read_random(kernel, 4), "little") % MAX_TEMP_DESYNC_FACTOR
    return vnet.vnet_desync


def _generate(kernel: Kernel, ifp: Ifnet, base: int) -> None:
    """generate_tmp_ifid(): half of a digest is the identifier, the other half goes into the next one."""
    history, _, _ = ifp.if_vnet.vnet_tempids.get(ifp.if_index, (b"", 0, 0))
    seed = history or read_random(kernel, 8)
    digest = md5(seed + base.to_bytes(8, "big"), usedforsecurity=False).digest()
    ifid = int.from_bytes(digest[:8], "big") & ~_EUI64_UBIT
    ifp.if_vnet.vnet_tempids[ifp.if_index] = digest[8:], ifid, kernel.now


def _tempid(kernel: Kernel, ifp: Ifnet, base: int, anew: bool) -> int:
    """in6_get_tmpifid(), and the turns of in6_tmpaddrtimer() since the last one."""
    vnet = ifp.if_vnet
    known = vnet.vnet_tempids.get(ifp.if_index)
    if known is None or anew:
        _generate(kernel, ifp, base)
    else:
        pause = _lifetime(vnet, _TEMPPLTIME) - _desync(kernel, vnet) - TEMPADDR_REGEN_ADVANCE
        turns = kernel.now // (pause * SECOND) - known[2] // (pause * SECOND) if pause > 0 else 1
        for _ in range(min(turns, _MISSED)):
            _generate(kernel, ifp, base)
    return vnet.vnet_tempids[ifp.if_index][1]


def _left(kernel: Kernel, ia: In6Ifaddr, lifetime: int, most: int) -> int:
    if lifetime == ND6_INFINITE_LIFETIME:
        return most
    return min(most, max(0, lifetime - (kernel.now - ia.ia6_updatetime) // SECOND))


def in6_tmpifadd(kernel: Kernel, public: In6Ifaddr, anew: bool) -> None:
    """Give an interface a temporary address of a public one's prefix (in6_tmpifadd); ``anew``: by a new identifier."""
    ifp: Ifnet = public.ia_ifp
    vnet = ifp.if_vnet
    host = (1 << 128 - public.ia_plen) - 1
    address = public.ia_addr
    for _ in range(4):  # trylimit
        ifid = _tempid(kernel, ifp, public.ia_addr & (1 << 64) - 1, anew)
        address = public.ia_addr & MASKS6[public.ia_plen] | ifid & host
        anew = True
        if address not in vnet.vnet_in6addrs:
            break
    else:
        return
    valid = _left(kernel, public, public.ia6_vltime, _lifetime(vnet, _TEMPVLTIME))
    preferred = _left(kernel, public, public.ia6_pltime, _lifetime(vnet, _TEMPPLTIME) - _desync(kernel, vnet))
    if preferred <= TEMPADDR_REGEN_ADVANCE:
        return
    flags = IN6_IFF_AUTOCONF | IN6_IFF_TEMPORARY
    ia = in6_update_ifa(kernel, ifp, address, public.ia_plen, flags, None, (preferred, valid))
    if ia.ia6_ndpr is None and public.ia6_ndpr is not None:
        ia.ia6_ndpr = public.ia6_ndpr
        ia.ia6_ndpr.ndpr_addrcnt += 1
    ia.ia6_createtime = kernel.now


def renewed(kernel: Kernel, ia: In6Ifaddr, pltime: int, vltime: int) -> tuple[int, int]:
    """What an advertisement makes of a temporary address' lifetimes: they count from its birth (prelist_update)."""
    vnet = ia.ia_ifp.if_vnet
    age = (kernel.now - ia.ia6_createtime) // SECOND + _desync(kernel, vnet)
    most = [max(0, _lifetime(vnet, name) - age) for name in (_TEMPPLTIME, _TEMPVLTIME)]
    return min(pltime, most[0]), min(vltime, most[1])


def tmpaddr_timer(kernel: Kernel, ia: In6Ifaddr) -> None:
    """A lifetime of a temporary address is over: another takes its place, and in the end it goes (nd6_timer)."""
    age = (kernel.now - ia.ia6_updatetime) // SECOND
    vnet = ia.ia_ifp.if_vnet
    if age >= ia.ia6_pltime and not ia.ia6_flags & IN6_IFF_DEPRECATED:
        ia.ia6_flags |= IN6_IFF_DEPRECATED
        if uses_tempaddr(vnet):
            _regenerate(kernel, ia)
    if age >= ia.ia6_vltime:
        if uses_tempaddr(vnet):
            _regenerate(kernel, ia)
        in6_purgeaddr(kernel, ia)
    else:
        start_timer(kernel, ia)


def start_timer(kernel: Kernel, ia: In6Ifaddr) -> None:
    """Wait for the end of the preferred lifetime, then for that of the valid one."""
    lifetime = ia.ia6_vltime if ia.ia6_flags & IN6_IFF_DEPRECATED else min(ia.ia6_pltime, ia.ia6_vltime)
    if lifetime != ND6_INFINITE_LIFETIME:
        due = max(0, ia.ia6_updatetime + lifetime * SECOND - kernel.now)
        ia.ia6_timer = callout_reset(kernel, due, tmpaddr_timer, ia)


def _is_preferred(kernel: Kernel, ia: In6Ifaddr) -> bool:
    past = kernel.now - ia.ia6_updatetime >= ia.ia6_pltime * SECOND and ia.ia6_pltime != ND6_INFINITE_LIFETIME
    return not past and not ia.ia6_flags & IN6_IFF_DEPRECATED


def _regenerate(kernel: Kernel, old: In6Ifaddr) -> None:
    """regen_tmpaddr(): of the prefix' last preferred public address, unless a temporary one is still preferred."""
    public: In6Ifaddr | None = None
    for ia in old.ia_ifp.if_addrs6:
        if not ia.ia6_flags & IN6_IFF_AUTOCONF or ia.ia6_ndpr is None or ia.ia6_ndpr is not old.ia6_ndpr:
            continue
        if not _is_preferred(kernel, ia):
            continue
        if ia.ia6_flags & IN6_IFF_TEMPORARY:
            return
        public = ia
    if public is not None:
        in6_tmpifadd(kernel, public, False)


def set_temppltime(kernel: Kernel, p: Proc, value: Any) -> None:
    """net.inet6.ip6.temppltime. Errors: EINVAL (too short for a new one to take over)."""
    vnet = cred_vnet(p.p_ucred)
    if int(value) < _desync(kernel, vnet) + TEMPADDR_REGEN_ADVANCE:
        raise Errno(EINVAL, "Addresses would end before others took their place.", "in6_proto.c: sysctl_ip6_temppltime")
    vnet.vnet_sysctls[_TEMPPLTIME] = int(value)


def set_tempvltime(kernel: Kernel, p: Proc, value: Any) -> None:
    """net.inet6.ip6.tempvltime. Errors: EINVAL (shorter than the preferred lifetime)."""
    vnet = cred_vnet(p.p_ucred)
    if int(value) < _lifetime(vnet, _TEMPPLTIME):
        raise Errno(EINVAL, "An address is valid at least while preferred.", "in6_proto.c: sysctl_ip6_tempvltime")
    vnet.vnet_sysctls[_TEMPVLTIME] = int(value)
