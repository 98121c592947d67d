"""Whether FreeBSD's own tests would notice a broken subsystem: ``python tools/faults.py TREE [WORD ...]``.

Each fault makes one function of the simulated system do nothing (or answer one thing) and the scripts that are about it
run: the cases that pass whole and fail broken are those that catch it. A fault that nothing catches is printed as such
and makes the status 1. WORDs name the faults to plant; without any all are, and docs/faults.md is written. TREE is a
FreeBSD source tree.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "faults.md"
HEAD = """# Faults that FreeBSD's own tests catch

Written by `tools/faults.py` (`make faults TREE=/path/to/freebsd-src`); do not edit. Each fault makes one function of
the simulated system do nothing; the cases are those of docs/conformance.md that pass without it and fail with it.

| fault | cases that catch it |
|---|---|
"""
sys.path.insert(0, str(ROOT))

from simbsd.atf import Script  # noqa: E402
from simbsd.release import DEFAULT  # noqa: E402


def nothing(*arguments: Any, **names: Any) -> None:
    """Take it and do nothing."""


def zero(*arguments: Any, **names: Any) -> int:
    """Take it and say all went well."""
    return 0


async def nothing_awaited(*arguments: Any, **names: Any) -> None:
    """Take it and, asked to wait, do nothing."""


async def success(*arguments: Any, **names: Any) -> int:
    """A program that prints nothing and says all went well."""
    return 0


@dataclass(frozen=True, slots=True)
class Fault:
    """A function that is broken, how, and the scripts that should notice."""

    module: str
    function: str
    instead: Callable[..., Any]
    scripts: tuple[str, ...]

    @property
    def name(self) -> str:
        """What WORD names."""
        return f"{self.module.removeprefix('simbsd.')}.{self.function}"


SHOWN = 4
BRIDGE, VLAN = "tests/sys/net/if_bridge_test.sh", "tests/sys/net/if_vlan.sh"
CARP = "tests/sys/netinet/carp.sh"
FAULTS = (
    Fault("simbsd.net.if_bridge", "bridge_broadcast", nothing, (BRIDGE,)),
    Fault("simbsd.net.bridgestp_roles", "update_roles", nothing, (BRIDGE,)),
    Fault("simbsd.net.if_vlan", "vlan_transmit", zero, (VLAN,)),
    Fault("simbsd.net.if_epair", "epair_transmit", zero, (VLAN,)),
    Fault("simbsd.net.if_gif", "gif_transmit", zero, ("tests/sys/net/if_gif.sh",)),
    Fault("simbsd.netinet.if_ether", "arp_input", nothing, (VLAN,)),
    Fault("simbsd.net.netlink_neigh", "newneigh", nothing, ("tests/sys/netinet/arp.sh",)),
    Fault("simbsd.net.route", "rib_lookup", nothing, ("tests/sys/netinet/lpm.sh",)),
    Fault("simbsd.net.route_tables", "sys_setfib", nothing, ("tests/sys/netinet/fibs.sh",)),
    Fault("simbsd.kern.kern_jail_find", "_check_room", nothing, ("usr.sbin/jail/tests/jail_basic_test.sh",)),
    Fault("simbsd.kern.kern_kinfo", "_jid", zero, ("bin/pkill/tests/pgrep-j_test.sh",)),
    Fault("simbsd.sbin.sysctl", "main", success, ("sbin/sysctl/tests/sysctl_test.sh",)),
    Fault("simbsd.sbin.ping.main", "main", success, ("sbin/ping/tests/ping_test.sh",)),
    Fault("simbsd.netpfil.pf", "pf_test", zero, ("tests/sys/netpfil/pf/pass_block.sh",)),
    Fault("simbsd.netpfil.pf_eth", "_match_addr", zero, ("tests/sys/netpfil/pf/ether.sh",)),
    Fault("simbsd.netpfil.pf_eth", "_bridge_to", nothing, ("tests/sys/netpfil/pf/ether.sh",)),
    Fault("simbsd.netpfil.pf_syncookies", "check", zero, ("tests/sys/netpfil/pf/syncookie.sh",)),
    Fault("simbsd.netpfil.pf_synproxy", "_join", nothing, ("tests/sys/netpfil/pf/synproxy.sh",)),
    Fault("simbsd.usr_bin.diff.main", "main", success, ("usr.bin/diff/tests/diff_test.sh",)),
    Fault("simbsd.usr_bin.sed.main", "main", success, ("usr.bin/sed/tests/sed2_test.sh",)),
    Fault("simbsd.usr_bin.awk.main", "main", success, ("contrib/netbsd-tests/usr.bin/awk/t_awk.sh",)),
    Fault("simbsd.usr_bin.grep.main", "main", success, ("contrib/netbsd-tests/usr.bin/grep/t_grep.sh",)),
    Fault("simbsd.usr_bin.sort.main", "main", success, ("contrib/netbsd-tests/usr.bin/sort/t_sort.sh",)),
    Fault("simbsd.usr_bin.tail", "main", success, ("usr.bin/tail/tests/tail_test.sh",)),
    Fault("simbsd.bin.ls.main", "main", success, ("bin/ls/tests/ls_tests.sh",)),
    Fault("simbsd.lib.strptime", "strptime", nothing, ("usr.bin/sort/tests/sort_monthsort_test.sh",)),
    Fault("simbsd.usr_sbin.pw.database", "edit_users", nothing_awaited, ("usr.sbin/pw/tests/pw_useradd_test.sh",)),
    Fault("simbsd.netinet.tcp_output", "tcp_output", zero, ("tests/sys/netinet/output.sh",)),
    Fault("simbsd.usr_bin.install", "main", success,
          ("usr.bin/xinstall/tests/install_test.sh",)),
    Fault("simbsd.netinet.ip_carp", "carp_master_down", nothing, (CARP,)),
    Fault("simbsd.netinet.ip_carp_input", "carp_input", nothing, (CARP,)),
    Fault("simbsd.netinet.ip_carp_hooks", "carp_macmatch6", nothing, (CARP,)),
    Fault("simbsd.net.if_stf", "stf_output", zero, ("tests/sys/net/if_stf.sh",)),
    Fault("simbsd.net.if_stf", "stf_input", zero, ("tests/sys/net/if_stf.sh",)),
    Fault("simbsd.netinet6.nd6_nbr", "nd6_na_input", nothing, ("tests/sys/netinet6/lpm6.sh",)),
)


@contextmanager
def planted(fault: Fault) -> Iterator[None]:
    """The fault is in the code, whoever already holds the function."""
    function = getattr(importlib.import_module(fault.module), fault.function)
    if not isinstance(function, FunctionType) or not isinstance(fault.instead, FunctionType):
        raise TypeError(f"{fault.name} is not a function")
    code = function.__code__
    function.__code__ = fault.instead.__code__
    try:
        yield
    finally:
        function.__code__ = code


def passing(tree: Path, script: str) -> set[str]:
    """The cases of a script that pass now; none when it does not even list them."""
    modules = ("pf",) if "/pf/" in script else ()
    try:
        return {one.name for one in Script(tree / script, DEFAULT, modules).run([]) if one.result == "passed"}
    except (OSError, ValueError):
        return set()


def main() -> int:
    """Run the scripts whole once, then once for each fault; 1 when one is not caught."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("tree", type=Path, metavar="TREE", help="a FreeBSD source tree")
    parser.add_argument("words", nargs="*", metavar="WORD", help="faults whose name holds this")
    options = parser.parse_args()
    faults = [fault for fault in FAULTS if not options.words or any(word in fault.name for word in options.words)]
    whole: dict[str, set[str]] = {}
    missed, lines = 0, []
    for fault in faults:
        caught = []
        scripts = [script for script in fault.scripts if (options.tree / script).exists()]
        if not scripts:
            print(f"{fault.name}: not tried: the tree has no {' '.join(fault.scripts)}", flush=True)
            lines.append(f"| {fault.name} | not tried |")
            continue
        for script in scripts:
            if script not in whole:
                whole[script] = passing(options.tree, script)
            with planted(fault):
                broken = passing(options.tree, script)
            caught += [f"{Path(script).stem}:{case}" for case in sorted(whole[script] - broken)]
        missed += not caught
        print(f"{fault.name}: {' '.join(caught) or 'NOT CAUGHT'}", flush=True)
        lines.append(f"| {fault.name} | {shortly(caught)} |")
    if not options.words:
        PAGE.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return 1 if missed else 0


def shortly(caught: list[str]) -> str:
    """The first few cases, and how many more there are."""
    shown = ", ".join(caught[:SHOWN]) + (f" and {len(caught) - SHOWN} more" if len(caught) > SHOWN else "")
    return shown.replace("|", "\\|") or "**none**"


if __name__ == "__main__":
    sys.exit(main())
