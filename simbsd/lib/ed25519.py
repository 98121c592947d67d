"""Ed25519 signatures.

Models RFC 8032; points are kept in extended coordinates (x, y, z, xy/z). Not made to resist timing.
"""

from __future__ import annotations

from hashlib import sha512

Point = tuple[int, int, int, int]

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)  # of -1
SEED_SIZE = KEY_SIZE = 32
SIGNATURE_SIZE = 64


def _recover_x(y: int, sign: int) -> int | None:
    """The x of a point with this y whose lowest bit is ``sign``; None when there is none."""
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    return x if x & 1 == sign else _P - x


_BASE_Y = 4 * pow(5, _P - 2, _P) % _P
_BASE_X = _recover_x(_BASE_Y, 0) or 0
_BASE: Point = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % _P)
_ZERO: Point = (0, 1, 1, 0)


def _add(one: Point, two: Point) -> Point:
    a = (one[1] - one[0]) * (two[1] - two[0]) % _P
    b = (one[1] + one[0]) * (two[1] + two[0]) % _P
    c = 2 * one[3] * two[3] * _D % _P
    d = 2 * one[2] * two[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(number: int, point: Point) -> Point:
    total = _ZERO
    while number:
        if number & 1:
            total = _add(total, point)
        point = _add(point, point)
        number >>= 1
    return total


def _pack(point: Point) -> bytes:
    inverse = pow(point[2], _P - 2, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _unpack(data: bytes) -> Point | None:
    number = int.from_bytes(data, "little")
    y = number & (1 << 255) - 1
    x = _recover_x(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % _P)


def _secret(seed: bytes) -> tuple[int, bytes]:
    digest = sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
    return scalar, digest[32:]


def _hash(*parts: bytes) -> int:
    return int.from_bytes(sha512(b"".join(parts)).digest(), "little") % _ORDER


def public_key(seed: bytes) -> bytes:
    """The public key of a secret one of 32 bytes."""
    return _pack(_times(_secret(seed)[0], _BASE))


def sign(seed: bytes, message: bytes) -> bytes:
    """A signature of 64 bytes."""
    scalar, prefix = _secret(seed)
    public = _pack(_times(scalar, _BASE))
    nonce = _hash(prefix, message)
    commitment = _pack(_times(nonce, _BASE))
    proof = (nonce + _hash(commitment, public, message) * scalar) % _ORDER
    return commitment + proof.to_bytes(32, "little")


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the owner of a public key has signed a message."""
    if len(public) != KEY_SIZE or len(signature) != SIGNATURE_SIZE:
        return False
    key, commitment = _unpack(public), _unpack(signature[:32])
    proof = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or proof >= _ORDER:
        return False
    left = _times(proof, _BASE)
    right = _add(commitment, _times(_hash(signature[:32], public, message), key))
    return (left[0] * right[2] - right[0] * left[2]) % _P == 0 and (left[1] * right[2] - right[1] * left[2]) % _P == 0
