"""Error numbers and their texts.

Models sys/sys/errno.h and lib/libc/gen/errlst.c; leaves out the kernel-private negative numbers.
"""

from __future__ import annotations

EPERM = 1
ENOENT = 2
ESRCH = 3
EINTR = 4
EIO = 5
ENXIO = 6
E2BIG = 7
ENOEXEC = 8
EBADF = 9
ECHILD = 10
EDEADLK = 11
ENOMEM = 12
EACCES = 13
EFAULT = 14
ENOTBLK = 15
EBUSY = 16
EEXIST = 17
EXDEV = 18
ENODEV = 19
ENOTDIR = 20
EISDIR = 21
EINVAL = 22
ENFILE = 23
EMFILE = 24
ENOTTY = 25
ETXTBSY = 26
EFBIG = 27
ENOSPC = 28
ESPIPE = 29
EROFS = 30
EMLINK = 31
EPIPE = 32
EDOM = 33
ERANGE = 34
EAGAIN = 35
EINPROGRESS = 36
EALREADY = 37
ENOTSOCK = 38
EDESTADDRREQ = 39
EMSGSIZE = 40
EPROTOTYPE = 41
ENOPROTOOPT = 42
EPROTONOSUPPORT = 43
ESOCKTNOSUPPORT = 44
EOPNOTSUPP = 45
EPFNOSUPPORT = 46
EAFNOSUPPORT = 47
EADDRINUSE = 48
EADDRNOTAVAIL = 49
ENETDOWN = 50
ENETUNREACH = 51
ENETRESET = 52
ECONNABORTED = 53
ECONNRESET = 54
ENOBUFS = 55
EISCONN = 56
ENOTCONN = 57
ESHUTDOWN = 58
ETOOMANYREFS = 59
ETIMEDOUT = 60
ECONNREFUSED = 61
ELOOP = 62
ENAMETOOLONG = 63
EHOSTDOWN = 64
EHOSTUNREACH = 65
ENOTEMPTY = 66
EPROCLIM = 67
EUSERS = 68
EDQUOT = 69
ESTALE = 70
EREMOTE = 71
EBADRPC = 72
ERPCMISMATCH = 73
EPROGUNAVAIL = 74
EPROGMISMATCH = 75
EPROCUNAVAIL = 76
ENOLCK = 77
ENOSYS = 78
EFTYPE = 79
EAUTH = 80
ENEEDAUTH = 81
EIDRM = 82
ENOMSG = 83
EOVERFLOW = 84
ECANCELED = 85
EILSEQ = 86
ENOATTR = 87
EDOOFUS = 88
EBADMSG = 89
EMULTIHOP = 90
ENOLINK = 91
EPROTO = 92
ENOTCAPABLE = 93
ECAPMODE = 94
ENOTRECOVERABLE = 95
EOWNERDEAD = 96
EINTEGRITY = 97

TEXTS: dict[int, str] = {
    EPERM: "Operation not permitted",
    ENOENT: "No such file or directory",
    ESRCH: "No such process",
    EINTR: "Interrupted system call",
    EIO: "Input/output error",
    ENXIO: "Device not configured",
    E2BIG: "Argument list too long",
    ENOEXEC: "Exec format error",
    EBADF: "Bad file descriptor",
    ECHILD: "No child processes",
    EDEADLK: "Resource deadlock avoided",
    ENOMEM: "Cannot allocate memory",
    EACCES: "Permission denied",
    EFAULT: "Bad address",
    ENOTBLK: "Block device required",
    EBUSY: "Device busy",
    EEXIST: "File exists",
    EXDEV: "Cross-device link",
    ENODEV: "Operation not supported by device",
    ENOTDIR: "Not a directory",
    EISDIR: "Is a directory",
    EINVAL: "Invalid argument",
    ENFILE: "Too many open files in system",
    EMFILE: "Too many open files",
    ENOTTY: "Inappropriate ioctl for device",
    ETXTBSY: "Text file busy",
    EFBIG: "File too large",
    ENOSPC: "No space left on device",
    ESPIPE: "Illegal seek",
    EROFS: "Read-only file system",
    EMLINK: "Too many links",
    EPIPE: "Broken pipe",
    EDOM: "Numerical argument out of domain",
    ERANGE: "Result too large",
    EAGAIN: "Resource temporarily unavailable",
    EINPROGRESS: "Operation now in progress",
    EALREADY: "Operation already in progress",
    ENOTSOCK: "Socket operation on non-socket",
    EDESTADDRREQ: "Destination address required",
    EMSGSIZE: "Message too long",
    EPROTOTYPE: "Protocol wrong type for socket",
    ENOPROTOOPT: "Protocol not available",
    EPROTONOSUPPORT: "Protocol not supported",
    ESOCKTNOSUPPORT: "Socket type not supported",
    EOPNOTSUPP: "Operation not supported",
    EPFNOSUPPORT: "Protocol family not supported",
    EAFNOSUPPORT: "Address family not supported by protocol family",
    EADDRINUSE: "Address already in use",
    EADDRNOTAVAIL: "Can't assign requested address",
    ENETDOWN: "Network is down",
    ENETUNREACH: "Network is unreachable",
    ENETRESET: "Network dropped connection on reset",
    ECONNABORTED: "Software caused connection abort",
    ECONNRESET: "Connection reset by peer",
    ENOBUFS: "No buffer space available",
    EISCONN: "Socket is already connected",
    ENOTCONN: "Socket is not connected",
    ESHUTDOWN: "Can't send after socket shutdown",
    ETOOMANYREFS: "Too many references: can't splice",
    ETIMEDOUT: "Operation timed out",
    ECONNREFUSED: "Connection refused",
    ELOOP: "Too many levels of symbolic links",
    ENAMETOOLONG: "File name too long",
    EHOSTDOWN: "Host is down",
    EHOSTUNREACH: "No route to host",
    ENOTEMPTY: "Directory not empty",
    EPROCLIM: "Too many processes",
    EUSERS: "Too many users",
    EDQUOT: "Disc quota exceeded",
    ESTALE: "Stale NFS file handle",
    EREMOTE: "Too many levels of remote in path",
    EBADRPC: "RPC struct is bad",
    ERPCMISMATCH: "RPC version wrong",
    EPROGUNAVAIL: "RPC prog. not avail",
    EPROGMISMATCH: "Program version wrong",
    EPROCUNAVAIL: "Bad procedure for program",
    ENOLCK: "No locks available",
    ENOSYS: "Function not implemented",
    EFTYPE: "Inappropriate file type or format",
    EAUTH: "Authentication error",
    ENEEDAUTH: "Need authenticator",
    EIDRM: "Identifier removed",
    ENOMSG: "No message of desired type",
    EOVERFLOW: "Value too large to be stored in data type",
    ECANCELED: "Operation canceled",
    EILSEQ: "Illegal byte sequence",
    ENOATTR: "Attribute not found",
    EDOOFUS: "Programming error",
    EBADMSG: "Bad message",
    EMULTIHOP: "Multihop attempted",
    ENOLINK: "Link has been severed",
    EPROTO: "Protocol error",
    ENOTCAPABLE: "Capabilities insufficient",
    ECAPMODE: "Not permitted in capability mode",
    ENOTRECOVERABLE: "State not recoverable",
    EOWNERDEAD: "Previous owner died",
    EINTEGRITY: "Integrity check failed",
}

NAMES: dict[int, str] = {
    EPERM: "EPERM",
    ENOENT: "ENOENT",
    ESRCH: "ESRCH",
    EINTR: "EINTR",
    EIO: "EIO",
    ENXIO: "ENXIO",
    E2BIG: "E2BIG",
    ENOEXEC: "ENOEXEC",
    EBADF: "EBADF",
    ECHILD: "ECHILD",
    EDEADLK: "EDEADLK",
    ENOMEM: "ENOMEM",
    EACCES: "EACCES",
    EFAULT: "EFAULT",
    ENOTBLK: "ENOTBLK",
    EBUSY: "EBUSY",
    EEXIST: "EEXIST",
    EXDEV: "EXDEV",
    ENODEV: "ENODEV",
    ENOTDIR: "ENOTDIR",
    EISDIR: "EISDIR",
    EINVAL: "EINVAL",
    ENFILE: "ENFILE",
    EMFILE: "EMFILE",
    ENOTTY: "ENOTTY",
    ETXTBSY: "ETXTBSY",
    EFBIG: "EFBIG",
    ENOSPC: "ENOSPC",
    ESPIPE: "ESPIPE",
    EROFS: "EROFS",
    EMLINK: "EMLINK",
    EPIPE: "EPIPE",
    EDOM: "EDOM",
    ERANGE: "ERANGE",
    EAGAIN: "EAGAIN",
    EINPROGRESS: "EINPROGRESS",
    EALREADY: "EALREADY",
    ENOTSOCK: "ENOTSOCK",
    EDESTADDRREQ: "EDESTADDRREQ",
    EMSGSIZE: "EMSGSIZE",
    EPROTOTYPE: "EPROTOTYPE",
    ENOPROTOOPT: "ENOPROTOOPT",
    EPROTONOSUPPORT: "EPROTONOSUPPORT",
    ESOCKTNOSUPPORT: "ESOCKTNOSUPPORT",
    EOPNOTSUPP: "EOPNOTSUPP",
    EPFNOSUPPORT: "EPFNOSUPPORT",
    EAFNOSUPPORT: "EAFNOSUPPORT",
    EADDRINUSE: "EADDRINUSE",
    EADDRNOTAVAIL: "EADDRNOTAVAIL",
    ENETDOWN: "ENETDOWN",
    ENETUNREACH: "ENETUNREACH",
    ENETRESET: "ENETRESET",
    ECONNABORTED: "ECONNABORTED",
    ECONNRESET: "ECONNRESET",
    ENOBUFS: "ENOBUFS",
    EISCONN: "EISCONN",
    ENOTCONN: "ENOTCONN",
    ESHUTDOWN: "ESHUTDOWN",
    ETOOMANYREFS: "ETOOMANYREFS",
    ETIMEDOUT: "ETIMEDOUT",
    ECONNREFUSED: "ECONNREFUSED",
    ELOOP: "ELOOP",
    ENAMETOOLONG: "ENAMETOOLONG",
    EHOSTDOWN: "EHOSTDOWN",
    EHOSTUNREACH: "EHOSTUNREACH",
    ENOTEMPTY: "ENOTEMPTY",
    EPROCLIM: "EPROCLIM",
    EUSERS: "EUSERS",
    EDQUOT: "EDQUOT",
    ESTALE: "ESTALE",
    EREMOTE: "EREMOTE",
    EBADRPC: "EBADRPC",
    ERPCMISMATCH: "ERPCMISMATCH",
    EPROGUNAVAIL: "EPROGUNAVAIL",
    EPROGMISMATCH: "EPROGMISMATCH",
    EPROCUNAVAIL: "EPROCUNAVAIL",
    ENOLCK: "ENOLCK",
    ENOSYS: "ENOSYS",
    EFTYPE: "EFTYPE",
    EAUTH: "EAUTH",
    ENEEDAUTH: "ENEEDAUTH",
    EIDRM: "EIDRM",
    ENOMSG: "ENOMSG",
    EOVERFLOW: "EOVERFLOW",
    ECANCELED: "ECANCELED",
    EILSEQ: "EILSEQ",
    ENOATTR: "ENOATTR",
    EDOOFUS: "EDOOFUS",
    EBADMSG: "EBADMSG",
    EMULTIHOP: "EMULTIHOP",
    ENOLINK: "ENOLINK",
    EPROTO: "EPROTO",
    ENOTCAPABLE: "ENOTCAPABLE",
    ECAPMODE: "ECAPMODE",
    ENOTRECOVERABLE: "ENOTRECOVERABLE",
    EOWNERDEAD: "EOWNERDEAD",
    EINTEGRITY: "EINTEGRITY",
}


class Errno(Exception):
    """A refused system call: the only exception that crosses the trap.

    ``note`` says in one sentence which check refused and why; ``where`` names FreeBSD's file and function that makes
    that check, as in ``kern_jail.c: prison_check``. They are what *Why?* shows, never what a program prints.
    ``message`` is the kernel's own text where a call gives one (jail_set's errmsg), else empty.
    """

    def __init__(self, errno: int, note: str = "", where: str = "", message: str = "") -> None:
        super().__init__(errno)
        self.errno = errno
        self.note = note
        self.where = where
        self.message = message

    @property
    def name(self) -> str:
        """The symbol, for example ``EPERM``."""
        return NAMES.get(self.errno, str(self.errno))

    def __str__(self) -> str:
        return strerror(self.errno)


def strerror(errno: int) -> str:
    """The text of an error number as strerror(3) gives it."""
    if errno == 0:
        return "No error: 0"
    return TEXTS.get(errno, f"Unknown error: {errno}")
