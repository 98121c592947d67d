"""Login classes: what login.conf(5) gives the users of a class.

Models lib/libutil/login_cap.c, login_class.c (setclassenvironment, setuserenv, the umask of setusercontext) and
getcap(3)'s form of a file; leaves out ~/.login_conf, resource limits, priorities, times and hosts. Where there is no
/etc/login.conf, the stock file's default class holds.
"""

from __future__ import annotations

import re

from simbsd.lib.pwd import Passwd, read_file

LOGIN_CONF = "/etc/login.conf"
TC_MAX = 8  # classes that one class may be built on, one after the other
DEFAULT, ROOT = "default", "root"
UMASK = "022"
VARIABLES = (("lang", "LANG"), ("charset", "MM_CHARSET"), ("mail", "MAIL"), ("timezone", "TZ"))
STOCK = {
    "path": "/sbin /bin /usr/sbin /usr/bin /usr/local/sbin /usr/local/bin ~/bin", "setenv": "BLOCKSIZE=K",
    "mail": "/var/mail/$", "lang": "C.UTF-8", "charset": "UTF-8", "umask": UMASK,
}  # fmt: skip
Class = dict[str, str]


def parse(text: str) -> dict[str, Class]:
    """Every class of a file by each of its names; a capability that is only named has an empty value."""
    classes: dict[str, Class] = {}
    plain = re.sub(r"\\\n[ \t]*", "", "".join(line + "\n" for line in text.splitlines() if not line.startswith("#")))
    for record in plain.splitlines():
        names, _, rest = record.partition(":")
        found: Class = {}
        for field in rest.split(":"):
            name, *value = re.split("[=#]", field.strip(), maxsplit=1)
            if name and name not in found:
                found[name] = value[0] if value else ""
        for name in names.split("|") if names.strip() else []:
            classes.setdefault(name.strip(), found)
    return classes


def resolve(classes: dict[str, Class], name: str) -> Class:
    """A class with what it takes from others (``tc=``); ``name@`` takes a capability away."""
    found: Class = {}
    for _ in range(TC_MAX):
        for key, value in classes.get(name, {}).items():
            found.setdefault(key, value)
        following = classes.get(name, {}).get("tc")
        if following is None:
            break
        name = following
    return {key: value for key, value in found.items() if f"{key}@" not in found and not key.endswith("@")}


async def getclass(name: str) -> Class | None:
    """A class by name, or None (login_getclassbyname)."""
    text = await read_file(LOGIN_CONF)
    classes = parse(text) if text else {DEFAULT: STOCK, ROOT: {"tc": DEFAULT}}
    return resolve(classes, name) if name in classes else None


async def getpwclass(pwd: Passwd) -> Class:
    """The class of an account: its own, root's for user 0, or the default one (login_getpwclass)."""
    for name in (pwd.pw_class, ROOT if pwd.pw_uid == 0 else "", DEFAULT):
        found = await getclass(name) if name else None
        if found is not None:
            return found
    return {}


def _expanded(value: str, pwd: Passwd) -> str:
    """``~`` the home, ``$`` the name (substvar)."""
    return value.replace("~", pwd.pw_dir.rstrip("/")).replace("$", pwd.pw_name)


async def setuserenvironment(pwd: Passwd, envp: dict[str, str]) -> None:
    """What LOGIN_SETPATH and LOGIN_SETENV set, and USER, HOME, SHELL as jexec(8) and jail(8) do themselves."""
    found = await getpwclass(pwd)
    if "path" in found:
        envp["PATH"] = ":".join(_expanded(part, pwd) for part in re.split("[ ,\t]+", found["path"]) if part)
    for capability, variable in VARIABLES:
        if capability in found:
            envp[variable] = _expanded(found[capability], pwd)
    for assignment in found.get("setenv", "").split(","):
        name, equals, value = assignment.partition("=")
        if equals and name:
            envp[name.lstrip(" \t")] = _expanded(value, pwd)
    envp["USER"] = pwd.pw_name
    envp["HOME"] = pwd.pw_dir
    envp["SHELL"] = pwd.pw_shell or "/bin/sh"


async def classmask(pwd: Passwd) -> int:
    """The mode mask of an account's class (LOGIN_SETUMASK)."""
    text = (await getpwclass(pwd)).get("umask", UMASK)
    return int(text, 8) & 0o777 if re.fullmatch("[0-7]{1,6}", text) else int(UMASK, 8)


def clean_environment(envp: dict[str, str]) -> dict[str, str]:
    """An environment of nothing but PATH and TERM."""
    fresh = {"PATH": "/bin:/usr/bin"}
    if "TERM" in envp:
        fresh["TERM"] = envp["TERM"]
    return fresh
