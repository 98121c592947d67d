"""Every counter of a new network stack, at zero, as ``protocol.member`` with the C structure's member names.

Models struct ipstat, ip6stat, icmpstat, icmp6stat, udpstat, tcpstat and arpstat; leaves out members that nothing here
can count.
"""

from __future__ import annotations

_MEMBERS: dict[str, tuple[str, ...]] = {
    "ip": (
        "ips_total", "ips_delivered", "ips_forward", "ips_fastforward", "ips_cantforward", "ips_redirectsent",
        "ips_noproto", "ips_localout", "ips_noroute", "ips_fragmented", "ips_ofragments", "ips_cantfrag",
        "ips_fragments",
        "ips_reassembled", "ips_fragdropped", "ips_fragtimeout", "ips_badaddr",
    ),
    "ip6": (
        "ip6s_total", "ip6s_delivered", "ip6s_forward", "ip6s_cantforward", "ip6s_redirectsent", "ip6s_noproto",
        "ip6s_notmember", "ip6s_localout", "ip6s_noroute", "ip6s_fragmented", "ip6s_ofragments", "ip6s_cantfrag",
        "ip6s_fragments", "ip6s_reassembled", "ip6s_fragdropped", "ip6s_fragtimeout", "ip6s_badscope",
    ),
    "icmp6": ("icp6s_error", "icp6s_canterror", "icp6s_toofreq", "icp6s_reflect", "icp6s_invlhlim", "icp6s_pmtuchg"),
    "icmp": ("icps_error", "icps_reflect", "icps_bmcastecho"),
    "igmp": ("igps_snd_reports",),
    "rip6": ("rip6s_ipackets", "rip6s_nosock", "rip6s_nosockmcast", "rip6s_opackets"),
    "arp": ("txrequests", "txreplies", "received", "rxrequests", "rxreplies", "dropped", "timeouts", "dupips"),
    "udp": ("udps_ipackets", "udps_opackets", "udps_noport", "udps_noportbcast", "udps_fullsock", "udps_delivered"),
    "tcp": (
        "tcps_connattempt", "tcps_accepts", "tcps_connects", "tcps_drops", "tcps_conndrops", "tcps_closed",
        "tcps_timeoutdrop", "tcps_rexmttimeo", "tcps_sndtotal", "tcps_sndpack", "tcps_sndbyte", "tcps_sndrexmitpack",
        "tcps_sndrexmitbyte", "tcps_sndctrl", "tcps_sndacks", "tcps_rcvtotal", "tcps_rcvpack", "tcps_rcvbyte",
        "tcps_rcvduppack", "tcps_rcvoopack", "tcps_rcvackpack", "tcps_rcvackbyte", "tcps_rcvdupack", "tcps_badsyn",
        "tcps_listendrop", "tcps_mturesent", "tcps_rcvdupbyte", "tcps_pawsdrop", "tcps_sack_recovery_episode",
        "tcps_sack_rexmits", "tcps_sack_rexmit_bytes", "tcps_sack_rcv_blocks", "tcps_sack_send_blocks",
        "tcps_dsack_count", "tcps_dsack_bytes", "tcps_rcvpartduppack", "tcps_rcvpartdupbyte", "tcps_rcvoobyte",
    ),
}  # fmt: skip

STATS: dict[str, int] = {f"{proto}.{name}": 0 for proto, names in _MEMBERS.items() for name in names} | {
    f"icmp.{way}.{kind}": 0 for way in ("in", "out") for kind in (0, 3, 5, 8, 11)
}
