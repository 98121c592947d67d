"""ifconfig(8): show and change network interfaces.

Models main(), ifconfig_ioctl() and list_interfaces_nl() of sbin/ifconfig/ifconfig.c and ifconfig_netlink.c;
leaves out wireless.
"""

from __future__ import annotations

from dataclasses import replace

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.inet6 import gethostbyaddr6
from simbsd.lib.jail import jail_attach, jail_getid
from simbsd.lib.netdb import Hosts
from simbsd.lib.printf import printf
from simbsd.lib.socket import netlink, socket
from simbsd.lib.unistd import close, ioctl
from simbsd.sbin.ifconfig import addresses, options, status, vlan
from simbsd.sbin.ifconfig.options import LETTERS, USAGE, Arguments, UsageError
from simbsd.sbin.ifconfig.run import Done, Run, maybe_load
from simbsd.sbin.ifconfig.verbs import CLONE_VERBS, CREATE_WORDS, VERBS, Verb
from simbsd.sys.errno import Errno
from simbsd.sys.lagg import LaggRecord
from simbsd.sys.records import BridgeRecord, IfRecord, VlanRecord
from simbsd.sys.socketvar import AF_INET, AF_INET6, AF_NETLINK, AF_UNIX, SOCK_DGRAM, SOCK_RAW
from simbsd.sys.vnet import IFF_PROMISC, IFNAMSIZ

_DOMAINS = {"inet": AF_INET, "inet6": AF_INET6}


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Entry point."""
    err = Err(argv)
    found, operands = await getopt(argv, LETTERS)
    try:
        arguments = options.parse(found, operands, envp.get("IFCONFIG_FORMAT"))
    except UsageError as error:
        if error.message:
            await err.warnx(error.message)
        await printf("usage: " + USAGE, 2)
        return 1
    for skipped in arguments.skipped:
        await err.warnx(f"Skipping invalid format specification: {skipped}\n")
    run = Run(err, arguments)
    try:
        await _run(run)
    except Done as done:
        run.status = done.status
    if run.printed:
        run.out.append(run.printed + "\n")
    await printf("".join(run.out))
    return run.status


async def _run(run: Run) -> None:
    arguments = run.arguments
    if arguments.cloners or arguments.group is not None:
        await _list_other(run)
        return
    if arguments.jail is not None:
        await _attach(run, arguments.jail)
    run.route = await _socket(run, AF_NETLINK, SOCK_RAW)
    if arguments.ifname is not None and await _one(run, arguments.ifname):
        return
    await _list(run)


async def _socket(run: Run, domain: int, kind: int = SOCK_DGRAM) -> int:
    try:
        return await socket(domain, kind, 0)
    except Errno as error:
        await run.fail(
            "unable to open netlink socket"
            if domain == AF_NETLINK
            else f"socket(family {domain},SOCK_DGRAM)",
            error,
        )


async def _list_other(run: Run) -> None:
    """-C and a lone -g."""
    group = run.arguments.group
    run.fd = await _socket(run, AF_UNIX)
    if group is None:
        try:
            names = await ioctl(run.fd, "SIOCIFGCLONERS", ())
        except Errno as error:
            await run.fail("unable to list cloners", error)
        run.out.append(" ".join(names) + "\n")
        return
    run.route = await _socket(run, AF_NETLINK, SOCK_RAW)
    links = await netlink(run.route, "RTM_GETLINK", {})
    run.out += [link.name + "\n" for link in links if group == "all" or group in link.groups]


async def _attach(run: Run, jail: str) -> None:
    try:
        jid = await jail_getid(jail)
    except Errno as error:
        await run.perror("jail not found", error)
    try:
        await jail_attach(jid)
    except Errno as error:
        await run.perror("cannot attach to jail", error)


async def _one(run: Run, name: str) -> bool:
    """An interface was named: do what the words say; False when it is only to be shown."""
    run.ifname = name
    words = run.arguments.words
    await maybe_load(run, name)
    link = await run.link(name)
    creates = bool(words) and words[0] in CREATE_WORDS
    if link is None:
        if creates and len(name) >= IFNAMSIZ:
            await run.errx(f"{name}: cloning name too long")
        if words and words[0] == "-vnet" and len(name) >= IFNAMSIZ:
            await run.errx(f"{name}: interface name too long")
        if not creates and words[:1] != ["-vnet"]:
            await run.errx(f"interface {name} does not exist")
        await _configure(run, words, creates, None)
        return True
    if creates:
        if len(words) == 1:
            await run.errx(f"interface {name} already exists")
        words = words[1:]
    family = words[0] if words and words[0] in options.FAMILIES else None
    words = words[1:] if family else words
    if words:
        if status.matches_flags(run.arguments, link.flags):
            await _configure(run, words, False, family)
        return True
    run.arguments.family = family
    return False


async def _configure(run: Run, words: list[str], creating: bool, family: str | None) -> None:
    """Take the words in order, then do what was put off."""
    await _open(run, family or "inet")
    run.callbacks.append(vlan.check)
    words = list(words)
    while words:
        verb = (CLONE_VERBS if creating else VERBS).get(words[0])
        if creating and verb is None:
            creating = False
            await run.callbacks.pop(0)(run)
            if words[0] in options.FAMILIES:
                await close(run.fd)
                await _open(run, words.pop(0))
            continue
        words = await _word(run, verb, words)
    for callback in run.callbacks:
        await callback(run)
    await addresses.finish(run)


async def _open(run: Run, family: str) -> None:
    run.family = family
    run.fd = await _socket(run, _DOMAINS.get(family, AF_UNIX))


async def _word(run: Run, verb: Verb | None, words: list[str]) -> list[str]:
    """Do the first word with its arguments; what is left."""
    if verb is None:
        await (addresses.set_destination if run.setaddr else addresses.set_address)(run, words[0])
        return words[1:]
    count = verb.arguments
    if count < 0:
        await verb.action(run, *words[1:2])
        return words[2:]
    if len(words) <= count:
        needed = "requires argument" if count == 1 else "requires 2 arguments"
        await run.errx(f"'{words[0]}' {needed}")
    await verb.action(run, *(words[1 : count + 1] if count else words[:1]))
    return words[count + 1 :]


async def _list(run: Run) -> None:
    """-a, -l, or one interface's status."""
    arguments = run.arguments
    run.fd = await _socket(run, AF_UNIX)
    # the real program asks for all and picks; asking for one costs the same however many there are
    wanted = {} if arguments.ifname is None else {"name": arguments.ifname}
    links: list[IfRecord] = await netlink(run.route, "RTM_GETLINK", wanted)
    shown = [link for link in links if status.shows(arguments, link)]
    if arguments.namesonly:
        run.out.append(" ".join(link.name for link in shown) + "\n")
        return
    shows_nd6 = await _has_inet6()
    for link in shown:
        if not shows_nd6:
            link = replace(link, nd6_flags=0)
        elif arguments.family in (None, "inet6"):
            link = replace(link, nd6_flags=link.nd6_flags | await _default_interface(run, link))
        names = await _host_names(arguments, link)
        run.out.append(status.interface_text(link, arguments, await _bridge(run, link), names, await _vlan(run, link),
                                              await _tunnel(run, link), await _lagg(run, link),
                                              await _hosts(run, link), await _stf(run, link)))


async def _has_inet6() -> bool:
    """Whether a socket of IPv6 can be had, without which nd6_status() says nothing."""
    try:
        await close(await socket(AF_INET6, SOCK_DGRAM, 0))
    except Errno:
        return False
    return True


async def _default_interface(run: Run, link: IfRecord) -> int:
    """DEFAULTIF among an interface's flags (isnd6defif)."""
    try:
        return 1 << 15 if await ioctl(run.fd, "SIOCGDEFIFACE_IN6", (link.name,)) == link.index else 0
    except Errno:
        return 0


async def _bridge(run: Run, link: IfRecord) -> BridgeRecord | None:
    if link.driver != "bridge":
        return None
    try:
        record: BridgeRecord = await ioctl(run.fd, "BRDGPARAM", (link.name,))
    except Errno:
        return None
    return record


async def _tunnel(run: Run, link: IfRecord) -> tuple[int, int] | None:
    if link.driver != "gif":
        return None
    try:
        ends: tuple[int, int] = await ioctl(run.fd, "SIOCGIFPHYADDR", (link.name,))
    except Errno:
        return None
    return ends


async def _lagg(run: Run, link: IfRecord) -> LaggRecord | None:
    if link.driver != "lagg":
        return None
    try:
        record: LaggRecord = await ioctl(run.fd, "SIOCGLAGG", (link.name,))
    except Errno:
        return None
    return record


async def _hosts(run: Run, link: IfRecord) -> tuple[str, ...]:
    """What is said of the virtual hosts of an interface, which is promiscuous if it has any (carp_alloc_if)."""
    if not link.flags & IFF_PROMISC:
        return ()
    from simbsd.sbin.ifconfig.carp import carp_status

    return await carp_status(run, link.name)


async def _stf(run: Run, link: IfRecord) -> tuple[str, ...]:
    if link.driver != "stf":
        return ()
    from simbsd.sbin.ifconfig.ifstf import stf_status

    return await stf_status(run, link.name)


async def _vlan(run: Run, link: IfRecord) -> VlanRecord | None:
    if link.driver != "vlan":
        return None
    try:
        record: VlanRecord = await ioctl(run.fd, "SIOCGETVLAN", (link.name,))
    except Errno:
        return None
    return record


async def _host_names(arguments: Arguments, link: IfRecord) -> dict[int, str]:
    """Names for -f addr:host and addr:fqdn."""
    form = arguments.formats.get("addr")
    if form not in ("host", "fqdn"):
        return {}
    hosts = Hosts()
    names = {}
    for address in link.addrs:
        if address.family == AF_INET6:
            name = await gethostbyaddr6(address.addr)
        else:
            name = await hosts.name(address.addr)
        if name is not None:
            names[address.addr] = name.partition(".")[0] if form == "host" else name
    return names
