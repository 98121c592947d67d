"""ssh-keygen -F, -H and -R: what is known of hosts.

Models crypto/openssh/ssh-keygen.c (do_known_hosts, known_hosts_find_delete, known_hosts_hash).
"""

from __future__ import annotations

from simbsd.lib.hostfile import HASHED, SALT_SIZE, Line, host_hash, lines_of, matches
from simbsd.lib.printf import printf
from simbsd.lib.pwd import read_file
from simbsd.lib.sshkey import randomart
from simbsd.lib.syscall import syscall
from simbsd.usr_bin.ssh_keygen.common import Job, error, exists, fatal, write


async def known_hosts(job: Job) -> int:
    """Find a host (on standard output), or forget one or hash all of them (in the file)."""
    path = job.given.get("f", f"{job.home}/.ssh/known_hosts")
    if not await exists(path):
        await fatal(f"Cannot stat {path}: No such file or directory")
    text = await read_file(path)
    lines = lines_of(text)
    if job.has("F"):
        return await _find(job, lines)
    return await (_forget if job.has("R") else _hash)(job, path, text, lines)


async def _find(job: Job, lines: list[Line]) -> int:
    host, found = job.given["F"], False
    for line in lines:
        if line.key is None or not matches(line.names, host):
            continue
        found = True
        if not job.has("q"):
            await printf(f"# Host {host} found: line {line.number} {line.marker}\n")
        if job.has("H"):
            await printf("".join(f"{one}\n" for one in (await _hashed(line))[0]))
        elif job.has("l"):
            key = line.key
            comment = f" {key.comment}" if key.comment else ""
            await printf(f"{host} ED25519 {key.fingerprint_by(job.digest)}{comment}\n")
            if job.has("v"):
                await printf(f"{randomart(key, job.digest)}\n")
        else:
            await printf(f"{line.text}\n")
    return int(not found)


async def _forget(job: Job, path: str, text: str, lines: list[Line]) -> int:
    host, kept, found = job.given["R"], [], False
    for line in lines:
        if line.key is not None and not line.marker and matches(line.names, host):
            found = True
            if not job.has("q"):
                await printf(f"# Host {host} found: line {line.number}\n")
        else:
            kept.append(line.text)
    if await _is_invalid(path, lines):
        return 1
    if not found:
        await error(f"Host {host} not found in {path}")
        return 0
    await _replace(path, text, kept)
    return 0


async def _hash(job: Job, path: str, text: str, lines: list[Line]) -> int:
    made: list[str] = []
    some = False
    for line in lines:
        if line.key is None:
            made.append(line.text)
            continue
        hashed, was = await _hashed(line)
        made += hashed
        some = some or was
        if any(letter in line.names for letter in "*?!") and not line.names.startswith(HASHED):
            await error(f"{path}:{line.number}: ignoring host name with wildcard: {line.names[:64]}")
    if await _is_invalid(path, lines):
        return 1
    await _replace(path, text, made)
    if some:
        await error(f"WARNING: {path}.old contains unhashed entries\nDelete this file to ensure privacy of hostnames")
    return 0


async def _hashed(line: Line) -> tuple[list[str], bool]:
    """A line for each of its names, hashed; what is hashed, has wildcards or a marker stays as it is."""
    if line.names.startswith(HASHED) or any(letter in line.names for letter in "*?!") or line.marker:
        return [line.text], False
    salts = [bytes(await syscall("getrandom", SALT_SIZE)) for _ in line.names.split(",")]
    names = zip(line.names.lower().split(","), salts, strict=True)
    return [f"{host_hash(name, salt)} {line.rest}" for name, salt in names], True


async def _is_invalid(path: str, lines: list[Line]) -> bool:
    bad = [line.number for line in lines if line.key is None and not line.is_comment]
    for number in bad:
        await error(f"{path}:{number}: invalid line")
    if bad:
        await error(f"{path} is not a valid known_hosts file.")
        await error("Not replacing existing known_hosts file because of errors")
    return bool(bad)


async def _replace(path: str, old: str, lines: list[str]) -> None:
    await write(f"{path}.old", old, 0o600)
    await write(path, "".join(f"{line}\n" for line in lines), 0o600)
    await printf(f"{path} updated.\nOriginal contents retained as {path}.old\n")
