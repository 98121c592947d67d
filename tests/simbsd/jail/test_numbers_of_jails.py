"""Numbers in jail parameters and in the names of jails, as C keeps them.

Source: lib/libjail/jail.c (jailparam_import: strtol into an int, strtoul into an unsigned long), jail_getid.c
(strtoul), usr.sbin/jail/jail.c (running_jid).
"""

import pytest


@pytest.mark.parametrize(
    ("script", "output"),
    [
        ("jail -c jid=2147483648 persist", "jail: negative jid\n"),
        ("jail -c jid=4294967297 persist; jls jid", "1\n"),
        ("jail -c name=x persist securelevel=4294967295 host.hostid=-1; jls -n securelevel host.hostid",
         "securelevel=-1 host.hostid=18446744073709551615\n"),
        ("jail -c name=x persist host.hostid=99999999999999999999; jls host.hostid", "18446744073709551615\n"),
        ("jail -c name=x persist=4294967296", "jail: new jail must persist or attach\n"),
        ("jail -c name=x persist enforce_statfs=9999999999", "jail: jail_set: Invalid argument\n"),
        ("jexec -- -1 true", "jexec: jail -1 not found\n"),
        ("jexec +5 true", "jexec: jail 5 not found\n"),
        ("jexec 5x true", 'jexec: jail "5x" not found\n'),
        ("jexec '' true", 'jexec: jail "" not found\n'),
        ("jls -j -1 name", "jls: jail -1 not found\n"),
        ("jls -j 0 name", 'jls: jail "0" not found\n'),
    ],
)  # fmt: skip
def test_a_number_is_read_and_cut_as_in_c(sh, script, output):
    assert sh(script + " 2>&1")[0] == output


def test_a_hostname_is_looked_up_once_even_when_a_jail_is_looked_at_anew(sh):
    """-cm drops what it knew of the parameters (jail.c: JF_START_SET); check_intparams takes ip_hostname away."""
    sh_script = "jail -cm -h name=x host.hostname=10.0.0.9 persist exec.prepare=true 2>&1; jls ip4.addr"
    assert sh(sh_script) == ("10.0.0.9\n", 0)
