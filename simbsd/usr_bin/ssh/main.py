"""ssh(1): a shell, or one command, on another host of the simulated network.

Models crypto/openssh/ssh.c and clientloop.c; leaves out forwarding, multiplexing, configuration files, and every escape
but ``~.``. What it says to sshd(8) is a wire of our own (lib/ssh.py).
"""

from __future__ import annotations

from simbsd.lib.err import Refused
from simbsd.lib.getopt import getopt
from simbsd.lib.inet import inet_aton
from simbsd.lib.inet6 import parse_numeric, sockaddr6
from simbsd.lib.netdb import Unresolved, resolve_all
from simbsd.lib.printf import printf
from simbsd.lib.pwd import getpwuid
from simbsd.lib.signal import signal
from simbsd.lib.socket import Sockaddr, connect, socket
from simbsd.lib.ssh import (
    CHANNEL_CLOSE,
    CHANNEL_DATA,
    CHANNEL_EOF,
    CHANNEL_EXTENDED_DATA,
    CHANNEL_REQUEST,
    VERSION,
    Closed,
    Wire,
    host_of,
)
from simbsd.lib.stdio import STDERR, STDIN, STDOUT, decode, encode, put
from simbsd.lib.termios import tcgetattr, tcsetattr, winsize
from simbsd.lib.unistd import getuid, isatty, poll, read
from simbsd.sys.errno import EINTR, Errno
from simbsd.sys.signal import SIG_IGN, SIGPIPE, SIGWINCH
from simbsd.sys.socketvar import AF_INET, AF_INET6, SOCK_STREAM
from simbsd.sys.strtol import is_number, to_int
from simbsd.sys.termios import ECHO, ECHONL, ICANON, ICRNL, IEXTEN, IGNCR, INLCR, ISIG, IXON, OPOST, Termios
from simbsd.usr_bin.ssh.connect import Client, Fatal
from simbsd.usr_bin.ssh.options import LETTERS, USAGE, Arguments, parse

CHUNK = 8192


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point; 255 for every trouble of ssh's own, else the remote command's status."""
    options, operands = await _split(argv)
    if ("V", "") in options:
        await printf(f"{VERSION.removeprefix('SSH-2.0-')}p1, OpenSSL 3.0.13\n", STDERR)
        return 0
    try:
        arguments = parse(options, operands)
    except Refused as refused:
        await printf(f"{refused.message}\r\n" if refused.message else USAGE, STDERR)
        return 255
    await signal(SIGPIPE, SIG_IGN)
    me = await getpwuid(await getuid())
    if me is None:
        await printf(f"No user exists for uid {await getuid()}\r\n", STDERR)
        return 255
    try:
        wire, address = await _connect(arguments)
    except Fatal as fatal:
        await printf(f"{fatal}\r\n", STDERR)
        return 255
    client = Client(arguments, wire, me, address)
    try:
        await client.exchange()
        await client.authenticate()
    except Fatal as fatal:
        await printf(f"{fatal}\r\n", STDERR)
        return 255
    except Closed:
        await printf(f"Connection closed by {address} port {arguments.port}\r\n", STDERR)
        return 255
    return await Loop(client).run(envp)


async def _split(argv: list[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Options may follow the host, but not the command."""
    options, operands = await getopt(argv, LETTERS)
    if operands and len(operands) > 1 and operands[1].startswith("-") and len(operands[1]) > 1:
        more, rest = await getopt([argv[0], *operands[1:]], LETTERS)
        return options + more, [operands[0], *rest]
    return options, operands


async def _connect(arguments: Arguments) -> tuple[Wire, str]:
    """A connection to the first address of the host that takes one (ssh_connect_direct). Raises Fatal."""
    last = Errno(0)
    for address in await _addresses(arguments):
        try:
            fd = await socket(AF_INET6 if len(address) == 3 else AF_INET, SOCK_STREAM)
            await connect(fd, address)
        except Errno as error:
            last = error
            continue
        return Wire(fd), await host_of(address)
    raise Fatal(f"ssh: connect to host {arguments.host} port {arguments.port}: {last}")


async def _addresses(arguments: Arguments) -> list[Sockaddr]:
    """What a name or numbers stand for, in the order to try them (resolve_host). Raises Fatal."""
    host, port = arguments.host, arguments.port
    families = (arguments.family,) if arguments.family else (AF_INET6, AF_INET)
    four, six = inet_aton(host), await parse_numeric(host)
    try:
        if four is not None and AF_INET in families:
            found = [(AF_INET, four)]
        elif six is not None and AF_INET6 in families:
            found = [(AF_INET6, six)]
        else:
            found = await resolve_all(host, families)
    except Unresolved as why:
        raise Fatal(f"ssh: Could not resolve hostname {host}: {why.gai}") from why
    return [sockaddr6(number, port) if family == AF_INET6 else (number, port) for family, number in found]


class Loop:
    """Bytes both ways until the other end says how it ended (client_loop)."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.wire = client.wire
        self.modes: Termios | None = None
        self.tty = False
        self.reading = True
        self.line_start = True
        self.tilde = self.left = False
        self.resized: list[int] = []

    async def run(self, envp: dict[str, str]) -> int:
        """The remote status; 255 when the connection is lost."""
        arguments = self.client.arguments
        terminal = await isatty(STDIN)
        self.tty = arguments.force_tty or (
            terminal and (arguments.command is None if arguments.tty is None else arguments.tty)
        )
        if arguments.tty is not False and not terminal and not arguments.force_tty and (
            arguments.tty or arguments.command is None
        ):
            await self.client.say("Pseudo-terminal will not be allocated because stdin is not a terminal.")
        self.reading = not arguments.null
        try:
            status = await self._talk(envp, terminal)
        except Closed:
            status = None
        if self.modes is not None:
            await tcsetattr(STDIN, self.modes)
        if status is None and not self.left:
            await self.client.say(f"Connection to {arguments.host} closed by remote host.")
        if self.tty:
            await self.client.say(f"Connection to {arguments.host} closed.")
        return 255 if status is None else status

    async def _talk(self, envp: dict[str, str], terminal: bool) -> int | None:
        if self.tty:
            size = await winsize(STDIN) if terminal else None
            rows, columns = (size.ws_row, size.ws_col) if size is not None else (0, 0)
            await self.wire.send(CHANNEL_REQUEST, "pty-req", envp.get("TERM", ""), str(rows), str(columns))
            await signal(SIGWINCH, self.resized.append)
        command = self.client.arguments.command
        await self.wire.send(CHANNEL_REQUEST, *(("shell",) if command is None else ("exec", command)))
        if self.tty and terminal:
            self.modes = await tcgetattr(STDIN)
            await tcsetattr(STDIN, _raw(self.modes))
        while True:
            while (found := self.wire.next()) is not None:
                number, strings = found
                if number == CHANNEL_CLOSE:
                    text = decode(strings[0]) if strings else ""
                    return to_int(text) if is_number(text) else 255
                if number in (CHANNEL_DATA, CHANNEL_EXTENDED_DATA) and strings:
                    await self._show(STDOUT if number == CHANNEL_DATA else STDERR, strings[0])
            if not await self._wait():
                self.left = True
                return None

    async def _show(self, fd: int, data: bytes) -> None:
        try:
            await put(fd, data)
        except Errno:
            return

    async def _wait(self) -> bool:
        """Let something happen; False when ``~.`` was typed."""
        if self.resized:
            self.resized.clear()
            size = await winsize(STDIN)
            await self.wire.send(CHANNEL_REQUEST, "window-change", str(size.ws_row), str(size.ws_col))
        wanted = {self.wire.fd: "r"} | ({STDIN: "r"} if self.reading else {})
        try:
            ready = await poll(wanted, None)
        except Errno as error:
            if error.errno != EINTR:
                raise
            return True
        if STDIN in ready:
            return await self._typed()
        await self.wire.fill()
        return True

    async def _typed(self) -> bool:
        try:
            data = await read(STDIN, CHUNK)
        except Errno:
            return True
        if not data:
            self.reading = False
            await self.wire.send(CHANNEL_EOF)
            return True
        sent = self._escapes(data) if self.tty else data
        if sent:
            await self.wire.send(CHANNEL_DATA, sent)
        return sent is not None

    def _escapes(self, data: bytes) -> bytes | None:
        """What is to be sent; None when ``~.`` at the start of a line ends it all."""
        out = bytearray()
        escape = encode(self.client.arguments.escape)
        for byte in data:
            char = bytes((byte,))
            if self.tilde:
                self.tilde = False
                if char == b".":
                    return None
                out += char if char == escape else escape + char
            elif self.line_start and char == escape:
                self.tilde = True
                continue
            else:
                out += char
            self.line_start = char in b"\r\n"
        return bytes(out)


def _raw(modes: Termios) -> Termios:
    """Every key goes to the other end (enter_raw_mode)."""
    raw = modes.copy()
    raw.c_iflag &= ~(ICRNL | INLCR | IGNCR | IXON)
    raw.c_lflag &= ~(ISIG | ICANON | ECHO | ECHONL | IEXTEN)
    raw.c_oflag &= ~OPOST
    raw.c_cc["VMIN"], raw.c_cc["VTIME"] = 1, 0
    return raw
