"""What the tests of tcpdump share: two ends of a cable, and output without what is the machine's own."""

from __future__ import annotations

import re

PAIR = """
    ifconfig epair create >/dev/null
    jail -c name=a vnet persist vnet.interface=epair0b path=/ >/dev/null
    ifconfig epair0a 10.0.0.1/24
    jexec a ifconfig epair0b 10.0.0.2/24
    sleep 1
"""
HEAD = (
    "tcpdump: verbose output suppressed, use -v[v]... for full protocol decode\n"
    "listening on {}, link-type EN10MB (Ethernet), snapshot length 262144 bytes\n"
)
MINUTE = 60_000_000


def shape(text: str) -> str:
    """Times, identifiers and addresses of epairs are the machine's own; so are timestamps, but for none (0)."""
    text = re.sub(r"^\d\d:\d\d:\d\d\.\d{6} ", "T ", text, flags=re.MULTILINE)
    text = re.sub(r"02:\w\w:\w\w:\w\w:\w\w:0", "02:M:0", text)
    text = re.sub(r"0x[0-9a-f]{4} \(", "0xSUM (", text)
    text = re.sub(r"(TS val|ecr) [1-9]\d*", r"\1 N", text)
    return re.sub(r"\bid \d+", "id N", text)


def counts(captured: int, received: int) -> str:
    plural = ["" if count == 1 else "s" for count in (captured, received)]
    return (
        f"{captured} packet{plural[0]} captured\n{received} packet{plural[1]} received by filter\n"
        "0 packets dropped by kernel\n"
    )
