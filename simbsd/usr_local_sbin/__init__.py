"""Programs of /usr/local/sbin: what a port would have installed."""
