"""Graphs of the machine: projections of kernel tables as elements with stable ids, and what changed between
two.
"""
