"""The IPv4 stack: ARP, IP, ICMP, UDP, TCP."""
