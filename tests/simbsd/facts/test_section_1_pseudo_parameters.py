"""Facts 1.4 and 1.7: what each pseudo-parameter runs, where, as whom, and how it is undone."""

from __future__ import annotations

import pytest


def conf(text: str) -> str:
    return f"mkdir -p /j/dev/fd /j/proc /j/mnt /j/a /j/tmp; cat > /etc/jail.conf <<'E'\n{text}\nE\n"


def test_aliases_of_both_families_and_their_removal(sh) -> None:
    """ip4 before ip6; ADDR/255.255.255.0 becomes a netmask; a bare one takes prefixlen 128."""
    script = conf("""
    a { path = /; persist; interface = lo0;
        ip4.addr = "em0|10.9.0.1/255.255.255.0", 10.9.0.2; exec.prestart = false; }
    """) + "jail -v -c a; ifconfig | grep -c 10.9.0"
    assert sh(script) == (
        "a: run command: /sbin/ifconfig em0 inet 10.9.0.1 netmask 255.255.255.0 alias\n"
        "a: run command: /sbin/ifconfig lo0 inet 10.9.0.2 netmask 255.255.255.255 alias\n"
        "a: run command: false\njail: a: false: failed\n"
        "a: run command: /sbin/ifconfig lo0 inet 10.9.0.2 netmask 255.255.255.255 -alias\n"
        "a: run command: /sbin/ifconfig em0 inet 10.9.0.1 netmask 255.255.255.0 -alias\n0\n",
        1,
    )


WHERE = [
    # parameter, value, what it says
    ("exec.start", "sysctl -n security.jail.jailed", "1\n"),
    ("exec.prestart", "sysctl -n security.jail.jailed", "0\n"),
    ("exec.poststart", "sysctl -n security.jail.jailed", "0\n"),
    ("exec.created", "jls name", "a\n"),
    ("exec.prepare", "jls name", ""),
    ("command", "sysctl -n security.jail.jailed", "1\n"),
    ("exec.start", "pwd", "/\n"),
    ("exec.clean; exec.start", "pwd", "/root\n"),
    ("exec.clean; exec.start", "echo $HOME $USER $SHELL $X", "/root root /bin/sh\n"),
    ("exec.clean; exec.start", "echo $PATH",
     "/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin:/root/bin\n"),
    ("exec.jail_user = nobody; exec.start", "id -un", "nobody\n"),
    ("exec.jail_user = nobody; exec.system_jail_user; exec.start", "id -un", "nobody\n"),
    ("exec.jail_user = nobody; exec.prestart", "id -un", "root\n"),
    ("exec.system_user = nobody; exec.prestart", "id -un", "nobody\n"),
    ("exec.system_user = nobody; exec.start", "id -un", "root\n"),
    ("exec.start", "echo 'a  b' | cat", "a  b\n"),
    ("exec.start", "echo a  b", "a b\n"),
    ("exec.start", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "output"), WHERE, ids=[f"{n} {v}" for n, v, _ in WHERE])
def test_where_and_as_whom_a_command_runs(sh, name: str, value: str, output: str) -> None:
    """exec.start, command and exec.stop inside, the others on the host; each with its own user."""
    value = value.replace("$", "\\$")
    script = conf(f'a {{ path = /; persist; {name} = "{value}"; }}') + "export X=1; cd /tmp; jail -q -c a"
    assert sh(script) == (output, 0)


def test_stop_commands_and_the_time_to_stop(sh) -> None:
    """exec.prestop on the host, exec.stop inside, then SIGTERM, then the removal; a failing one leaves the jail."""
    script = conf("""
    a { path = /; persist; exec.start = "sleep 99 &"; exec.prestop = "echo prestop"; stop.timeout = 4;
        exec.stop = "sysctl -n security.jail.jailed"; exec.poststop = "jls name", "echo poststop"; }
    b { path = /; persist; exec.stop = "false", "echo no"; exec.poststop = "echo no"; }
    """) + "jail -q -c; jail -r a; jail -r b; echo $?; jls name; jail -R b; jls name"
    assert sh(script) == (
        "prestop\n1\na: removed\nb\npoststop\njail: b: false: failed\n1\nb\n", 0,
    )  # fmt: skip


def test_ip_hostname_finds_the_address(sh) -> None:
    """The host name's address is added to ip4.addr, and put on the interface where one is named."""
    script = "echo '10.7.7.7 web.example' >> /etc/hosts\n" + conf(
        "a { path = /; persist; host.hostname = web.example; ip_hostname; interface = lo0; }"
    ) + """
    jail -q -c a; jls ip4.addr; ifconfig lo0 | grep -c 10.7.7.7; jail -q -r a; ifconfig lo0 | grep -c 10.7.7.7
    """  # fmt: skip
    assert sh(script) == ("10.7.7.7\n1\n0\n", 1)


def test_a_jails_commands_may_use_another_routing_table(sh) -> None:
    """exec.fib is for commands inside; a table that is not there is refused (setfib(2))."""
    script = "sysctl net.fibs=2 >/dev/null\n" + conf("""
    a { path = /; persist; exec.fib = 1; exec.prestart = "sysctl -n net.my_fibnum";
        exec.start = "sysctl -n net.my_fibnum"; }
    b { path = /; persist; exec.fib = 2; exec.start = true; }
    """) + "jail -q -c a; jail -q -c b"
    assert sh(script) == ("0\n1\njail: b: setfib: Invalid argument\njail: b: true: failed\n", 1)


def test_allow_dying_is_not_for_the_living(sh) -> None:
    """-d, or allow.dying, is for dying jails: one that lives is not taken up."""
    script = """
    jail -c name=a jid=5 persist ip4=inherit; jexec a nc -l 5000 & sleep 1
    jail -c jid=5 name=b persist; jail -d -c jid=5 name=b persist; jls -d jid name
    """
    assert sh(script) == ('jail: "5" already exists\njail: "5" already exists\n5 a\n', 0)
