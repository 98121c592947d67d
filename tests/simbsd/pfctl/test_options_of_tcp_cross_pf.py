"""pf and TCP's options: windows are counted by their scale, blocks are renumbered, the segment size is cut."""

from __future__ import annotations

import re
import struct

import pytest

from simbsd.netpfil.pf_track import _modulate_sack

PAIR = """
kldload pf; ifconfig epair create >/dev/null
jail -c name=j vnet persist vnet.interface=epair0b
ifconfig epair0a inet 192.0.2.1/24 up; jexec j ifconfig epair0b inet 192.0.2.2/24 up
rules() { printf '%s\\n' "$@" | jexec j pfctl -qef -; }
jot -b 0123456789 20000 > /tmp/data
serve() { jexec j sh -c 'nc -l 7777 > /tmp/got' & }
"""
SEND = """
serve; jexec j tcpdump -lnti epair0b tcp > /tmp/d 2>/dev/null & sleep 1
nc -N 192.0.2.2 7777 < /tmp/data; sleep 1; kill %2; cmp /tmp/data /tmp/got && echo same
"""
HEADS = """
sed -n 's/.*\\[S\\(.*\\), seq.*\\(win .*\\), length.*/S\\1 \\2/p' /tmp/d |
    sed 's/val [0-9]*/val N/; s/ecr [1-9][0-9]*/ecr N/'
"""
ALL = "win 65535, options [mss {},nop,wscale 6,sackOK,TS val N ecr {}]\n"


@pytest.mark.parametrize(
    ("rule", "scales"),
    [("pass", "wscale 6\n" * 2), ("pass modulate state", "wscale 6\n" * 2), ("pass keep state (sloppy)", "")],
)
def test_windows_are_counted_by_their_scale(sh, rule: str, scales: str) -> None:
    """220 kB by a window of 65700 bytes, of which a segment says 1027; a sloppy state minds no windows."""
    out, _ = sh(PAIR + f"rules '{rule}'" + SEND + "jexec j pfctl -vss 2>/dev/null | grep -o 'wscale [0-9]*'\n"
                "jexec j pfctl -si 2>/dev/null | grep -o 'state-mismatch *[0-9]*'\n" + HEADS)  # fmt: skip
    assert re.sub(" +", " ", out) == (
        f"same\n{scales}state-mismatch 0\nS] " + ALL.format(1460, 0) + "S.] " + ALL.format(1460, "N")
    )


def test_a_proxied_connection_has_no_options_but_the_segment_size(sh) -> None:
    out, _ = sh(PAIR + "rules 'pass in proto tcp synproxy state'" + SEND +
                "jexec j pfctl -vss 2>/dev/null | grep -c wscale\n" + HEADS)  # fmt: skip
    assert out == "same\n0\nS] " + ALL.format(1460, 0) + "S.] win 0, options [mss 1460]\n"


def test_max_mss_leaves_the_other_options(sh) -> None:
    look = "grep -o 'length [0-9]*' /tmp/d | sort -u -rnk 2 | sed 1q\n"
    out, _ = sh(PAIR + "rules 'scrub in max-mss 1000' 'pass'" + SEND + HEADS + look)
    assert out == "same\nS] " + ALL.format(1460, 0) + "S.] " + ALL.format(1000, "N") + "length 988\n"


BLOCK = struct.pack(">II", 1000, 2000)


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (b"\x01\x01\x05\x0a" + BLOCK, b"\x01\x01\x05\x0a" + struct.pack(">II", 900, 1900)),
        (b"\x01\x01\x08\x0a" + BLOCK, b"\x01\x01\x08\x0a" + BLOCK),
        (b"\x05\x12" + struct.pack(">IIII", 50, 100, 150, 200),
         b"\x05\x12" + struct.pack(">IIII", 2**32 - 50, 0, 50, 100)),
        (b"\x05\x12" + BLOCK, b"\x05\x12" + struct.pack(">II", 900, 1900)),
        (b"\x05\x08" + BLOCK[:6], b"\x05\x08" + BLOCK[:6]),
    ],
)  # fmt: skip
def test_blocks_have_the_numbers_that_their_receiver_knows(options: bytes, found: bytes) -> None:
    """pf_modulate_sack, by 100."""
    assert _modulate_sack(options, 100) == found
