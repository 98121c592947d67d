"""ssh, sshd and ssh-keygen: keys, passwords, terminals, processes and logs, on the host and in jails.

Texts: crypto/openssh (ssh.c, sshconnect.c, sshconnect2.c, sshd.c, auth.c, ssh-keygen.c), contrib/openpam (prompts).
"""

from __future__ import annotations

import re

import pytest

from simbsd.machine import Machine
from simbsd.usr_sbin.sshd.config import ConfigError, parse

MINUTE = 60_000_000
START = "syslogd -ss; ssh-keygen -A > /dev/null; /usr/sbin/sshd; sleep 1; "
KEY = (
    "ssh-keygen -q -f /root/.ssh/id_ed25519 -N ''; mkdir -m 700 /home/alice/.ssh; "
    "cp /root/.ssh/id_ed25519.pub /home/alice/.ssh/authorized_keys; chown -R alice:alice /home/alice/.ssh; "
)
LOGIN = "ssh -qo StrictHostKeyChecking=no alice@127.0.0.1 "
MOTD = "Welcome to FreeBSD!\n\nThis machine is simulated: break it, and boot it again.\n"


def shape(text: str) -> str:
    """Process ids, ports and keys are the machine's own."""
    text = text.replace("\r", "")
    text = re.sub(r"sshd\[\d+\]", "sshd[PID]", re.sub(r"port 1\d{4}", "port PORT", text))
    return re.sub(r"AAAAC3[A-Za-z0-9+/]+", "KEY", re.sub(r"SHA256:[A-Za-z0-9+/]{43}", "SHA256:KEY", text))


class Terminal:
    """A machine with somebody at it."""

    def __init__(self, setup: str) -> None:
        self.machine = Machine()
        self.machine.settle(MINUTE)
        self.type(f"{setup}\r")

    def type(self, keys: str) -> str:
        """What is shown after keys were typed and all has come to rest."""
        self.machine.output(0)
        self.machine.type(0, keys)
        self.machine.settle(10_000_000)
        return self.machine.output(0).replace("\r", "")


def test_a_key_opens_the_door_and_the_status_comes_back(sh) -> None:
    script = START + KEY + LOGIN + "'id -un; pwd; tty; echo err >&2; exit 3'; echo $?; echo in | " + LOGIN + "cat"
    assert sh(script) == ("alice\n/home/alice\nnot a tty\nerr\n3\nin\n", 0)


def test_both_families_are_served(sh) -> None:
    """A name leads where the policy has it (ip6addrctl(8): IPv4 first); -4 and -6 choose, and AddressFamily too."""
    script = START + KEY + """echo >> /root/.ssh/known_hosts
        for how in '' -4 -6; do ssh $how -qo StrictHostKeyChecking=no alice@localhost 'echo $SSH_CONNECTION'; done
        ssh -6 127.0.0.1 true; sockstat -qlP tcp | cut -c29-; kill $(cat /var/run/sshd.pid); sleep 1
        /usr/sbin/sshd -o AddressFamily=inet6 -o 'ListenAddress [::1]:23'; sockstat -qlP tcp | cut -c29-"""
    assert re.sub(r" 1\d{4} ", " PORT ", sh(script)[0]).replace("\r", "") == (
        "127.0.0.1 PORT 127.0.0.1 22\n127.0.0.1 PORT 127.0.0.1 22\n::1 PORT ::1 22\n"
        "ssh: Could not resolve hostname 127.0.0.1: Name does not resolve\n"
        "  tcp6   *:22                  *:*\n  tcp4   *:22                  *:*\n"
        "  tcp6   ::1:23                *:*\n"
    )


def test_options_that_are_not_here_say_so(sh) -> None:
    """The others of the usage text change nothing that could be seen."""
    script = """ssh -V; ssh -L 1:h:2 h; ssh -1 h; ssh -e xx h; /usr/sbin/sshd -V; /usr/sbin/sshd -g soon; echo $?
        /usr/sbin/sshd -i; ssh -ACXx -c aes nohost"""
    assert sh(script)[0].replace("\r", "") == (
        "OpenSSH_9.6p1, OpenSSL 3.0.13\nssh: -L: left out of this machine\n"
        "SSH protocol v.1 is no longer supported\nBad escape character 'xx'.\nOpenSSH_9.6p1, OpenSSL 3.0.13\n"
        "Invalid login grace time.\n1\nsshd: -i: left out of this machine\n"
        "ssh: Could not resolve hostname nohost: Name does not resolve\n"
    )


def test_what_the_log_says(sh) -> None:
    script = START + KEY + LOGIN + "true; ssh -q bob@127.0.0.1 true; nc -w 1 127.0.0.1 22 < /dev/null; sleep 1; "
    script += "kill $(cat /var/run/sshd.pid); sleep 1; cat /var/log/auth.log; ls /var/run | grep ssh"
    at = "Mar  1 12:00:0"
    assert re.sub(r"^Mar  1 12:00:\d\d", at, shape(sh(script)[0]), flags=re.M) == (
        "bob@127.0.0.1: Permission denied (publickey,keyboard-interactive).\n"
        "SSH-2.0-OpenSSH_9.6 FreeBSD-20240104\n"
        f"{at} cellblock sshd[PID]: Server listening on :: port 22.\n"
        f"{at} cellblock sshd[PID]: Server listening on 0.0.0.0 port 22.\n"
        f"{at} cellblock sshd[PID]: Accepted publickey for alice from 127.0.0.1 port PORT ssh2: ED25519 SHA256:KEY\n"
        f"{at} cellblock sshd[PID]: Received disconnect from 127.0.0.1 port PORT:11: disconnected by user\n"
        f"{at} cellblock sshd[PID]: Disconnected from user alice 127.0.0.1 port PORT\n"
        f"{at} cellblock sshd[PID]: Invalid user bob from 127.0.0.1 port PORT\n"
        f"{at} cellblock sshd[PID]: error: PAM: Authentication error for illegal user bob from 127.0.0.1\n"
        f"{at} cellblock syslogd: last message repeated 2 times\n"
        f"{at} cellblock sshd[PID]: Connection closed by invalid user bob 127.0.0.1 port PORT [preauth]\n"
        f"{at} cellblock sshd[PID]: Connection closed by 127.0.0.1 port PORT\n"
        f"{at} cellblock sshd[PID]: Received signal 15; terminating.\n"
    )


def test_a_password_at_a_terminal() -> None:
    at = Terminal(START + "echo secret | pw usermod alice -h 0")
    assert shape(at.type("ssh alice@127.0.0.1\r")).partition("\n")[2] == (
        "The authenticity of host '127.0.0.1 (127.0.0.1)' can't be established.\n"
        "ED25519 key fingerprint is SHA256:KEY.\nThis key is not known by any other names.\n"
        "Are you sure you want to continue connecting (yes/no/[fingerprint])? "
    )
    assert at.type("maybe\r") == "maybe\nPlease type 'yes', 'no' or the fingerprint: "
    prompt = "(alice@127.0.0.1) Password for alice@cellblock:"
    assert at.type("yes\r") == (
        f"yes\nWarning: Permanently added '127.0.0.1' (ED25519) to the list of known hosts.\n{prompt}"
    )
    assert at.type("wrong\r").endswith(prompt)
    assert at.type("secret\r").endswith(f"\n{MOTD}$ ")
    assert at.type("tty; stty size\r") == "tty; stty size\n/dev/pts/0\n24 80\n$ "
    at.machine.resize(0, 40, 132)
    assert at.type("stty size\r") == "stty size\n40 132\n$ "
    shown = at.type("ps -axo user,tt,args > /tmp/ps; grep -e sshd: -e '(sh)' /tmp/ps\r")
    assert [line for line in shown.splitlines() if "[listener]" not in line and "grep" not in line] == [
        "root   -  sshd: alice [priv] (sshd)", "alice  -  sshd: alice@pts/0 (sshd)", "alice  0  -sh (sh)",
        "root  v0  -sh (sh)", "$ ",
    ]  # fmt: skip
    assert at.type("cat\r") == "cat\n"
    assert at.type("\x03") == "^C\n$ "
    assert at.type("exit\r") == "exit\nConnection to 127.0.0.1 closed.\n# "
    at.type("ssh alice@127.0.0.1\r")
    at.type("secret\r")
    assert at.type("\r~.") == "Connection to 127.0.0.1 closed.\n# "
    assert at.type("ls /dev/pts\r") == "ls /dev/pts\n# "


def test_root_is_refused_unless_the_configuration_says_otherwise(sh) -> None:
    script = START + KEY + """
        cp /root/.ssh/id_ed25519.pub /root/.ssh/authorized_keys
        login='ssh -qo StrictHostKeyChecking=no 127.0.0.1 id -un'
        $login; for how in prohibit-password yes; do
            echo "PermitRootLogin $how" > /etc/ssh/sshd_config; kill -HUP $(cat /var/run/sshd.pid); sleep 1; $login
        done
        echo 'AllowUsers bob' > /etc/ssh/sshd_config; kill -HUP $(cat /var/run/sshd.pid); sleep 1
        ssh -qo BatchMode=yes alice@127.0.0.1 true; grep -e ROOT -e listed /var/log/auth.log
    """
    assert [line.partition("]: ")[2] or line for line in shape(sh(script)[0]).splitlines()] == [
        "root@127.0.0.1: Permission denied (publickey,keyboard-interactive).", "root", "root",
        "alice@127.0.0.1: Permission denied (publickey,keyboard-interactive).",
        "ROOT LOGIN REFUSED FROM 127.0.0.1 port PORT",
        "User alice from 127.0.0.1 not allowed because not listed in AllowUsers",
    ]  # fmt: skip


def test_another_key_than_last_time_is_a_warning(sh) -> None:
    script = START + KEY + LOGIN + """true
        kill $(cat /var/run/sshd.pid); rm /etc/ssh/ssh_host*; ssh-keygen -A > /dev/null; /usr/sbin/sshd; sleep 1
        ssh alice@127.0.0.1 true; echo $?
        ssh-keygen -R 127.0.0.1; ssh -o StrictHostKeyChecking=yes alice@127.0.0.1 true
    """
    out = shape(sh(script)[0]).replace("\r", "")
    assert out.startswith("@" * 59 + "\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\n")
    assert out.partition("Offending ")[2] == (
        "ED25519 key in /root/.ssh/known_hosts:1\n"
        "Host key for 127.0.0.1 has changed and you have requested strict checking.\n"
        "Host key verification failed.\n255\n"
        "# Host 127.0.0.1 found: line 1\n/root/.ssh/known_hosts updated.\n"
        "Original contents retained as /root/.ssh/known_hosts.old\n"
        "No ED25519 host key is known for 127.0.0.1 and you have requested strict checking.\n"
        "Host key verification failed.\n"
    )


def test_from_one_jail_into_another(sh) -> None:
    """A jail's sshd has the jail's address; its pseudo-terminals are not its neighbour's (facts 2.6, tty_pts.c)."""
    script = """
        ifconfig lo0 alias 10.0.0.5/32; ifconfig lo0 alias 10.0.0.6/32
        jail -c name=a path=/ ip4.addr=10.0.0.5 host.hostname=a persist
        jail -c name=b path=/ ip4.addr=10.0.0.6 host.hostname=b persist
    """ + KEY + """
        ssh-keygen -A > /dev/null; jexec a /usr/sbin/sshd; sleep 1
        sockstat -4lq; jexec b sockstat -4lq
        jexec b ssh -ttqo StrictHostKeyChecking=no alice@10.0.0.5 'hostname; tty; sleep 3' < /dev/null &
        sleep 2; jexec a ls /dev/pts; jexec b ls /dev/pts; ls /dev/pts
        wait
    """
    assert re.sub(r"sshd +\d+", "sshd PID", sh(script)[0]).replace("\r", "") == (
        "root     sshd PID 3   tcp4   10.0.0.5:22           *:*\na\n/dev/pts/0\n0\n0\n"
    )


def test_refusals(sh) -> None:
    script = """
        sshd; echo $?; /usr/sbin/sshd; echo $?; echo 'Colour red' > /tmp/c; /usr/sbin/sshd -f /tmp/c; echo $?
        ssh 127.0.0.1 true; echo $?; ssh nohost; ssh -p x host
        ssh-keygen -t rsa; ssh-keygen -t x; ssh-keygen -l -f /nope
        ssh-keygen -A; /usr/sbin/sshd; sleep 1; ssh 127.0.0.1 true; echo $?
    """
    assert sh(script)[0].replace("\r", "") == (
        "sshd re-exec requires execution with an absolute path\n255\nsshd: no hostkeys available -- exiting.\n1\n"
        "/tmp/c: line 1: Bad configuration option: Colour\n/tmp/c: terminating, 1 bad configuration options\n255\n"
        "ssh: connect to host 127.0.0.1 port 22: Connection refused\n255\n"
        "ssh: Could not resolve hostname nohost: Name does not resolve\nBad port 'x'\n"
        "ssh-keygen: keys of type rsa are left out of this machine\nunknown key type x\n"
        "ssh-keygen: /nope: No such file or directory\n"
        "ssh-keygen: generating new host keys: ED25519 \nHost key verification failed.\n255\n"
    )


@pytest.mark.parametrize(
    ("text", "error"),
    [("Port", "c line 1: Port requires an argument"), ("Port 0", "c line 1: Badly formatted port number."),
     ("\nPermitRootLogin maybe", 'c line 2: unsupported option "maybe".'),
     ("ListenAddress nowhere", "c line 1: bad address or host name: nowhere")],
)  # fmt: skip
def test_configurations_that_are_refused(text: str, error: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(text, "c")
    assert str(caught.value) == error


def test_a_configuration() -> None:
    addresses = "ListenAddress 10.0.0.5\nListenAddress 10.0.0.6:23\n"
    config = parse(f"Port 22\nPort 2222\n{addresses}UsePAM yes\nPrintMotd no", "c")
    assert config.listen() == [(0x0A000005, 22), (0x0A000005, 2222), (0x0A000006, 23)]
    assert parse("ListenAddress ::1\nListenAddress [::2]:24\nPort 23", "c").listen() == [(1, 23, 0), (2, 24, 0)]
    assert parse("", "c").listen() == [(0, 22, 0), (0, 22)]
    assert parse("AddressFamily inet", "c").listen() == [(0, 22)]
    assert (config.motd, parse("DenyUsers bob", "c").refusal("bob", "h", [])) == (False, "listed in DenyUsers")
    assert parse("AllowUsers a* bob@10.*", "c").refusal("bob", "10.0.0.1", []) == ""
