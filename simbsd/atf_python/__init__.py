"""What the helpers of FreeBSD's tests that are written in Python are run with: python3 and scapy, as they need them.

Models tests/atf_python's place beside the tests; no machine has any of it but one on which simbsd.atf runs a test.
"""
