"""The virtual file system: names, vnodes, mounts."""
