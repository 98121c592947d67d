"""Who may log in: keys, and passwords asked for by PAM or by sshd itself.

Models crypto/openssh/auth.c, auth2.c, auth2-pubkey.c and auth2-kbdint.c with the modules of pam.d/sshd; leaves out
certificates, options in authorized_keys and agents.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simbsd.lib.crypt import is_password
from simbsd.lib.files import stat
from simbsd.lib.grp import getgrent_all, getgrouplist
from simbsd.lib.pwd import Passwd, getpwnam, read_file
from simbsd.lib.ssh import (
    INFO_REQUEST,
    INFO_RESPONSE,
    USERAUTH_FAILURE,
    USERAUTH_REQUEST,
    USERAUTH_SUCCESS,
    Closed,
    Wire,
)
from simbsd.lib.sshkey import Key, parse_public
from simbsd.lib.stdio import decode
from simbsd.lib.sysctl import sysctl
from simbsd.lib.syslog import Syslog
from simbsd.lib.unistd import nanosleep
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import S_IFMT, S_IFREG
from simbsd.sys.syslog import LOG_CRIT, LOG_ERR, LOG_INFO
from simbsd.usr_sbin.sshd.config import Config

FAIL_DELAY = 2_000_000  # a wrong password takes its time


@dataclass(slots=True)
class Authentication:
    """One caller on the way in."""

    config: Config
    wire: Wire
    log: Syslog
    host: str
    port: int
    session: bytes
    user: str = ""
    account: Passwd | None = None
    failures: int = 0
    shells: tuple[str, ...] = ()
    title: list[str] = field(default_factory=list)

    @property
    def where(self) -> str:
        """The caller's address and port, as the log has them."""
        return f"{self.host} port {self.port}"

    def methods(self) -> list[str]:
        """What may be tried."""
        config = self.config
        offered = (("publickey", config.pubkey), ("password", config.password), ("keyboard-interactive", config.kbdint))
        return [name for name, on in offered if on]

    async def start(self, user: str) -> None:
        """Look the account up; one that may not log in is asked for a password like any other."""
        self.user = user
        self.account = await getpwnam(user)
        if self.account is None:
            await self.log(LOG_INFO, f"Invalid user {user} from {self.where}")
            return
        why = await self._refusal(self.account)
        if why:
            await self.log(LOG_INFO, f"User {user}{why}")
            self.account = None

    async def _refusal(self, account: Passwd) -> str:
        """Why an account may not log in, as the log says it, or nothing (allowed_user)."""
        shell = account.pw_shell or "/bin/sh"
        try:
            info = await stat(shell)
        except Errno:
            return f" not allowed because shell {shell} does not exist"
        if info.st_mode & S_IFMT != S_IFREG or not info.st_mode & 0o111:
            return f" not allowed because shell {shell} is not executable"
        known = {group.gr_gid: group.gr_name for group in reversed(await getgrent_all())}
        gids = await getgrouplist(account.pw_name, account.pw_gid)
        why = self.config.refusal(account.pw_name, self.host, [known[gid] for gid in gids if gid in known])
        return f" from {self.host} not allowed because {why}" if why else ""

    async def run(self) -> Passwd:
        """Until one method has succeeded. Raises Closed when the caller gives up, or must."""
        while True:
            strings = await self.wire.expect(USERAUTH_REQUEST, 2)
            user, method = decode(strings[0]), decode(strings[1])
            if user != self.user:
                await self.start(user)
            good = method in self.methods() and await self._try(method, strings[2:])
            if good and self.account is not None and await self._root_allowed(method):
                await self._accepted(method, strings[2:])
                await self.wire.send(USERAUTH_SUCCESS)
                return self.account
            if method != "none":
                self.failures += 1
            if self.failures >= self.config.tries:
                await self.log(
                    LOG_ERR,
                    f"error: maximum authentication attempts exceeded for {self._named()} from {self.where} "
                    "ssh2 [preauth]",
                )
                raise Closed
            await self.wire.send(USERAUTH_FAILURE, ",".join(self.methods()))

    def _named(self) -> str:
        return self.user if self.account is not None else f"invalid user {self.user}"

    async def _try(self, method: str, strings: list[bytes]) -> bool:
        if method == "publickey":
            return len(strings) >= 2 and await self._publickey(decode(strings[0]), strings[1])
        if method == "password":
            good = bool(strings) and await self._password(decode(strings[0]))
            if not good:
                await self.log(LOG_INFO, f"Failed password for {self._named()} from {self.where} ssh2")
                await nanosleep(FAIL_DELAY)
            return good
        await self.wire.send(INFO_REQUEST, f"Password for {self.user}@{await sysctl('kern.hostname')}:")
        answer = decode((await self.wire.expect(INFO_RESPONSE, 1))[0])
        good = await self._password(answer)
        if not good:
            illegal = "" if self.account is not None else "illegal user "
            await self.log(LOG_ERR, f"error: PAM: Authentication error for {illegal}{self.user} from {self.host}")
            await nanosleep(FAIL_DELAY)
        return good

    async def _password(self, password: str) -> bool:
        if self.account is None:
            return False
        if self.account.pw_passwd == "":
            return self.config.empty and password == ""
        return await is_password(password, self.account.pw_passwd)

    async def _publickey(self, line: str, signature: bytes) -> bool:
        """A key that the account's authorized_keys lists, and whose owner has signed this connection."""
        key = parse_public(line)
        if key is None or self.account is None or not await self._listed(key, self.account):
            return False
        return key.verify(self.session + self.user.encode(), signature)

    async def _listed(self, key: Key, account: Passwd) -> bool:
        path = self.config.keys
        if not path.startswith("/"):
            path = f"{account.pw_dir.rstrip('/')}/{path}"
        if self.config.strict and not await self._is_safe(path, account):
            return False
        found = map(parse_public, (await read_file(path)).splitlines())
        return any(one is not None and one.public == key.public for one in found)

    async def _is_safe(self, path: str, account: Passwd) -> bool:
        """StrictModes: nobody else may write the file, or a directory from it up to the home."""
        home = account.pw_dir.rstrip("/") or "/"
        while True:
            try:
                info = await stat(path)
            except Errno:
                return False
            if info.st_uid not in (0, account.pw_uid) or info.st_mode & 0o022:
                await self.log(LOG_INFO, f"Authentication refused: bad ownership or modes for {self._kind(path)}{path}")
                return False
            if path in (home, "/"):
                return True
            path = path.rpartition("/")[0] or "/"

    def _kind(self, path: str) -> str:
        return "file " if path.endswith("authorized_keys") else "directory "

    async def _root_allowed(self, method: str) -> bool:
        assert self.account is not None
        if self.account.pw_uid != 0 or self.config.root == "yes":
            return True
        if self.config.root == "prohibit-password" and method == "publickey":
            return True
        await self.log(LOG_INFO, f"ROOT LOGIN REFUSED FROM {self.where}")
        return False

    async def _accepted(self, method: str, strings: list[bytes]) -> None:
        named = "keyboard-interactive/pam" if method == "keyboard-interactive" else method
        key = parse_public(decode(strings[0])) if method == "publickey" else None
        tail = f": ED25519 {key.fingerprint}" if key is not None else ""
        await self.log(LOG_INFO, f"Accepted {named} for {self.user} from {self.where} ssh2{tail}")


async def nologin(account: Passwd, log: Syslog, user: str) -> bool:
    """Whether /var/run/nologin keeps everybody but root out (pam_nologin)."""
    try:
        await stat("/var/run/nologin")
    except Errno:
        return False
    if account.pw_uid == 0:
        return False
    await log(LOG_CRIT, f"fatal: Access denied for user {user} by PAM account configuration [preauth]")
    return True
