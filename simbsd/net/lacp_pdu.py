"""LACPDUs and markers: what the two ends of an aggregated link say to each other, as the bytes of slow protocols.

Models sys/net/ieee8023ad_lacp.c (lacp_xmit_lacpdu, lacp_xmit_marker, lacp_fill_markerinfo, tlv_check).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from simbsd.net.if_lagg import lagg_enqueue
from simbsd.sys.lacp import LacpPdu, LacpPeer, LacpPort
from simbsd.sys.mbuf import ETHERTYPE_SLOW, Ether, Mbuf

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

SLOW_ETHERADDR = b"\x01\x80\xc2\0\0\2"
SUBTYPE_LACP, SUBTYPE_MARKER = 1, 2
MARKER_TYPE_INFO, MARKER_TYPE_RESPONSE = 1, 2
_VERSION, _ACTOR, _PARTNER, _COLLECTOR = 1, 1, 2, 3
_PEER = struct.Struct(">H6sHHHB3x")
_PDU = struct.Struct(">BB BB18s BB18s BB14x BB 50x")
_MARKER = struct.Struct(">BB BB14s BB 90x")
_MARKER_INFO = struct.Struct(">H6sI2x")
_PEER_LEN, _COLLECTOR_LEN, _MARKER_LEN = 2 + 18, 2 + 14, 2 + 14


def lacp_xmit_lacpdu(kernel: Kernel, lp: LacpPort) -> int:
    """Say who this port is and what it knows (lacp_xmit_lacpdu). An errno or 0."""
    actor, partner = _PEER.pack(*lp.lp_actor, lp.lp_state), _PEER.pack(*lp.lp_partner, lp.lp_pstate)
    parts = (_ACTOR, _PEER_LEN, actor, _PARTNER, _PEER_LEN, partner, _COLLECTOR, _COLLECTOR_LEN, 0, 0)
    return _send(kernel, lp, _PDU.pack(SUBTYPE_LACP, _VERSION, *parts))


def lacp_xmit_marker(kernel: Kernel, lp: LacpPort) -> int:
    """Send a marker after all frames of a port: its answer says that they have arrived (lacp_xmit_marker)."""
    lp.lp_marker += 1
    return _marker(kernel, lp, MARKER_TYPE_INFO, lacp_marker_info(lp))


def lacp_marker_info(lp: LacpPort) -> bytes:
    """Port, system and number of the last marker that this port sent."""
    return _MARKER_INFO.pack(lp.lp_actor.portno & 0xFFFF, lp.lp_actor.mac, lp.lp_marker)


def lacp_marker_response(kernel: Kernel, lp: LacpPort, info: bytes) -> int:
    """Send the partner's marker back."""
    return _marker(kernel, lp, MARKER_TYPE_RESPONSE, info)


def _marker(kernel: Kernel, lp: LacpPort, kind: int, info: bytes) -> int:
    return _send(kernel, lp, _MARKER.pack(SUBTYPE_MARKER, _VERSION, kind, _MARKER_LEN, info, 0, 0))


def _send(kernel: Kernel, lp: LacpPort, pdu: bytes) -> int:
    port = lp.lp_lagg
    kernel.lastpacket += 1
    frame = Ether(SLOW_ETHERADDR, port.lp_lladdr, ETHERTYPE_SLOW, pdu)
    m = Mbuf(kernel.lastpacket, frame, None, True, 0, 14 + len(pdu))
    return lagg_enqueue(kernel, port.lp_softc.sc_ifp, port, m, 0)


def lacp_decode(pdu: bytes) -> LacpPdu | None:
    """What a LACPDU says; version and types are not looked at, for revisions to come (lacp_pdu_input, tlv_check). None
    when its parts have other lengths.
    """
    if len(pdu) != _PDU.size:
        return None
    _, _, _, actor_len, actor, _, partner_len, partner, _, collector_len, _, end = _PDU.unpack(pdu)
    if (actor_len, partner_len, collector_len, end) != (_PEER_LEN, _PEER_LEN, _COLLECTOR_LEN, 0):
        return None
    *one, state = _PEER.unpack(actor)
    *other, pstate = _PEER.unpack(partner)
    return LacpPdu(LacpPeer(*one), state, LacpPeer(*other), pstate)


def lacp_decode_marker(pdu: bytes) -> tuple[int, bytes] | None:
    """Type and information of a marker or its answer; None for what is neither (lacp_marker_input)."""
    if len(pdu) != _MARKER.size:
        return None
    _, version, kind, length, info, end, rest = _MARKER.unpack(pdu)
    known = kind in (MARKER_TYPE_INFO, MARKER_TYPE_RESPONSE)
    return (kind, info) if known and (version, length, end, rest) == (_VERSION, _MARKER_LEN, 0, 0) else None
