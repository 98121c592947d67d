"""CARP: what the kernel keeps of a virtual host, and what it tells programs.

Models sys/netinet/ip_carp.h and struct carp_softc and carp_if of sys/netinet/ip_carp.c; leaves out locks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simbsd.sys.vnet import Ifaddr, Ifnet

CARP_STATES = ("INIT", "BACKUP", "MASTER")
INIT, BACKUP, MASTER = 0, 1, 2
CARP_MAXVHID, CARP_MAXSKEW, CARP_MAXSTATE = 255, 240, 2
CARP_KEY_LEN, CARP_HMAC_PAD = 20, 64
CARP_DFLTTL, CARP_DFLTINTV = 255, 1
CARP_SENDAD_MAX_ERRORS, CARP_SENDAD_MIN_SUCCESS = 3, 3
INADDR_CARP_GROUP = 0xE0000012  # 224.0.0.18
IN6ADDR_CARP_GROUP = 0xFF02 << 112 | 0x12  # ff02::12


@dataclass(slots=True, eq=False)
class CarpSoftc:
    """A virtual host on an interface: its addresses of both families in the order in which they came, its settings,
    state and timers (advertising, and for each family the wait for a master that is silent).

    ``sc_suppress``: the interface is down, and has demoted this stack. ``sc_init_counter``: nobody has been heard yet,
    so that advertisements count from chance. ``sc_head`` is what every hash begins with.
    """

    sc_carpdev: Ifnet
    sc_vhid: int
    sc_addr: bytes
    sc_advskew: int = 0
    sc_advbase: int = CARP_DFLTINTV
    sc_carpaddr: int = INADDR_CARP_GROUP
    sc_carpaddr6: int = IN6ADDR_CARP_GROUP
    sc_ifas: list[Ifaddr] = field(default_factory=list)
    sc_naddrs: int = 0
    sc_naddrs6: int = 0
    sc_state: int = INIT
    sc_suppress: bool = False
    sc_sendad_errors: int = 0
    sc_sendad_success: int = 0
    sc_init_counter: bool = True
    sc_counter: int = 0
    sc_key: bytes = b""
    sc_head: bytes = b""
    sc_ad_tmo: Any = None
    sc_md_tmo: Any = None
    sc_md6_tmo: Any = None


@dataclass(slots=True, eq=False)
class CarpIf:
    """The virtual hosts of an interface in the order in which they were made, and how many addresses of each family
    they have: with the first of a family the interface joins CARP's group, with the last it leaves it.
    """

    cif_vrs: list[CarpSoftc] = field(default_factory=list)
    cif_naddrs: int = 0
    cif_naddrs6: int = 0


@dataclass(frozen=True, slots=True)
class CarpRecord:
    """A virtual host as netlink's ``carp`` family gives and takes it (CARP_NL_*). Addresses are those that
    advertisements are sent to (0 in a request: as it was), ``key`` is empty for whoever may not see it.
    """

    vhid: int
    state: int = INIT
    advbase: int = 0
    advskew: int = 0
    key: bytes = b""
    addr: int = 0
    addr6: int = 0
