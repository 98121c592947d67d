"""Addresses in rules: from, to, lists, ranges, tables, interfaces in parentheses.

Models sbin/pfctl/parse.y (fromto, ipspec, xhost, host, dynaddr); leaves out fingerprints of operating systems.
"""

from __future__ import annotations

from dataclasses import replace

from simbsd.sbin.pfctl.hosts import MODIFIERS
from simbsd.sbin.pfctl.items import IFNAMSIZ, ports
from simbsd.sbin.pfctl.lex import NUMBER, STRING
from simbsd.sbin.pfctl.nodes import FromTo, Host, masked
from simbsd.sbin.pfctl.parser import Parser
from simbsd.sys.pf import (
    ADDRMASK,
    DYNIFTL,
    NOROUTE,
    PF_TABLE_NAME_SIZE,
    RANGE,
    TABLE,
    URPFFAILED,
    PfAddr,
    PfRange,
)
from simbsd.sys.socketvar import AF_INET

_BAD = "could not parse host specification"


async def fromto(pf: Parser) -> FromTo:
    """Where packets come from and go to."""
    if await pf.accept("all"):
        return FromTo()
    src: list[Host] = []
    dst: list[Host] = []
    src_ports: list[PfRange] = []
    dst_ports: list[PfRange] = []
    if await pf.accept("from"):
        src, src_ports = await _side(pf)
    if await pf.accept("to"):
        dst, dst_ports = await _side(pf)
        if any(host.addr.kind == URPFFAILED for host in dst):
            await pf.fail('"urpf-failed" is not permitted in a destination address')
    return FromTo(tuple(src), tuple(src_ports), tuple(dst), tuple(dst_ports))


async def _side(pf: Parser) -> tuple[list[Host], list[PfRange]]:
    """ipportspec: addresses, ports, or both."""
    if await pf.accept("port"):
        return [], await ports(pf)
    hosts = await ipspec(pf)
    return hosts, await ports(pf) if await pf.accept("port") else []


async def ipspec(pf: Parser) -> list[Host]:
    """Addresses; any is none."""
    if not await pf.at("{"):
        return await _xhost(pf)
    return [host for hosts in await pf.several(lambda: _xhost(pf)) for host in hosts]


async def _xhost(pf: Parser) -> list[Host]:
    """ipspec inside a list: perhaps all others than it."""
    if await pf.accept("any"):
        return []
    neg = await pf.negated()
    for kind in (NOROUTE, URPFFAILED):
        if await pf.accept(kind):
            return [Host(PfAddr(kind), neg=neg)]
    return [replace(host, neg=neg) for host in await host_of(pf)]


async def host_of(pf: Parser) -> list[Host]:
    """host: what one word, range, table or interface in parentheses means."""
    token = await pf.expect(STRING, NUMBER, "(", "<")
    if token.kind == "(":
        return [await _dynaddr(pf)]
    if token.kind == "<":
        return [Host(PfAddr(TABLE, name=await _table(pf)))]
    if token.kind == NUMBER:
        await pf.expect("/")
        return await _named(pf, f"{token.number}/{(await pf.expect(NUMBER)).number}")
    if await pf.accept("/"):
        return await _named(pf, f"{token.text}/{(await pf.expect(NUMBER)).number}")
    if await pf.accept("-"):
        return [await _range(pf, token.text, (await pf.expect(STRING)).text)]
    return await _named(pf, token.text)


async def _named(pf: Parser, text: str) -> list[Host]:
    found = await pf.hosts.host(text)
    if not found:
        await pf.fail(_BAD)
    return found


async def _range(pf: Parser, low: str, high: str) -> Host:
    first, last = await pf.hosts.host(low), await pf.hosts.host(high)
    if not first or not last:
        await pf.fail(_BAD)
    one, other = first[0], last[0]
    width = 32 if one.af == AF_INET else 128
    single = len(first) == len(last) == 1 and one.addr.kind == other.addr.kind == ADDRMASK
    if not single or one.af != other.af or one.addr.plen != width or other.addr.plen != width:
        await pf.fail("invalid address range")
    return replace(one, addr=PfAddr(RANGE, one.af, one.addr.addr, end=other.addr.addr))


async def _table(pf: Parser) -> str:
    name = (await pf.expect(STRING)).text
    await pf.expect(">")
    if len(name) >= PF_TABLE_NAME_SIZE:
        await pf.fail(f"table name '{name}' too long")
    return name


async def _dynaddr(pf: Parser) -> Host:
    """An interface in parentheses: its addresses at the time of each packet."""
    text = (await pf.expect(STRING)).text
    await pf.expect(")")
    name, *words = text.split(":")
    if not (text[:1].isascii() and text[:1].isalpha()):
        await pf.fail(f"invalid interface name '{text}'")
    for at in range(len(words), 0, -1):
        if words[at - 1] not in MODIFIERS:
            await pf.fail(f"interface {':'.join([name, *words[:at]])} has bad modifier")
    modifiers = tuple(word for word in MODIFIERS if word in words)
    if len([word for word in modifiers if word != "0"]) > 1:
        await pf.fail("illegal combination of interface modifiers")
    if len(name) >= IFNAMSIZ:
        await pf.fail("interface name too long")
    host = Host(PfAddr(DYNIFTL, name=name, modifiers=modifiers, plen=128))
    if not await pf.accept("/"):
        return host
    plen = (await pf.expect(NUMBER)).number
    if not 0 <= plen <= 128:
        await pf.fail("bit number too big")
    return masked(host, plen)
