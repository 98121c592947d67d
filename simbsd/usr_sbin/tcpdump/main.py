"""tcpdump(1): packets as they pass an interface.

Models contrib/tcpdump/tcpdump.c; leaves out capture files, dumps of packets' bytes, lists of interfaces, relative time
stamps and long options.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.err import Err
from simbsd.lib.getopt_long import Names as LongNames
from simbsd.lib.getopt_long import getopt_long
from simbsd.lib.output import Output
from simbsd.lib.printf import printf
from simbsd.lib.signal import signal
from simbsd.lib.stdio import STDERR
from simbsd.lib.unistd import isatty
from simbsd.sys.bpf import DLT_NULL, DLT_PFLOG
from simbsd.sys.errno import EINTR, Errno
from simbsd.sys.signal import SIG_DFL, SIGHUP, SIGINFO, SIGINT, SIGPIPE, SIGTERM
from simbsd.sys.strtol import atoi
from simbsd.usr_sbin.tcpdump.gencode import SNAPLEN, pcap_compile
from simbsd.usr_sbin.tcpdump.names import Names
from simbsd.usr_sbin.tcpdump.pcap import Pcap, PcapError, find_device
from simbsd.usr_sbin.tcpdump.printer import Style, packet_line
from simbsd.usr_sbin.tcpdump.scanner import CompileRefused

LETTERS = "c:ehi:KlnNpqStT:v"
_IMMEDIATE = "\1"  # stands for the option that has no letter
LONG_NAMES: LongNames = {
    "interface": ("i", ":"), "no-promiscuous-mode": ("p", ""), "dont-verify-checksums": ("K", ""),
    "absolute-tcp-sequence-numbers": ("S", ""), "help": ("h", ""), "immediate-mode": (_IMMEDIATE, ""),
}  # fmt: skip
SLOW, QUICK = 1_000_000, 100_000
_VERSION = "version 4.99.4\nlibpcap version 1.10.4\nOpenSSL 3.0.12 24 Oct 2023\n"
_USAGE = (
    " [-AbdDefhHIJKlLnNOpqStuUvxX#] [ -B size ] [ -c count ] [--count]\n"
    "\t\t[ -C file_size ] [ -E algo:secret ] [ -F file ] [ -G seconds ]\n"
    "\t\t[ -i interface ] [ --immediate-mode ] [ -j tstamptype ]\n"
    "\t\t[ -M secret ] [ --number ] [ --print ] [ -Q in|out|inout ]\n"
    "\t\t[ -r file ] [ -s snaplen ] [ -T type ] [ --version ]\n"
    "\t\t[ -V file ] [ -w file ] [ -W filecount ] [ -y datalinktype ]\n"
    "\t\t[ --time-stamp-precision precision ] [ --micro ] [ --nano ]\n"
    "\t\t[ -z postrotate-command ] [ -Z user ] [ expression ]\n"
)
_LINK_TYPES = {DLT_NULL: "NULL (BSD loopback)", DLT_PFLOG: "PFLOG (OpenBSD pflog file)"}
# -T: of these only carp is printed otherwise than without it
_TYPES = (
    "vat", "wb", "rpc", "rtp", "rtcp", "snmp", "cnfp", "tftp", "aodv", "carp", "radius", "zmtp1", "vxlan", "pgm",
    "pgm_zmtp1", "lmp", "resp", "ptp", "someip", "domain",
)  # fmt: skip
_ETHERNET = "EN10MB (Ethernet)"


@dataclass
class Capture:
    """A capture under way: what was caught, and what signals ask for."""

    err: Err
    style: Style
    pcap: Pcap
    output: Output
    line: bool
    captured: int = 0
    interrupted: bool = False
    info: bool = False

    async def cleanup(self, sig: int) -> None:
        """A signal that ends the capture."""
        self.interrupted = True

    async def requestinfo(self, sig: int) -> None:
        """SIGINFO."""
        self.info = True

    async def loop(self, count: int) -> str:
        """Print packets until there are ``count`` (0: for ever), or a signal; why it ended otherwise (pcap_loop)."""
        while not self.interrupted:
            try:
                packets = await self.pcap.packets()
            except PcapError as error:
                return str(error)
            except Errno as error:
                if error.errno != EINTR:
                    return f"read: {error}"
                packets = []
            if self.info:
                self.info = False
                await printf(f"{self.err.name}: {await self.summary(', ')}", STDERR)
            for packet in packets:
                self.captured += 1
                await self.output.put(await packet_line(self.style, self.pcap.dlt, packet))
                if self.line:
                    await self.output.flush()
                if self.captured == count:
                    return ""
                if self.interrupted:
                    break
        await self.output.put("\n")
        return ""

    async def summary(self, between: str) -> str:
        """info(): three counts."""
        received, dropped = await self.pcap.stats()
        counts = ((self.captured, "captured"), (received, "received by filter"), (dropped, "dropped by kernel"))
        return between.join(f"{count} packet{'' if count == 1 else 's'} {what}" for count, what in counts) + "\n"


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    err = Err(argv)
    found, words = await getopt_long(argv, LETTERS, LONG_NAMES, "POSIXLY_CORRECT" in envp)
    options = dict(found)
    letters = "".join(letter for letter, _ in found)
    if "h" in options or "?" in options or letters.count("t") > 5:
        wrong = "h" not in options
        await printf(f"{err.name} {_VERSION}Usage: {err.name}{_USAGE}", STDERR if wrong else 1)
        return 1 if wrong else 0
    count = atoi(options.get("c", "0"))
    if "c" in options and count <= 0:
        await err.warnx(f"invalid packet count {options['c']}")
        return 1
    kind = options.get("T", "").lower()
    if "T" in options and kind not in _TYPES:
        await err.warnx(f"unknown packet type `{options['T']}'")
        return 1
    style = Style(
        Names("n" in options, "N" in options), "e" in options, "q" in options, letters.count("v"),
        "S" in options, "K" in options, letters.count("t"), kind,
    )  # fmt: skip
    line = "l" in options
    try:
        pcap, device = await _open(options, QUICK if line or await isatty(1) else SLOW)
        await pcap.filter(await pcap_compile(" ".join(words), pcap.dlt))
    except (PcapError, CompileRefused) as error:
        await err.warnx(str(error))
        return 1
    return await _capture(Capture(err, style, pcap, Output(), line), device, count)


async def _open(options: dict[str, str], timeout: int) -> tuple[Pcap, str]:
    device = options.get("i") or await find_device()
    if device is None:
        raise PcapError("no interfaces available for capture")
    return await Pcap.activate(device, "p" not in options, timeout, _IMMEDIATE in options), device


async def _capture(capture: Capture, device: str, count: int) -> int:
    err = capture.err
    for sig in (SIGPIPE, SIGTERM, SIGINT):
        await signal(sig, capture.cleanup)
    hangup = await signal(SIGHUP, capture.cleanup)
    if hangup != SIG_DFL:
        await signal(SIGHUP, hangup)
    await signal(SIGINFO, capture.requestinfo)
    head = f"{err.name}: "
    if not capture.style.verbose:
        head += "verbose output suppressed, use -v[v]... for full protocol decode\n"
    link = _LINK_TYPES.get(capture.pcap.dlt, _ETHERNET)
    await printf(f"{head}listening on {device}, link-type {link}, snapshot length {SNAPLEN} bytes\n", STDERR)
    trouble = await capture.loop(count)
    await capture.output.flush()
    if trouble:
        await printf(f"{err.name}: pcap_loop: {trouble}\n", STDERR)
    await printf(await capture.summary("\n"), STDERR)
    return 1 if trouble else 0
