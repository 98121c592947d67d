"""rtadvd.conf(5): what a router advertises of itself and of a link.

Models usr.sbin/rtadvd/config.c (getconfig, get_prefix) and advcap.c; leaves out routes (rtprefix), name servers (rdnss,
dnssl), lifetimes that run down, and clockskew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from simbsd.lib.inet import strtoul
from simbsd.sys.in6 import MASKS6, in6_clearscope, inet_pton6, is_linklocal, is_multicast
from simbsd.sys.mbuf import IPV6_MMTU, Advert, PrefixOption
from simbsd.sys.records import IfRecord
from simbsd.sys.socketvar import AF_INET6

Entry = dict[str, str]
TC_MAX = 32  # entries that one is built on (advcap.c: MAXHOP)
MAXPREFIX = 100
VLTIME, PLTIME = 2592000, 604800
MANAGED, OTHER, HIGH, LOW = 0x80, 0x40, 0x08, 0x18
_FIELD = re.compile(r'(?:[^:"]|"[^"]*")+')


class Wrong(Exception):
    """An entry that is not used, and why."""


@dataclass(frozen=True, slots=True)
class Rainfo:
    """What is advertised on one interface; intervals in seconds."""

    maxinterval: int
    mininterval: int
    advert: Advert
    lladdr: bool


def parse(text: str) -> dict[str, Entry]:
    """Every entry by each of its names; a string is in quotes or not, a number after ``#``, a flag has no value."""
    found: dict[str, Entry] = {}
    lines = "".join(line + "\n" for line in text.splitlines() if not line.lstrip().startswith("#"))
    for record in re.sub(r"\\\n[ \t]*", "", lines).splitlines():
        fields = [field.strip() for field in _FIELD.findall(record)]
        if not fields:
            continue
        entry: Entry = {}
        for field in fields[1:]:
            name, *value = re.split("[=#]", field, maxsplit=1)
            entry.setdefault(name, value[0].strip('"') if value else "")
        for name in fields[0].split("|"):
            found.setdefault(name, entry)
    return found


def entry_of(entries: dict[str, Entry], name: str) -> Entry:
    """An entry with what it takes from others (tc); empty when there is none (agetent)."""
    found: Entry = {}
    for _ in range(TC_MAX):
        if name not in entries:
            break
        for key, value in entries[name].items():
            found.setdefault(key, value)
        name = entries[name].get("tc", "")
    found.pop("tc", None)
    return {key: value for key, value in found.items() if f"{key}@" not in found}


def _number(entry: Entry, name: str, default: int) -> int:
    """A number, in C's notation (MAYHAVE, agetnum)."""
    value = strtoul(entry[name]) if name in entry else None
    return default if value is None else value


def _between(value: int, least: int, most: int, what: str, name: str) -> int:
    if not least <= value <= most:
        raise Wrong(f"<getconfig> {what} ({value}) on {name} is invalid (must be between {least} and {most})")
    return value


def getconfig(entry: Entry, link: IfRecord) -> Rainfo:
    """What to advertise on an interface (getconfig). Raises Wrong."""
    name = link.name
    most = _between(_number(entry, "maxinterval", 600), 4, 1800, "maxinterval", name)
    least = _between(_number(entry, "mininterval", most // 3), 3, most * 3 // 4, "mininterval", name)
    lifetime = _number(entry, "rltime", most * 3) & 0xFFFF
    if lifetime and not most <= lifetime <= 9000:
        raise Wrong(
            f"<getconfig> router lifetime ({lifetime}) on {name} is invalid (must be 0 or between {most} and 9000)"
        )
    reachable = _number(entry, "rtime", 0)
    if reachable > 3600000:
        raise Wrong(f"<getconfig> reachable time ({reachable}) on {name} is invalid (must be no greater than 3600000)")
    advert = Advert(
        _number(entry, "chlim", 64) & 0xFF, _flags(entry, name), lifetime, reachable, _number(entry, "retrans", 0),
        _prefixes(entry, link), _mtu(entry, link),
    )  # fmt: skip
    return Rainfo(most, least, advert, "nolladdr" not in entry)


def _flags(entry: Entry, name: str) -> int:
    letters = entry.get("raflags", "")
    value = strtoul(letters)
    if value is None:
        if "h" in letters and "l" in letters:
            raise Wrong("<getconfig> the 'h' and 'l' router flags are exclusive")
        value = sum(bit for letter, bit in (("m", MANAGED), ("o", OTHER), ("h", HIGH), ("l", LOW)) if letter in letters)
    if value & 0x18 == 0x10:
        raise Wrong(f"<getconfig> invalid router preference ({value & 0x18:02x}) on {name}")
    return value & (MANAGED | OTHER | 0x18)


def _mtu(entry: Entry, link: IfRecord) -> int:
    if entry.get("mtu") == "auto":
        return link.mtu
    mtu = _number(entry, "mtu", 0)
    if mtu and not IPV6_MMTU <= mtu <= link.mtu:
        raise Wrong(
            f"<getconfig> advertised link mtu ({mtu}) on {link.name} is invalid (must be between least MTU "
            f"({IPV6_MMTU}) and physical link MTU ({link.mtu})"
        )
    return mtu


def _prefixes(entry: Entry, link: IfRecord) -> tuple[PrefixOption, ...]:
    """The prefixes that are named, else those of the interface's own addresses (get_prefix)."""
    found = []
    for suffix in ("", *(str(number) for number in range(MAXPREFIX))):
        prefix = inet_pton6(entry.get(f"addr{suffix}", "x"))
        plen = _number(entry, f"prefixlen{suffix}", 64)
        if prefix is None or is_multicast(prefix) or plen > 128:
            continue
        letters = entry.get(f"pinfoflags{suffix}", "la")
        bits = strtoul(letters)
        onlink, auto = ("l" in letters, "a" in letters) if bits is None else (bool(bits & 0x80), bool(bits & 0x40))
        vltime = _number(entry, f"vltime{suffix}", VLTIME)
        pltime = min(_number(entry, f"pltime{suffix}", PLTIME), vltime)
        found.append(PrefixOption(prefix, plen, onlink, auto, vltime, pltime))
    if found or "noifprefix" in entry:
        return tuple(found)
    for one in link.addrs:
        if one.family == AF_INET6 and not is_linklocal(one.addr) and one.plen != 128:
            prefix = in6_clearscope(one.addr) & MASKS6[one.plen]
            if not any((known.prefix, known.plen) == (prefix, one.plen) for known in found):
                found.append(PrefixOption(prefix, one.plen, True, True, VLTIME, PLTIME))
    return tuple(found)
