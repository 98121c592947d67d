"""inetd(8): one process waits for many services. Texts: usr.sbin/inetd/inetd.c, builtins.c."""

from __future__ import annotations

CONFIG = """cat > /etc/i.conf <<'END'
echo stream tcp nowait root internal
echo stream tcp6 nowait root internal
echo dgram udp wait root internal
daytime stream tcp nowait root internal
finger stream tcp nowait alice /usr/bin/id id -un
nosuch stream tcp nowait root internal
gopher stream tcp nowait nobodyhere /bin/cat cat
END
"""


def test_it_serves_what_its_file_says(sh) -> None:
    script = f"""{CONFIG} inetd -p /var/run/i.pid /etc/i.conf; sleep 1
    echo hello | nc -N 127.0.0.1 7; echo six | nc -N ::1 7; echo data | nc -u -w 1 127.0.0.1 7
    nc -d 127.0.0.1 13; nc -d 127.0.0.1 79; sockstat -4lq | awk '{{ print $2, $5, $6 }}'"""
    output, _ = sh(script)
    assert output == (
        "hello\nsix\ndata\nFri Mar  1 12:00:02 2024\r\nalice\ninetd tcp4 *:7\ninetd udp4 *:7\ninetd tcp4 *:13\n"
        "inetd tcp4 *:79\n"
    )


def test_a_connection_of_its_own_has_a_process_with_a_title(sh) -> None:
    script = f"{CONFIG} inetd /etc/i.conf; sleep 1; sleep 5 | nc 127.0.0.1 7 & sleep 1; pgrep -fl 'inetd: echo'"
    assert sh(script)[0].partition(" ")[2] == "inetd: echo [127.0.0.1]\n"


def test_what_is_wrong_is_told_in_the_log_and_the_rest_is_served(sh) -> None:
    script = f"""{CONFIG} service syslogd onestart > /dev/null; inetd /etc/i.conf; sleep 1
    cut -d : -f 4- /var/log/messages"""
    lines = sh(script)[0].splitlines()
    assert [line for line in lines if "service" in line] == [
        " internal service nosuch unknown",
        " gopher/tcp: no such user 'nobodyhere', service ignored",
    ]


def test_hup_reads_the_file_again_and_term_takes_the_pid_file_away(sh) -> None:
    script = """echo 'echo stream tcp nowait root internal' > /etc/i.conf; inetd -p /tmp/pid /etc/i.conf; sleep 1
    inetd -p /tmp/pid /etc/i.conf; echo 'discard stream tcp nowait root internal' > /etc/i.conf
    kill -HUP `cat /tmp/pid`; sleep 1; sockstat -4lq | awk '{ print $6 }'; kill `cat /tmp/pid`; sleep 1; ls /tmp/pid"""
    output, _ = sh(script)
    assert output.splitlines()[0].endswith(" - - inetd already running, pid: 803")
    assert output.splitlines()[1:] == ["*:9", "ls: /tmp/pid: No such file or directory"]


def test_a_jail_serves_on_its_own_address(sh) -> None:
    script = """jail -c name=www path=/ ip4.addr='lo0|10.0.0.5/32' persist
    echo 'echo stream tcp nowait root internal' > /i
    jexec www inetd -p /tmp/pid /i; sleep 1; echo inside | nc -N 10.0.0.5 7; nc -z 127.0.0.1 7; echo $?"""
    assert sh(script)[0] == "inside\n1\n"


def test_a_file_that_is_not_there_is_told_and_waited_for(sh) -> None:
    output, status = sh("inetd /nope; inetd -a nosuchhost /nope")
    lines = output.splitlines()
    assert lines[0].endswith(" - - Accessing /nope: No such file or directory, continuing anyway.")
    assert (lines[1].endswith(" - - -a nosuchhost: Name does not resolve"), status) == (True, 64)
