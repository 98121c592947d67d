"""tcpdump(1): packets as they pass an interface."""
