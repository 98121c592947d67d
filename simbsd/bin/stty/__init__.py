"""stty(1): the modes of a terminal."""
