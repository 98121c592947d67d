"""What a packet is: its link type, protocol, and where its headers begin.

Models contrib/libpcap/gencode.c (init_linktype, gen_linktype, gen_proto, gen_proto_abbrev, gen_ipfrag, gen_mcmp,
gen_bcmp) for the link types of sys/bpf.h.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.sys.bpf import (
    BPF_ALU_AND_K,
    BPF_JMP_JEQ_K,
    BPF_JMP_JGT_K,
    BPF_JMP_JSET_K,
    BPF_LD_B_ABS,
    BPF_LD_H_ABS,
    BPF_LD_W_ABS,
    DLT_EN10MB,
    DLT_NULL,
    DLT_PFLOG,
    PFLOG_HDRLEN,
    Insn,
)
from simbsd.sys.socketvar import AF_INET, AF_INET6
from simbsd.usr_sbin.tcpdump.blocks import Code, Test, all_of, any_of, opposite
from simbsd.usr_sbin.tcpdump.scanner import CompileRefused

ETHERTYPES = {
    "ip": 0x0800, "arp": 0x0806, "rarp": 0x8035, "ip6": 0x86DD, "decnet": 0x6003, "lat": 0x6004, "sca": 0x6007,
    "moprc": 0x6002, "mopdl": 0x6001, "stp": 0x42,
}  # fmt: skip
_FAMILIES = {"icmp": ("ip",), "igmp": ("ip",), "igrp": ("ip",), "carp": ("ip",), "vrrp": ("ip",), "icmp6": ("ip6",)}
IPPROTOS = {
    "icmp": 1, "igmp": 2, "igrp": 9, "tcp": 6, "udp": 17, "icmp6": 58, "carp": 112, "vrrp": 112, "sctp": 132,
    "pim": 103, "ah": 51, "esp": 50,
}  # fmt: skip
_FRAGMENT = 44
_ETHERMTU = 1500
UNPLACED = {"lat": "LAT", "sca": "SCA", "moprc": "MOPRC", "mopdl": "MOPDL"}


def tested(code: int, offset: int, jump: int, k: int, *more: tuple[int, int]) -> Test:
    """Something loaded, changed, and compared."""
    return Test((Insn(code, 0, 0, offset), *(Insn(alu, 0, 0, value) for alu, value in more)), jump, k)


def equal(code: int, offset: int, k: int, mask: int = 0xFFFFFFFF) -> Test:
    """gen_mcmp()."""
    return tested(code, offset, BPF_JMP_JEQ_K, k, *(() if mask == 0xFFFFFFFF else ((BPF_ALU_AND_K, mask),)))


def same_bytes(offset: int, data: bytes) -> Code:
    """gen_bcmp(): the last bytes are compared first."""
    tests: list[Code] = []
    end = len(data)
    for code, size in ((BPF_LD_W_ABS, 4), (BPF_LD_H_ABS, 2), (BPF_LD_B_ABS, 1)):
        while end >= size:
            end -= size
            tests.append(equal(code, offset + end, int.from_bytes(data[end : end + size], "big")))
    return all_of(*tests)


def ends_of(direction: str, source: Code, target: Code) -> Code:
    """What a direction wants of two ends."""
    if direction in ("src", "dst"):
        return source if direction == "src" else target
    return all_of(source, target) if direction == "and" else any_of(source, target)


@dataclass
class Links:
    """What is known while tests are made: the link type, the mask of the network, and how many bytes of tags ``vlan``
    has passed.
    """

    dlt: int
    netmask: int = 0
    shift: int = field(default=0)

    def link(self, ethertype: int) -> Code:
        """gen_linktype()."""
        if self.dlt == DLT_EN10MB:
            start = 12 + self.shift
            if ethertype > _ETHERMTU:
                return equal(BPF_LD_H_ABS, start, ethertype)
            framed = opposite(tested(BPF_LD_H_ABS, start, BPF_JMP_JGT_K, _ETHERMTU))
            return all_of(framed, equal(BPF_LD_B_ABS, start + 2, ethertype))
        family = {0x0800: AF_INET, 0x86DD: AF_INET6}.get(ethertype)
        if family is None:
            return False
        if self.dlt == DLT_PFLOG:
            return equal(BPF_LD_B_ABS, 1, family)
        return equal(BPF_LD_W_ABS, 0, family << 24)  # as a little-endian host writes it

    def network(self) -> int:
        """Where the network's header begins (off_linkpl and off_nl)."""
        return {DLT_NULL: 4, DLT_PFLOG: PFLOG_HDRLEN}.get(self.dlt, 14 + self.shift)

    def protocol(self, proto: str) -> Code:
        """gen_proto_abbrev()."""
        if proto == "link":
            raise CompileRefused("link layer applied in wrong context")
        if proto in ETHERTYPES:
            return self.link(ETHERTYPES[proto])
        families = _FAMILIES.get(proto, ("ip", "ip6"))
        return any_of(*(self.number(IPPROTOS[proto], family) for family in families))

    def number(self, number: int, proto: str) -> Code:
        """gen_proto(): IPv6 has it right behind the header or behind a fragment's."""
        if proto == "link":
            return self.link(number)
        if proto == "ip":
            return all_of(self.link(0x0800), self.byte(9, number))
        if proto == "ip6":
            later = all_of(self.byte(6, _FRAGMENT), self.byte(40, number))
            return all_of(self.link(0x86DD), any_of(later, self.byte(6, number)))
        if proto in ("arp", "rarp"):
            raise CompileRefused(f"{proto} does not encapsulate another protocol")
        if proto in UNPLACED:
            raise CompileRefused(f"{UNPLACED[proto]} does not encapsulate another protocol")
        if proto == "decnet":
            raise CompileRefused("DECNET encapsulation is not specifiable")
        raise CompileRefused(f"'{proto} proto' is bogus")

    def byte(self, offset: int, value: int) -> Test:
        """A byte of the network's header."""
        return equal(BPF_LD_B_ABS, self.network() + offset, value)

    def unbroken(self) -> Code:
        """No fragment of IPv4 but a first one (gen_ipfrag)."""
        return opposite(tested(BPF_LD_H_ABS, self.network() + 6, BPF_JMP_JSET_K, 0x1FFF))
