"""Login classes: the environment that a user's class sets.

Models lib/libutil/login_class.c (setusercontext) with the default class of the stock login.conf; leaves out other
classes, limits and /etc/login.conf itself.
"""

from __future__ import annotations

from simbsd.lib.pwd import Passwd

_PATH = "/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin"


def setuserenvironment(pwd: Passwd, envp: dict[str, str]) -> None:
    """What LOGIN_SETPATH and LOGIN_SETENV set, and USER, HOME, SHELL as jexec(8) and jail(8) do themselves."""
    envp["PATH"] = f"{_PATH}:{pwd.pw_dir.rstrip('/')}/bin"
    envp["BLOCKSIZE"] = "K"
    envp["MAIL"] = f"/var/mail/{pwd.pw_name}"
    envp["LANG"] = "C.UTF-8"
    envp["MM_CHARSET"] = "UTF-8"
    envp["USER"] = pwd.pw_name
    envp["HOME"] = pwd.pw_dir
    envp["SHELL"] = pwd.pw_shell or "/bin/sh"


def clean_environment(envp: dict[str, str]) -> dict[str, str]:
    """An environment of nothing but PATH and TERM."""
    fresh = {"PATH": "/bin:/usr/bin"}
    if "TERM" in envp:
        fresh["TERM"] = envp["TERM"]
    return fresh
