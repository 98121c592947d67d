"""pflog: an interface that shows what rules of pf log, a header with the rule before each packet.

Models sys/netpfil/pf/if_pflog.c (pflog_packet, pflog_clone_create) and sys/net/if_pflog.h.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from simbsd.net.bpf_tap import bpf_mtap2
from simbsd.net.bpf_wire import ip6_bytes, ip_bytes
from simbsd.net.if_ import if_attach
from simbsd.net.vnet import if_destroy
from simbsd.netpfil.pf_rules import PfPdesc, socket_owner
from simbsd.sys.bpf import PFLOG_HDRLEN, PFLOG_REAL_HDRLEN
from simbsd.sys.errno import EINVAL, Errno
from simbsd.sys.pf import BLOCK, MATCH, NAT, RDR, REASONS
from simbsd.sys.pf_var import PfKrule
from simbsd.sys.socketvar import AF_INET
from simbsd.sys.vnet import IFF_RUNNING, IFF_UP, Ifnet, Vnet

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.mbuf import Mbuf

PFLOGMTU = 33152  # 32768 + MHLEN + MLEN, as ifconfig shows it
_HEADER = struct.Struct(">BBBB16s16sIiIiIiB3xI")
_ACTIONS = {"pass": 0, BLOCK: 1, "scrub": 2, NAT: 4, "binat": 6, RDR: 8, MATCH: 12}  # PF_PASS ... PF_MATCH
_NOBODY = 0xFFFFFFFF  # UID_MAX
_NO_PID = 100000


def pflog_new(vnet: Vnet, unit: int) -> Ifnet:
    """A log interface, not attached yet (pflog_clone_create)."""
    return Ifnet(
        if_index=0, if_xname=f"pflog{unit}", if_type="pflog", if_unit=unit, if_vnet=vnet, if_home_vnet=vnet,
        if_flags=0, if_mtu=PFLOGMTU, if_groups=["pflog"], if_output=pflog_output, if_input=pflog_input,
        if_init=pflog_init,
    )  # fmt: skip


def pflog_init(kernel: Kernel, ifp: Ifnet) -> None:
    """RUNNING while up (pflogioctl)."""
    if ifp.if_flags & IFF_UP:
        ifp.if_flags |= IFF_RUNNING
    else:
        ifp.if_flags &= ~IFF_RUNNING


def pflog_output(kernel: Kernel, ifp: Ifnet, m: Mbuf, gateway: int) -> int:
    """What is sent there is thrown away (pflogoutput)."""
    return 0


def pflog_input(kernel: Kernel, ifp: Ifnet, m: Mbuf) -> None:
    """Nothing comes in."""


def check_pflog_destroy(ifp: Ifnet) -> None:
    """pflog0 stays as long as the module (pflog_clone_destroy). Errors: EINVAL."""
    if ifp.if_unit == 0:
        raise Errno(EINVAL, "The first log interface stays.", "if_pflog.c: pflog_clone_destroy")


def pflog_attach(kernel: Kernel, vnet: Vnet) -> None:
    """Give a stack its pflog0 (vnet_pflog_init)."""
    ifp = pflog_new(vnet, 0)
    vnet.vnet_units["pflog"] = {0: True}
    if_attach(kernel, ifp, vnet)


def pflog_load(kernel: Kernel) -> None:
    """The module is loaded: every stack gets a pflog0."""
    for vnet in kernel.vnets.values():
        pflog_attach(kernel, vnet)


def pflog_unload(kernel: Kernel) -> None:
    """The module goes, and its interfaces with it."""
    for ifp in tuple(kernel.ifnets.values()):
        if ifp.if_type == "pflog":
            if_destroy(kernel, ifp)


def pflog_packet(kernel: Kernel, pd: PfPdesc, krule: PfKrule, path: str, anchor: int, reason: str = "match") -> None:
    """Show a packet and the rule that logs it to who listens (pflog_packet)."""
    log = krule.rule.log or ()
    name = next((word.removeprefix("to ") for word in log if word.startswith("to ")), "pflog0")
    ifp = pd.vnet.vnet_names.get(name)
    if ifp is None or ifp.if_type != "pflog" or not ifp.if_bpf:
        return
    inside = anchor >= 0
    owner = socket_owner(pd)[0] if "user" in log else -1
    packet = pd.m.m_payload
    header = _HEADER.pack(
        PFLOG_REAL_HDRLEN, pd.af, _ACTIONS.get(krule.rule.action, 0), REASONS.index(reason),
        pd.ifp.if_xname.encode(), path.rpartition("/")[2].encode()[:15], anchor if inside else krule.nr,
        krule.nr if inside else -1, owner & _NOBODY, _NO_PID, krule.uid, krule.pid, pd.dir,
        krule.rule.ridentifier,
    )  # fmt: skip
    data = (ip_bytes if pd.af == AF_INET else ip6_bytes)(packet)
    ifp.if_opackets += 1
    ifp.if_obytes += len(data)
    bpf_mtap2(kernel, ifp, header.ljust(PFLOG_HDRLEN, b"\0") + data)
