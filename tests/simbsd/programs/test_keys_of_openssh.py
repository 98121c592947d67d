"""Ed25519 and the files of OpenSSH keys, against published vectors (RFC 8032, section 7.1) and OpenSSH's own output."""

from __future__ import annotations

from simbsd.lib.ed25519 import public_key, sign, verify
from simbsd.lib.sshkey import Key, format_private, parse_private, parse_public, randomart

SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
SIGNATURE = bytes.fromhex(
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
    "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
)
KEY = Key(PUBLIC, SEED, "root@x")


def test_a_signature() -> None:
    assert public_key(SEED) == PUBLIC
    assert sign(SEED, b"") == SIGNATURE
    assert verify(PUBLIC, b"", SIGNATURE)
    assert not verify(PUBLIC, b"x", SIGNATURE)
    assert not verify(PUBLIC, b"", SIGNATURE[:-1] + b"\xff")
    assert not verify(bytes(31), b"", SIGNATURE)


def test_a_key_in_its_files() -> None:
    """The fingerprint and the picture are those of ssh-keygen -lv of OpenSSH."""
    assert parse_private(format_private(KEY, b"abcd")) == KEY
    assert parse_public(f"{KEY.line} a comment") == Key(PUBLIC, comment="a comment")
    assert KEY.fingerprint == "SHA256:bbXpuKG6zhzdmnxq256TlqzFBzRl2f6OOg722cYNbU8"
    assert randomart(KEY).splitlines()[:3] == [
        "+--[ED25519 256]--+", "|            oo   |", "|           o. .  |",
    ]  # fmt: skip


def test_what_is_no_key() -> None:
    for text in ("", "ssh-rsa AAAA x", "ssh-ed25519 !!", "ssh-ed25519 AAAA", "ssh-ed25519"):
        assert parse_public(text) is None
    for text in ("", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n"):
        assert parse_private(text) is None
