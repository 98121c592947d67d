"""A packet that claims to come from the stack it arrives at is lost, unless a variable says otherwise.

Source: sys/netinet/ip_input.c (ip_input: V_ip_sav, V_ip_strong_es, in_localip_fib),
sys/netinet6/ip6_input.c (V_ip6_sav); 8.0's kernel has none of them.
"""

from simbsd.machine import Machine

WIRED = """
ifconfig epair create >/dev/null
jail -c name=far path=/ vnet persist vnet.interface=epair0b
ifconfig epair0a 10.1.1.1/24 up
jexec far ifconfig epair0b 10.1.1.2/24 up
jexec far ifconfig lo0 10.0.2.15/32 up
"""
FORGED = "jexec far ping -q -c 1 -t 1 -S 10.0.2.15 10.1.1.1 >/dev/null\n"


def run(script: str, release: str = "14.0") -> tuple[Machine, str]:
    machine = Machine(release, 0, ttys=0, watched=False)
    output, _ = machine.script((WIRED + script).encode())
    return machine, output.decode()


def lost(machine: Machine) -> int:
    return machine.kernel.vnet0.vnet_stats["ip.ips_badaddr"]


def test_a_stack_does_not_believe_a_stranger_with_its_own_address() -> None:
    assert lost(run(FORGED)[0]) == 1


def test_it_does_when_the_variable_is_0() -> None:
    machine, output = run(f"sysctl net.inet.ip.source_address_validation=0\n{FORGED}")
    assert (lost(machine), output) == (0, "net.inet.ip.source_address_validation: 1 -> 0\n")


def test_each_stack_has_a_variable_of_its_own() -> None:
    assert lost(run(f"jexec far sysctl -q net.inet.ip.source_address_validation=0\n{FORGED}")[0]) == 1


def test_a_packet_to_oneself_is_no_stranger() -> None:
    assert "1 packets received" in run("ping -c 1 10.1.1.1\n")[1]


def test_an_address_of_another_interface_is_reached_unless_the_strong_model_is_on() -> None:
    ask = "jexec far route -q add 10.0.2.0/24 10.1.1.1; jexec far ifconfig lo0 10.0.2.15/32 -alias\n"
    ping = "jexec far ping -q -c 1 -t 1 10.0.2.15 | grep received\n"
    assert "1 packets received" in run(ask + ping)[1]
    assert "0 packets received" in run(f"{ask}sysctl -q net.inet.ip.rfc1122_strong_es=1\n{ping}")[1]


def test_the_kernel_of_8_has_no_such_check() -> None:
    machine, output = run(f"{FORGED}sysctl net.inet.ip.source_address_validation\n", "8.0")
    assert lost(machine) == 0
    assert "unknown oid" in output


def test_ipv6_has_its_own() -> None:
    script = """
ifconfig epair0a inet6 2001:db8::1/64
jexec far ifconfig epair0b inet6 2001:db8::2/64
ifconfig lo0 inet6 2001:db8:1::1/128
jexec far ifconfig lo0 inet6 2001:db8:1::1/128
sleep 3
jexec far ping -6 -q -c 1 -t 1 -S 2001:db8:1::1 2001:db8::1 >/dev/null
"""
    before = run(script.replace("-S 2001:db8:1::1", ""))[0].kernel.vnet0.vnet_stats["ip6.ip6s_badscope"]
    assert run(script)[0].kernel.vnet0.vnet_stats["ip6.ip6s_badscope"] == before + 1
