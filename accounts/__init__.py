"""Accounts: who signs in, which work is theirs, and what becomes of it. None is needed to learn."""
