"""Where translations and routes lead: addresses, ports, and how one of several is chosen.

Models sbin/pfctl/parse.y (redirpool, pool_opts, remove_invalid_hosts, invalid_redirect, DYNIF_MULTIADDR). A hash
without a key gets one from getrandom(2).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from simbsd.lib.syscall import syscall
from simbsd.sbin.pfctl.fromto import host_of
from simbsd.sbin.pfctl.items import parse_port
from simbsd.sbin.pfctl.lex import ARROW, STRING
from simbsd.sbin.pfctl.nodes import Host, Redirection
from simbsd.sbin.pfctl.parser import Parser
from simbsd.sys.pf import DYNIFTL, TABLE, PfPool
from simbsd.sys.socketvar import AF_INET
from simbsd.sys.strtol import to_int

_KINDS = ("bitmask", "random", "source-hash", "round-robin")


@dataclass(slots=True)
class PoolFlags:
    """What a pool's options say beside its kind."""

    static_port: bool = False


async def redirection(pf: Parser, several: bool) -> Redirection | None:
    """``-> address port ...``, of ``several`` addresses if they are allowed; None when there is no arrow."""
    if not await pf.accept(ARROW):
        return None
    groups = await pf.several(lambda: host_of(pf)) if several else [await host_of(pf)]
    hosts = tuple(host for group in groups for host in group)
    ports = Redirection(())
    if await pf.accept("port"):
        ports = await parse_port(pf, await pf.numberstring(), True)
    return replace(ports, hosts=hosts)


async def pool_options(pf: Parser) -> tuple[PfPool, PoolFlags]:
    """pool_opts."""
    pool, flags = PfPool(), PoolFlags()
    while await pf.at(*_KINDS, "static-port", "sticky-address", "map-e-portset"):
        kind = (await pf.take()).kind
        if kind == "map-e-portset":
            pool = replace(pool, mape=await _mape(pf, pool))
        elif kind == "static-port":
            if flags.static_port:
                await pf.fail("static-port cannot be redefined")
            flags.static_port = True
        elif kind == "sticky-address":
            if pool.sticky:
                await pf.fail("sticky-address cannot be redefined")
            pool = replace(pool, sticky=True)
        else:
            key = await _hash_key(pf) if kind == "source-hash" else 0
            if pool.kind:
                await pf.fail("pool type cannot be redefined")
            pool = replace(pool, kind=kind, key=key)
    return pool, flags


async def _mape(pf: Parser, pool: PfPool) -> tuple[int, int, int]:
    """Offset, length and identifier of a set of ports."""
    offset = await pf.number()
    await pf.expect("/")
    length = await pf.number()
    await pf.expect("/")
    ident = await pf.number()
    checks = (
        (pool.mape[0] > 0, "map-e-portset cannot be redefined"),
        (bool(pool.kind), "map-e-portset cannot be used with address pools"),
        (not 0 < offset < 16, "MAP-E PSID offset must be 1-15"),
        (not 0 <= length < 16 or offset + length > 16, "Invalid MAP-E PSID length"),
        (not length, "PSID Length = 0: this means you do not need MAP-E"),
        (not 0 <= ident <= 65535, "Invalid MAP-E PSID"),
    )
    for wrong, complaint in checks:
        if wrong:
            await pf.fail(complaint)
    return offset, length, ident


async def _hash_key(pf: Parser) -> int:
    """The key of a hash: 32 digits, the MD5 of a word, or chance."""
    if not await pf.at(STRING):
        return int.from_bytes(await syscall("getrandom", 16), "big")
    text = await pf.string()
    if text[:2] != "0x":
        from hashlib import md5

        return int.from_bytes(md5(text.encode(), usedforsecurity=False).digest(), "big")
    if len(text) != 34:
        await pf.fail("hex key must be 128 bits (32 hex digits) long")
    if any(char not in "0123456789abcdefABCDEF" for char in text[2:]):
        await pf.fail("invalid hex key")
    return to_int(text[2:], 16)


def is_multiaddr(host: Host) -> bool:
    """An interface in parentheses that may have several addresses (DYNIF_MULTIADDR)."""
    return host.addr.kind == DYNIFTL and ("0" not in host.addr.modifiers or not host.addr.name[-1:].isdigit())


def pool_kind(pool: PfPool, hosts: list[Host]) -> PfPool:
    """A pool of several addresses goes round them unless something else is said."""
    several = len(hosts) > 1 or hosts[0].addr.kind == TABLE or is_multiaddr(hosts[0])
    return replace(pool, kind="round-robin") if several and not pool.kind else pool


def remove_invalid(hosts: list[Host], af: int) -> tuple[list[Host], int]:
    """The hosts of one family, which the first decides if nothing did before (remove_invalid_hosts)."""
    kept: list[Host] = []
    for host in hosts:
        if af and host.af and host.af != af:
            continue
        af = af or host.af
        kept.append(host)
    return kept, af


async def check_redirect(pf: Parser, hosts: list[Host], af: int) -> None:
    """Complain of a redirection that leads nowhere, or nobody knows where (invalid_redirect)."""
    if not af and any(host.addr.kind not in (TABLE, DYNIFTL) for host in hosts):
        await pf.fail("address family not given and translation address expands to multiple address families")
    if not hosts:
        await pf.fail("no translation address with matching address family found.")


async def check_netmask(pf: Parser, host: Host, af: int) -> bool:
    """False, said why, for a mask that is too long for IPv4 (check_netmask)."""
    if host.addr.kind == TABLE or af != AF_INET or host.addr.plen <= 32:
        return True
    await pf.run.stderr(f"netmask {host.addr.plen} invalid for IPv4 address")
    return False
