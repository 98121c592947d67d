"""Groups of IPv4: joined by mtest(8) (in_mcast.c), told of by IGMPv3 (igmp.c), shown by ifmcstat(8) and netstat -ia,
and heard by their members alone (udp_usrreq.c udp_multi_input), as tcpdump shows it (print-igmp.c).
"""

from __future__ import annotations

from collections import ChainMap

from simbsd.lib.socket import bind, recvfrom, sendto, setsockopt, socket
from simbsd.lib.unistd import write
from simbsd.machine import Machine
from simbsd.sys.event import PacketHop
from simbsd.sys.socketvar import AF_INET, SOCK_DGRAM, SOCK_RAW
from simbsd.usr_sbin.tcpdump.packet import in_cksum

BRIDGED = "ifconfig bridge0 create up\n" + "".join(
    f"ifconfig epair{n} create up >/dev/null; ifconfig bridge0 addm epair{n}a\n"
    f"jail -c name=h{n} vnet persist vnet.interface=epair{n}b; jexec h{n} ifconfig epair{n}b 10.0.0.{n}/24 up\n"
    for n in (1, 2)
)


def test_commands_of_mtest_answer_each(sh) -> None:
    script = BRIDGED + r"""printf 'j 239.1.2.3 epair1b\nj 239.1.2.3 epair1b\nj 1.2.3.4 epair1b\nl 239.9.9.9 epair1b
j ff02::99 epair1b\np epair1b 1\nx\nj 239.1.1.1 nope\nl 239.1.2.3 epair1b\ns 0\nq\nx\n' | jexec h1 mtest 2>&1"""
    assert sh(script)[0] == """\
ok
mtest: setsockopt IP_ADD_MEMBERSHIP: Address already in use
-1
mtest: setsockopt IP_ADD_MEMBERSHIP: Invalid argument
-1
mtest: setsockopt IP_DROP_MEMBERSHIP: Can't assign requested address
-1
ok
changed to 0x00028843
invalid command
-1
ok
-1
"""  # fmt: skip


def test_joins_are_told_twice(sh) -> None:
    script = BRIDGED + r"""tcpdump -nv -i epair1a igmp > /tmp/seen 2>/dev/null &
printf 'j 239.1.2.3 epair1b\ns 2\nl 239.1.2.3 epair1b\n' | jexec h1 mtest >/dev/null &
sleep 1; jexec h1 ifmcstat -i epair1b; sleep 3; kill %1; sleep 1
grep -o 'igmp .*' /tmp/seen; jexec h1 netstat -ssp igmp"""
    assert sh(script)[0] == """\
epair1b:
	inet 10.0.0.1
	igmpv3 rv 2 qi 125 qri 10 uri 3
		group 239.1.2.3 mode exclude
			mcast-macaddr 01:00:5e:01:02:03
		group 224.0.0.1 mode exclude
			mcast-macaddr 01:00:5e:00:00:01
igmp v3 report, 1 group record(s) [gaddr 239.1.2.3 to_ex, 0 source(s)]
igmp v3 report, 1 group record(s) [gaddr 239.1.2.3 to_ex, 0 source(s)]
igmp v3 report, 1 group record(s) [gaddr 239.1.2.3 to_in, 0 source(s)]
igmp v3 report, 1 group record(s) [gaddr 239.1.2.3 to_in, 0 source(s)]
igmp:
	4 membership reports sent
"""


async def _member(argv: list[str], envp: dict[str, str]) -> int:
    """Bind port 9, join a group if asked to, and say what comes from whom."""
    fd = await socket(AF_INET, SOCK_DGRAM)
    await bind(fd, (0, 9))
    if argv[1:] == ["joins"]:
        await setsockopt(fd, "IP_ADD_MEMBERSHIP", (0xEF010203, 0x0A000001))
    data, sender = await recvfrom(fd, 100)
    await write(1, data + b"from %d\n" % (sender[0] & 0xFF))
    return 0


async def _asks(argv: list[str], envp: dict[str, str]) -> int:
    """A router's general question."""
    fd = await socket(AF_INET, SOCK_RAW, 2)
    await setsockopt(fd, "IP_MULTICAST_IF", 0x0A000002)
    message = b"\x11\x64\0\0\0\0\0\0\2\x7d\0\0"
    await sendto(fd, message[:2] + in_cksum(message).to_bytes(2, "big") + message[4:], (0xE0000001, 0))
    return 0


def _said(script: str) -> str:
    machine = Machine(ttys=0)
    machine.kernel.programs = ChainMap({"true": _member, "false": _asks}, machine.kernel.programs)  # type: ignore[arg-type]
    return machine.script((BRIDGED + script).encode())[0].decode()


def test_only_members_hear_what_is_sent_to_a_group() -> None:
    send = "sleep 1; jexec h2 route -q add 224.0.0.0/4 -iface epair2b; echo hi | jexec h2 nc -u -w 1 239.1.2.3 9\n"
    end = "kill %1; jexec h1 netstat -ssp udp"
    heard = _said(f"jexec h1 /usr/bin/true joins &\n{send}{end}")
    assert heard == "hi\nfrom 2\nudp:\n\t1 datagram received\n\t1 delivered\n"
    assert _said(f"jexec h1 /usr/bin/true &\n{send}{end}").splitlines()[1:3] == [
        "\t1 datagram received", "\t1 dropped due to no socket",
    ]  # fmt: skip


def test_a_question_is_answered() -> None:
    script = r"""printf 'j 239.1.2.3 epair1b\ns 4\n' | jexec h1 mtest >/dev/null &
sleep 2; tcpdump -nv -i epair1a igmp > /tmp/seen 2>/dev/null & sleep 1; jexec h2 /usr/bin/false
sleep 1; kill %2; sleep 1; grep -o 'igmp .*' /tmp/seen"""
    assert _said(script).splitlines() == [
        "igmp query v3", "igmp v3 report, 1 group record(s) [gaddr 239.1.2.3 is_ex, 0 source(s)]",
    ]  # fmt: skip


def test_netstat_shows_groups_beside_addresses(sh) -> None:
    assert sh("netstat -I em0 -an | sed 's/ *$//'; netstat -aWI lo0 -f inet6 -n | sed 's/ *$//'")[0] == """\
Name    Mtu Network      Address              Ipkts Ierrs Idrop    Opkts Oerrs  Coll
em0    1500 <Link#1>     08:00:27:8a:11:02        0     0     0        1     0     0
                          01:00:5e:00:00:01        0              0
em0    1500 10.0.2.0/24  10.0.2.15                0     -     -        0     -     -
                          224.0.0.1
Name    Mtu Network        Address        Ipkts Ierrs Idrop    Opkts Oerrs  Coll
lo0   16384 ::1/128        ::1                0     -     -        0     -     -
                            ff02::1%lo0
                            ff02::1:ff00:1%lo0
lo0   16384 fe80::%lo0/64  fe80::1%lo0        0     -     -        0     -     -
                            ff02::1%lo0
                            ff02::1:ff00:1%lo0
"""


def test_reports_end_at_hosts_without_a_word() -> None:
    """raw_ip.c: rip_input tells of protocols that nobody takes only where it is the protocol's own input."""
    machine = Machine(ttys=0)
    machine.script((BRIDGED + "printf 'j 239.1.2.3 epair1b\\ns 2\\n' | jexec h1 mtest\n").encode())
    hops = [event for event in machine.kernel.events if isinstance(event, PacketHop) and event.label == "igmp"]
    assert hops
    assert not [hop.why for hop in hops if hop.fate == "dropped"]
