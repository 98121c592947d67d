"""Facts 5: how the emulators of the day used vimage(8) and nested jails. Its texts are in tests/simbsd/releases."""

from __future__ import annotations

import pytest

CORE = """
ifconfig epair create >/dev/null
vimage -c e0_n0
vimage -c e0_n1
vimage e0_n0 hostname router0
vimage -i e0_n0 epair0a eth0
vimage -i e0_n1 epair0b
vimage e0_n0 ifconfig lo0 inet 127.0.0.1/8
vimage e0_n0 ifconfig eth0 inet 10.0.0.1/24
vimage e0_n1 ifconfig eth0 inet 10.0.0.2/24
vimage e0_n0 sysctl net.inet.ip.forwarding=1
vimage e0_n0 hostname
vimage e0_n1 ping -qc1 10.0.0.1 | grep received
vimage -d e0_n0
vimage -l
ifconfig -l
"""


def test_the_recipe_of_core(sh) -> None:
    """CORE's set-up, with an epair where it has a netgraph node."""
    assert sh(CORE, release="8.0") == (
        "eth0@e0_n0\neth0@e0_n1\nnet.inet.ip.forwarding: 0 -> 1\nrouter0\n"
        "1 packets transmitted, 1 packets received, 0.0% packet loss\ne0_n1\nem0 lo0 eth0\n",
        0,
    )


IMUNES = """
jail -c name=i1 vnet children.max=2 persist
jail -c name=i1.a vnet persist
jail -c name=i1.b vnet persist
ifconfig epair create >/dev/null
ifconfig epair0a vnet i1.a
ifconfig epair0b vnet i1.b
jexec i1.a ifconfig epair0a 10.0.0.1/24
jexec i1.b ifconfig epair0b 10.0.0.2/24
jexec i1.a ping -qc1 10.0.0.2 | grep received
jexec i1 jls name
jexec i1 kill -9 -1
jail -r i1
jls name
"""


@pytest.mark.parametrize("release", ["8.0", "14.0"])
def test_the_recipe_of_imunes(sh, release: str) -> None:
    received = "1 packets transmitted, 1 packets received, 0.0% packet loss\n"
    output, status = sh(IMUNES, release=release)
    lines = [line for line in output.splitlines(keepends=True) if not line.startswith("kill: ")]
    assert ("".join(lines), status) == (f"{received}a\nb\n", 0)


def test_an_image_is_a_jail_with_a_stack(sh) -> None:
    shown = "name path vnet host persist allow.raw_sockets allow.socket_af allow.mount children.max"
    script = f"vimage -c v; jls -j v {shown}"
    assert sh(script, release="8.0") == ("v / new new true true true true 0\n", 0)
