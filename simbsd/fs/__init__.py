"""File systems: the root, tmpfs, devfs."""
