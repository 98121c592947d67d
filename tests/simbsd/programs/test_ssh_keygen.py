"""ssh-keygen: finding, hashing and forgetting hosts, other comments, other forms. Texts: crypto/openssh/ssh-keygen.c,
hostfile.c, authfile.c, dns.c; errors go through its log, whose lines end in CR LF.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable

import pytest

from simbsd.lib.hostfile import host_hash, lines_of, matches

Run = Callable[..., tuple[str, int]]
MAKE = "cd /root; ssh-keygen -q -f k -N '' -C one; "
KNOWN = (
    "mkdir .ssh; (printf 'www,10.0.2.51 '; cut -d' ' -f1,2 k.pub; printf '*.example.org '; cat k.pub) "
    "> .ssh/known_hosts; "
)


def test_a_key_is_looked_at_and_its_comment_changed(sh: Run) -> None:
    script = (
        f"{MAKE} ssh-keygen -lf k | cut -d' ' -f1,3,4; ssh-keygen -lf k.pub -E md5 | cut -c1-8; "
        "ssh-keygen -y -f k | cmp - k.pub && echo same; ssh-keygen -c -C two -f k; ssh-keygen -c -C two -f k; "
        "ssh-keygen -c -C '' -f k; cut -d' ' -f3 k.pub; ssh-keygen -p -N '' -f k; "
        "cat k.pub | ssh-keygen -lf - | wc -l; ssh-keygen -lvE sha1 -f k.pub | tail -1"
    )
    assert sh(script) == (
        "256 one (ED25519)\n256 MD5:\nsame\nOld comment: one\nComment 'two' applied\n"
        "Old comment: two\nNo change to comment\nOld comment: two\nComment removed\n\n"
        "Key has comment ''\nYour identification has been saved with the new passphrase.\n       1\n"
        "+-----[SHA1]------+\n",
        0,
    )


def test_hosts_are_found_hashed_and_forgotten(sh: Run) -> None:
    script = (
        f"{MAKE} {KNOWN} ssh-keygen -F WWW | cut -c1-32; ssh-keygen -lF a.example.org | cut -c1-28; "
        "ssh-keygen -F nope; echo $?; ssh-keygen -H; cut -c1-3 .ssh/known_hosts; ssh-keygen -F 10.0.2.51 | head -1; "
        "ssh-keygen -R www; "
        "ssh-keygen -R nope; wc -l < .ssh/known_hosts; ssh-keygen -lf .ssh/known_hosts | cut -d' ' -f3 | cut -c1-3; "
        "echo 'foo bar' >> .ssh/known_hosts; ssh-keygen -R www; ssh-keygen -F x -f /nope"
    )
    assert sh(script) == (
        "# Host WWW found: line 1 \nwww,10.0.2.51 ssh-ed25519 AAAAC3\n"
        "# Host a.example.org found: \na.example.org ED25519 SHA256\n1\n"
        "/root/.ssh/known_hosts:2: ignoring host name with wildcard: *.example.org\r\n"
        "/root/.ssh/known_hosts updated.\nOriginal contents retained as /root/.ssh/known_hosts.old\n"
        "WARNING: /root/.ssh/known_hosts.old contains unhashed entries\r\n"
        "Delete this file to ensure privacy of hostnames\r\n"
        "|1|\n|1|\n*.e\n# Host 10.0.2.51 found: line 2 \n# Host www found: line 1\n"
        "/root/.ssh/known_hosts updated.\nOriginal contents retained as /root/.ssh/known_hosts.old\n"
        "Host nope not found in /root/.ssh/known_hosts\r\n       2\n|1|\none\n"
        "/root/.ssh/known_hosts:3: invalid line\r\n/root/.ssh/known_hosts is not a valid known_hosts file.\r\n"
        "Not replacing existing known_hosts file because of errors\r\n"
        "Cannot stat /nope: No such file or directory\r\n",
        255,
    )


def test_a_hash_is_openssh_own_and_patterns_may_say_no() -> None:
    """The first is the beginning of a line that OpenSSH wrote for 192.168.1.61."""
    salt = b64decode("F1E1KeoE/eEWhi10WpGv4OdiO6Y=")
    assert host_hash("192.168.1.61", salt) == "|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg="
    assert matches("|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg=", "192.168.1.61")
    assert not matches("|1|%%%|x", "www")
    assert matches("*.example.org,!bad.example.org", "A.example.org")
    assert not matches("*.example.org,!bad.example.org", "bad.example.org")
    marked, remark, wrong = lines_of("@revoked * ssh-ed25519 AAAA\n# x\nfoo bar\n")
    assert (marked.marker, marked.names, remark.is_comment, wrong.is_comment) == ("REVOKED", "*", True, False)


def test_ssh_knows_hosts_by_their_hashes(sh: Run) -> None:
    script = (
        "syslogd -ss; ssh-keygen -A > /dev/null; /usr/sbin/sshd; sleep 1; cd /root; mkdir .ssh; "
        "ssh-keygen -q -f .ssh/id_ed25519 -N ''; mkdir -m 700 /home/alice/.ssh; "
        "cp .ssh/id_ed25519.pub /home/alice/.ssh/authorized_keys; chown -R alice /home/alice/.ssh; "
        "ssh -o StrictHostKeyChecking=no alice@127.0.0.1 echo in; ssh-keygen -H > /dev/null 2>&1; "
        "cut -c1-3 .ssh/known_hosts; ssh -o StrictHostKeyChecking=yes alice@127.0.0.1 echo again"
    )
    assert sh(script)[0].splitlines()[-3:] == ["in", "|1|", "again"]


def test_keys_in_other_forms(sh: Run) -> None:
    """RFC 4716; RFC 4255 with the numbers of RFC 7479."""
    script = (
        f"{MAKE} ssh-keygen -e -f k > e; sed 's/^AAAA.*/body/' e; ssh-keygen -i -f e | cut -d' ' -f2 > i; "
        "cut -d' ' -f2 k.pub | cmp - i && echo same; ssh-keygen -r www -f k.pub > r; "
        "ssh-keygen -g -r www -f k.pub >> r; sed 's/[0-9a-f]\\{40,\\}/digest/' r; ssh-keygen -r www; "
        "ssh-keygen -m foo -e -f k"
    )
    assert sh(script) == (
        '---- BEGIN SSH2 PUBLIC KEY ----\nComment: "256-bit ED25519, converted by root@cellblock from OpenSSH"\nbody\n'
        "---- END SSH2 PUBLIC KEY ----\nsame\nwww IN SSHFP 4 1 digest\nwww IN SSHFP 4 2 digest\n"
        "www IN TYPE44 \\# 22 04 01 digest\nwww IN TYPE44 \\# 34 04 02 digest\n"
        'no keys found.\r\nUnsupported conversion format "foo"\r\n',
        255,
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("-y -f k.pub", 'Load key "k.pub": error in libcrypto'),
        ("-y -f nope", "nope: No such file or directory"),
        ("-lf nope", "ssh-keygen: nope: No such file or directory"),
        ("-lf /etc/rc.conf", "/etc/rc.conf is not a public key file."),
        ("-p -f nope", "nope: No such file or directory"),
        ("-E foo", 'Invalid hash algorithm "foo"'),
        ("-a x", "Invalid number: x (invalid)"),
        ("-b 0", "Bits has bad value 0 (too small)"),
        ("-t rsa", "ssh-keygen: keys of type rsa are left out of this machine"),
        ("-t foo", "unknown key type foo"),
        ("-L -f k", "ssh-keygen: -L: left out of this machine"),
    ],
)
def test_what_is_fatal(sh: Run, words: str, message: str) -> None:
    assert sh(f"{MAKE} chmod 600 k.pub; ssh-keygen {words}") == (f"{message}\r\n", 255)


def test_a_private_key_that_others_may_read_is_no_key(sh: Run) -> None:
    bar = "@" * 59
    lines = (
        bar, "@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @", bar,
        "Permissions 0644 for 'k' are too open.",
        "It is required that your private key files are NOT accessible by others.",
        "This private key will be ignored.", 'Load key "k": bad permissions', "",
    )  # fmt: skip
    assert sh(f"{MAKE} chmod 644 k; ssh-keygen -y -f k") == ("\r\n".join(lines), 255)


def test_words_that_do_not_go_together(sh: Run) -> None:
    script = "for words in x -pc '-l -R a'; do ssh-keygen $words 2>&1 | head -2; done"
    usage = "usage: ssh-keygen [-q] [-a rounds] [-b bits] [-C comment] [-f output_keyfile]\n"
    assert sh(script)[0] == "".join(
        f"{message}\r\n{usage}"
        for message in ("Too many arguments.", "Can only have one of -p and -c.", "Cannot use -l with -H or -R.")
    )
