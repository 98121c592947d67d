"""Which host it is, and who we are.

Models crypto/openssh/sshconnect.c (check_host_key) and sshconnect2.c; leaves out revoked keys, agents and
update of host keys.
"""

from __future__ import annotations

from dataclasses import dataclass

from simbsd.lib.files import mkdir
from simbsd.lib.hostfile import lines_of, matches
from simbsd.lib.printf import printf
from simbsd.lib.pwd import Passwd, read_file
from simbsd.lib.ssh import (
    INFO_REQUEST,
    INFO_RESPONSE,
    KEX_INIT,
    KEX_REPLY,
    USERAUTH_BANNER,
    USERAUTH_FAILURE,
    USERAUTH_REQUEST,
    USERAUTH_SUCCESS,
    VERSION,
    VERSION_FREEBSD,
    Closed,
    Wire,
    session_id,
)
from simbsd.lib.sshkey import Key, parse_private, parse_public
from simbsd.lib.stdio import STDERR, decode, encode, put
from simbsd.lib.syscall import syscall
from simbsd.lib.unistd import close, open
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_APPEND, O_CREAT, O_WRONLY
from simbsd.usr_bin.ssh.options import Arguments
from simbsd.usr_bin.ssh.terminal import ask

CHANGED = """\
@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @
@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!
Someone could be eavesdropping on you right now (man-in-the-middle attack)!
It is also possible that a host key has just been changed.
The fingerprint for the ED25519 key sent by the remote host is
{fingerprint}.
Please contact your system administrator.
Add correct host key in {path} to get rid of this message.
Offending ED25519 key in {path}:{line}
Host key for {host} has changed and you have requested strict checking.
"""


class Fatal(Exception):
    """What ssh says before it ends with 255."""


@dataclass(slots=True)
class Client:
    """One connection on its way."""

    arguments: Arguments
    wire: Wire
    me: Passwd
    address: str
    session: bytes = b""
    methods: str = ""

    @property
    def user(self) -> str:
        """Whose account is wanted there."""
        return self.arguments.user or self.me.pw_name

    async def say(self, text: str) -> None:
        """A line about what goes on, unless -q."""
        if not self.arguments.quiet:
            await printf(f"{text}\r\n", STDERR)

    async def exchange(self) -> None:
        """Banners, and the host's key. Raises Closed, Fatal."""
        version = await self.wire.banner(f"{VERSION} {VERSION_FREEBSD}")
        if not version.startswith("SSH-2.0-"):
            raise Closed
        ours: bytes = await syscall("getrandom", 32)
        await self.wire.send(KEX_INIT, ours)
        line, theirs, signature = (await self.wire.expect(KEX_REPLY, 3))[:3]
        key = parse_public(decode(line))
        if key is None:
            raise Closed
        self.session = session_id(ours, theirs, key.blob)
        if not key.verify(self.session, signature):
            raise Fatal("Host key verification failed.")
        await self._check(key)

    def _path(self) -> str:
        return self.arguments.known_hosts or f"{self.me.pw_dir.rstrip('/')}/.ssh/known_hosts"

    async def _check(self, key: Key) -> None:
        """Known, new, or another than last time (check_host_key). Raises Fatal."""
        host, path = self.arguments.shown, self._path()
        for line in lines_of(await read_file(path)):
            if line.key is None or line.marker or not matches(line.names, host):
                continue
            if line.key.public == key.public:
                return
            text = CHANGED.format(fingerprint=key.fingerprint, path=path, line=line.number, host=host)
            await printf(text.replace("\n", "\r\n"), STDERR)
            raise Fatal("Host key verification failed.")
        await self._new_host(key, host)
        await self._remember(key, host, path)

    async def _new_host(self, key: Key, host: str) -> None:
        checking = self.arguments.checking
        if checking == "yes" or (checking == "ask" and self.arguments.batch):
            await self.say(f"No ED25519 host key is known for {host} and you have requested strict checking.")
            raise Fatal("Host key verification failed.")
        if checking != "ask":
            return
        port = self.arguments.port
        where = self.address if port == 22 else f"[{self.address}]:{port}"
        prompt = (
            f"The authenticity of host '{host} ({where})' can't be established.\n"
            f"ED25519 key fingerprint is {key.fingerprint}.\nThis key is not known by any other names.\n"
            "Are you sure you want to continue connecting (yes/no/[fingerprint])? "
        )
        while True:
            answer = await ask(prompt, echo=True)
            if answer is None or answer.strip().lower() in ("", "no"):
                raise Fatal("Host key verification failed.")
            if answer.strip().lower() == "yes" or answer.strip() == key.fingerprint:
                return
            prompt = "Please type 'yes', 'no' or the fingerprint: "

    async def _remember(self, key: Key, host: str, path: str) -> None:
        try:
            await mkdir(path.rpartition("/")[0], 0o700)
        except Errno:
            pass  # it is there, or the next call says why not
        try:
            fd = await open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
            await put(fd, encode(f"{host} {key.line}\n"))
            await close(fd)
        except Errno:
            await self.say(f"Failed to add the host to the list of known hosts ({path}).")
            return
        await self.say(f"Warning: Permanently added '{host}' (ED25519) to the list of known hosts.")

    async def authenticate(self) -> None:
        """Each method in its turn. Raises Closed, Fatal."""
        if await self._request("none"):
            return
        if "publickey" in self.methods and await self._publickeys():
            return
        if not self.arguments.batch:
            for _ in range(self.arguments.prompts):
                if "keyboard-interactive" in self.methods and await self._keyboard():
                    return
            for attempt in range(self.arguments.prompts):
                if "password" not in self.methods.split(","):
                    break
                if attempt:
                    await self.say("Permission denied, please try again.")
                if await self._password():
                    return
        raise Fatal(f"{self.user}@{self.arguments.host}: Permission denied ({self.methods}).")

    async def _request(self, method: str, *strings: bytes | str) -> bool:
        await self.wire.send(USERAUTH_REQUEST, self.user, method, *strings)
        return await self._reply()

    async def _reply(self) -> bool:
        while True:
            number, strings = await self.wire.receive()
            if number == USERAUTH_BANNER and strings:
                await printf(decode(strings[0]), STDERR)
            elif number == USERAUTH_SUCCESS:
                return True
            elif number == INFO_REQUEST and strings:
                prompt = f"({self.user}@{self.arguments.host}) {decode(strings[0])}"
                await self.wire.send(INFO_RESPONSE, await ask(prompt, echo=False) or "")
            elif number == USERAUTH_FAILURE and strings:
                self.methods = decode(strings[0])
                return False
            else:
                raise Closed

    async def _publickeys(self) -> bool:
        default = [f"{self.me.pw_dir.rstrip('/')}/.ssh/id_ed25519"]
        for path in self.arguments.identities or default:
            key = parse_private(await read_file(path))
            if key is None:
                if self.arguments.identities:
                    await self.say(f"Warning: Identity file {path} not accessible: No such file or directory.")
                continue
            if await self._request("publickey", key.line, key.sign(self.session + self.user.encode())):
                return True
        return False

    async def _keyboard(self) -> bool:
        return await self._request("keyboard-interactive")

    async def _password(self) -> bool:
        answer = await ask(f"{self.user}@{self.arguments.host}'s password: ", echo=False)
        return await self._request("password", answer or "")
