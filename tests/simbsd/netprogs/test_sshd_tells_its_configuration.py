"""sshd -t, -T, -G and -C, the keywords of sshd_config(5), and who is refused. Sources: crypto/openssh/servconf.c
(dump_config, fill_default_server_options, parse_server_match_testspec), sshd.c, auth.c (allowed_user).
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simbsd.usr_sbin.sshd.config import parse

Run = Callable[..., tuple[str, int]]
KEY = "ssh-keygen -A > /dev/null; "
NAMES = (
    "port addressfamily listenaddress listenaddress usepam logingracetime x11displayoffset maxauthtries maxsessions "
    "clientaliveinterval clientalivecountmax requiredrsasize streamlocalbindmask unusedconnectiontimeout "
    "permitrootlogin ignorerhosts ignoreuserknownhosts hostbasedauthentication hostbasedusesnamefrompacketonly "
    "pubkeyauthentication kerberosauthentication kerberosorlocalpasswd kerberosticketcleanup gssapiauthentication "
    "gssapicleanupcredentials passwordauthentication kbdinteractiveauthentication printmotd printlastlog x11forwarding "
    "x11uselocalhost permittty permituserrc strictmodes tcpkeepalive permitemptypasswords compression gatewayports "
    "usedns allowtcpforwarding allowagentforwarding disableforwarding allowstreamlocalforwarding streamlocalbindunlink "
    "fingerprinthash exposeauthinfo useblacklist pidfile modulifile xauthlocation ciphers macs banner forcecommand "
    "chrootdirectory trustedusercakeys revokedkeys securitykeyprovider authorizedprincipalsfile versionaddendum "
    "authorizedkeyscommand authorizedkeyscommanduser authorizedprincipalscommand authorizedprincipalscommanduser "
    "hostkeyagent kexalgorithms casignaturealgorithms hostbasedacceptedalgorithms hostkeyalgorithms "
    "pubkeyacceptedalgorithms loglevel syslogfacility authorizedkeysfile hostkey authenticationmethods channeltimeout "
    "maxstartups persourcemaxstartups persourcenetblocksize permittunnel ipqos rekeylimit permitopen permitlisten "
    "permituserenvironment pubkeyauthoptions"
)


def test_every_keyword_is_told_in_order_with_freebsds_defaults(sh: Run) -> None:
    output, status = sh(f"{KEY} sshd -T; sshd -G | md5; sshd -T -C user=alice,addr=10.0.0.1,lport=22 | md5")
    *lines, one, two = output.splitlines()
    assert (status, one) == (0, two)
    assert [line.split()[0] for line in lines] == NAMES.split()
    assert {
        "listenaddress 0.0.0.0:22", "listenaddress [::]:22", "permitrootlogin no", "passwordauthentication no",
        "authorizedkeysfile .ssh/authorized_keys", "streamlocalbindmask 0177", "useblacklist no", "ipqos af21 cs1",
        "maxstartups 10:30:100", "versionaddendum FreeBSD-20240104", "syslogfacility AUTH", "loglevel INFO",
    } <= set(lines)  # fmt: skip


def test_what_is_said_is_told(sh: Run) -> None:
    lines = (
        "AllowGroups wheel staff\\nSubsystem sftp /usr/libexec/sftp-server\\nPermitRootLogin prohibit-password\\n"
        "AcceptEnv LANG LC_*\\nForceCommand date -u\\nUseBlocklist yes\\nPermitRootLogin yes\\nBanner /etc/issue\\n"
    )
    script = (
        f"{KEY} printf '{lines}' > /tmp/c; sshd -T -f /tmp/c -p 2222 -o MaxSessions=3 -o Banner=none -4 | grep -E "
        "'^(port|listen|maxs|banner|allowg|subs|permitroot|accepte|forcec|useb)'"
    )
    assert sh(script) == (
        "port 2222\nlistenaddress 0.0.0.0:2222\nmaxsessions 3\npermitrootlogin without-password\nuseblacklist yes\n"
        "banner none\nforcecommand date -u\nallowgroups wheel\nallowgroups staff\nacceptenv LANG\nacceptenv LC_*\n"
        "subsystem sftp /usr/libexec/sftp-server\nmaxstartups 10:30:100\n",
        0,
    )


@pytest.mark.parametrize(
    ("words", "message", "status"),
    [
        ("-t -C user=x", "Config test connection parameter (-C) provided without test mode (-T)\r\n", 255),
        ("-T -C foo", "Invalid test mode specification foo\n", 1),
        ("-T -C user=a,lport=x", "Invalid port 'x' in test mode specification lport=x\n", 1),
        ("-t -o Foo=bar", "command-line: line 0: Bad configuration option: Foo\r\n", 1),
        ("-t -o Port", "command-line line 0: Port requires an argument\r\n", 1),
        ("-t -f /nope", "/nope: No such file or directory\n", 1),
        ("-T -h /nope", "Unable to load host key: /nope\nsshd: no hostkeys available -- exiting.\n", 1),
    ],
)
def test_what_cannot_be_tested(sh: Run, words: str, message: str, status: int) -> None:
    assert sh(f"{KEY} sshd {words}") == (message, status)


def test_groups_are_allowed_and_denied_after_users() -> None:
    config = parse("AllowUsers alice bob\nDenyGroups guest*\nAllowGroups wheel staff", "c")
    assert config.refusal("carol", "h", ["wheel"]) == "not listed in AllowUsers"
    assert config.refusal("alice", "h", ["wheel", "guests"]) == "a group is listed in DenyGroups"
    assert config.refusal("bob", "h", ["bob"]) == "none of user's groups are listed in AllowGroups"
    assert config.refusal("alice", "h", ["alice", "staff"]) == ""


def test_the_log_says_why_an_account_does_not_log_in(sh: Run) -> None:
    script = (
        f"syslogd -ss; {KEY} echo AllowGroups wheel >> /etc/ssh/sshd_config; pw useradd bob -s /bin/nosuch -G wheel; "
        "/usr/sbin/sshd; sleep 1; for user in alice bob; do ssh -o StrictHostKeyChecking=no -o BatchMode=yes "
        "$user@127.0.0.1 true > /dev/null 2>&1; done; grep -o 'User .*' /var/log/auth.log"
    )
    assert sh(script) == (
        "User alice from 127.0.0.1 not allowed because none of user's groups are listed in AllowGroups\n"
        "User bob not allowed because shell /bin/nosuch does not exist\n",
        0,
    )
