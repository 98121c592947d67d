"""ssh-keygen -l, -y, -c, -e, -i and -r: looking at keys, and saying them in other forms.

Models crypto/openssh/ssh-keygen.c (do_fingerprint, do_print_public, do_change_comment, do_convert_to, do_convert_from,
do_print_resource_record) and dns.c (export_dns_rr); leaves out the formats of PEM.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from hashlib import new

from simbsd.lib.printf import printf
from simbsd.lib.pwd import read_file
from simbsd.lib.sshkey import NAME, Key, parse_private, parse_public, randomart
from simbsd.lib.stdio import STDIN, decode, read_all
from simbsd.sys.errno import Errno
from simbsd.usr_bin.ssh_keygen.common import (
    Job,
    ask,
    ask_filename,
    error,
    exists,
    fatal,
    load_private,
    must_exist,
    save,
)

BEGIN, END = "---- BEGIN SSH2 PUBLIC KEY ----", "---- END SSH2 PUBLIC KEY ----"
LINE = 70
SSHFP_ED25519 = 4
SSHFP_DIGESTS = (("sha1", 1), ("sha256", 2))
HOST_KEY = "/etc/ssh/ssh_host_ed25519_key.pub"


async def private_of(path: str, words: str) -> Key:
    """The private key of a file that must be there."""
    await must_exist(path)
    return await load_private(path, words.format(path))


async def fingerprints(job: Job) -> int:
    """-l: every key of a file: private, public, authorized_keys or known_hosts."""
    path = await ask_filename(job, "Enter file in which the key is")
    if path == "-":
        path, text = "(stdin)", decode(await read_all(STDIN))
    elif await exists(path):
        text = await read_file(path)
    else:
        await fatal(f"ssh-keygen: {path}: No such file or directory")
    if "PRIVATE KEY" in text.partition("\n")[0]:
        public = parse_public((await read_file(f"{path}.pub")).partition("\n")[0])
        found = public if public is not None and public.comment else parse_private(text) or public
        if found is None:
            await fatal(f"{path} is not a key file.")
        await _one(job, found, found.comment)
        return 0
    keys = [key for key in map(_key_of, text.splitlines()) if key is not None]
    for key in keys:
        await _one(job, key, key.comment)
    if not keys:
        await fatal(f"{path} is not a public key file.")
    return 0


def _key_of(line: str) -> Key | None:
    """The key of a line, behind a host's name or options; the comment is what follows, or else what stood before."""
    line = line.strip()
    if line.startswith("#"):
        return None
    bare = parse_public(line)
    if bare is not None:
        return bare
    place, quoted = 0, False
    while place < len(line) and (quoted or line[place] not in " \t"):
        quoted ^= line[place] == '"'
        place += 1
    key = parse_public(line[place:])
    return replace(key, comment=key.comment or line[:place]) if key is not None else None


async def _one(job: Job, key: Key, comment: str) -> None:
    await printf(f"256 {key.fingerprint_by(job.digest)} {comment or 'no comment'} (ED25519)\n")
    if job.has("v"):
        await printf(f"{randomart(key, job.digest)}\n")


async def public_of(job: Job) -> int:
    """-y: the public half of a private key."""
    key = await private_of(await ask_filename(job, "Enter file in which the key is"), 'Load key "{}"')
    await printf(f"{key.line} {key.comment}".rstrip() + "\n")
    return 0


async def change_comment(job: Job) -> int:
    """-c: another comment, in both files."""
    path = await ask_filename(job, "Enter file in which the key is")
    key = await private_of(path, 'Cannot load private key "{}"')
    await printf(f"Old comment: {key.comment}\n" if key.comment else "No existing comment\n")
    comment = job.given["C"] if job.has("C") else await ask("New comment: ")
    if comment == key.comment:
        await printf("No change to comment\n")
        return 0
    try:
        await save(path, replace(key, comment=comment), comment)
    except Errno as why:
        await error(f'Saving key "{path}" failed: {why}')
        return 1
    await printf(f"Comment '{comment}' applied\n" if comment else "Comment removed\n")
    return 0


async def export(job: Job) -> int:
    """-e: the public half in the form of RFC 4716."""
    await _check_format(job)
    path = await ask_filename(job, "Enter file in which the key is")
    await must_exist(path)
    text = await read_file(path)
    key = parse_public(text.partition("\n")[0]) or parse_private(text)
    if key is None:
        await fatal(f'Load key "{path}": error in libcrypto')
    body = b64encode(key.blob).decode()
    rows = [body[place : place + LINE] for place in range(0, len(body), LINE)]
    comment = f"256-bit ED25519, converted by {job.user}@{job.host} from OpenSSH"[:60]
    await printf("\n".join([BEGIN, f'Comment: "{comment}"', *rows, END, ""]))
    return 0


async def import_(job: Job) -> int:
    """-i: a public half in that form, as OpenSSH writes it."""
    await _check_format(job)
    path = await ask_filename(job, "Enter file in which the key is")
    await must_exist(path)
    rows = [row for row in (await read_file(path)).splitlines() if row and not row.startswith("----")]
    key = parse_public(f"{NAME} " + "".join(row for row in rows if ": " not in row))
    if key is None:
        await fatal("decode blob failed.")
    await printf(f"{key.line}\n")
    return 0


async def _check_format(job: Job) -> None:
    form = job.given.get("m", "RFC4716").upper()
    if form in ("PKCS8", "PEM"):
        await fatal(f"ssh-keygen: -m {form}: left out of this machine")
    if form != "RFC4716":
        await fatal(f'Unsupported conversion format "{job.given["m"]}"')


async def resource_records(job: Job) -> int:
    """-r: SSHFP records of a key, or of the host's own."""
    path, host = job.given.get("f", HOST_KEY), job.given["r"]
    if not await exists(path):
        await fatal(f"{path}: No such file or directory" if job.has("f") else "no keys found.")
    key = parse_public((await read_file(path)).partition("\n")[0])
    if key is None:
        await fatal(f'Failed to read v2 public key from "{path}": invalid format')
    for name, number in SSHFP_DIGESTS:
        digest = new(name, key.blob).digest()
        head = f"SSHFP {SSHFP_ED25519} {number} "
        if job.has("g"):
            head = f"TYPE44 \\# {len(digest) + 2} {SSHFP_ED25519:02x} {number:02x} "
        await printf(f"{host} IN {head}{digest.hex()}\n")
    return 0
