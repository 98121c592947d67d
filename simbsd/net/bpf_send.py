"""Frames that a program made itself, written to /dev/bpf.

Models bpfwrite and bpf_movein of sys/net/bpf.c, and what ether_output of sys/net/if_ethersubr.c does of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.net.ether_frame import ether_output_frame
from simbsd.net.wire_input import frame_parse
from simbsd.sys.errno import EINVAL, EMSGSIZE, ENETDOWN, ENXIO, Errno
from simbsd.sys.mbuf import Mbuf
from simbsd.sys.vnet import IFF_UP

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Ifnet

_ETHER = 14
_ETHERNETS = ("bridge", "em", "epair", "lagg", "tap", "vlan")


def bpfwrite(kernel: Kernel, ifp: Ifnet | None, data: bytes, complete: bool = False, pcp: int = 0) -> int:
    """Send one frame, with the interface's own address as its sender unless it is ``complete`` (BIOCSHDRCMPLT), and
    with the priority ``pcp`` where VLANs take that of their packets (BIOCSETVLANPCP, net.link.vlan.mtag_pcp). Errors:
    ENXIO (no interface), ENETDOWN, EMSGSIZE, EINVAL (no interface of Ethernet).
    """
    if ifp is None:
        raise Errno(ENXIO, "The listener is on no interface.", "bpf.c: bpfwrite")
    if not ifp.if_flags & IFF_UP:
        raise Errno(ENETDOWN, f"{ifp.if_xname} is down.", "bpf.c: bpfwrite")
    if not data:
        return 0
    if not 0 <= len(data) - _ETHER <= ifp.if_mtu:
        raise Errno(EMSGSIZE, f"A frame has {_ETHER} to {ifp.if_mtu + _ETHER} bytes here.", "bpf.c: bpf_movein")
    if ifp.if_type not in _ETHERNETS:
        raise Errno(EINVAL, "Only frames of Ethernet are sent here.", "bpf.c: bpf_movein")
    frame = frame_parse(data)
    if not complete:
        frame = frame._replace(src=ifp.if_lladdr or bytes(6))
    kernel.lastpacket += 1
    m = Mbuf(kernel.lastpacket, frame, None, bool(data[0] & 1), 0, len(data))
    if pcp and ifp.if_vnet.vnet_sysctls.get("net.link.vlan.mtag_pcp", 0):
        m.m_pcp = pcp
    error = ether_output_frame(kernel, ifp, m)
    if error:
        raise Errno(error, "The interface did not take the frame.", "bpf.c: bpfwrite")
    return len(data)
