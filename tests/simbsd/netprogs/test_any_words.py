"""No words make a network program fall over: it ends, or goes on until it is killed, and the shell lives."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simbsd.machine import Machine

LEADS = {
    "ifconfig": ("epair0a", "epair0b", "bridge0", "em0", "lo0", "-a", "-l", "bridge", "nosuch"),
    "route": ("add", "delete", "change", "get", "flush", "-n", "-j"),
    "netstat": ("-r", "-i", "-a", "-s", "-f"),
    "ping": ("-c1 127.0.0.1", "-t1 10.0.2.99", "-c1"),
    "traceroute": ("-m1 127.0.0.1", "-w1 -m1 10.0.2.99", "-q1"),
    "arp": ("-a", "-d", "-s", "-n"),
    "nc": ("-l", "-z 127.0.0.1", "-w1 127.0.0.1", "-ul"),
    "sockstat": ("-4", "-j", "-p"),
}
WORDS = (
    "10.0.0.1/24 10.0.0.2 inet ether netmask 255.255.255.0 broadcast alias -alias delete name foo mtu 1400 99999 up "
    "down create destroy group vnet addm deletem static 02:00:00:00:00:01 timeout -f inet:cidr fib 0 1 -1 default "
    "-net -host -interface em0 lo0 epair0a bridge0 -prefixlen 8 -n -a -s tcp udp -c 3 -p 80 81-83 -I -m x '' "
    "300.1.1.1 10/8"
).split()
COMMANDS = st.sampled_from(sorted(LEADS)).flatmap(
    lambda name: st.tuples(
        st.just(name), st.sampled_from(LEADS[name]), st.lists(st.sampled_from(WORDS), max_size=5)
    ).map(lambda parts: " ".join([parts[0], parts[1], *parts[2]]))
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(COMMANDS, min_size=1, max_size=6))
def test_the_shell_outlives_every_command(commands: list[str]) -> None:
    lines = ["ifconfig epair create >/dev/null; ifconfig bridge0 create addm epair0a"]
    lines += [f"{command} </dev/null >/dev/null 2>&1 & sleep 20; kill $! 2>/dev/null" for command in commands]
    output, status = Machine(ttys=0, watched=False).script(
        ("\n".join(lines) + "\necho alive\n").encode(), 60 * 60_000_000
    )
    assert output.decode().splitlines()[-1:] == ["alive"]
    assert status == 0
