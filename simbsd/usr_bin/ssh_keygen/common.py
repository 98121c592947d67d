"""What every part of ssh-keygen needs: what was asked for, questions, files, complaints.

Models crypto/openssh/ssh-keygen.c (ask_filename, load_identity), log.c and authfile.c (sshkey_perm_ok).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn

from simbsd.lib.files import stat
from simbsd.lib.printf import printf
from simbsd.lib.pwd import read_file
from simbsd.lib.sshkey import Key, format_private, parse_private
from simbsd.lib.stdio import STDERR, LineReader, decode, encode, put
from simbsd.lib.syscall import syscall
from simbsd.lib.unistd import close, exit, getuid, open
from simbsd.sys.errno import ENOENT, Errno, strerror
from simbsd.sys.fcntl import O_CREAT, O_TRUNC, O_WRONLY

BAR = "@" * 59
UNPROTECTED = """\
{bar}
@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @
{bar}
Permissions 0{mode:03o} for '{path}' are too open.
It is required that your private key files are NOT accessible by others.
This private key will be ignored.
"""


@dataclass(slots=True)
class Job:
    """One run: the letters that were given and what they were given (``many``: every -O), and who asks."""

    given: dict[str, str]
    operands: list[str]
    user: str
    home: str
    host: str
    many: list[str] = field(default_factory=list)

    def has(self, letter: str) -> bool:
        """Whether a letter was given."""
        return letter in self.given

    @property
    def digest(self) -> str:
        """-E: how fingerprints are made."""
        return self.given.get("E", "sha256").lower()


async def error(message: str) -> None:
    """A line of the log, on standard error."""
    await printf("".join(f"{line}\r\n" for line in message.splitlines()), STDERR)


async def fatal(message: str) -> NoReturn:
    """The last line of the log."""
    await error(message)
    await exit(255)


async def ask(prompt: str) -> str:
    """A question on standard output, and the line that comes; without one there is nothing more to do."""
    await printf(prompt)
    line = decode(await LineReader(0).line())
    if not line:
        await exit(1)
    return line.rstrip("\n")


async def ask_filename(job: Job, prompt: str, name: str = "id_rsa") -> str:
    """-f, or what is answered; with nothing said, the first kind of key that ssh looks for."""
    if job.has("f"):
        return job.given["f"]
    default = f"{job.home}/.ssh/{job.given['t'].join(('id_', '')) if job.has('t') else name}"
    return await ask(f"{prompt} ({default}): ") or default


async def exists(path: str) -> bool:
    """Whether a file is there."""
    try:
        await stat(path)
    except Errno:
        return False
    return True


async def must_exist(path: str) -> None:
    """Ends the run for a file that is not there."""
    try:
        await stat(path)
    except Errno as why:
        await fatal(f"{path}: {strerror(why.errno)}")


async def write(path: str, text: str, mode: int) -> None:
    """Write a file. Errors: those of open(2) and write(2)."""
    fd = await open(path, O_WRONLY | O_CREAT | O_TRUNC, mode)
    await put(fd, encode(text))
    await close(fd)


async def save(path: str, key: Key, comment: str) -> None:
    """Write both files of a key. Errors: those of the files."""
    await write(path, format_private(key, await syscall("getrandom", 4)), 0o600)
    await write(f"{path}.pub", f"{key.line} {comment}\n", 0o644)


async def load_private(path: str, words: str) -> Key:
    """A private key whose file nobody else may read; ends the run, with ``words`` before the reason."""
    try:
        info = await stat(path)
    except Errno as why:
        await fatal(f"{words}: {strerror(ENOENT if why.errno == ENOENT else why.errno)}")
    if info.st_uid == await getuid() and info.st_mode & 0o077:
        await error(UNPROTECTED.format(bar=BAR, mode=info.st_mode & 0o777, path=path))
        await fatal(f"{words}: bad permissions")
    key = parse_private(await read_file(path))
    if key is None:
        await fatal(f"{words}: error in libcrypto")
    return key
