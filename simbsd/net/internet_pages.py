"""The pages of the web servers beyond em0.

Models no file of FreeBSD: a plain web server's answers (RFC 9112); the words are our own. Which site is meant says the
``Host`` field; without one, the address.
"""

from __future__ import annotations

MODIFIED = "Fri, 01 Mar 2024 08:00:00 GMT"
SERVER = "cellblock-outside"

_PAPERS = """\
<!DOCTYPE html>
<html><head><title>FreeBSD presentations and papers</title></head>
<body>
<h1>FreeBSD presentations and papers</h1>
<p>A page of the simulated Internet, in its own words. The real site has the texts themselves.</p>
<ul>
<li><a href="/jails.txt">Jails: confining the omnipotent root</a>, P.-H. Kamp and R. Watson, 2000</li>
<li><a href="/vimage.txt">Implementing a clonable network stack in the FreeBSD kernel</a>, M. Zec, 2003</li>
</ul>
</body></html>
"""
_JAILS = """\
Jails: Confining the omnipotent root
Poul-Henning Kamp and Robert N. M. Watson, SANE 2000

What it is about, in our words:
Unix gives every power to one user, root, and none of it can be handed out in part. The paper adds one
system call, jail(2), that puts a process and all its children into a compartment: a part of the file
system, one network address, and no sight of any process outside. Inside, there is a root that may do
what concerns only the compartment; what would touch the machine itself is refused. Each place in the
kernel that asks for root's power was looked at, and decided one way or the other.

The text itself: https://papers.freebsd.org/2000/phk-jails/
"""
_VIMAGE = """\
Implementing a Clonable Network Stack in the FreeBSD Kernel
Marko Zec, USENIX Annual Technical Conference, FREENIX Track, 2003

What it is about, in our words:
The state of the network code, its interfaces, routes, sockets and counters, was a set of global
variables. Gathered together, it can exist many times in one kernel: each virtual image has a whole
stack of its own, and every process belongs to exactly one of them. The uses that the paper names are
virtual hosting, the simulation of networks, and private networks on one machine.

The text itself: https://www.usenix.org/conference/2003-usenix-annual-technical-conference
"""


def _page(title: str, text: str) -> str:
    return (
        f"<!DOCTYPE html>\n<html><head><title>{title}</title></head>\n<body>\n<h1>{title}</h1>\n"
        f"<p>{text}</p>\n</body></html>\n"
    )


SITES: dict[str, dict[str, str]] = {
    "papers.freebsd.org": {"/": _PAPERS, "/jails.txt": _JAILS, "/vimage.txt": _VIMAGE},
    "www.freebsd.org": {"/": _page("The FreeBSD Project", "This is where the project's own pages would be.")},
    "example.org": {"/": _page("Example", "This name is kept for examples.")},
    "peer": {"/": _page("peer", "Another machine on the same network.")},
}
ALIASES = {
    "freebsd.org": "www.freebsd.org", "web.freebsd.org": "www.freebsd.org", "www.example.org": "example.org",
    "peer.home.arpa": "peer",
}  # fmt: skip
_SERVERS6, _LAN6 = 0x20010DB8_00000010 << 64, 0x20010DB8_00000002 << 64
BY_ADDRESS = {
    0xC0000251: "papers.freebsd.org", 0xC0000250: "www.freebsd.org", 0x0A000214: "peer",
    _SERVERS6 | 0x81: "papers.freebsd.org", _SERVERS6 | 0x80: "www.freebsd.org", _LAN6 | 0x20: "peer",
}  # fmt: skip
REASONS = {200: "OK", 304: "Not Modified", 400: "Bad Request", 404: "Not Found", 501: "Not Implemented"}


def page(head: str, address: int) -> bytes:
    """The whole answer to a request, given its head and the address it came to."""
    first, *lines = head.replace("\r", "").split("\n")
    words = first.split()
    fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if len(words) not in (2, 3) or not words[1].startswith("/"):
        return _answer(400, _page("400 Bad Request", "That was no request."), "GET")
    if words[0] not in ("GET", "HEAD"):
        return _answer(501, _page("501 Not Implemented", "This server knows GET and HEAD."), "GET")
    host = fields.get("host", "").partition(":")[0].lower().rstrip(".")
    host = ALIASES.get(host, host)
    site = SITES.get(host) or SITES[BY_ADDRESS.get(address, "example.org")]
    path = words[1].partition("?")[0]
    text = site.get("/" if path == "/index.html" else path)
    if text is None:
        return _answer(404, _page("404 Not Found", "There is no such page here."), words[0])
    if fields.get("if-modified-since") == MODIFIED:
        return _answer(304, "", words[0])
    return _answer(200, text, words[0], "text/plain" if path.endswith(".txt") else "text/html")


def _answer(code: int, text: str, method: str, kind: str = "text/html") -> bytes:
    body = text.encode()
    lines = [f"HTTP/1.1 {code} {REASONS[code]}", f"Server: {SERVER}", f"Content-Type: {kind}"]
    if code == 200:
        lines.append(f"Last-Modified: {MODIFIED}")
    lines += [f"Content-Length: {len(body)}", "Connection: close", "", ""]
    return "\r\n".join(lines).encode() + (body if method == "GET" else b"")
