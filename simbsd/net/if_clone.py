"""Making and destroying interfaces by name: epair, bridge, vlan, lo.

Models sys/net/if_clone.c, and the create and destroy functions of if_epair.c, if_bridge.c, if_vlan.c and if_loop.c;
leaves out other drivers than these and gif, lagg, pflog, stf, tun and tap. A cloner is there once its module is loaded;
gif, tun, tap, vlan and lo are in the kernel.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from simbsd.kern.kern_jail import getjailname
from simbsd.kern.subr_prf import log
from simbsd.net.if_ import if_attach
from simbsd.net.if_bridge_init import bridge_new
from simbsd.net.if_epair import epair_generate_mac, epair_new
from simbsd.net.if_ethersubr import ether_gen_addr
from simbsd.net.if_loop import lo_new
from simbsd.net.if_vlan import check_vlan_config, vlan_config, vlan_new
from simbsd.net.vnet import if_destroy
from simbsd.sys.errno import EBUSY, EEXIST, EINVAL, ENOSPC, ENXIO, Errno
from simbsd.sys.jail import DEFAULT_HOSTUUID
from simbsd.sys.mbuf import ETHERTYPE_VLAN
from simbsd.sys.vnet import IFNAMSIZ, Ifnet, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.ucred import Ucred

MAXUNIT = 0x7FFF
IF_DUNIT_NONE = -1
INT_MAX = 0x7FFFFFFF


def ifunit(vnet: Vnet, name: str) -> Ifnet | None:
    """The interface of a stack by name, or None (ifunit)."""
    return vnet.vnet_names.get(name)


def ifc_name2unit(digits: str) -> int:
    """The unit number in what follows a driver's name, -1 when nothing does (ifc_name2unit). Errors: EINVAL."""
    if not digits:
        return -1
    if (digits[0] == "0" and len(digits) > 1) or int(digits) > INT_MAX:
        raise Errno(EINVAL, f"ifc_name2unit: {digits} is no proper unit number")
    return int(digits)


def _alloc_unit(kernel: Kernel, vnet: Vnet, dname: str, unit: int) -> int:
    """A unit: the one asked for, or the lowest whose name is free (ifc_alloc_unit). Errors: EEXIST, ENOSPC."""
    units = vnet.vnet_units.get(dname, {})
    if unit >= 0:
        if unit > MAXUNIT:
            raise Errno(ENOSPC, f"{dname} units end at {MAXUNIT}")
        if unit in units or f"{dname}{unit}" in vnet.vnet_names:
            raise Errno(
                EEXIST, f"Unit {unit} of {dname} is taken in this stack.", "if_clone.c: ifc_alloc_unit_specific"
            )
        if dname in _GLOBAL_UNITS and f"{dname}{unit}" in kernel.cdevnames:
            raise Errno(EEXIST, f"There is a {dname}{unit} already.", "if_tuntap.c: tun_clone_create")
        return unit
    unit = 0
    if dname in _GLOBAL_UNITS:
        while f"{dname}{unit}" in kernel.cdevnames:
            unit += 1
        return unit
    while unit in units or f"{dname}{unit}" in vnet.vnet_names:
        unit += 1
    return unit


def _epair_create(kernel: Kernel, vnet: Vnet, cred: Ucred, unit: int) -> Ifnet:
    for letter in "ab":
        if f"epair{unit}{letter}" in vnet.vnet_names:
            raise Errno(
                EEXIST,
                f"Unit {unit} is free, but this stack has an interface epair{unit}{letter}.",
                "if_epair.c: epair_handle_unit",
            )
    one, other = epair_new(vnet, unit)
    if_attach(kernel, one, vnet)
    mac = epair_generate_mac(kernel, one, cred.cr_prison.pr_hostid)
    if_attach(kernel, other, vnet)
    one.if_lladdr, other.if_lladdr = mac, mac[:5] + b"\x0b"
    for end in (one, other):
        log(kernel, f"{end.if_xname}: Ethernet address: {':'.join(f'{octet:02x}' for octet in end.if_lladdr or b'')}")
    for end in (one, other):
        log(kernel, f"{end.if_xname}: link state changed to UP")
    return one


def _bridge_create(kernel: Kernel, vnet: Vnet, cred: Ucred, unit: int) -> Ifnet:
    bridge = bridge_new(vnet, unit)
    prison = cred.cr_prison
    bridge.if_lladdr = ether_gen_addr(kernel, prison.pr_hostuuid, DEFAULT_HOSTUUID, bridge.if_xname, getjailname(cred))
    if_attach(kernel, bridge, vnet)
    log(kernel, f"{bridge.if_xname}: Ethernet address: {':'.join(f'{octet:02x}' for octet in bridge.if_lladdr)}")
    return bridge


def _lo_create(kernel: Kernel, vnet: Vnet, cred: Ucred, unit: int) -> Ifnet:
    ifp = lo_new(vnet, unit)
    if_attach(kernel, ifp, vnet)
    return ifp


def _tun_create(kind: str) -> Callable[[Kernel, Vnet, Ucred, int], Ifnet]:
    """The driver is imported when its first interface is made."""

    def create(kernel: Kernel, vnet: Vnet, cred: Ucred, unit: int) -> Ifnet:
        from simbsd.net.if_tuntap import tun_new

        ifp = tun_new(kernel, vnet, kind, unit)
        if kind == "tap":
            uuid = cred.cr_prison.pr_hostuuid
            ifp.if_lladdr = ether_gen_addr(kernel, uuid, DEFAULT_HOSTUUID, ifp.if_xname, getjailname(cred))
        if_attach(kernel, ifp, vnet)
        return ifp

    return create


def _gif_create(kernel: Kernel, vnet: Vnet, cred: Ucred, unit: int) -> Ifnet:
    from simbsd.net.if_gif import gif_new

    ifp = gif_new(vnet, unit)
    if_attach(kernel, ifp, vnet)
    return ifp


def _stf_create(kernel: Kernel, vnet: Vnet, cred: Ucred, unit: int, fib: int = 0) -> Ifnet:
    from simbsd.net.if_stf import stf_new

    ifp = stf_new(vnet, fib)
    if_attach(kernel, ifp, vnet)
    return ifp


def _pflog_create(kernel: Kernel, vnet: Vnet, cred: Ucred, unit: int) -> Ifnet:
    from simbsd.netpfil.if_pflog import pflog_new

    ifp = pflog_new(vnet, unit)
    if_attach(kernel, ifp, vnet)
    return ifp


def _lagg_create(kernel: Kernel, vnet: Vnet, cred: Ucred, unit: int) -> Ifnet:
    from simbsd.net.if_lagg import lagg_new

    ifp = lagg_new(vnet, unit)
    if_attach(kernel, ifp, vnet)
    return ifp


_CREATE: dict[str, Callable[[Kernel, Vnet, Ucred, int], Ifnet]] = {
    "bridge": _bridge_create, "epair": _epair_create, "gif": _gif_create, "lagg": _lagg_create, "lo": _lo_create,
    "pflog": _pflog_create, "stf": _stf_create,
    "tap": _tun_create("tap"), "tun": _tun_create("tun"),
}  # fmt: skip
_BUILTIN = ("gif", "tap", "tun", "vlan", "lo")
_GLOBAL_UNITS = ("tap", "tun")  # one device tree, one row of numbers for all stacks
_MODULES = {"bridge": "if_bridge", "epair": "if_epair", "lagg": "if_lagg", "pflog": "pflog", "stf": "if_stf"}


def if_cloners(kernel: Kernel) -> list[str]:
    """The cloners there are, newest module first, then those of the kernel itself (if_clone_list)."""
    loaded = [name.removesuffix(".ko") for name in kernel.modules]
    modules = [dname for dname, module in _MODULES.items() if module in loaded]
    return [*sorted(modules, key=lambda dname: loaded.index(_MODULES[dname]), reverse=True), *_BUILTIN]


def _ethervid(vnet: Vnet, name: str) -> tuple[Ifnet, int] | None:
    """``parent.tag`` as an interface of the stack and a number, or None (vlan_clone_match_ethervid)."""
    parent, dot, digits = name.rpartition(".")
    ifp = ifunit(vnet, parent)
    if not dot or ifp is None or not (digits.isascii() and digits.isdigit()):
        return None
    return ifp, int(digits)


def _match(kernel: Kernel, vnet: Vnet, name: str) -> str:
    """The cloner a name belongs to: its driver's name and nothing but digits after it (ifc_simple_match), or ``vlan``
    for ``parent.tag``. Errors: EINVAL.
    """
    for dname in if_cloners(kernel):
        if dname == "vlan" and _ethervid(vnet, name) is not None:
            return dname
        rest = name.removeprefix(dname)
        if dname == "stf" and rest not in ("", "0"):
            continue  # there is one, stf0 (stf_clone_match); its third name, 6to4, has no proper number
        if rest != name and (not rest or (rest.isascii() and rest.isdigit())):
            return dname
    raise Errno(EINVAL, f"if_clone_create: no loaded driver makes an interface called {name}")


def _vlan_create(kernel: Kernel, vnet: Vnet, name: str, params: tuple[str, int, int] | None) -> Ifnet:
    """Parent and tag come with ``params``, in the name, or later (vlan_clone_create). Errors: ENXIO (no such parent,
    or no proper name), EINVAL, EEXIST, ENOSPC, EPROTONOSUPPORT.
    """
    parent, tag, proto = (None, 0, ETHERTYPE_VLAN) if params is None else (ifunit(vnet, params[0]), *params[1:])
    if params is not None and parent is None:
        raise Errno(ENXIO, f"vlan_clone_create: this stack has no interface {params[0]}")
    below = _ethervid(vnet, name)
    if below is None:
        try:
            unit = _alloc_unit(kernel, vnet, "vlan", ifc_name2unit(name.removeprefix("vlan")))
        except Errno as error:
            if error.errno != EINVAL:
                raise
            raise Errno(ENXIO, f"vlan_clone_create: {name} is neither vlan and a number nor parent.tag") from error
        full = f"vlan{unit}"
    else:
        if parent not in (None, below[0]):
            raise Errno(EINVAL, f"vlan_clone_create: {name} names another parent than {params and params[0]}")
        (parent, tag), unit, full = below, IF_DUNIT_NONE, name
    if parent is not None:
        check_vlan_config(None, parent, tag)
    ifp = vlan_new(vnet, full, unit)
    if_attach(kernel, ifp, vnet)
    if parent is not None:
        vlan_config(kernel, ifp, parent, tag, proto or ETHERTYPE_VLAN)
    return ifp


def if_clone_create(
    kernel: Kernel, vnet: Vnet, cred: Ucred, name: str, params: tuple[str, int, int] | None = None
) -> str:
    """Make an interface; its name (if_clone_create). ``params`` are a vlan's: parent, tag, protocol. Errors: EINVAL (no
    such driver), EEXIST, ENOSPC, and those of a vlan.
    """
    if len(name) >= IFNAMSIZ:
        raise Errno(EINVAL, f"a name has at most {IFNAMSIZ - 1} characters")
    dname = _match(kernel, vnet, name)
    if ifunit(vnet, name) is not None:
        raise Errno(EEXIST, f"This stack has an interface {name} already.", "if_clone.c: if_clone_createif_nl")
    if len(kernel.ifnets) + 2 > kernel.limits.interfaces:
        raise Errno(ENOSPC, "the machine's limit of interfaces is reached")
    if dname == "vlan":
        ifp = _vlan_create(kernel, vnet, name, params)
    else:
        wanted = 0 if dname == "stf" else ifc_name2unit(name.removeprefix(dname))
        unit = _alloc_unit(kernel, vnet, dname, wanted)
        ifp = _CREATE[dname](kernel, vnet, cred, unit)
    if ifp.if_unit != IF_DUNIT_NONE:
        vnet.vnet_units.setdefault(dname, {})[ifp.if_unit] = True
    return ifp.if_xname


def if_clone_destroy(kernel: Kernel, vnet: Vnet, name: str) -> None:
    """Destroy an interface; an epair goes with both ends (if_clone_destroy). Errors: ENXIO, EINVAL (not made by a
    cloner, or lo0), EBUSY (a vlan interface that carries others).
    """
    ifp = ifunit(vnet, name)
    if ifp is None:
        raise Errno(ENXIO, f"this stack has no interface {name}")
    if ifp.if_type not in _CREATE and ifp.if_type != "vlan":
        raise Errno(EINVAL, f"if_clone_destroy: {name} is no cloned interface")
    if ifp is ifp.if_home_vnet.vnet_lo:
        raise Errno(EINVAL, f"if_clone_destroyif: {name} is needed by its stack")
    if ifp.if_type == "pflog":
        from simbsd.netpfil.if_pflog import check_pflog_destroy

        check_pflog_destroy(ifp)
    if ifp.if_type == "vlan" and ifp.if_vlantrunk:
        raise Errno(EBUSY, f"{name} carries other vlan interfaces.", "if_vlan.c: vlan_clone_destroy")
    if_destroy(kernel, ifp)
