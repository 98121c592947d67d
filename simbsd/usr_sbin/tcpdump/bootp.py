"""BOOTP and DHCP as text.

Models contrib/tcpdump/print-bootp.c; leaves out the vendor extensions of CMU, user classes and agents' information.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from simbsd.lib.inet import ether_ntoa
from simbsd.usr_sbin.tcpdump.domain import printable

if TYPE_CHECKING:
    from simbsd.usr_sbin.tcpdump.style import Style

_OPERATIONS = {1: "Request", 2: "Reply"}
_COOKIE = b"\x63\x82\x53\x63"
_PAD, _MESSAGE_TYPE, _PARAMETERS, _CLIENT_ID, _END = 0, 53, 55, 61, 255
_CLASSLESS = (121, 249)
# How a tag's value is shown (a text, i addresses, l and L numbers of 4 octets, s of 2, b octets, B yes or no, p pairs
# of addresses, $ in a way of its own), and the tag's name.
_TAGS = {
    0: " PAD", 1: "iSubnet-Mask", 2: "LTime-Zone", 3: "iDefault-Gateway", 4: "iTime-Server", 5: "iIEN-Name-Server",
    6: "iDomain-Name-Server", 7: "iLOG", 8: "iCS", 9: "iLPR-Server", 10: "iIM", 11: "iRL", 12: "aHostname", 13: "sBS",
    14: "aDP", 15: "aDomain-Name", 16: "iSS", 17: "aRP", 18: "aEP", 19: "BIPF", 20: "BSRT", 21: "pPF", 22: "sRSZ",
    23: "bTTL", 24: "lMTU-Timeout", 25: "sMTU-Table", 26: "sMTU", 27: "BLSN", 28: "iBR", 29: "BMD", 30: "BMS",
    31: "BRouter-Discovery", 32: "iRSA", 33: "pStatic-Route", 34: "BUT", 35: "lAT", 36: "BIE", 37: "bTT", 38: "lKI",
    39: "BKG", 40: "aYD", 41: "iYS", 42: "iNTP", 43: "bVendor-Option", 44: "iNetbios-Name-Server", 45: "iWDD",
    46: "$Netbios-Node", 47: "aNetbios-Scope", 48: "iXFS", 49: "iXDM", 50: "iRequested-IP", 51: "lLease-Time",
    52: "$OO", 53: " DHCP-Message", 54: "iServer-ID", 55: "bParameter-Request", 56: "aMSG", 57: "sMSZ", 58: "lRN",
    59: "lRB", 60: "aVendor-Class", 61: "$Client-ID", 64: "sN+D", 65: "iN+S", 66: "aTFTP", 67: "aBF", 68: "iMH",
    69: "iSMTP", 70: "iPOP3", 71: "iNNTP", 72: "iWWW", 73: "iFG", 74: "iIRC", 75: "iSTS", 76: "iSTDA",
    77: "$User-Class", 78: "bSLP-DA", 79: "bSLP-SCOPE", 80: "aSLP-NA", 81: "$FQDN", 82: "$Agent-Information",
    83: "bARMT", 88: "aTZSTR", 89: "bFQDNS", 90: "bAUTH", 91: "LLast-Transaction-Time", 92: "iAssociated-IP",
    93: "sARCH", 94: "bNDI", 95: "aLDAP", 97: "bGUID", 98: "aUAP", 100: "aPOSIX-TZ", 101: "aTZ-Name", 112: "iNI",
    113: "aNITAG", 114: "aURL", 116: "BNOAUTO", 117: "sNSSEARCH", 118: "iSUBNET", 121: "$Classless-Static-Route",
    150: "iTFTP-Server-Address", 161: "aMUD-URL", 249: "$Classless-Static-Route-Microsoft", 255: " END",
}  # fmt: skip
_MESSAGES = {1: "Discover", 2: "Offer", 3: "Request", 4: "Decline", 5: "ACK", 6: "NACK", 7: "Release", 8: "Inform",
             10: "LeaseQuery", 11: "LeaseUnassigned", 12: "LeaseUnknown", 13: "LeaseActive"}  # fmt: skip
_HARDWARE = {1: "ether", 6: "ieee802", 7: "arcnet", 15: "frelay", 23: "strip", 24: "ieee1394"}
_SPECIAL = {46: {1: "b-node", 2: "p-node", 4: "m-node", 8: "h-node"}, 52: {1: "file", 2: "sname", 3: "file+sname"}}


async def bootp_text(style: Style, data: bytes) -> str:
    """bootp_print()."""
    pieces: list[str] = []
    try:
        await _message(style, data, pieces)
    except (IndexError, struct.error):
        pieces.append(" [|bootp]")
    return "".join(pieces)


async def _message(style: Style, data: bytes, pieces: list[str]) -> None:
    operation, htype, hlen, hops, xid, secs, flags = struct.unpack_from(">BBBBIHH", data)
    pieces.append(f"BOOTP/DHCP, {_OPERATIONS.get(operation, f'unknown (0x{operation:02x})')}")
    ethernet = (htype, hlen) == (1, 6)
    hardware = ether_ntoa(data[28:34]) if len(data) >= 34 else ""
    pieces.append(f" from {hardware}" if ethernet and operation == 1 else "")
    pieces.append(f", length {len(data)}")
    if not style.verbose:
        return
    pieces.append((f", htype {htype}" if htype != 1 else "") + ("" if ethernet else f", hlen {hlen}"))
    pieces.append((f", hops {hops}" if hops else "") + (f", xid 0x{xid:x}" if xid else ""))
    pieces.append((f", secs {secs}" if secs else "") + f", Flags [{'Broadcast' if flags & 0x8000 else 'none'}]")
    pieces.append(f" (0x{flags:04x})" if style.verbose > 1 else "")
    for at, name in ((12, "Client-IP"), (16, "Your-IP"), (20, "Server-IP"), (24, "Gateway-IP")):
        (address,) = struct.unpack_from(">I", data, at)
        if address:
            pieces.append(f"\n\t  {name} {await style.names.host(address)}")
    pieces.append(f"\n\t  Client-Ethernet-Address {hardware}" if ethernet else "")
    for at, end, name in ((44, 108, "sname"), (108, 236, "file")):
        if data[at]:
            pieces.append(f'\n\t  {name} "{printable(data[at:end].partition(bytes(1))[0])}"')
    cookie = data[236:240]
    if len(cookie) < 4:
        raise IndexError
    if cookie == _COOKIE:
        pieces.append(f"\n\t  Vendor-rfc1048 Extensions\n\t    Magic Cookie 0x{cookie.hex()}")
        await _options(style, data, pieces)
    elif any(cookie):
        pieces.append(f"\n\t  Vendor-#0x{int.from_bytes(cookie, 'big'):x}")


async def _options(style: Style, data: bytes, pieces: list[str]) -> None:
    """rfc1048_print()."""
    at = 240
    while at < len(data):
        tag = data[at]
        at += 1
        if tag in (_PAD, _END) and style.verbose < 3:
            if tag == _END:
                return
            continue
        size = 0
        if tag not in (_PAD, _END):
            size = data[at]
            at += 1
        name = _TAGS.get(tag, "?Unknown")
        pieces.append(f"\n\t    {name[1:]} ({tag}), length {size}" + (": " if size else ""))
        if tag == _PAD:
            start = at
            while at < len(data) and data[at] == _PAD:
                at += 1
            pieces.append(f", occurs {at - start + 1}" if at > start else "")
        value = data[at : at + size]
        if len(value) < size:
            raise IndexError
        pieces.append(await _value(style, tag, name[0], value))
        at += size


async def _value(style: Style, tag: int, kind: str, value: bytes) -> str:
    size = len(value)
    if tag == _MESSAGE_TYPE and size == 1:
        return _MESSAGES.get(value[0], f"Unknown ({value[0]})")
    if tag == _PARAMETERS:
        names = [f"{_TAGS.get(one, '?Unknown')[1:]} ({one})" for one in value]
        return "".join("\n\t      " + ", ".join(names[at : at + 4]) for at in range(0, len(names), 4))
    if kind == "?":
        kind = "b" if size & 1 else "s" if size & 2 else "l"
    if kind == "a":
        return f'"{printable(value)}"'
    if kind == "$":
        return await _special(style, tag, value)
    width = {"i": 4, "l": 4, "L": 4, "p": 8, "s": 2}.get(kind, 1)
    parts = [value[at : at + width] for at in range(0, size - size % width, width)]
    left = f"\n\t  trailing data length {size % width}" if size % width else ""
    if kind == "i":
        return ",".join([await style.names.host(int.from_bytes(part, "big")) for part in parts]) + left
    if kind == "p":
        hosts = [[await style.names.host(int.from_bytes(part[at : at + 4], "big")) for at in (0, 4)] for part in parts]
        return ",".join(f"({one}:{other})" for one, other in hosts) + left
    if kind == "B":
        return ",".join({0: "N", 1: "Y"}.get(octet, f"{octet}?") for octet in value)
    separator = "," if width > 1 else "."
    return separator.join(str(int.from_bytes(part, "big", signed=kind == "L")) for part in parts) + left


async def _special(style: Style, tag: int, value: bytes) -> str:
    if tag in _SPECIAL:
        if not value:
            return "[ERROR: length < 1 bytes]"
        text = _SPECIAL[tag].get(value[0], f"#{value[0]}")
        return text + (f"\n\t  trailing data length {len(value) - 1}" if len(value) > 1 else "")
    if tag == _CLIENT_ID:
        if not value:
            return "[ERROR: length < 1 bytes]"
        if not value[0]:
            return f'"{printable(value[1:])}"'
        kind = _HARDWARE.get(value[0], f"hardware-type {value[0]},")
        return f"{kind} " + ":".join(f"{octet:02x}" for octet in value[1:])
    if tag in _CLASSLESS:
        return await _routes(style, value)
    return f"[unknown special tag {tag}, size {len(value)}]"


async def _routes(style: Style, value: bytes) -> str:
    """Destinations, as many octets as matter, each with its router."""
    if len(value) < 5:
        return "[ERROR: length < 5 bytes]"
    parts: list[str] = []
    while value:
        width, value = value[0], value[1:]
        if width > 32:
            return ",".join([*parts, f"[ERROR: Mask width ({width}) > 32]"])
        octets = (width + 7) // 8
        if len(value) < octets + 4:
            return ",".join([*parts, f"[ERROR: Remaining length ({len(value)}) < {octets + 4} bytes]"])
        where = ".".join(str(octet) for octet in value[:octets].ljust(4, b"\0")) + f"/{width}" if width else "default"
        router = await style.names.host(int.from_bytes(value[octets : octets + 4], "big"))
        parts.append(f"({where}:{router})")
        value = value[octets + 4 :]
    return ",".join(parts)
