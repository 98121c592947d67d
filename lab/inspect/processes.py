"""Processes, credentials and prisons for the inspector: struct proc, struct ucred, struct prison."""

from __future__ import annotations

from collections.abc import Callable

from lab import words
from lab.inspect.network import socket_words
from lab.inspect.section import Section, fields, table
from simbsd.kern.kern_priv import priv_verdict
from simbsd.sys.errno import Errno
from simbsd.sys.file import File
from simbsd.sys.in6 import inet_ntop6
from simbsd.sys.jail import Prison
from simbsd.sys.kernel import Kernel
from simbsd.sys.priv import Priv
from simbsd.sys.proc import Proc
from simbsd.sys.vnode import Vnode
from simbsd.vfs.vfs_cache import vn_fullpath

SYSV = ("disable", "new", "inherit")


def process(kernel: Kernel, p: Proc) -> list[Section]:
    """A process: its own fields, credential, directories, open descriptors, limits and use."""
    return [
        fields("struct proc", {
            "p_pid": p.p_pid, "p_comm": p.p_comm, "p_args": " ".join(p.p_args), "p_state": p.p_state.name,
            "p_pptr": p.p_pptr.p_pid if p.p_pptr is not None else None, "p_pgrp": p.p_pgrp.pg_id,
            "s_sid": p.p_pgrp.pg_session.s_sid, "p_wmesg": p.p_wmesg, "p_nice": p.p_nice, "p_fibnum": p.p_fibnum,
            "p_children": " ".join(str(pid) for pid in sorted(p.p_children)),
        }),
        credential(p),
        table("p_pd: directories", ("field", "vnode"), _directories(kernel, p)),
        table("p_fd: descriptors", ("fd", "f_type", "what", "cloexec"), _descriptors(kernel, p)),
        _privileges(kernel, p),
        fields("p_ru: use", {
            "ru_utime": f"{p.p_ru.ru_utime} us", "ru_stime": f"{p.p_ru.ru_stime} us",
            "ru_nvcsw": p.p_ru.ru_nvcsw, "ru_nivcsw": p.p_ru.ru_nivcsw, "ru_nsignals": p.p_ru.ru_nsignals,
        }),
    ]  # fmt: skip


def credential(p: Proc) -> Section:
    """A process's credential."""
    cred = p.p_ucred
    return fields("p_ucred: struct ucred", {
        "cr_uid": cred.cr_uid, "cr_ruid": cred.cr_ruid, "cr_svuid": cred.cr_svuid,
        "cr_groups": " ".join(str(group) for group in cred.cr_groups), "cr_rgid": cred.cr_rgid,
        "cr_svgid": cred.cr_svgid, "cr_loginclass": cred.cr_loginclass,
        "cr_prison": f"{cred.cr_prison.pr_id} ({_name(cred.cr_prison)})",
        "curvnet": f"{cred.cr_prison.pr_vnet.vnet_id} (by cr_prison, pr_vnet)",
    })  # fmt: skip


def _privileges(kernel: Kernel, p: Proc) -> Section:
    """What priv_check(9) would say to this process, privilege by privilege; nothing is asked, and nobody is told."""
    verdicts = [(priv.name, *priv_verdict(kernel, p.p_ucred, priv)[:2]) for priv in Priv]
    held = sum(granted for _, granted, _ in verdicts)
    rows = [(name, granted, rule) for name, granted, rule in verdicts]
    return table(f"priv_check: {held} of {len(rows)} privileges", ("privilege", "granted", "rule"), rows)


def _name(prison: Prison) -> str:
    return prison.pr_name if prison.pr_id else "prison0"


def _path(kernel: Kernel, vp: Vnode) -> str:
    try:
        return vn_fullpath(kernel, None, vp)
    except Errno:
        return "no name leads there any more"


def _directories(kernel: Kernel, p: Proc) -> list[tuple[object, ...]]:
    pwd = p.p_pwd
    found: list[tuple[object, ...]] = [
        ("pwd_cdir", _path(kernel, pwd.pwd_cdir)),
        ("pwd_rdir", _path(kernel, pwd.pwd_rdir)),
    ]
    found.append(("pwd_jdir", _path(kernel, pwd.pwd_jdir) if pwd.pwd_jdir is not None else "none"))
    return found


def _descriptors(kernel: Kernel, p: Proc) -> list[tuple[object, ...]]:
    return [
        (fd, fp.f_type, _what(kernel, fp), p.p_fd.fd_cloexec.get(fd, False))
        for fd, fp in sorted(p.p_fd.fd_files.items())
    ]


def _what(kernel: Kernel, fp: File) -> str:
    if fp.f_type == "vnode" and isinstance(fp.f_data, Vnode):
        return _path(kernel, fp.f_data)
    if fp.f_type == "socket":
        return socket_words(fp.f_data)
    return fp.f_type


def prison(kernel: Kernel, one: Prison) -> list[Section]:
    """A prison: its fields, addresses, parameters, permissions and processes."""
    return [
        fields("struct prison", {
            "pr_id": one.pr_id, "pr_name": one.pr_name,
            "pr_parent": _name(one.pr_parent) if one.pr_parent is not None else None, "pr_path": one.pr_path,
            "pr_root": _path(kernel, one.pr_root), "pr_vnet": one.pr_vnet.vnet_id, "vnet": one.pr_owns_vnet,
            "pr_state": one.pr_state.value, "pr_ref": one.pr_ref, "pr_uref": one.pr_uref,
            "persist": one.pr_persist,
        }),
        fields("addresses", {
            "pr_ip4": _addresses(one.pr_ip4, words.dotted), "pr_ip4_saddrsel": one.pr_ip4_saddrsel,
            "pr_ip6": _addresses(one.pr_ip6, inet_ntop6), "pr_ip6_saddrsel": one.pr_ip6_saddrsel,
        }),
        fields("host", {
            "pr_hostname": one.pr_hostname, "pr_domainname": one.pr_domainname, "pr_hostuuid": one.pr_hostuuid,
            "pr_hostid": one.pr_hostid, "pr_osrelease": one.pr_osrelease, "pr_osreldate": one.pr_osreldate,
        }),
        fields("limits", {
            "pr_securelevel": one.pr_securelevel, "pr_enforce_statfs": one.pr_enforce_statfs,
            "pr_devfs_rsnum": one.pr_devfs_rsnum, "pr_childcount": one.pr_childcount,
            "pr_childmax": one.pr_childmax, **{name: SYSV[value] for name, value in one.pr_sysv.items()},
        }),
        fields("pr_allow: permissions", {f"allow.{name}": held for name, held in one.pr_allow.items()}),
        table("processes", ("p_pid", "p_comm", "cr_uid"), [
            (p.p_pid, p.p_comm, p.p_ucred.cr_uid)
            for _, p in sorted(kernel.allproc.items()) if p.p_ucred.cr_prison is one
        ]),
    ]  # fmt: skip


def _addresses(held: list[int] | None, say: Callable[[int], str]) -> str:
    if held is None:
        return "unrestricted (NULL)"
    return " ".join(say(address) for address in held) or "none may be used"
