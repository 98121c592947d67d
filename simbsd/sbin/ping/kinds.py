"""What ping asks: an echo, the time, or the network's mask (-M).

Models the parts of pinger() and pr_pack() of sbin/ping/ping.c that -M changes.
"""

from __future__ import annotations

from simbsd.lib.inet import inet_ntoa
from simbsd.lib.unistd import monotonic
from simbsd.sbin.ping.options import Arguments

KINDS = {"": 8, "m": 17, "t": 13}  # ICMP_ECHO, ICMP_MASKREQ, ICMP_TSTAMP
RESPONSES = {"": 0, "m": 18, "t": 14}
DAY = 24 * 60 * 60


async def front(arguments: Arguments) -> bytes:
    """What stands before the data: room for a mask, or when the question was asked and room for two times more."""
    if arguments.kinds != "t":
        return bytes(arguments.phdr)
    seconds, micros = divmod(await monotonic(), 1_000_000)
    return (seconds % DAY * 1000 + micros // 1000).to_bytes(4, "big") + bytes(8)


def told(kinds: str, data: bytes) -> str:
    """What a reply says besides."""
    words = [int.from_bytes(data[at : at + 4], "big") for at in (0, 4, 8)]
    if kinds == "m":
        return f" mask={inet_ntoa(words[0])}"
    if kinds == "t":
        return "".join(f" {name}={_time(word)}" for name, word in zip(("tso", "tsr", "tst"), words, strict=True))
    return ""


def _time(milliseconds: int) -> str:
    """pr_ntime(): hours, minutes, seconds."""
    hours, rest = divmod(milliseconds // 1000, 3600)
    return f"{hours:02}:{rest // 60:02}:{rest % 60:02}"
