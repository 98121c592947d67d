"""Programs of /usr/local/bin: not of the base system."""
