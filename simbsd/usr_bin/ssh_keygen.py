"""ssh-keygen(1): keys for ssh and sshd.

Models crypto/openssh/ssh-keygen.c; leaves out every type of key but ed25519, passphrases other than the empty one, and
all but making (-A, -C, -f, -N, -q, -t), looking (-l, -v, -y) and forgetting a host (-R).
"""

from __future__ import annotations

from simbsd.lib.files import mkdir, stat
from simbsd.lib.getopt import getopt
from simbsd.lib.printf import printf
from simbsd.lib.pwd import getpwuid, read_file
from simbsd.lib.sshkey import format_private, generate, parse_private, parse_public, randomart
from simbsd.lib.stdio import STDERR, LineReader, decode, encode, put
from simbsd.lib.syscall import syscall
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import close, getuid, open
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_CREAT, O_TRUNC, O_WRONLY

USAGE = """\
usage: ssh-keygen [-q] [-C comment] [-f output_keyfile] [-N new_passphrase] [-t ed25519]
       ssh-keygen -A
       ssh-keygen -l [-v] [-f input_keyfile]
       ssh-keygen -y [-f input_keyfile]
       ssh-keygen -R hostname [-f known_hosts_file]
"""
HOST_KEY = "/etc/ssh/ssh_host_ed25519_key"
TYPES = ("ed25519",)
LEFT_OUT = ("dsa", "ecdsa", "rsa", "ecdsa-sk", "ed25519-sk")


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    options, operands = await getopt(argv, "AC:f:lN:qR:t:vy")
    given = dict(options)
    if "?" in given or operands:
        await printf(USAGE, STDERR)
        return 1
    if "t" in given and given["t"] not in TYPES:
        known = f"ssh-keygen: keys of type {given['t']} are left out of this machine\n"
        await printf(known if given["t"] in LEFT_OUT else f"unknown key type {given['t']}\n", STDERR)
        return 255
    user = await getpwuid(await getuid())
    if user is None:
        await printf("No user exists for uid\n", STDERR)
        return 255
    comment = given.get("C", f"{user.pw_name}@{await sysctl('kern.hostname')}")
    home = user.pw_dir
    if "A" in given:
        return await _host_keys(comment)
    if "R" in given:
        return await _forget(given["R"], given.get("f", f"{home}/.ssh/known_hosts"))
    if "l" in given or "y" in given:
        return await _show(given, given.get("f", f"{home}/.ssh/id_ed25519"))
    return await _make(given, home, comment)


async def _write(path: str, text: str, mode: int) -> None:
    fd = await open(path, O_WRONLY | O_CREAT | O_TRUNC, mode)
    await put(fd, encode(text))
    await close(fd)


async def _save(path: str, comment: str) -> str:
    """Make a key and its two files: what is said of it. Errors: those of the files."""
    key = await generate(comment)
    await _write(path, format_private(key, await syscall("getrandom", 4)), 0o600)
    await _write(f"{path}.pub", f"{key.line} {comment}\n", 0o644)
    return f"The key fingerprint is:\n{key.fingerprint} {comment}\nThe key's randomart image is:\n{randomart(key)}\n"


async def _host_keys(comment: str) -> int:
    """-A: the host keys that are not there yet."""
    if not await _exists(HOST_KEY):
        await printf("ssh-keygen: generating new host keys: ED25519 \n")
        await _save(HOST_KEY, comment)
    return 0


async def _exists(path: str) -> bool:
    try:
        await stat(path)
    except Errno:
        return False
    return True


async def _ask(prompt: str) -> str:
    await printf(prompt)
    return decode(await LineReader(0).line()).rstrip("\n")


async def _make(given: dict[str, str], home: str, comment: str) -> int:
    quiet = "q" in given
    path = given.get("f")
    if not quiet:
        await printf("Generating public/private ed25519 key pair.\n")
    if path is None:
        default = f"{home}/.ssh/id_ed25519"
        path = await _ask(f"Enter file in which to save the key ({default}): ") or default
    if path.startswith(f"{home}/.ssh/") and not await _exists(f"{home}/.ssh"):
        await mkdir(f"{home}/.ssh", 0o700)
        await printf("" if quiet else f"Created directory '{home}/.ssh'.\n")
    if await _exists(path):
        await printf(f"{path} already exists.\n")
        if (await _ask("Overwrite (y/n)? "))[:1] not in ("y", "Y"):
            return 1
    if given.get("N"):
        await printf("ssh-keygen: passphrases are left out of this machine\n", STDERR)
        return 255
    while "N" not in given:
        first = await _ask("Enter passphrase (empty for no passphrase): ")
        if first == await _ask("Enter same passphrase again: ") == "":
            break
        await printf("Passphrases are left out of this machine.  Try again.\n")
    try:
        said = await _save(path, comment)
    except Errno as error:
        await printf(f'Saving key "{path}" failed: {error}\n', STDERR)
        return 1
    if not quiet:
        await printf(f"Your identification has been saved in {path}\n")
        await printf(f"Your public key has been saved in {path}.pub\n{said}")
    return 0


async def _show(given: dict[str, str], path: str) -> int:
    text = await read_file(path)
    key = parse_private(text) or parse_public(text.partition("\n")[0])
    if key is None or ("y" in given and not key.seed):
        why = "is not a public key file." if await _exists(path) else "No such file or directory"
        await printf(f"{path} {why}\n" if await _exists(path) else f"{path}: {why}\n", STDERR)
        return 255
    if "y" in given:
        await printf(f"{key.line} {key.comment}\n")
        return 0
    await printf(f"256 {key.fingerprint} {key.comment or 'no comment'} (ED25519)\n")
    if "v" in given:
        await printf(f"{randomart(key)}\n")
    return 0


async def _forget(host: str, path: str) -> int:
    """-R: take a host out of known_hosts."""
    if not await _exists(path):
        await printf(f"Cannot stat {path}: No such file or directory\n", STDERR)
        return 255
    lines = (await read_file(path)).splitlines()
    kept = []
    for number, line in enumerate(lines, 1):
        if host in line.partition(" ")[0].split(","):
            await printf(f"# Host {host} found: line {number}\n")
        else:
            kept.append(line)
    if len(kept) == len(lines):
        await printf(f"Host {host} not found in {path}\n", STDERR)
        return 0
    await _write(f"{path}.old", "".join(f"{line}\n" for line in lines), 0o600)
    await _write(path, "".join(f"{line}\n" for line in kept), 0o600)
    await printf(f"{path} updated.\nOriginal contents retained as {path}.old\n")
    return 0
