"""vnet.interface, interface aliases, what the kernel gives back: facts 1.4, 1.7, 2.4."""

from __future__ import annotations

VNET = """
ifconfig epair create > /dev/null
cat > /etc/jail.conf <<'E'
web { path = "/"; vnet; vnet.interface = epair0b; host.hostname = web; persist;
  exec.start = "/sbin/ifconfig epair0b inet 10.0.0.2/24 up"; }
bad { path = "/"; vnet; vnet.interface = epair0b; exec.start = false; }
E
"""


def test_an_interface_goes_in_after_creation_and_comes_back_with_the_end(sh) -> None:
    """-v shows the step; nothing undoes it on a stop but the kernel."""
    script = VNET + "jail -v -c web; jexec web ifconfig -l; ifconfig -l; jail -v -r web; ifconfig -l"
    assert sh(script) == (
        "web: jail_set(JAIL_CREATE) name=web path=/ vnet=new host.hostname=web persist\nweb: created\n"
        "web: run command: /sbin/ifconfig epair0b vnet web\n"
        "web: run command in jail: /sbin/ifconfig epair0b inet 10.0.0.2/24 up\n"
        "lo0 epair0b\nem0 lo0 epair0a\n"
        "web: removed\nem0 lo0 epair0a epair0b\n",
        0,
    )


def test_a_failed_start_takes_the_interface_back_itself(sh) -> None:
    """-vnet is run on the way back, before the removal."""
    assert sh(VNET + "jail -v -c bad; ifconfig -l") == (
        "bad: jail_set(JAIL_CREATE) persist name=bad path=/ vnet=new\nbad: created\n"
        "bad: run command: /sbin/ifconfig epair0b vnet bad\n"
        "bad: run command in jail: false\njail: bad: false: failed\n"
        "bad: run command: /sbin/ifconfig epair0b -vnet bad\nbad: removed\n"
        "em0 lo0 epair0a epair0b\n",
        0,
    )


def test_addresses_are_put_on_the_interface_and_taken_off(sh) -> None:
    """interface and if|addr/len; ADDR/mask is split, a bare one gets /32; options stand before alias."""
    script = """
    cat > /etc/jail.conf <<'E'
w { path = "/"; persist; interface = em0;
    ip4.addr = 10.9.0.1, "em0|10.9.0.2/24", 10.9.0.3/255.255.255.0, "10.9.0.4/32 metric 1"; }
E
    jail -v -c w; jls -j w ip4.addr; ifconfig em0 | grep -c 10.9.0; jail -v -r w; ifconfig em0 | grep -c 10.9.0
    """
    output, status = sh(script)
    assert (output.splitlines()[:6], status) == (
        [
            "w: run command: /sbin/ifconfig em0 inet 10.9.0.1 netmask 255.255.255.255 alias",
            "w: run command: /sbin/ifconfig em0 inet 10.9.0.2/24 alias",
            "w: run command: /sbin/ifconfig em0 inet 10.9.0.3 netmask 255.255.255.0 alias",
            "w: run command: /sbin/ifconfig em0 inet 10.9.0.4/32 metric 1 alias",
            "w: jail_set(JAIL_CREATE) name=w path=/ persist ip4.addr=10.9.0.1,10.9.0.2,10.9.0.3,10.9.0.4",
            "w: created",
        ],
        1,
    )
    assert output.splitlines()[6:] == [
        "10.9.0.1,10.9.0.2,10.9.0.3,10.9.0.4",
        "4",
        "w: removed",
        "w: run command: /sbin/ifconfig em0 inet 10.9.0.4/32 -alias",
        "w: run command: /sbin/ifconfig em0 inet 10.9.0.3 netmask 255.255.255.0 -alias",
        "w: run command: /sbin/ifconfig em0 inet 10.9.0.2/24 -alias",
        "w: run command: /sbin/ifconfig em0 inet 10.9.0.1 netmask 255.255.255.255 -alias",
        "0",
    ]


def test_a_plain_jail_may_not_configure_the_shared_stack_and_a_vnet_jail_may(sh) -> None:
    """Facts 2.4, 2.7."""
    script = """
    jail -c name=plain ip4.addr=10.9.9.9 persist; jail -c name=own vnet persist; kldload if_bridge
    jexec plain ifconfig lo0 up; echo $?; jexec own ifconfig lo0 up; echo $?
    jexec plain ifconfig epair create; jexec own ifconfig bridge create
    """
    assert sh(script) == (
        "ifconfig: up: permission denied\n1\n0\n"
        "ifconfig: SIOCIFCREATE2 (epair): Operation not permitted\nbridge0\n",
        0,
    )
