"""Facts 0: every error number has FreeBSD's text (lib/libc/gen/errlst.c)."""

from __future__ import annotations

import pytest

from simbsd.sys import errno

TEXTS = {
    "EPERM": (1, "Operation not permitted"),
    "ENOENT": (2, "No such file or directory"),
    "ESRCH": (3, "No such process"),
    "EIO": (5, "Input/output error"),
    "ENXIO": (6, "Device not configured"),
    "ENOEXEC": (8, "Exec format error"),
    "EDEADLK": (11, "Resource deadlock avoided"),
    "ENOMEM": (12, "Cannot allocate memory"),
    "EACCES": (13, "Permission denied"),
    "EBUSY": (16, "Device busy"),
    "EEXIST": (17, "File exists"),
    "EXDEV": (18, "Cross-device link"),
    "ENODEV": (19, "Operation not supported by device"),
    "ENOTDIR": (20, "Not a directory"),
    "EISDIR": (21, "Is a directory"),
    "EINVAL": (22, "Invalid argument"),
    "EMFILE": (24, "Too many open files"),
    "ENOTTY": (25, "Inappropriate ioctl for device"),
    "ENOSPC": (28, "No space left on device"),
    "EROFS": (30, "Read-only file system"),
    "EPIPE": (32, "Broken pipe"),
    "ERANGE": (34, "Result too large"),
    "EAGAIN": (35, "Resource temporarily unavailable"),
    "EDESTADDRREQ": (39, "Destination address required"),
    "EMSGSIZE": (40, "Message too long"),
    "ENOPROTOOPT": (42, "Protocol not available"),
    "EPROTONOSUPPORT": (43, "Protocol not supported"),
    "EOPNOTSUPP": (45, "Operation not supported"),
    "EAFNOSUPPORT": (47, "Address family not supported by protocol family"),
    "EADDRINUSE": (48, "Address already in use"),
    "EADDRNOTAVAIL": (49, "Can't assign requested address"),
    "ENETDOWN": (50, "Network is down"),
    "ENETUNREACH": (51, "Network is unreachable"),
    "ECONNRESET": (54, "Connection reset by peer"),
    "ENOBUFS": (55, "No buffer space available"),
    "EISCONN": (56, "Socket is already connected"),
    "ENOTCONN": (57, "Socket is not connected"),
    "ETIMEDOUT": (60, "Operation timed out"),
    "ECONNREFUSED": (61, "Connection refused"),
    "ELOOP": (62, "Too many levels of symbolic links"),
    "ENAMETOOLONG": (63, "File name too long"),
    "EHOSTDOWN": (64, "Host is down"),
    "EHOSTUNREACH": (65, "No route to host"),
    "ENOTEMPTY": (66, "Directory not empty"),
    "EPROCLIM": (67, "Too many processes"),
    "EDQUOT": (69, "Disc quota exceeded"),
    "ENOSYS": (78, "Function not implemented"),
    "EFTYPE": (79, "Inappropriate file type or format"),
    "ENOTCAPABLE": (93, "Capabilities insufficient"),
    "ECAPMODE": (94, "Not permitted in capability mode"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_number_and_text(name: str) -> None:
    number = getattr(errno, name)
    assert (number, errno.strerror(number)) == TEXTS[name]


def test_no_error_has_a_text_too() -> None:
    assert errno.strerror(0) == "No error: 0"
