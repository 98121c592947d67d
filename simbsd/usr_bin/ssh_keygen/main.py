"""ssh-keygen(1): keys for ssh and sshd.

Models crypto/openssh/ssh-keygen.c; leaves out, saying so, every type of key but ed25519, passphrases other than
the empty one, certificates (-s, -L), lists of revoked keys (-k, -Q), moduli (-M), hardware (-D, -K, -w), babble (-B)
and signatures of files (-Y).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from simbsd.lib.files import mkdir
from simbsd.lib.getopt import getopt
from simbsd.lib.printf import printf
from simbsd.lib.pwd import getpwuid
from simbsd.lib.sshkey import generate, randomart
from simbsd.lib.stdio import STDERR
from simbsd.lib.sysctl import sysctl
from simbsd.lib.unistd import getuid
from simbsd.sys.errno import Errno
from simbsd.sys.strtol import is_number, to_int
from simbsd.usr_bin.ssh_keygen import hosts, look
from simbsd.usr_bin.ssh_keygen.common import Job, ask, ask_filename, error, exists, fatal, save

LETTERS = "ABHKLQUXceghiklopquvyC:D:E:F:I:M:N:O:P:R:V:Y:Z:a:b:f:g:m:n:r:s:t:w:z:"
USAGE = """\
usage: ssh-keygen [-q] [-a rounds] [-b bits] [-C comment] [-f output_keyfile]
                  [-m format] [-N new_passphrase] [-O option]
                  [-t dsa | ecdsa | ecdsa-sk | ed25519 | ed25519-sk | rsa]
                  [-w provider] [-Z cipher]
       ssh-keygen -p [-a rounds] [-f keyfile] [-m format] [-N new_passphrase]
                   [-P old_passphrase] [-Z cipher]
       ssh-keygen -i [-f input_keyfile] [-m key_format]
       ssh-keygen -e [-f input_keyfile] [-m key_format]
       ssh-keygen -y [-f input_keyfile]
       ssh-keygen -c [-a rounds] [-C comment] [-f keyfile] [-P passphrase]
       ssh-keygen -l [-v] [-E fingerprint_hash] [-f input_keyfile]
       ssh-keygen -B [-f input_keyfile]
       ssh-keygen -D pkcs11
       ssh-keygen -F hostname [-lv] [-f known_hosts_file]
       ssh-keygen -H [-f known_hosts_file]
       ssh-keygen -K [-a rounds] [-w provider]
       ssh-keygen -R hostname [-f known_hosts_file]
       ssh-keygen -r hostname [-g] [-f input_keyfile]
       ssh-keygen -M generate [-O option] output_file
       ssh-keygen -M screen [-f input_file] [-O option] output_file
       ssh-keygen -I certificate_identity -s ca_key [-hU] [-D pkcs11_provider]
                  [-n principals] [-O option] [-V validity_interval]
                  [-z serial_number] file ...
       ssh-keygen -L [-f input_keyfile]
       ssh-keygen -A [-a rounds] [-f prefix_path]
       ssh-keygen -k -f krl_file [-u] [-s ca_public] [-z version_number]
                  file ...
       ssh-keygen -Q [-l] -f krl_file [file ...]
       ssh-keygen -Y find-principals -s signature_file -f allowed_signers_file
       ssh-keygen -Y match-principals -I signer_identity -f allowed_signers_file
       ssh-keygen -Y check-novalidate -n namespace -s signature_file
       ssh-keygen -Y sign -f key_file -n namespace file [-O option] ...
       ssh-keygen -Y verify -f allowed_signers_file -I signer_identity
                  -n namespace -s signature_file [-r krl_file] [-O option]
"""
HOST_KEY = "/etc/ssh/ssh_host_ed25519_key"
OTHER_TYPES = ("dsa", "ecdsa", "rsa", "ecdsa-sk", "ed25519-sk")
LEFT_OUT = "YskQLMDKB"  # in the order in which the program looks
DIGESTS = ("md5", "sha1", "sha256", "sha384", "sha512")


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Find out which of its many things is wanted, and do it."""
    options, operands = await getopt(argv, LETTERS)
    given = dict(options)
    if "?" in given:
        return await _usage()
    user = await getpwuid(await getuid())
    if user is None:
        await error("No user exists for uid")
        return 255
    hostname = str(await sysctl("kern.hostname"))
    job = Job(given, operands, user.pw_name, user.pw_dir, hostname, [text for letter, text in options if letter == "O"])
    await _check_values(job)
    for letter in LEFT_OUT:
        if letter in given:
            await fatal(f"ssh-keygen: -{letter}: left out of this machine")
    wrong = _wrong_together(job)
    if wrong:
        await error(wrong)
        return await _usage()
    for letter, action in _ACTIONS:
        if letter in given:
            return await action(job)
    return await _make(job)


async def _usage() -> int:
    await printf(USAGE, STDERR)
    return 1


async def _check_values(job: Job) -> None:
    given = job.given
    if job.digest not in DIGESTS:
        await fatal(f'Invalid hash algorithm "{given["E"]}"')
    for letter, words, least in (("a", "Invalid number:", 1), ("b", "Bits has bad value", 1)):
        value = given.get(letter, "10")
        if not is_number(value) or to_int(value) < least:
            await fatal(f"{words} {value} ({'too small' if is_number(value) else 'invalid'})")


def _wrong_together(job: Job) -> str:
    if job.operands:
        return "Too many arguments."
    if job.has("p") and job.has("c"):
        return "Can only have one of -p and -c."
    return "Cannot use -l with -H or -R." if job.has("l") and (job.has("H") or job.has("R")) else ""


async def _host_keys(job: Job) -> int:
    """-A: the host keys that are not there yet; -f is put before their names."""
    path = job.given.get("f", "") + HOST_KEY
    if not await exists(path):
        await printf("ssh-keygen: generating new host keys: ED25519 ")
        comment = job.given.get("C", f"{job.user}@{job.host}")
        try:
            await save(path, await generate(comment), comment)
        except Errno as why:
            await error(f"Could not save your private key in {path}: {why}")
        await printf("\n")
    return 0


async def _make(job: Job) -> int:
    """A new pair of keys."""
    given, quiet, home = job.given, job.has("q"), job.home
    if given.get("t", "ed25519") != "ed25519":
        kind = given["t"]
        known = f"ssh-keygen: keys of type {kind} are left out of this machine"
        await fatal(known if kind in OTHER_TYPES else f"unknown key type {kind}")
    if not quiet:
        await printf("Generating public/private ed25519 key pair.\n")
    path = await ask_filename(job, "Enter file in which to save the key", "id_ed25519")
    if path.startswith(f"{home}/.ssh/") and not await exists(f"{home}/.ssh"):
        await mkdir(f"{home}/.ssh", 0o700)
        await printf("" if quiet else f"Created directory '{home}/.ssh'.\n")
    if await exists(path):
        await printf(f"{path} already exists.\n")
        if (await ask("Overwrite (y/n)? "))[:1] not in ("y", "Y"):
            return 1
    await new_passphrase(given, "Enter passphrase (empty for no passphrase): ")
    comment = given.get("C", f"{job.user}@{job.host}")
    key = await generate(comment)
    try:
        await save(path, key, comment)
    except Errno as why:
        await error(f'Saving key "{path}" failed: {why}')
        return 1
    if not quiet:
        await printf(f"Your identification has been saved in {path}\nYour public key has been saved in {path}.pub\n")
        await printf(f"The key fingerprint is:\n{key.fingerprint_by(job.digest)} {comment}\n")
        await printf(f"The key's randomart image is:\n{randomart(key, job.digest)}\n")
    return 0


async def new_passphrase(given: dict[str, str], prompt: str) -> None:
    """Ask for a passphrase until it is the empty one, the only one that there is here."""
    if given.get("N") or given.get("P"):
        await fatal("ssh-keygen: passphrases are left out of this machine")
    while "N" not in given:
        if await ask(prompt) == await ask("Enter same passphrase again: ") == "":
            return
        await printf("Passphrases are left out of this machine.  Try again.\n")


async def _change_passphrase(job: Job) -> int:
    """-p: which can only be from nothing to nothing."""
    path = await ask_filename(job, "Enter file in which the key is")
    key = await look.private_of(path, "Failed to load key {}")
    await printf(f"Key has comment '{key.comment}'\n")
    await new_passphrase(job.given, "Enter new passphrase (empty for no passphrase): ")
    await printf("Your identification has been saved with the new passphrase.\n")
    return 0


_ACTIONS: tuple[tuple[str, Callable[[Job], Awaitable[int]]], ...] = (
    ("R", hosts.known_hosts), ("H", hosts.known_hosts), ("F", hosts.known_hosts), ("l", look.fingerprints),
    ("p", _change_passphrase), ("c", look.change_comment), ("e", look.export), ("i", look.import_),
    ("y", look.public_of), ("r", look.resource_records), ("A", _host_keys),
)  # fmt: skip
