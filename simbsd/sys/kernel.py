"""The kernel: tables, and nothing but tables. Behaviour is in the module where FreeBSD has it.

Models the global variables of a FreeBSD kernel (allproc, allprison, mountlist, vnet_head, ...).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simbsd.limits import Limits
from simbsd.release import Release
from simbsd.sys.event import Event, TerminalEvent
from simbsd.sys.ipc import KINDS as IPC_KINDS
from simbsd.sys.ipc import Ipc
from simbsd.sys.runq import Runq

if TYPE_CHECKING:
    from simbsd.sys.conf import Cdev, DevfsRule
    from simbsd.sys.cpuset import Cpuset
    from simbsd.sys.jail import Prison
    from simbsd.sys.mbuf import Mbuf
    from simbsd.sys.proc import Pgrp, Proc
    from simbsd.sys.racct import Racct
    from simbsd.sys.tty import Tty
    from simbsd.sys.ucred import Ucred
    from simbsd.sys.unpcb import Unpcb
    from simbsd.sys.vnet import Ifnet, Vnet
    from simbsd.sys.vnode import Mount, Vnode

Main = Callable[[list[str], dict[str, str]], Any]


@dataclass(slots=True, eq=False)
class Callout:
    """A function to be called at a virtual time; ``c_active`` is False once called or stopped."""

    c_func: Callable[..., None]
    c_args: tuple[Any, ...]
    c_when: int
    c_active: bool = True


@dataclass(slots=True, eq=False)
class Kernel:
    """Every table of one machine. ``now`` is virtual time: microseconds since the machine was first switched on,
    at ``boottime`` seconds since 1970; ``booted`` is when it last booted. ``hardware`` is what the machine has,
    ``limits`` what this boot makes of it. ``halted``: the kernel has stopped, and waits for a key.

    ``switchtime`` is when ``curproc`` got the CPU, ``sched_due`` when priorities are next decayed, ``sched_active``
    who has anything to decay, ``averunnable`` the load averages (fixed point), ``cp_time`` the user, nice and system
    microseconds of those that are gone.

    ``sysent`` is the release's table of system calls; ``vfsconf`` has the types of file system that there are now, and
    ``missing_jail_params`` what those and the release leave unknown.
    ``prids``, ``prisonnames`` (full name -> prisons, oldest first) and ``prisonips`` ((family, address) -> prisons that
    set it) are orders of ``allprison`` by which kern_jail.c's list walks cost the same however many jails there are.
    """

    release: Release
    limits: Limits
    programs: Mapping[str, Main]
    seed: int
    boottime: int
    sysent: dict[str, Callable[..., Any]] = field(init=False)
    now: int = 0
    booted: int = 0
    halted: bool = False
    hardware: Limits = field(init=False)
    callouts: list[tuple[int, int, Callout]] = field(default_factory=list)
    callout_seq: int = 0
    runq: Runq = field(default_factory=Runq)
    curproc: Proc | None = None
    slice_end: int = 0
    switchtime: int = 0
    sched_due: int = 1_000_000
    sched_active: dict[int, Proc] = field(default_factory=dict)
    averunnable: list[int] = field(default_factory=lambda: [0, 0, 0])
    cp_time: list[int] = field(default_factory=lambda: [0, 0, 0])
    allproc: dict[int, Proc] = field(default_factory=dict)
    sleepq: dict[Any, list[Proc]] = field(default_factory=dict)
    pgrps: dict[int, Pgrp] = field(default_factory=dict)
    lastpid: int = 0
    allprison: dict[int, Prison] = field(default_factory=dict)
    prison0: Prison = field(init=False)
    prids: list[int] = field(default_factory=list)
    prisonnames: dict[str, list[Prison]] = field(default_factory=dict)
    prisonips: dict[tuple[int, int], dict[int, Prison]] = field(default_factory=dict)
    lastprid: int = 0
    stride: bool = False
    stride_time: int = 0
    stride_last: tuple[Proc, int] | None = None
    racct_enable: bool = False
    racct_chain: tuple[Ucred, list[Racct]] | None = None  # the last credential counted for, and its containers
    raccts: dict[tuple[str, int | str], Racct] = field(default_factory=dict)
    racctd: Callout | None = None
    rctl_logged: tuple[int, int] = (0, 0)
    maxproc_logged: int = -1  # the second in which the console was last told that the process table is full
    maxfiles_logged: int = -1  # and the table of open files
    cpusets: dict[int, Cpuset] = field(default_factory=dict)
    lastcpusetid: int = 0
    freecpusetids: list[int] = field(default_factory=list)
    rootvnode: Vnode = field(init=False)
    namecache: dict[tuple[Mount, int, str], tuple[Ucred, Vnode]] = field(default_factory=dict)
    mountlist: list[Mount] = field(default_factory=list)
    lastmount: int = 0
    cdevs: dict[int, Cdev] = field(default_factory=dict)
    cdevnames: dict[str, int] = field(default_factory=dict)
    devfs_rules: dict[int, list[DevfsRule]] = field(default_factory=dict)
    lastcdev: int = 0
    inodes: int = 0
    openfiles: int = 0
    storage: int = 0
    ttys: dict[int, Tty] = field(default_factory=dict)
    ptys: dict[int, Tty] = field(default_factory=dict)
    unpcbs: dict[int, Unpcb] = field(default_factory=dict)
    unp_vnodes: dict[Vnode, Unpcb] = field(default_factory=dict)
    lastunp: int = 0
    vnet0: Vnet = field(init=False)
    vnets: dict[int, Vnet] = field(default_factory=dict)
    lastvnet: int = 0
    ifnets: dict[int, Ifnet] = field(default_factory=dict)
    lastpacket: int = 0
    packets: int = 0
    netisrq: list[tuple[int, int, Ifnet, Mbuf]] = field(default_factory=list)
    netisr: Callout | None = None
    netisr_seq: int = 0
    carp_sendall: Callout | None = None
    netlink_pid: int = 0
    if_index: int = 0
    if_freed: list[int] = field(default_factory=list)
    epair_index: int = 0
    sysv: dict[str, dict[int, Ipc]] = field(default_factory=lambda: {kind: {} for kind in IPC_KINDS})
    sysv_seq: dict[str, dict[int, int]] = field(default_factory=lambda: {kind: {} for kind in IPC_KINDS})
    vfsconf: list[str] = field(default_factory=list)
    missing_jail_params: frozenset[str] = frozenset()
    modules: dict[str, int] = field(default_factory=dict)
    module_paths: dict[str, str] = field(default_factory=dict)
    modules_wanted: list[str] = field(default_factory=list)
    kenv: dict[str, str] = field(default_factory=dict)
    sysctls: dict[str, Any] = field(default_factory=dict)
    msgbuf: list[str] = field(default_factory=list)
    klog: list[str] = field(default_factory=list)
    klog_open: bool = False
    random: int = 0
    watched: bool = True
    told: frozenset[str] | None = None  # the calls whose success is told while watched; None: every call's
    events: list[Event] = field(default_factory=list)
    console: list[TerminalEvent] = field(default_factory=list)

    def emit(self, event: Event) -> None:
        """Announce what happened to whoever watches."""
        if self.watched:
            self.events.append(event)

    def emit_tty(self, event: TerminalEvent) -> None:
        """Announce what a terminal shows: kept even when nobody watches the rest, for it is the machine's output."""
        self.console.append(event)
        if self.watched:
            self.events.append(event)
