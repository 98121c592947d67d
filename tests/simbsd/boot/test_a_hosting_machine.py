"""A hosting provider's machine: three customers' jails, started by jail_enable at every boot (libexec/rc/rc.d/jail).

alpha is a whole system with a network stack of its own, beta a template mounted read-only, gamma shares the host's
files and addresses and runs one service.
"""

from __future__ import annotations

import pytest

from simbsd.image import populate_jail

SETUP = r"""
mkdir -p /jails/beta
printf '%s\n' 'exec.start="/bin/sh /etc/rc";' 'exec.stop="/bin/sh /etc/rc.shutdown jail";' 'exec.clean;' > /etc/jail.conf
printf '%s\n' 'exec.consolelog="/var/log/jail_${name}_console.log";' '.include "/etc/jail.conf.d/*.conf";' >> /etc/jail.conf
echo 'alpha { path=/jails/alpha; host.hostname=alpha.example; vnet; vnet.interface=epair0b; mount.devfs; }' > /etc/jail.conf.d/a.conf
echo 'beta { path=/jails/beta; ip4.addr="em0|10.0.2.50/32"; mount="/jails/base /jails/beta nullfs ro 0 0"; persist; depend=alpha;' > /etc/jail.conf.d/b.conf
echo 'exec.start="sleep 100000 &"; exec.stop=""; }' >> /etc/jail.conf.d/b.conf
echo 'gamma { path=/; ip4.addr="em0|10.0.2.51/32"; exec.start="nc -kl 80 > /dev/null &"; exec.stop=""; }' > /etc/jail.conf.d/c.conf
printf 'ifconfig_epair0b="inet 10.1.0.2/24"\ndefaultrouter="10.1.0.1"\n' > /jails/alpha/etc/rc.conf
sysrc jail_enable=YES cloned_interfaces="bridge0 epair0" gateway_enable=YES ifconfig_epair0a=up
sysrc ifconfig_bridge0="inet 10.1.0.1/24 addm epair0a up" jail_list="alpha beta gamma" jail_reverse_stop=YES
"""  # noqa: E501


@pytest.fixture
def host(console):
    one = console()
    for path in ("/jails/alpha", "/jails/base"):
        one.type(f"mkdir -p {path}")
        populate_jail(one.machine.kernel, path)
    for line in SETUP.strip().splitlines():
        one.type(line)
    return one


def check_everything_runs(one):
    assert one.type("jls name host.hostname | sort") == 'alpha alpha.example\nbeta ""\ngamma ""\n'
    assert one.type("jexec alpha ifconfig epair0b inet | grep inet") == (
        "\tinet 10.1.0.2 netmask 0xffffff00 broadcast 10.1.0.255\n"
    )
    assert one.type("jexec alpha netstat -rn -f inet | grep default | tr -s ' '") == "default 10.1.0.1 UGS epair0b\n"
    assert "1 packets received" in one.type("ping -c 1 10.1.0.2")
    assert one.type("jexec beta touch /x") == "touch: /x: Read-only file system\n"
    assert one.type("ifconfig em0 | grep -c /32; ifconfig em0 | grep -c 0xffffffff") == "0\n2\n"
    assert one.type("nc -z -w 1 10.0.2.51 80 && echo open").endswith("open\n")
    assert one.type("ps -J beta -o command=") == "sleep 100000\n"
    assert one.type("cat /var/run/jail_alpha.id") == one.type("jls -j alpha jid")


def test_the_customers_are_back_after_every_boot(host):
    assert "\nStarting jails: alpha beta gamma.\n" in host.type("reboot")
    check_everything_runs(host)
    log = host.type("cat /var/log/jail_alpha_console.log")
    assert "Setting hostuuid" not in log
    assert "Starting Network: lo0 epair0b.\n" in log
    assert "Starting syslogd.\n" in log
    assert host.type("service jail status") == host.type("jls -N")
    shown = host.type("shutdown -r now")
    assert "Stopping jails: gamma beta alpha.\n" in shown
    assert shown.index("Stopping jails:") < shown.index("Waiting (max 60 seconds)")
    check_everything_runs(host)


def test_one_customer_is_stopped_and_started(host):
    host.type("reboot")
    assert host.type("service jail stop gamma") == "Stopping jails: gamma.\n"
    assert host.type("jls -N | grep -c gamma; ls /var/run/jail_gamma.id") == (
        "0\nls: /var/run/jail_gamma.id: No such file or directory\n"
    )
    assert host.type("service jail start gamma") == "Starting jails: gamma.\n"
    host.type("echo 'gamma { path=/nope; persist; }' > /etc/jail.conf.d/c.conf")
    shown = host.type("service jail restart gamma")
    assert shown.startswith("Stopping jails: gamma")
    assert 'Starting jails: cannot start jail  "gamma": \n' in shown
    assert host.type("sysrc jail_enable=NO; service jail start") == (
        "jail_enable: YES -> NO\nCannot 'start' jail. Set jail_enable to YES in /etc/rc.conf or use 'onestart' instead of 'start'.\n"  # noqa: E501
    )
