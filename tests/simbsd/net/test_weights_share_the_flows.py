"""Several ways to a prefix share its flows as their weights say (sys/net/route/nhgrp_ctl.c), and route(8) and
netstat(1) show the weights.
"""

from __future__ import annotations

import json

from simbsd.machine import Machine
from simbsd.net.route import fib4_lookup

ROUTES = "route -q add 198.51.100.0/24 10.0.2.2 -weight 3\nroute -q add 198.51.100.0/24 10.0.2.4\n"


def test_three_quarters_go_by_the_heavier_way() -> None:
    machine = Machine(ttys=0)
    assert machine.script(ROUTES.encode()) == (b"", 0)
    vnet, first, rest = machine.kernel.vnet0, 0, 0
    for host in range(256):
        for source in range(8):
            nhop = fib4_lookup(vnet, 0, 0xC6336400 | host, 0x0A000200 | source)
            assert nhop is not None
            if nhop.nh_gateway == 0x0A000202:
                first += 1
            else:
                rest += 1
    assert abs(first - 3 * rest) < 0.2 * first


def test_weights_are_shown() -> None:
    show = "route -n get 198.51.100.1 | tail -1\nnetstat -rn4 --libxo json\n"
    output, _ = Machine(ttys=0).script((ROUTES + show).encode())
    weights, _, table = output.decode().partition("\n")
    assert weights.split()[5] == "3"
    entries = json.loads(table)["statistics"]["route-information"]["route-table"]["rt-family"][0]["rt-entry"]
    assert [one["weight"] for one in entries if one["destination"] == "198.51.100.0/24"] == [3, 1]


def test_a_weight_is_a_number() -> None:
    output, status = Machine(ttys=0).script(b"route add 198.51.100.0/24 10.0.2.2 -weight x\n")
    assert (output, status) == (b"route: x: Invalid argument\n", 64)
