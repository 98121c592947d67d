"""tcpdump(1): packets as they pass an interface, or lie in a file.

Models contrib/tcpdump/tcpdump.c; leaves out -z (nothing is run after a file is full), monitor mode and capability mode;
with -v and -w it does not count as it goes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.err import Err
from simbsd.lib.getopt_long import getopt_long
from simbsd.lib.output import Output
from simbsd.lib.printf import printf
from simbsd.lib.pwd import getpwnam
from simbsd.lib.signal import signal
from simbsd.lib.stdio import STDERR, STDIN, decode, read_all
from simbsd.lib.unistd import close, gettimeofday, getuid, isatty, open, setgid, setuid
from simbsd.sys.bpf import DLT_EN10MB
from simbsd.sys.errno import EINTR, Errno
from simbsd.sys.fcntl import O_RDONLY
from simbsd.sys.signal import SIG_DFL, SIGHUP, SIGINFO, SIGINT, SIGPIPE, SIGTERM
from simbsd.usr_sbin.tcpdump import flags as letters
from simbsd.usr_sbin.tcpdump import show
from simbsd.usr_sbin.tcpdump.flags import LETTERS, LONG_NAMES, Flags, Wrong
from simbsd.usr_sbin.tcpdump.gencode import SNAPLEN, pcap_compile
from simbsd.usr_sbin.tcpdump.image import bpf_dump
from simbsd.usr_sbin.tcpdump.names import Names
from simbsd.usr_sbin.tcpdump.pcap import BUFSIZE, Pcap, PcapError, find_devices
from simbsd.usr_sbin.tcpdump.printer import packet_text
from simbsd.usr_sbin.tcpdump.rotation import Rotation
from simbsd.usr_sbin.tcpdump.savefile import Savefile
from simbsd.usr_sbin.tcpdump.scanner import CompileRefused
from simbsd.usr_sbin.tcpdump.style import Style

SLOW, QUICK = 1_000_000, 100_000
_LONGEST = 1024 * 1024  # of a file with an expression, or with names of files


@dataclass
class Capture:
    """A capture under way: where packets come from and go to, what was caught, and what signals ask for."""

    err: Err
    flags: Flags
    style: Style
    source: Pcap | Savefile
    rotation: Rotation | None
    output: Output = field(default_factory=Output)
    captured: int = 0
    interrupted: bool = False
    info: bool = False

    async def cleanup(self, sig: int) -> None:
        """A signal that ends the capture."""
        self.interrupted = True

    async def requestinfo(self, sig: int) -> None:
        """SIGINFO."""
        self.info = True

    async def loop(self) -> str:
        """Take packets until there are enough, none are left, or a signal comes; why it ended otherwise (pcap_loop)."""
        taken = 0
        while not self.interrupted:
            try:
                packets = await self.source.packets()
            except PcapError as error:
                return str(error)
            except Errno as error:
                if error.errno != EINTR:
                    return f"read: {error}"
                packets = []
            if self.info and isinstance(self.source, Pcap):
                self.info = False
                await printf(f"{self.err.name}: {await summary(self, ', ')}", STDERR)
            if not packets and isinstance(self.source, Savefile):
                return ""
            for packet in packets:
                self.captured += 1
                taken += 1
                if self.rotation is not None:
                    await self.rotation.put(packet)
                if not self.flags.has(letters.COUNT) and (self.rotation is None or self.flags.has(letters.PRINT)):
                    await self.output.put(await packet_text(self.style, self.source.dlt, packet, self.captured))
                    if self.flags.has("l"):
                        await self.output.flush()
                if taken == self.flags.count:
                    return ""
                if self.interrupted:
                    break
        if self.rotation is None:
            await self.output.put("\n")
        return ""


async def summary(capture: Capture, between: str) -> str:
    """info(): three counts."""
    assert isinstance(capture.source, Pcap)
    received, dropped = await capture.source.stats()
    counts = ((capture.captured, "captured"), (received, "received by filter"), (dropped, "dropped by kernel"))
    return between.join(f"{count} packet{'' if count == 1 else 's'} {what}" for count, what in counts) + "\n"


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    err = Err(argv)
    found, words = await getopt_long(argv, LETTERS, LONG_NAMES, "POSIXLY_CORRECT" in envp)
    flags = Flags()
    try:
        for letter, word in found:
            if letter == "?" or letter in ("h", letters.VERSION):
                text = show.version(err.name) if letter == letters.VERSION else show.usage(err.name)
                await printf(text, STDERR if letter == "?" else 1)
                return int(letter == "?")
            flags.take(letter, word)
        if flags.has("D"):
            await printf(show.devices(await find_devices()))
            return 0
        flags.check()
        return await _run(err, flags, words)
    except (Wrong, PcapError, CompileRefused) as error:
        await err.warnx(str(error))
        return 1


async def _run(err: Err, flags: Flags, words: list[str]) -> int:
    snaplen = flags.snaplen or SNAPLEN
    device = ""
    files: list[str] = []
    source: Pcap | Savefile | None = None
    if flags.has("r") or flags.has("V"):
        files = await _files(flags)
        source = await Savefile.open(files[0])
        snaplen = source.snaplen
        await _reading(files[0], source)
    elif flags.has("d") and flags.get("i") is None:
        if flags.get("y") is None:
            await printf("Warning: assuming Ethernet\n", STDERR)
    else:
        source, device = await _listen(flags)
        if flags.has("J"):
            await printf(f"Time stamp type cannot be set for {device}\n", STDERR)
            return 0
        if flags.has("L"):
            await printf(show.link_types(device, source.dlt), STDERR)
            return 0
        await _choose_link_type(err, flags, source)
    text = " ".join(words) if flags.get("F") is None else await _infile(flags.words["F"])
    if source is None:
        dlt = letters.LINK_TYPES[flags.words["y"].upper()] if flags.has("y") else DLT_EN10MB
    else:
        dlt = source.dlt
    program = await pcap_compile(text, dlt, snaplen, not flags.has("O"))
    if flags.has("d") or source is None:
        await printf(bpf_dump(program, flags.has("d")))
        return 0
    await _drop_root(err, flags)
    await source.filter(program)
    rotation = None
    if (path := flags.get("w")) is not None:
        rotation = await Rotation.start(err, flags, path, source.dlt, snaplen, await gettimeofday() // 1_000_000)
    capture = Capture(err, flags, _style(flags), source, rotation)
    if rotation is not None and isinstance(source, Pcap):
        rotation.full = lambda: summary(capture, "\n")
    return await _capture(capture, device, snaplen, files, text)


def _style(flags: Flags) -> Style:
    return Style(
        Names(bool(flags.has("n")), bool(flags.has("N"))), bool(flags.has("e")), bool(flags.has("q")), flags.has("v"),
        bool(flags.has("S")), bool(flags.has("K")), flags.has("t"), (flags.get("T") or "").lower(),
        hexadecimal=flags.has("x"), both=flags.has("X"), ascii=flags.has("A"), numbered=bool(flags.has("#")),
        nanoseconds=bool(flags.has(letters.NANO)),
    )  # fmt: skip


async def _files(flags: Flags) -> list[str]:
    """The files to be read: one, or those that a file names (-V)."""
    if (path := flags.get("r")) is not None:
        return [path]
    path = flags.words["V"]
    try:
        fd = STDIN if path == "-" else await open(path, O_RDONLY)
    except Errno as error:
        raise Wrong(f"Unable to open file: {error}") from error
    lines = decode(await read_all(fd, _LONGEST)).splitlines()
    if not lines:
        raise Wrong(f"Nothing in {path}")
    return lines


async def _reading(path: str, source: Savefile) -> None:
    link = show.link_type(source.dlt)
    await printf(f"reading from file {path}, link-type {link}, snapshot length {source.snaplen}\n", STDERR)


async def _infile(path: str) -> str:
    """read_infile(): an expression in a file; what follows # in a line is a comment."""
    try:
        fd = await open(path, O_RDONLY)
        data = await read_all(fd, _LONGEST)
    except Errno as error:
        raise Wrong(f"can't open {path}: {error}") from error
    await close(fd)
    return "\n".join(line.partition("#")[0] for line in decode(data).splitlines())


async def _listen(flags: Flags) -> tuple[Pcap, str]:
    """Open the interface that is named, or numbered, or the first one."""
    device = flags.get("i")
    if device is None:
        links = await find_devices()
        if not links:
            raise PcapError("no interfaces available for capture")
        device = links[0].name
    if flags.has(letters.NANO):
        why = "That device doesn't support that time stamp precision"
        raise PcapError(f"{device}: Can't set nanosecond time stamp precision: {why}")
    printing = not flags.has("w") or flags.has(letters.PRINT)
    timeout = QUICK if printing and (await isatty(1) or flags.has("l")) else SLOW
    if flags.has("I"):
        raise PcapError(f"{device}: That device doesn't support monitor mode")
    size = int(flags.words["B"]) * 1024 if flags.has("B") else BUFSIZE

    async def opened(name: str) -> Pcap:
        pcap = await Pcap.activate(name, not flags.has("p"), timeout, bool(flags.has(letters.IMMEDIATE)), size)
        if (direction := flags.get("Q")) is not None:
            await pcap.direction(direction.lower())
        return pcap

    try:
        return await opened(device), device
    except PcapError:
        if not device.isdigit():
            raise
    if not int(device):
        raise PcapError("Invalid adapter index")
    links = await find_devices()
    if int(device) > len(links):
        raise PcapError("Invalid adapter index")
    device = links[int(device) - 1].name
    return await opened(device), device


async def _choose_link_type(err: Err, flags: Flags, source: Pcap) -> None:
    name = flags.get("y")
    if name is None:
        return
    if letters.LINK_TYPES[name.upper()] != source.dlt:
        raise PcapError(f"{name.upper()} is not one of the DLTs supported by this device")
    await printf(f"{err.name}: data link type {name.upper()}\n", STDERR)


async def _drop_root(err: Err, flags: Flags) -> None:
    """droproot(): -Z."""
    user = flags.get("Z")
    if user is None or await getuid():
        return
    entry = await getpwnam(user)
    if entry is None:
        raise Wrong(f"Couldn't find user '{user[:32]}'")
    await setgid(entry.pw_gid)
    await setuid(entry.pw_uid)
    await printf(f"dropped privs to {user}\n", STDERR)


async def _capture(capture: Capture, device: str, snaplen: int, files: list[str], text: str) -> int:
    err, flags = capture.err, capture.flags
    for sig in (SIGPIPE, SIGTERM, SIGINT):
        await signal(sig, capture.cleanup)
    hangup = await signal(SIGHUP, capture.cleanup)
    if hangup != SIG_DFL:
        await signal(SIGHUP, hangup)
    if not files:
        await signal(SIGINFO, capture.requestinfo)
        head = f"{err.name}: "
        if not flags.has("v") and capture.rotation is None:
            head += "verbose output suppressed, use -v[v]... for full protocol decode\n"
        link = show.link_type(capture.source.dlt)
        await printf(f"{head}listening on {device}, link-type {link}, snapshot length {snaplen} bytes\n", STDERR)
    while True:
        trouble = await capture.loop()
        await capture.output.flush()
        if trouble:
            await printf(f"{err.name}: pcap_loop: {trouble}\n", STDERR)
        files = files[1:]
        if not files or capture.interrupted:
            break
        capture.source = await _following(capture, files[0], text)
    if isinstance(capture.source, Pcap):
        await printf(await summary(capture, "\n"), STDERR)
    elif flags.has(letters.COUNT):
        await printf(f"{capture.captured} packet{'' if capture.captured == 1 else 's'}\n")
    if capture.rotation is not None:
        await capture.rotation.close()
    return 1 if trouble else 0


async def _following(capture: Capture, path: str, text: str) -> Savefile:
    """The next file of -V, with the same expression."""
    following = await Savefile.open(path)
    if following.dlt != capture.source.dlt and capture.rotation is not None:
        raise PcapError(f"{path}: new dlt does not match original")
    await following.filter(await pcap_compile(text, following.dlt, following.snaplen, not capture.flags.has("O")))
    await _reading(path, following)
    return following
