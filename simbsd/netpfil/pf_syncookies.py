"""SYN cookies: under a flood no state is made before the third segment, which brings back what the second said.

Models sys/netpfil/pf/pf_syncookies.c; leaves out its messages for debugging.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simbsd.kern.kern_timeout import callout_reset, callout_stop
from simbsd.kern.siphash import SIPHASH_KEY_LENGTH, siphash24
from simbsd.net.bpf import drop
from simbsd.netpfil.pf_rules import PfPdesc, arc4random
from simbsd.netpfil.pf_send import build_tcp, mssdflt, offered_mss, offered_wscale, send_tcp
from simbsd.netpfil.pf_state import expires, find, make_key
from simbsd.netpfil.pf_synproxy import pf_synproxy
from simbsd.sys.errno import EINVAL, Errno
from simbsd.sys.mbuf import IPPROTO_TCP, TH_ACK, TH_RST, TH_SYN, Mbuf, Tcp
from simbsd.sys.pf import ADAPTIVE, ALWAYS, NEVER, PF_IN, PF_TCPS_PROXY_DST
from simbsd.sys.pf_var import Pf
from simbsd.sys.socketvar import AF_INET

if TYPE_CHECKING:
    from simbsd.sys.kernel import Kernel
    from simbsd.sys.vnet import Vnet

_SECRET_LIFETIME = 15_000_000
_MASK = 0xFFFFFFFF
# The segment sizes and window scales that three bits of a cookie mean; those in between are rounded down.
_MSS = (216, 536, 1200, 1360, 1400, 1440, 1452, 1460)
_WSCALE = (0, 0, 1, 2, 4, 6, 7, 8)


def set_syncookies(kernel: Kernel, vnet: Vnet, pf: Pf, mode: str, hiwat: int, lowat: int) -> None:
    """When cookies are sent: never, always, or once more than ``hiwat`` states are half open, until less than ``lowat``
    are (pf_set_syncookies). Errors: EINVAL.
    """
    if lowat >= hiwat or mode not in (NEVER, ALWAYS, ADAPTIVE):
        raise Errno(EINVAL, "They begin where there are more half-open states than where they end.",
                    "pf_syncookies.c: pf_set_syncookies")  # fmt: skip
    cookies = pf.syncookies
    if cookies.mode != mode:
        cookies.mode = mode
        if mode == ALWAYS:
            _newkey(kernel, vnet, pf)
            cookies.active = True
    cookies.hiwat, cookies.lowat = hiwat, lowat


def halfopen(kernel: Kernel, pf: Pf) -> int:
    """How many states of TCP are half open (states_halfopen)."""
    return sum(
        1 for state in pf.states.values()
        if state.wire[1] == IPPROTO_TCP and 0 < state.src.state < 4 and expires(pf, state) > kernel.now
    )  # fmt: skip


def synflood_check(kernel: Kernel, vnet: Vnet, pf: Pf) -> bool:
    """Whether a SYN is to be answered with a cookie (pf_synflood_check)."""
    cookies = pf.syncookies
    if pf.recreating or cookies.mode != ADAPTIVE:
        return not pf.recreating and cookies.mode == ALWAYS
    if not cookies.active and len(pf.states) > cookies.hiwat and halfopen(kernel, pf) > cookies.hiwat:
        _wait(kernel, vnet, pf, 0)
        cookies.active = True
    return cookies.active


def send_cookie(kernel: Kernel, pf: Pf, pd: PfPdesc) -> None:
    """Answer a SYN; everything that is worth knowing of it is in the number that the answer bears
    (pf_syncookie_send).
    """
    tcp: Tcp = pd.inner
    cookies = pf.syncookies
    mss = max(mssdflt(pd.vnet), offered_mss(pd.vnet, tcp))
    number = _generate(pf, pd, mss)
    answer = Tcp(tcp.dport, tcp.sport, number, tcp.seq + 1 & _MASK, TH_SYN | TH_ACK, 0, mss=mss)
    send_tcp(kernel, pd.vnet, build_tcp(pd.vnet, pd.af, pd.dst, pd.src, answer), True)
    pf.lcounters["syncookies sent"] += 1
    cookies.inflight[cookies.oddeven] += 1
    drop(kernel, pd.m, pd.ifp, "pf: answered with a SYN cookie, and no state is made of it.")


def check(pf: Pf, pd: PfPdesc) -> bool:
    """Whether a segment brings a cookie back (pf_syncookie_check)."""
    tcp: Tcp = pd.inner
    ack = tcp.ack - 1 & _MASK
    cookie = ack & 0xFF ^ ack >> 24
    if tcp.flags & (TH_SYN | TH_ACK | TH_RST) != TH_ACK or not pf.syncookies.inflight[cookie & 1]:
        return False
    return ack & ~0xFF == _mac(pf, pd, cookie, tcp.seq - 1 & _MASK) & ~0xFF


def take_cookie(kernel: Kernel, pf: Pf, pd: PfPdesc) -> None:
    """A cookie came back: the first segment is made again for the rules, and the handshake goes on as a proxied one
    (pf_syncookie_validate, pf_syncookie_recreate_syn, and where pf_test calls them).
    """
    from simbsd.netpfil.pf import pf_test

    tcp: Tcp = pd.inner
    ack, seq = tcp.ack - 1 & _MASK, tcp.seq - 1 & _MASK
    cookie = ack & 0xFF ^ ack >> 24
    pf.lcounters["syncookies validated"] += 1
    pf.syncookies.inflight[cookie & 1] -= 1
    syn = Tcp(tcp.sport, tcp.dport, seq, 0, TH_SYN, _WSCALE[cookie >> 2 & 7], mss=_MSS[cookie >> 5])
    kernel.lastpacket += 1
    packet = build_tcp(pd.vnet, pd.af, pd.src, pd.dst, syn, pd.m.m_payload.ttl)
    pf.recreating = True
    passed = pf_test(kernel, pd.vnet, pd.ifp, Mbuf(kernel.lastpacket, packet, pd.ifp), PF_IN)
    pf.recreating = False
    state = find(kernel, pf, make_key(pd), pd.dir, pd.ifp.if_xname) if passed else None
    if state is None:
        drop(kernel, pd.m, pd.ifp, "pf: a SYN cookie came back, but no rule makes a state of it.")
        return
    state.src.seqhi, state.src.seqlo, state.src.state = ack, seq, PF_TCPS_PROXY_DST
    pf_synproxy(kernel, pf, pd, state)


def _wait(kernel: Kernel, vnet: Vnet, pf: Pf, us: int) -> None:
    callout_stop(pf.syncookies.keytimeout)
    pf.syncookies.keytimeout = callout_reset(kernel, us, pf_syncookie_rotate, vnet)


def pf_syncookie_rotate(kernel: Kernel, vnet: Vnet) -> None:
    """A secret has done its time: another, or the end of the flood and of all secrets."""
    pf: Pf | None = vnet.vnet_pf
    if pf is None:
        return
    cookies = pf.syncookies
    under_way = sum(cookies.inflight)
    calm = cookies.mode == ADAPTIVE and halfopen(kernel, pf) + under_way < cookies.lowat
    if cookies.active and (calm or cookies.mode == NEVER):
        cookies.active = False
    if not cookies.active and not under_way:
        cookies.keys = [bytes(SIPHASH_KEY_LENGTH), bytes(SIPHASH_KEY_LENGTH)]
        return
    _newkey(kernel, vnet, pf)


def _newkey(kernel: Kernel, vnet: Vnet, pf: Pf) -> None:
    cookies = pf.syncookies
    cookies.oddeven ^= 1
    cookies.inflight[cookies.oddeven] = 0
    words = [arc4random(kernel) for _ in range(SIPHASH_KEY_LENGTH // 4)]
    cookies.keys[cookies.oddeven] = b"".join(word.to_bytes(4, "little") for word in words)
    _wait(kernel, vnet, pf, _SECRET_LIFETIME)


def _mac(pf: Pf, pd: PfPdesc, cookie: int, seq: int) -> int:
    """What only who has the secret can compute of a connection and its first number (pf_syncookie_mac)."""
    size = 4 if pd.af == AF_INET else 16
    message = pd.src.to_bytes(size, "big") + pd.dst.to_bytes(size, "big") + pd.sport.to_bytes(2, "big")
    message += pd.dport.to_bytes(2, "big") + seq.to_bytes(4, "little") + bytes((cookie,))
    hashed = siphash24(pf.syncookies.keys[cookie & 1], message)
    return hashed & _MASK ^ hashed >> 32


def _generate(pf: Pf, pd: PfPdesc, mss: int) -> int:
    """The number of the answer: a hash, and in its last byte, hidden, which secret, segment size and window scale
    (pf_syncookie_generate).
    """
    tcp: Tcp = pd.inner
    scale = offered_wscale(tcp)
    mss_index = max((at for at, size in enumerate(_MSS) if size <= mss), default=0)
    scale_index = max(at for at, size in enumerate(_WSCALE) if size <= scale or not at)
    cookie = pf.syncookies.oddeven | scale_index << 2 | mss_index << 5
    hashed = _mac(pf, pd, cookie, tcp.seq)
    return hashed & ~0xFF | cookie ^ hashed >> 24
