"""crypt(3): passwords as they stand in master.passwd(5).

Models lib/libcrypt/crypt-sha512.c (``$6$``, the class's passwd_format) and misc.c; leaves out DES, MD5, Blowfish,
NT-Hash and SHA-256: a hash of another kind matches nothing.
"""

from __future__ import annotations

from hashlib import sha512

from simbsd.lib.syscall import syscall
from simbsd.lib.unistd import tick

ITOA64 = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
MAGIC, SALT_MAX, ROUNDS, ROUNDS_MIN, ROUNDS_MAX = "$6$", 16, 5000, 1000, 20_000
SIZE, SALT_LENGTH = 64, 16  # pw_user.c: pw_pwcrypt makes salts of this length
TICKS = 200  # rounds between two ticks


def _repeated(digest: bytes, length: int) -> bytes:
    return digest * (length // SIZE) + digest[: length % SIZE]


def _parse(setting: str) -> tuple[int, bool, bytes] | None:
    """Rounds, whether the setting names them, and the salt; None for a setting of another kind."""
    if not setting.startswith(MAGIC):
        return None
    rest, rounds, named = setting[len(MAGIC) :], ROUNDS, False
    if rest.startswith("rounds="):
        number, dollar, after = rest[7:].partition("$")
        if dollar and number.isascii() and number.isdigit():
            rest, rounds, named = after, max(ROUNDS_MIN, min(ROUNDS_MAX, int(number[:9]))), True
    return rounds, named, rest.partition("$")[0][:SALT_MAX].encode()


def _start(key: bytes, salt: bytes) -> tuple[bytes, bytes, bytes]:
    """The first digest, and the sequences that stand for key and salt in every round."""
    other = sha512(key + salt + key).digest()
    message = key + salt + _repeated(other, len(key))
    count = len(key)
    while count:
        message += other if count & 1 else key
        count >>= 1
    first = sha512(message).digest()
    keys = _repeated(sha512(key * len(key)).digest(), len(key))
    salts = _repeated(sha512(salt * (16 + first[0])).digest(), len(salt))
    return first, keys, salts


def _text(digest: bytes) -> str:
    """64 bytes as 86 letters, three bytes at a time in the order that crypt-sha512.c has them."""
    out = []
    for step in range(21):
        triple = [step, step + 21, step + 42]
        turn = step % 3
        high, middle, low = triple[turn:] + triple[:turn]
        number = digest[high] << 16 | digest[middle] << 8 | digest[low]
        out += [ITOA64[number >> shift & 63] for shift in (0, 6, 12, 18)]
    out += [ITOA64[digest[63] >> shift & 63] for shift in (0, 6)]
    return "".join(out)


async def crypt(key: str, setting: str) -> str | None:
    """The password as the setting (a salt, or a whole entry) would have it stored; None for an unknown kind."""
    parsed = _parse(setting)
    if parsed is None:
        return None
    rounds, named, salt = parsed
    word = key.encode("utf-8", "surrogateescape")
    digest, keys, salts = _start(word, salt)
    for place in range(rounds):
        message = keys if place & 1 else digest
        message += salts if place % 3 else b""
        message += keys if place % 7 else b""
        digest = sha512(message + (digest if place & 1 else keys)).digest()
        if place % TICKS == 0:
            await tick()
    head = f"{MAGIC}rounds={rounds}$" if named else MAGIC
    return f"{head}{salt.decode()}${_text(digest)}"


async def new_password(key: str) -> str:
    """A password as master.passwd(5) is to hold it, with a salt of its own (pw_pwcrypt)."""
    data: bytes = await syscall("getrandom", SALT_LENGTH)
    found = await crypt(key, MAGIC + "".join(ITOA64[byte & 63] for byte in data))
    assert found is not None, "the setting is of the known kind"
    return found


async def is_password(key: str, stored: str) -> bool:
    """Whether a password is the one that is stored; an empty entry lets nothing but an empty one in."""
    if not stored:
        return not key
    return await crypt(key, stored) == stored
