"""syslogd, logger and syslog(3): who logs what where, in real lines (usr.sbin/syslogd/syslogd.c, usr.bin/logger)."""

from __future__ import annotations

import re

import pytest

from simbsd.usr_sbin.syslogd.message import parse, safe


def shape(text: str) -> str:
    """Process ids and Ethernet addresses are the machine's own."""
    return re.sub(r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}", "MAC", re.sub(r"\[\d+\]|(?<=root )\d+", "[PID]", text))


def test_the_kernel_and_programs_are_heard(sh) -> None:
    script = """
        syslogd -s; sleep 1; head -n 1 /var/log/messages
        : > /var/log/messages
        ifconfig epair create > /dev/null
        logger from a program
        logger -t me -p auth.info to the auth log
        logger -p daemon.err -s heard twice
        sleep 1; cat /var/log/messages; echo --; cat /var/log/auth.log; echo --; cat /var/log/daemon.log
    """
    assert shape(sh(script)[0]) == (
        "Mar  1 12:00:00 cellblock syslogd: kernel boot file is /boot/kernel/kernel\n"
        "root [PID] - - heard twice\n"
        "Mar  1 12:00:01 cellblock kernel: epair0a: Ethernet address: MAC\n"
        "Mar  1 12:00:01 cellblock kernel: epair0b: Ethernet address: MAC\n"
        "Mar  1 12:00:01 cellblock kernel: epair0a: link state changed to UP\n"
        "Mar  1 12:00:01 cellblock kernel: epair0b: link state changed to UP\n"
        "Mar  1 12:00:01 cellblock root[PID]: from a program\n"
        "Mar  1 12:00:01 cellblock root[PID]: heard twice\n--\n"
        "Mar  1 12:00:01 cellblock me[PID]: to the auth log\n--\n"
        "Mar  1 12:00:01 cellblock root[PID]: heard twice\n"
    )


def test_its_sockets_and_its_pid_file(sh) -> None:
    script = """
        syslogd -s; sockstat -q | grep syslogd; ls -l /var/run/log /var/run/logpriv /var/run/syslog.pid
        kill $(cat /var/run/syslog.pid); sleep 1
        ls /var/run; tail -n 1 /var/log/messages; logger lost; echo $?
    """
    assert re.sub(r"(syslogd ) +\d+", r"\1PID", sh(script)[0]) == (
        "root     syslogd PID 4   udp6   *:514                 *:*\n"
        "root     syslogd PID 5   udp4   *:514                 *:*\n"
        "root     syslogd PID 6   dgram  /var/run/log\n"
        "root     syslogd PID 7   dgram  /var/run/logpriv\n"
        "srw-rw-rw-  1 root wheel 0 Mar  1 12:00 /var/run/log\n"
        "srw-------  1 root wheel 0 Mar  1 12:00 /var/run/logpriv\n"
        "-rw-------  1 root wheel 3 Mar  1 12:00 /var/run/syslog.pid\n"
        "dhclient\nmotd\nutx.active\nMar  1 12:00:00 cellblock syslogd: exiting on signal 15\n0\n"
    )


def test_two_s_mean_no_network_and_one_daemon_is_enough(sh) -> None:
    script = "syslogd -ss; sockstat -4q | grep -c syslogd; syslogd -ss; echo $?"
    out, _ = sh(script)
    assert re.sub(r"\d{3}", "PID", out) == "0\nsyslogd: syslogd already running, pid: PID\n1\n"


def test_duplicates_are_counted(sh) -> None:
    script = """
        syslogd -ss; sleep 1; : > /var/log/messages
        for i in 1 2 3 4; do logger -t me again | cat; done; sleep 40; cat /var/log/messages
    """
    # Each logger has a process id of its own, so only what bears none repeats: the kernel's, or a remote host's.
    assert len(sh(script)[0].splitlines()) == 4
    script = """
        syslogd; sleep 1; : > /var/log/messages
        for i in 1 2 3 4; do logger -h 127.0.0.1 -t me again; done; sleep 40; cat /var/log/messages
    """
    assert sh(script)[0] == (
        "Mar  1 12:00:01 localhost me: again\nMar  1 12:00:01 cellblock syslogd: last message repeated 3 times\n"
    )


def test_one_host_logs_for_another_and_a_jail_for_its_host(sh) -> None:
    script = """
        mkdir -p /usr/jails/www/var/run /usr/jails/www/tmp
        for d in bin lib libexec usr etc sbin; do
            mkdir /usr/jails/www/$d; mount -t nullfs -o ro /$d /usr/jails/www/$d
        done
        jail -c name=www path=/usr/jails/www host.hostname=www.example.org persist
        syslogd -ss -l /usr/jails/www/var/run/log -l 0600:/tmp/other; sleep 1; : > /var/log/messages
        ls -l /tmp/other
        jexec www logger from the jail
        sleep 1; cat /var/log/messages
    """
    assert shape(sh(script)[0]) == (
        "srw-------  1 root wheel 0 Mar  1 12:00 /tmp/other\nMar  1 12:00:01 cellblock root[PID]: from the jail\n"
    )


def test_a_jail_with_an_address_takes_messages_there(sh) -> None:
    script = """
        ifconfig lo0 alias 10.0.0.5/32
        jail -c name=log path=/ ip4.addr=10.0.0.5 host.hostname=log persist
        jexec log syslogd -n -P /var/run/log.pid -p /tmp/p -S /tmp/s -a 10.0.0.0/8:*
        sockstat -4q; sleep 1; : > /var/log/messages
        logger -h 10.0.0.5 -S 10.0.0.5 by the network; logger -h 10.0.0.5 -S 127.0.0.1 not allowed
        sleep 1; cat /var/log/messages
    """
    assert re.sub(r"(syslogd ) +\d+", r"\1PID", sh(script)[0]) == (
        "root     syslogd PID 4   udp4   10.0.0.5:514          *:*\n"
        "Mar  1 12:00:01 10.0.0.5 root: by the network\n"
    )


def test_forwarding(sh) -> None:
    script = """
        ifconfig lo0 alias 10.0.0.5/32
        jail -c name=log path=/ ip4.addr=10.0.0.5 host.hostname=log persist
        echo '*.*  /tmp/central' > /tmp/central.conf; touch /tmp/central
        jexec log syslogd -f /tmp/central.conf -P /var/run/log.pid -p /tmp/p -S /tmp/s
        echo 'user.*  @10.0.0.5' > /tmp/send.conf
        syslogd -s -b 127.0.0.1 -f /tmp/send.conf; sleep 1; : > /tmp/central
        logger -t me over there
        sleep 1; cat /tmp/central
    """
    assert shape(sh(script)[0]) == "Mar  1 12:00:01 localhost me[PID]: over there\n"


@pytest.mark.parametrize(
    ("line", "logged"),
    [
        ("user.=notice\t/tmp/out", ["notice"]),
        ("user.!=notice\t/tmp/out", ["debug", "err"]),
        ("user.<notice\t/tmp/out", ["debug"]),
        ("*.err;user.none\t/tmp/out", []),
        ("*.*;user.err\t/tmp/out", ["err"]),
        ("!other\n*.*\t/tmp/out", []),
        ("!-other\n*.*\t/tmp/out", ["debug", "notice", "err"]),
        ("!root,other\n*.*\t/tmp/out", ["debug", "notice", "err"]),
        ("+elsewhere\n*.*\t/tmp/out", []),
        ("-elsewhere\n*.*\t/tmp/out", ["debug", "notice", "err"]),
        ("#!other\n*.*\t/tmp/out\n# a comment\n!*\nuser.err /tmp/out # and another", ["err"]),
    ],
)
def test_selectors_and_blocks(sh, line: str, logged: list[str]) -> None:
    lines = line.replace("\t", "\\t").replace("\n", "\\n")
    script = f"""
        printf -- '{lines}\\n' > /tmp/conf; : > /tmp/out
        syslogd -ss -f /tmp/conf; sleep 1; : > /tmp/out
        for l in debug notice err; do logger -t root -p user.$l $l; done; sleep 1; cat /tmp/out
    """
    assert [one.rpartition(" ")[2] for one in sh(script)[0].splitlines()] == logged


def test_hup_reads_the_configuration_again(sh) -> None:
    script = """
        echo 'user.*  /tmp/one' > /tmp/conf; touch /tmp/one /tmp/two
        syslogd -ss -f /tmp/conf; logger first; sleep 1
        echo 'user.*  /tmp/two' > /tmp/conf
        kill -HUP $(cat /var/run/syslog.pid); sleep 1
        logger second; sleep 1; cat /tmp/one; echo --; cat /tmp/two
    """
    assert shape(sh(script)[0]) == (
        "Mar  1 12:00:00 cellblock root[PID]: first\n--\nMar  1 12:00:02 cellblock root[PID]: second\n"
    )


def test_the_newer_format_and_verbose_lines(sh) -> None:
    script = """
        echo 'user.*  /tmp/out' > /tmp/conf; : > /tmp/out
        syslogd -ss -O rfc5424 -f /tmp/conf; logger -t me new; sleep 1
        kill $(cat /var/run/syslog.pid); sleep 1
        syslogd -ss -vv -f /tmp/conf; logger -t me verbose; sleep 1; cat /tmp/out
    """
    assert re.sub(r"\.\d{6}", ".USEC", re.sub(r"\b8\d\d\b", "PID", sh(script)[0])) == (
        "<13>1 2024-03-01T12:00:00.USEC+00:00 cellblock me PID - - new\n"
        "Mar  1 12:00:02 <user.notice> cellblock me[PID]: verbose\n"
    )


def test_errors_reach_the_console(console) -> None:
    """Errors of daemons, and the log's own: a file that is not there."""
    shown = console("syslogd -ss; logger -p daemon.err alarm; sleep 1\r")
    assert re.sub(r"\[\d+\]", "[PID]", shown).count("Mar  1 12:00:00 cellblock root[PID]: alarm\r\r\n") == 1


def test_a_message_to_everybody(console) -> None:
    shown = console("syslogd -ss; logger -p user.emerg down; sleep 1\r")
    assert "Message from syslogd@cellblock at Mar  1 12:00:00 ...\r\r\n" in shown


def test_refusals(sh) -> None:
    script = """
        syslogd -l log; echo $?; syslogd -l 0999:/tmp/x; echo $?
        logger -p nope.info x; echo $?; logger -p user.nope x; echo $?
        logger -f /nope; echo $?; logger -S 10.0.0.1 x; echo $?; logger -q 2>&1 | tail -n 2
    """
    assert sh(script)[0] == (
        "syslogd: invalid filename log, exiting\n1\nsyslogd: invalid mode 0999, exiting\n1\n"
        "logger: unknown facility name: nope\n1\nlogger: unknown priority name: user.nope\n1\n"
        "logger: /nope: No such file or directory\n1\nlogger: -h option is missing.\n1\n"
        "usage: logger [-46Ais] [-f file] [-h host] [-P port] [-p pri] [-t tag]\n"
        "              [-S addr:port] [message ...]\n"
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("<13>1 - host app 7 - - text", ("here", "app", "7", "text")),
        ("<13>1 - host - - - -", ("here", None, None, "")),
        ("<13>Mar  1 12:00:00 host app[7]: text", ("here", "app", "7", "text")),
        ("app: text", ("here", "app", None, "text")),
        ("no tag at all", ("here", None, None, "no tag at all")),
        ("<13>1 broken", None),
    ],
)
def test_forms_of_messages(line: str, said: tuple[str | None, ...] | None) -> None:
    found = parse(line, "here", False, False, True, 1_709_294_400_000_000)
    assert (None if found is None else (found.host, found.app, found.procid, found.text)) == said


def test_control_characters_are_made_visible() -> None:
    assert safe("a\tb\nc\x1b\x7f", True) == "a\tb c^[^?"


def test_a_block_asks_for_a_property(sh) -> None:
    """syslog.conf(5): ``:property, [!][icase_]comparison, "value"``, until the next such line."""
    script = (
        "printf ':msg, contains, \"Deny\"\\n*.*\\t/tmp/a\\n:msg, !icase_startswith, \"x y\"\\n*.*\\t/tmp/b\\n"
        ":programname, ereregex, \"^s(sh|u)$\"\\n*.*\\t/tmp/c\\n:*\\n*.*\\t/tmp/d\\n' > /etc/syslog.conf; touch /tmp/a "
        "/tmp/b /tmp/c /tmp/d; service syslogd onestart >/dev/null; for t in ssh su cron; do logger -t $t 'X y Deny'; "
        "logger -t $t deny; done; sleep 1; for f in a b c d; do grep -c eny /tmp/$f; done"
    )
    assert sh(script) == ("3\n3\n4\n6\n", 0)


def test_a_command_takes_messages(sh) -> None:
    """syslog.conf(5): ``|command``; one that has ended is started again."""
    script = (
        "printf 'user.*\\t|cat >> /tmp/a\\nuser.*\\t|sed -n 1p >> /tmp/b; exit\\n' > /etc/syslog.conf; "
        "service syslogd onestart >/dev/null; for i in 1 2 3; do logger -t me $i; sleep 1; done; "
        "service syslogd onestop >/dev/null; cut -d' ' -f5- /tmp/a; test -s /tmp/b && echo some"
    )
    text, status = sh(script)
    said = "cellblock me: 1\ncellblock me: 2\ncellblock me: 3\nsome\n"
    assert (re.sub(r"\[\d+\]", "", text), status) == (said, 0)
