"""who(1), users(1) and dmesg(8): usr.bin/who/who.c, usr.bin/users/users.cc, sbin/dmesg/dmesg.c."""

from __future__ import annotations


def test_nobody_is_logged_in_where_no_terminal_is(sh) -> None:
    assert sh("who; users; who -q; who -H") == (
        "# users = 0\nNAME             LINE         TIME         FROM            \n",
        0,
    )


def test_who_lists_the_login_on_a_terminal(sh, console) -> None:
    shown = console("who; users; who -b; who am i\n")
    assert "root             ttyv0        " in shown
    assert "\r\nroot\r\n" in shown
    assert "                 system boot  Mar  1 12:00 \r\n" in shown


def test_refusals(sh) -> None:
    assert sh("who -x") == ("who: illegal option -- x\nusage: who [-abHmqsTu] [am I] [file]\n", 1)
    assert sh("users x") == ("usage: users\n", 1)


def test_dmesg_clears_the_buffer(sh) -> None:
    assert sh("dmesg -ac | wc -l; dmesg; sysctl kern.msgbuf_clear") == ("      50\n\nkern.msgbuf_clear: 0\n", 0)
