"""The shell's built-in commands, one module per family; table.py lists them."""
