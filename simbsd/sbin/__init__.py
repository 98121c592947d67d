"""Programs of /sbin."""
