"""Kernel behaviour: processes, signals, credentials, prisons, system calls."""
