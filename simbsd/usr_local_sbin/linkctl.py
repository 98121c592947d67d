"""linkctl(8): give an epair cable loss, delay and bandwidth; the simulator's own, no FreeBSD has this program.

Models nothing of FreeBSD: it stands for the cable that somebody would swap for a worse one. Each end's way out has its
own properties.
"""

from __future__ import annotations

import re

from simbsd.lib.err import Err
from simbsd.lib.socket import netlink, socket
from simbsd.lib.stdio import STDERR, puts
from simbsd.lib.unistd import ioctl
from simbsd.sys.errno import Errno
from simbsd.sys.records import CableRecord
from simbsd.sys.socketvar import AF_NETLINK, AF_UNIX, SOCK_DGRAM, SOCK_RAW

USAGE = """\
usage: linkctl [interface]
       linkctl interface [loss percent%] [delay time] [bandwidth rate] [queue frames]
       linkctl interface reset
No FreeBSD has this program: it stands for the cable of an epair, one direction of it.
"""
_UNITS = {
    "loss": {"": 10_000, "%": 10_000},
    "delay": {"us": 1, "ms": 1000, "s": 1_000_000},
    "bandwidth": {"bit": 1, "Kbit": 1000, "Mbit": 1_000_000, "Gbit": 1_000_000_000},
    "queue": {"": 1},
}
_PLAIN = {"loss": 0, "delay": 0, "bandwidth": 0, "queue": 50}
_NUMBER = re.compile(r"(\d{1,9})(?:\.(\d{1,4}))?([A-Za-z%]*)")


def parse(word: str, text: str) -> int | None:
    """A value with its unit in the kernel's: millionths, microseconds, bits a second, frames; None for nonsense."""
    match = _NUMBER.fullmatch(text)
    if match is None or match[3] not in _UNITS[word]:
        return None
    factor = _UNITS[word][match[3]]
    return int(match[1]) * factor + int((match[2] or "0").ljust(4, "0")) * factor // 10_000


def show(word: str, value: int) -> str:
    """A value as parse() takes it, in the largest unit that fits."""
    units = [(unit, factor) for unit, factor in _UNITS[word].items() if unit or word == "queue"]
    unit, factor = max(((u, f) for u, f in units if f <= value), key=lambda pair: pair[1], default=units[0])
    whole, rest = divmod(value, factor)
    fraction = f".{rest * 10_000 // factor:04}".rstrip("0") if rest else ""
    return f"{whole}{fraction}{unit}"


def line(name: str, record: CableRecord) -> str:
    """One direction of a cable."""
    values = {"loss": record.loss, "delay": record.delay, "bandwidth": record.bandwidth}
    words = [f"{word} {show(word, value)}" for word, value in values.items() if value]
    if record.bandwidth:
        words.append(f"queue {record.queue}")
    head = f"{name} > {record.other}: {' '.join(words) or 'plain'}"
    if words:
        head += f"; {record.sent} crossed, {record.lost} lost, {record.overflowed} overflowed"
    return head + "\n"


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Show or set."""
    err, words = Err(argv), argv[1:]
    if words[:1] and words[0].startswith("-"):
        await puts(USAGE, STDERR)
        return 1
    fd = await socket(AF_UNIX, SOCK_DGRAM, 0)
    if not words:
        return await _list(fd)
    name, rest = words[0], words[1:]
    wanted = dict(_PLAIN) if rest == ["reset"] else {}
    for word, text in zip(rest[::2], rest[1::2], strict=False) if not wanted else ():
        value = parse(word, text) if word in _UNITS else None
        if value is None:
            await err.errx(1, f"{word} {text}: bad value")
        wanted[word] = value
    if rest and not wanted or (rest != ["reset"] and len(rest) % 2):
        await puts(USAGE, STDERR)
        return 1
    try:
        if wanted:
            await ioctl(fd, "SIOCSCABLE", (name, *(wanted.get(word) for word in _PLAIN)))
        else:
            await puts(line(name, await ioctl(fd, "SIOCGCABLE", (name,))))
    except Errno as error:
        await err.errx(1, f"{name}: {error}")
    return 0


async def _list(fd: int) -> int:
    """Every end of a cable in this stack."""
    for link in await netlink(await socket(AF_NETLINK, SOCK_RAW, 0), "RTM_GETLINK", {}):
        if link.driver == "epair":
            await puts(line(link.name, await ioctl(fd, "SIOCGCABLE", (link.name,))))
    return 0
