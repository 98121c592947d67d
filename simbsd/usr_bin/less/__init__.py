"""less(1), more(1): a text one screen at a time."""
