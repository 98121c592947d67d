"""/dev/pf: what programs tell pf, and ask it. Each request is about the network stack of the calling process.

Models sys/netpfil/pf/pf_ioctl.c (pfioctl, pf_load, pf_unload); leaves out ALTQ, fingerprints and
pfsync.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from simbsd.fs.devfs_devs import destroy_dev, make_dev
from simbsd.kern.kern_prot import check_securelevel_gt
from simbsd.netpfil import pf_table
from simbsd.netpfil.pf import pf_test
from simbsd.netpfil.pf_if import dynaddrs
from simbsd.netpfil.pf_ioctl_state import (
    clear_sources,
    clear_states,
    get_ifaces,
    get_sources,
    get_states,
    kill_id,
    kill_sources,
    kill_states,
    log_counters,
    set_skip,
)
from simbsd.netpfil.pf_rules import arc4random
from simbsd.netpfil.pf_ruleset import add_rule, add_ruleset, begin, commit, define_table
from simbsd.netpfil.pf_state import purge
from simbsd.sys.conf import Cdev, Cdevsw
from simbsd.sys.errno import EACCES, EEXIST, EINVAL, ENODEV, ENOENT, ENOTTY, Errno
from simbsd.sys.fcntl import O_ACCMODE, O_RDONLY
from simbsd.sys.pf import DYNIFTL, TABLE, PfAddr, PfRuleInfo, PfStatusInfo, PfSyncookiesInfo
from simbsd.sys.pf_var import Pf, PfKrule
from simbsd.sys.socketvar import AF_INET, AF_INET6

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.pf_eth import PfEthRule, PfEthRuleInfo
    from simbsd.sys.proc import Proc
    from simbsd.sys.vnet import Vnet

Request = Callable[..., Any]
_SECOND = 1_000_000


def _start(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf) -> None:
    if pf.running:
        raise Errno(EEXIST, "This stack has pf enabled already.", "pf_ioctl.c: pfioctl")
    vnet.vnet_pfil = pf_test
    pf.running = True
    _hook_eth(vnet, pf)
    pf.since = kernel.boottime + kernel.now // _SECOND


def _hook_eth(vnet: Vnet, pf: Pf) -> None:
    """Frames are looked at only where there are rules for them."""
    if pf.keth[""]:
        from simbsd.netpfil.pf_eth import hook_pf_eth

        hook_pf_eth(vnet, pf)


def _stop(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf) -> None:
    if not pf.running:
        raise Errno(ENOENT, "This stack does not have pf enabled.", "pf_ioctl.c: pfioctl")
    vnet.vnet_pfil = vnet.vnet_pfil_link = None
    pf.running = False
    pf.since = kernel.boottime + kernel.now // _SECOND


def _status(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf) -> PfStatusInfo:
    purge(kernel, pf)
    return PfStatusInfo(
        pf.running, pf.since, len(pf.states), dict(pf.fcounters), dict(pf.counters), dict(pf.lcounters),
        pf.loginterface, log_counters(vnet, pf), pf.hostid, pf.reassemble, pf.debug, pf.checksum, len(pf.sources),
        dict(pf.scounters), pf.syncookies.active,
    )  # fmt: skip


def _clear_status(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf) -> None:
    """Counters at zero again, the clock too (DIOCCLRSTATUS)."""
    for counters in (pf.counters, pf.fcounters, pf.scounters, pf.lcounters):
        for name in counters:
            counters[name] = 0
    pf.kifs.pop(pf.loginterface, None)
    pf.since = kernel.boottime + kernel.now // _SECOND


def _rule_info(vnet: Vnet, pf: Pf, path: str, krule: PfKrule) -> PfRuleInfo:
    rule = krule.rule
    pool = replace(rule.pool, addrs=tuple((_counted(vnet, pf, path, a), name) for a, name in rule.pool.addrs))
    src, dst = (replace(side, addr=_counted(vnet, pf, path, side.addr)) for side in (rule.src, rule.dst))
    return PfRuleInfo(
        replace(rule, src=src, dst=dst, pool=pool), krule.nr, krule.evaluations, (krule.packets[0], krule.packets[1]),
        (krule.octets[0], krule.octets[1]), krule.states_cur, krule.states_tot, krule.uid, krule.pid, krule.active,
    )  # fmt: skip


def _counted(vnet: Vnet, pf: Pf, path: str, wrap: PfAddr) -> PfAddr:
    """A name with the number of addresses for which it stands (pf_addr_copyout)."""
    if wrap.kind == TABLE:
        table = pf.table(path, wrap.name)
        return replace(wrap, count=len(table.pfrt_addrs) if table is not None else -1)
    if wrap.kind == DYNIFTL:
        return replace(wrap, count=sum(len(list(dynaddrs(vnet, wrap, af))) for af in (AF_INET, AF_INET6)))
    return wrap


def _get_rules(
    kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf, path: str, kind: str, clear: bool = False
) -> list[PfRuleInfo]:
    """The rules of a ruleset in use. Errors: EINVAL (no such anchor)."""
    place = pf.anchors.get(path)
    if place is None:
        raise Errno(EINVAL, f"There is no anchor {path}.", "pf_ioctl.c: pfioctl")
    purge(kernel, pf)
    found = [_rule_info(vnet, pf, path, krule) for krule in place.rules[kind]]
    for krule in place.rules[kind] if clear else ():
        krule.evaluations, krule.packets, krule.octets, krule.states_tot = 0, [0, 0], [0, 0], 0
    return found


def _get_eth_rules(
    kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf, path: str, clear: bool = False
) -> list[PfEthRuleInfo]:
    from simbsd.netpfil.pf_eth import get_eth_rules

    return get_eth_rules(pf, path, clear)


def _get_eth_rulesets(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf, path: str) -> list[str]:
    from simbsd.netpfil.pf_eth import eth_rulesets

    return eth_rulesets(pf, path)


def _add_eth_rule(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf, ticket: int, path: str, rule: PfEthRule) -> None:
    from simbsd.netpfil.pf_eth import add_eth_rule

    add_eth_rule(pf, ticket, path, rule)


def _get_rulesets(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf, path: str) -> list[str]:
    """The anchors right below one, by name. Errors: EINVAL (no such anchor)."""
    if path not in pf.anchors:
        raise Errno(EINVAL, f"There is no anchor {path}.", "pf_ioctl.c: pfioctl")
    prefix = f"{path}/" if path else ""
    below = [name for name in pf.anchors if name and name.startswith(prefix) and "/" not in name[len(prefix) :]]
    return sorted(below)


def _set_timeout(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf, name: str, seconds: int) -> None:
    if name not in pf.timeouts or seconds < 0:
        raise Errno(EINVAL, f"{name} is no timeout.", "pf_ioctl.c: pfioctl")
    pf.timeouts[name] = seconds


def _set_limit(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf, name: str, value: int) -> None:
    if name not in pf.limits:
        raise Errno(EINVAL, f"{name} is no limit.", "pf_ioctl.c: pfioctl")
    pf.limits[name] = value


def _set(attribute: str) -> Request:
    def change(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf, value: Any) -> None:
        setattr(pf, attribute, value)

    return change


def _set_hostid(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf, number: int) -> None:
    """The host's number among those that share states; 0 leaves it to chance."""
    pf.hostid = number or arc4random(kernel)


def _get_syncookies(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf) -> PfSyncookiesInfo:
    from simbsd.netpfil.pf_syncookies import halfopen

    return PfSyncookiesInfo(pf.syncookies.mode, pf.syncookies.hiwat, pf.syncookies.lowat, halfopen(kernel, pf))


def _set_syncookies(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf, mode: str, hiwat: int, lowat: int) -> None:
    from simbsd.netpfil.pf_syncookies import set_syncookies

    set_syncookies(kernel, vnet, pf, mode, hiwat, lowat)


def _nothing(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf) -> None:
    """Fingerprints of operating systems are none here: there is nothing to forget."""


def _no_altq(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf) -> None:
    raise Errno(ENODEV, "This kernel has no ALTQ.", "pf_ioctl.c: pfioctl")


def _now(kernel: Kernel) -> int:
    return kernel.boottime + kernel.now // _SECOND


# Requests that only look (pfioctl: those allowed without FWRITE), then those that change.
_READS: dict[str, Request] = {
    "DIOCGETSTATUS": _status, "DIOCGETRULES": _get_rules, "DIOCGETRULESETS": _get_rulesets,
    "DIOCGETETHRULES": _get_eth_rules, "DIOCGETETHRULESETS": _get_eth_rulesets,
    "DIOCGETSTATES": get_states, "DIOCGETSRCNODES": get_sources, "DIOCIGETIFACES": get_ifaces,
    "DIOCGETSYNCOOKIES": _get_syncookies,
    "DIOCGETTIMEOUTS": lambda kernel, p, vnet, pf: dict(pf.timeouts),
    "DIOCGETLIMITS": lambda kernel, p, vnet, pf: dict(pf.limits), "DIOCGETALTQS": _no_altq,
    "DIOCRGETTABLES": lambda kernel, p, vnet, pf, *args: pf_table.get_tables(pf, *args),
    "DIOCRGETADDRS": lambda kernel, p, vnet, pf, *args: pf_table.get_addrs(pf, *args),
    "DIOCRGETASTATS": lambda kernel, p, vnet, pf, *args: pf_table.get_astats(pf, *args),
    "DIOCRTSTADDRS": lambda kernel, p, vnet, pf, *args: pf_table.tst_addrs(pf, *args),
}  # fmt: skip
# Changes of tables; the last argument is true for those that only try.
_TABLE_WRITES: dict[str, Request] = {
    "DIOCRADDADDRS": lambda kernel, p, vnet, pf, *args: pf_table.add_addrs(pf, _now(kernel), *args),
    "DIOCRDELADDRS": lambda kernel, p, vnet, pf, *args: pf_table.del_addrs(pf, *args),
    "DIOCRSETADDRS": lambda kernel, p, vnet, pf, *args: pf_table.set_addrs(pf, _now(kernel), *args),
    "DIOCRCLRADDRS": lambda kernel, p, vnet, pf, *args: pf_table.clr_addrs(pf, *args),
    "DIOCRADDTABLES": lambda kernel, p, vnet, pf, *args: pf_table.add_table(kernel, pf, *args),
    "DIOCRDELTABLES": lambda kernel, p, vnet, pf, *args: pf_table.del_table(pf, *args),
    "DIOCRCLRTABLES": lambda kernel, p, vnet, pf, *args: pf_table.clr_tables(pf, *args),
    "DIOCRCLRTSTATS": lambda kernel, p, vnet, pf, *args: pf_table.clr_tstats(kernel, pf, *args),
}
_WRITES: dict[str, Request] = {
    "DIOCSTART": _start, "DIOCSTOP": _stop, "DIOCCLRSTATUS": _clear_status,
    "DIOCXBEGIN": lambda kernel, p, vnet, pf: begin(pf),
    "DIOCXADD": lambda kernel, p, vnet, pf, *args: add_ruleset(pf, *args),
    "DIOCADDRULE": lambda kernel, p, vnet, pf, *args: add_rule(kernel, p, pf, *args),
    "DIOCADDETHRULE": _add_eth_rule,
    "DIOCRINADEFINE": lambda kernel, p, vnet, pf, *args: define_table(kernel, pf, *args),
    "DIOCXCOMMIT": lambda kernel, p, vnet, pf, *args: commit(vnet, pf, *args),
    "DIOCGETETHRULESCLEAR": lambda kernel, p, vnet, pf, path: _get_eth_rules(kernel, p, vnet, pf, path, True),
    "DIOCGETRULESCLEAR": lambda kernel, p, vnet, pf, path, kind: _get_rules(kernel, p, vnet, pf, path, kind, True),
    "DIOCCLRSTATES": clear_states, "DIOCKILLSTATES": kill_states, "DIOCKILLSTATEID": kill_id,
    "DIOCCLRSRCNODES": clear_sources, "DIOCKILLSRCNODES": kill_sources, "DIOCSETTIMEOUT": _set_timeout,
    "DIOCSETLIMIT": _set_limit, "DIOCSETIFFLAG": set_skip, "DIOCSETSTATUSIF": _set("loginterface"),
    "DIOCSETHOSTID": _set_hostid, "DIOCSETREASS": _set("reassemble"), "DIOCSETDEBUG": _set("debug"),
    "DIOCOSFPFLUSH": _nothing, "DIOCSETSYNCOOKIES": _set_syncookies,
    "DIOCKEEPCOUNTERS": _set("keep_counters"), **_TABLE_WRITES,
}  # fmt: skip
# Changes that securelevel 3 allows, beside tables' trials.
_SECURE = (
    "DIOCSETSTATUSIF", "DIOCCLRSTATUS", "DIOCSETDEBUG", "DIOCRCLRTSTATS", "DIOCRCLRADDRS", "DIOCRADDADDRS",
    "DIOCRDELADDRS", "DIOCRSETADDRS", "DIOCCLRSRCNODES", "DIOCSETIFFLAG",
)  # fmt: skip


def pf_ioctl(kernel: Kernel, p: Proc, dev: Cdev, request: str, argument: Any, flags: int) -> Any:
    """One request: ``argument`` is a tuple of the request's own arguments (pfioctl). Errors: EPERM (securelevel 3),
    EACCES (opened for reading), ENOTTY, and the request's own.
    """
    arguments = argument or ()
    handler = _READS.get(request)
    dummy = request in _TABLE_WRITES and arguments[-1:] == (True,)
    if handler is None:
        if request not in _SECURE and not dummy:
            check_securelevel_gt(kernel, p.p_ucred, 2)
        if flags & O_ACCMODE == O_RDONLY and not dummy:
            raise Errno(EACCES, "/dev/pf is open for reading only.", "pf_ioctl.c: pfioctl")
        handler = _WRITES.get(request)
    if handler is None:
        raise Errno(ENOTTY, f"/dev/pf knows no {request}.", "pf_ioctl.c: pfioctl")
    vnet = p.p_ucred.cr_prison.pr_vnet
    if vnet.vnet_pf is None:
        vnet.vnet_pf = Pf(created=_now(kernel), hostid=arc4random(kernel), lastid=_now(kernel))
    return handler(kernel, p, vnet, vnet.vnet_pf, *arguments)


PF_CDEVSW = Cdevsw(ioctl=pf_ioctl)


def pf_load(kernel: Kernel) -> None:
    """The module is loaded: /dev/pf is there (pf_load)."""
    make_dev(kernel, PF_CDEVSW, "pf", mode=0o600)


def pf_unload(kernel: Kernel) -> None:
    """The module goes, and with it every stack's rules, states and hooks (pf_unload)."""
    for vnet in kernel.vnets.values():
        vnet.vnet_pfil = vnet.vnet_pfil_link = vnet.vnet_pf = None
    number = kernel.cdevnames.get("pf")
    if number is not None:
        destroy_dev(kernel, kernel.cdevs[number])
