"""pw(8): accounts and groups."""
