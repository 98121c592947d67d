"""Messages as they come: from programs, from the network, from the kernel.

Models parsemsg() and its two halves, parsemsg_remove_unsafe_characters() and printsys() of usr.sbin/syslogd/syslogd.c;
structured data must be ``-``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from simbsd.lib.strftime import timegm
from simbsd.sys.calendar import MONTHS, gmtime
from simbsd.sys.syslog import LOG_CONSOLE, LOG_CRIT, LOG_FACMASK, LOG_KERN, LOG_NOTICE, LOG_PRIMASK, LOG_USER

DEFUPRI, DEFSPRI = LOG_USER | LOG_NOTICE, LOG_KERN | LOG_CRIT
SECOND = 1_000_000
_PRIORITY = re.compile(r"<([0-9]{1,3})>")
_RFC5424 = re.compile(
    r"(?:-|(?P<date>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(?P<usec>\d{1,6})\d*)?(?:Z|[-+]\d\d:\d\d)) "
    r"(?P<host>[!-~]+) (?P<app>[!-~]+) (?P<procid>[!-~]+) (?P<msgid>[!-~]+) -(?: (?P<text>.*))?", re.DOTALL
)  # fmt: skip
_DATE = re.compile(rf"({'|'.join(MONTHS)}) ([ \d]\d) (\d\d):(\d\d):(\d\d) ")
_TAG = re.compile(r"([-A-Za-z0-9_/]+)(?:\[([0-9]+)\])?: ")


@dataclass(frozen=True, slots=True)
class Message:
    """One message: who says what, when (microseconds since 1970, None: now), how important.

    ``kernel``: it came from the kernel; ``printed``: the console has shown it already.
    """

    pri: int
    host: str
    app: str | None
    procid: str | None
    text: str
    when: int | None = None
    msgid: str | None = None
    kernel: bool = False
    printed: bool = False

    @property
    def program(self) -> str:
        """The name for program blocks: what a kernel message begins with is its program."""
        tag = _TAG.match(self.text) if self.kernel else None
        return tag.group(1) if tag is not None else self.app or ""


def parse(line: str, sender: str, keep_kernel: bool, own_host: bool, mask_c1: bool, now: int) -> Message | None:
    """A line from a socket; None for a malformed one. ``sender`` is the host it came from, unless ``own_host``."""
    found = _PRIORITY.match(line)
    pri = int(found.group(1)) if found is not None else DEFUPRI
    rest = line[found.end() :] if found is not None else line
    if pri & ~(LOG_FACMASK | LOG_PRIMASK):
        pri = DEFUPRI
    if pri & LOG_FACMASK == LOG_KERN and not keep_kernel:
        pri = LOG_USER | pri & LOG_PRIMASK
    if found is not None and rest.startswith("1 "):
        return _rfc5424(rest[2:], pri, sender, own_host, mask_c1)
    return _rfc3164(rest, pri, sender, own_host, mask_c1, now)


def _nil(text: str | None) -> str | None:
    return None if text == "-" else text


def _rfc5424(text: str, pri: int, sender: str, own_host: bool, mask_c1: bool) -> Message | None:
    found = _RFC5424.fullmatch(text)
    if found is None:
        return None
    when = None
    if found["date"]:
        year, month, day, hour, minute, second = (int(word) for word in re.split("[-T:]", found["date"]))
        when = timegm(year, month, day, hour, minute, second) * SECOND + int((found["usec"] or "0").ljust(6, "0"))
    host = _nil(found["host"]) if own_host else None
    return Message(
        pri, host or sender, _nil(found["app"]), _nil(found["procid"]), safe(found["text"] or "", mask_c1), when,
        _nil(found["msgid"]),
    )  # fmt: skip


def _rfc3164(text: str, pri: int, sender: str, own_host: bool, mask_c1: bool, now: int) -> Message | None:
    found = _DATE.match(text)
    when = None
    if found is not None:
        when = _in_this_year(found, now)
        text = text[found.end() :]
        host, _, rest = text.partition(" ")
        if ":" not in host:
            if not rest and " " not in text:
                return None
            sender, text = (host if own_host else sender), rest
    tag = _TAG.match(text)
    app, procid = (tag.group(1), tag.group(2)) if tag is not None else (None, None)
    return Message(pri, sender, app, procid, safe(text[tag.end() :] if tag is not None else text, mask_c1), when)


def _in_this_year(found: re.Match[str], now: int) -> int:
    """The last year in which the date is at most a week ahead."""
    month, day = MONTHS.index(found[1]) + 1, int(found[2])
    year = gmtime(now // SECOND)[0] + 1
    while True:
        when = timegm(year, month, day, int(found[3]), int(found[4]), int(found[5]))
        if when < now // SECOND + 7 * 86400:
            return when * SECOND
        year -= 1


def kernel_line(line: str, host: str) -> Message:
    """A line of /dev/klog: without a priority it is the kernel's printf(9), which the console has shown."""
    found = re.match(r"<([0-9]+)>", line)
    pri = int(found.group(1)) if found is not None else DEFSPRI
    if pri & ~(LOG_FACMASK | LOG_PRIMASK):
        pri = DEFSPRI
    printed = found is None or pri & LOG_FACMASK == LOG_CONSOLE
    text = line[found.end() :] if found is not None else line
    return Message(pri, host, "kernel", None, text, kernel=True, printed=printed)


def safe(text: str, mask_c1: bool) -> str:
    """Control characters made visible."""
    data = text.encode("utf-8", "surrogateescape")
    out = bytearray()
    for byte in data:
        if mask_c1 and 0x80 <= byte < 0xA0:
            byte &= 0x7F
            out += b"M-"
        if byte == 0x0A:
            out += b" "
        elif (byte < 0x20 and byte != 0x09) or byte == 0x7F:
            out += bytes((0x5E, byte ^ 0x40))
        else:
            out.append(byte)
    return out.decode("utf-8", "surrogateescape")
