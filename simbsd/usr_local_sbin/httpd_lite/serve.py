"""One connection: requests in, answers out, a line in the log for each.

Models RFC 9110 and RFC 9112 as far as GET and HEAD of files need them; leaves out ranges, encodings and content.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.files import fstat
from simbsd.lib.inet import inet_ntoa
from simbsd.lib.libfetch import HTTP_DATE, parse_http_date
from simbsd.lib.printf import printf
from simbsd.lib.socket import Sockaddr, recv, send
from simbsd.lib.stdio import decode, encode, read_all
from simbsd.lib.strftime import strftime
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import close, gettimeofday, open, poll
from simbsd.sys.errno import EACCES, EINTR, ENAMETOOLONG, ENOENT, ENOTDIR, Errno
from simbsd.sys.fcntl import O_RDONLY, S_IFDIR, S_IFMT, S_IFREG
from simbsd.usr_local_sbin.httpd_lite.config import Config

SERVER = "httpd-lite/1.0"
KEEP_ALIVE = 5_000_000
REQUEST_MAX = 8192
SECOND = 1_000_000
REASONS = {
    200: "OK", 301: "Moved Permanently", 304: "Not Modified", 400: "Bad Request", 403: "Forbidden", 404: "Not Found",
    405: "Method Not Allowed", 414: "URI Too Long", 500: "Internal Server Error", 501: "Not Implemented",
    505: "HTTP Version Not Supported",
}  # fmt: skip
TYPES = {
    "css": "text/css", "gif": "image/gif", "html": "text/html", "jpg": "image/jpeg", "js": "text/javascript",
    "json": "application/json", "png": "image/png", "svg": "image/svg+xml", "txt": "text/plain",
}  # fmt: skip
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT")


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection and who is at its other end."""

    config: Config
    fd: int
    log: int
    peer: Sockaddr


@dataclass(slots=True)
class Request:
    """A request as it stood on the wire; ``line`` empty when the peer has gone."""

    line: str
    method: str = ""
    target: str = ""
    version: str = ""
    headers: dict[str, str] | None = None

    @property
    def keeps(self) -> bool:
        """Whether another request may follow on this connection."""
        wish = (self.headers or {}).get("connection", "").lower()
        return wish != "close" if self.version == "HTTP/1.1" else wish == "keep-alive"


@dataclass(slots=True)
class Answer:
    """An answer: its status, its own headers, its body, and its length where HEAD leaves the body out."""

    status: int
    headers: list[str]
    body: bytes = b""


async def serve(connection: Connection) -> None:
    """Answer requests until one side has had enough."""
    buffer = b""
    while True:
        request, buffer = await _read(connection.fd, buffer)
        if request is None or not request.line:
            return
        answer = await _answer(connection.config, request)
        keeps = request.keeps and answer.status in (200, 301, 304, 403, 404)
        try:
            await _send(connection, request, answer, keeps)
        except Errno:
            return
        if not keeps:
            return


async def _read(fd: int, buffer: bytes) -> tuple[Request | None, bytes]:
    """The next request and what follows it; None when the peer is silent for too long or gone."""
    while b"\r\n\r\n" not in buffer and b"\n\n" not in buffer:
        if len(buffer) > REQUEST_MAX:
            return Request(decode(buffer[:80]).partition("\n")[0], "GET", "", "HTTP/1.1", {}), b""
        try:
            if not await poll({fd: "r"}, KEEP_ALIVE):
                return None, b""
            data = await recv(fd, REQUEST_MAX)
        except Errno as error:
            if error.errno == EINTR:
                continue
            return None, b""
        if not data:
            return None, b""
        buffer += data
    end = min(place for place in (buffer.find(b"\r\n\r\n"), buffer.find(b"\n\n")) if place >= 0)
    rest = buffer[end:].removeprefix(b"\r\n\r\n") if buffer[end : end + 1] == b"\r" else buffer[end + 2 :]
    return _parse(decode(buffer[:end])), rest


def _parse(text: str) -> Request:
    first, *lines = text.replace("\r\n", "\n").lstrip("\n").split("\n")
    words = first.split(" ")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    if len(words) != 3:
        return Request(first or "-", headers=headers)
    return Request(first, words[0], words[1], words[2], headers)


def error(status: int, *headers: str) -> Answer:
    """A page that says what went wrong."""
    title = f"{status} {REASONS[status]}"
    page = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head>\n<body><h1>{title}</h1></body></html>\n"
    return Answer(status, [*headers, "Content-Type: text/html"], page.encode())


async def _answer(config: Config, request: Request) -> Answer:
    headers = request.headers or {}
    if not request.method or not request.target.startswith("/"):
        return error(400)
    if not request.version.startswith("HTTP/1."):
        return error(505)
    if request.method not in METHODS:
        return error(501)
    if request.method not in ("GET", "HEAD"):
        return error(405, "Allow: GET, HEAD")
    if request.version == "HTTP/1.1" and "host" not in headers:
        return error(400)
    path = resolve(request.target)
    if path is None:
        return error(400)
    return await _file(config, request, path)


def resolve(target: str) -> str | None:
    """The path below the document root, decoded, dots resolved; None when it would lead out of it."""
    raw = target.partition("?")[0].split("%")
    text = raw[0]
    for piece in raw[1:]:
        code = piece[:2]
        if len(code) < 2 or code.strip("0123456789abcdefABCDEF"):
            return None
        text += chr(int(code, 16)) + piece[2:]
    if "\0" in text:
        return None
    names: list[str] = []
    for name in text.split("/"):
        if name == ".." and not names:
            return None
        if name == "..":
            names.pop()
        elif name not in ("", "."):
            names.append(name)
    return "/" + "/".join(names) + ("/" if names and text.endswith("/") else "")


async def _file(config: Config, request: Request, path: str) -> Answer:
    try:
        fd = await open(config.root + path, O_RDONLY)
        info = await fstat(fd)
        if info.st_mode & S_IFMT == S_IFDIR:
            await close(fd)
            if not path.endswith("/"):
                return error(301, f"Location: {path}/")
            path += config.index
            fd = await open(config.root + path, O_RDONLY)
            info = await fstat(fd)
    except Errno as refused:
        missing = refused.errno in (ENOENT, ENOTDIR, ENAMETOOLONG)
        if missing and path.endswith("/" + config.index) and not request.target.endswith(config.index):
            return error(403)  # a directory without an index is not listed
        return error(404 if missing else 403 if refused.errno == EACCES else 500)
    body = await read_all(fd) if info.st_mode & S_IFMT == S_IFREG else b""
    await close(fd)
    modified = int(await sysctl("kern.boottime")) + info.st_mtime // SECOND
    stamp = f"Last-Modified: {strftime(HTTP_DATE, modified)}"
    since = parse_http_date((request.headers or {}).get("if-modified-since", ""))
    if since >= modified:
        return Answer(304, [stamp])
    kind = TYPES.get(path.rpartition(".")[2], "application/octet-stream")
    return Answer(200, [stamp, f"Content-Type: {kind}"], body)


async def _send(connection: Connection, request: Request, answer: Answer, keeps: bool) -> None:
    now = await gettimeofday() // SECOND
    length = [] if answer.status == 304 else [f"Content-Length: {len(answer.body)}"]
    lines = [
        f"HTTP/1.1 {answer.status} {REASONS[answer.status]}", f"Date: {strftime(HTTP_DATE, now)}", f"Server: {SERVER}",
        *answer.headers, *length, f"Connection: {'keep-alive' if keeps else 'close'}", "", "",
    ]  # fmt: skip
    data = encode("\r\n".join(lines)) + (b"" if request.method == "HEAD" else answer.body)
    stamp = strftime("%d/%b/%Y:%H:%M:%S +0000", now)
    sent = "-" if request.method == "HEAD" or not answer.body else str(len(answer.body))
    host = inet_ntoa(connection.peer[0])
    await printf(f'{host} - - [{stamp}] "{request.line}" {answer.status} {sent}\n', connection.log)
    while data:
        data = data[await send(connection.fd, data) :]
