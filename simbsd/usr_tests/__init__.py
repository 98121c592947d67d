"""Programs that stand in for the helpers of FreeBSD's tests that are written in Python.

Models what tests/sys/common/*.py do; no machine has them but one on which simbsd.atf runs a test.
"""
