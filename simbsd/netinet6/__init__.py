"""The IPv6 side of the network stack."""
