"""procstat(1): the inside of processes."""
