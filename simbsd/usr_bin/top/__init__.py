"""top(1): who uses the machine, a screen at a time."""
