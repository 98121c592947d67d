"""What stands behind an element of a graph: its record's fields under kernel names, and the tables that hang from it.
"""
