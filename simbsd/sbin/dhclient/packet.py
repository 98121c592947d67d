"""Frames of DHCP: made, and taken apart.

Models sbin/dhclient/packet.c (assemble_hw_header, assemble_udp_ip_header, decode_hw_header, decode_udp_ip_header) and
the receive filter of bpf.c; leaves out VLAN tags and fragments.
"""

from __future__ import annotations

import struct

from simbsd.sys.bpf import (
    BPF_JMP_JEQ_K,
    BPF_JMP_JSET_K,
    BPF_LD_B_ABS,
    BPF_LD_H_ABS,
    BPF_LD_H_IND,
    BPF_LDX_B_MSH,
    BPF_RET_K,
    Insn,
)
from simbsd.sys.dhcp import CLIENT_PORT, SERVER_PORT, Dhcp, unpack
from simbsd.sys.mbuf import ETHER_BROADCAST, ETHERTYPE_IP, IPPROTO_UDP

_ETHER, _IP, _UDP = 14, 20, 8
FILTER = (
    Insn(BPF_LD_H_ABS, 0, 0, 12), Insn(BPF_JMP_JEQ_K, 0, 8, ETHERTYPE_IP),
    Insn(BPF_LD_B_ABS, 0, 0, 23), Insn(BPF_JMP_JEQ_K, 0, 6, IPPROTO_UDP),
    Insn(BPF_LD_H_ABS, 0, 0, 20), Insn(BPF_JMP_JSET_K, 4, 0, 0x1FFF),
    Insn(BPF_LDX_B_MSH, 0, 0, 14),
    Insn(BPF_LD_H_IND, 0, 0, 16), Insn(BPF_JMP_JEQ_K, 0, 1, CLIENT_PORT),
    Insn(BPF_RET_K, 0, 0, 0xFFFFFFFF), Insn(BPF_RET_K, 0, 0, 0),
)  # fmt: skip


def _checksum(data: bytes) -> int:
    total: int = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def broadcast_frame(mac: bytes, body: bytes) -> bytes:
    """A message from nobody to everybody, as an Ethernet frame; without a UDP sum."""
    length = _IP + _UDP + len(body)
    head = struct.pack(">BBHHHBBHII", 0x45, 0x10, length, 0, 0, 128, IPPROTO_UDP, 0, 0, 0xFFFFFFFF)
    head = head[:10] + _checksum(head).to_bytes(2, "big") + head[12:]
    udp = struct.pack(">HHHH", CLIENT_PORT, SERVER_PORT, _UDP + len(body), 0)
    return ETHER_BROADCAST + mac + ETHERTYPE_IP.to_bytes(2, "big") + head + udp + body


def received(frame: bytes) -> tuple[int, Dhcp] | None:
    """Who sent the message in a frame, and the message; None for what is none."""
    if len(frame) < _ETHER + _IP + _UDP:
        return None
    size = (frame[_ETHER] & 15) * 4
    message = unpack(frame[_ETHER + size + _UDP :])
    return None if message is None else (int.from_bytes(frame[26:30], "big"), message)
