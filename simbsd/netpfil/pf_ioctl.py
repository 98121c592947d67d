"""/dev/pf: what programs tell pf, and ask it. Each request is about the network stack of the calling process.

Models sys/netpfil/pf/pf_ioctl.c (pfioctl, pf_load, pf_unload); leaves out ALTQ, source nodes, Ethernet
rules, fingerprints and pfsync.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simbsd.fs.devfs_devs import destroy_dev, make_dev
from simbsd.kern.kern_prot import check_securelevel_gt
from simbsd.netpfil import pf_table
from simbsd.netpfil.pf import pf_test
from simbsd.netpfil.pf_ruleset import add_rule, add_ruleset, begin, commit, define_table
from simbsd.netpfil.pf_state import info, purge, unlink
from simbsd.sys.conf import Cdev, Cdevsw
from simbsd.sys.errno import EACCES, EEXIST, EINVAL, ENODEV, ENOENT, ENOTTY, Errno
from simbsd.sys.fcntl import O_ACCMODE, O_RDONLY
from simbsd.sys.pf import PfAddr, PfRuleInfo, PfStateInfo, PfStatusInfo
from simbsd.sys.pf_var import Pf, PfKrule, PfState
from simbsd.sys.socketvar import AF_INET

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.proc import Proc
    from simbsd.sys.vnet import Vnet

Request = Callable[..., Any]
_SECOND = 1_000_000


def _start(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf) -> None:
    if pf.running:
        raise Errno(EEXIST, "This stack has pf enabled already.", "pf_ioctl.c: pfioctl")
    vnet.vnet_pfil = pf_test
    pf.running = True
    pf.since = kernel.boottime + kernel.now // _SECOND


def _stop(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf) -> None:
    if not pf.running:
        raise Errno(ENOENT, "This stack does not have pf enabled.", "pf_ioctl.c: pfioctl")
    vnet.vnet_pfil = None
    pf.running = False
    pf.since = kernel.boottime + kernel.now // _SECOND


def _status(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf) -> PfStatusInfo:
    purge(kernel, pf)
    return PfStatusInfo(
        pf.running, pf.since, len(pf.states), dict(pf.fcounters), dict(pf.counters), dict(pf.lcounters),
        pf.loginterface, tuple(tuple(counters) for counters in pf.icounters), pf.hostid, pf.reassemble, pf.debug,
    )  # fmt: skip


def _clear_status(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf) -> None:
    """Counters at zero again, the clock too (DIOCCLRSTATUS)."""
    for counters in (pf.counters, pf.fcounters, pf.lcounters):
        for name in counters:
            counters[name] = 0
    pf.icounters = [[0] * 6, [0] * 6]
    pf.since = kernel.boottime + kernel.now // _SECOND


def _rule_info(krule: PfKrule) -> PfRuleInfo:
    return PfRuleInfo(
        krule.rule, krule.nr, krule.evaluations, (krule.packets[0], krule.packets[1]),
        (krule.octets[0], krule.octets[1]), krule.states_cur, krule.states_tot, krule.uid, krule.pid, krule.active,
    )  # fmt: skip


def _get_rules(
    kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf, path: str, kind: str, clear: bool = False
) -> list[PfRuleInfo]:
    """The rules of a ruleset in use. Errors: EINVAL (no such anchor)."""
    place = pf.anchors.get(path)
    if place is None:
        raise Errno(EINVAL, f"There is no anchor {path}.", "pf_ioctl.c: pf_ioctl_getrules")
    purge(kernel, pf)
    found = [_rule_info(krule) for krule in place.rules[kind]]
    for krule in place.rules[kind] if clear else ():
        krule.evaluations, krule.packets, krule.octets, krule.states_tot = 0, [0, 0], [0, 0], 0
    return found


def _get_rulesets(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf, path: str) -> list[str]:
    """The anchors right below one, by name. Errors: EINVAL (no such anchor)."""
    if path not in pf.anchors:
        raise Errno(EINVAL, f"There is no anchor {path}.", "pf_ioctl.c: pfioctl")
    prefix = f"{path}/" if path else ""
    below = [name for name in pf.anchors if name and name.startswith(prefix) and "/" not in name[len(prefix) :]]
    return sorted(below)


def _states(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf) -> list[PfStateInfo]:
    purge(kernel, pf)
    return [info(kernel, pf, state) for state in pf.states.values()]


def _kill(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf, ifname: str, src: PfAddr, dst: PfAddr, label: str = "") -> int:
    """End the states of one interface, from and to certain addresses, made by rules of a label; how many
    (DIOCKILLSTATES).
    """
    purge(kernel, pf)
    doomed = [state for state in pf.states.values() if _is_doomed(state, ifname, src, dst, label)]
    for state in doomed:
        unlink(pf, state)
    return len(doomed)


def _is_doomed(state: PfState, ifname: str, src: PfAddr, dst: PfAddr, label: str) -> bool:
    if (ifname and state.ifname != ifname) or (label and label not in state.krule.rule.labels):
        return False
    key = state.wire if state.direction == 1 else state.stack
    ends = (key[2], key[4]) if state.direction == 1 else (key[4], key[2])
    width = 32 if key[0] == AF_INET else 128
    return all(
        not wrap.af or (wrap.af == key[0] and (addr ^ wrap.addr) >> (width - wrap.plen) == 0)
        for wrap, addr in zip((src, dst), ends, strict=True)
    )


def _kill_id(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf, number: int) -> int:
    """End the state of a number; how many that were (DIOCKILLSTATES by id)."""
    state = pf.states.get(number)
    if state is None:
        return 0
    unlink(pf, state)
    return 1


def _set_timeout(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf, name: str, seconds: int) -> None:
    if name not in pf.timeouts or seconds < 0:
        raise Errno(EINVAL, f"{name} is no timeout.", "pf_ioctl.c: pfioctl")
    pf.timeouts[name] = seconds


def _set_limit(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf, name: str, value: int) -> None:
    if name not in pf.limits:
        raise Errno(EINVAL, f"{name} is no limit.", "pf_ioctl.c: pfioctl")
    pf.limits[name] = value


def _set_skip(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf, name: str, on: bool) -> None:
    """Pass over an interface or group, or no more; an empty name means all (DIOCSETIFFLAG, DIOCCLRIFFLAG)."""
    if on:
        pf.skip[name] = True
    elif name:
        pf.skip.pop(name, None)
    else:
        pf.skip.clear()


def _set(attribute: str) -> Request:
    def change(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf, value: Any) -> None:
        setattr(pf, attribute, value)

    return change


def _no_altq(kernel: Kernel, p: Proc, vnet: Vnet, pf: Pf) -> None:
    raise Errno(ENODEV, "This kernel has no ALTQ.", "pf_ioctl.c: pfioctl")


# Requests that only look (pfioctl: those allowed without FWRITE), then those that change.
_READS: dict[str, Request] = {
    "DIOCGETSTATUS": _status, "DIOCGETRULES": _get_rules, "DIOCGETRULESETS": _get_rulesets, "DIOCGETSTATES": _states,
    "DIOCGETTIMEOUTS": lambda kernel, p, vnet, pf: dict(pf.timeouts),
    "DIOCGETLIMITS": lambda kernel, p, vnet, pf: dict(pf.limits), "DIOCGETALTQS": _no_altq,
    "DIOCRGETTABLES": lambda kernel, p, vnet, pf, *args: pf_table.get_tables(pf, *args),
    "DIOCRGETADDRS": lambda kernel, p, vnet, pf, *args: pf_table.get_addrs(pf, *args),
    "DIOCRTSTADDRS": lambda kernel, p, vnet, pf, *args: pf_table.tst_addrs(pf, *args),
    "DIOCIGETSKIP": lambda kernel, p, vnet, pf: list(pf.skip),
}  # fmt: skip
_WRITES: dict[str, Request] = {
    "DIOCSTART": _start, "DIOCSTOP": _stop, "DIOCCLRSTATUS": _clear_status,
    "DIOCXBEGIN": lambda kernel, p, vnet, pf: begin(pf),
    "DIOCXADD": lambda kernel, p, vnet, pf, *args: add_ruleset(pf, *args),
    "DIOCADDRULE": lambda kernel, p, vnet, pf, *args: add_rule(kernel, p, pf, *args),
    "DIOCRINADEFINE": lambda kernel, p, vnet, pf, *args: define_table(kernel, pf, *args),
    "DIOCXCOMMIT": lambda kernel, p, vnet, pf, *args: commit(pf, *args),
    "DIOCGETRULESCLEAR": lambda kernel, p, vnet, pf, path, kind: _get_rules(kernel, p, vnet, pf, path, kind, True),
    "DIOCKILLSTATES": _kill, "DIOCKILLSTATEID": _kill_id, "DIOCSETTIMEOUT": _set_timeout, "DIOCSETLIMIT": _set_limit,
    "DIOCSETIFFLAG": _set_skip, "DIOCSETSTATUSIF": _set("loginterface"), "DIOCSETHOSTID": _set("hostid"),
    "DIOCSETREASS": _set("reassemble"), "DIOCSETDEBUG": _set("debug"),
    "DIOCRADDADDRS": lambda kernel, p, vnet, pf, *args: pf_table.add_addrs(pf, *args),
    "DIOCRDELADDRS": lambda kernel, p, vnet, pf, *args: pf_table.del_addrs(pf, *args),
    "DIOCRSETADDRS": lambda kernel, p, vnet, pf, *args: pf_table.set_addrs(pf, *args),
    "DIOCRCLRADDRS": lambda kernel, p, vnet, pf, *args: pf_table.clr_addrs(pf, *args),
    "DIOCRADDTABLES": lambda kernel, p, vnet, pf, *args: pf_table.add_table(kernel, pf, *args),
    "DIOCRDELTABLES": lambda kernel, p, vnet, pf, *args: pf_table.del_table(pf, *args),
    "DIOCRCLRTABLES": lambda kernel, p, vnet, pf, *args: pf_table.clr_tables(pf, *args),
}  # fmt: skip


def pf_ioctl(kernel: Kernel, p: Proc, dev: Cdev, request: str, argument: Any) -> Any:
    """One request: ``argument`` is the open mode and the request's own arguments (pfioctl). Errors: EPERM (securelevel
    3), EACCES (opened for reading), ENOTTY, and the request's own.
    """
    mode, *arguments = argument
    handler = _READS.get(request)
    if handler is None:
        check_securelevel_gt(kernel, p.p_ucred, 2)
        if mode & O_ACCMODE == O_RDONLY:
            raise Errno(EACCES, "/dev/pf is open for reading only.", "pf_ioctl.c: pfioctl")
        handler = _WRITES.get(request)
    if handler is None:
        raise Errno(ENOTTY, f"/dev/pf knows no {request}.", "pf_ioctl.c: pfioctl")
    vnet = p.p_ucred.cr_prison.pr_vnet
    if vnet.vnet_pf is None:
        vnet.vnet_pf = Pf()
    return handler(kernel, p, vnet, vnet.vnet_pf, *arguments)


PF_CDEVSW = Cdevsw(ioctl=pf_ioctl)


def pf_load(kernel: Kernel) -> None:
    """The module is loaded: /dev/pf is there (pf_load)."""
    make_dev(kernel, PF_CDEVSW, "pf", mode=0o600)


def pf_unload(kernel: Kernel) -> None:
    """The module goes, and with it every stack's rules, states and hooks (pf_unload)."""
    for vnet in kernel.vnets.values():
        vnet.vnet_pfil = vnet.vnet_pf = None
    number = kernel.cdevnames.get("pf")
    if number is not None:
        destroy_dev(kernel, kernel.cdevs[number])
