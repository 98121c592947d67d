"""Tests of names, addresses and numbers in a filter expression.

Models contrib/libpcap/gencode.c (gen_scode, gen_ncode, gen_mcode, gen_mcode6, gen_ecode, gen_host, gen_host6, gen_port,
gen_portrange); leaves out protochain, and the names of Ethernet addresses.
"""

from __future__ import annotations

from simbsd.lib.inet import ether_aton, plen_to_mask
from simbsd.lib.netdb import Unresolved, getnetbyname, protocols, resolve_all
from simbsd.sys.bpf import (
    BPF_H,
    BPF_IND,
    BPF_JMP_JEQ_K,
    BPF_JMP_JGE_K,
    BPF_JMP_JGT_K,
    BPF_LD,
    BPF_LD_H_ABS,
    BPF_LD_W_ABS,
    BPF_LDX_B_MSH,
    DLT_EN10MB,
    Insn,
)
from simbsd.sys.in6 import inet_pton6
from simbsd.sys.socketvar import AF_INET, AF_INET6
from simbsd.usr_sbin.tcpdump.blocks import Code, Test, all_of, any_of, opposite
from simbsd.usr_sbin.tcpdump.grammar import Name, Words
from simbsd.usr_sbin.tcpdump.links import ETHERTYPES, IPPROTOS, UNPLACED, Links, ends_of, equal, same_bytes
from simbsd.usr_sbin.tcpdump.nametoaddr import atoin, ether_protocol, port_range, service
from simbsd.usr_sbin.tcpdump.scanner import CompileRefused

_TRANSPORTS = ("tcp", "udp", "sctp")
_ONLY = "ethernet/FDDI/token ring/802.11/ATM LANE/Fibre Channel"


async def named(links: Links, node: Name) -> Code:
    words, token = node.words, node.token
    if token.kind == "eid":
        return _mac(links, words, token.text)
    if token.kind == "hid6":
        return _prefix6(links, words, token.text, 128 if node.mask is None else node.mask.value)
    if token.kind == "hid" and node.mask is not None:
        return _masked(links, words, token.text, node.mask.kind == "hid", node.mask.text, node.mask.value)
    if token.kind == "hid":
        if words.kind in ("port", "portrange", "proto", "protochain"):
            raise CompileRefused(f"'{words.kind}' modifier applied to ip host")
        return _address(links, words, *atoin(token.text))
    if words.undefined:
        raise CompileRefused("syntax error in filter expression")
    if token.kind == "num":
        return _constant(links, words, token.value)
    return await _called(links, words, token.text)


def _constant(links: Links, words: Words, value: int) -> Code:
    """gen_ncode(), of a number."""
    if words.kind in ("port", "portrange"):
        _check_port(words)
        if value > 65535:
            raise CompileRefused(f"illegal port number {value} > 65535")
        return _ports(links, words, value, value, words.proto)
    if words.kind == "gateway":
        raise CompileRefused("'gateway' requires a name")
    if words.kind in ("proto", "protochain"):
        return _protocol_number(links, words, value)
    mask = 0xFFFFFFFF
    while words.kind == "net" and value and not value & 0xFF000000:
        value, mask = value << 8, mask << 8 & 0xFFFFFFFF
    return _address(links, words, value, mask)


def _protocol_number(links: Links, words: Words, number: int) -> Code:
    if words.direction:
        raise CompileRefused("direction applied to 'proto'")
    if words.kind == "protochain":
        raise CompileRefused("protochain not supported")
    if words.proto:
        return links.number(number, words.proto)
    return any_of(links.number(number, "ip"), links.number(number, "ip6"))


def _check_port(words: Words) -> None:
    if words.proto not in ("", *_TRANSPORTS):
        raise CompileRefused(f"illegal qualifier of '{words.kind}'")


async def _called(links: Links, words: Words, name: str) -> Code:
    """gen_scode(): what has a name."""
    if words.kind == "net":
        network = await getnetbyname(name)
        if not network:
            raise CompileRefused(f"unknown network '{name}'")
        mask = 0xFFFFFFFF
        while not network & 0xFF000000:
            network, mask = network << 8, mask << 8 & 0xFFFFFFFF
        return _address(links, words, network, mask)
    if words.kind in ("port", "portrange"):
        _check_port(words)
        first, last, proto = await (port_range if words.kind == "portrange" else service)(name, words.proto)
        return _ports(links, words, first, last, proto)
    if words.kind == "gateway":
        raise CompileRefused("'gateway' not supported in this configuration")
    if words.kind in ("proto", "protochain"):
        if words.proto == "link":
            return _protocol_number(links, words, ether_protocol(name))
        if words.proto not in ("", "ip", "ip6"):
            raise CompileRefused(f"unknown protocol: {name}")
        number = (await protocols()).get(name)
        if number is None:
            raise CompileRefused(f"unknown ip proto '{name}'")
        return _protocol_number(links, words, number)
    if words.proto == "link":
        if links.dlt != DLT_EN10MB:
            raise CompileRefused(f"only {_ONLY} supports link-level host name")
        raise CompileRefused(f"unknown ether host '{name}'")
    return await _host(links, words, name)


async def _host(links: Links, words: Words, name: str) -> Code:
    """Each address that a name has."""
    try:
        entries = await resolve_all(name)
    except Unresolved:
        raise CompileRefused(f"unknown host '{name}'") from None
    parts = []
    for family, address in entries:
        if family == AF_INET and words.proto != "ip6":
            parts.append(_address(links, words, address, 0xFFFFFFFF))
        elif family == AF_INET6 and words.proto != "ip":
            parts.append(_address6(links, words, address, (1 << 128) - 1))
    if not parts:
        raise CompileRefused(f"unknown host '{name}'" + (" for specified address family" if words.proto else ""))
    return any_of(*parts)


def _mac(links: Links, words: Words, text: str) -> Code:
    """gen_ecode()."""
    if words.kind not in ("", "host") or words.proto != "link":
        raise CompileRefused("ethernet address used in non-ether expression")
    if links.dlt != DLT_EN10MB:
        raise CompileRefused(f"ethernet addresses supported only on {_ONLY}")
    digits = text.replace("-", ":").replace(".", ":")
    mac = ether_aton(digits) if digits.count(":") == 5 else bytes.fromhex(digits.replace(":", ""))
    assert mac is not None
    return ends_of(words.direction, same_bytes(6, mac), same_bytes(0, mac))


def _masked(links: Links, words: Words, text: str, dotted: bool, mask_text: str, length: int) -> Code:
    """gen_mcode()."""
    number, _ = atoin(text)
    if dotted:
        mask, what = atoin(mask_text)[0], f"{text} mask {mask_text}"
    else:
        if length > 32:
            raise CompileRefused("mask length must be <= 32")
        mask, what = plen_to_mask(length), f"{text}/{length}"
    if number & ~mask:
        raise CompileRefused(f'non-network bits set in "{what}"')
    if words.kind != "net":
        raise CompileRefused("Mask syntax for networks only")
    return _address(links, words, number, mask)


def _address(links: Links, words: Words, address: int, mask: int) -> Code:
    """gen_host()."""
    if words.undefined:
        raise CompileRefused("syntax error in filter expression")
    what = "net" if words.kind == "net" else "host"
    if words.proto == "link":
        raise CompileRefused("illegal link layer address")
    if words.proto in UNPLACED:
        raise CompileRefused(f"{UNPLACED[words.proto]} host filtering not implemented")
    if words.proto not in ("", "ip", "arp", "rarp"):
        raise CompileRefused(f"'{words.proto}' modifier applied to {'ip host' if words.proto == 'ip6' else what}")
    parts = []
    for proto, offsets in (("ip", (12, 16)), ("arp", (14, 24)), ("rarp", (14, 24))):
        if words.proto in ("", proto):
            ends = [equal(BPF_LD_W_ABS, links.network() + at, address, mask) for at in offsets]
            parts.append(all_of(links.link(ETHERTYPES[proto]), ends_of(words.direction, *ends)))
    return any_of(*parts)


def _prefix6(links: Links, words: Words, text: str, length: int) -> Code:
    """gen_mcode6()."""
    address = inet_pton6(text)
    assert address is not None
    if words.undefined:
        raise CompileRefused("invalid qualifier against IPv6 address")
    if length > 128:
        raise CompileRefused("mask length must be <= 128")
    mask = (1 << 128) - (1 << 128 - length)
    if address & ~mask:
        raise CompileRefused(f'non-network bits set in "{text}/{length}"')
    if words.kind in ("", "host") and length != 128:
        raise CompileRefused("Mask syntax for networks only")
    if words.kind not in ("", "host", "net"):
        raise CompileRefused("invalid qualifier against IPv6 address")
    return _address6(links, words, address, mask)


def _address6(links: Links, words: Words, address: int, mask: int) -> Code:
    """gen_host6(): each of the four words of an IPv6 address."""
    if words.proto == "link":
        raise CompileRefused(f"link-layer modifier applied to ip6 {words.kind or 'host'}")
    if words.proto not in ("", "ip6"):
        raise CompileRefused(f"'{words.proto}' modifier applied to ip6 {words.kind or 'host'}")
    ends = []
    for offset in (8, 24):
        start = links.network() + offset
        parts = [
            equal(BPF_LD_W_ABS, start + 4 * at, address >> 96 - 32 * at & 0xFFFFFFFF, part)
            for at in range(4) if (part := mask >> 96 - 32 * at & 0xFFFFFFFF)
        ]  # fmt: skip
        ends.append(all_of(*parts))
    return all_of(links.link(0x86DD), ends_of(words.direction, *ends))


def _ports(links: Links, words: Words, first: int, last: int, proto: str) -> Code:
    """gen_port() and gen_portrange(): those of IPv6 are asked first."""
    wanted = (proto,) if proto else ("sctp", "tcp", "udp")
    low, high = min(first, last), max(first, last)

    def at(code: int, offset: int, *before: Insn) -> Code:
        loads = (*before, Insn(code, 0, 0, offset))
        if first == last:
            return Test(loads, BPF_JMP_JEQ_K, first)
        return all_of(Test(loads, BPF_JMP_JGE_K, low), opposite(Test(loads, BPF_JMP_JGT_K, high)))

    start = links.network()
    six = ends_of(words.direction, at(BPF_LD_H_ABS, start + 40), at(BPF_LD_H_ABS, start + 42))
    behind = Insn(BPF_LDX_B_MSH, 0, 0, start)
    four = ends_of(words.direction, *(at(BPF_LD | BPF_H | BPF_IND, start + where, behind) for where in (0, 2)))
    protos6 = any_of(*(links.byte(6, IPPROTOS[one]) for one in wanted))
    protos4 = any_of(*(links.byte(9, IPPROTOS[one]) for one in wanted))
    return any_of(all_of(links.link(0x86DD), protos6, six), all_of(links.link(0x0800), protos4, links.unbroken(), four))
