"""Translation: which rule of nat, binat or rdr a packet is under, and what becomes of its addresses and ports.

Models sys/netpfil/pf/pf_lb.c (pf_get_translation, pf_get_sport, pf_get_mape_sport, pf_map_addr, pf_hash).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from simbsd.netpfil.pf_if import dynaddrs
from simbsd.netpfil.pf_rules import PfPdesc, arc4random, evaluate
from simbsd.netpfil.pf_source import find_source
from simbsd.netpfil.pf_state import exists, make_key
from simbsd.sys.mbuf import IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP
from simbsd.sys.pf import BINAT, DYNIFTL, NAT, PF_IN, RDR, TABLE
from simbsd.sys.pf_var import Pf, PfKrule, StateKey
from simbsd.sys.socketvar import AF_INET

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel

_WORD = 0xFFFFFFFF


def get_translation(kernel: Kernel, pf: Pf, pd: PfPdesc) -> tuple[PfKrule, StateKey] | None:
    """The rule that translates a packet, and its key after that; None when none does, or nothing would change."""
    kinds = ("rdr", "binat") if pd.dir == PF_IN else ("binat", "nat")
    for kind in kinds:
        found = _match(kernel, pf, pd, kind)
        if found is not None:
            break
    else:
        return None
    krule, path = found
    if krule.rule.action not in (NAT, BINAT, RDR):
        return None
    key = make_key(pd)
    new = {NAT: _nat, BINAT: _binat, RDR: _rdr}[krule.rule.action](kernel, pf, pd, krule, path, key)
    return (krule, new) if new is not None and new != key else None


def _match(kernel: Kernel, pf: Pf, pd: PfPdesc, kind: str) -> tuple[PfKrule, str] | None:
    """The first rule of a kind that matches (pf_match_translation)."""
    saved = pd.tag, pd.krule, pd.krule_path, pd.anchor
    pd.krule = None
    evaluate(kernel, pf, pd, "", kind)
    found = (pd.krule, pd.krule_path) if pd.krule is not None else None
    tag = pd.tag if found is not None else saved[0]
    _, pd.krule, pd.krule_path, pd.anchor = saved
    pd.tag = tag
    return found


def map_addr(kernel: Kernel, pf: Pf, pd: PfPdesc, krule: PfKrule, path: str) -> int | None:
    """The next address of a pool (pf_map_addr): the only one, or round robin through all, or by chance."""
    pool = krule.rule.pool
    source = find_source(pf, krule, pd.af, pd.src) if pool.sticky and pool.kind else None
    if source is not None and source.raddr:
        return source.raddr
    choices = _choices(pf, pd, krule, path)
    if not choices:
        return None
    kind = pool.kind
    if kind == "random":
        return choices[arc4random(kernel) % len(choices)]
    if kind == "bitmask":
        addr, plen, _ = _first(pf, pd, krule)
        return pool_mask(addr, plen, pd.src if krule.rule.action == NAT else pd.dst, pd.af)
    if kind == "source-hash":
        addr, plen, _ = _first(pf, pd, krule)
        return pool_mask(addr, plen, pf_hash(pd.src, pool.key, pd.af), pd.af)
    krule.cursor = (krule.cursor + 1) % len(choices)
    return choices[krule.cursor]


def _first(pf: Pf, pd: PfPdesc, krule: PfKrule) -> tuple[int, int, int]:
    wrap = krule.rule.pool.addrs[0][0]
    return wrap.addr, wrap.plen, wrap.af


def _choices(pf: Pf, pd: PfPdesc, krule: PfKrule, path: str) -> list[int]:
    """Every address of a pool; of a network no more than the first 65536."""
    width = 32 if pd.af == AF_INET else 128
    found: list[int] = []
    for wrap, _ in krule.rule.pool.addrs:
        if wrap.kind == DYNIFTL:
            found += [addr for addr, _ in dynaddrs(pd.vnet, wrap, pd.af)]
        elif wrap.kind == TABLE:
            table = pf.table(path, wrap.name)
            found += [addr for (af, _, addr) in (table.pfrt_addrs if table is not None else {}) if af == pd.af]
        elif wrap.af == pd.af:
            found += range(wrap.addr, wrap.addr + (1 << min(width - wrap.plen, 16)))
    return found


def _mix(a: int, b: int, c: int) -> tuple[int, int, int]:
    for one, two, three in ((13, 8, 13), (12, 16, 5), (3, 10, 15)):
        a = (a - b - c & _WORD) ^ c >> one
        b = (b - c - a & _WORD) ^ a << two & _WORD
        c = (c - a - b & _WORD) ^ b >> three
    return a, b, c


def _words(value: int, count: int) -> list[int]:
    """32-bit words in network order, as a little-endian machine reads them."""
    data = value.to_bytes(4 * count, "big")
    return [int.from_bytes(data[at : at + 4], "little") for at in range(0, len(data), 4)]


def pf_hash(addr: int, key: int, af: int) -> int:
    """The hash of a source by a pool's key; its host bits choose the address (pf_hash)."""
    keys = [key >> shift & _WORD for shift in (96, 64, 32, 0)]
    a = b = 0x9E3779B9
    c = keys[0]
    if af == AF_INET:
        a, b, c = _mix(a + _words(addr, 1)[0] & _WORD, b + keys[1] & _WORD, c)
        return int.from_bytes((c + keys[2] & _WORD).to_bytes(4, "little"), "big")
    words, hashed = _words(addr, 4), b""
    for number, (one, two) in enumerate(((0, 2), (1, 3), (2, 1), (3, 0))):
        c += keys[number] if number else 0
        a, b, c = _mix(a + words[one] & _WORD, b + words[two] & _WORD, c & _WORD)
        hashed += c.to_bytes(4, "little")
    return int.from_bytes(hashed, "big")


def pool_mask(addr: int, plen: int, other: int, af: int) -> int:
    """The network bits of one address and the host bits of another (PF_POOLMASK)."""
    host = (1 << (32 if af == AF_INET else 128) - plen) - 1
    return addr & ~host | other & host


def _nat(kernel: Kernel, pf: Pf, pd: PfPdesc, krule: PfKrule, path: str, key: StateKey) -> StateKey | None:
    """An address and a port of our own for the sender (pf_get_sport)."""
    addr = map_addr(kernel, pf, pd, krule, path)
    if addr is None:
        return None
    af, proto, far, fport, _, sport = key
    low, high = (1, 65535) if proto == IPPROTO_ICMP else krule.rule.pool.ports
    if proto not in (IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMP) or low == high == 0:
        new = (af, proto, far, fport, addr, sport)
        return None if exists(pf, new) else new
    for first, last in _mape(kernel, krule.rule.pool.mape) if krule.rule.pool.mape[0] else ((low, high),):
        size = last - first + 1
        cut = arc4random(kernel) % size if size > 1 else 0
        for step in (*range(cut, size), *range(cut - 1, -1, -1)):
            port = first + step
            new = (af, proto, far, port if proto == IPPROTO_ICMP else fport, addr, port)
            if not exists(pf, new):
                return new
    pf.counters["map-failed"] += 1
    return None


def _mape(kernel: Kernel, mape: tuple[int, int, int]) -> Iterator[tuple[int, int]]:
    """The ranges of ports that are this host's, from one of chance upwards, then downwards (pf_get_mape_sport)."""
    offset, length, ident = mape
    high, room = 16 - offset, 16 - offset - length
    below = (ident & (1 << length) - 1) << room
    most = (1 << offset) - 1
    cut = arc4random(kernel) & most or 1
    for number in (*range(cut, most + 1), *range(cut - 1, 0, -1)):
        first = number << high | below
        yield first, first | (1 << room) - 1


def _binat(kernel: Kernel, pf: Pf, pd: PfPdesc, krule: PfKrule, path: str, key: StateKey) -> StateKey | None:
    """One address for one, host part by host part, both ways."""
    rule = krule.rule
    wrap = rule.pool.addrs[0][0] if pd.dir != PF_IN else rule.src.addr
    if wrap.kind == DYNIFTL:
        own = next(dynaddrs(pd.vnet, wrap, pd.af), None)
        if own is None:
            return None
        addr, plen = own[0], 32 if pd.af == AF_INET else 128
    else:
        addr, plen = wrap.addr, wrap.plen
    return (*key[:4], pool_mask(addr, plen, key[4], pd.af), key[5])


def _rdr(kernel: Kernel, pf: Pf, pd: PfPdesc, krule: PfKrule, path: str, key: StateKey) -> StateKey | None:
    """Another destination, and perhaps another port of it."""
    rule = krule.rule
    addr = map_addr(kernel, pf, pd, krule, path)
    if addr is None:
        return None
    low, high = rule.pool.ports
    port = key[5]
    if high:
        first = rule.dst.port.low if rule.dst.port is not None else 0
        port = (port - first) % (high - low + 1) + low
    elif low:
        port = low
    return (*key[:4], addr, port)
