"""BPDUs: what the bridges of a spanning tree say to each other, as the bytes of 802.3 frames.

Models sys/net/bridgestp.c (bstp_transmit, bstp_transmit_bpdu, bstp_transmit_tcn, bstp_pdu_flags, bstp_decode_bpdu,
bstp_hello_timer_expiry).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from simbsd.sys.bridgestp import (
    FORWARDING,
    LEARNING,
    PROTO_RSTP,
    PROTO_STP,
    ROLE_ALTERNATE,
    ROLE_BACKUP,
    ROLE_DESIGNATED,
    ROLE_ROOT,
    BstpPort,
    ConfigUnit,
    PriVector,
)
from simbsd.sys.if_softc import BridgeSoftc
from simbsd.sys.mbuf import BSTP_ETHERADDR, Ether, Mbuf
from simbsd.sys.vnet import IFF_RUNNING

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

_LSAP, _UI, _ID = 0x42, 0x03, 0
_HEAD, _CONFIG = struct.Struct(">BBBHBB"), struct.Struct(">BQIQHHHHH")
MSG_CFG, MSG_RSTP, MSG_TCN = 0x00, 0x02, 0x80
_TCN_LEN, _STP_LEN, _RSTP_LEN = _HEAD.size, 3 + 35, 3 + 36
_F_TC, _F_P, _F_L, _F_F, _F_A, _F_TCA = 0x01, 0x02, 0x10, 0x20, 0x40, 0x80
_FLAGS = (_F_TCA, _F_TC, _F_P, _F_A, _F_L, _F_F)
_MASK = {PROTO_STP: 0x81, PROTO_RSTP: 0x7F}
_ROLE_BITS = {ROLE_ALTERNATE: 0x04, ROLE_BACKUP: 0x04, ROLE_ROOT: 0x08, ROLE_DESIGNATED: 0x0C}
_ROLES = {0x04: ROLE_ALTERNATE, 0x08: ROLE_ROOT, 0x0C: ROLE_DESIGNATED}


def bstp_transmit(kernel: Kernel, bp: BstpPort) -> None:
    """Say what this port knows, if it has not said too much lately (bstp_transmit)."""
    bs = bp.bp_bs
    if not bs.bs_running:
        return
    if not bp.bp_hello.active:
        bstp_hello_timer_expiry(kernel, bp)
        return
    sc: BridgeSoftc = bs.bs_bridge.if_softc
    if bp.bp_txcount > sc.sc_hold_count:
        return
    if bp.bp_protover == PROTO_RSTP or bp.bp_role == ROLE_DESIGNATED:
        _transmit_bpdu(kernel, bp)
        bp.bp_tc_ack = False
    elif bp.bp_role == ROLE_ROOT:
        _send(kernel, bp, _HEAD.pack(_LSAP, _LSAP, _UI, _ID, PROTO_STP, MSG_TCN))
    bp.bp_hello.start(bp.desg_hello)
    bp.bp_newinfo = False


def bstp_hello_timer_expiry(kernel: Kernel, bp: BstpPort) -> None:
    """Time to speak again, for who has something to say (bstp_hello_timer_expiry)."""
    if bp.bp_newinfo or bp.bp_role == ROLE_DESIGNATED or (bp.bp_role == ROLE_ROOT and bp.bp_tc.active):
        bp.bp_hello.start(bp.desg_hello)
        bp.bp_newinfo = True
        bstp_transmit(kernel, bp)


def _pdu_flags(bp: BstpPort) -> int:
    flags = _F_P if bp.bp_proposing and bp.bp_state != FORWARDING else 0
    flags |= (_F_A if bp.bp_agree else 0) | (_F_TC if bp.bp_tc.active else 0) | (_F_TCA if bp.bp_tc_ack else 0)
    if bp.bp_state in (LEARNING, FORWARDING):
        flags |= _F_L
    if bp.bp_state == FORWARDING:
        flags |= _F_F
    return (flags | _ROLE_BITS.get(bp.bp_role, 0)) & _MASK[bp.bp_protover]


def _transmit_bpdu(kernel: Kernel, bp: BstpPort) -> None:
    rapid = bp.bp_protover == PROTO_RSTP
    head = _HEAD.pack(_LSAP, _LSAP, _UI, _ID, bp.bp_protover, MSG_RSTP if rapid else MSG_CFG)
    pv, (age, max_age, delay, hello) = bp.bp_desg_pv, bp.bp_desg_times
    body = _CONFIG.pack(
        _pdu_flags(bp), pv.root_id, pv.cost, pv.dbridge_id, bp.bp_port_id, age, max_age, hello, delay
    )
    _send(kernel, bp, head + body + (b"\0" if rapid else b""))


def _send(kernel: Kernel, bp: BstpPort, pdu: bytes) -> None:
    ifp = bp.ifp
    if not ifp.if_flags & IFF_RUNNING:
        return
    bp.bp_txcount += 1
    kernel.lastpacket += 1
    frame = Ether(BSTP_ETHERADDR, ifp.if_lladdr or bytes(6), len(pdu), pdu)
    ifp.if_transmit(kernel, ifp, Mbuf(kernel.lastpacket, frame, None, True, 0, 14 + len(pdu)))


def bpdu_header(pdu: bytes) -> tuple[int, int] | None:
    """Protocol version and message type, or None for what is no BPDU (bstp_input's checks). Later versions count as
    rapid spanning tree.
    """
    if len(pdu) < _TCN_LEN:
        return None
    dsap, ssap, control, ident, version, message = _HEAD.unpack_from(pdu)
    if (dsap, ssap, control, ident) != (_LSAP, _LSAP, _UI, _ID):
        return None
    return min(version, PROTO_RSTP), message


def bpdu_config(pdu: bytes, version: int, port_id: int) -> ConfigUnit | None:
    """What a configuration BPDU says; None when it is cut short or speaks of no role (bstp_decode_bpdu)."""
    if len(pdu) < (_RSTP_LEN if version == PROTO_RSTP else _STP_LEN):
        return None
    bits, root, cost, bridge, port, age, max_age, hello, delay = _CONFIG.unpack_from(pdu, _HEAD.size)
    bits &= _MASK[version]
    role = ROLE_DESIGNATED if version == PROTO_STP else _ROLES.get(bits & 0x0C, -1)
    pv = PriVector(root, cost, bridge, port, port_id)
    tca, tc, proposal, agree, learning, forwarding = (bool(bits & bit) for bit in _FLAGS)
    return ConfigUnit(
        pv, age, max_age, hello, delay, tca, tc, proposal, agree, learning, forwarding, role
    )
