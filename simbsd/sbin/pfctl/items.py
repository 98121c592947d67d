"""Parts of rules: interfaces, protocols, ports, users, ICMP types, flags, types of service, log.

Models sbin/pfctl/parse.y (interface, proto, portspec, uids, gids, flags, icmpspec, tos, logquick).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from simbsd.lib.grp import getgrnam
from simbsd.lib.pwd import getpwnam
from simbsd.lib.strtonum import strtonum
from simbsd.sbin.pfctl.lex import NUMBER, PORTBINARY, STRING
from simbsd.sbin.pfctl.nodes import IcmpType, Interface, Redirection
from simbsd.sbin.pfctl.parser import Parser
from simbsd.sys.pf import PF_IN, PF_OUT, PfRange
from simbsd.sys.pf_icmp import ICMP6_CODES, ICMP6_TYPES, ICMP_CODES, ICMP_TYPES
from simbsd.sys.socketvar import AF_INET, AF_INET6
from simbsd.sys.strtol import to_int

IFNAMSIZ = 16
TCP_FLAGS = "FSRPAUEW"
PF_TH_ALL = 0xFF
_UNARY = ("=", "!", "<", ">")
# map_tos: DiffServ code points (netinet/ip.h), precedences and types of service.
TOS = {
    **{f"af{one}{two}": (8 * one + 2 * two) << 2 for one in (1, 2, 3, 4) for two in (1, 2, 3)},
    **{f"cs{number}": number << 5 for number in range(8)},
    "critical": 0xA0, "ef": 0xB8, "inetcontrol": 0xC0, "lowdelay": 0x10, "netcontrol": 0xE0, "reliability": 0x04,
    "throughput": 0x08, "va": 0xB0,
}  # fmt: skip


async def direction(pf: Parser) -> int:
    """dir: in, out, or both (0)."""
    if await pf.accept("in"):
        return PF_IN
    return PF_OUT if await pf.accept("out") else 0


async def logquick(pf: Parser) -> tuple[tuple[str, ...] | None, bool]:
    """logquick: what is logged (None: nothing), and whether the rule is quick."""
    quick = await pf.accept("quick")
    logged = await log(pf)
    return logged, quick or await pf.accept("quick")


async def log(pf: Parser) -> tuple[str, ...] | None:
    """log: ``all``, ``user``, ``to pflogN`` in that order; None when nothing is logged."""
    if not await pf.accept("log"):
        return None
    if not await pf.accept("("):
        return ()
    words = {"all": False, "user": False}
    target = 0
    while True:
        token = await pf.expect("all", "user", "group", "to")
        if token.kind == "to":
            target = await _pflog(pf) or target
        else:
            words["user" if token.kind == "group" else token.kind] = True
        if await pf.accept(")"):
            break
        await pf.accept(",")
    found = [word for word, on in words.items() if on]
    return tuple([*found, f"to pflog{target}"] if target else found)


async def _pflog(pf: Parser) -> int:
    name = await pf.string()
    if not name.startswith("pflog"):
        await pf.fail(f"{name}: should be a pflog interface")
    try:
        return strtonum(name[5:], 0, 255)
    except ValueError as error:
        await pf.fail(f"{name}: {error}")


async def interfaces(pf: Parser) -> list[Interface]:
    """interface: ``on`` one or several, or none."""
    return await pf.several(lambda: interface(pf)) if await pf.accept("on") else []


async def interface(pf: Parser) -> Interface:
    """if_item_not."""
    neg = await pf.negated()
    return Interface(await ifname(pf), neg)


async def ifname(pf: Parser) -> str:
    """if_item: a name that is short enough."""
    name = (await pf.expect(STRING)).text
    if len(name) >= IFNAMSIZ:
        await pf.fail("interface name too long")
    return name


async def family(pf: Parser) -> int:
    """af."""
    if await pf.accept("inet"):
        return AF_INET
    return AF_INET6 if await pf.accept("inet6") else 0


async def protos(pf: Parser) -> list[int]:
    """proto: one or several, or none."""
    return await pf.several(lambda: _proto(pf)) if await pf.accept("proto") else []


async def _proto(pf: Parser) -> int:
    token = await pf.expect(STRING, NUMBER)
    if token.kind == NUMBER:
        if not 0 <= token.number <= 255:
            await pf.fail("protocol outside range")
        found = token.number
    else:
        known = await pf.protocol(token.text)
        if known is None:
            await pf.fail(f"unknown protocol {token.text}")
        found = known
    if not found:
        await pf.fail("proto 0 cannot be used")
    return found


async def parse_port(pf: Parser, text: str, star: bool = False) -> Redirection:
    """A port, a range ``low:high``, or with ``star`` also ``low:*``; as the ports of a redirection (parseport)."""
    low, colon, high = text.partition(":")
    if not colon:
        return Redirection((), await pf.service(low))
    if star and high == "*":
        return Redirection((), await pf.service(low), 0, True)
    one, other = await pf.service(low), await pf.service(high)
    return Redirection((), one, 0 if one == other else other)


async def ports(pf: Parser) -> list[PfRange]:
    """portspec: one or several, with operators."""
    return await pf.several(lambda: _port(pf))


async def _port(pf: Parser) -> PfRange:
    op = await _unary(pf)
    first = await parse_port(pf, await pf.numberstring())
    if op:
        if first.high:
            await pf.fail("':' cannot be used with an other port operator")
        return PfRange(op, first.low)
    if await pf.at(PORTBINARY):
        op = (await pf.take()).text
        last = await parse_port(pf, await pf.numberstring())
        if first.high or last.high:
            await pf.fail("':' cannot be used with an other port operator")
        return PfRange(op, first.low, last.low)
    return PfRange(":", first.low, first.high) if first.high else PfRange("=", first.low)


async def _unary(pf: Parser) -> str:
    """unaryop, or nothing."""
    if not await pf.at(*_UNARY):
        return ""
    op = (await pf.take()).kind
    if op == "!":
        await pf.expect("=")
        return "!="
    return op + "=" if op in "<>" and await pf.accept("=") else op


async def owners(pf: Parser, kind: str) -> list[PfRange]:
    """uids or gids: one or several, with operators; ``kind`` is ``user`` or ``group``."""
    return await pf.several(lambda: _owner(pf, kind))


async def _owner(pf: Parser, kind: str) -> PfRange:
    op = await _unary(pf)
    low = await _id(pf, kind)
    if not op and await pf.at(PORTBINARY):
        op = (await pf.take()).text
        high = await _id(pf, kind)
        if low < 0 or high < 0:
            await pf.fail(f"{kind} unknown requires operator = or !=")
        return PfRange(op, low, high)
    if low < 0 and op not in ("", "=", "!="):
        await pf.fail(f"{kind} unknown requires operator = or !=")
    return PfRange(op or "=", low, low)


async def _id(pf: Parser, kind: str) -> int:
    """A number of a user or group; -1 is ``unknown``."""
    token = await pf.expect(STRING, NUMBER)
    if token.kind == NUMBER:
        if not 0 <= token.number < 0xFFFFFFFF:
            await pf.fail(f"illegal {kind[0]}id value {token.number & (1 << 64) - 1}")
        return token.number
    if token.text == "unknown":
        return -1
    if kind == "user":
        user = await getpwnam(token.text)
        if user is not None:
            return user.pw_uid
    else:
        group = await getgrnam(token.text)
        if group is not None:
            return group.gr_gid
    await pf.fail(f"unknown {kind} {token.text}")


async def flags(pf: Parser) -> tuple[int, int]:
    """The flags of ``flags S/SA`` and their mask; (0, 0) for any."""
    if await pf.accept("any"):
        return 0, 0
    first = 0 if await pf.at("/") else await _flag(pf)
    await pf.expect("/")
    return first, await _flag(pf)


async def _flag(pf: Parser) -> int:
    text = (await pf.expect(STRING)).text
    if any(letter not in TCP_FLAGS for letter in text):
        await pf.fail(f"bad flags {text}")
    found = 0
    for letter in text:
        found |= 1 << TCP_FLAGS.index(letter)
    return found or PF_TH_ALL


async def icmp_types(pf: Parser, six: bool) -> list[IcmpType]:
    """icmpspec: one or several types, perhaps with codes."""
    return await pf.several(lambda: _icmp_type(pf, six))


async def _icmp_type(pf: Parser, six: bool) -> IcmpType:
    name = "icmp6" if six else "icmp"
    kind = await _known(pf, f"{name}-type", ICMP6_TYPES if six else ICMP_TYPES)
    code = -1
    if await pf.accept("code"):
        table = ICMP6_CODES if six else ICMP_CODES
        code = await _known(pf, f"{name}-code", {word: pair[1] for word, pair in table.items() if pair[0] == kind})
    return IcmpType(58 if six else 1, kind, code)


async def _known(pf: Parser, what: str, names: dict[str, int]) -> int:
    """A number of one byte, by name or as it is."""
    token = await pf.expect(STRING, NUMBER)
    if token.kind == STRING:
        if token.text not in names:
            await pf.fail(f"unknown {what} {token.text}")
        return names[token.text]
    if not 0 <= token.number <= 255:
        await pf.fail(f"illegal {what.replace('icmp6-code', 'icmp-code')} {token.number & (1 << 64) - 1}")
    return token.number


async def tos(pf: Parser) -> int:
    """tos: by name, or a number of one byte."""
    token = await pf.expect(STRING, NUMBER)
    value = token.number
    if token.kind == STRING:
        digits = token.text[2:]
        value = TOS.get(token.text.lower(), 256)
        if token.text.startswith("0x") and digits and all(char in "0123456789abcdefABCDEF" for char in digits):
            value = to_int(digits, 16)
    if not 0 <= value <= 255:
        await pf.fail(f"illegal tos value {token.text}")
    return value


async def rtable(pf: Parser) -> int:
    """The number behind ``rtable``: a FIB of this stack."""
    from simbsd.lib.sysctl import sysctl

    number = (await pf.expect(NUMBER)).number
    if not 0 <= number < int(await sysctl("net.fibs")):
        await pf.fail("invalid rtable id")
    return number


async def each(pf: Parser, item: Callable[[], Awaitable[None]]) -> None:
    """Items in parentheses, with commas or without; the opening one is taken."""
    await item()
    while not await pf.accept(")"):
        await pf.accept(",")
        await item()
