"""The words of stf, and what ifconfig says of one.

Models sbin/ifconfig/ifstf.c.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from simbsd.lib.inet import inet_aton, inet_ntoa
from simbsd.lib.unistd import ioctl
from simbsd.sbin.ifconfig.run import Done, Run
from simbsd.sys.errno import Errno
from simbsd.sys.strtol import is_number, to_int

Action = Callable[..., Coroutine[Any, Any, None]]


async def stf_status(run: Run, name: str) -> tuple[str, ...]:
    """Own address, prefix length and border relay (stf_status)."""
    try:
        address, plen, relay = await ioctl(run.fd, "STF6RD_GV4NET", (name,))
    except Errno:
        return ()
    return (f"\tv4net {inet_ntoa(address)}/{plen or 32} -> tv4br {inet_ntoa(relay)}",)


async def _net(run: Run, text: str) -> None:
    """setstf_set(): what is refused is told without its length, which strrchr(3) has cut off."""
    host, slash, width = text.rpartition("/")
    if not slash:
        await run.err.warnx("Wrong argument given")
        raise Done(2)
    plen = to_int(width) if is_number(width) else -1
    if not 0 < plen <= 32:
        why = "(null)" if plen == 0 else "too large" if plen > 32 else "invalid"
        if plen < 0 and is_number(width.removeprefix("-")):
            why = "too small"
        await run.errx(f"{text}: bad value (prefix length {why})")
    address = inet_aton(host)
    if address is None:
        await run.errx(f"{host}: bad value")
    await run.do(f"STF6RD_SV4NET {host}", "STF6RD_SV4NET", address, plen)


async def _relay(run: Run, text: str) -> None:
    address = inet_aton(text)
    if address is None:
        await run.errx(f"{text}: bad value")
    await run.do(f"STF6RD_SBR{text}", "STF6RD_SBR", address)


WORDS: dict[str, Action] = {"stfv4net": _net, "stfv4br": _relay}
