"""pfctl(8): control the packet filter."""
