"""jls(8): facts 3.1."""

from __future__ import annotations

SET_UP = """
mkdir -p /usr/jails/www
jail -c name=www path=/usr/jails/www host.hostname=www.example.org ip4.addr=192.0.2.10 persist
jail -c name=two host.hostname='a b' ip4.addr=10.0.0.1,10.0.0.2 ip6.addr=2001:db8::1 persist
"""
ALLOW = (  # of fdescfs and nullfs there is nothing before their modules come (prison_add_vfs)
    "allow.nochflags allow.nomlock allow.nomount allow.mount.nodevfs "
    "allow.mount.noprocfs allow.mount.notmpfs allow.nonfsd allow.noquotas allow.noraw_sockets allow.noread_msgbuf "
    "allow.reserved_ports allow.set_hostname allow.nosocket_af allow.suser allow.nosysvipc "
    "allow.unprivileged_proc_debug"
)


def test_the_default_table(sh) -> None:
    """Only the first IPv4 address; the header even without jails."""
    assert sh("jls\n" + SET_UP + "jls") == (
        "   JID  IP Address      Hostname                      Path\n"
        "   JID  IP Address      Hostname                      Path\n"
        "     1  192.0.2.10      www.example.org               /usr/jails/www\n"
        "     2  10.0.0.1        a b                           /\n",
        0,
    )


def test_the_table_by_name(sh) -> None:
    """-N: the first column is still titled JID."""
    assert sh(SET_UP + "jls -N") == (
        " JID             IP Address      Hostname                      Path\n"
        " www             192.0.2.10      www.example.org               /usr/jails/www\n"
        " two             10.0.0.1        a b                           /\n",
        0,
    )


def test_the_verbose_table(sh) -> None:
    """-v: state, cpuset and every address."""
    assert sh(SET_UP + "jls -v") == (
        "   JID  Hostname                      Path\n"
        "        Name                          State\n"
        "        CPUSetID\n"
        "        IP Address(es)\n"
        "     1  www.example.org               /usr/jails/www\n"
        "        www                           ACTIVE\n"
        "        3\n"
        "        192.0.2.10\n"
        "     2  a b                           /\n"
        "        two                           ACTIVE\n"
        "        4\n"
        "        10.0.0.1\n        10.0.0.2\n        2001:db8::1\n",
        0,
    )


def test_long_names_and_paths_are_cut(sh) -> None:
    """Rows: %-29.29s and %.74s."""
    script = "jail -c name=l host.hostname=abcdefghijklmnopqrstuvwxyz0123456789 persist; jls"
    assert sh(script)[0].splitlines()[1] == "     1                  abcdefghijklmnopqrstuvwxyz012 /"


def test_all_parameters(sh) -> None:
    """-n: names without a dot first, each group by the alphabet."""
    assert sh(SET_UP + "jls -n -j www") == (
        "devfs_ruleset=0 nodying enforce_statfs=2 host=new ip4=disable ip6=disable jid=1 name=www osreldate=1400507 "
        "osrelease=14.0-STABLE parent=0 path=/usr/jails/www persist securelevel=-1 sysvmsg=disable sysvsem=disable "
        f"sysvshm=disable vnet=inherit {ALLOW} children.cur=0 children.max=0 cpuset.id=3 host.domainname=\"\" "
        "host.hostid=0 host.hostname=www.example.org host.hostuuid=00000000-0000-0000-0000-000000000000 "
        "ip4.addr=192.0.2.10 ip4.saddrsel ip6.addr= ip6.saddrsel\n",
        0,
    )


def test_parameters_for_jail8(sh) -> None:
    """-s: without read-only ones, and without those below a jailsys that does not read "new"."""
    assert sh(SET_UP + "jls -s -j 1") == (
        "devfs_ruleset=0 enforce_statfs=2 host=new ip4=disable ip6=disable jid=1 name=www osreldate=1400507 "
        "osrelease=14.0-STABLE path=/usr/jails/www persist securelevel=-1 sysvmsg=disable sysvsem=disable "
        f"sysvshm=disable vnet=inherit {ALLOW} children.max=0 host.domainname=\"\" host.hostid=0 "
        "host.hostname=www.example.org host.hostuuid=00000000-0000-0000-0000-000000000000\n",
        0,
    )


def test_chosen_parameters_plain_named_quoted_and_with_a_header(sh) -> None:
    """An empty list: - plain, nothing with -n, "" with -q; an empty string always ""."""
    script = SET_UP + """
    jls name ip6.addr host.hostname host.domainname persist nopersist
    jls -n name ip6.addr host.hostname persist nopersist allow.mount
    jls -q ip6.addr host.hostname
    jls -h jid name; jls -hn jid
    """
    assert sh(script) == (
        'www - www.example.org "" true false\n'
        'two 2001:db8::1 a b "" true false\n'
        "name=www ip6.addr= host.hostname=www.example.org persist persist allow.nomount\n"
        "name=two ip6.addr=2001:db8::1 host.hostname=a b persist persist allow.nomount\n"
        '"" www.example.org\n2001:db8::1 "a b"\n'
        "jid name\n1 www\n2 two\njid\njid=1\njid=2\n",
        0,
    )


def test_refusals(sh) -> None:
    """After the header for an unknown jail, before it for an unknown parameter."""
    script = SET_UP + "jls -j x; echo $?; jls -N -j 9; jls -h -j 9 name; jls bogus; echo $?; jls -x; echo $?"
    assert sh(script) == (
        "   JID  IP Address      Hostname                      Path\n"
        'jls: jail "x" not found\n1\n'
        " JID             IP Address      Hostname                      Path\n"
        "jls: jail 9 not found\n"
        "name\njls: jail 9 not found\n"
        "jls: unknown parameter: bogus\n1\n"
        "jls: illegal option -- x\njls: usage: jls [-dhNnqv] [-j jail] [param ...]\n1\n",
        0,
    )


def test_inside_a_jail_only_its_children_show_with_paths_cut(sh) -> None:
    """A jail does not list itself."""
    script = """
    mkdir -p /j/sub /j/bin /j/usr/sbin /j/lib /j/libexec /j/etc
    for d in bin usr/sbin lib libexec; do mount -t nullfs /$d /j/$d; done
    jail -c name=a path=/j children.max=2 persist; jexec a jls -N
    jail -c name=a.b path=/j/sub persist; jexec a jls name path
    jls name path parent
    """
    assert sh(script) == (
        " JID             IP Address      Hostname                      Path\nb /sub\na /j 0\na.b /j/sub 1\n", 0,
    )  # fmt: skip
