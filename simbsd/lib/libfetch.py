"""Fetching by URL: http and file.

Models lib/libfetch (fetchParseURL, fetch_connect, http_request, http_errlist); leaves out FTP, TLS, proxies,
authentication and ranges.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from simbsd.lib.inet import inet_aton
from simbsd.lib.inet6 import sockaddr6
from simbsd.lib.netdb import EAI_ADDRFAMILY, EAI_AGAIN, EAI_FAIL, EAI_NONAME, Unresolved, getservbyname, resolve_all
from simbsd.lib.printf import printf
from simbsd.lib.socket import connect, recv, setsockopt, socket
from simbsd.lib.stdio import STDERR, decode, encode, put
from simbsd.lib.strftime import strftime, timegm
from simbsd.lib.unistd import close
from simbsd.sys.calendar import MONTHS
from simbsd.sys.errno import EAUTH, EPROTO, Errno
from simbsd.sys.in6 import inet_pton6
from simbsd.sys.socketvar import AF_INET, AF_INET6, SOCK_STREAM
from simbsd.sys.strtol import is_number, to_int

VERSION = "libfetch/2.0"
MAX_REDIRECT = 20
REDIRECTS = (301, 302, 303, 307, 308)
PERMANENT = (301, 308)
HTTP_DATE = "%a, %d %b %Y %H:%M:%S GMT"
_HOST = re.compile(r"\[[0-9A-Fa-f:.]*\]|[-.0-9A-Za-z_]*")  # an IPv6 address is in brackets
HTTP_ERRORS = {
    300: "Multiple Choices", 301: "Moved Permanently", 302: "Moved Temporarily", 303: "See Other", 304: "Not Modified",
    305: "Use Proxy", 307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request", 401: "Unauthorized",
    403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable", 408: "Request Time-out",
    409: "Conflict", 410: "Gone", 411: "Length Required", 412: "Precondition Failed", 413: "Request Entity Too Large",
    414: "Request-URI Too Large", 416: "Requested Range Not Satisfiable", 500: "Internal Server Error",
    501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Time-out",
    505: "HTTP Version not supported", 999: "Protocol error",
}  # fmt: skip


class FetchError(Exception):
    """What fetchLastErrString would hold."""
NETDB_ERRORS = {
    EAI_ADDRFAMILY: "Address family for host not supported", EAI_AGAIN: "Transient resolver failure",
    EAI_FAIL: "Non-recoverable resolver failure", EAI_NONAME: "Host does not resolve",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Url:
    """A URL in parts; port 0 is the scheme's own."""

    scheme: str
    host: str
    port: int
    doc: str

    @property
    def authority(self) -> str:
        """Host, and the port where one was given."""
        return f"{self.host}:{self.port}" if self.port else self.host


@dataclass(slots=True)
class UrlStat:
    """Size (-1: unknown) and modification time in seconds since 1970 (0: unknown) of what a URL names."""

    size: int = -1
    mtime: int = 0


def parse_url(text: str) -> Url | None:
    """A URL in parts, or None (fetchParseURL)."""
    scheme, rest = "", text
    head, colon, tail = text.partition(":")
    if colon and tail.startswith("/"):
        scheme, rest = head.lower(), tail[2:] if tail.startswith("//") else tail
    local = not scheme and "/" not in rest and ":" not in rest
    if not rest or rest[0] in "/." or local:
        return Url(scheme, "", 0, rest or "/")
    found = _HOST.match(rest)
    assert found is not None
    host, rest = found.group().lower(), rest[found.end() :]
    if rest and rest[0] not in "/:":
        return None
    port = 0
    if rest.startswith(":"):
        number, _, path = rest[1:].partition("/")
        rest = "/" + path if "/" in rest else ""
        if not re.fullmatch("[0-9]{1,6}", number) or not 0 < to_int(number) <= 65535:
            return None
        port = to_int(number)
    doc = rest or "/"
    if scheme.startswith("http"):
        doc = "".join(f"%{ord(char):02x}" if char.isspace() else char for char in doc)
    return Url(scheme, host, port, doc)


@dataclass(slots=True)
class Connection:
    """A connection to a server, read by lines and by bytes."""

    fd: int
    buffer: bytes = b""
    ended: bool = False
    headers: list[tuple[str, str]] = field(default_factory=list)
    left: int = -1
    chunked: bool = False

    async def _fill(self) -> None:
        data = await recv(self.fd, 16384)
        self.ended = not data
        self.buffer += data

    async def line(self) -> str:
        """The next line without its end. Errors: those of recv; EPROTO at the end of the stream."""
        while b"\n" not in self.buffer:
            if self.ended:
                raise Errno(EPROTO)
            await self._fill()
        head, _, self.buffer = self.buffer.partition(b"\n")
        return decode(head.rstrip(b"\r"))

    async def body(self, nbytes: int) -> bytes:
        """More of the body; empty at its end. Errors: those of recv."""
        if self.chunked and self.left <= 0:
            if self.left == 0:
                await self.line()
            self.left = to_int((await self.line()).partition(";")[0].strip() or "0", 16)
        if self.left == 0:
            return b""
        if not self.buffer and not self.ended:
            await self._fill()
        size = min(nbytes, len(self.buffer)) if self.left < 0 else min(nbytes, len(self.buffer), self.left)
        part, self.buffer = self.buffer[:size], self.buffer[size:]
        if self.left > 0:
            self.left -= len(part)
        return part


async def _info(verbose: bool, text: str) -> None:
    if verbose:
        await printf(f"{text}\n", STDERR)


async def _connect(url: Url, verbose: bool, families: tuple[int, ...]) -> int:
    """A connected socket: the first of the server's addresses that answers (fetch_connect). Raises FetchError."""
    port = url.port or await getservbyname(url.scheme, "tcp") or 80
    await _info(verbose, f"resolving server address: {url.host}:{port}")
    try:
        found = await _addresses(url.host.strip("[]"), families)
    except Unresolved as why:
        raise FetchError(NETDB_ERRORS.get(why.gai, "Unknown resolver error")) from why
    refused = FetchError(NETDB_ERRORS[EAI_NONAME])
    for family, address in found:
        try:
            fd = await socket(family, SOCK_STREAM)
        except Errno as error:
            refused = FetchError(str(error))
            continue
        try:
            await connect(fd, (address, port) if family == AF_INET else sockaddr6(address, port))
        except Errno as error:
            await close(fd)
            refused = FetchError(str(error))
            continue
        await setsockopt(fd, "SO_KEEPALIVE", 1)
        return fd
    await _info(verbose, f"failed to connect to {url.host}:{port}")
    raise refused


async def _addresses(host: str, families: tuple[int, ...]) -> list[tuple[int, int]]:
    """The addresses of a host, or what it says in numbers (fetch_resolve). Raises Unresolved."""
    for family, number in ((AF_INET, inet_aton(host)), (AF_INET6, inet_pton6(host))):
        if number is not None and family in families:
            return [(family, number)]
    return await resolve_all(host, families)


@dataclass(slots=True)
class Request:
    """What to ask, and how: GET or HEAD, -v, -A, the newest time that is not wanted (seconds since 1970, 0: none),
    families of addresses in the order of preference.
    """

    program: str
    method: str = "GET"
    verbose: bool = False
    noredirect: bool = False
    ims_time: int = 0
    referer: str = ""
    agent: str | None = None
    families: tuple[int, ...] = (AF_INET, AF_INET6)


async def http_get(url: Url, request: Request) -> tuple[Connection, UrlStat]:
    """Ask for a document, redirections followed: the connection, its body next, and what it says of the document.
    Raises FetchError.
    """
    for _ in range(MAX_REDIRECT):
        if url.scheme == "https":
            await printf("SSL support disabled\n", STDERR)
            raise FetchError(str(Errno(EAUTH)))
        if url.scheme != "http":
            raise FetchError("Invalid URL scheme")
        conn = Connection(await _connect(url, request.verbose, request.families))
        try:
            code = await _ask(conn, url, request)
        except Errno as error:
            await close(conn.fd)
            raise FetchError(str(error)) from error
        stat = _stat(conn)
        if code == 200:
            return conn, stat
        await close(conn.fd)
        location = dict(conn.headers).get("location")
        if code not in REDIRECTS or location is None or (request.noredirect and code not in PERMANENT):
            raise FetchError(HTTP_ERRORS.get(code, "Unknown HTTP error"))
        await _info(request.verbose, f"{code} redirect to {location}")
        new = Url(url.scheme, url.host, url.port, location) if location.startswith("/") else parse_url(location)
        if new is None:
            raise FetchError("Malformed URL")
        url = new
    raise FetchError(HTTP_ERRORS[302])


async def _ask(conn: Connection, url: Url, request: Request) -> int:
    """Send one request and read the head of its answer: the status. Errors: those of the socket."""
    await _info(request.verbose, f"requesting {url.scheme}://{url.authority}{url.doc}")
    lines = [f"{request.method} {url.doc} HTTP/1.1"]
    if request.ims_time:
        lines.append(f"If-Modified-Since: {strftime(HTTP_DATE, request.ims_time)}")
    lines += [f"Host: {url.authority}", "Accept: */*"]
    if request.referer:
        referer = f"{url.scheme}://{url.authority}{url.doc}" if request.referer == "auto" else request.referer
        lines.append(f"Referer: {referer}")
    agent = f"{request.program} {VERSION}" if request.agent is None else request.agent
    lines += ([f"User-Agent: {agent}"] if agent else []) + ["Connection: close", "", ""]
    await put(conn.fd, encode("\r\n".join(lines)))
    found = re.match(r"HTTP/1\.[01] ([1-9][0-9][0-9])(?: |$)", await conn.line())
    if found is None:
        raise FetchError(HTTP_ERRORS[999])
    while line := await conn.line():
        name, _, value = line.partition(":")
        conn.headers.append((name.strip().lower(), value.strip()))
    return int(found.group(1))


def _stat(conn: Connection) -> UrlStat:
    headers = dict(conn.headers)
    stat = UrlStat(mtime=parse_http_date(headers.get("last-modified", "")))
    if headers.get("transfer-encoding", "").lower() == "chunked":
        conn.chunked = True
    elif is_number(headers.get("content-length", "")):
        stat.size = conn.left = to_int(headers["content-length"])
    return stat


def parse_http_date(text: str) -> int:
    """``Fri, 01 Mar 2024 12:00:00 GMT`` as seconds since 1970; 0 for anything else (http_parse_mtime)."""
    found = re.fullmatch(rf"\w+, (\d\d) ({'|'.join(MONTHS)}) (\d{{4}}) (\d\d):(\d\d):(\d\d) (?:GMT|UTC)", text)
    if found is None:
        return 0
    day, month, year, *clock = found.groups()
    hour, minute, second = (int(word) for word in clock)
    return timegm(int(year), MONTHS.index(month) + 1, int(day), hour, minute, second)
