"""Programs of /usr/bin."""
