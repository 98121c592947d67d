"""sshd -T and -G: the configuration as it holds.

Models crypto/openssh/servconf.c (dump_config, fill_default_server_options) and myproposal.h: FreeBSD's defaults;
host keys are those that this machine looks for.
"""

from __future__ import annotations

from simbsd.lib.ssh import VERSION_FREEBSD, host_of
from simbsd.sys.socketvar import AF_INET, AF_INET6
from simbsd.usr_sbin.sshd.config import HOST_KEYS, Config

CIPHERS = "chacha20-poly1305@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr,aes128-gcm@openssh.com,aes256-gcm@openssh.com"
MACS = (
    "umac-64-etm@openssh.com,umac-128-etm@openssh.com,hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,"
    "hmac-sha1-etm@openssh.com,umac-64@openssh.com,umac-128@openssh.com,hmac-sha2-256,hmac-sha2-512,hmac-sha1"
)
KEX = (
    "sntrup761x25519-sha512@openssh.com,curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,"
    "ecdh-sha2-nistp384,ecdh-sha2-nistp521,diffie-hellman-group-exchange-sha256,diffie-hellman-group16-sha512,"
    "diffie-hellman-group18-sha512,diffie-hellman-group14-sha256"
)
SIGNATURES = (
    "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,sk-ssh-ed25519@openssh.com,"
    "sk-ecdsa-sha2-nistp256@openssh.com,rsa-sha2-512,rsa-sha2-256"
)
KEYS = (
    "ssh-ed25519-cert-v01@openssh.com,ecdsa-sha2-nistp256-cert-v01@openssh.com,"
    "ecdsa-sha2-nistp384-cert-v01@openssh.com,ecdsa-sha2-nistp521-cert-v01@openssh.com,"
    "sk-ssh-ed25519-cert-v01@openssh.com,sk-ecdsa-sha2-nistp256-cert-v01@openssh.com,"
    "rsa-sha2-512-cert-v01@openssh.com,rsa-sha2-256-cert-v01@openssh.com," + SIGNATURES
)
# Keyword and default, in the order in which they are told; what nobody has set is "none" where it is a text.
BEFORE = (
    ("usepam", "yes"), ("logingracetime", "120"), ("x11displayoffset", "10"), ("maxauthtries", "6"),
    ("maxsessions", "10"), ("clientaliveinterval", "0"), ("clientalivecountmax", "3"), ("requiredrsasize", "1024"),
    ("streamlocalbindmask", "0177"), ("unusedconnectiontimeout", "0"), ("permitrootlogin", "no"),
    ("ignorerhosts", "yes"), ("ignoreuserknownhosts", "no"), ("hostbasedauthentication", "no"),
    ("hostbasedusesnamefrompacketonly", "no"), ("pubkeyauthentication", "yes"), ("kerberosauthentication", "no"),
    ("kerberosorlocalpasswd", "yes"), ("kerberosticketcleanup", "yes"), ("gssapiauthentication", "no"),
    ("gssapicleanupcredentials", "yes"), ("passwordauthentication", "no"), ("kbdinteractiveauthentication", "yes"),
    ("printmotd", "yes"), ("printlastlog", "yes"), ("x11forwarding", "no"), ("x11uselocalhost", "yes"),
    ("permittty", "yes"), ("permituserrc", "yes"), ("strictmodes", "yes"), ("tcpkeepalive", "yes"),
    ("permitemptypasswords", "no"), ("compression", "yes"), ("gatewayports", "no"), ("usedns", "yes"),
    ("allowtcpforwarding", "yes"), ("allowagentforwarding", "yes"), ("disableforwarding", "no"),
    ("allowstreamlocalforwarding", "yes"), ("streamlocalbindunlink", "no"), ("fingerprinthash", "SHA256"),
    ("exposeauthinfo", "no"), ("useblacklist", "no"), ("pidfile", "/var/run/sshd.pid"),
    ("modulifile", "/etc/ssh/moduli"), ("xauthlocation", "/usr/local/bin/xauth"), ("ciphers", CIPHERS), ("macs", MACS),
    ("banner", "none"), ("forcecommand", "none"), ("chrootdirectory", "none"), ("trustedusercakeys", "none"),
    ("revokedkeys", "none"), ("securitykeyprovider", "internal"), ("authorizedprincipalsfile", "none"),
    ("versionaddendum", VERSION_FREEBSD), ("authorizedkeyscommand", "none"), ("authorizedkeyscommanduser", "none"),
    ("authorizedprincipalscommand", "none"), ("authorizedprincipalscommanduser", "none"), ("hostkeyagent", "none"),
    ("kexalgorithms", KEX), ("casignaturealgorithms", SIGNATURES), ("hostbasedacceptedalgorithms", KEYS),
    ("hostkeyalgorithms", KEYS), ("pubkeyacceptedalgorithms", KEYS), ("loglevel", "INFO"), ("syslogfacility", "AUTH"),
    ("authorizedkeysfile", ".ssh/authorized_keys .ssh/authorized_keys2"),
)  # fmt: skip
LISTS = ("hostcertificate", "allowusers", "denyusers", "allowgroups", "denygroups", "acceptenv", "setenv")
AFTER = (
    ("authenticationmethods", "any"), ("channeltimeout", "none"), ("maxstartups", "10:30:100"),
    ("persourcemaxstartups", "none"), ("persourcenetblocksize", "32:128"), ("permittunnel", "no"),
    ("ipqos", "af21 cs1"), ("rekeylimit", "0 0"), ("permitopen", "any"), ("permitlisten", "any"),
    ("permituserenvironment", "no"), ("pubkeyauthoptions", "none"),
)  # fmt: skip
OTHER_NAMES = {
    "kbdinteractiveauthentication": ("challengeresponseauthentication",), "useblacklist": ("useblocklist",),
}  # fmt: skip
SPELLED = {"permitrootlogin": {"prohibit-password": "without-password"}, "compression": {"delayed": "yes"}}


def _said(config: Config, name: str, default: str) -> str:
    """The first value that the configuration gives, in the words of the dump, or what holds without one."""
    for word in (name, *OTHER_NAMES.get(name, ())):
        if word in config.raw:
            value = config.raw[word][0]
            return SPELLED.get(name, {}).get(value, value)
    return default


async def dump(config: Config) -> str:
    """All of it, a keyword a line."""
    lines = [f"port {port}" for port in config.ports or [22]]
    lines.append(f"addressfamily {({AF_INET: 'inet', AF_INET6: 'inet6'}).get(config.family, 'any')}")
    for address in reversed(config.listen()):  # format_listen_addrs puts each before the last
        where = await host_of(address)
        lines.append(f"listenaddress {f'[{where}]' if len(address) == 3 else where}:{address[1]}")
    lines += [f"{name} {_said(config, name, default)}" for name, default in BEFORE]
    lines += [f"hostkey {path}" for path in config.host_keys or HOST_KEYS]
    for name in LISTS:
        lines += [f"{name} {word}" for value in config.raw.get(name, []) for word in value.split()]
    subsystems = [f"subsystem {value}" for value in config.raw.get("subsystem", [])]
    after = [f"{name} {_said(config, name, default)}" for name, default in AFTER]
    return "".join(f"{line}\n" for line in [*lines, *after[:2], *subsystems, *after[2:]])
