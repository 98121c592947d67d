"""Setting, adding and deleting addresses.

Models in_getaddr(), in_postproc() and in_exec_nl() of sbin/ifconfig/af_inet.c, link_getaddr() of af_link.c,
setifaddr(), notealias(), delifaddr() and addifaddr() of ifconfig.c; leaves out ``ether random``.
"""

from __future__ import annotations

from simbsd.lib.inet import inet_aton, link_addr
from simbsd.lib.netdb import gethostbyname, getnetbyname
from simbsd.lib.socket import netlink
from simbsd.sbin.ifconfig import inet6
from simbsd.sbin.ifconfig.run import Run
from simbsd.sys.errno import EADDRNOTAVAIL, Errno
from simbsd.sys.socketvar import AF_INET
from simbsd.sys.strtol import is_number, to_int
from simbsd.sys.vnet import IFF_LOOPBACK, IFF_POINTOPOINT

LINK_FAMILIES = ("link", "ether", "lladdr")


async def _getip(run: Run, text: str) -> int:
    address = inet_aton(text)
    if address is None:
        address = await gethostbyname(text)
    if address is None:
        address = await getnetbyname(text)
    if address is None:
        await run.errx(f"{text}: bad value")
    return address


async def _width(run: Run, text: str, width: str) -> int:
    """The prefix length after a slash, with strtonum(3)'s complaints."""
    if not is_number(width):
        await run.errx(f"{text}: bad value (width invalid)")
    if to_int(width) > 32:
        await run.errx(f"{text}: bad value (width too large)")
    return to_int(width)


async def set_address(run: Run, text: str) -> None:
    """A word that is no command: the address to set, to add, or (after -alias) to delete."""
    run.setaddr += 1
    if run.family in LINK_FAMILIES:
        run.request.lladdr = link_addr(text)
        if len(run.request.lladdr) > 14:
            await run.errx("malformed link-level address")
        return
    if run.doalias == 0:
        run.clearaddr = True
    if run.family == "inet6":
        await inet6.set_address(run, text)
        return
    if run.doalias < 0:
        run.request.delete = await _getip(run, text)
        return
    name, slash, width = text.rpartition("/")
    if slash:
        run.request.plen = await _width(run, text, width)
    run.request.addr = await _getip(run, name if slash else text)


async def _part(run: Run, text: str) -> int:
    if run.family in LINK_FAMILIES:
        await run.errx("can't set link-level netmask or broadcast")
    return await _getip(run, text)


async def set_destination(run: Run, text: str) -> None:
    """A second address: the far end of a point-to-point link."""
    if run.family == "inet6":
        await inet6.set_destination(run, text)
    else:
        run.request.dst = await _part(run, text)


async def set_netmask(run: Run, text: str) -> None:
    """``netmask``: counted, not checked for holes, as the real program does."""
    if run.family == "inet6":
        await run.errx("netmask: invalid option for inet6")
    run.setmask += 1
    run.request.plen = (await _part(run, text)).bit_count()


async def set_broadcast(run: Run, text: str) -> None:
    """``broadcast``."""
    if run.family == "inet6":
        await run.errx("broadcast: invalid option for inet6")
    run.request.broadcast = await _part(run, text)


async def note_alias(run: Run, sign: int) -> None:
    """``alias`` (1) or ``-alias`` (-1), before or after the address."""
    if run.setaddr and run.doalias == 0 and sign < 0:
        run.request.delete = run.request.addr
    run.doalias = sign
    run.clearaddr = sign < 0
    if sign < 0:
        run.newaddr = False


async def finish(run: Run) -> None:
    """Default mask, then the delete and the add that the words asked for."""
    if run.family == "inet6":
        await inet6.finish(run)
        return
    inet = run.family == "inet"
    if inet and run.request.addr is not None and run.request.plen is None and run.newaddr:
        await _default_mask(run)
    if run.clearaddr:
        await _delete(run)
    if run.newaddr and (run.setaddr or run.setmask):
        await _add(run)


async def _default_mask(run: Run) -> None:
    link = await run.link(run.ifname)
    if link is None or not link.flags & (IFF_POINTOPOINT | IFF_LOOPBACK):
        await run.err.warnx(
            "WARNING: setting interface address without mask is deprecated,\ndefault mask may not be correct."
        )
    run.request.plen = default_plen(run.request.addr or 0)


def default_plen(address: int) -> int:
    """The length in_setdefaultmask_nl() takes for a class: IN_CLASSx_NSHIFT, which counts host bits."""
    if not address & 0x80000000:
        return 24
    return 16 if not address & 0x40000000 else 8


async def _delete(run: Run) -> None:
    try:
        await _delete_one(run)
    except Errno as error:
        if error.errno != EADDRNOTAVAIL or run.doalias < 0:
            await run.perror("ioctl (SIOCDIFADDR)", error, run.stale)


async def _delete_one(run: Run) -> None:
    address = run.request.delete
    if address is None:
        link = await run.link(run.ifname)
        known = [one.addr for one in link.addrs if one.family == AF_INET] if link else []
        if not known:
            return
        address = known[0]
    await netlink(run.route, "RTM_DELADDR", {"name": run.ifname, "addr": address})


async def _add(run: Run) -> None:
    request = run.request
    try:
        if run.family in LINK_FAMILIES:
            await run.ioctl("SIOCSIFLLADDR", request.lladdr)
            return
        message = {"name": run.ifname, "addr": request.addr or 0, "plen": request.plen or 0}
        if request.dst is not None:
            message["dst"] = request.dst
        if request.broadcast is not None:
            message["broadcast"] = request.broadcast
        if request.vhid:
            message["vhid"] = request.vhid
        await netlink(run.route, "RTM_NEWADDR", message)
    except Errno as error:
        # af_exec_ioctl() fails with errno set; in_exec_nl() leaves whatever was there before
        errno = error.errno if run.family in LINK_FAMILIES else run.stale
        await run.perror("ioctl (SIOCAIFADDR)", error, errno)
