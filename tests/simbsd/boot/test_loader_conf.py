"""/boot/loader.conf is read at every boot (stand/lua/config.lua, sys/kern/subr_param.c, kern_sysctl.c)."""

from __future__ import annotations


def test_a_tunable_is_real_after_a_boot_and_not_before(console):
    one = console()
    one.type("echo 'kern.maxproc=\"900\"' >> /boot/loader.conf")
    before = one.type("sysctl -n kern.maxproc")
    assert before != "900\n"
    assert one.type("sysctl kern.maxproc=900") == (
        "sysctl: oid 'kern.maxproc' is a read only tunable\nsysctl: Tunable values are set in /boot/loader.conf\n"
    )
    one.type("reboot -q")
    assert one.type("sysctl -n kern.maxproc; kenv kern.maxproc") == "900\n900\n"
    assert one.machine.kernel.limits.processes == 900
    one.type("rm /boot/loader.conf; reboot -q")
    assert one.type("sysctl -n kern.maxproc") == before


def test_a_table_is_never_larger_than_the_machine(console):
    one = console()
    before = one.type("sysctl -n kern.maxproc")
    one.type("echo 'kern.maxproc=1g' > /boot/loader.conf.local; reboot -q")
    assert one.type("sysctl -n kern.maxproc") == before


def test_the_loader_bounds_files(console):
    one = console()
    one.type("printf 'kern.maxfiles=500\\nkern.maxfilesperproc=50\\n' > /boot/loader.conf.local; reboot -q")
    assert one.type("sysctl -n kern.maxfiles kern.maxfilesperproc; ulimit -n") == "500\n50\n50\n"


def test_modules_come_with_the_kernel(console):
    one = console()
    one.type("printf '%s\\n' 'if_bridge_load=\"YES\"' if_epair_load=NO 'nope_load=YES # no file' > /boot/loader.conf")
    one.type("reboot -q")
    assert one.type("kldstat -q -m if_bridge && kldstat -q -n bridgestp.ko; echo $?") == "0\n"
    assert one.type("kldstat -q -m if_epair; echo $?") == "1\n"
    assert one.type("kldstat -m nope") == "kldstat: can't find module nope: No such file or directory\n"
    assert one.type("kldstat -m if_vlan") == "Id  Refs Name\n  1    1 if_vlan\n"


def test_resource_accounting_is_switched_on_by_a_boot(console):
    one = console()
    one.type("echo kern.racct.enable=1 >> /boot/loader.conf; reboot -q")
    assert one.type("sysctl -n kern.racct.enable") == "1\n"


def test_the_host_has_as_many_routing_tables_as_the_loader_says(console):
    """sys/net/route/route_tables.c (vnet_rtables_init, normalize_num_rtables): the host's stack alone."""
    one = console()
    one.type("echo net.fibs=3 >> /boot/loader.conf; reboot -q")
    assert one.type("sysctl -n net.fibs; setfib 2 route -n add 10.9.0.0/16 10.0.2.2") == (
        "3\nadd net 10.9.0.0: gateway 10.0.2.2 fib 2\n"
    )
    assert one.type("setfib 2 netstat -rn -f inet | grep -c 10.9; netstat -rn -f inet | grep -c 10.9") == "1\n0\n"
    assert one.type("jail -c name=v vnet persist; jexec v sysctl -n net.fibs") == "1\n"
    one.type("echo net.fibs=0 >> /boot/loader.conf; reboot -q")
    assert one.type("sysctl -n net.fibs") == "1\n"
