"""The lines of netstat -s for IPv6: which counters each shows, and its text.

Models ip6_stats(), ip6_ifstats(), icmp6_stats(), icmp6_ifstats() and rip6_stats() of
usr.bin/netstat/inet6.c; leaves out the histograms of next headers and of source address selection. In a text %d is the
next counter, %s its plural ending.
"""

from __future__ import annotations

from simbsd.usr_bin.netstat.tables import Lines

IP6: Lines = (
    ("ip6s_total", "\t%d total packet%s received"),
    ("ip6s_toosmall", "\t%d with size smaller than minimum"),
    ("ip6s_tooshort", "\t%d with data size < data length"),
    ("ip6s_badoptions", "\t%d with bad options"),
    ("ip6s_badvers", "\t%d with incorrect version number"),
    ("ip6s_fragments", "\t%d fragment%s received"),
    ("ip6s_fragdropped", "\t%d fragment%s dropped (dup or out of space)"),
    ("ip6s_fragtimeout", "\t%d fragment%s dropped after timeout"),
    ("ip6s_fragoverflow", "\t%d fragment%s that exceeded limit"),
    ("ip6s_atomicfrags", "\t%d atomic fragment%s"),
    ("ip6s_reassembled", "\t%d packet%s reassembled ok"),
    ("ip6s_delivered", "\t%d packet%s for this host"),
    ("ip6s_forward", "\t%d packet%s forwarded"),
    ("ip6s_cantforward", "\t%d packet%s not forwardable"),
    ("ip6s_redirectsent", "\t%d redirect%s sent"),
    ("ip6s_localout", "\t%d packet%s sent from this host"),
    ("ip6s_rawout", "\t%d packet%s sent with fabricated ip header"),
    ("ip6s_odropped", "\t%d output packet%s dropped due to no bufs, etc."),
    ("ip6s_noroute", "\t%d output packet%s discarded due to no route"),
    ("ip6s_fragmented", "\t%d output datagram%s fragmented"),
    ("ip6s_ofragments", "\t%d fragment%s created"),
    ("ip6s_cantfrag", "\t%d datagram%s that can't be fragmented"),
    ("ip6s_badscope", "\t%d packet%s that violated scope rules"),
    ("ip6s_notmember", "\t%d multicast packet%s which we don't join"),
    ("ip6s_exthdrtoolong", "\t%d packet%s whose headers are not contiguous"),
    ("ip6s_nogif", "\t%d tunneling packet%s that can't find gif"),
    ("ip6s_toomanyhdr", "\t%d packet%s discarded because of too many headers"),
    ("ip6s_sources_none", "\t%d failure%s of source address selection"),
)

ICMP6: Lines = (
    ("icp6s_error", "\t%d call%s to icmp6_error"),
    ("icp6s_canterror", "\t%d error%s not generated in response to an icmp6 message"),
    ("icp6s_toofreq", "\t%d error%s not generated because of rate limitation"),
    ("icp6s_badcode", "\t%d message%s with bad code fields"),
    ("icp6s_tooshort", "\t%d message%s < minimum length"),
    ("icp6s_checksum", "\t%d bad checksum%s"),
    ("icp6s_badlen", "\t%d message%s with bad length"),
    ("icp6s_dropped", "\t%d total packet%s dropped due to failed NDP resolution"),
    ("icp6s_odst_unreach_noroute", "\t\t%d no route"),
    ("icp6s_odst_unreach_admin", "\t\t%d administratively prohibited"),
    ("icp6s_odst_unreach_beyondscope", "\t\t%d beyond scope"),
    ("icp6s_odst_unreach_addr", "\t\t%d address unreachable"),
    ("icp6s_odst_unreach_noport", "\t\t%d port unreachable"),
    ("icp6s_opacket_too_big", "\t\t%d packet too big"),
    ("icp6s_otime_exceed_transit", "\t\t%d time exceed transit"),
    ("icp6s_otime_exceed_reassembly", "\t\t%d time exceed reassembly"),
    ("icp6s_oparamprob_header", "\t\t%d erroneous header field"),
    ("icp6s_oparamprob_nextheader", "\t\t%d unrecognized next header"),
    ("icp6s_oparamprob_option", "\t\t%d unrecognized option"),
    ("icp6s_oredirect", "\t\t%d redirect"),
    ("icp6s_ounknown", "\t\t%d unknown"),
    ("icp6s_reflect", "\t%d message response%s generated"),
    ("icp6s_nd_toomanyopt", "\t%d message%s with too many ND options"),
    ("icp6s_nd_badopt", "\t%d message%s with bad ND options"),
    ("icp6s_badns", "\t%d bad neighbor solicitation message%s"),
    ("icp6s_badna", "\t%d bad neighbor advertisement message%s"),
    ("icp6s_badrs", "\t%d bad router solicitation message%s"),
    ("icp6s_badra", "\t%d bad router advertisement message%s"),
    ("icp6s_badredirect", "\t%d bad redirect message%s"),
    ("icp6s_overflowdefrtr", "\t%d default routers overflow%s"),
    ("icp6s_overflowprfx", "\t%d prefix overflow%s"),
    ("icp6s_overflownndp", "\t%d neighbour entries overflow%s"),
    ("icp6s_overflowredirect", "\t%d redirect overflow%s"),
    ("icp6s_invlhlim", "\t%d message%s with invalid hop limit"),
    ("icp6s_pmtuchg", "\t%d path MTU change%s"),
)

RIP6: Lines = (
    ("rip6s_ipackets", "\t%d message%s received"),
    ("rip6s_isum", "\t%d checksum calculation%s on inbound"),
    ("rip6s_badsum", "\t%d message%s with bad checksum"),
    ("rip6s_nosock", "\t%d message%s dropped due to no socket"),
    ("rip6s_nosockmcast", "\t%d multicast message%s dropped due to no socket"),
    ("rip6s_fullsock", "\t%d message%s dropped due to full socket buffers"),
    ("rip6s_delivered", "\t%d delivered"),
    ("rip6s_opackets", "\t%d datagram%s output"),
)

ICMP6_NAMES = {
    1: "unreach", 2: "packet too big", 3: "time exceed", 4: "parameter problem", 128: "echo", 129: "echo reply",
    130: "multicast listener query", 131: "MLDv1 listener report", 132: "MLDv1 listener done",
    133: "router solicitation", 134: "router advertisement", 135: "neighbor solicitation",
    136: "neighbor advertisement", 137: "redirect", 143: "MLDv2 listener report",
}  # fmt: skip

# Of one interface: counter, the name of its field, its text.
IP6_INTERFACE = (
    ("in_receive", "received-packets", "\t%d total input datagram%s"),
    ("in_hdrerr", "dropped-invalid-header", "\t%d datagram%s with invalid header received"),
    ("in_toobig", "dropped-mtu-exceeded", "\t%d datagram%s exceeded MTU received"),
    ("in_noroute", "dropped-no-route", "\t%d datagram%s with no route received"),
    ("in_addrerr", "dropped-invalid-destination", "\t%d datagram%s with invalid dst received"),
    ("in_protounknown", "dropped-unknown-protocol", "\t%d datagram%s with unknown proto received"),
    ("in_truncated", "dropped-truncated", "\t%d truncated datagram%s received"),
    ("in_discard", "dropped-discarded", "\t%d input datagram%s discarded"),
    ("in_deliver", "received-valid-packets", "\t%d datagram%s delivered to an upper layer protocol"),
    ("out_forward", "sent-forwarded", "\t%d datagram%s forwarded to this interface"),
    ("out_request", "sent-packets", "\t%d datagram%s sent from an upper layer protocol"),
    ("out_discard", "discard-packets", "\t%d total discarded output datagram%s"),
    ("out_fragok", "discard-fragments", "\t%d output datagram%s fragmented"),
    ("out_fragfail", "fragments-failed", "\t%d output datagram%s failed on fragment"),
    ("out_fragcreat", "fragments-created", "\t%d output datagram%s succeeded on fragment"),
    ("reass_reqd", "reassembly-required", "\t%d incoming datagram%s fragmented"),
    ("reass_ok", "reassembled-packets", "\t%d datagram%s reassembled"),
    ("reass_fail", "reassembly-failed", "\t%d datagram%s failed on reassembly"),
    ("in_mcast", "received-multicast", "\t%d multicast datagram%s received"),
    ("out_mcast", "sent-multicast", "\t%d multicast datagram%s sent"),
)

# Messages of one interface, received and sent: counter, the name of its field, its text with the way's name left open.
_MESSAGES = (
    ("msg", "packets", "\t%d total {way} message%s"),
    ("error", "errors", "\t%d total {way} error message%s"),
    ("dstunreach", "destination-unreachable", "\t%d {way} destination unreachable error%s"),
    ("adminprohib", "admin-prohibited", "\t%d {way} administratively prohibited error%s"),
    ("timeexceed", "time-exceeded", "\t%d {way} time exceeded error%s"),
    ("paramprob", "bad-parameter", "\t%d {way} parameter problem error%s"),
    ("pkttoobig", "packet-too-big", "\t%d {way} packet too big error%s"),
    ("echo", "echo-requests", "\t%d {way} echo request%s"),
    ("echoreply", "echo-replies", "\t%d {way} echo repl%i"),
    ("routersolicit", "router-solicitation", "\t%d {way} router solicitation%s"),
    ("routeradvert", "router-advertisement", "\t%d {way} router advertisement%s"),
    ("neighborsolicit", "neighbor-solicitation", "\t%d {way} neighbor solicitation%s"),
    ("neighboradvert", "neighbor-advertisement", "\t%d {way} neighbor advertisement%s"),
    ("redirect", "redirects", "\t%d {way} redirect%s"),
    ("mldquery", "mld-queries", "\t%d {way} MLD quer%i"),
    ("mldreport", "mld-reports", "\t%d {way} MLD report%s"),
    ("mlddone", "mld-done", "\t%d {way} MLD done%s"),
)
_WAYS = (("in", "received", "input"), ("out", "sent", "output"))
ICMP6_INTERFACE = tuple(
    (f"{way}_{member}", f"{verb}-{field}" + ("s" if (way, member) == ("out", "mlddone") else ""), text.format(way=word))
    for way, verb, word in _WAYS
    for member, field, text in _MESSAGES
)
INTERFACE = {
    "ip6": ("SIOCGIFSTAT_IN6", IP6_INTERFACE), "icmp6": ("SIOCGIFSTAT_ICMP6", ICMP6_INTERFACE),
}  # fmt: skip
