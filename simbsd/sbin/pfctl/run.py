"""What one pfctl command works with: its options, the open device, where it writes.

Models the variables of sbin/pfctl/pfctl.c.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from simbsd.lib.err import Err
from simbsd.lib.netdb import services
from simbsd.lib.output import Output
from simbsd.lib.stdio import STDERR, puts
from simbsd.lib.unistd import ioctl

ETHER, FILTER, NAT, OPTION, TABLE = "ether", "filter", "nat", "option", "table"
ALL = frozenset((ETHER, FILTER, NAT, OPTION, TABLE))


@dataclass
class Run:
    """One invocation. ``loadopt`` are the parts of the file that are loaded; ``verbose`` counts -v."""

    err: Err
    fd: int = -1
    out: Output = field(default_factory=Output)
    verbose: int = 0
    quiet: bool = False
    noaction: bool = False
    dummy: bool = False
    numeric: bool = False
    usedns: bool = False
    merge: bool = False
    debug: bool = False
    recurse: bool = False
    showall: bool = False
    killmatch: bool = False
    clear_counters: bool = False
    loadopt: frozenset[str] = frozenset()
    optimize: bool = True
    optimize_given: bool = False
    titled: bool = False
    labels: bool = False
    ports: dict[tuple[int, str], str] | None = None

    async def ioctl(self, request: str, *arguments: Any) -> Any:
        """A request to /dev/pf. Errors: those of the request."""
        return await ioctl(self.fd, request, arguments)

    async def stderr(self, line: str) -> None:
        """A line on standard error."""
        await puts(f"{line}\n", STDERR)

    async def tell(self, line: str) -> None:
        """What was done, unless -q."""
        if not self.quiet:
            await self.stderr(line)

    async def title(self, text: str) -> None:
        """A heading of -s all, an empty line before all but the first."""
        await self.out.put(("\n" if self.titled else "") + f"{text}\n")
        self.titled = True

    async def services(self) -> dict[tuple[int, str], str]:
        """What ports are called in rules; nothing with -P."""
        if self.numeric:
            return {}
        if self.ports is None:
            self.ports = {}
            for port, proto, names in await services():
                self.ports.setdefault((port, proto), names[0])
        return self.ports
