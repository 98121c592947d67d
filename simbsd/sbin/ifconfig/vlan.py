"""The words of vlan interfaces.

Models vlan_cmds and its functions of sbin/ifconfig/ifvlan.c; the capability words of that table are in verbs.py.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from simbsd.lib.inet import strtoul
from simbsd.sbin.ifconfig.run import NOTAG, Run
from simbsd.sys.errno import Errno
from simbsd.sys.mbuf import ETHERTYPE_QINQ, ETHERTYPE_VLAN
from simbsd.sys.records import VlanRecord
from simbsd.sys.vnet import IFNAMSIZ

Action = Callable[..., Coroutine[Any, Any, None]]
PROTOCOLS = {"802.1q": ETHERTYPE_VLAN, "802.1ad": ETHERTYPE_QINQ, "qinq": ETHERTYPE_QINQ}
_NAMES = {ETHERTYPE_VLAN: "802.1q", ETHERTYPE_QINQ: "802.1ad"}
_VID_MAX, _TAG_MAX, _PCP_MAX = 0xFFE, 0xFFFF, 7


def vlan_line(vlan: VlanRecord) -> str:
    """vlan_status(): what ifconfig says of a tag."""
    proto = _NAMES.get(vlan.proto, f"0x{vlan.proto:04x}")
    parent = vlan.parent or "<none>"
    return f"\tvlan: {vlan.tag} vlanproto: {proto} vlanpcp: {vlan.pcp} parent interface: {parent}"


async def _get(run: Run) -> VlanRecord | None:
    try:
        record: VlanRecord = await run.ioctl("SIOCGETVLAN")
    except Errno:
        return None
    return record


async def _set(run: Run) -> None:
    params = run.vlan
    if params.tag != NOTAG and params.parent:
        await run.do("SIOCSETVLAN", "SIOCSETVLAN", params.parent, params.tag, params.proto)


async def _number(run: Run, word: str, text: str, most: int) -> int:
    """A number as strtoul(3) reads it, which turns a minus sign into something very large."""
    value = strtoul(text.removeprefix("-")) if text else 0
    if value is None:
        await run.errx(f"invalid value for {word}")
    if text.startswith("-") and value or value > most:
        await run.errx(f"value for {word} out of range")
    return value


async def _vlan(run: Run, text: str) -> None:
    run.vlan.tag = await _number(run, "vlan", text, _TAG_MAX)
    record = await _get(run)
    if record is not None:
        run.vlan.parent, run.vlan.proto = record.parent, record.proto
        await _set(run)


async def _vlandev(run: Run, name: str) -> None:
    run.vlan.parent = name[: IFNAMSIZ - 1]
    if await _get(run) is not None:
        await _set(run)


async def _vlanproto(run: Run, text: str) -> None:
    proto = next((number for name, number in PROTOCOLS.items() if text.lower().startswith(name)), None)
    if proto is None:
        await run.errx("invalid value for vlanproto")
    run.vlan.proto = proto
    record = await _get(run)
    if record is not None:
        run.vlan.parent, run.vlan.tag = record.parent, record.tag
        await _set(run)


async def _vlanpcp(run: Run, text: str) -> None:
    await run.do("SIOCSVLANPCP", "SIOCSVLANPCP", await _number(run, "vlanpcp", text, _PCP_MAX))


async def _no_vlandev(run: Run, _parent: str = "") -> None:
    await run.do("SIOCGETVLAN", "SIOCGETVLAN")
    await run.do("SIOCSETVLAN", "SIOCSETVLAN", "", 0, 0)


async def check(run: Run) -> None:
    """vlan_cb(): after all words, neither or both."""
    if (run.vlan.tag != NOTAG) != bool(run.vlan.parent):
        await run.errx("both vlan and vlandev must be specified")


async def parameters(run: Run) -> tuple[str, int, int] | None:
    """vlan_create(): parent, tag and protocol of an interface to be made, from the words and from its name."""
    await _parse_ethervid(run)
    params = run.vlan
    if params.tag == NOTAG and not params.parent:
        return None
    if params.tag == NOTAG:
        await run.errx("must specify a tag for vlan create")
    if not params.parent:
        await run.errx("must specify a parent device for vlan create")
    return params.parent, params.tag, params.proto


async def _parse_ethervid(run: Run) -> None:
    """vlan_parse_ethervid(): ``parent.tag``; the words may say the same, and nothing else."""
    parent, dot, digits = run.ifname.rpartition(".")
    if not dot:
        return
    if not (digits.isascii() and digits.isdigit()) or digits[0] == "0" or int(digits) > _VID_MAX:
        await run.errx("invalid vlan tag")
    params, tag = run.vlan, int(digits)
    if params.tag not in (NOTAG, tag) or params.parent not in ("", parent):
        await _ambiguous(run)
    params.tag, params.parent = tag, parent


async def _ambiguous(run: Run) -> NoReturn:
    await run.errx("ambiguous vlan specification")


CLONE_WORDS: dict[str, tuple[int, Action]] = {
    "vlan": (1, _vlan), "vlandev": (1, _vlandev), "vlanproto": (1, _vlanproto),
}  # fmt: skip
WORDS: dict[str, tuple[int, Action]] = {**CLONE_WORDS, "vlanpcp": (1, _vlanpcp), "-vlandev": (-1, _no_vlandev)}
