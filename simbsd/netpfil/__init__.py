"""Packet filters: code that stands at the hooks of net/pfil.py.

Models sys/netpfil.
"""
