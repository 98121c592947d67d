"""Programs of /usr/sbin."""
