"""The packet tap as kernel and programs know it: link types, filter instructions, the record before each packet.

Models sys/net/bpf.h and sys/net/dlt.h; leaves out write filters, zero-copy buffers and extended time stamps.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

DLT_NULL, DLT_EN10MB, DLT_PFLOG = 0, 1, 117
PFLOG_REAL_HDRLEN, PFLOG_HDRLEN = 69, 72  # struct pfloghdr (net/if_pflog.h), and with its padding
BPF_MAXINSNS = 512
BPF_ALIGNMENT = 8

BPF_MEMWORDS = 16

# Filter instructions: class, size or operation, mode or operand.
BPF_LD, BPF_LDX, BPF_ST, BPF_STX, BPF_ALU, BPF_JMP, BPF_RET, BPF_MISC = range(8)
BPF_W, BPF_H, BPF_B = 0x00, 0x08, 0x10
BPF_IMM, BPF_ABS, BPF_IND, BPF_MEM, BPF_LEN, BPF_MSH = 0x00, 0x20, 0x40, 0x60, 0x80, 0xA0
BPF_ADD, BPF_SUB, BPF_MUL, BPF_DIV, BPF_OR, BPF_AND, BPF_LSH, BPF_RSH, BPF_NEG, BPF_MOD, BPF_XOR = range(0, 0xB0, 0x10)
BPF_JA, BPF_JEQ, BPF_JGT, BPF_JGE, BPF_JSET = range(0, 0x50, 0x10)
BPF_K, BPF_X, BPF_A = 0x00, 0x08, 0x10
BPF_TAX, BPF_TXA = 0x00, 0x80

BPF_LD_W_ABS, BPF_LD_H_ABS, BPF_LD_B_ABS = 0x20, 0x28, 0x30
BPF_LD_H_IND, BPF_LDX_B_MSH = 0x48, 0xB1
BPF_ALU_AND_K = 0x54
BPF_JMP_JA, BPF_JMP_JEQ_K, BPF_JMP_JGT_K, BPF_JMP_JGE_K, BPF_JMP_JSET_K = 0x05, 0x15, 0x25, 0x35, 0x45
BPF_RET_K = 0x06

_HEADER = struct.Struct("<qqIIH")


class Insn(NamedTuple):
    """One filter instruction: where a jump goes when its test holds and when it does not, and its constant."""

    code: int
    jt: int
    jf: int
    k: int


class Captured(NamedTuple):
    """A captured packet: when (microseconds since 1970), how long it was, and its bytes."""

    when: int
    length: int
    data: bytes


def bpf_wordalign(size: int) -> int:
    """BPF_WORDALIGN."""
    return size + BPF_ALIGNMENT - 1 & -BPF_ALIGNMENT


def pack_record(linklen: int, packet: Captured) -> bytes:
    """A packet with its bpf_hdr, so long that what follows a link header of ``linklen`` bytes is aligned."""
    header = bpf_wordalign(linklen + _HEADER.size) - linklen
    seconds, micros = divmod(packet.when, 1_000_000)
    head = _HEADER.pack(seconds, micros, len(packet.data), packet.length, header)
    return head.ljust(header, b"\0") + packet.data


def unpack_records(buffer: bytes) -> list[Captured]:
    """The packets in what one read(2) gave."""
    found, at = [], 0
    while at < len(buffer):
        seconds, micros, caplen, length, header = _HEADER.unpack_from(buffer, at)
        data = buffer[at + header : at + header + caplen]
        found.append(Captured(seconds * 1_000_000 + micros, length, data))
        at += bpf_wordalign(header + caplen)
    return found
