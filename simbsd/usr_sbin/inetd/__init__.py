"""inetd(8): one process that waits for many services."""
