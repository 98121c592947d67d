"""Filter expressions: a tree of tests into a program for the kernel.

Models contrib/libpcap/gencode.c (gen_linktype, gen_host, gen_port, gen_vlan, pcap_compile) without its optimizer: the
program is longer and catches the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.inet import ether_aton, inet_aton, plen_to_mask
from simbsd.lib.inet6 import parse_numeric
from simbsd.lib.netdb import gethostbyname, getnetbyname, getservbyname
from simbsd.sys.bpf import (
    BPF_ALU_AND_K,
    BPF_JMP_JA,
    BPF_JMP_JEQ_K,
    BPF_JMP_JSET_K,
    BPF_LD_B_ABS,
    BPF_LD_H_ABS,
    BPF_LD_H_IND,
    BPF_LD_W_ABS,
    BPF_LDX_B_MSH,
    BPF_MAXINSNS,
    BPF_RET_K,
    DLT_EN10MB,
    DLT_NULL,
    DLT_PFLOG,
    PFLOG_HDRLEN,
    Insn,
)
from simbsd.sys.socketvar import AF_INET, AF_INET6
from simbsd.usr_sbin.tcpdump.syntax import Not, Pair, Primitive, SyntaxRefused, Words, parse

SNAPLEN = 262144
_ETHERTYPES = {"ip": 0x0800, "arp": 0x0806, "ip6": 0x86DD}
_IPPROTOS = {"icmp": 1, "igmp": 2, "tcp": 6, "udp": 17, "icmp6": 58, "carp": 112, "vrrp": 112, "sctp": 132}
_ONLY_INET = ("icmp", "igmp", "carp", "vrrp")  # gen_proto_abbrev: Q_IP
_FRAGMENT = 44
_VLAN_TYPES = (0x8100, 0x88A8, 0x9100)
_ARP_SPA, _ARP_TPA = 14, 24
_NO_ETHER = "ethernet addresses supported only on ethernet/FDDI/token ring/802.11/ATM LANE/Fibre Channel"
_NULL_FAMILIES = {0x0800: 0x02000000, 0x86DD: 0x1C000000}  # AF_INET, AF_INET6 as a little-endian host writes them


class CompileRefused(Exception):
    """libpcap's reason why an expression is no filter."""


@dataclass(frozen=True)
class Test:
    """Loads, and a jump that holds or does not."""

    loads: tuple[Insn, ...]
    code: int
    k: int


@dataclass(frozen=True)
class Both:
    """A test and another: of two, ``every`` says whether one is enough."""

    every: bool
    parts: tuple[Code, ...]


@dataclass(frozen=True)
class Opposite:
    """What a test is not."""

    inner: Code


Code = Test | Both | Opposite | bool


def _all(*parts: Code) -> Code:
    if False in parts:
        return False
    rest = tuple(part for part in parts if part is not True)
    return Both(True, rest) if len(rest) > 1 else rest[0] if rest else True


def _any(*parts: Code) -> Code:
    if True in parts:
        return True
    rest = tuple(part for part in parts if part is not False)
    return Both(False, rest) if len(rest) > 1 else rest[0] if rest else False


def _opposite(part: Code) -> Code:
    return not part if isinstance(part, bool) else Opposite(part)


def _load(code: int, k: int) -> Insn:
    return Insn(code, 0, 0, k)


async def pcap_compile(text: str, dlt: int) -> tuple[Insn, ...]:
    """The program of an expression for a link type; an empty one has none. Raises CompileRefused."""
    try:
        tree = parse(text)
    except SyntaxRefused:
        raise CompileRefused("can't parse filter expression: syntax error") from None
    if tree is None:
        return ()
    code = await _Generator(dlt).node(tree)
    if code is False:
        raise CompileRefused("expression rejects all packets")
    program = _assemble(code)
    if len(program) > BPF_MAXINSNS:
        raise CompileRefused("expression is too long")
    return program


@dataclass
class _Generator:
    """What is known while tests are made: the link type, and how many bytes of tags ``vlan`` has passed."""

    dlt: int
    shift: int = field(default=0)

    async def node(self, node: Primitive | Not | Pair) -> Code:
        if isinstance(node, Not):
            return _opposite(await self.node(node.inner))
        if isinstance(node, Pair):
            left = await self.node(node.left)
            right = await self.node(node.right)
            return _all(left, right) if node.operator == "and" else _any(left, right)
        return await self._primitive(node.words, node.name)

    async def _primitive(self, words: Words, name: str | None) -> Code:
        if words.kind == "vlan":
            return self._vlan(name)
        if words.kind == "broadcast":
            return self._mac(0, b"\xff" * 6)
        if name is None:
            return self._protocol(words.proto)
        if words.kind == "proto":
            return self._number(words, name)
        if words.kind == "port":
            return await self._port(words, name)
        if words.proto == "ether":
            return self._ether(words, name)
        if ether_aton(name) is not None:
            raise CompileRefused("ethernet address used in non-ether expression")
        address6 = await parse_numeric(name)
        if address6 is not None and words.kind in ("", "host"):
            return self._address6(words, address6)
        if words.kind == "net":
            return self._addresses(words, *await _network(name))
        return self._addresses(words, await _host(name), 0xFFFFFFFF)

    def _link(self, ethertype: int) -> Code:
        if self.dlt == DLT_PFLOG:
            family = {0x0800: AF_INET, 0x86DD: AF_INET6}.get(ethertype)
            return Test((_load(BPF_LD_B_ABS, 1),), BPF_JMP_JEQ_K, family) if family is not None else False
        if self.dlt == DLT_NULL:
            word = _NULL_FAMILIES.get(ethertype)
            return Test((_load(BPF_LD_W_ABS, 0),), BPF_JMP_JEQ_K, word) if word is not None else False
        return Test((_load(BPF_LD_H_ABS, 12 + self.shift),), BPF_JMP_JEQ_K, ethertype)

    def _network(self) -> int:
        return {DLT_NULL: 4, DLT_PFLOG: PFLOG_HDRLEN}.get(self.dlt, 14 + self.shift)

    def _protocol(self, proto: str) -> Code:
        if proto in _ETHERTYPES:
            return self._link(_ETHERTYPES[proto])
        four = _all(self._link(0x0800), self._byte(9, _IPPROTOS[proto])) if proto != "icmp6" else False
        return _any(four, self._protocol6(_IPPROTOS[proto]) if proto not in _ONLY_INET else False)

    def _number(self, words: Words, name: str) -> Code:
        """``proto`` and a number, or a name that stands behind a backslash where it is a word too (gen_proto)."""
        plain = name.removeprefix("\\")
        number = int(plain) if plain.isascii() and plain.isdigit() else _IPPROTOS.get(plain)
        if number is None:
            raise CompileRefused(f"unknown ip proto '{plain}'")
        if words.direction:
            raise CompileRefused("direction applied to 'proto'")
        if words.proto not in ("", "ip", "ip6"):
            raise CompileRefused(f"'{words.proto} proto' is bogus")
        four = _all(self._link(0x0800), self._byte(9, number)) if words.proto != "ip6" else False
        return _any(four, self._protocol6(number) if words.proto != "ip" else False)

    def _byte(self, offset: int, value: int) -> Test:
        return Test((_load(BPF_LD_B_ABS, self._network() + offset),), BPF_JMP_JEQ_K, value)

    def _protocol6(self, number: int) -> Code:
        """IPv6 with a protocol, right behind the header or behind a fragment's."""
        later = _all(self._byte(6, _FRAGMENT), self._byte(40, number))
        return _all(self._link(0x86DD), _any(self._byte(6, number), later))

    def _address6(self, words: Words, address: int) -> Code:
        """Each of the four words of an IPv6 address."""
        if words.proto not in ("", "ip6"):
            raise CompileRefused(f"'{words.proto}' modifier applied to ip6 host")
        ends = []
        for offset in (8, 24):
            start = self._network() + offset
            parts = [_masked(start + 4 * at, address >> 96 - 32 * at & 0xFFFFFFFF, 0xFFFFFFFF) for at in range(4)]
            ends.append(_all(*parts))
        return _all(self._link(0x86DD), _ends(words.direction, *ends))

    def _addresses(self, words: Words, address: int, mask: int) -> Code:
        if words.proto not in ("", "ip", "arp"):
            raise CompileRefused(f"'{words.proto}' modifier applied to {words.kind or 'host'}")
        start = self._network()
        parts = []
        for proto, offsets in (("ip", (12, 16)), ("arp", (_ARP_SPA, _ARP_TPA))):
            if words.proto in ("", proto):
                ends = tuple(_masked(start + offset, address, mask) for offset in offsets)
                parts.append(_all(self._link(_ETHERTYPES[proto]), _ends(words.direction, *ends)))
        return _any(*parts)

    def _ether(self, words: Words, name: str) -> Code:
        mac = ether_aton(name)
        if words.kind not in ("", "host"):
            raise CompileRefused(f"link-layer modifier applied to {words.kind}")
        if mac is None:
            numeric = inet_aton(name) is not None
            raise CompileRefused("illegal link layer address" if numeric else f"unknown ether host '{name}'")
        if self.dlt != DLT_EN10MB:
            raise CompileRefused(_NO_ETHER)
        return _ends(words.direction, self._mac(6, mac), self._mac(0, mac))

    def _mac(self, offset: int, mac: bytes) -> Code:
        if self.dlt != DLT_EN10MB:
            raise CompileRefused("not a broadcast link")
        low = Test((_load(BPF_LD_W_ABS, offset + 2),), BPF_JMP_JEQ_K, int.from_bytes(mac[2:], "big"))
        return _all(low, Test((_load(BPF_LD_H_ABS, offset),), BPF_JMP_JEQ_K, int.from_bytes(mac[:2], "big")))

    async def _port(self, words: Words, name: str) -> Code:
        if words.proto not in ("", "tcp", "udp"):
            raise CompileRefused("illegal qualifier of 'port'")
        port = await _service(name, words.proto)
        start = self._network()
        whole = _opposite(Test((_load(BPF_LD_H_ABS, start + 6),), BPF_JMP_JSET_K, 0x1FFF))
        index = _load(BPF_LDX_B_MSH, start)
        ends = tuple(Test((index, _load(BPF_LD_H_IND, start + at)), BPF_JMP_JEQ_K, port) for at in (0, 2))
        wanted = (words.proto,) if words.proto else ("tcp", "udp", "sctp")
        protos = [self._byte(9, _IPPROTOS[proto]) for proto in wanted]
        four = _all(self._link(0x0800), _any(*protos), whole, _ends(words.direction, *ends))
        protos = [self._byte(6, _IPPROTOS[proto]) for proto in wanted]
        ends = tuple(Test((_load(BPF_LD_H_ABS, start + at),), BPF_JMP_JEQ_K, port) for at in (40, 42))
        return _any(four, _all(self._link(0x86DD), _any(*protos), _ends(words.direction, *ends)))

    def _vlan(self, name: str | None) -> Code:
        if self.dlt != DLT_EN10MB:
            raise CompileRefused("no VLAN support for BSD loopback")
        tagged = _any(*(self._link(ethertype) for ethertype in _VLAN_TYPES))
        if name is not None:
            if int(name) > 0xFFF:
                raise CompileRefused(f"VLAN tag {int(name)} greater than maximum 4095")
            loads = (_load(BPF_LD_H_ABS, 14 + self.shift), _load(BPF_ALU_AND_K, 0xFFF))
            tagged = _all(tagged, Test(loads, BPF_JMP_JEQ_K, int(name)))
        self.shift += 4
        return tagged


def _masked(offset: int, address: int, mask: int) -> Test:
    loads = (_load(BPF_LD_W_ABS, offset),)
    return Test(loads if mask == 0xFFFFFFFF else (*loads, _load(BPF_ALU_AND_K, mask)), BPF_JMP_JEQ_K, address)


def _ends(direction: str, source: Code, target: Code) -> Code:
    if direction == "src":
        return source
    if direction == "dst":
        return target
    return _all(source, target) if direction == "and" else _any(source, target)


async def _host(name: str) -> int:
    address = inet_aton(name)
    if address is None:
        address = await gethostbyname(name)
    if address is None:
        raise CompileRefused(f"unknown host '{name}'")
    return address


async def _network(name: str) -> tuple[int, int]:
    """A net as number and mask: ``10.0.0.0/8``, ``10.0``, or a name."""
    text, slash, width = name.partition("/")
    parts = text.split(".")
    if not all(part.isascii() and part.isdigit() and int(part) < 256 for part in parts) or len(parts) > 4:
        network = await getnetbyname(name)
        if network is None:
            raise CompileRefused(f"unknown network '{name}'")
        parts = [str(network >> shift & 255) for shift in (24, 16, 8, 0)]
    if slash and not (width.isascii() and width.isdigit() and int(width) <= 32):
        raise CompileRefused("mask length must be <= 32")
    number = int.from_bytes(bytes(int(part) for part in parts).ljust(4, b"\0"), "big")
    mask = plen_to_mask(int(width)) if slash else plen_to_mask(8 * len(parts))
    if number & ~mask:
        raise CompileRefused(f'non-network bits set in "{name}"')
    return number, mask


async def _service(name: str, proto: str) -> int:
    if name.isascii() and name.isdigit():
        if int(name) > 65535:
            raise CompileRefused(f"illegal port number {int(name)} > 65535")
        return int(name)
    for one in (proto,) if proto else ("tcp", "udp"):
        port = await getservbyname(name, one)
        if port is not None:
            return port
    raise CompileRefused(f"unknown port '{name}'")


def _assemble(code: Code) -> tuple[Insn, ...]:
    """Lay tests out so that every way ends in one of the two returns at the end."""
    program: list[tuple[Insn, int, int]] = []
    labels: dict[int, int] = {}
    accept, reject = _label(labels), _label(labels)
    _emit(code, accept, reject, program, labels)
    labels[accept], labels[reject] = len(program), len(program) + 1
    done = []
    for at, (insn, yes, no) in enumerate(program):
        if insn.code == BPF_JMP_JA:
            done.append(insn._replace(k=labels[yes] - at - 1))
        elif yes:
            done.append(insn._replace(jt=labels[yes] - at - 1, jf=labels[no] - at - 1))
        else:
            done.append(insn)
    return (*done, _load(BPF_RET_K, SNAPLEN), _load(BPF_RET_K, 0))


def _label(labels: dict[int, int]) -> int:
    number = len(labels) + 1
    labels[number] = 0
    return number


def _emit(code: Code, yes: int, no: int, program: list[tuple[Insn, int, int]], labels: dict[int, int]) -> None:
    if isinstance(code, bool):
        program.append((_load(BPF_JMP_JA, 0), yes if code else no, 0))
    elif isinstance(code, Opposite):
        _emit(code.inner, no, yes, program, labels)
    elif isinstance(code, Test):
        program += [(insn, 0, 0) for insn in code.loads]
        program.append((Insn(code.code, 0, 0, code.k), yes, no))
    else:
        for part in code.parts[:-1]:
            following = _label(labels)
            _emit(part, *((following, no) if code.every else (yes, following)), program, labels)
            labels[following] = len(program)
        _emit(code.parts[-1], yes, no, program, labels)
