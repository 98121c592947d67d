"""/dev/bpf: what a listener catches, waits for, is refused and loses (sys/net/bpf.c)."""

from __future__ import annotations

import pytest
from nethost import SECOND, NetHost

from simbsd.kern.init_sysent import SYSENT
from simbsd.net import bpf_tap
from simbsd.net.if_ import if_vmove
from simbsd.sys.bpf import BPF_JMP_JA, BPF_JMP_JEQ_K, BPF_LD_H_ABS, BPF_RET_K, Captured, Insn, unpack_records
from simbsd.sys.bpf_filter import bpf_filter, can_bpf_validate
from simbsd.sys.errno import Errno
from simbsd.sys.proc import Call, Sleep
from simbsd.sys.vnet import IFF_PROMISC

SIZE = 4096
ARP_ONLY = (
    Insn(BPF_LD_H_ABS, 0, 0, 12), Insn(BPF_JMP_JEQ_K, 0, 1, 0x0806), Insn(BPF_RET_K, 0, 0, 20),
    Insn(BPF_RET_K, 0, 0, 0),
)  # fmt: skip


def listen(net: NetHost, name: str, size: int = SIZE) -> int:
    """A listener of the host's process on an interface; its descriptor."""
    fd: int = net.call(net.p, "open", "/dev/bpf", 2, 0)
    net.call(net.p, "ioctl", fd, "BIOCSBLEN", size)
    net.call(net.p, "ioctl", fd, "BIOCSETIF", name)
    return fd


def caught(net: NetHost, fd: int, size: int = SIZE) -> list[Captured]:
    net.call(net.p, "ioctl", fd, "FIONBIO", True)
    return unpack_records(net.call(net.p, "read", fd, size))


@pytest.fixture
def cable(net: NetHost) -> NetHost:
    """epair0a of the host, 10.0.0.1, and its other end in a stack of its own, 10.0.0.2."""
    other = net.vnet()
    a, b = net.cable(net.vnet0, other)
    net.address(net.vnet0, a, "10.0.0.1/24")
    net.address(other, b, "10.0.0.2/24")
    net.run(SECOND)
    return net


def test_both_ways_are_caught_with_their_times(cable: NetHost) -> None:
    fd = listen(cable, "epair0a")
    start = cable.kernel.boottime * SECOND + cable.kernel.now
    cable.echo(cable.vnet0, "10.0.0.2", size=4)
    cable.run(SECOND)
    found = caught(cable, fd)
    assert [(packet.when - start, packet.length, packet.data[12:14].hex()) for packet in found] == [
        (0, 42, "0806"), (40, 42, "0806"), (40, 46, "0800"), (80, 46, "0800"),
    ]  # fmt: skip
    mine, other = cable.ifp("epair0a").if_lladdr, cable.ifp("epair0a").if_softc.oifp.if_lladdr
    assert found[2].data == (
        other + mine + bytes.fromhex("0800 45000020 03e80000 4001 62f3 0a000001 0a000002 0800 f7fe 0001 0000 00000000")
    )


def test_nothing_is_made_into_bytes_while_nobody_listens(cable: NetHost, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*arguments: object) -> bytes:
        raise AssertionError("a packet was written out")

    monkeypatch.setattr(bpf_tap, "frame_bytes", never)
    monkeypatch.setattr(bpf_tap, "loop_bytes", never)
    cable.echo(cable.vnet0, "10.0.0.2")
    cable.echo(cable.vnet0, "127.0.0.1")
    cable.run(SECOND)
    assert cable.replies(cable.vnet0) == 2
    fd = listen(cable, "epair0a")
    with pytest.raises(AssertionError):
        cable.echo(cable.vnet0, "10.0.0.2")
    cable.call(cable.p, "close", fd)
    cable.echo(cable.vnet0, "10.0.0.2", 1)
    cable.run(SECOND)
    assert cable.replies(cable.vnet0) == 3


def test_a_filter_chooses_packets_and_how_much_of_them(cable: NetHost) -> None:
    fd = listen(cable, "epair0a")
    cable.call(cable.p, "ioctl", fd, "BIOCSETF", ARP_ONLY)
    cable.echo(cable.vnet0, "10.0.0.2")
    cable.run(SECOND)
    assert [(packet.length, len(packet.data)) for packet in caught(cable, fd)] == [(42, 20), (42, 20)]
    assert cable.call(cable.p, "ioctl", fd, "BIOCGSTATS", None) == (4, 0)


def test_a_loopback_interface_shows_families_and_each_packet_once(net: NetHost) -> None:
    fd = listen(net, "lo0")
    net.echo(net.vnet0, "127.0.0.1", size=0)
    net.run(SECOND)
    assert net.call(net.p, "ioctl", fd, "BIOCGDLT", None) == 0
    assert [packet.data[:8].hex() for packet in caught(net, fd)] == ["020000004500001c"] * 2


def test_a_vlan_shows_no_tag_and_its_parent_does(cable: NetHost) -> None:
    cable.ioctl("SIOCIFCREATE2", "vlan", ("epair0a", 42, 0x88A8))
    cable.ioctl("SIOCSVLANPCP", "vlan0", 5)
    cable.address(cable.vnet0, "vlan0", "10.0.42.1/24")
    above, below = listen(cable, "vlan0"), listen(cable, "epair0a")
    cable.echo(cable.vnet0, "10.0.42.2")
    cable.run(1000)
    assert [packet.data[12:18].hex() for packet in caught(cable, above)] == ["080600010800"]
    assert [packet.data[12:18].hex() for packet in caught(cable, below)] == ["88a8a02a0806"]


def test_a_bridge_shows_what_passes_once(net: NetHost) -> None:
    net.ioctl("SIOCIFCREATE2", "bridge")
    net.ioctl("SIOCSIFFLAGS", "bridge0", 1, 0)
    stacks = [net.vnet(), net.vnet()]
    for number, vnet in enumerate(stacks):
        a, b = net.cable(net.vnet0, vnet)
        net.ioctl("BRDGADD", "bridge0", a)
        net.ioctl("SIOCSIFFLAGS", a, 1, 0)
        net.address(vnet, b, f"10.0.0.{number + 1}/24")
    net.run(SECOND)
    fd = listen(net, "bridge0")
    net.echo(stacks[0], "10.0.0.2")
    net.run(SECOND)
    assert [packet.data[12:14].hex() for packet in caught(net, fd)] == ["0806", "0806", "0800", "0800"]


def test_a_read_waits_for_the_first_packet_and_then_for_the_end_of_the_timeout(cable: NetHost) -> None:
    fd = listen(cable, "epair0a")
    cable.call(cable.p, "ioctl", fd, "BIOCSRTIMEOUT", SECOND)
    cable.p.p_call = Call("read", (fd, SIZE))

    def sleeps() -> int | None:
        with pytest.raises(Sleep) as sleep:
            SYSENT["read"](cable.kernel, cable.p, fd, SIZE)
        return sleep.value.until

    start = cable.kernel.now
    assert sleeps() is None
    cable.run(SECOND + SECOND // 4)
    cable.echo(cable.vnet0, "10.0.0.2")
    assert sleeps() == start + 2 * SECOND
    cable.run(SECOND // 2)
    assert sleeps() == start + 2 * SECOND
    cable.run(SECOND // 4)
    assert len(unpack_records(SYSENT["read"](cable.kernel, cable.p, fd, SIZE))) == 4
    cable.call(cable.p, "ioctl", fd, "BIOCIMMEDIATE", True)
    cable.echo(cable.vnet0, "10.0.0.2", 1)
    assert len(unpack_records(cable.call(cable.p, "read", fd, SIZE))) == 1


def test_what_finds_no_room_is_lost_and_counted(cable: NetHost) -> None:
    fd = listen(cable, "epair0a", 512)
    for number in range(10):
        cable.echo(cable.vnet0, "10.0.0.2", number, 200)
        cable.run(SECOND)
    received, dropped = cable.call(cable.p, "ioctl", fd, "BIOCGSTATS", None)
    kept = len(caught(cable, fd, 512)) + len(caught(cable, fd, 512))
    assert (received, dropped) == (22, 22 - kept)
    assert dropped > 0


def test_promiscuous_mode_lasts_as_long_as_the_listener(cable: NetHost) -> None:
    ifp = cable.ifp("epair0a")
    one, other = listen(cable, "epair0a"), listen(cable, "epair0a")
    for fd in (one, other, one):
        cable.call(cable.p, "ioctl", fd, "BIOCPROMISC", None)
    assert (ifp.if_pcount, bool(ifp.if_flags & IFF_PROMISC)) == (2, True)
    cable.call(cable.p, "close", one)
    assert (ifp.if_pcount, bool(ifp.if_flags & IFF_PROMISC)) == (1, True)
    cable.call(cable.p, "ioctl", other, "BIOCSETIF", "lo0")
    assert (ifp.if_pcount, bool(ifp.if_flags & IFF_PROMISC)) == (0, False)
    assert (ifp.if_bpf, len(cable.ifp("lo0").if_bpf)) == ([], 1)


def test_a_listener_follows_its_interface_and_hears_of_its_end(cable: NetHost) -> None:
    fd = listen(cable, "epair0a")
    vnet = cable.vnet()
    if_vmove(cable.kernel, cable.ifp("epair0a"), vnet)
    cable.address(vnet, "epair0a", "10.0.0.3/24")
    cable.run(SECOND)
    assert [packet.data[12:14].hex() for packet in caught(cable, fd)] == ["0806"]
    cable.ioctl("SIOCIFDESTROY", "epair0a", vnet=vnet)
    with pytest.raises(Errno, match="Device not configured"):
        cable.call(cable.p, "read", fd, SIZE)
    cable.call(cable.p, "close", fd)


def test_refusals(cable: NetHost) -> None:
    fd = listen(cable, "epair0a")

    def ask(request: str, argument: object = None) -> str:
        return cable.refused(lambda: cable.call(cable.p, "ioctl", fd, request, argument))

    fresh = cable.call(cable.p, "open", "/dev/bpf", 2, 0)
    assert ask("BIOCSETIF", "em9") == "ENXIO"
    assert ask("BIOCSBLEN", 100) == "EINVAL"
    assert ask("BIOCSETF", (Insn(BPF_JMP_JA, 0, 0, 5),)) == "EINVAL"
    assert ask("TIOCGWINSZ") == "ENOTTY"
    assert cable.refused(lambda: cable.call(cable.p, "read", fd, SIZE - 1)) == "EINVAL"
    assert cable.refused(lambda: cable.call(cable.p, "read", fresh, SIZE)) == "ENXIO"
    assert cable.refused(lambda: cable.call(cable.p, "ioctl", fresh, "BIOCPROMISC", None)) == "EINVAL"
    assert cable.refused(lambda: cable.call(cable.p, "write", fd, b"x")) == "EMSGSIZE"  # bpf_movein: no whole header
    assert cable.refused(lambda: cable.call(cable.p, "write", fresh, bytes(60))) == "ENXIO"
    assert cable.refused(lambda: caught(cable, fd)) == "EAGAIN"
    assert cable.ifp("epair0a").if_bpf == [cable.p.p_fd.fd_files[fd].f_data]
    nonsense = bytes(12) + b"\x86\xdd" + bytes(46)  # bpfwrite looks at no frame: who gets it finds fault with it
    assert cable.call(cable.p, "write", fd, nonsense) == len(nonsense)


def test_only_programs_that_end_are_filters() -> None:
    accept, jump = Insn(BPF_RET_K, 0, 0, 9), Insn(BPF_JMP_JEQ_K, 0, 1, 0)
    for program in ((), (jump,), (accept, jump), (jump, accept), (accept,) * 513):
        assert not can_bpf_validate(program)
    assert [can_bpf_validate(program) for program in ((accept,), (jump, accept, accept), ARP_ONLY)] == [True] * 3
    assert not can_bpf_validate((Insn(0x99, 0, 0, 0), accept))
    assert bpf_filter(ARP_ONLY, bytes(13)) == 0
