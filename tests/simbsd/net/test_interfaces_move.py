"""Interfaces between stacks: moving, returning, cloning, naming (facts 4.2, 4.3)."""

from __future__ import annotations

from collections.abc import Callable

from nethost import NetHost

from simbsd.net.if_ import if_vmove
from simbsd.net.vnet import vnet_destroy
from simbsd.sys.vnet import IFF_UP

Run = Callable[..., tuple[str, int]]


def names(vnet: object) -> list[str]:
    return [ifp.if_xname for ifp in vnet.vnet_ifnets.values()]  # type: ignore[attr-defined]


def test_a_moved_interface_arrives_down_and_bare_and_last(net: NetHost) -> None:
    name = net.ioctl("SIOCIFCREATE2", "epair")
    ifp = net.ifp(name)
    index, mac = ifp.if_index, ifp.if_lladdr
    net.address(net.vnet0, name, "10.0.0.1/24")
    net.ioctl("SIOCAIFGROUP", name, "blue")
    net.ioctl("SIOCSIFMTU", name, 1400)
    net.ioctl("SIOCSIFDESCR", name, "to a")
    vnet = net.vnet()
    if_vmove(net.kernel, ifp, vnet)
    assert names(net.vnet0) == ["em0", "lo0", "epair0b"]
    assert names(vnet) == ["lo0", "epair0a"]
    assert (ifp.if_flags & IFF_UP, ifp.if_addrs, ifp.if_groups) == (0, [], ["epair"])
    assert (ifp.if_index, ifp.if_lladdr, ifp.if_mtu, ifp.if_description) == (index, mac, 1400, "to a")
    assert [nhop.nh_ifp.if_xname for hops in net.vnet0.vnet_fibs[0].rib_table.values() for nhop in hops] == [
        "lo0",
        "em0",
        "lo0",
        "em0",
    ]


def test_strangers_go_home_under_their_new_name_and_own_ones_end(net: NetHost) -> None:
    vnet = net.vnet()
    net.cable(vnet, net.vnet0)
    net.ioctl("SIOCSIFNAME", "epair0a", "inside", vnet=vnet)
    net.ioctl("SIOCIFCREATE2", "epair", vnet=vnet)
    net.ioctl("SIOCIFCREATE2", "bridge", vnet=vnet)
    if_vmove(net.kernel, net.ifp("epair0b", vnet), net.vnet0)
    vnet_destroy(net.kernel, vnet)
    assert names(net.vnet0) == ["em0", "lo0", "epair0b", "inside"]
    assert net.ioctl("SIOCIFCREATE2", "epair") == "epair1a"


def test_either_end_takes_both(net: NetHost) -> None:
    vnet = net.vnet()
    net.cable(net.vnet0, vnet)
    net.ioctl("SIOCIFDESTROY", "epair0b", vnet=vnet)
    assert (names(net.vnet0), names(vnet)) == (["em0", "lo0"], ["lo0"])


def test_the_lowest_free_index_is_used_again(net: NetHost) -> None:
    for _ in range(2):
        net.ioctl("SIOCIFCREATE2", "epair")
    net.ioctl("SIOCIFDESTROY", "epair0a")
    net.ioctl("SIOCIFCREATE2", "bridge")
    assert [(ifp.if_index, ifp.if_xname) for ifp in net.vnet0.vnet_ifnets.values()] == [
        (1, "em0"),
        (2, "lo0"),
        (5, "epair1a"),
        (6, "epair1b"),
        (3, "bridge0"),
    ]


def test_units_are_counted_in_each_stack(net: NetHost) -> None:
    vnet = net.vnet()
    assert net.ioctl("SIOCIFCREATE2", "epair") == "epair0a"
    assert net.ioctl("SIOCIFCREATE2", "epair", vnet=vnet) == "epair0a"
    assert net.ioctl("SIOCIFCREATE2", "epair7", vnet=vnet) == "epair7a"
    assert net.ioctl("SIOCIFCREATE2", "epair", vnet=vnet) == "epair1a"


def test_a_moved_in_name_blocks_the_free_unit_for_ever(net: NetHost) -> None:
    vnet = net.vnet()
    net.cable(net.vnet0, vnet)
    assert net.refused(lambda: net.ioctl("SIOCIFCREATE2", "epair", vnet=vnet)) == "EEXIST"
    assert net.ioctl("SIOCIFCREATE2", "epair1", vnet=vnet) == "epair1a"
    assert net.refused(lambda: net.ioctl("SIOCIFCREATE2", "epair", vnet=vnet)) == "EEXIST"


def test_addresses_of_cables_and_bridges(net: NetHost) -> None:
    macs = []
    for _ in range(2):
        a = net.ifp(net.ioctl("SIOCIFCREATE2", "epair"))
        b = a.if_softc.oifp
        assert a.if_lladdr is not None
        assert b.if_lladdr == a.if_lladdr[:5] + b"\x0b"
        assert (a.if_lladdr[0], a.if_lladdr[5]) == (2, 0x0A)
        macs.append(a.if_lladdr)
    assert macs[0] != macs[1]
    bridge = net.ifp(net.ioctl("SIOCIFCREATE2", "bridge"))
    assert bridge.if_lladdr is not None
    assert bridge.if_lladdr[:3] == b"\x58\x9c\xfc"
    assert bridge.if_lladdr[3] in (0, 0x10)


def test_refusals(net: NetHost) -> None:
    net.ioctl("SIOCIFCREATE2", "epair")

    def refused(request: str, *arguments: object) -> str:
        return net.refused(lambda: net.ioctl(request, *arguments))

    assert refused("SIOCIFCREATE2", "foo") == "EINVAL"
    assert refused("SIOCIFCREATE2", "epair9a") == "EINVAL"
    assert refused("SIOCIFCREATE2", "epair07") == "EINVAL"
    assert refused("SIOCIFCREATE2", "epair0") == "EEXIST"
    assert refused("SIOCIFDESTROY", "em0") == "EINVAL"
    assert refused("SIOCIFDESTROY", "lo0") == "EINVAL"
    assert refused("SIOCIFDESTROY", "nope") == "ENXIO"
    assert refused("SIOCSIFNAME", "epair0a", "em0") == "EEXIST"
    assert refused("SIOCSIFNAME", "epair0a", "") == "EINVAL"
    assert refused("SIOCSIFNAME", "epair0a", "a" * 16) == "ENAMETOOLONG"
    assert refused("SIOCSIFNAME", "epair0a", "epair0a") == "ok"
    assert refused("SIOCSIFMTU", "epair0a", 71) == "EINVAL"
    assert refused("SIOCSIFMTU", "epair0a", 65536) == "EINVAL"
    assert refused("SIOCSIFFIB", "epair0a", 1) == "EINVAL"
    assert refused("SIOCAIFGROUP", "epair0a", "net1") == "EINVAL"
    assert refused("SIOCAIFGROUP", "epair0a", "epair") == "EEXIST"
    assert refused("SIOCDIFGROUP", "epair0a", "blue") == "ENOENT"
    assert refused("SIOCSIFVNET", "epair0a", 7) == "ENXIO"
    assert refused("SIOCSIFRVNET", "epair0a", 7) == "ENXIO"
    assert refused("SIOCNOSUCH", "epair0a") == "ENOTTY"


def test_moving_as_commands_say_it(sh: Run) -> None:
    script = """\
ifconfig epair create
jail -c name=v persist vnet
jail -c name=p persist
ifconfig epair0b vnet v
ifconfig epair0b vnet v
ifconfig lo0 vnet v
ifconfig epair0a vnet p
ifconfig epair0a -vnet v
ifconfig epair0b -vnet v
ifconfig -l
jexec v ifconfig -l
ifconfig em0 vnet nosuch
"""
    assert sh(script) == (
        "epair0a\n"
        "ifconfig: interface epair0b does not exist\n"
        "ifconfig: SIOCSIFVNET: File exists\n"
        "ifconfig: SIOCSIFVNET: File exists\n"
        "ifconfig: SIOCSIFRVNET(1, epair0a): Device not configured\n"
        "em0 lo0 epair0a epair0b\n"
        "lo0\n"
        'ifconfig: jail "nosuch" not found\n',
        1,
    )


def test_a_jail_on_the_hosts_stack_may_look_and_not_touch(sh: Run) -> None:
    script = """\
jail -c name=p persist ip4.addr=10.0.2.15
jexec p ifconfig -l
jexec p ifconfig em0 down
jexec p ifconfig em0 inet 10.9.9.9/32 alias
jexec p ifconfig em0 mtu 1400
jexec p ifconfig em0 name x
jexec p ifconfig lo1 create
jexec p route add default 10.0.2.2
jexec p netstat -rn
jexec p route get 8.8.8.8
"""
    assert sh(script) == (
        "em0 lo0\n"
        "ifconfig: down: permission denied\n"
        "ifconfig: ioctl (SIOCAIFADDR): Operation not permitted\n"
        "ifconfig: ioctl SIOCSIFMTU (set mtu): Operation not permitted\n"
        "ifconfig: ioctl SIOCSIFNAME (set name): Operation not permitted\n"
        "ifconfig: SIOCIFCREATE2 (lo1): Operation not permitted\n"
        "add net default: gateway 10.0.2.2 fib 0: Operation not permitted\n"
        "Routing tables\n\nInternet:\nDestination        Gateway            Flags     Netif Expire\n"
        "10.0.2.15          link#2             UHS         lo0\n"
        "route: route has not been found: No error: 0\n",
        0,
    )
