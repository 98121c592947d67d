"""Imports the library quickly from here on. Python's ``site`` imports this before all but a dozen modules."""

import sys

from quick_archive import Quick  # lab/archive.py

sys.meta_path[:0] = [Quick(path) for path in sys.path if path.endswith(".zip")]
