"""Login classes: what login.conf(5) gives the users of a class.

Models lib/libutil/login_cap.c, login_class.c (setclassenvironment, setuserenv) and getcap(3)'s form of a file; leaves
out ~/.login_conf, times and hosts. The database that cap_mkdb(1) makes goes before the file, and is its text. Where
there is neither, the stock file's default class holds. What a class does to a process is in login_class.py.
"""

from __future__ import annotations

import re
from functools import lru_cache

from simbsd.lib.pwd import Passwd, read_file

LOGIN_CONF = "/etc/login.conf"
TC_MAX = 8  # classes that one class may be built on, one after the other
DEFAULT, ROOT = "default", "root"
VARIABLES = (("lang", "LANG"), ("charset", "MM_CHARSET"), ("mail", "MAIL"), ("timezone", "TZ"))
STOCK = {
    "path": "/sbin /bin /usr/sbin /usr/bin /usr/local/sbin /usr/local/bin ~/bin", "setenv": "BLOCKSIZE=K",
    "mail": "/var/mail/$", "lang": "C.UTF-8", "charset": "UTF-8", "umask": "022",
}  # fmt: skip
Class = dict[str, str]


def records(text: str) -> list[str]:
    """The records of a file, each on one line (cgetnext)."""
    lines = "".join(line + "\n" for line in text.splitlines() if not line.startswith("#"))
    return [line for line in re.sub(r"\\\n[ \t]*", "", lines).splitlines() if line.strip()]


@lru_cache(4)
def parse(text: str) -> dict[str, Class]:
    """Every class of a file by each of its names, to look at; a capability that is only named has an empty value."""
    classes: dict[str, Class] = {}
    for record in records(text):
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
    text = await read_file(f"{LOGIN_CONF}.db") or await read_file(LOGIN_CONF)
    classes = parse(text) if text else {DEFAULT: STOCK, ROOT: {"tc": DEFAULT}}
    return resolve(classes, name) if name in classes else None


async def getpwclassname(pwd: Passwd) -> str:
    """The name of an account's class: its own, root's for user 0, or the default one (login_getpwclass)."""
    for name in (pwd.pw_class, ROOT if pwd.pw_uid == 0 else ""):
        if name and await getclass(name) is not None:
            return name
    return DEFAULT


async def getpwclass(pwd: Passwd) -> Class:
    """The class of an account."""
    return await getclass(await getpwclassname(pwd)) or {}


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


def clean_environment(envp: dict[str, str]) -> dict[str, str]:
    """An environment of nothing but PATH and TERM."""
    fresh = {"PATH": "/bin:/usr/bin"}
    if "TERM" in envp:
        fresh["TERM"] = envp["TERM"]
    return fresh
